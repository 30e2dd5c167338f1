//! Which words, operators and constants is a piece of SQL made of?
//!
//! [`lex`](crate::lex) cuts the text; here its single characters become Postgres's operators, its words are folded, and
//! constants are read.

use std::ops::Range;

use crate::lex::{self, Fault};

/// A token and the bytes that it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A bare word, in lower case.
    Word(String),
    /// A name in double quotes.
    Quoted(String),
    /// A string, and its value where that is known.
    Text(Option<String>),
    /// A number as it was written.
    Number(String),
    /// An operator, `::`, a bracket, a comma, a dot.
    Symbol(String),
}

/// The tokens of a text.
///
/// # Errors
/// What the lexer says of it.
pub(super) fn tokens(sql: &str) -> Result<Vec<Token>, Fault> {
    let raw = lex::tokens(sql)?;
    let mut tokens: Vec<Token> = Vec::with_capacity(raw.len());
    let mut i = 0;
    while let Some(token) = raw.get(i) {
        let text = &sql[token.range.clone()];
        let adjacent = |n: usize| {
            raw.get(n).filter(|next| raw.get(n - 1).is_some_and(|last| last.range.end == next.range.start))
        };
        let mut range = token.range.clone();
        i += 1;
        let kind = match token.kind {
            lex::Kind::Word => Kind::Word(lex::name(text)),
            lex::Kind::Quoted if text.starts_with('"') => Kind::Quoted(lex::name(text)),
            // U&"…": which characters it names is not asked
            lex::Kind::Quoted => Kind::Symbol(text.to_owned()),
            lex::Kind::Text => Kind::Text(value(text)),
            lex::Kind::Number => {
                // 1e-3: the sign and the digits behind it are the number's
                let exponent = text.ends_with(['e', 'E']) && !text.starts_with("0x");
                if exponent
                    && adjacent(i).is_some_and(|sign| matches!(&sql[sign.range.clone()], "+" | "-"))
                    && let Some(digits) = adjacent(i + 1).filter(|next| next.kind == lex::Kind::Number)
                {
                    range.end = digits.range.end;
                    i += 2;
                }
                Kind::Number(sql[range.clone()].to_ascii_lowercase())
            }
            // .5
            lex::Kind::Symbol
                if text == "."
                    && adjacent(i).is_some_and(|digits| digits.kind == lex::Kind::Number)
                    && raw.get(i.wrapping_sub(2)).is_none_or(|last| last.range.end < range.start) =>
            {
                range.end = raw[i].range.end;
                i += 1;
                Kind::Number(sql[range.clone()].to_ascii_lowercase())
            }
            lex::Kind::Symbol => {
                let rest = raw[i - 1..].iter().map(|token| &sql[token.range.clone()]);
                let ends = raw[i - 1..].windows(2).map(|pair| pair[0].range.end == pair[1].range.start);
                let joined: Vec<bool> = std::iter::once(true).chain(ends.take(64)).collect();
                let run: Vec<&str> = rest
                    .zip(joined)
                    .take_while(|(text, joined)| *joined && is_operator(text))
                    .map(|(text, _)| text)
                    .collect();
                let length = operator_length(&run);
                if length > 0 {
                    i += length - 1;
                } else if text == ":" && adjacent(i).is_some_and(|next| &sql[next.range.clone()] == ":") {
                    i += 1;
                }
                range.end = raw[i - 1].range.end;
                Kind::Symbol(sql[range.clone()].to_owned())
            }
        };
        tokens.push(Token { kind, range });
    }
    Ok(tokens)
}

fn is_operator(text: &str) -> bool {
    text.len() == 1 && text.contains(|c: char| "+-*/<>=~!@#%^&|`?".contains(c))
}

/// How many characters of a run are one operator: all, but that one of several characters ends in `+` or `-` only if it
/// holds one of those that SQL itself has no operators of.
fn operator_length(run: &[&str]) -> usize {
    let mut length = run.len();
    while length > 1 && matches!(run[length - 1], "+" | "-") {
        if run[..length].iter().any(|c| "~!@#%^&|`?".contains(c)) {
            break;
        }
        length -= 1;
    }
    length
}

/// The value of a string; none where it takes more than this to know it.
fn value(text: &str) -> Option<String> {
    if let Some(inner) = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
        return Some(inner.replace("''", "'"));
    }
    if let Some(rest) = text.strip_prefix('$') {
        let tag = rest.find('$')? + 2;
        return Some(text.get(tag..text.len() - tag)?.to_owned());
    }
    let inner = text.strip_prefix(['e', 'E'])?.strip_prefix('\'')?.strip_suffix('\'')?;
    let mut value = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        value.push(match c {
            '\\' => match chars.next()? {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\x08',
                'f' => '\x0c',
                // by number: octal, hexadecimal, Unicode
                '0'..='9' | 'x' | 'u' | 'U' => return None,
                other => other,
            },
            '\'' => {
                chars.next()?;
                '\''
            }
            other => other,
        });
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(sql: &str) -> Vec<String> {
        let tokens = tokens(sql).unwrap();
        tokens.iter().map(|token| sql[token.range.clone()].to_owned()).collect()
    }

    #[test]
    fn operators_are_cut_as_postgres_cuts_them() {
        assert_eq!(cut("a->>'b'"), ["a", "->>", "'b'"]);
        assert_eq!(cut("a::text=-1"), ["a", "::", "text", "=", "-", "1"]);
        assert_eq!(cut("a@-1"), ["a", "@-", "1"]);
        assert_eq!(cut("1.5e-3<>b"), ["1.5e-3", "<>", "b"]);
        assert_eq!(cut("1e - 3"), ["1e", "-", "3"]);
        assert_eq!(cut("(a)*-b"), ["(", "a", ")", "*", "-", "b"]);
        assert_eq!(cut("a#>>'{b,c}'"), ["a", "#>>", "'{b,c}'"]);
    }

    #[test]
    fn strings_have_their_values() {
        let value = |sql: &str| match &tokens(sql).unwrap()[0].kind {
            Kind::Text(value) => value.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(value("'it''s'").as_deref(), Some("it's"));
        assert_eq!(value(r"E'it\'s\\'").as_deref(), Some(r"it's\"));
        assert_eq!(value("E'it''s'").as_deref(), Some("it's"));
        assert_eq!(value("$x$it's$x$").as_deref(), Some("it's"));
        assert_eq!(value("$$$$").as_deref(), Some(""));
        assert_eq!(value(r"E'\x41'"), None);
        assert_eq!(value("U&'d'"), None);
        assert_eq!(value("B'1'"), None);
    }
}
