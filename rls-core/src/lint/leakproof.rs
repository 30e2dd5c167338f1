//! Does a policy keep a caller's own filter from its index?

use super::{
    Found, Level, Lint, Model,
    clauses::{Meets, identity, required},
    example,
    model::{column_at, item},
};
use crate::{
    expr::Expr,
    schema::{Command, Index, KeyItem, Table, Type},
};

pub(super) const LEAKPROOF: Lint = Lint {
    code: "RLS019",
    level: Level::Info,
    title: "An index that callers' filters cannot use",
    why: "\
Under row security a caller's own filter may see a row before the policy has let it through only if its operator is known \
to tell nothing of the values: is leakproof. Those of texts, integers, uuids, dates and times are. Those of enums, \
numeric, jsonb and arrays are not, nor are LIKE, lower() and full-text search: with a policy that lets many rows through, \
such as `is_public || owner(…)`, an index for them is not used, and the query reads all rows.

Where the policy finds the caller's few rows by its own index this does not matter.",
    instead: "Take text with a check instead of an enum for what is filtered by, a generated column instead of lower(); or search in a function of your own that runs as its owner and tests what the policy does.",
    wrong: example!("RLS019", "wrong"),
    right: example!("RLS019", "right"),
    toml: "",
    fixes: false,
    check: |model, found| {
        for table in model.protected().filter(|table| is_broad(model, table)) {
            for index in &table.indexes {
                let Some((what, column)) = leaks(table, index) else { continue };
                let spot = column.map_or_else(|| item(table), |column| column_at(table, column));
                found.push(Found::new(
                    spot,
                    format!("callers' filters on `{}` cannot use the index `{}`: {what}", table.name, index.name),
                    "a policy of this table lets through more than the caller's own rows, so all of them are read",
                ));
            }
        }
    },
};

/// Whether some role reads more than what is found by the caller's own id or claim, and yet not everything.
fn is_broad(model: &Model<'_>, table: &Table) -> bool {
    let reading = table.policies.iter().filter(|policy| {
        policy.permissive && !policy.denies() && matches!(policy.command, Command::Select | Command::All)
    });
    let mut roles = reading.flat_map(|policy| &policy.roles).filter(|role| !model.bypasses(role));
    roles.any(|role| {
        let readable = Meets { model, table, role }.readable();
        // what is always true is no barrier
        readable != Expr::Bool(true) && required(&readable).into_iter().all(|atom| identity(atom).is_none())
    })
}

/// Why filters that this index is for are not leakproof.
fn leaks<'t>(table: &Table, index: &'t Index) -> Option<(String, Option<&'t str>)> {
    let key = index.keys.first()?;
    let method = index.method.as_deref().unwrap_or("btree");
    match &key.item {
        KeyItem::Sql(sql) => Some((format!("functions such as those of `{sql}` are not leakproof"), None)),
        KeyItem::Column(column) => {
            let what = match &table.find_column(column)?.ty {
                Type::Enum(_) => "comparisons of enums are not leakproof",
                Type::Numeric => "comparisons of numeric are not leakproof",
                Type::Jsonb => "the operators of jsonb are not leakproof",
                Type::Array(_) => "the operators of arrays are not leakproof",
                _ if key.class.as_deref().is_some_and(|class| class.ends_with("_pattern_ops")) => {
                    "LIKE is not leakproof"
                }
                _ if matches!(method, "gin" | "gist" | "spgist") => {
                    "the operators of such an index are not leakproof"
                }
                _ => return None,
            };
            Some((what.to_owned(), Some(column)))
        }
    }
}
