//! Which new values of enums have to be there before anything else is done?
//!
//! Postgres refuses to use a value in the transaction that adds it: as a default, in a check, in a policy, in a row.

use std::collections::BTreeSet;

use super::with_timeout;
use crate::{
    plan::{
        Options, Part, Purpose,
        enums::grown,
        reads::Reads,
        renames::{Name, Renames, name},
        rewrite::enum_of,
        touched::may_grow,
        transition::{self, Later, Way},
    },
    resolve::Resolved,
    schema::{Column, Constraint, Default, Enum, KeyItem, Schema, Table},
};

/// The part that adds them, and the schema after it; none where none is used at once.
pub(super) fn first(old: &Resolved, new: &Resolved, options: &Options) -> Option<(Part, Resolved)> {
    let renames = Renames::between(old, new).with_ways_cleared(old, new);
    let of_enums = Renames { enums: renames.enums, values: renames.values, ..Renames::default() };
    let mut between = of_enums.rewrite(old);
    let wanted = used(&between.schema, &new.schema);
    if wanted.is_empty() {
        return None;
    }
    for one in &mut between.schema.enums {
        let Some(now) = new.schema.find_enum(&one.name) else { continue };
        one.renamed_from.clone_from(&now.renamed_from);
        if wanted.contains(&name(&one.name)) {
            one.values.clone_from(&now.values);
        } else {
            for value in &mut one.values {
                let now = now.values.iter().find(|now| now.name == value.name);
                value.renamed_from = now.and_then(|now| now.renamed_from.clone());
            }
        }
    }
    let back = of_enums.inverse(old).with_ways_cleared(&between, old);
    let later = Later::default();
    let up = transition::steps(old, &between, &of_enums, &later, options, Way::There);
    let down = transition::steps(&between, old, &back, &later, options, Way::Back);
    let part =
        Part { purpose: Purpose::Values, up: with_timeout(up, options), down: with_timeout(down, options) };
    Some((part, between))
}

/// The enums of which the rest of the change uses a new value.
pub(in crate::plan) fn used(old: &Schema, new: &Schema) -> BTreeSet<Name> {
    let growing: Vec<(&Enum, Vec<&str>)> = new
        .enums
        .iter()
        .filter_map(|now| {
            let before = old.find_enum(&now.name).filter(|before| may_grow(before, now))?;
            let values: Vec<&str> = grown(before, now).into_iter().map(|(value, _)| value).collect();
            (!values.is_empty()).then_some((now, values))
        })
        .collect();
    if growing.is_empty() {
        return BTreeSet::new();
    }
    let texts = texts(new);
    // rows may hold a new value as a text
    let becomes = |now: &Enum| {
        let is_it = |column: &Column| enum_of(&column.ty).is_some_and(|of| of.key() == now.name.key());
        new.tables.iter().any(|table| {
            let before = old.find_table(&table.name);
            table.columns.iter().filter(|column| is_it(column)).any(|column| {
                let was = before.and_then(|before| before.find_column(&column.name));
                column.backfill.is_some() || was.is_some_and(|was| was.ty != column.ty)
            })
        })
    };
    let is_used =
        |now: &Enum, values: &[&str]| values.iter().any(|value| texts.contains(*value)) || becomes(now);
    let used = growing.iter().filter(|(now, values)| is_used(now, values));
    used.map(|(now, _)| name(&now.name)).collect()
}

/// All texts in a schema's SQL and predicates.
fn texts(schema: &Schema) -> BTreeSet<String> {
    let mut texts = BTreeSet::new();
    let mut read = |reads: Reads| texts.extend(reads.texts().cloned());
    for table in &schema.tables {
        for sql in sql_of(table) {
            read(Reads::of_sql(&table.name, sql));
        }
        table.policies.iter().for_each(|policy| read(Reads::of_policy(table, policy)));
    }
    schema.functions.iter().for_each(|function| read(Reads::of_function(function)));
    texts
}

fn sql_of(table: &Table) -> impl Iterator<Item = &str> {
    let of_columns = table.columns.iter().flat_map(|column| {
        let default = match &column.default {
            Some(Default::Sql(sql)) => Some(sql.as_str()),
            _ => None,
        };
        [default, column.generated.as_deref(), column.backfill.as_deref()].into_iter().flatten()
    });
    let of_constraints = table.constraints.iter().filter_map(|constraint| match constraint {
        Constraint::Check { sql, .. } => Some(sql.as_str()),
        _ => None,
    });
    let of_indexes = table.indexes.iter().flat_map(|index| {
        let keys = index.keys.iter().filter_map(|key| match &key.item {
            KeyItem::Sql(sql) => Some(sql.as_str()),
            KeyItem::Column(_) => None,
        });
        keys.chain(index.predicate.as_deref())
    });
    of_columns.chain(of_constraints).chain(of_indexes)
}
