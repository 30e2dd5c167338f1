//! Does every row have an owner, and is it nobody else's business?

use std::collections::BTreeSet;

use super::{
    Found, Level, Lint, Model,
    clauses::{Meets, check_of, identity, required},
    example,
    model::{column_at, item, listed},
};
use crate::{
    expr::Expr,
    schema::{Column, Command, Constraint, Default, KeyItem, Table, Type},
};

pub(super) const NOBODYS: Lint = Lint {
    code: "RLS011",
    level: Level::Warn,
    title: "An owner or tenant column that may hold nobody",
    why: "\
The policies let a row through only where the column holds the caller's id, or their tenant's. A row with NULL in it is \
nobody's: no caller sees it, changes it or deletes it, and it stays.

A constant as the default is worse: what is written past row security without naming the column is on one heap, which \
belongs to the first token that has this for its subject. `''` is no exception: a token may have an empty subject.",
    instead: "Make the field no `Option`, and leave its default to `owner`, which is the caller's id.",
    wrong: example!("RLS011", "wrong"),
    right: example!("RLS011", "right"),
    toml: "",
    fixes: false,
    check: |model, found| {
        for table in model.protected() {
            for name in owners(table) {
                let Some(column) = table.find_column(name) else { continue };
                if let Some((what, help)) = nobody(column) {
                    found.push(Found::new(
                        column_at(table, name),
                        format!("`{name}` says whose a row of `{}` is, and {what}", table.name),
                        help,
                    ));
                }
            }
        }
    },
};

/// The columns without which a row is out of reach: some policy lets a row through only by them.
fn owners(table: &Table) -> BTreeSet<&str> {
    let clauses = table.policies.iter().filter(|policy| policy.permissive);
    let clauses = clauses.flat_map(|policy| policy.using.iter().chain(&policy.check));
    clauses.flat_map(required).filter(|atom| !matches!(atom, Expr::Among(_))).filter_map(identity).collect()
}

fn nobody(column: &Column) -> Option<(String, &'static str)> {
    if column.nullable {
        return Some(("may be NULL, which is nobody's".to_owned(), "take the type without Option"));
    }
    match &column.default {
        Some(Default::Sql(sql)) if sql.trim().starts_with('\'') => Some((
            format!("has a constant as its default: {}", sql.trim()),
            "leave the default out: `owner` brings the caller's id; or write default = none",
        )),
        _ => None,
    }
}

pub(super) const ORACLE: Lint = Lint {
    code: "RLS018",
    level: Level::Warn,
    title: "A unique key that tells what others have",
    why: "\
Uniqueness ignores row security: an INSERT or an UPDATE of a value that another owner's hidden row has fails with \
\"duplicate key value\". So a caller learns which values there are, one try after the other, and takes them away from \
others.

It is not said of keys that nobody guesses: those with a uuid in them.",
    instead: "Put the owner's or the tenant's column into the key, if each of them may have the value once.",
    wrong: example!("RLS018", "wrong"),
    right: example!("RLS018", "right"),
    toml: "",
    fixes: false,
    check: |model, found| {
        for table in model.protected() {
            let hidden = hidden_by(model, table);
            if hidden.is_empty() {
                continue;
            }
            for (name, columns) in unique_keys(table) {
                let tells = |column: &str| match table.find_column(column) {
                    Some(found) => !hidden.contains(column) && found.ty != Type::Uuid && found.identity.is_none(),
                    None => false,
                };
                let [first, ..] = columns.as_slice() else { continue };
                if columns.iter().all(|column| tells(column)) {
                    let spot = if columns.len() == 1 { column_at(table, first) } else { item(table) };
                    let ticked: Vec<String> = hidden.iter().map(|column| format!("`{column}`")).collect();
                    let key: Vec<String> =
                        hidden.iter().take(1).copied().chain(columns.iter().map(String::as_str)).map(|c| format!("\"{c}\"")).collect();
                    found.push(Found::new(
                        spot,
                        format!(
                            "the key `{name}` of `{}` leaves out {}, and so tells which values others have",
                            table.name,
                            listed(&ticked, "and")
                        ),
                        format!("write unique({}) on the struct if each may have the value once", key.join(", ")),
                    ));
                }
            }
        }
    },
};

/// The columns that say whose a row is, where a role may write rows and not read those of others.
fn hidden_by<'t>(model: &Model<'_>, table: &'t Table) -> BTreeSet<&'t str> {
    let mut hidden = BTreeSet::new();
    for policy in table.policies.iter().filter(|policy| policy.permissive && !policy.denies()) {
        let writes = matches!(policy.command, Command::Insert | Command::Update | Command::All);
        let whose: Vec<&str> =
            check_of(policy).map(required).unwrap_or_default().into_iter().filter_map(identity).collect();
        let kept = |role| {
            let readable = Meets { model, table, role }.readable();
            required(&readable).into_iter().any(|atom| identity(atom).is_some())
        };
        if writes && policy.roles.iter().any(kept) {
            hidden.extend(whose);
        }
    }
    hidden
}

/// Keys besides the primary one, over columns alone.
fn unique_keys(table: &Table) -> Vec<(&str, Vec<String>)> {
    let constraints = table.constraints.iter().filter_map(|constraint| match constraint {
        Constraint::Unique { name, columns } => Some((name.as_str(), columns.clone())),
        _ => None,
    });
    let indexes = table.indexes.iter().filter(|index| index.unique).filter_map(|index| {
        let columns = index.keys.iter().map(|key| match &key.item {
            KeyItem::Column(column) => Some(column.clone()),
            KeyItem::Sql(_) => None,
        });
        Some((index.name.as_str(), columns.collect::<Option<Vec<String>>>()?))
    });
    constraints.chain(indexes).collect()
}
