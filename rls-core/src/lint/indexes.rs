//! Is there an index where one is needed?

use std::collections::BTreeSet;

use super::{
    Fix, Found, Level, Lint,
    clauses::{identity, mentions, state},
    example,
    model::{column_at, item},
};
use crate::{
    expr::Expr,
    schema::{Command, Constraint, KeyItem, Table},
};

pub(super) const PREDICATE: Lint = Lint {
    code: "RLS013",
    level: Level::Warn,
    title: "A predicate without its index",
    why: "\
Postgres puts the policy's predicate into every query on the table. Where it compares a column with what the caller has, \
an index that leads with the column finds their rows; without one each query reads the whole table and throws away all \
but theirs, and the more rows others have the longer that takes.

Of an `||` each side needs one: the rows of both are put together from two indexes, and where one side has none the other's \
is of no use.",
    instead: "Write `index` on the field; for a flag that few rows have, a partial index: `index(\"id\", where = \"is_public\")`.",
    wrong: example!("RLS013", "wrong"),
    right: example!("RLS013", "right"),
    toml: "",
    fixes: true,
    check: |model, found| {
        let mut lacking: BTreeSet<(usize, &str)> = BTreeSet::new();
        let tables: Vec<&Table> = model.tables().collect();
        for (number, table) in tables.iter().enumerate().filter(|(_, table)| table.row_security) {
            let reading = table.policies.iter().filter(|p| p.permissive && p.command != Command::Insert);
            for using in reading.filter_map(|policy| policy.using.as_ref()) {
                lacking.extend(unserved(table, using).into_iter().map(|column| (number, column)));
                inside(&tables, using, &mut lacking);
            }
        }
        for (number, column) in lacking {
            let table = tables[number];
            let spot = column_at(table, column);
            found.push(
                Found::new(
                    spot.clone(),
                    format!("policies look rows of `{}` up by `{column}`, and no index leads with it", table.name),
                    "write #[rls(index)] on the field",
                )
                .fix(Fix::Attribute(spot, "index".to_owned())),
            );
        }
    },
};

/// The columns that an index would have to lead with for the predicate to find its rows.
fn unserved<'e>(table: &Table, using: &'e Expr) -> BTreeSet<&'e str> {
    if served(table, using) {
        return BTreeSet::new();
    }
    match using {
        Expr::And(parts) => {
            parts.iter().map(|part| unserved(table, part)).find(|c| !c.is_empty()).unwrap_or_default()
        }
        Expr::Or(parts) if parts.iter().any(by_whom) => {
            parts.iter().filter(|part| !served(table, part)).flat_map(|part| arm(table, part)).collect()
        }
        atom => identity(atom).into_iter().collect(),
    }
}

/// Whether a side of an `||` finds rows by what the caller has.
fn by_whom(part: &Expr) -> bool {
    match part {
        Expr::And(parts) => parts.iter().any(by_whom),
        Expr::Or(parts) => parts.iter().all(by_whom),
        atom => identity(atom).is_some(),
    }
}

/// The columns of a side of an `||` that has no index: what the caller has if it can be, what the row is like otherwise.
fn arm<'e>(table: &Table, part: &'e Expr) -> BTreeSet<&'e str> {
    let mut columns = unserved(table, part);
    if columns.is_empty() {
        columns.extend(match part {
            Expr::And(parts) => parts.iter().find_map(state),
            Expr::Not(inner) => state(inner),
            atom => state(atom),
        });
    }
    columns
}

/// Whether an index finds the rows for which the predicate holds.
fn served(table: &Table, expr: &Expr) -> bool {
    let partial = |column: &str| {
        table.indexes.iter().any(|index| index.predicate.as_ref().is_some_and(|sql| mentions(sql, column)))
    };
    match expr {
        // there is nothing to look up
        Expr::Bool(_) => true,
        Expr::And(parts) => parts.iter().any(|part| served(table, part)),
        Expr::Or(parts) => parts.iter().all(|part| served(table, part)),
        Expr::Not(inner) => state(inner).is_some_and(|column| table.has_index_on(column) || partial(column)),
        atom => match (identity(atom), state(atom)) {
            (Some(column), _) => table.has_index_on(column),
            (_, Some(column)) => table.has_index_on(column) || partial(column),
            _ => false,
        },
    }
}

/// The same for the rows of other tables that the predicate looks up.
fn inside<'e>(tables: &[&Table], expr: &'e Expr, lacking: &mut BTreeSet<(usize, &'e str)>) {
    for (atom, _) in expr.atoms() {
        let Expr::Among(among) = atom else { continue };
        if let Some(number) = tables.iter().position(|table| table.name.key() == among.table.key()) {
            lacking.extend(unserved(tables[number], &among.when).into_iter().map(|column| (number, column)));
        }
        inside(tables, &among.when, lacking);
    }
}

pub(super) const FOREIGN_KEY: Lint = Lint {
    code: "RLS020",
    level: Level::Info,
    title: "A foreign key without an index",
    why: "\
Postgres keeps an index for the key that is referred to and none for the columns that refer. When a row there is \
deleted or its key changes, the whole of this table is read for it, under a lock on that row; and a query that goes from \
there to here has no index either.",
    instead: "Write `index` on the field, or an index that leads with the columns of the foreign key.",
    wrong: example!("RLS020", "wrong"),
    right: example!("RLS020", "right"),
    toml: "",
    fixes: true,
    check: |model, found| {
        for table in model.tables() {
            for constraint in &table.constraints {
                let Constraint::ForeignKey { key, .. } = constraint else { continue };
                if leads_with_one_of(table, &key.columns) {
                    continue;
                }
                let columns = key.columns.join(", ");
                let message = format!(
                    "`{}` refers to `{}` by `{columns}`, and no index leads with that",
                    table.name, key.table
                );
                found.push(match key.columns.as_slice() {
                    [column] => {
                        let spot = column_at(table, column);
                        let fix = Fix::Attribute(spot.clone(), "index".to_owned());
                        Found::new(spot, message, "write #[rls(index)] on the field").fix(fix)
                    }
                    _ => Found::new(item(table), message, "write index(…) with these fields on the struct"),
                });
            }
        }
    },
};

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
