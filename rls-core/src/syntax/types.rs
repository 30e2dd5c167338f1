//! Which Postgres type does a Rust type stand for?

use syn::{GenericArgument, Path, PathArguments, PathSegment, Type as RustType};

use super::place;
use crate::{
    diagnostic::{Code, Diagnostic},
    ident::QName,
    schema::Type,
};

/// What a field's type says.
pub(super) struct FieldType {
    pub(super) ty: Type,
    pub(super) nullable: bool,
    /// The path of a type of the author's own, an enum if all is well; `ty` has its Rust name in that place.
    pub(super) named: Option<Path>,
}

/// The type of a field, `Option` taken off.
pub(super) fn read(rust: &RustType) -> Result<FieldType, Diagnostic> {
    let rust = bare(rust);
    if let Some(inner) = argument_of(rust, "Option") {
        if argument_of(bare(inner), "Option").is_some() {
            return Err(Diagnostic::new(
                Code::UNKNOWN_TYPE,
                "a column is NULL or it is not: `Option` stands here twice",
            )
            .help("write one `Option`")
            .at(place(rust)));
        }
        return Ok(FieldType { nullable: true, ..value(bare(inner), 0)? });
    }
    value(rust, 0)
}

/// Whether the field's type is an `Option`, whatever is in it.
pub(super) fn is_option(rust: &RustType) -> bool {
    argument_of(bare(rust), "Option").is_some()
}

/// Without brackets and invisible groups around it.
fn bare(rust: &RustType) -> &RustType {
    match rust {
        RustType::Group(group) => bare(&group.elem),
        RustType::Paren(paren) => bare(&paren.elem),
        other => other,
    }
}

fn value(rust: &RustType, depth: usize) -> Result<FieldType, Diagnostic> {
    let whole = |ty| Ok(FieldType { ty, nullable: false, named: None });
    let RustType::Path(path) = rust else { return Err(unknown(rust, None)) };
    let Some(last) = path.path.segments.last() else { return Err(unknown(rust, None)) };
    if path.qself.is_some() {
        return Err(unknown(rust, None));
    }
    if depth > 8 {
        return Err(unknown(rust, Some("no array of Postgres needs so many `Vec`s")));
    }
    let name = super::item::plain(&last.ident);
    let own = matches!(path.path.segments.first(), Some(first) if path.path.segments.len() > 1
        && ["crate", "self", "super"].iter().any(|word| first.ident == word));
    if own {
        return named(rust, &path.path, last);
    }
    match (name.as_str(), arguments(last).as_slice()) {
        ("Vec", [element]) => {
            let element = bare(element);
            if is(element, "u8") {
                return whole(Type::Bytea);
            }
            let element = argument_of(element, "Option").map_or(element, bare);
            let inner = value(element, depth + 1)?;
            // Postgres has one array type however many dimensions its values have
            let ty = match inner.ty {
                array @ Type::Array(_) => array,
                scalar => Type::Array(Box::new(scalar)),
            };
            Ok(FieldType { ty, ..inner })
        }
        ("Box", [element]) if is(bare(element), "str") => whole(Type::Text),
        ("Cow", [element]) if is(bare(element), "str") => whole(Type::Text),
        ("Json", [_]) => whole(Type::Jsonb),
        ("DateTime", [_]) => whole(Type::TimestampTz),
        (scalar, []) => match of_name(scalar) {
            Some(ty) => whole(ty),
            None => match mend(scalar) {
                Some((code, help)) => {
                    Err(Diagnostic::new(code, format!("`{scalar}` stands for no Postgres type"))
                        .help(help)
                        .at(place(rust)))
                }
                None => named(rust, &path.path, last),
            },
        },
        _ => Err(unknown(rust, None)),
    }
}

