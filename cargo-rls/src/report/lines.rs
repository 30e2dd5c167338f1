//! Which line and which column is a byte?

use std::ops::Range;

/// A line and a column, both from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// Where a byte of a text is. A byte order mark is no column.
pub(super) fn position(text: &str, byte: usize) -> Position {
    let before = &text[..boundary(text, byte)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.matches('\n').count() + 1;
    let column = before[line_start..].chars().filter(|c| *c != '\u{feff}').count() + 1;
    Position { line, column }
}

/// The range as one that the text has: a file may have changed since it was read, and half a character cannot be
/// shown.
pub(super) fn within(text: &str, range: Range<usize>) -> Range<usize> {
    let start = boundary(text, range.start);
    start..boundary(text, range.end).max(start)
}

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
    fn a_range_outside_is_brought_in() {
        assert_eq!(within("aä", 2..99), 1..3);
        assert_eq!(within("", 2..5), 0..0);
    }
}
