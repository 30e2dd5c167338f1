//! What does a column of a type take, and what else may it be that nobody here knows of?

use crate::{
    expr::eval::Kind,
    schema::{Schema, Type},
};

/// What a column of this type holds, to the interpreter.
pub fn kind(schema: &Schema, ty: &Type) -> Kind {
    match ty {
        Type::Boolean => Kind::Boolean,
        Type::SmallInt => Kind::Integer(16),
        Type::Integer => Kind::Integer(32),
        Type::BigInt => Kind::Integer(64),
        Type::Real => Kind::Real,
        Type::DoublePrecision => Kind::Double,
        Type::Numeric => Kind::Numeric,
        Type::Uuid => Kind::Uuid,
        Type::TimestampTz => Kind::TimestampTz,
        Type::Timestamp => Kind::Timestamp,
        Type::Date => Kind::Date,
        Type::Time => Kind::Time,
        Type::Enum(name) => match schema.find_enum(name) {
            Some(one) => Kind::Enum(one.values.iter().map(|value| value.name.clone()).collect()),
            None => Kind::Other,
        },
        ty if ty.is_text() => Kind::Text,
        _ => Kind::Other,
    }
}

/// The name of a type that was written as SQL: `varchar` of `VarChar(3)`.
fn bare(sql: &str) -> String {
    let name = sql.split('(').next().unwrap_or_default();
    let rest = sql.rsplit_once(')').map_or("", |(_, rest)| rest);
    format!("{} {}", name.trim(), rest.trim()).trim().to_ascii_lowercase()
}

/// The number in the brackets of a type: its length.
pub fn length(ty: &Type) -> Option<usize> {
    let Type::Other(sql) = ty else { return None };
    let (_, inner) = sql.split_once('(')?;
    inner.split([',', ')']).next()?.trim().parse().ok()
}

/// A value of a type by its number: another one for each, as far as the type has so many. None is a type that nothing is
/// known of.
pub fn known(ty: &Type, n: usize) -> Option<String> {
    let text = |n: usize| format!("text-{n}");
    let at = |n: usize| format!("2020-01-{:02} {:02}:{:02}:00", n / 1440 % 28 + 1, n / 60 % 24, n % 60);
    let day = |n: usize| format!("20{:02}-{:02}-{:02}", 10 + n / 336 % 80, n / 28 % 12 + 1, n % 28 + 1);
    let number = |n: usize| (n + 1).to_string();
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap_or_default());
    Some(match ty {
        Type::Boolean => n.is_multiple_of(2).to_string(),
        Type::SmallInt | Type::Integer | Type::BigInt => number(n),
        Type::Real | Type::DoublePrecision | Type::Numeric => number(n),
        Type::Text => text(n),
        Type::Uuid => format!("00000000-0000-4000-8000-{:012}", n + 1),
        Type::Bytea => format!("\\x{:04x}", n % 65536),
        Type::TimestampTz => at(n) + "+00",
        Type::Timestamp => at(n),
        Type::Date => day(n),
        Type::Time => format!("{:02}:{:02}:00", n / 60 % 24, n % 60),
        Type::Inet => format!("10.0.{}.{}", n / 250 % 250, n % 250),
        Type::Cidr => format!("10.{}.{}.0/24", n / 250 % 250, n % 250),
        Type::Array(_) => "{}".to_owned(),
        Type::Jsonb => format!("{{\"n\": {n}}}"),
        Type::Enum(_) => return None,
        Type::Other(sql) if sql.contains('[') || bare(sql).ends_with(" array") => "{}".to_owned(),
        Type::Other(sql) => match bare(sql).as_str() {
            "varchar" | "character varying" | "char" | "character" | "bpchar" | "nchar" => match length(ty) {
                Some(most @ 0..=6) => short(n, most),
                None if !matches!(bare(sql).as_str(), "varchar" | "character varying" | "bpchar") => {
                    short(n, 1)
                }
                _ => text(n),
            },
            "\"char\"" => letter(n).to_string(),
            "text" | "citext" | "name" => text(n),
            "numeric" | "decimal" | "dec" => match sql.split_once('(').map(|(_, rest)| rest) {
                Some(inside) => {
                    let mut parts = inside.trim_end_matches(')').split(',').map(|part| part.trim().parse());
                    let digits: usize = parts.next().and_then(Result::ok).unwrap_or(9);
                    let after: usize = parts.next().and_then(Result::ok).unwrap_or(0);
                    match digits.saturating_sub(after) {
                        0 => "0".to_owned(),
                        whole => (n % 10_usize.saturating_pow(u32::try_from(whole.min(9)).unwrap_or(9)))
                            .to_string(),
                    }
                }
                None => number(n),
            },
            "int" | "integer" | "int2" | "int4" | "int8" | "bigint" | "smallint" | "real" | "float"
            | "float4" | "float8" | "double precision" | "money" | "oid" => number(n),
            "bool" | "boolean" => n.is_multiple_of(2).to_string(),
            "interval" => format!("{} minutes", n + 1),
            "json" | "jsonb" => format!("{{\"n\": {n}}}"),
            "uuid" => format!("00000000-0000-4000-8000-{:012}", n + 1),
            "date" => day(n),
            "time" | "time without time zone" => format!("{:02}:{:02}:00", n / 60 % 24, n % 60),
            "timetz" | "time with time zone" => format!("{:02}:{:02}:00+00", n / 60 % 24, n % 60),
            "timestamp" | "timestamp without time zone" => at(n),
            "timestamptz" | "timestamp with time zone" => at(n) + "+00",
            "bytea" => format!("\\x{:04x}", n % 65536),
            "inet" => format!("10.0.{}.{}", n / 250 % 250, n % 250),
            "cidr" => format!("10.{}.{}.0/24", n / 250 % 250, n % 250),
            "macaddr" => format!("08:00:2b:01:{:02x}:{:02x}", n / 256 % 256, n % 256),
            "macaddr8" => format!("08:00:2b:01:02:03:{:02x}:{:02x}", n / 256 % 256, n % 256),
            "point" => format!("({n},0)"),
            "line" => format!("{{1,{n},0}}"),
            "lseg" | "box" | "path" => format!("(({n},0),({},1))", n + 1),
            "polygon" => format!("(({n},0),({},1),({n},1))", n + 1),
            "circle" => format!("<({n},0),1>"),
            "bit" | "varbit" | "bit varying" => {
                let long = length(ty).unwrap_or(if bare(sql) == "bit" { 1 } else { 8 }).min(32);
                (0..long).rev().map(|place| if n >> place & 1 == 1 { '1' } else { '0' }).collect()
            }
            "int4range" | "int8range" | "numrange" => format!("[{n},{})", n + 1),
            "int4multirange" | "int8multirange" | "nummultirange" => format!("{{[{n},{})}}", n + 1),
            "daterange" => format!("[{},infinity)", day(n)),
            "tsrange" | "tstzrange" => format!("[\"{}\",infinity)", at(n)),
            "datemultirange" | "tsmultirange" | "tstzmultirange" => "{}".to_owned(),
            "tsvector" | "tsquery" | "ltree" => format!("t{n}"),
            "lquery" => format!("t{n}.*"),
            "hstore" => format!("n=>{n}"),
            "xml" => format!("<n>{n}</n>"),
            "pg_lsn" => format!("0/{n:X}"),
            "vector" | "halfvec" => {
                let numbers: Vec<String> = (0..length(ty).unwrap_or(1)).map(|_| number(n)).collect();
                format!("[{}]", numbers.join(","))
            }
            "geometry" | "geography" => format!("POINT({} 0)", n % 90),
            _ => return None,
        },
    })
}

