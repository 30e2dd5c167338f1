//! Which type of the model is a type as Postgres prints it?

use super::document::Attribute;
use crate::{ident::QName, schema::Type};

/// The name in the model: `public` is left out.
pub(super) fn name(schema: &str, name: &str) -> QName {
    if schema == "public" { QName::new(name) } else { QName::qualified(schema, name) }
}

/// A column's type.
pub(super) fn of(column: &Attribute) -> Type {
    let (schema, own) = &column.of;
    if column.kind == "e" {
        return Type::Enum(name(schema, own));
    }
    if let Some(element) = column.ty.strip_suffix("[]") {
        return match &column.element {
            Some((kind, schema, own)) if kind == "e" => Type::array(Type::Enum(name(schema, own))),
            // of several dimensions Postgres keeps no more than that it is an array
            _ => Type::array(printed(element)),
        };
    }
    printed(&column.ty)
}

pub(super) fn printed(text: &str) -> Type {
    match text {
        "boolean" => Type::Boolean,
        "smallint" => Type::SmallInt,
        "integer" => Type::Integer,
        "bigint" => Type::BigInt,
        "real" => Type::Real,
        "double precision" => Type::DoublePrecision,
        "numeric" => Type::Numeric,
        "text" => Type::Text,
        "uuid" => Type::Uuid,
        "jsonb" => Type::Jsonb,
        "bytea" => Type::Bytea,
        "timestamp with time zone" => Type::TimestampTz,
        "timestamp without time zone" => Type::Timestamp,
        "date" => Type::Date,
        "time without time zone" => Type::Time,
        "inet" => Type::Inet,
        "cidr" => Type::Cidr,
        other => Type::Other(other.to_owned()),
    }
}
