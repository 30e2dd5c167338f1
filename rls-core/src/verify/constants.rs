//! Which constants stand in SQL, and which values lie around one?

use super::shapes::known_in;
use crate::{
    expr::Literal,
    lex,
    schema::{Schema, Type},
};

/// Long ago, far ahead, and when the row is put in.
pub(super) const INSTANTS: [&str; 3] = ["2001-01-01 00:00:00+00", "2999-01-01 00:00:00+00", "now"];

/// A constant, and what is not it.
pub fn around(literal: &Literal, ty: Option<&Type>) -> Vec<String> {
    match literal {
        Literal::Bool(_) => vec!["true".to_owned(), "false".to_owned()],
        Literal::Number(digits) => match digits.parse::<i64>() {
            Ok(number) => {
                [number, number.saturating_add(1), number.saturating_sub(1)].map(|n| n.to_string()).into()
            }
            Err(_) => {
                let more = digits.parse::<f64>().map(|number| [number.floor(), number.ceil()]);
                let more = more.into_iter().flatten().map(|number| number.to_string());
                std::iter::once(digits.clone()).chain(more).collect()
            }
        },
        Literal::Text(text) | Literal::Variant(text) => {
            let mut values = vec![text.clone()];
            match ty {
                Some(ty) if ty.is_text() => {
                    values.push(if text == "another" { "one" } else { "another" }.to_owned());
                    values.push(String::new());
                }
                Some(ty @ (Type::Uuid | Type::TimestampTz | Type::Timestamp | Type::Date | Type::Time)) => {
                    let none = Schema::new();
                    values.extend(known_in(&none, ty, 9));
                    if matches!(ty, Type::TimestampTz | Type::Timestamp | Type::Date) {
                        values.extend(INSTANTS[..2].iter().map(|&text| text.to_owned()));
                    }
                }
                _ => {}
            }
            values
        }
    }
}

/// The texts and the numbers in SQL.
pub(super) fn constants(sql: &str) -> (Vec<String>, Vec<String>) {
    let (mut texts, mut numbers) = (Vec::new(), Vec::new());
    for token in lex::tokens(sql).unwrap_or_default() {
        let said = &sql[token.range.clone()];
        if token.kind == lex::Kind::Text {
            texts.push(lex::text(said));
        } else if said.parse::<f64>().is_ok() && said.starts_with(|c: char| c.is_ascii_digit()) {
            numbers.push(said.to_owned());
        }
    }
    (texts, numbers)
}

/// What SQL takes out of a token by `->>`.
pub(super) fn claimed(sql: &str) -> Vec<String> {
    let tokens = lex::tokens(sql).unwrap_or_default();
    let texts = tokens.iter().filter(|token| token.kind == lex::Kind::Text);
    let after = texts.filter(|token| sql[..token.range.start].trim_end().ends_with("->>"));
    after.map(|token| lex::text(&sql[token.range.clone()])).collect()
}

/// An array of one text.
pub(super) fn array(text: &str) -> String {
    format!("{{\"{}\"}}", text.replace('\\', "\\\\").replace('"', "\\\""))
}
