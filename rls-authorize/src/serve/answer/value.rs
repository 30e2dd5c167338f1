//! How is a value of the database written as JSON?
//!
//! Where JSON has the like of it, as that; everything else as the text that Postgres prints: an int8 may be larger than JavaScript counts, a
//! date has no form of its own.

use std::io;

use postgres_types::{Kind, Type};
use serde_json::value::RawValue;

use super::{Out, array};

/// What the values of a column become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A string.
    Text,
    /// true or false.
    Bool,
    /// A number, with the digits that Postgres prints; a string for NaN and infinities.
    Number,
    /// What it is.
    Json,
    /// An array of these; its elements stand between this character.
    Array(Box<Form>, char),
}

impl Form {
    /// The form of a type. Types that a database made itself, and arrays of those, are text: Neon has it so, too.
    pub(super) fn of(oid: u32) -> Self {
        let Some(ty) = Type::from_oid(oid) else { return Form::Text };
        match ty {
            Type::BOOL => Form::Bool,
            Type::INT2 | Type::INT4 | Type::FLOAT4 | Type::FLOAT8 => Form::Number,
            Type::JSON | Type::JSONB => Form::Json,
            // these are no arrays in the way that they are printed
            Type::INT2_VECTOR | Type::OID_VECTOR => Form::Text,
            Type::BOX_ARRAY => Form::Array(Box::new(Form::Text), ';'),
            _ => match ty.kind() {
                Kind::Array(element) => Form::Array(Box::new(Form::of(element.oid())), ','),
                _ => Form::Text,
            },
        }
    }

    /// Writes a value. What is not as its type prints is a string, so that what goes out is JSON whatever came in.
    pub(super) fn write(&self, out: &mut Out, text: &str) -> io::Result<()> {
        match self {
            Form::Bool if text == "t" => out.text("true"),
            Form::Bool if text == "f" => out.text("false"),
            Form::Number if is_number(text) => out.text(text),
            Form::Json if serde_json::from_str::<&RawValue>(text).is_ok() => out.text(text),
            Form::Array(element, delimiter) => {
                let start = out.bytes.len();
                if array::write(out, text, element, *delimiter)? {
                    return Ok(());
                }
                out.bytes.truncate(start);
                out.string(text)
            }
            _ => out.string(text),
        }
    }
}

/// Whether JSON reads it as a number: not `NaN`, not `Infinity`.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let text = text.strip_prefix('-').unwrap_or(text);
    let whole = digits(text);
    if whole == 0 || (whole > 1 && text.starts_with('0')) {
        return false;
    }
    let mut rest = &text[whole..];
    if let Some(after) = rest.strip_prefix('.') {
        let length = digits(after);
        if length == 0 {
            return false;
        }
        rest = &after[length..];
    }
    if let Some(after) = rest.strip_prefix(['e', 'E']) {
        let after = after.strip_prefix(['+', '-']).unwrap_or(after);
        let length = digits(after);
        if length == 0 {
            return false;
        }
        rest = &after[length..];
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(ty: &Type, text: &str) -> String {
        let mut out = Out { bytes: Vec::new(), most: 1 << 20 };
        Form::of(ty.oid()).write(&mut out, text).unwrap();
        let text = String::from_utf8(out.bytes).unwrap();
        serde_json::from_str::<serde_json::Value>(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        text
    }

    #[test]
    fn what_json_has_is_that_and_the_rest_is_text() {
        for (ty, text, expected) in [
            (Type::BOOL, "t", "true"),
            (Type::BOOL, "f", "false"),
            (Type::INT2, "-32768", "-32768"),
            (Type::INT4, "2147483647", "2147483647"),
            (Type::INT8, "9223372036854775807", "\"9223372036854775807\""),
            (Type::FLOAT4, "0.1", "0.1"),
            (Type::FLOAT8, "-0", "-0"),
            (Type::FLOAT8, "1e+20", "1e+20"),
            (Type::FLOAT8, "1.7976931348623157e+308", "1.7976931348623157e+308"),
            (Type::FLOAT8, "NaN", "\"NaN\""),
            (Type::FLOAT4, "-Infinity", "\"-Infinity\""),
            (Type::NUMERIC, "1.10", "\"1.10\""),
            (Type::TEXT, "", "\"\""),
            (Type::TEXT, "\u{1}\u{7f}\u{2028}ä\"", "\"\\u0001\u{7f}\u{2028}ä\\\"\""),
            (
                Type::JSON,
                "{\"b\": 123456789012345678901234567890,\n \"a\":1}",
                "{\"b\": 123456789012345678901234567890,\n \"a\":1}",
            ),
            (Type::JSONB, "null", "null"),
            (Type::JSONB, "\"a\"", "\"a\""),
            (Type::DATE, "2026-11-28", "\"2026-11-28\""),
            (Type::UUID, "b5e1", "\"b5e1\""),
            (Type::BYTEA, "\\x00", "\"\\\\x00\""),
            (Type::VOID, "", "\"\""),
            (Type::INT2_VECTOR, "1 2", "\"1 2\""),
            (Type::OID_VECTOR, "", "\"\""),
            (Type::INT4_RANGE, "[1,2)", "\"[1,2)\""),
        ] {
            assert_eq!(json(&ty, text), expected, "{ty} {text}");
        }
        assert_eq!(Form::of(16_999), Form::Text);
    }

    #[test]
    fn what_is_not_as_its_type_prints_is_a_string() {
        assert_eq!(json(&Type::BOOL, "true"), "\"true\"");
        assert_eq!(json(&Type::JSON, "{\"a\":"), "\"{\\\"a\\\":\"");
        assert_eq!(json(&Type::JSON, "1 2"), "\"1 2\"");
        assert_eq!(json(&Type::JSON, ""), "\"\"");
        for text in ["", "-", "01", "1.", ".5", "1e", "1e+", "0x1", "1 ", " 1", "+1", "1_0", "inf", "-NaN"] {
            assert_eq!(json(&Type::INT4, text), format!("\"{text}\""));
        }
    }

    #[test]
    fn json_of_any_depth_takes_no_stack() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let mut out = Out { bytes: Vec::new(), most: 1 << 20 };
        Form::Json.write(&mut out, &deep).unwrap();
        assert_eq!(out.bytes, deep.as_bytes());
    }
}
