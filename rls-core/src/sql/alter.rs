//! How is a change of what is there written?
//!
//! Statements, and the parts of an `ALTER TABLE`, of which one statement takes several.

mod column;
mod constraint;
mod name;
mod rows;

pub(crate) use column::*;
pub(crate) use constraint::*;
pub(crate) use name::*;
pub(crate) use rows::*;

use super::{order::Ordered, role, table};
use crate::{
    ident::{QName, literal},
    provider::Provider,
    schema::{Enum, Schema, Table},
};

/// `ALTER TABLE`, one part a line where there are several.
pub(crate) fn table(table: &QName, parts: &[String]) -> String {
    match parts {
        [one] => format!("ALTER TABLE {} {one}", table.quoted()),
        _ => format!("ALTER TABLE {}\n    {}", table.quoted(), parts.join(",\n    ")),
    }
}

/// `CREATE SCHEMA`, for each that something of this schema is in.
pub(crate) fn schemas(schema: &Schema) -> Vec<String> {
    role::schemas(schema)
}

/// `CREATE TABLE`, with those constraints that need not wait.
pub(crate) fn create_table(one: &Table, order: &Ordered<'_>, provider: &Provider) -> String {
    table::create(one, order, provider)
}

/// `DROP TABLE`. Several at once may refer to one another in a circle.
pub(crate) fn drop_tables(tables: &[&QName]) -> String {
    let names: Vec<String> = tables.iter().map(|name| name.quoted()).collect();
    format!("DROP TABLE {}", names.join(", "))
}

/// `CREATE TYPE … AS ENUM`.
pub(crate) fn create_enum(one: &Enum) -> String {
    table::enumeration(one)
}

/// `DROP TYPE`.
pub(crate) fn drop_type(name: &QName) -> String {
    format!("DROP TYPE {}", name.quoted())
}

/// Where an enum's new value stands.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place<'v> {
    /// Behind all others.
    Last,
    /// Behind this one.
    After(&'v str),
    /// Before this one.
    Before(&'v str),
}

/// `ALTER TYPE … ADD VALUE`.
pub(crate) fn add_value(name: &QName, value: &str, place: Place<'_>) -> String {
    let place = match place {
        Place::Last => String::new(),
        Place::After(other) => format!(" AFTER {}", literal(other)),
        Place::Before(other) => format!(" BEFORE {}", literal(other)),
    };
    format!("ALTER TYPE {} ADD VALUE {}{place}", name.quoted(), literal(value))
}

/// `SET LOCAL`: until the transaction ends.
pub(crate) fn set_local(name: &str, value: &str) -> String {
    format!("SET LOCAL {name} = {}", literal(value))
}
