//! How do privileges come and go?
//!
//! What goes is revoked early and what comes is granted late, each role's all at once. A privilege on the whole table and
//! one on columns are two things to Postgres, and REVOKE of the first takes the second along: so the one goes first, and
//! the other is granted afterwards. Privileges follow new names, and go with a column that goes or is made anew.

use std::collections::{BTreeMap, BTreeSet};

use super::{order::Phase, order::Steps, transition::Transition};
use crate::{
    diff::Change,
    schema::{Grant, Privilege, Role, Table},
    sql::grant::{Way, privileges},
};

/// Gives the statements their places.
pub(super) fn steps(transition: &Transition<'_>, steps: &mut Steps) {
    for change in &transition.tables {
        let (table, revoked, granted) = match change {
            Change::Created(new) => (*new, Vec::new(), new.grants.clone()),
            Change::Kept { old, new } => {
                let (revoked, granted) = between(transition, old, new);
                (*new, revoked, granted)
            }
            Change::Dropped(_) => continue,
        };
        for (phase, way, grants) in
            [(Phase::Revokes, Way::Revoke, revoked), (Phase::Grants, Way::Grant, granted)]
        {
            for sql in privileges(way, &table.name, &grants) {
                steps.add(phase, sql);
            }
        }
    }
}

/// A role's privilege on a table.
#[derive(Default)]
struct Held<'t> {
    whole: bool,
    columns: BTreeSet<&'t str>,
}

type All<'t> = BTreeMap<(&'t Role, Privilege), Held<'t>>;

/// What is revoked and what is granted.
fn between(transition: &Transition<'_>, old: &Table, new: &Table) -> (Vec<Grant>, Vec<Grant>) {
    let touched = transition.touched;
    if old.grants == new.grants && touched.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let is: All<'_> = held(new);
    let mut was: All<'_> = held(old);
    for held in was.values_mut() {
        held.columns
            .retain(|column| new.find_column(column).is_some() && !touched.is_replaced(&new.name, column));
    }
    let (mut revoked, mut granted) = (Vec::new(), Vec::new());
    let nothing = Held::default();
    let both: BTreeSet<_> = was.keys().chain(is.keys()).copied().collect();
    for at in both {
        let (was, is) = (was.get(&at).unwrap_or(&nothing), is.get(&at).unwrap_or(&nothing));
        let grant = |columns: Vec<&str>| Grant {
            role: at.0.clone(),
            privilege: at.1,
            columns: columns.into_iter().map(str::to_owned).collect(),
        };
        let less: Vec<&str> = was.columns.difference(&is.columns).copied().collect();
        let more: Vec<&str> = is.columns.difference(&was.columns).copied().collect();
        if was.whole && !is.whole {
            revoked.push(grant(Vec::new()));
        } else if !less.is_empty() {
            revoked.push(grant(less));
        }
        if is.whole && !was.whole {
            granted.push(grant(Vec::new()));
        } else if !more.is_empty() {
            granted.push(grant(more));
        }
    }
    (revoked, granted)
}

/// What each role has; where it has the whole table, its columns are none.
fn held(table: &Table) -> All<'_> {
    let mut all: All<'_> = BTreeMap::new();
    for grant in &table.grants {
        let held = all.entry((&grant.role, grant.privilege)).or_default();
        held.whole |= grant.columns.is_empty();
        held.columns.extend(grant.columns.iter().map(String::as_str));
    }
    for held in all.values_mut().filter(|held| held.whole) {
        held.columns.clear();
    }
    all
}
