//! Which bytes of a string literal's source make which bytes of its value?
//!
//! A caret that points into a string of SQL, and a mend that changes part of it, need the way back through escapes,
//! raw strings, line continuations and line ends.

use std::ops::Range;

/// The bytes of `literal`, a string literal as it stands in a file, that make these bytes of `text`, which is its value,
/// perhaps without the white space around it. None where that is not so.
///
/// ```
/// use rls_core::syntax::scan::bytes_in_literal;
/// let literal = r#""\"a\" = b""#;
/// let bytes = bytes_in_literal(literal, r#""a" = b"#, 4..5).unwrap();
/// assert_eq!(&literal[bytes], "=");
/// ```
pub fn bytes_in_literal(literal: &str, text: &str, bytes: Range<usize>) -> Option<Range<usize>> {
    let pieces = pieces(literal)?;
    let value: String = pieces.iter().map(|piece| piece.value).collect();
    let skipped = if value == text {
        0
    } else if value.trim() == text {
        value.len() - value.trim_start().len()
    } else {
        return None;
    };
    let (start, end) = (bytes.start.checked_add(skipped)?, bytes.end.checked_add(skipped)?);
    let mut at = 0;
    let mut first = None;
    let mut last = None;
    for piece in &pieces {
        let next = at + piece.value.len_utf8();
        if at == start {
            first = Some(piece.source.start);
        }
        if next == end {
            last = Some(piece.source.end);
        }
        at = next;
    }
    let closing = pieces.last().map_or_else(|| content(literal).map(|c| c.start), |p| Some(p.source.end))?;
    let first = if start == at { closing } else { first? };
    let last = if start == end { first } else { last? };
    (first <= last && end <= at).then_some(first..last)
}

/// A character of the value and the bytes that make it.
struct Piece {
    value: char,
    source: Range<usize>,
}

/// What stands between the quotes.
fn content(literal: &str) -> Option<Range<usize>> {
    let pounds = match literal.strip_prefix('r') {
        Some(raw) => raw.bytes().take_while(|&byte| byte == b'#').count() + 1,
        None => 0,
    };
    let end = literal.len().checked_sub(pounds.saturating_sub(1) + 1)?;
    let range = pounds + 1..end;
    (literal.get(pounds..=pounds) == Some("\"")
        && literal.get(range.clone()).is_some()
        && literal.get(end..=end) == Some("\""))
    .then_some(range)
}

fn pieces(literal: &str) -> Option<Vec<Piece>> {
    let content = content(literal)?;
    let raw = literal.starts_with('r');
    let text = &literal[..content.end];
    let mut pieces = Vec::new();
    let mut at = content.start;
    while let Some(first) = text[at..].chars().next() {
        let (value, length) = match first {
            // a line ends in one character, however the file ends its lines
            '\r' if text[at..].starts_with("\r\n") => ('\n', 2),
            '\\' if !raw => match escape(&text[at + 1..])? {
                (Some(value), length) => (value, length + 1),
                (None, length) => {
                    at += length + 1;
                    continue;
                }
            },
            other => (other, other.len_utf8()),
        };
        pieces.push(Piece { value, source: at..at + length });
        at += length;
    }
    Some(pieces)
}

/// What a backslash and what follows it make, and the bytes behind the backslash.
fn escape(rest: &str) -> Option<(Option<char>, usize)> {
    Some(match rest.chars().next()? {
        'n' => (Some('\n'), 1),
        'r' => (Some('\r'), 1),
        't' => (Some('\t'), 1),
        '0' => (Some('\0'), 1),
        same @ ('\\' | '\'' | '"') => (Some(same), 1),
        'x' => (char::from_u32(u32::from_str_radix(rest.get(1..3)?, 16).ok()?), 3),
        'u' => {
            let end = rest.find('}')?;
            let digits = rest.get(2..end)?.replace('_', "");
            (Some(char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?), end + 1)
        }
        '\n' | '\r' => {
            let blank = rest.bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
            (None, blank)
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each character of the value is found again, and what syn makes of its bytes alone is the character.
    #[track_caller]
    fn assert_found(literal: &str) {
        let value = syn::parse_str::<syn::LitStr>(literal).unwrap().value().replace("\r\n", "\n");
        for (at, c) in value.char_indices() {
            let bytes = bytes_in_literal(literal, &value, at..at + c.len_utf8()).unwrap();
            let piece = &literal[bytes];
            let alone = if literal.starts_with('r') {
                piece.replace("\r\n", "\n")
            } else {
                syn::parse_str::<syn::LitStr>(&format!("\"{piece}\"")).unwrap().value()
            };
            assert_eq!(alone, c.to_string(), "{literal} at {at}");
        }
        let whole = bytes_in_literal(literal, &value, 0..value.len()).unwrap();
        assert_eq!(whole.is_empty(), value.is_empty(), "{literal}");
        assert!(bytes_in_literal(literal, &value, 0..value.len() + 1).is_none());
        assert!(bytes_in_literal(literal, "another", 0..1).is_none());
    }

    #[test]
    fn the_way_back() {
        for literal in [
            r#""""#,
            r#""a = b""#,
            r#""\"a\" = 'ü'""#,
            r#""\u{41}\u{1_F600}\x41\n\t\\ \0""#,
            "\"a\\\n     OR b\"",
            "\"a\\\r\n\r\n  OR b\"",
            "\"a\r\nOR b\"",
            "\"a\nOR b\\\n\"",
            r##"r"a\b""##,
            r###"r##"a "# b"##"###,
            "r\"a\r\nOR b\"",
        ] {
            assert_found(literal);
        }
    }

    #[test]
    fn white_space_around_it_is_left_out() {
        let literal = "\"\\n  a OR b \"";
        assert_eq!(bytes_in_literal(literal, "a OR b", 2..4), Some(7..9));
        assert_eq!(&literal[7..9], "OR");
        assert_eq!(bytes_in_literal(literal, "a OR b", 6..6), Some(11..11));
    }

    #[test]
    fn what_is_no_literal_has_no_bytes() {
        for text in ["", "\"", "r", "r#\"a\"", "a", "b\"a\"", "\"\\q\"", "\"\\u{}\""] {
            assert!(bytes_in_literal(text, "a", 0..1).is_none(), "{text}");
        }
    }
}
