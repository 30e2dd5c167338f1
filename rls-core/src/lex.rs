//! Where does a piece of SQL text begin and end?
//!
//! A light lexer of PostgreSQL's text: strings, quoted names, dollar quotes, comments and brackets. It is what
//! the derive can afford; it does not understand SQL, it makes sure that a piece of SQL stays inside the place
//! that it is written into.

mod fault;
mod read;

use std::ops::Range;

pub use fault::Fault;
pub use read::{names, text};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A bare word: a keyword, or a name that Postgres folds to lower case.
    Word,
    /// A name in double quotes.
    Quoted,
    /// A string in single quotes (`'…'`, `E'…'`, `U&'…'`, `B'…'`) or dollar quotes.
    Text,
    /// A number.
    Number,
    /// One bracket, comma, dot or operator character.
    Symbol,
}

/// A token of SQL and the bytes that it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it is.
    pub range: Range<usize>,
}

/// Whether a piece of SQL can stand inside an expression: not empty, balanced, and nothing in it ends the
/// statement or comments the rest of it away.
///
/// ```
/// use rls_core::lex::{Fault, expression};
/// assert_eq!(expression("char_length(task) > 0"), Ok(()));
/// assert_eq!(expression("true); DROP TABLE todos"), Err(Fault::Bracket(')')));
/// ```
///
/// # Errors
/// The first fault.
pub fn expression(sql: &str) -> Result<(), Fault> {
    let mut open = Vec::new();
    let tokens = tokens(sql)?;
    for token in &tokens {
        if token.kind != Kind::Symbol {
            continue;
        }
        let c = sql[token.range.clone()].chars().next().unwrap_or(' ');
        match c {
            '(' | '[' | '{' => open.push(c),
            ')' | ']' | '}' => {
                let partner = match c {
                    ')' => '(',
                    ']' => '[',
                    _ => '{',
                };
                if open.pop() != Some(partner) {
                    return Err(Fault::Bracket(c));
                }
            }
            ';' => return Err(Fault::Semicolon),
            _ => {}
        }
    }
    match open.pop() {
        Some(c) => Err(Fault::Bracket(c)),
        None if tokens.is_empty() => Err(Fault::Empty),
        None => Ok(()),
    }
}

/// The tokens of a piece of SQL, without white space and block comments.
///
/// # Errors
/// A token that does not end, a NUL, or a line comment.
pub fn tokens(sql: &str) -> Result<Vec<Token>, Fault> {
    Lexer { sql, at: 0, lines: false }.all()
}

/// The tokens of whole statements, which may have line comments.
///
/// ```
/// use rls_core::lex::statement;
/// let sql = "SELECT 1 -- one\n, 2";
/// assert_eq!(statement(sql)?.iter().map(|token| &sql[token.range.clone()]).collect::<Vec<_>>(), ["SELECT", "1", ",", "2"]);
/// # Ok::<_, rls_core::lex::Fault>(())
/// ```
///
/// # Errors
/// A token that does not end, or a NUL.
pub fn statement(sql: &str) -> Result<Vec<Token>, Fault> {
    Lexer { sql, at: 0, lines: true }.all()
}

struct Lexer<'a> {
    sql: &'a str,
    at: usize,
    /// Whether there may be line comments.
    lines: bool,
}

