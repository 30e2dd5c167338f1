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

/// The privileges alone: what a table that is there already may lack.
pub fn grants(resolved: &Resolved) -> Vec<String> {
    let tables = order::tables(&resolved.schema).tables;
    role::usage(&resolved.schema).into_iter().chain(tables.into_iter().flat_map(grant::grants)).collect()
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
