//! Of which kind is a type, however it is written?

use crate::schema::Type;

/// How many digits a number has, and how many of them behind the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::plan::columns) struct Digits {
    pub(in crate::plan::columns) all: u32,
    pub(in crate::plan::columns) scale: u32,
}

impl Digits {
    /// Whether each number of the other has its place here.
    pub(in crate::plan::columns) fn holds(self, other: Digits) -> bool {
        self.scale >= other.scale
            && self.all.saturating_sub(self.scale) >= other.all.saturating_sub(other.scale)
    }
}

/// A kind of type, with what limits it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the type of its name")]
pub(in crate::plan::columns) enum Kind {
    Bool,
    /// So many bytes.
    Whole(u8),
    Real,
    Double,
    Numeric(Option<Digits>),
    /// At most so many characters.
    Text(Option<u32>),
    Char(Option<u32>),
    Citext,
    Uuid,
    Json,
    Jsonb,
    Bytea,
    /// So many digits of a second.
    TimestampTz(Option<u32>),
    Timestamp(Option<u32>),
    Date,
    Time,
    Interval,
    Inet,
    Cidr,
    Array(Box<Kind>),
    Enum,
    Other(String),
}

impl Kind {
    pub(in crate::plan::columns) fn is_number(&self) -> bool {
        matches!(self, Kind::Whole(_) | Kind::Real | Kind::Double | Kind::Numeric(_))
    }

    pub(in crate::plan::columns) fn is_text(&self) -> bool {
        matches!(self, Kind::Text(_) | Kind::Char(_) | Kind::Citext)
    }
}

/// The kind of a type.
pub(in crate::plan::columns) fn kind(ty: &Type) -> Kind {
    match ty {
        Type::Boolean => Kind::Bool,
        Type::SmallInt => Kind::Whole(2),
        Type::Integer => Kind::Whole(4),
        Type::BigInt => Kind::Whole(8),
        Type::Real => Kind::Real,
        Type::DoublePrecision => Kind::Double,
        Type::Numeric => Kind::Numeric(None),
        Type::Text => Kind::Text(None),
        Type::Uuid => Kind::Uuid,
        Type::Jsonb => Kind::Jsonb,
        Type::Bytea => Kind::Bytea,
        Type::TimestampTz => Kind::TimestampTz(None),
        Type::Timestamp => Kind::Timestamp(None),
        Type::Date => Kind::Date,
        Type::Time => Kind::Time,
        Type::Inet => Kind::Inet,
        Type::Cidr => Kind::Cidr,
        Type::Array(element) => Kind::Array(Box::new(kind(element))),
        Type::Enum(_) => Kind::Enum,
        Type::Other(sql) => written(sql),
    }
}

/// `varchar(120)`, `numeric(12, 2)[]`, `timestamp(3) with time zone`.
fn written(sql: &str) -> Kind {
    let sql = sql.trim().to_ascii_lowercase();
    if let Some((element, _)) = sql.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')) {
        return Kind::Array(Box::new(written(element)));
    }
    let (before, rest) = sql.split_once('(').unwrap_or((&sql, ""));
    let (limits, after) = rest.split_once(')').unwrap_or(("", ""));
    let limits: Vec<u32> = limits.split(',').filter_map(|limit| limit.trim().parse().ok()).collect();
    let first = limits.first().copied();
    let words: Vec<&str> = before.split_whitespace().chain(after.split_whitespace()).collect();
    let name = words.join(" ");
    match name.trim_start_matches("pg_catalog.") {
        "boolean" | "bool" => Kind::Bool,
        "smallint" | "int2" => Kind::Whole(2),
        "integer" | "int" | "int4" => Kind::Whole(4),
        "bigint" | "int8" => Kind::Whole(8),
        "real" | "float4" => Kind::Real,
        "double precision" | "float8" => Kind::Double,
        "numeric" | "decimal" | "dec" => {
            Kind::Numeric(first.map(|all| Digits { all, scale: limits.get(1).copied().unwrap_or(0) }))
        }
        "text" => Kind::Text(None),
        "varchar" | "character varying" => Kind::Text(first),
        "char" | "character" | "bpchar" => Kind::Char(first),
        "citext" => Kind::Citext,
        "uuid" => Kind::Uuid,
        "json" => Kind::Json,
        "jsonb" => Kind::Jsonb,
        "bytea" => Kind::Bytea,
        "timestamptz" | "timestamp with time zone" => Kind::TimestampTz(first),
        "timestamp" | "timestamp without time zone" => Kind::Timestamp(first),
        "date" => Kind::Date,
        "time" | "time without time zone" => Kind::Time,
        "interval" => Kind::Interval,
        "inet" => Kind::Inet,
        "cidr" => Kind::Cidr,
        _ => Kind::Other(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_known_however_it_is_written() {
        let of = |sql: &str| kind(&Type::Other(sql.to_owned()));
        assert_eq!(of("VARCHAR(120)"), Kind::Text(Some(120)));
        assert_eq!(of("numeric(12, 2)"), Kind::Numeric(Some(Digits { all: 12, scale: 2 })));
        assert_eq!(of("timestamp(3) with time zone"), Kind::TimestampTz(Some(3)));
        assert_eq!(of("varchar(9)[]"), Kind::Array(Box::new(Kind::Text(Some(9)))));
        assert_eq!(of("public.citext"), Kind::Other("public.citext".to_owned()));
    }
}
