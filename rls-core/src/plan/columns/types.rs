//! How does a value of one type become one of another, and is something lost on the way?

mod kind;

pub(super) use kind::{Kind, kind};

use crate::{
    ident::quote,
    schema::{Column, Type},
    sql::alter::type_name,
};

/// What a change of a column's type does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cast {
    /// How each value becomes one of the new type, where Postgres does not do it by itself.
    pub(super) using: Option<String>,
    /// What is lost, in words.
    pub(super) loses: Option<&'static str>,
    /// Whether all rows are written anew.
    pub(super) rewrites: bool,
}

/// From one column to another.
pub(super) fn cast(old: &Column, new: &Column, may_be_null: bool) -> Cast {
    let (from, to) = (kind(&old.ty), kind(&new.ty));
    if old.ty == new.ty && !matches!(element(&from), Kind::Enum) {
        // another collation: the rows stay, their indexes are built anew
        return Cast { using: None, loses: None, rewrites: false };
    }
    let column = quote(&old.name);
    let using = (!by_itself(&from, &to)).then(|| explicit(&column, &old.ty, &new.ty, may_be_null));
    Cast { using, loses: loses(&from, &to), rewrites: !keeps_rows(&from, &to) }
}

/// Whether a foreign key between the two types holds all the while.
pub(in crate::plan) fn is_harmless(old: &Type, new: &Type) -> bool {
    match (kind(old), kind(new)) {
        (Kind::Whole(_), Kind::Whole(_)) | (Kind::Text(_), Kind::Text(_)) => true,
        // an enum that is retyped is made anew, and one after the other: also in an array
        (from, to) => from == to && *element(&from) != Kind::Enum,
    }
}

fn element(kind: &Kind) -> &Kind {
    match kind {
        Kind::Array(inner) => element(inner),
        other => other,
    }
}

/// Whether Postgres has an assignment cast, so that it needs no USING.
fn by_itself(from: &Kind, to: &Kind) -> bool {
    match (from, to) {
        (Kind::Enum, Kind::Enum) => false,
        (Kind::Array(from), Kind::Array(to)) => by_itself(from, to),
        (Kind::Array(_), _) | (_, Kind::Array(_)) => to.is_text(),
        (_, Kind::Text(_) | Kind::Char(_) | Kind::Citext)
        | (Kind::Date, Kind::Timestamp(_))
        | (Kind::Timestamp(_), Kind::Timestamp(_) | Kind::Date | Kind::Time)
        | (Kind::TimestampTz(_), Kind::TimestampTz(_))
        | (Kind::Inet | Kind::Cidr, Kind::Inet | Kind::Cidr)
        | (Kind::Json | Kind::Jsonb, Kind::Json | Kind::Jsonb) => true,
        (from, to) if from.is_number() && to.is_number() => true,
        (from, to) => from == to,
    }
}