impl Lexer<'_> {
    fn all(mut self) -> Result<Vec<Token>, Fault> {
        let mut tokens = Vec::new();
        while let Some(token) = self.next()? {
            tokens.push(token);
        }
        Ok(tokens)
    }

    fn rest(&self) -> &str {
        &self.sql[self.at..]
    }

    fn next(&mut self) -> Result<Option<Token>, Fault> {
        loop {
            let rest = self.rest();
            let Some(c) = rest.chars().next() else { return Ok(None) };
            let start = self.at;
            if c == '\0' {
                return Err(Fault::Nul);
            } else if is_space(c) {
                self.at += 1;
                continue;
            } else if c.is_whitespace() {
                return Err(Fault::Space(c));
            } else if c == '\\' {
                return Err(Fault::Backslash);
            } else if rest.starts_with("--") {
                if !self.lines {
                    return Err(Fault::LineComment);
                }
                self.at += rest.find(['\n', '\r', '\0']).unwrap_or(rest.len());
                continue;
            } else if rest.starts_with("/*") {
                self.block_comment()?;
                continue;
            }
            let kind = match c {
                '\'' => self.string(1, false)?,
                '"' => self.quoted_name()?,
                '$' => self.dollar()?,
                '0'..='9' => self.number()?,
                c if starts_word(c) => self.word()?,
                c => {
                    self.at += c.len_utf8();
                    Kind::Symbol
                }
            };
            return Ok(Some(Token { kind, range: start..self.at }));
        }
    }

    /// Block comments nest in Postgres.
    fn block_comment(&mut self) -> Result<(), Fault> {
        let mut depth = 0usize;
        loop {
            let rest = self.rest();
            if rest.starts_with("/*") {
                depth += 1;
                self.at += 2;
            } else if rest.starts_with("*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return Ok(());
                }
            } else {
                match rest.chars().next() {
                    None => return Err(Fault::Unended("a comment")),
                    Some('\0') => return Err(Fault::Nul),
                    Some(c) => self.at += c.len_utf8(),
                }
            }
        }
    }

    /// A string whose opening (`'`, `E'`, `U&'`) takes so many bytes; with escapes, `\'` does not end it.
    fn string(&mut self, opening: usize, escapes: bool) -> Result<Kind, Fault> {
        self.at += opening;
        loop {
            let rest = self.rest();
            match rest.chars().next() {
                None => return Err(Fault::Unended("a string")),
                Some('\0') => return Err(Fault::Nul),
                Some('\\') if escapes => {
                    self.at += 1;
                    match self.rest().chars().next() {
                        Some(c) => self.at += c.len_utf8(),
                        None => return Err(Fault::Unended("a string")),
                    }
                }
                // without standard_conforming_strings a backslash would escape: refuse what reads two ways
                Some('\\') if rest.starts_with("\\'") => return Err(Fault::Escape),
                Some('\'') if rest.starts_with("''") => self.at += 2,
                Some('\'') => {
                    self.at += 1;
                    return Ok(Kind::Text);
                }
                Some(c) => self.at += c.len_utf8(),
            }
        }
    }

    fn quoted_name(&mut self) -> Result<Kind, Fault> {
        self.at += 1;
        loop {
            let rest = self.rest();
            match rest.chars().next() {
                None => return Err(Fault::Unended("a quoted name")),
                Some('\0') => return Err(Fault::Nul),
                Some('"') if rest.starts_with("\"\"") => self.at += 2,
                Some('"') => {
                    self.at += 1;
                    return Ok(Kind::Quoted);
                }
                Some(c) => self.at += c.len_utf8(),
            }
        }
    }

    /// `$$ … $$` or `$tag$ … $tag$`; a `$` that opens none is a symbol.
    fn dollar(&mut self) -> Result<Kind, Fault> {
        let rest = self.rest();
        let tag_end = rest[1..].find(|c: char| !(starts_word(c) || c.is_ascii_digit())).map(|n| n + 1);
        let tag = match tag_end {
            Some(end)
                if rest[end..].starts_with('$') && !rest[1..].starts_with(|c: char| c.is_ascii_digit()) =>
            {
                &rest[..=end]
            }
            _ => {
                self.at += 1;
                return Ok(Kind::Symbol);
            }
        };
        if rest.contains('\0') {
            return Err(Fault::Nul);
        }
        match rest[tag.len()..].find(tag) {
            Some(end) => {
                self.at += tag.len() + end + tag.len();
                Ok(Kind::Text)
            }
            None => Err(Fault::Unended("a dollar quote")),
        }
    }

    /// With the letters behind it, of which Postgres 14 makes a word: `1_e$$` would be 1 and the word `_e$$`.
    fn number(&mut self) -> Result<Kind, Fault> {
        let rest = self.rest();
        let end =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '_')).unwrap_or(rest.len());
        if rest[end..].starts_with(['$', '\'']) {
            return Err(Fault::Number);
        }
        self.at += end;
        Ok(Kind::Number)
    }

    /// A word, or the string or quoted name that it is the prefix of.
    fn word(&mut self) -> Result<Kind, Fault> {
        let rest = self.rest();
        let end =
            rest.find(|c: char| !(starts_word(c) || c.is_ascii_digit() || c == '$')).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        match word {
            "e" | "E" if after.starts_with('\'') => self.string(2, true),
            "b" | "B" | "x" | "X" | "n" | "N" if after.starts_with('\'') => self.string(2, false),
            "u" | "U" if after.starts_with("&'") => self.string(3, false),
            "u" | "U" if after.starts_with("&\"") => {
                self.at += 2;
                self.quoted_name()
            }
            _ => {
                if let Some(space) = word.chars().find(|c| c.is_whitespace()) {
                    return Err(Fault::Space(space));
                }
                self.at += end;
                Ok(Kind::Word)
            }
        }
    }
}

