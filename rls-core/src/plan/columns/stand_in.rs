//! What stands for a value that the way back does not bring back?

use super::types::{Kind, kind};
use crate::{
    ident::literal,
    schema::{Schema, Type},
};

/// What rows get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum StandIn {
    /// The same in each row, or what a function makes for each.
    Sql(String),
    /// A number of its own.
    Number,
}

/// What stands for a value of a type; another in each row where no two may agree. None where nothing is known of it.
pub(super) fn of(schema: &Schema, ty: &Type, numbered: bool) -> Option<StandIn> {
    let sql = |sql: &str| Some(StandIn::Sql(sql.to_owned()));
    match kind(ty) {
        Kind::Whole(_) if numbered => Some(StandIn::Number),
        Kind::Numeric(_) | Kind::Double | Kind::Real if numbered => sql("random()"),
        Kind::Text(None) | Kind::Citext if numbered => sql("gen_random_uuid()::text"),
        Kind::Text(Some(most)) if numbered => {
            let most = most.min(32);
            sql(&format!("left(replace(gen_random_uuid()::text, '-', ''), {most})"))
        }
        Kind::Uuid if numbered => sql("gen_random_uuid()"),
        Kind::Timestamp(_) | Kind::TimestampTz(_) if numbered => {
            sql("'epoch'::timestamp with time zone + random() * interval '10000 days'")
        }
        Kind::Date if numbered => sql("'epoch'::date + (random() * 1000000)::integer"),
        Kind::Bytea if numbered => sql("uuid_send(gen_random_uuid())"),
        Kind::Bool => sql("false"),
        Kind::Whole(_) | Kind::Numeric(_) | Kind::Double | Kind::Real => sql("0"),
        Kind::Text(_) | Kind::Char(_) | Kind::Citext | Kind::Bytea => sql("''"),
        Kind::Uuid => sql("'00000000-0000-0000-0000-000000000000'"),
        Kind::Json | Kind::Jsonb | Kind::Array(_) => sql("'{}'"),
        Kind::Timestamp(_) | Kind::TimestampTz(_) | Kind::Date => sql("'epoch'"),
        Kind::Time => sql("'00:00'"),
        Kind::Interval => sql("'0'"),
        Kind::Inet | Kind::Cidr => sql("'0.0.0.0'"),
        Kind::Enum => {
            let Type::Enum(name) = ty else { return None };
            let first = schema.find_enum(name)?.values.first()?;
            Some(StandIn::Sql(literal(&first.name)))
        }
        Kind::Other(name) => match name.as_str() {
            "money" => sql("0"),
            "xml" | "tsvector" | "tsquery" | "ltree" | "hstore" => sql("''"),
            "int4range" | "int8range" | "numrange" | "tsrange" | "tstzrange" | "daterange" => sql("'empty'"),
            _ => None,
        },
    }
}
