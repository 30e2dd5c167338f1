//! How is a lookup function written?

use super::{
    expr::{Clause, predicate},
    grant::Way,
    table::type_name,
};
use crate::{
    ident::{QName, quote},
    resolve::Resolved,
    schema::{Function, Role, Type},
};

/// All of a function but its name and who may execute it. Two that are written alike do the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Written {
    /// Its type.
    pub(crate) returns: String,
    /// What it does.
    pub(crate) body: String,
}

impl Written {
    /// As this schema and its provider write it; none where it has no table.
    pub(crate) fn of(resolved: &Resolved, function: &Function) -> Option<Self> {
        let table = resolved.schema.find_table(&function.table)?;
        let key = table.find_column(&function.key)?;
        let rows = predicate(&resolved.schema, &resolved.provider, table, &function.when, Clause::Using);
        let (column, table) = (quote(&function.key), table.name.quoted());
        let body = format!("SELECT {column} FROM {table} WHERE {rows}");
        Some(Written { returns: returned(&key.ty), body })
    }
}

/// `CREATE FUNCTION`, and who may execute it: those whose policies ask, and nobody else.
pub(crate) fn create(resolved: &Resolved, function: &Function) -> Vec<String> {
    let Some(written) = Written::of(resolved, function) else { return Vec::new() };
    let name = &function.name;
    vec![
        make("CREATE", name, &written),
        execute(Way::Revoke, name, &[Role::Public]),
        execute(Way::Grant, name, &function.roles),
    ]
}

/// `CREATE OR REPLACE FUNCTION`, with the type that it has; who may execute it stays.
pub(crate) fn replace(name: &QName, written: &Written) -> String {
    make("CREATE OR REPLACE", name, written)
}

/// The body is of the standard's form, so its names are bound when it is made: no search_path of a caller's changes what
/// it reads, and no SET clause makes each call dear. A policy's roles need no USAGE on its schema.
fn make(create: &str, name: &QName, written: &Written) -> String {
    format!(
        "{create} FUNCTION {}() RETURNS SETOF {}\n    \
         LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER\n    \
         BEGIN ATOMIC\n        \
         {};\n    \
         END",
        name.quoted(),
        written.returns,
        written.body,
    )
}

/// `GRANT` or `REVOKE EXECUTE`.
pub(crate) fn execute(way: Way, name: &QName, roles: &[Role]) -> String {
    way.statement(&format!("EXECUTE ON FUNCTION {}()", name.quoted()), roles)
}

/// `ALTER FUNCTION`: another name, or another Postgres schema.
pub(crate) fn rename(old: &QName, new: &QName) -> Vec<String> {
    let mut statements = Vec::new();
    let mut at = old.clone();
    if old.name != new.name {
        statements.push(format!("ALTER FUNCTION {}() RENAME TO {}", at.quoted(), quote(&new.name)));
        at.name.clone_from(&new.name);
    }
    if let Some(schema) = new.schema.as_ref().filter(|_| old.schema != new.schema) {
        statements.push(format!("ALTER FUNCTION {}() SET SCHEMA {}", at.quoted(), quote(schema)));
    }
    statements
}

/// `DROP FUNCTION`.
pub(crate) fn drop(name: &QName) -> String {
    format!("DROP FUNCTION {}()", name.quoted())
}

/// A function's type has no length: Postgres would take it and forget it.
fn returned(ty: &Type) -> String {
    type_name(&ty.without_length())
}
