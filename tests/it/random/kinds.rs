//! Which values do the columns of a random table hold?
//!
//! Few of each type, so that many are equal, and those on which SQL could stumble: quotes, backslashes, numbers that a
//! type cannot hold exactly, NULLs.

use rls_core::{
    expr::{Literal, eval::Kind},
    ident::{QName, quote},
    schema::{Enum, Schema, Type},
    verify::values,
};

/// Two that own rows, and one that owns none.
pub(crate) const IDS: [&str; 3] = [
    "00000000-0000-0000-0000-00000000000a",
    "00000000-0000-0000-0000-00000000000b",
    "ffffffff-0000-4000-8000-00000000000c",
];

pub(super) fn state() -> Enum {
    Enum::new(QName::new("sta\"te")).value("new").value("it's done").value("Über \\ all")
}

/// The types of columns. Those at the end are only ever asked whether they are NULL.
pub(super) fn types() -> Vec<Type> {
    vec![
        Type::Boolean,
        Type::Text,
        Type::Uuid,
        Type::Integer,
        Type::Enum(state().name),
        Type::TimestampTz,
        Type::Boolean,
        Type::SmallInt,
        Type::BigInt,
        Type::Real,
        Type::DoublePrecision,
        Type::Numeric,
        Type::Timestamp,
        Type::Date,
        Type::Time,
        Type::Other("varchar(80)".to_owned()),
        Type::Jsonb,
        Type::Bytea,
        Type::array(Type::Text),
    ]
}

pub(crate) fn kind(ty: &Type) -> Kind {
    match ty {
        Type::Enum(_) => Kind::Enum(state().values.into_iter().map(|value| value.name).collect()),
        ty => values::kind(&Schema::new(), ty),
    }
}

/// The values of a type, as texts that Postgres reads.
pub(crate) fn values(kind: &Kind) -> Vec<String> {
    let fixed: &[&str] = match kind {
        Kind::Boolean => &["true", "false"],
        Kind::Integer(16) => &["0", "1", "-1", "7"],
        Kind::Integer(32) => &["0", "1", "-1", "7", "100000"],
        Kind::Integer(_) => &["0", "1", "-1", "7", "9000000000"],
        Kind::Real | Kind::Double => &["0", "0.1", "1.5", "-2"],
        Kind::Numeric => &["0", "0.1", "1.50", "-2", "12345678901234567890.5"],
        Kind::Text => &["alice", "", "it's", "a\\b", "Ünï\"q", "true", "7", IDS[0], IDS[1]],
        Kind::Uuid => &IDS,
        Kind::TimestampTz => &[
            "2001-02-03T04:05:06Z",
            "2020-01-01 00:00:00+02:00",
            "2036-02-29T12:00Z",
            "2100-12-31T23:59:59.5Z",
        ],
        Kind::Timestamp => &["2001-02-03T04:05:06", "2020-01-01 00:00:00", "2100-12-31T23:59:59.5"],
        Kind::Date => &["2001-02-03", "2020-01-01", "2100-12-31"],
        Kind::Time => &["00:00:00", "12:30:00", "23:59:59.5"],
        Kind::Enum(values) => return values.clone(),
        Kind::Other => &[],
    };
    fixed.iter().map(|&text| text.to_owned()).collect()
}

/// A value of a type that is only asked whether it is NULL.
pub(super) fn filler(ty: &Type) -> &'static str {
    match ty {
        Type::Bytea => "\\x00",
        _ => "{}",
    }
}

/// A constant as the language writes it.
pub(super) fn constant(kind: &Kind, text: &str) -> Literal {
    match kind {
        Kind::Boolean => Literal::Bool(text == "true"),
        Kind::Integer(_) | Kind::Numeric | Kind::Real | Kind::Double => Literal::Number(text.to_owned()),
        _ => Literal::Text(text.to_owned()),
    }
}

/// The type as SQL.
pub(crate) fn cast(ty: &Type) -> String {
    match ty {
        Type::Boolean => "boolean".to_owned(),
        Type::SmallInt => "smallint".to_owned(),
        Type::Integer => "integer".to_owned(),
        Type::BigInt => "bigint".to_owned(),
        Type::Real => "real".to_owned(),
        Type::DoublePrecision => "double precision".to_owned(),
        Type::Numeric => "numeric".to_owned(),
        Type::Text => "text".to_owned(),
        Type::Uuid => "uuid".to_owned(),
        Type::Jsonb => "jsonb".to_owned(),
        Type::Bytea => "bytea".to_owned(),
        Type::TimestampTz => "timestamptz".to_owned(),
        Type::Timestamp => "timestamp".to_owned(),
        Type::Date => "date".to_owned(),
        Type::Time => "time".to_owned(),
        Type::Array(element) => format!("{}[]", cast(element)),
        Type::Enum(name) => name.quoted(),
        Type::Other(sql) => sql.clone(),
        other => panic!("{} is no type of a random table", quote(&format!("{other:?}"))),
    }
}
