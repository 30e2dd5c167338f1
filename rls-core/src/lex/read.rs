//! What does a token say?

use super::{Kind, Token, name, tokens};

/// What a `Text` token says, as far as it needs no server to know: of `U&'…'` the escapes stay.
///
/// ```
/// use rls_core::lex::text;
/// assert_eq!((text("'it''s'"), text(r"E'a\\b'"), text("$x$a$x$")), ("it's".into(), r"a\b".into(), "a".into()));
/// ```
pub fn text(token: &str) -> String {
    let Some((prefix, inner)) = token.split_once('\'').filter(|_| !token.starts_with('$')) else {
        let tag = token[1..].find('$').map_or(0, |end| end + 2);
        return token.get(tag..token.len().saturating_sub(tag)).unwrap_or_default().to_owned();
    };
    let escapes = prefix.eq_ignore_ascii_case("e");
    let inner = inner.strip_suffix('\'').unwrap_or(inner);
    let mut said = String::with_capacity(inner.len());
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        let doubled = c == '\'' && chars.peek() == Some(&'\'');
        let escaped = c == '\\' && escapes && matches!(chars.peek(), Some('\\' | '\''));
        said.push(if doubled || escaped { chars.next().unwrap_or(c) } else { c });
    }
    said
}

/// The names in an expression that can be nothing but columns: no functions, types, fields of something, or words of SQL
/// that are written like names.
///
/// ```
/// assert_eq!(rls_core::lex::names("date > date '2026-01-01' AND lower(b) <> x::text"), ["date", "b", "x"]);
/// ```
pub fn names(sql: &str) -> Vec<String> {
    const BEFORE: &[&str] =
        &["and", "or", "not", "when", "then", "else", "case", "between", "like", "ilike", "in"];
    const AFTER: &[&str] = &[
        "and", "or", "not", "when", "then", "else", "end", "between", "like", "ilike", "in", "is", "collate",
        "similar", "at",
    ];
    let tokens = tokens(sql).unwrap_or_default();
    let text = |at: usize| tokens.get(at).map_or("", |token: &Token| &sql[token.range.clone()]);
    let is = |at: usize, words: &[&str]| words.iter().any(|word| text(at).eq_ignore_ascii_case(word));
    let kind = |at: usize| tokens.get(at).map(|token| token.kind);
    let is_name = |at: usize| {
        let stands_alone = match at.checked_sub(1) {
            None => true,
            Some(before) => match kind(before) {
                Some(Kind::Symbol) => !matches!(text(before), "." | ":"),
                _ => is(before, BEFORE),
            },
        };
        let ends = match kind(at + 1) {
            None => true,
            Some(Kind::Symbol) => !matches!(text(at + 1), "." | "("),
            _ => is(at + 1, AFTER),
        };
        stands_alone && ends
    };
    (0..tokens.len())
        .filter(|at| matches!(kind(*at), Some(Kind::Word | Kind::Quoted)) && is_name(*at))
        .map(|at| name(text(at)))
        .collect()
}
