//! How do rows that are there get their values?

use crate::{
    plan::{
        HazardKind,
        order::{Phase, Steps},
        transition::Transition,
    },
    schema::{Column, Constraint, Deferrable, Table},
    sql::alter as sql,
};

/// What a column of the rows that are there gets.
#[derive(Clone, Debug)]
pub(super) struct Fill {
    /// The column.
    pub(super) column: String,
    /// What it gets; a number of its own where this is empty.
    pub(super) sql: String,
    /// Whether it is new, so that every row gets it; otherwise those where it is NULL.
    pub(super) is_new: bool,
}

/// One UPDATE for the table, so that each row is written once, and sees what was there before it.
pub(super) fn write(old: &Table, new: &Table, fills: &[Fill], is_locked: bool, steps: &mut Steps) {
    if fills.is_empty() {
        return;
    }
    let table = &new.name;
    without_force(old, new, is_locked, steps, |steps| {
        for fill in fills.iter().filter(|fill| fill.sql.is_empty()) {
            steps.add(Phase::Backfill, sql::number(table, &fill.column));
        }
        let fills: Vec<&Fill> = fills.iter().filter(|fill| !fill.sql.is_empty()).collect();
        if fills.is_empty() {
            return;
        }
        let is_alone = fills.len() == 1;
        let values: Vec<(String, String)> = fills
            .iter()
            .map(|fill| {
                let value = if fill.is_new || is_alone {
                    format!("({})", fill.sql)
                } else {
                    sql::or_else(&fill.column, &fill.sql)
                };
                (fill.column.clone(), value)
            })
            .collect();
        let nulls: Vec<String> = fills.iter().map(|fill| sql::is_null(&fill.column)).collect();
        let condition = nulls.join(" OR ");
        let all = fills.iter().any(|fill| fill.is_new);
        steps.add(Phase::Backfill, sql::update(table, &values, (!all).then_some(&condition))).hazard(
            HazardKind::Locks,
            format!("nobody reads or writes {table} until its rows have their new values"),
        );
    });
}

/// Under FORCE the owner's statements see only what the policies show them, and miss the rest without a word.
fn without_force(
    old: &Table,
    new: &Table,
    is_locked: bool,
    steps: &mut Steps,
    write: impl FnOnce(&mut Steps),
) {
    let table = &new.name;
    if old.force && old.row_security {
        steps.add(Phase::Backfill, sql::table(table, &[sql::force(false)])).note(format!(
            "row security is not forced on {table}'s owner while its rows are written, else those that no policy shows \
             would be left out; this transaction holds the table, so nobody sees it so"
        ));
    } else if !is_locked {
        steps.add(Phase::Backfill, sql::lock_writes(table));
    }
    write(steps);
    let defers = |constraint: &Constraint| {
        let Constraint::ForeignKey { key, .. } = constraint else { return false };
        key.deferrable == Some(Deferrable::Deferred)
    };
    if old.constraints.iter().any(defers) {
        steps.add(Phase::Backfill, sql::immediate());
    }
    if old.force && old.row_security {
        steps.add(Phase::Backfill, sql::table(table, &[sql::force(true)]));
    }
}

/// A column that had values of its own is filled by a sequence from now on, which goes on after them.
pub(super) fn identities(
    transition: &Transition<'_>,
    old: &Table,
    new: &Table,
    columns: &[&Column],
    steps: &mut Steps,
) {
    let _ = transition;
    for column in columns {
        let Some(identity) = column.identity else { continue };
        steps.add(Phase::NotNull, sql::table(&new.name, &[sql::add_identity(&column.name, identity)]));
        let unforced = old.force && old.row_security;
        if unforced {
            steps.add(Phase::NotNull, sql::table(&new.name, &[sql::force(false)]));
        }
        steps
            .add(Phase::NotNull, sql::continue_sequence(&new.name, &column.name))
            .note(format!("the numbers of {}.{} go on after those that are there", new.name, column.name));
        if unforced {
            steps.add(Phase::NotNull, sql::table(&new.name, &[sql::force(true)]));
        }
    }
}