/// White space as Postgres has it. All else that Unicode calls so is a letter to Postgres: `$$` behind it opens no
/// dollar quote, and trimming it changes a name.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c')
}

fn starts_word(c: char) -> bool {
    c.is_alphabetic() || c == '_' || !c.is_ascii()
}

/// The name that a `Word` or `Quoted` token stands for in Postgres.
pub fn name(token: &str) -> String {
    match token.strip_prefix('"').and_then(|t| t.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => token.to_ascii_lowercase(),
    }
}

/// Whether the text needs no brackets where an operand is expected: one literal, one name, or one call.
pub fn is_operand(sql: &str) -> bool {
    let Ok(tokens) = tokens(sql) else { return false };
    let text = |i: usize| tokens.get(i).map_or("", |t: &Token| &sql[t.range.clone()]);
    if tokens.len() == 1 {
        return tokens[0].kind != Kind::Symbol;
    }
    // a name, perhaps with dots, then brackets up to the end
    let mut i = 0;
    while matches!(tokens.get(i).map(|t| t.kind), Some(Kind::Word | Kind::Quoted)) && text(i + 1) == "." {
        i += 2;
    }
    if matches!(tokens.get(i).map(|t| t.kind), Some(Kind::Word | Kind::Quoted)) {
        i += 1;
    } else if i > 0 {
        return false;
    }
    if i == tokens.len() {
        return true;
    }
    if text(i) != "(" {
        return false;
    }
    let mut depth = 0usize;
    for j in i..tokens.len() {
        match text(j) {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return j + 1 == tokens.len();
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_inside_its_place() {
        for fine in [
            "true",
            "a = 'it''s; -- (not) a comment'",
            r"a = E'it\'s)'",
            "a = $$ ; ) $$ and b = $x$ $$ $x$",
            r#""odd "" name" = 1"#,
            "a /* ( /* nested ; */ ) */ = b",
            "a = ANY (ARRAY[1, 2])",
            "a = $1",
            "x = U&'d!0061' and y = U&\"d\"",
            "é > 0",
            "a > 1.5e-3 and b < 1_000",
        ] {
            assert_eq!(expression(fine), Ok(()), "{fine}");
        }
    }

    #[test]
    fn what_would_break_out() {
        for (sql, fault) in [
            ("", Fault::Empty),
            ("  /* nothing */ ", Fault::Empty),
            ("a; b", Fault::Semicolon),
            ("true) or (true", Fault::Bracket(')')),
            ("(a", Fault::Bracket('(')),
            ("(a]", Fault::Bracket(']')),
            ("a = 'x", Fault::Unended("a string")),
            ("a = \"x", Fault::Unended("a quoted name")),
            ("a = $$x", Fault::Unended("a dollar quote")),
            ("a = $t$x$$", Fault::Unended("a dollar quote")),
            ("a /* x", Fault::Unended("a comment")),
            ("a /* /* x */", Fault::Unended("a comment")),
            ("a = 1 \\! reboot", Fault::Backslash),
            ("a -- x", Fault::LineComment),
            ("a -- x\n = b", Fault::LineComment),
            ("a = E'x\\'", Fault::Unended("a string")),
            // ends the string or not, by a setting of the server
            ("a = 'x\\' or '", Fault::Escape),
            ("a = 'C:\\'", Fault::Escape),
            ("a\0", Fault::Nul),
            ("a = 'x\0'", Fault::Nul),
            // found by fuzzing: to Postgres 14 a number and the word `_e$g$`
            ("1_e$g$ ; g$g$", Fault::Number),
            ("1e'x'", Fault::Number),
            ("a\u{a0}$$ ; b$$", Fault::Space('\u{a0}')),
            ("\u{2028}$$", Fault::Space('\u{2028}')),
        ] {
            assert_eq!(expression(sql), Err(fault), "{sql}");
        }
    }

    #[test]
    fn operands_need_no_brackets() {
        for sql in ["now()", "auth.user_id()", "0", "'x'", "a", "a.b", "f(g(1), (2))", "\"F\"(1)"] {
            assert!(is_operand(sql), "{sql}");
        }
        for sql in ["a = b", "f(1) + g(2)", "(a) or (b)", "not a", "'x'::text", "(a)(b)", "a.", "-1", ")"] {
            assert!(!is_operand(sql), "{sql}");
        }
    }

    #[test]
    fn names_fold_as_in_postgres() {
        assert_eq!(name("Users"), "users");
        assert_eq!(name("\"Us\"\"ers\""), "Us\"ers");
    }
}
