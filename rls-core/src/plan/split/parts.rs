//! How does what waited come?

use std::collections::BTreeMap;

use super::{Split, with_timeout};
use crate::{
    ident::QName,
    plan::{
        HazardKind, Options, Part, Purpose, Step,
        indexes::qualified,
        order::{Phase, Steps},
    },
    schema::Constraint,
    sql::{alter, index},
};

/// Each index in a part of its own, since it can be built without holding anybody up only outside of a transaction.
pub(super) fn indexes(split: &Split) -> impl Iterator<Item = Part> {
    split.indexes.iter().map(|(table, one)| {
        let note = format!(
            "outside of a transaction; where it fails, an invalid index is left: DROP INDEX {}, then run this again",
            qualified(table, one).quoted()
        );
        let step = |sql: String, note: Option<String>| Step { sql, hazards: Vec::new(), note };
        Part {
            purpose: Purpose::Index,
            up: vec![step(index::create_concurrently(table, one), Some(note))],
            down: vec![step(alter::drop_index_concurrently(&qualified(table, one)), None)],
        }
    })
}

/// Keys take over their indexes, and what refers to them comes.
pub(super) fn keys(split: &Split, options: &Options) -> Part {
    let (mut up, mut down) = (Steps::default(), Steps::default());
    for (table, parts) in by_table(&split.keys, |key| alter::add_unique_using_index(key.name())) {
        up.add(Phase::Keys, alter::table(table, &parts));
    }
    for (table, parts) in by_table(&split.foreign_keys, alter::add_constraint_not_valid) {
        up.add(Phase::ForeignKeys, alter::table(table, &parts));
    }
    for (table, parts) in by_table(&split.foreign_keys, |key| alter::drop_constraint(key.name())) {
        down.add(Phase::DropForeignKeys, alter::table(table, &parts));
    }
    for (table, parts) in by_table(&split.keys, |key| alter::drop_constraint(key.name())) {
        down.add(Phase::DropConstraints, alter::table(table, &parts));
    }
    for (name, key) in &split.keys {
        let built = split.indexes.iter().find(|(table, one)| table.name == *name && one.name == key.name());
        if let Some((table, one)) = built {
            down.add(Phase::Indexes, index::create(table, one))
                .note(format!("the index {} went with its key, and was there before it", one.name));
        }
    }
    Part {
        purpose: Purpose::Keys,
        up: with_timeout(up.into_list(), options),
        down: with_timeout(down.into_list(), options),
    }
}

/// Rows are held against constraints while others read and write; then NOT NULL needs no look at them any more.
pub(super) fn validate(split: &Split, options: &Options) -> Part {
    let (mut up, mut down) = (Steps::default(), Steps::default());
    let helpers: Vec<(QName, String)> =
        split.not_null.iter().map(|(table, _, helper)| (table.clone(), helper.clone())).collect();
    let all: Vec<(QName, String)> = split.validate.iter().chain(&helpers).cloned().collect();
    for (table, parts) in by_table(&all, |name| alter::validate_constraint(name)) {
        up.add(Phase::Checks, alter::table(table, &parts));
    }
    let columns: Vec<(QName, String)> =
        split.not_null.iter().map(|(table, column, _)| (table.clone(), column.clone())).collect();
    for (table, parts) in by_table(&columns, |column| alter::set_not_null(column)) {
        up.add(Phase::ForeignKeys, alter::table(table, &parts));
    }
    for (table, parts) in by_table(&helpers, |name| alter::drop_constraint(name)) {
        up.add(Phase::Indexes, alter::table(table, &parts));
    }
    let mut up = up.into_list();
    if let Some(first) = up.first_mut() {
        for name in &split.unfilled {
            let says = format!(
                "this fails where {name} is NULL in a row; say what such rows get with backfill = \"…\""
            );
            first.hazard(HazardKind::Locks, says);
        }
    }
    let mut back: Vec<(QName, String)> = Vec::new();
    for (table, column, helper) in &split.not_null {
        let check = Constraint::check(helper, Some(column), alter::is_not_null(column));
        back.push((table.clone(), alter::drop_not_null(column)));
        back.push((table.clone(), alter::add_constraint_not_valid(&check)));
    }
    for (table, parts) in by_table(&back, Clone::clone) {
        down.add(Phase::NotNull, alter::table(table, &parts));
    }
    Part {
        purpose: Purpose::Validate,
        up: with_timeout(up, options),
        down: with_timeout(down.into_list(), options),
    }
}

/// The parts of an ALTER TABLE for each table.
fn by_table<T>(
    of: &[(QName, T)],
    write: impl Fn(&T) -> String,
) -> impl Iterator<Item = (&QName, Vec<String>)> {
    let mut tables: BTreeMap<&QName, Vec<String>> = BTreeMap::new();
    for (table, one) in of {
        tables.entry(table).or_default().push(write(one));
    }
    tables.into_iter()
}
