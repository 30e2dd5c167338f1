//! Why can a piece of SQL not stand where it was to stand?

use std::fmt;

/// Why a piece of SQL cannot be written into a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is nothing in it.
    Empty,
    /// It holds a NUL.
    Nul,
    /// A string, a quoted name, a dollar quote or a comment does not end.
    Unended(&'static str),
    /// A bracket is not closed, or closes nothing.
    Bracket(char),
    /// A `;`, where only an expression may stand.
    Semicolon,
    /// A `--` comment, which would swallow what follows.
    LineComment,
    /// A `\` outside quotes: no operator of Postgres, and a command to psql.
    Backslash,
    /// A `\` before the quote that ends a string: with standard_conforming_strings off it would not end it.
    Escape,
    /// A number with a `$` or a quote right behind it, which versions of Postgres cut in different places.
    Number,
    /// White space that is a letter to Postgres, such as a no-break space.
    Space(char),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Empty => f.write_str("this SQL is empty"),
            Fault::Nul => f.write_str("this SQL holds a NUL character, which Postgres cannot read"),
            Fault::Unended(what) => write!(f, "{what} in this SQL does not end"),
            Fault::Bracket(c @ ('(' | '[' | '{')) => write!(f, "a `{c}` in this SQL is never closed"),
            Fault::Bracket(c) => write!(f, "a `{c}` in this SQL closes nothing"),
            Fault::Semicolon => f.write_str("a `;` in this SQL would end the statement early"),
            Fault::Backslash => {
                f.write_str("a `\\` outside quotes is no SQL, and psql would run what follows it")
            }
            Fault::Escape => f.write_str(
                "a `\\` before a quote in a string of this SQL is read in another way under a setting of Postgres: write it as E'…' \
                 with the `\\` doubled, or as a parameter",
            ),
            Fault::LineComment => f.write_str("a `--` comment in this SQL would swallow what follows it"),
            Fault::Space(c) => write!(
                f,
                "the character U+{:04X} in this SQL looks like a space and is a letter to Postgres: write a space",
                u32::from(*c)
            ),
            Fault::Number => {
                f.write_str("a number in this SQL runs into what follows it: put a space between them")
            }
        }
    }
}
