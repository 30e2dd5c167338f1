//! How are Postgres schemas and roles written?

use std::collections::{BTreeMap, BTreeSet};

use super::grant::Way;
use crate::{
    ident::{QName, literal, quote, quote_all},
    schema::{Role, Schema},
};

/// `CREATE SCHEMA`, for each that a table, an enum or a function names.
pub(super) fn schemas(schema: &Schema) -> Vec<String> {
    let tables = schema.tables.iter().map(|t| &t.name);
    let others = schema.enums.iter().map(|e| &e.name).chain(schema.functions.iter().map(|f| &f.name));
    let named: BTreeSet<&str> = tables.chain(others).filter_map(elsewhere).collect();
    named.into_iter().map(|name| format!("CREATE SCHEMA IF NOT EXISTS {}", quote(name))).collect()
}

/// A name's Postgres schema, where it is not the one that everybody uses.
fn elsewhere(name: &QName) -> Option<&str> {
    name.schema.as_deref().filter(|schema| *schema != "public")
}

/// Roles, and what they are members of.
pub(super) fn roles(schema: &Schema) -> Vec<String> {
    let mut statements: Vec<String> =
        schema.roles.iter().map(|(name, role)| create(name, role.login)).collect();
    for (name, role) in schema.roles.iter().filter(|(_, role)| !role.in_roles.is_empty()) {
        statements.push(member(Way::Grant, &role.in_roles, name));
    }
    statements
}

/// `CREATE ROLE`. Roles belong to the whole cluster, so one that is there is taken as it is, also one that
/// another database makes at the same moment.
pub(crate) fn create(name: &str, login: bool) -> String {
    let login = if login { "LOGIN" } else { "NOLOGIN" };
    block(&format!(
        "BEGIN\n    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {}) THEN\n        CREATE ROLE {} {login};\n    END IF;\nEXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;\nEND",
        literal(name),
        quote(name),
    ))
}

/// `DROP ROLE`. Roles belong to the whole cluster, so one that is still in use, here or in another database, stays.
pub(crate) fn drop(name: &str) -> String {
    let role = quote(name);
    let says = literal("role % stays: something else still depends on it");
    block(&format!(
        "BEGIN\n    DROP ROLE IF EXISTS {role};\nEXCEPTION WHEN dependent_objects_still_exist THEN\n    RAISE NOTICE {says}, {};\nEND",
        literal(&role),
    ))
}

fn block(body: &str) -> String {
    format!("DO {}", literal(body))
}

/// `ALTER ROLE … LOGIN`.
pub(crate) fn alter_login(name: &str, login: bool) -> String {
    format!("ALTER ROLE {} {}", quote(name), if login { "LOGIN" } else { "NOLOGIN" })
}

/// `ALTER ROLE`, with attributes that are written already.
#[cfg(feature = "live")]
pub(crate) fn alter(name: &str, attributes: &str) -> String {
    format!("ALTER ROLE {} {attributes}", quote(name))
}

/// A role becomes a member of others, or is one no longer.
pub(crate) fn member(way: Way, of: &[String], name: &str) -> String {
    way.statement(&quote_all(of), &[Role::Named(name.to_owned())])
}

/// `GRANT USAGE ON SCHEMA`, where a role has a privilege in a schema of its own.
pub(super) fn usage(schema: &Schema) -> Vec<String> {
    let mut of_schema: BTreeMap<&str, Vec<Role>> = BTreeMap::new();
    for (name, role) in users(schema) {
        of_schema.entry(name).or_default().push(role.clone());
    }
    of_schema.into_iter().map(|(name, roles)| use_of(Way::Grant, name, &roles)).collect()
}

/// Which roles need USAGE of which Postgres schema: those that have a privilege on a table there.
pub(crate) fn users(schema: &Schema) -> BTreeSet<(&str, &Role)> {
    let of = |name| elsewhere(name).into_iter();
    let tables = schema.tables.iter().flat_map(|table| of(&table.name).map(move |schema| (schema, table)));
    tables.flat_map(|(schema, table)| table.grants.iter().map(move |grant| (schema, &grant.role))).collect()
}

/// USAGE of a Postgres schema.
pub(crate) fn use_of(way: Way, schema: &str, roles: &[Role]) -> String {
    way.statement(&format!("USAGE ON SCHEMA {}", quote(schema)), roles)
}
