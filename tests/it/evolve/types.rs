//! What goes with a column's type: which values, defaults, checks, and may it be a key?

use rls_core::schema::{Schema, Type};

use crate::random::{IDS, Rng};

/// A type of a column; arrays of most, and enums where there are some.
pub(super) fn any(schema: &Schema, rng: &mut Rng) -> Type {
    let fixed = [
        Type::Boolean,
        Type::Text,
        Type::Text,
        Type::Uuid,
        Type::Integer,
        Type::BigInt,
        Type::TimestampTz,
        Type::SmallInt,
        Type::Real,
        Type::DoublePrecision,
        Type::Numeric,
        Type::Timestamp,
        Type::Date,
        Type::Time,
        Type::Jsonb,
        Type::Bytea,
        Type::Inet,
        Type::Cidr,
    ];
    let written = ["varchar(80)", "numeric(12, 2)", "timestamptz(3)", "interval", "json", "varchar(3)"];
    match rng.below(100) {
        0..=14 if !schema.enums.is_empty() => Type::Enum(rng.pick(&schema.enums).name.clone()),
        0..=19 => Type::Other((*rng.pick(&written)).to_owned()),
        20..=27 => match any(schema, rng) {
            Type::Array(_) | Type::Other(_) => Type::array(Type::Text),
            element => Type::array(element),
        },
        28..=55 => rng.pick(&[Type::Text, Type::Uuid, Type::BigInt, Type::Boolean]).clone(),
        _ => rng.pick(&fixed).clone(),
    }
}

/// Whether rows can be told apart and ordered by it.
pub(super) fn may_be_key(ty: &Type) -> bool {
    *ty != Type::Other("json".to_owned())
}

/// Some of its values, as SQL without a cast. Of an enum, tokens of its values.
pub(super) fn values(schema: &Schema, ty: &Type) -> Vec<String> {
    let id = |at: usize| format!("'{}'", IDS[at]);
    let fixed: &[&str] = match ty {
        Type::Boolean => &["true", "false"],
        Type::SmallInt => &["0", "7", "-1"],
        Type::Integer => &["0", "7", "100000", "1"],
        Type::BigInt => &["0", "7", "9000000000", "2"],
        Type::Real | Type::DoublePrecision => &["0", "1.5", "-2"],
        Type::Numeric => &["0", "1.50", "12345678901234567890.5"],
        Type::Text => &["'alice'", "''", "'it''s'", "'7'", "'true'", "'2020-01-01'", "'Ünï\"q'"],
        Type::Uuid => return vec![id(0), id(1), id(2)],
        Type::Jsonb => &["'{}'", "'{\"a\": [1]}'", "'7'"],
        Type::Bytea => &["'\\x00'", "'\\xff00'"],
        Type::TimestampTz | Type::Timestamp => &["'2020-01-01 00:00:00'", "'2001-02-03 04:05:06'"],
        Type::Date => &["'2020-01-01'", "'2001-02-03'"],
        Type::Time => &["'12:30:00'", "'00:00:00'"],
        Type::Inet => &["'10.0.0.1'", "'::1'"],
        Type::Cidr => &["'10.0.0.0/8'", "'::/0'"],
        Type::Array(element) => {
            // the text of an array: an enum's values are what they are called
            return match **element {
                Type::Enum(_) => vec!["'{}'".to_owned()],
                Type::SmallInt | Type::Integer | Type::BigInt | Type::Numeric => {
                    vec!["'{}'".to_owned(), "'{1,2}'".to_owned()]
                }
                Type::Text => vec!["'{}'".to_owned(), "'{a,\"b c\"}'".to_owned()],
                _ => vec!["'{}'".to_owned(), "'{NULL}'".to_owned()],
            };
        }
        Type::Enum(name) => {
            let found = schema.enums.iter().find(|one| one.name == *name);
            let values = found.into_iter().flat_map(|one| &one.values);
            return values.map(|value| format!("'{}'", value.name)).collect();
        }
        Type::Other(sql) => match sql.as_str() {
            "varchar(3)" => &["'a'", "'abc'", "''"],
            "numeric(12, 2)" => &["0", "1.50", "-7"],
            "timestamptz(3)" => &["'2020-01-01 00:00:00.123'"],
            "interval" => &["'1 day'", "'2 hours'"],
            "json" => &["'{}'"],
            _ => &["'alice'", "'bob'", "''"],
        },
    };
    fixed.iter().map(|&text| text.to_owned()).collect()
}

/// A default for it, as SQL.
pub(super) fn default(schema: &Schema, ty: &Type, rng: &mut Rng) -> Option<String> {
    let calls: &[&str] = match ty {
        Type::Uuid => &["gen_random_uuid()"],
        Type::TimestampTz | Type::Timestamp => &["now()"],
        Type::Date => &["CURRENT_DATE", "now()::date"],
        Type::Text => &["'a' || 'b'", "lower('X')"],
        Type::Integer | Type::BigInt | Type::Numeric => &["1 + 1", "-1"],
        _ => &[],
    };
    if rng.chance(40) && !calls.is_empty() {
        return Some((*rng.pick(calls)).to_owned());
    }
    let values = values(schema, ty);
    if values.is_empty() { None } else { Some(rng.pick(&values).clone()) }
}

/// A condition on a column of this type, whose name in SQL is given. With `only_null` one that goes with every type.
pub(super) fn condition(schema: &Schema, ty: &Type, name: &str, rng: &mut Rng) -> String {
    let all =
        [format!("{name} IS NOT NULL"), format!("{name} IS NULL OR true"), format!("NOT ({name} IS NULL)")];
    if rng.chance(20) {
        return rng.pick(&all).clone();
    }
    match ty {
        Type::Boolean => format!("{name} OR NOT {name}"),
        Type::Text => rng.pick(&[format!("char_length({name}) >= 0"), format!("{name} <> 'never'")]).clone(),
        Type::SmallInt | Type::Integer | Type::BigInt | Type::Numeric => {
            rng.pick(&[format!("{name} >= -10"), format!("{name} % 2 < 2 AND {name} <> 99")]).clone()
        }
        Type::Real | Type::DoublePrecision => format!("{name} > -100"),
        Type::TimestampTz | Type::Timestamp | Type::Date => format!("{name} > '1999-01-01'"),
        Type::Array(_) => format!("cardinality({name}) < 100"),
        Type::Enum(_) => match values(schema, ty).first() {
            Some(value) => format!("{name} >= {value}"),
            None => all[0].clone(),
        },
        _ => all[0].clone(),
    }
}

/// What a column of this type may be computed as, from another column: that one's type, and the expression.
pub(super) fn generated(ty: &Type, from: &Type, name: &str) -> Option<String> {
    Some(match (ty, from) {
        (Type::Text, Type::Text) => format!("lower({name})"),
        (Type::Boolean, _) => format!("{name} IS NOT NULL"),
        (Type::BigInt, Type::BigInt) | (Type::Integer, Type::Integer) => format!("{name} * 2"),
        (Type::Integer, Type::Text) => format!("char_length({name})"),
        (Type::Numeric, Type::Numeric) => format!("{name} + 1"),
        _ => return None,
    })
}
