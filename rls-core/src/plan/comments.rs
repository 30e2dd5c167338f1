//! How do comments change?
//!
//! A comment belongs to what it is on: it follows a new name, and goes with a column or a type that is made anew.

use super::{order::Phase, order::Steps, transition::Transition};
use crate::{
    diff::Change,
    schema::{Column, Table},
    sql::comment::{On, comment},
};

/// Gives the statements their places.
pub(super) fn steps(transition: &Transition<'_>, steps: &mut Steps) {
    let mut say = |on: On<'_>, old: Option<&String>, new: Option<&String>| {
        if old != new {
            steps.add(Phase::Comments, comment(on, new.map(String::as_str)));
        }
    };
    for one in &transition.new.schema.enums {
        let old = transition.old.schema.find_enum(&one.name);
        let old = old.filter(|old| !transition.touched.is_rebuilt(&old.name));
        say(On::Enum(&one.name), old.and_then(|old| old.comment.as_ref()), one.comment.as_ref());
    }
    for change in &transition.tables {
        let (old, new): (Option<&Table>, &Table) = match change {
            Change::Created(new) => (None, new),
            Change::Kept { old, new } => (Some(old), new),
            Change::Dropped(_) => continue,
        };
        say(On::Table(&new.name), old.and_then(|old| old.comment.as_ref()), new.comment.as_ref());
        for column in &new.columns {
            let stays = |_: &&Column| !transition.touched.is_replaced(&new.name, &column.name);
            let before = old.and_then(|old| old.find_column(&column.name)).filter(stays);
            say(
                On::Column(&new.name, &column.name),
                before.and_then(|before| before.comment.as_ref()),
                column.comment.as_ref(),
            );
        }
    }
}