/// The expression that makes it. Where no cast is known it goes over text, as one would write it by hand.
fn explicit(x: &str, old: &Type, new: &Type, may_be_null: bool) -> String {
    let to = type_name(new);
    match (kind(old), kind(new)) {
        (from, into) if by_itself(&from, &into) => format!("{x}::{to}"),
        (Kind::Bool, Kind::Whole(4)) => format!("{x}::{to}"),
        (Kind::Bool, into) if into.is_number() => format!("{x}::integer::{to}"),
        (from, Kind::Bool) if from.is_number() => format!("{x} <> 0"),
        (Kind::Date, Kind::TimestampTz(_)) => format!("{x}::timestamp AT TIME ZONE 'UTC'"),
        (Kind::Timestamp(_), Kind::TimestampTz(_)) | (Kind::TimestampTz(_), Kind::Timestamp(_)) => {
            format!("{x} AT TIME ZONE 'UTC'")
        }
        (Kind::TimestampTz(_), Kind::Date | Kind::Time) => format!("({x} AT TIME ZONE 'UTC')::{to}"),
        (Kind::Jsonb, into) if into == Kind::Bool || into.is_number() => format!("{x}::{to}"),
        (
            Kind::Jsonb | Kind::Json,
            Kind::Uuid | Kind::Enum | Kind::Date | Kind::Time | Kind::Timestamp(_) | Kind::TimestampTz(_),
        ) => {
            format!("({x} #>> '{{}}')::{to}")
        }
        (from, Kind::Jsonb) if !from.is_text() => format!("to_jsonb({x})"),
        (from, Kind::Json) if !from.is_text() => format!("to_json({x})"),
        (Kind::Array(_), Kind::Array(_)) => format!("{x}::text[]::{to}"),
        (from, Kind::Array(_)) => match new {
            Type::Array(element) => {
                let one = if by_itself(&from, &kind(element)) {
                    format!("{x}::{}", type_name(element))
                } else {
                    explicit(x, old, element, false)
                };
                if may_be_null {
                    format!("CASE WHEN {x} IS NOT NULL THEN ARRAY[{one}] END")
                } else {
                    format!("ARRAY[{one}]")
                }
            }
            _ => format!("{x}::text::{to}"),
        },
        (Kind::Text(_) | Kind::Char(_) | Kind::Citext, _) => format!("{x}::{to}"),
        (Kind::Array(_), _) => match old {
            Type::Array(element) => explicit(&format!("({x}[1])"), element, new, may_be_null),
            _ => format!("{x}::text::{to}"),
        },
        _ => format!("{x}::text::{to}"),
    }
}

/// What is lost, where a value of the one type may be none of the other.
fn loses(from: &Kind, to: &Kind) -> Option<&'static str> {
    const ROUNDED: &str = "what does not fit is rounded, or makes it fail";
    const FAILS: &str = "it fails where a value does not fit";
    match (from, to) {
        (Kind::Array(from), Kind::Array(to)) => loses(from, to),
        (Kind::Array(_), Kind::Text(None) | Kind::Jsonb | Kind::Json) => None,
        (Kind::Array(_), _) => Some("all but the first of each list is gone"),
        (Kind::Whole(from), Kind::Whole(to)) => (from > to).then_some(FAILS),
        (Kind::Whole(from), Kind::Real) => (*from > 2).then_some(ROUNDED),
        (Kind::Whole(from), Kind::Double) => (*from > 4).then_some(ROUNDED),
        (Kind::Whole(_), Kind::Numeric(to)) => to.is_some().then_some(FAILS),
        (Kind::Real, Kind::Double) => None,
        (Kind::Numeric(Some(from)), Kind::Numeric(Some(to))) => (!to.holds(*from)).then_some(ROUNDED),
        (Kind::Numeric(_), Kind::Numeric(None)) => None,
        (from, Kind::Bool) if from.is_number() => Some("all but whether it is 0 is gone"),
        (from, to) if from.is_number() && to.is_number() => Some(ROUNDED),
        (Kind::Text(from), Kind::Text(to)) => {
            (to.is_some() && from.is_none_or(|from| to.is_some_and(|to| from > to))).then_some(FAILS)
        }
        (_, Kind::Text(Some(_)) | Kind::Char(_)) => Some(FAILS),
        (Kind::Timestamp(_) | Kind::TimestampTz(_), Kind::Date) => Some("the time of day is gone"),
        (Kind::Timestamp(_) | Kind::TimestampTz(_), Kind::Time) => Some("the day is gone"),
        (Kind::Timestamp(from) | Kind::TimestampTz(from), Kind::Timestamp(to) | Kind::TimestampTz(to)) => {
            (to.unwrap_or(6) < from.unwrap_or(6)).then_some("fractions of seconds are rounded")
        }
        (Kind::Inet, Kind::Cidr) => Some("the host's own bits are gone"),
        (Kind::Text(_) | Kind::Char(_) | Kind::Citext | Kind::Json | Kind::Jsonb, to)
            if !to.is_text() && !matches!(to, Kind::Json | Kind::Jsonb) =>
        {
            Some("how it was written is gone, and it fails where a value is none")
        }
        _ => None,
    }
}

