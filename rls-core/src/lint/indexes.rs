//! Is there an index where one is needed?

use super::{Fix, Found, Level, Lint, Model, example};
use crate::{
    diagnostic::Spot,
    schema::{Constraint, KeyItem, Table},
};

pub(super) const FOREIGN_KEY: Lint = Lint {
    code: "RLS020",
    level: Level::Info,
    title: "A foreign key without an index",
    why: "\
Postgres keeps an index for the key that is referred to and none for the columns that refer. When a row there is \
deleted or its key changes, each row of this table is looked at, once for each such row and under a lock; and a query \
from the other table to this one has no index either.",
    instead: "Write `index` on the field, or an index that leads with the columns of the foreign key.",
    wrong: example!("RLS020", "wrong"),
    right: example!("RLS020", "right"),
    toml: "",
    check: foreign_key,
};

fn foreign_key(model: &Model<'_>, found: &mut Vec<Found>) {
    for table in model.tables() {
        for constraint in &table.constraints {
            let Constraint::ForeignKey { key, .. } = constraint else { continue };
            if leads_with_one_of(table, &key.columns) {
                continue;
            }
            let message = format!(
                "`{}` refers to `{}` by `{}`, and no index leads with that",
                table.name,
                key.table,
                key.columns.join(", ")
            );
            let [column] = key.columns.as_slice() else {
                let spot = Spot::Item(table.name.clone());
                found.push(Found::new(spot, message, "write an index over these fields on the struct"));
                continue;
            };
            let spot = Spot::Column(table.name.clone(), column.clone());
            let fix = Fix::Attribute(spot.clone(), "index".to_owned());
            found.push(Found::new(spot, message, "write #[rls(index)] on the field").fix(fix));
        }
    }
}

/// Whether an index of all rows leads with one of these columns: then few rows are left to look at.
fn leads_with_one_of(table: &Table, columns: &[String]) -> bool {
    let keys = table.constraints.iter().filter_map(Constraint::indexed_columns).filter_map(<[String]>::first);
    let indexes = table.indexes.iter().filter(|index| index.predicate.is_none());
    let firsts = indexes.filter_map(|index| match index.keys.first().map(|key| &key.item) {
        Some(KeyItem::Column(column)) => Some(column),
        _ => None,
    });
    keys.chain(firsts).any(|first| columns.contains(first))
}
