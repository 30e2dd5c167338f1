//! How are schemas and roles written?

use std::collections::{BTreeMap, BTreeSet};

use super::grant::role_list;
use crate::{
    ident::{literal, quote, quote_all},
    schema::{Role, Schema},
};

/// `CREATE SCHEMA`, for each that a table, an enum or a function names.
pub(super) fn schemas(schema: &Schema) -> Vec<String> {
    let tables = schema.tables.iter().map(|t| &t.name);
    let others = schema.enums.iter().map(|e| &e.name).chain(schema.functions.iter().map(|f| &f.name));
    let named: BTreeSet<&String> = tables.chain(others).filter_map(|name| name.schema.as_ref()).collect();
    named
        .into_iter()
        .filter(|name| *name != "public")
        .map(|name| format!("CREATE SCHEMA IF NOT EXISTS {}", quote(name)))
        .collect()
}

/// The schema's own roles. They belong to the whole cluster, so one that is there is taken as it is, also one that
/// another database makes at the same moment.
pub(super) fn roles(schema: &Schema) -> Vec<String> {
    let mut statements = Vec::new();
    for (name, role) in &schema.roles {
        let login = if role.login { "LOGIN" } else { "NOLOGIN" };
        let body = format!(
            "BEGIN\n    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {}) THEN\n        CREATE ROLE {} {login};\n    END IF;\nEXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;\nEND",
            literal(name),
            quote(name),
        );
        statements.push(format!("DO {}", literal(&body)));
    }
    for (name, role) in schema.roles.iter().filter(|(_, role)| !role.in_roles.is_empty()) {
        statements.push(format!("GRANT {} TO {}", quote_all(&role.in_roles), quote(name)));
    }
    statements
}

/// `GRANT USAGE ON SCHEMA`, where a role has a privilege in a schema of its own.
pub(super) fn usage(schema: &Schema) -> Vec<String> {
    let mut of_schema: BTreeMap<&String, BTreeSet<&Role>> = BTreeMap::new();
    for table in &schema.tables {
        if let Some(name) = table.name.schema.as_ref().filter(|name| *name != "public") {
            of_schema.entry(name).or_default().extend(table.grants.iter().map(|grant| &grant.role));
        }
    }
    of_schema
        .into_iter()
        .filter(|(_, roles)| !roles.is_empty())
        .map(|(name, roles)| {
            let roles: Vec<Role> = roles.into_iter().cloned().collect();
            format!("GRANT USAGE ON SCHEMA {} TO {}", quote(name), role_list(&roles))
        })
        .collect()
}
