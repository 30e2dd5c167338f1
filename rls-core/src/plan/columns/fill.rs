//! How do rows that are there get their values?

use std::collections::BTreeSet;

use crate::{
    ident::QName,
    plan::{
        HazardKind,
        order::{Phase, Steps},
        reads::Reads,
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
pub(super) fn write(
    transition: &Transition<'_>,
    old: &Table,
    new: &Table,
    fills: &[Fill],
    is_locked: bool,
    steps: &mut Steps,
) {
    if fills.is_empty() {
        return;
    }
    let table = &new.name;
    let forced = forced(transition, old, fills);
    if !is_locked && !forced.contains(&table) {
        steps.add(Phase::Backfill, sql::lock_writes(table));
    }
    without_force(&forced, Phase::Backfill, steps, |steps| {
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
        if old.constraints.iter().any(defers) {
            steps.add(Phase::Backfill, sql::immediate());
        }
    });
}

fn defers(constraint: &Constraint) -> bool {
    let Constraint::ForeignKey { key, .. } = constraint else { return false };
    key.deferrable == Some(Deferrable::Deferred)
}

/// The table and those that its new values are read from, as far as row security is forced on them.
fn forced<'t>(transition: &Transition<'t>, own: &'t Table, fills: &[Fill]) -> Vec<&'t QName> {
    let is_forced = |table: &&Table| table.force && table.row_security;
    let words: BTreeSet<String> = fills
        .iter()
        .flat_map(|fill| Reads::of_sql(&own.name, &fill.sql).words().cloned().collect::<Vec<_>>())
        .collect();
    let others = transition.old.schema.tables.iter();
    let read = others.filter(|table| table.name != own.name && words.contains(&table.name.name));
    std::iter::once(own).chain(read).filter(is_forced).map(|table| &table.name).collect()
}

/// Under FORCE the owner's statements see only what the policies show them, and miss the rest without a word.
fn without_force(forced: &[&QName], phase: Phase, steps: &mut Steps, write: impl FnOnce(&mut Steps)) {
    for table in forced {
        steps.add(phase, sql::table(table, &[sql::force(false)])).note(format!(
            "row security is not forced on {table}'s owner while rows are written, else those that no policy shows would be \
             left out; this transaction holds the table, so nobody sees it so"
        ));
    }
    write(steps);
    for table in forced {
        steps.add(phase, sql::table(table, &[sql::force(true)]));
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
    for column in columns {
        let Some(identity) = column.identity else { continue };
        let part = sql::add_identity(&column.name, identity);
        steps.add(Phase::NotNull, sql::table(&new.name, &[part]));
        without_force(&forced(transition, old, &[]), Phase::NotNull, steps, |steps| {
            let step = steps.add(Phase::NotNull, sql::continue_sequence(&new.name, &column.name));
            let column = format!("{}.{}", new.name, column.name);
            step.note(format!("the numbers of {column} go on after those that are there"));
        });
    }
}
