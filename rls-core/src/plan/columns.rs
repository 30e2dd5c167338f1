//! How does a column come, go or change?

mod add;
mod alter;
mod fill;
mod stand_in;
mod types;
mod work;

use std::collections::BTreeSet;

use super::{
    HazardKind,
    order::{Phase, Steps},
    reads::Reads,
    renames::{Name, name},
    transition::{Transition, Way},
};
use crate::{
    lex,
    schema::{Column, Constraint, Index, KeyItem, Table},
    sql::alter as sql,
};
use work::Work;

pub(super) use types::is_harmless;

/// Gives the statements their places.
pub(super) fn steps(transition: &Transition<'_>, steps: &mut Steps) {
    for (old, new) in transition.kept() {
        // most tables are as they were
        let same_provider = transition.old.provider == transition.new.provider;
        let is_same = same_provider && old.columns == new.columns;
        if is_same && !is_touched(transition, old) && !is_filled(transition, new) {
            continue;
        }
        let mut work = Work::of(transition, old, new);
        for column in &new.columns {
            match old.find_column(&column.name) {
                Some(_) if transition.touched.is_replaced(&new.name, &column.name) => {
                    work.replace(column);
                }
                Some(was) => work.alter(was, column),
                None => work.add(column),
            }
        }
        // what is computed of a column that goes or changes goes before that
        let (first, gone): (Vec<&Column>, Vec<&Column>) = old
            .columns
            .iter()
            .filter(|column| new.find_column(&column.name).is_none())
            .partition(|column| reads_touched(transition, old, column));
        drop(new, &first, Phase::MakeWay, steps);
        work.finish(steps);
        drop(new, &gone, Phase::DropColumns, steps);
    }
}

fn is_touched(transition: &Transition<'_>, table: &Table) -> bool {
    let is_touched = |column: &Column| transition.touched.column(&table.name, &column.name);
    table.columns.iter().any(is_touched) || !has_same_keys(transition, table)
}

/// Whether the primary key is the same, which makes its columns NOT NULL.
fn has_same_keys(transition: &Transition<'_>, old: &Table) -> bool {
    transition.new.schema.find_table(&old.name).is_none_or(|new| new.key_columns() == old.key_columns())
}

fn is_filled(transition: &Transition<'_>, table: &Table) -> bool {
    !transition.later.not_null.is_empty()
        && table
            .columns
            .iter()
            .any(|column| transition.later.not_null.contains(&(name(&table.name), column.name.clone())))
}

/// Whether a column is computed of one that goes or changes.
fn reads_touched(transition: &Transition<'_>, table: &Table, column: &Column) -> bool {
    let Some(sql) = &column.generated else { return false };
    let reads = Reads::of_sql(&table.name, sql);
    table.columns.iter().any(|other| {
        transition.touched.column(&table.name, &other.name) && reads.has_column(&table.name, &other.name)
    })
}

fn drop(table: &Table, gone: &[&Column], phase: Phase, steps: &mut Steps) {
    if gone.is_empty() {
        return;
    }
    let parts: Vec<String> = gone.iter().map(|column| sql::drop_column(&column.name)).collect();
    let step = steps.add(phase, sql::table(&table.name, &parts));
    for column in gone {
        let column = format!("{}.{}", table.name, column.name);
        step.hazard(HazardKind::DeletesData, format!("drops column {column}: what is in it is gone"));
        step.hazard(
            HazardKind::Irreversible,
            format!("the way back makes column {column} anew, without what was in it"),
        );
    }
}

/// Whether a column may be NULL in the database: a key's cannot, and an identity cannot.
pub(super) fn may_be_null(table: &Table, column: &Column) -> bool {
    column.nullable && column.identity.is_none() && !table.key_columns().contains(&column.name)
}

/// Whether no two rows may agree in a column, alone or together with others.
fn is_in_a_key(table: &Table, column: &str) -> bool {
    let in_key = |constraint: &Constraint| {
        constraint.indexed_columns().is_some_and(|columns| columns.iter().any(|name| name == column))
    };
    let in_index = |index: &Index| {
        let mut items = index.keys.iter().map(|key| &key.item);
        index.unique && items.any(|item| matches!(item, KeyItem::Column(name) if name == column))
    };
    table.constraints.iter().any(in_key) || table.indexes.iter().any(in_index)
}

/// Columns that come back, or become NOT NULL again, with something in them that stands for what was there.
pub(super) fn stand_ins(transition: &Transition<'_>) -> BTreeSet<(Name, String)> {
    let mut found = BTreeSet::new();
    if transition.way == Way::There {
        return found;
    }
    for (old, new) in transition.kept() {
        for column in &new.columns {
            let was = old.find_column(&column.name);
            let replaced = transition.touched.is_replaced(&new.name, &column.name);
            let comes = was.is_none() || replaced;
            let at = (name(&new.name), column.name.clone());
            let later = transition.later.not_null.contains(&at);
            let becomes = was.is_some_and(|was| may_be_null(old, was) || later);
            let computed = column.generated.is_some() || column.identity.is_some();
            if !may_be_null(new, column) && (comes || becomes) && !computed {
                found.insert(at);
            }
        }
    }
    found
}

/// The words of what rows get, which may be names of tables.
pub(super) fn words_of_backfills(transition: &Transition<'_>) -> BTreeSet<String> {
    if transition.way == Way::Back {
        return BTreeSet::new();
    }
    let backfills = transition
        .kept()
        .flat_map(|(_, new)| new.columns.iter().filter_map(|column| column.backfill.as_deref()));
    backfills
        .flat_map(|sql| {
            let tokens = lex::tokens(sql).unwrap_or_default();
            tokens.into_iter().map(|token| lex::name(&sql[token.range])).collect::<Vec<_>>()
        })
        .collect()
}
