//! Which line and which column is a byte?

use std::ops::Range;

/// A line and a column, both from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

/// Where a byte of a text is. A byte order mark is no column.
pub fn position(text: &str, byte: usize) -> Position {
    let before = &text[..boundary(text, byte)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.matches('\n').count() + 1;
    let column = before[line_start..].chars().filter(|c| *c != '\u{feff}').count() + 1;
    Position { line, column }
}

/// The lines that a range is on.
#[derive(Debug, PartialEq, Eq)]
pub struct Lines {
    /// The number of the first, from 1.
    pub first: usize,
    /// Their bytes, with the end of the last line.
    pub bytes: Range<usize>,
    /// The range, as bytes of these lines.
    pub marked: Range<usize>,
}

/// The lines of a text that a range is on. What is after the last line is shown at its end.
pub fn of(text: &str, range: Range<usize>) -> Lines {
    let last = text.trim_end_matches(['\r', '\n']).len();
    let start = boundary(text, range.start).min(last);
    let end = boundary(text, range.end).min(last).max(start);
    let from = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let to = text[end..].find('\n').map_or(text.len(), |newline| end + newline + 1);
    Lines { first: text[..from].matches('\n').count() + 1, bytes: from..to, marked: start - from..end - from }
}

/// The nearest character before a byte: half of one cannot be shown.
fn boundary(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_count_and_not_bytes() {
        let text = "\u{feff}ä\r\n\tß→x";
        let at = |c| position(text, text.find(c).unwrap());
        assert_eq!(at('ä'), Position { line: 1, column: 1 });
        assert_eq!(at('x'), Position { line: 2, column: 4 });
        assert_eq!(position(text, 999), Position { line: 2, column: 5 });
    }

    #[test]
    fn lines_are_whole_and_a_range_outside_is_brought_in() {
        let lines = |first, bytes, marked| Lines { first, bytes, marked };
        assert_eq!(of("a\nbcd\ne", 3..4), lines(2, 2..6, 1..2));
        assert_eq!(of("a\r\nbcd\r\ne", 4..11), lines(2, 3..9, 1..6));
        assert_eq!(of("aä\n", 2..99), lines(1, 0..4, 1..3));
        assert_eq!(of("a\nb\n\n", 5..5), lines(2, 2..4, 1..1));
        assert_eq!(of("", 2..5), lines(1, 0..0, 0..0));
    }
}
