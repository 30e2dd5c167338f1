//! Has a type this constant?

use std::net::IpAddr;

use crate::{
    diagnostic::{Code, Diagnostic},
    expr::Literal,
    ident::QName,
    schema::Type,
};

/// What can be compared with what.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind<'t> {
    Boolean,
    /// By its Postgres type: the whole numbers have limits.
    Number(&'t Type),
    Text,
    Uuid,
    /// A timestamp or a date.
    Instant(&'t Type),
    TimeOfDay,
    Network(&'t Type),
    Enum(&'t QName),
    /// Compared with nothing here.
    Closed(&'static str),
    /// A type that was written as SQL, of which only Postgres knows.
    Any,
}

impl<'t> Kind<'t> {
    pub(super) fn of(ty: &'t Type) -> Self {
        match ty {
            Type::Boolean => Kind::Boolean,
            Type::SmallInt
            | Type::Integer
            | Type::BigInt
            | Type::Real
            | Type::DoublePrecision
            | Type::Numeric => Kind::Number(ty),
            Type::Text => Kind::Text,
            Type::Uuid => Kind::Uuid,
            Type::TimestampTz | Type::Timestamp | Type::Date => Kind::Instant(ty),
            Type::Time => Kind::TimeOfDay,
            Type::Inet | Type::Cidr => Kind::Network(ty),
            Type::Enum(name) => Kind::Enum(name),
            Type::Jsonb => Kind::Closed("a jsonb"),
            Type::Bytea => Kind::Closed("a bytea"),
            Type::Array(_) => Kind::Closed("an array"),
            Type::Other(_) => Kind::Any,
        }
    }

    pub(super) fn goes_with(self, other: Kind<'_>) -> bool {
        match (self, other) {
            (Kind::Any, _)
            | (_, Kind::Any)
            | (Kind::Number(_), Kind::Number(_))
            | (Kind::Instant(_), Kind::Instant(_))
            | (Kind::Network(_), Kind::Network(_)) => true,
            (Kind::Enum(one), Kind::Enum(other)) => one == other,
            (one, other) => std::mem::discriminant(&one) == std::mem::discriminant(&other),
        }
    }

    /// As a sentence names it.
    pub(super) fn article(self) -> String {
        match self {
            Kind::Boolean => "a boolean",
            Kind::Number(Type::SmallInt | Type::Integer | Type::BigInt) => "a whole number",
            Kind::Number(_) => "a number",
            Kind::Text => "a text",
            Kind::Uuid => "a uuid",
            Kind::Instant(Type::Date) => "a date",
            Kind::Instant(_) => "a timestamp",
            Kind::TimeOfDay => "a time of day",
            Kind::Network(_) => "a network address",
            Kind::Enum(name) => return format!("the enum `{}`", name.name),
            Kind::Closed(what) => what,
            Kind::Any => "of a type of its own",
        }
        .to_owned()
    }

    /// A constant of it, as it is written.
    pub(super) fn example(self) -> &'static str {
        match self {
            Kind::Boolean => "true",
            Kind::Number(Type::SmallInt | Type::Integer | Type::BigInt) => "1",
            Kind::Number(_) => "1.5",
            Kind::Text | Kind::Any | Kind::Closed(_) => "\"…\"",
            Kind::Uuid => "\"6f1f2a3e-0000-4000-8000-000000000001\"",
            Kind::Instant(Type::Date) => "\"2026-01-31\"",
            Kind::Instant(Type::Timestamp) => "\"2026-01-31T12:00:00\"",
            Kind::Instant(_) => "\"2026-01-31T12:00:00Z\"",
            Kind::TimeOfDay => "\"12:00:00\"",
            Kind::Network(Type::Cidr) => "\"10.0.0.0/8\"",
            Kind::Network(_) => "\"10.0.0.1\"",
            Kind::Enum(_) => "Status::Published",
        }
    }
}

/// Why a column of this type never holds this constant.
pub(super) fn misfit(ty: &Type, literal: &Literal) -> Option<Diagnostic> {
    let kind = Kind::of(ty);
    if let Literal::Text(text) = literal
        && text.contains('\0')
    {
        return Some(
            Diagnostic::new(Code::BAD_CONSTANT, "this text holds a NUL character")
                .help("no text in Postgres can hold one"),
        );
    }
    let good = match (kind, literal) {
        (Kind::Boolean, Literal::Bool(_))
        | (Kind::Text | Kind::Any, Literal::Text(_))
        | (Kind::Any, Literal::Bool(_) | Literal::Number(_))
        // which values an enum has is looked up where the enum is
        | (Kind::Enum(_), Literal::Text(_) | Literal::Variant(_)) => true,
        (Kind::Number(ty), Literal::Number(digits)) => is_number(ty, digits),
        (Kind::Uuid, Literal::Text(text)) => is_uuid(text),
        (Kind::Instant(ty), Literal::Text(text)) => is_instant(ty, text),
        (Kind::TimeOfDay, Literal::Text(text)) => time(text).is_some_and(str::is_empty),
        (Kind::Network(ty), Literal::Text(text)) => is_network(ty, text),
        _ => return Some(differs(kind, literal)),
    };
    (!good).then(|| bad(kind, literal))
}

fn differs(kind: Kind<'_>, literal: &Literal) -> Diagnostic {
    let (this, bare) = match literal {
        Literal::Bool(value) => ("a boolean", value.to_string()),
        Literal::Number(digits) => ("a number", digits.clone()),
        Literal::Text(text) => ("a text", text.clone()),
        Literal::Variant(_) => ("an enum's", String::new()),
    };
    let help = match (kind, literal) {
        (Kind::Boolean, Literal::Text(text)) if text == "true" || text == "false" => {
            format!("write it without the quotes: {text}")
        }
        (Kind::Boolean, _) => "write the field alone, or `!` before it".to_owned(),
        (Kind::Text, Literal::Bool(_) | Literal::Number(_)) => format!("write \"{bare}\""),
        (Kind::Number(ty), Literal::Text(text)) if is_number(ty, text) => {
            format!("write it without the quotes: {text}")
        }
        (Kind::Closed(_), _) => "write the comparison as SQL: sql(\"…\")".to_owned(),
        _ => format!("write a value such as {}", kind.example()),
    };
    let message = format!("the column is {}, and this constant is {this}", kind.article());
    Diagnostic::new(Code::TYPES_DIFFER, message).help(help)
}

fn bad(kind: Kind<'_>, literal: &Literal) -> Diagnostic {
    let text = match literal {
        Literal::Number(text) | Literal::Text(text) | Literal::Variant(text) => text.clone(),
        Literal::Bool(value) => value.to_string(),
    };
    let shown: String = text.chars().take(60).collect();
    let (message, help) = match kind {
        Kind::Number(ty) => {
            let (what, least, most) = match ty {
                Type::SmallInt => ("smallint", i64::from(i16::MIN), i64::from(i16::MAX)),
                Type::Integer => ("integer", i64::from(i32::MIN), i64::from(i32::MAX)),
                _ => ("bigint", i64::MIN, i64::MAX),
            };
            (format!("`{shown}` is no {what}"), format!("write a whole number from {least} to {most}"))
        }
        Kind::Instant(Type::TimestampTz) => (
            format!("`{shown}` is no timestamp with a time zone"),
            format!(
                "write {}: without Z or +02:00 it would depend on who runs the migration",
                kind.example()
            ),
        ),
        Kind::Instant(Type::Timestamp) => {
            (format!("`{shown}` is no timestamp without a time zone"), format!("write {}", kind.example()))
        }
        other => (
            format!("`{shown}` is no {}", other.article().trim_start_matches("a ")),
            format!("write one such as {}", kind.example()),
        ),
    };
    Diagnostic::new(Code::BAD_CONSTANT, message).help(help)
}

fn is_number(ty: &Type, digits: &str) -> bool {
    match ty {
        Type::SmallInt => digits.parse::<i16>().is_ok(),
        Type::Integer => digits.parse::<i32>().is_ok(),
        Type::BigInt => digits.parse::<i64>().is_ok(),
        _ => !digits.is_empty() && digits.parse::<f64>().is_ok_and(f64::is_finite),
    }
}

/// The usual form, or the same without its `-`.
fn is_uuid(text: &str) -> bool {
    let dashes: Vec<usize> = text.match_indices('-').map(|(at, _)| at).collect();
    let hex = text.bytes().filter(u8::is_ascii_hexdigit).count();
    hex == 32 && hex + dashes.len() == text.len() && (dashes.is_empty() || dashes == [8, 13, 18, 23])
}

/// ISO 8601, with a time zone where the type has one. `infinity` is a time, too; `now` and `today` would be the
/// migration's.
fn is_instant(ty: &Type, text: &str) -> bool {
    if matches!(text, "infinity" | "-infinity") {
        return true;
    }
    let Some(rest) = date(text) else { return false };
    if *ty == Type::Date {
        return rest.is_empty();
    }
    let Some(rest) = rest.strip_prefix(['T', ' ']).and_then(time) else { return false };
    if *ty == Type::Timestamp { rest.is_empty() } else { is_zone(rest) }
}

/// `2026-01-31`; what follows it.
fn date(text: &str) -> Option<&str> {
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (year > 0 && (1..=days).contains(&day)).then_some(rest)
}

/// `12:00`, `12:00:00`, `12:00:00.5`; what follows it.
fn time(text: &str) -> Option<&str> {
    let (hour, rest) = digits(text, 2)?;
    let (minute, mut rest) = digits(rest.strip_prefix(':')?, 2)?;
    let mut second = 0;
    if let Some(more) = rest.strip_prefix(':') {
        (second, rest) = digits(more, 2)?;
        if let Some(more) = rest.strip_prefix('.') {
            let fraction = more.bytes().take_while(u8::is_ascii_digit).count();
            if fraction == 0 || fraction > 6 {
                return None;
            }
            rest = &more[fraction..];
        }
    }
    (hour < 24 && minute < 60 && second < 60).then_some(rest)
}

/// `Z`, `+02`, `+02:00`, `+0200`.
fn is_zone(text: &str) -> bool {
    if matches!(text, "Z" | "z") {
        return true;
    }
    let Some((hours, rest)) = text.strip_prefix(['+', '-']).and_then(|zone| digits(zone, 2)) else {
        return false;
    };
    let minutes = rest.strip_prefix(':').unwrap_or(rest);
    hours < 16 && (rest.is_empty() || digits(minutes, 2).is_some_and(|(m, rest)| m < 60 && rest.is_empty()))
}

/// So many digits as a number, and what follows them.
fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let head = text.get(..count)?;
    if !head.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some((head.parse().ok()?, &text[count..]))
}

/// An address, perhaps with the length of its network's prefix; a network has no bits behind that.
fn is_network(ty: &Type, text: &str) -> bool {
    let (address, length) = match text.split_once('/') {
        Some((address, length)) => (address, Some(length)),
        None => (text, None),
    };
    let Ok(address) = address.parse::<IpAddr>() else { return false };
    let (bits, width) = match address {
        IpAddr::V4(v4) => (u128::from(v4.to_bits()), 32),
        IpAddr::V6(v6) => (v6.to_bits(), 128),
    };
    let Ok(length) = length.map_or(Ok(width), str::parse::<u32>) else { return false };
    let host = width.saturating_sub(length);
    let clean = host == 0 || bits & (u128::MAX >> (128 - host)) == 0;
    length <= width && (*ty != Type::Cidr || clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_texts(ty: &Type, good: &[&str], bad: &[&str]) {
        let misfit = |text: &&str| misfit(ty, &Literal::Text((*text).to_owned()));
        for text in good {
            assert!(misfit(text).is_none(), "{ty:?} has {text}");
        }
        for text in bad {
            assert!(misfit(text).is_some(), "{ty:?} has no {text}");
        }
    }

    #[test]
    fn texts() {
        assert_texts(
            &Type::Uuid,
            &["6f1f2a3e-0000-4000-8000-00000000000A", "6f1f2a3e00004000800000000000000a"],
            &["", "me", "6f1f2a3e-0000-4000-8000-00000000000", "6f1f2a3e0-000-4000-8000-00000000000a"],
        );
        assert_texts(
            &Type::Date,
            &["2024-02-29", "infinity"],
            &["2023-02-29", "2024-13-01", "today", "2024-2-9"],
        );
        assert_texts(
            &Type::TimestampTz,
            &["2024-02-29T23:59:59Z", "2024-02-29 23:59:59.123456+05:30", "2024-02-29 23:59-0330"],
            &["2024-02-29", "2024-02-29T23:59:59", "now", "2024-02-29T24:00:00Z", "2024-02-29T00:00:00 UTC"],
        );
        assert_texts(&Type::Timestamp, &["2024-02-29T23:59"], &["2024-02-29T23:59Z", "2024-02-29"]);
        assert_texts(&Type::Time, &["00:00", "23:59:59.5"], &["24:00", "1:00", "12:00:00.", "12:00 "]);
        assert_texts(
            &Type::Inet,
            &["10.0.0.1", "10.0.0.1/8", "::1"],
            &["10.0.0", "10.0.0.1/33", "localhost"],
        );
        assert_texts(&Type::Cidr, &["10.0.0.0/8", "10.0.0.1", "::/0"], &["10.0.0.1/8", "::1/0"]);
        assert_texts(&Type::Text, &["", "any"], &["a\0b"]);
        assert_texts(&Type::Jsonb, &[], &["{}"]);
        assert_texts(&Type::Boolean, &[], &["true"]);
    }

    #[test]
    fn numbers() {
        for (ty, digits, good) in [
            (Type::SmallInt, "-32768", true),
            (Type::SmallInt, "32768", false),
            (Type::Integer, "1.0", false),
            (Type::BigInt, "9223372036854775808", false),
            (Type::Numeric, "9223372036854775808.5", true),
            (Type::Text, "1", false),
            (Type::Other("citext".to_owned()), "1", true),
        ] {
            let literal = Literal::Number(digits.to_owned());
            assert_eq!(misfit(&ty, &literal).is_none(), good, "{ty:?} {digits}");
        }
    }
}