/// A type of the author's own: an enum that derives `Rls`, which another place finds out.
fn named(rust: &RustType, path: &Path, last: &PathSegment) -> Result<FieldType, Diagnostic> {
    if last.arguments.is_empty() {
        let ty = Type::Enum(QName::new(super::item::plain(&last.ident)));
        Ok(FieldType { ty, nullable: false, named: Some(path.clone()) })
    } else {
        Err(unknown(rust, None))
    }
}

fn of_name(name: &str) -> Option<Type> {
    Some(match name {
        "bool" => Type::Boolean,
        "i16" => Type::SmallInt,
        "i32" => Type::Integer,
        "i64" => Type::BigInt,
        "f32" => Type::Real,
        "f64" => Type::DoublePrecision,
        "String" => Type::Text,
        "Uuid" => Type::Uuid,
        "Decimal" | "BigDecimal" => Type::Numeric,
        "Value" => Type::Jsonb,
        "Bytes" => Type::Bytea,
        "OffsetDateTime" | "Timestamp" => Type::TimestampTz,
        // jiff::civil::DateTime; chrono's always has its time zone in brackets
        "NaiveDateTime" | "PrimitiveDateTime" | "DateTime" => Type::Timestamp,
        "NaiveDate" | "Date" => Type::Date,
        "NaiveTime" | "Time" => Type::Time,
        "IpAddr" => Type::Inet,
        "IpNetwork" => Type::Cidr,
        _ => return None,
    })
}

/// Types of Rust's own that have no column type, with the mend.
fn mend(name: &str) -> Option<(Code, &'static str)> {
    Some(match name {
        "u8" => (Code::UNSIGNED, "Postgres has no unsigned integers: take i16, which holds every u8"),
        "u16" => (Code::UNSIGNED, "Postgres has no unsigned integers: take i32, which holds every u16"),
        "u32" => (Code::UNSIGNED, "Postgres has no unsigned integers: take i64, which holds every u32"),
        "u64" | "usize" => (Code::UNSIGNED, "Postgres has no unsigned integers: take i64"),
        "u128" => (Code::UNSIGNED, "Postgres has no unsigned integers: take i64, or rust_decimal::Decimal"),
        "i8" => (Code::UNKNOWN_TYPE, "Postgres's smallest integer is smallint: take i16"),
        "isize" => (Code::UNKNOWN_TYPE, "take i64"),
        "i128" => (Code::UNKNOWN_TYPE, "take i64, or rust_decimal::Decimal"),
        "str" => (Code::UNKNOWN_TYPE, "take String"),
        "char" => {
            (Code::UNKNOWN_TYPE, "take String; `check = \"char_length(…) = 1\"` keeps it to one character")
        }
        _ => return None,
    })
}

fn unknown(rust: &RustType, help: Option<&str>) -> Diagnostic {
    use quote::ToTokens;
    let shown = super::written(&rust.to_token_stream());
    let own = "write type = \"…\" with the Postgres type, or `skip` if the field is no column";
    Diagnostic::new(Code::UNKNOWN_TYPE, format!("`{shown}` stands for no Postgres type"))
        .help(match rust {
            RustType::Reference(_) => "a column owns its value: take String, Vec<u8> or another owned type",
            _ => help.unwrap_or(own),
        })
        .at(place(rust))
}

fn is(rust: &RustType, name: &str) -> bool {
    matches!(rust, RustType::Path(path) if path.qself.is_none() && path.path.is_ident(name))
}

/// The type in `Name<…>`, if that is what this is.
fn argument_of<'t>(rust: &'t RustType, name: &str) -> Option<&'t RustType> {
    let RustType::Path(path) = rust else { return None };
    let last = path.path.segments.last()?;
    match arguments(last).as_slice() {
        [one] if last.ident == name => Some(one),
        _ => None,
    }
}

/// The types in the angle brackets; lifetimes left out.
fn arguments(segment: &PathSegment) -> Vec<&RustType> {
    match &segment.arguments {
        PathArguments::AngleBracketed(list) => list
            .args
            .iter()
            .filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}
