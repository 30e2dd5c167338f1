//! How is a lookup function written?

use super::{
    expr::{Clause, predicate},
    grant::role_list,
    table::type_name,
};
use crate::{
    ident::quote,
    resolve::Resolved,
    schema::{Function, Type},
};

/// `CREATE FUNCTION`, and who may execute it: those whose policies ask, and nobody else.
///
/// The body is of the standard's form, so its names are bound when it is made: no search_path of a caller's changes what
/// it reads, and no SET clause makes each call dear. A policy's roles need no USAGE on its schema.
pub(super) fn create(resolved: &Resolved, function: &Function) -> Vec<String> {
    let Some(table) = resolved.schema.find_table(&function.table) else { return Vec::new() };
    let Some(key) = table.find_column(&function.key) else { return Vec::new() };
    let name = function.name.quoted();
    let rows = predicate(&resolved.schema, &resolved.provider, table, &function.when, Clause::Using);
    vec![
        format!(
            "CREATE FUNCTION {name}() RETURNS SETOF {}\n    \
             LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER\n    \
             BEGIN ATOMIC\n        \
             SELECT {} FROM {} WHERE {rows};\n    \
             END",
            returned(&key.ty),
            quote(&function.key),
            table.name.quoted(),
        ),
        format!("REVOKE EXECUTE ON FUNCTION {name}() FROM PUBLIC"),
        format!("GRANT EXECUTE ON FUNCTION {name}() TO {}", role_list(&function.roles)),
    ]
}

/// A function's type has no length: Postgres would take it and forget it.
fn returned(ty: &Type) -> String {
    type_name(&ty.without_length())
}