/// A text of at most so many letters.
fn short(n: usize, most: usize) -> String {
    let mut rest = n;
    let letters = (0..most.clamp(1, 4)).map(|_| {
        let letter = char::from(b'a' + u8::try_from(rest % 26).unwrap_or_default());
        rest /= 26;
        letter
    });
    letters.collect()
}

/// What a column of a type may take of which only the name is known.
pub fn guesses(n: usize) -> Vec<String> {
    let all = [
        format!("t{n}"),
        (n + 1).to_string(),
        format!("{}.5", n % 9),
        "a".to_owned(),
        "A".to_owned(),
        "AB".to_owned(),
        format!("a{n}@example.com"),
        format!("https://example.com/{n}"),
        format!("+4930{n:07}"),
        format!("#{:06x}", n % 0x0100_0000),
        format!("a-{n}"),
        format!("a_{n}"),
        "12345".to_owned(),
        "true".to_owned(),
        format!("2020-01-{:02}", n % 28 + 1),
        format!("00000000-0000-4000-8000-{:012}", n + 1),
        "{}".to_owned(),
        "[]".to_owned(),
        format!("({n})"),
        format!("({n},{n})"),
        format!("[{n},{})", n + 1),
        "P1D".to_owned(),
        String::new(),
    ];
    all.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_of_their_length_and_differ() {
        let other = |sql: &str| Type::Other(sql.to_owned());
        assert_eq!(known(&other("varchar(3)"), 27).as_deref(), Some("bba"));
        assert_eq!(known(&other("CHAR"), 1).as_deref(), Some("b"));
        assert_eq!(known(&other("numeric(4, 2)"), 123).as_deref(), Some("23"));
        assert_eq!(known(&other("numeric(2, 2)"), 5).as_deref(), Some("0"));
        assert_eq!(
            known(&other("timestamp(3) with time zone"), 0).as_deref(),
            Some("2020-01-01 00:00:00+00")
        );
        assert_eq!(known(&other("bit(4)"), 5).as_deref(), Some("0101"));
        assert_eq!(known(&other("int4[]"), 5).as_deref(), Some("{}"));
        assert_eq!(known(&other("app.mood"), 5), None);
        for ty in [Type::Text, Type::Uuid, Type::Date, Type::TimestampTz, other("varchar(3)"), other("ltree")]
        {
            let all: std::collections::BTreeSet<_> = (0..60).map(|n| known(&ty, n)).collect();
            assert_eq!(all.len(), 60, "{ty:?}");
        }
    }
}
