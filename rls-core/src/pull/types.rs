//! Which Rust type holds a Postgres type?

use super::names::Names;
use crate::{schema::Type, sql};

/// The Rust type, and what `type = "…"` has to say where the language's rule makes another of it.
pub(super) fn rust(ty: &Type, names: &Names, path: &str) -> (String, Option<String>) {
    match known(ty, names, path) {
        Some(known) => (known, None),
        None => (like(ty), Some(sql::type_name(ty))),
    }
}

/// One that stands for this type by the language's rule.
fn known(ty: &Type, names: &Names, path: &str) -> Option<String> {
    Some(match ty {
        Type::Array(element) => format!("Vec<{}>", known(element, names, path)?),
        Type::Enum(name) => format!("{path}{}", names.enumeration(name)?.item),
        Type::Other(_) => return None,
        Type::Boolean => "bool".to_owned(),
        Type::SmallInt => "i16".to_owned(),
        Type::Integer => "i32".to_owned(),
        Type::BigInt => "i64".to_owned(),
        Type::Real => "f32".to_owned(),
        Type::DoublePrecision => "f64".to_owned(),
        Type::Numeric => "rust_decimal::Decimal".to_owned(),
        Type::Text => "String".to_owned(),
        Type::Uuid => "uuid::Uuid".to_owned(),
        Type::Jsonb => "serde_json::Value".to_owned(),
        Type::Bytea => "Vec<u8>".to_owned(),
        Type::TimestampTz => "chrono::DateTime<chrono::Utc>".to_owned(),
        Type::Timestamp => "chrono::NaiveDateTime".to_owned(),
        Type::Date => "chrono::NaiveDate".to_owned(),
        Type::Time => "chrono::NaiveTime".to_owned(),
        Type::Inet => "std::net::IpAddr".to_owned(),
        Type::Cidr => "ipnetwork::IpNetwork".to_owned(),
    })
}

/// One that holds the values of a type that the rule does not know; a text where none is near.
fn like(ty: &Type) -> String {
    let Type::Other(sql) = ty else {
        return match ty {
            Type::Array(element) => format!("Vec<{}>", like(element)),
            Type::Enum(_) => "String".to_owned(),
            other => known(other, &Names::default(), "").unwrap_or_else(|| "String".to_owned()),
        };
    };
    if let Some(element) = sql.strip_suffix("[]") {
        return format!("Vec<{}>", like(&Type::Other(element.to_owned())));
    }
    let bare = Type::Other(sql.clone()).without_length();
    let Type::Other(name) = &bare else { return "String".to_owned() };
    match name.to_ascii_lowercase().as_str() {
        "numeric" | "decimal" => "rust_decimal::Decimal",
        "json" | "jsonb" => "serde_json::Value",
        "timestamptz" | "timestamp with time zone" => "chrono::DateTime<chrono::Utc>",
        "timestamp" | "timestamp without time zone" => "chrono::NaiveDateTime",
        "time" | "time without time zone" => "chrono::NaiveTime",
        "oid" | "xid" => "i64",
        _ => "String",
    }
    .to_owned()
}