/// Whether the rows are the same in both types.
fn keeps_rows(from: &Kind, to: &Kind) -> bool {
    match (from, to) {
        (Kind::Text(_), Kind::Text(None)) | (Kind::Cidr, Kind::Inet) => true,
        (Kind::Text(Some(from)), Kind::Text(Some(to))) => from <= to,
        (Kind::Numeric(_), Kind::Numeric(None)) => true,
        (Kind::Numeric(Some(from)), Kind::Numeric(Some(to))) => to.holds(*from) && to.scale == from.scale,
        (Kind::Timestamp(from), Kind::Timestamp(to)) | (Kind::TimestampTz(from), Kind::TimestampTz(to)) => {
            to.unwrap_or(6) >= from.unwrap_or(6)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sql(ty: &str) -> Type {
        match ty {
            "text" => Type::Text,
            "uuid" => Type::Uuid,
            "integer" => Type::Integer,
            "bigint" => Type::BigInt,
            "boolean" => Type::Boolean,
            "jsonb" => Type::Jsonb,
            "date" => Type::Date,
            "timestamptz" => Type::TimestampTz,
            "timestamp" => Type::Timestamp,
            "text[]" => Type::array(Type::Text),
            "e" => Type::Enum(crate::ident::QName::new("e")),
            "e[]" => Type::array(Type::Enum(crate::ident::QName::new("e"))),
            other => Type::Other(other.to_owned()),
        }
    }

    fn said(from: &str, to: &str) -> (Option<String>, bool, bool) {
        let cast = cast(&Column::new("c", sql(from)), &Column::new("c", sql(to)), false);
        (cast.using, cast.loses.is_some(), cast.rewrites)
    }

    #[test]
    fn casts_that_need_a_word_get_it() {
        let using = |from, to| said(from, to).0.unwrap_or_default();
        assert_eq!(using("text", "uuid"), "\"c\"::uuid");
        assert_eq!(using("text", "e"), "\"c\"::\"e\"");
        assert_eq!(using("e", "e"), "\"c\"::text::\"e\"");
        assert_eq!(using("e[]", "e[]"), "\"c\"::text[]::\"e\"[]");
        assert_eq!(using("uuid", "integer"), "\"c\"::text::integer");
        assert_eq!(using("boolean", "bigint"), "\"c\"::integer::bigint");
        assert_eq!(using("bigint", "boolean"), "\"c\" <> 0");
        assert_eq!(using("text", "text[]"), "ARRAY[\"c\"::text]");
        assert_eq!(using("timestamp", "timestamptz"), "\"c\" AT TIME ZONE 'UTC'");
        for (from, to) in [("integer", "text"), ("e", "text"), ("bigint", "integer"), ("text", "varchar(9)")]
        {
            assert_eq!(using(from, to), "", "{from} {to}");
        }
    }

    #[test]
    fn what_is_lost_and_what_is_written_anew() {
        for (from, to, loses, rewrites) in [
            ("varchar(9)", "text", false, false),
            ("varchar(9)", "varchar(10)", false, false),
            ("varchar(9)", "varchar(8)", true, true),
            ("text", "varchar(9)", true, true),
            ("integer", "bigint", false, true),
            ("bigint", "integer", true, true),
            ("numeric(5, 2)", "numeric(7, 2)", false, false),
            ("numeric(5, 2)", "numeric(7, 4)", false, true),
            ("numeric(5, 2)", "numeric(5, 3)", true, true),
            ("numeric(5, 2)", "numeric", false, false),
            ("timestamptz", "date", true, true),
            ("timestamp(3)", "timestamp", false, false),
            ("text", "jsonb", false, true),
            ("text[]", "text", false, true),
            ("text[]", "integer", true, true),
        ] {
            let (_, lost, written) = said(from, to);
            assert_eq!((lost, written), (loses, rewrites), "{from} to {to}");
        }
    }
}
