//! Which statements say the schema?
//!
//! Text only, in an order that works on an empty database in one transaction: schemas, roles, enums, tables (each
//! after those that it refers to), the foreign keys that close a circle, indexes, lookup functions, row security,
//! policies, grants, comments. Columns and their types are written by sea-query, names and literals by [`ident`](crate::ident), the
//! layout is ours: one column, one clause a line.

#[cfg(feature = "plan")]
pub(crate) mod alter;
pub(crate) mod comment;
mod expr;
#[cfg_attr(not(feature = "plan"), allow(dead_code, reason = "plans have statements of their own"))]
pub(crate) mod function;
pub(crate) mod grant;
pub(crate) mod index;
pub(crate) mod order;
#[cfg_attr(not(feature = "plan"), allow(dead_code, reason = "plans have statements of their own"))]
pub(crate) mod policy;
#[cfg_attr(not(feature = "plan"), allow(dead_code, reason = "plans have statements of their own"))]
pub(crate) mod role;
mod table;

pub use expr::{Clause, predicate};
pub use table::type_name;

use crate::{
    resolve::Resolved,
    schema::{Constraint, Policy, Table},
};

/// The statements, each without its `;`, in groups that belong together.
pub fn groups(resolved: &Resolved) -> Vec<Vec<String>> {
    let schema = &resolved.schema;
    let order = order::tables(schema);
    let tables = || order.tables.iter().copied();
    let mut groups = vec![role::schemas(schema), role::roles(schema), table::enums(schema)];
    groups.extend(tables().map(|t| vec![table::create(t, &order, &resolved.provider)]));
    let late = |for_index: bool| {
        let waits = move |(_, c): &&(&Table, &Constraint)| order::waits_for_index(schema, c) == for_index;
        order.late.iter().filter(waits).map(|(t, constraint)| table::add_constraint(t, constraint)).collect()
    };
    groups.push(late(false));
    groups.push(tables().flat_map(|t| t.indexes.iter().map(|i| index::create(t, i))).collect());
    groups.push(late(true));
    groups.extend(schema.functions.iter().map(|f| function::create(resolved, f)));
    groups.push(tables().flat_map(policy::row_security).collect());
    groups.extend(
        tables()
            .map(|t| t.policies.iter().map(|p| policy::create(schema, t, p, &resolved.provider)).collect()),
    );
    groups.push(grants(resolved));
    groups.push(comment::comments(schema, &order.tables));
    groups.retain(|group| !group.is_empty());
    groups
}

/// The statements in the pieces in which a whole database is built, beside what the model has no word for. A foreign key is a
/// statement of its own, so that one that cannot be made costs no table.
#[cfg(feature = "live")]
pub(crate) struct Pieces {
    pub(crate) first: Vec<String>,
    pub(crate) tables: Vec<String>,
    pub(crate) indexes: Vec<String>,
    pub(crate) keys: Vec<String>,
    pub(crate) rest: Vec<String>,
}

/// The pieces; of the tables for which `is_there` nothing but row security, policies, privileges and comments.
#[cfg(feature = "live")]
pub(crate) fn pieces(resolved: &Resolved, is_there: impl Fn(&Table) -> bool) -> Pieces {
    let schema = &resolved.schema;
    let made = || schema.tables.iter().filter(|table| !is_there(table));
    let order = order::of(made(), |_, constraint| matches!(constraint, Constraint::ForeignKey { .. }));
    let first = [role::schemas(schema), role::roles(schema), table::enums(schema)].concat();
    let all: Vec<&Table> = schema.tables.iter().collect();
    let mut rest: Vec<String> = schema.functions.iter().flat_map(|f| function::create(resolved, f)).collect();
    rest.extend(all.iter().flat_map(|table| policy::row_security(table)));
    for table in &all {
        rest.extend(table.policies.iter().map(|p| policy::create(schema, table, p, &resolved.provider)));
    }
    rest.extend(grants(resolved));
    rest.extend(comment::comments(schema, &all));
    Pieces {
        first,
        tables: made().map(|table| table::create(table, &order, &resolved.provider)).collect(),
        indexes: made().flat_map(|t| t.indexes.iter().map(|i| index::create(t, i))).collect(),
        keys: order.late.iter().map(|(table, key)| table::add_constraint(table, key)).collect(),
        rest,
    }
}

/// The privileges alone: what a table that is there already may lack.
pub fn grants(resolved: &Resolved) -> Vec<String> {
    let tables = order::tables(&resolved.schema).tables;
    role::usage(&resolved.schema).into_iter().chain(tables.into_iter().flat_map(grant::grants)).collect()
}

/// A lookup function as a catalog prints it, in its schema, with who may execute it.
#[cfg(feature = "pull")]
pub(crate) fn lookup(function: &crate::schema::Function, definition: &str) -> Vec<String> {
    let mut statements = Vec::new();
    if let Some(schema) = &function.name.schema {
        statements.push(format!("CREATE SCHEMA IF NOT EXISTS {}", crate::ident::quote(schema)));
    }
    statements.push(definition.to_owned());
    statements.push(function::execute(grant::Way::Revoke, &function.name, &[crate::schema::Role::Public]));
    if !function.roles.is_empty() {
        statements.push(function::execute(grant::Way::Grant, &function.name, &function.roles));
    }
    statements
}

/// The statement of one policy of a schema that is not settled.
#[cfg(feature = "pull")]
pub(crate) fn policy_of(
    schema: &crate::schema::Schema,
    provider: &crate::provider::Provider,
    table: &Table,
    one: &Policy,
) -> String {
    policy::create(schema, table, one, provider)
}

/// The statement of an enum.
#[cfg(feature = "pull")]
pub(crate) fn enum_of(one: &crate::schema::Enum) -> String {
    table::enumeration(one)
}

/// The statement that adds a constraint to a table.
#[cfg(feature = "pull")]
pub(crate) fn constraint_of(table: &Table, one: &Constraint) -> String {
    table::add_constraint(table, one)
}

/// The statements of a table's privileges.
#[cfg(feature = "pull")]
pub(crate) fn grants_of(table: &Table) -> Vec<String> {
    grant::grants(table)
}

/// The statement of one policy, without its `;`.
pub fn policy(resolved: &Resolved, table: &Table, policy: &Policy) -> String {
    policy::create(&resolved.schema, table, policy, &resolved.provider)
}

/// The whole DDL as text: a blank line between groups. Run it in one transaction, or as one simple query, which is
/// one; [`transaction`] writes the transaction around it.
pub fn ddl(resolved: &Resolved) -> String {
    let groups: Vec<String> = groups(resolved).iter().map(|group| group.join(";\n") + ";\n").collect();
    groups.join("\n")
}

/// DDL between BEGIN and COMMIT, for psql.
pub fn transaction(ddl: &str) -> String {
    format!("BEGIN;\n\n{ddl}\nCOMMIT;\n")
}

/// A statement that does nothing, for a file that must hold one.
pub const NOTHING: &str = "DO 'BEGIN END'";
