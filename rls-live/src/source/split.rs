//! Where does a statement of a file end?

use std::ops::Range;

use super::Fault;

/// The statements of a text, each without its `;`. What psql itself would do (`\connect`) is refused.
pub(super) fn statements(text: &str) -> Result<Vec<Range<usize>>, Fault> {
    let mut reader =
        Reader { text, at: if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 } };
    let mut found = Vec::new();
    let mut now = Statement::default();
    while let Some(c) = reader.peek() {
        let from = reader.at;
        match c {
            '-' if reader.starts("--") => reader.line(),
            '/' if reader.starts("/*") => reader.comment(),
            '\\' => reader.meta(now.start.is_none())?,
            ';' if now.depth == 0 && now.brackets == 0 => {
                reader.at += 1;
                found.extend(now.start.map(|start| start..now.end));
                now = Statement::default();
            }
            c if c.is_whitespace() => reader.at += c.len_utf8(),
            _ => {
                now.start.get_or_insert(from);
                let word = reader.piece();
                now.takes(word);
                now.end = reader.at;
                if now.words.len() == 4 && now.is_copy(text, reader.at) {
                    return Err(Fault {
                        message: "rows of COPY are for psql".to_owned(),
                        help: Some("a schema needs none: pg_dump --schema-only".to_owned()),
                        range: Some(from..reader.at),
                    });
                }
            }
        }
    }
    found.extend(now.start.map(|start| start..now.end));
    Ok(found)
}

/// Whether a statement makes the Postgres schema in which the providers' functions are.
pub(super) fn makes_auth(statement: &str) -> bool {
    let words: Vec<String> = statement
        .split_whitespace()
        .take(6)
        .map(|word| word.trim_matches('"').to_ascii_lowercase())
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    matches!(
        words.as_slice(),
        ["create", "schema", "auth", ..] | ["create", "schema", "if", "not", "exists", "auth", ..]
    )
}

#[derive(Default)]
struct Statement {
    start: Option<usize>,
    end: usize,
    /// Its first words, in capitals.
    words: Vec<String>,
    /// How many BEGIN ATOMIC and CASE of a function's body are open.
    depth: usize,
    brackets: usize,
}

impl Statement {
    fn takes(&mut self, piece: &str) {
        let word = piece.to_ascii_uppercase();
        match piece {
            "(" => self.brackets += 1,
            ")" => self.brackets = self.brackets.saturating_sub(1),
            _ => {}
        }
        if self.words.len() < 4 {
            self.words.push(word.clone());
        }
        let makes =
            |at: usize| self.words.get(at).is_some_and(|word| word == "FUNCTION" || word == "PROCEDURE");
        let is_function = self.words.first().is_some_and(|word| word == "CREATE") && (makes(1) || makes(3));
        match word.as_str() {
            "ATOMIC" if is_function => self.depth += 1,
            "CASE" if self.depth > 0 => self.depth += 1,
            "END" if self.depth > 0 => self.depth -= 1,
            _ => {}
        }
    }

    /// Whether rows follow in the file.
    fn is_copy(&self, text: &str, at: usize) -> bool {
        let rest = text[at..].split(';').next().unwrap_or_default().to_ascii_lowercase();
        self.words[0] == "COPY" && rest.contains("from stdin")
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn starts(&self, with: &str) -> bool {
        self.rest().starts_with(with)
    }

    fn line(&mut self) {
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
    }

    fn comment(&mut self) {
        let mut depth = 0;
        while self.at < self.text.len() {
            if self.starts("/*") {
                depth += 1;
                self.at += 2;
            } else if self.starts("*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return;
                }
            } else {
                self.at += self.peek().map_or(1, char::len_utf8);
            }
        }
    }

    /// A command of psql's own. Those that a newer pg_dump writes for psql's safety say nothing of a schema.
    fn meta(&mut self, between: bool) -> Result<(), Fault> {
        let line = self.rest().lines().next().unwrap_or_default().trim_end();
        let word = line.split_whitespace().next().unwrap_or_default();
        if between && (word == "\\restrict" || word == "\\unrestrict") {
            self.line();
            return Ok(());
        }
        Err(Fault {
            message: format!("`{word}` is a command of psql's own, and no SQL"),
            help: Some("leave it out: the file is run by a server, in a database of its own".to_owned()),
            range: Some(self.at..self.at + line.len()),
        })
    }

    /// A word, a text, a name, or one character.
    fn piece(&mut self) -> &'t str {
        let from = self.at;
        let rest = self.rest();
        let first = rest.chars().next().unwrap_or(' ');
        let escapes = rest.starts_with("E'") || rest.starts_with("e'");
        if escapes || first == '\'' {
            self.at += if escapes { 2 } else { 1 };
            self.quoted('\'', escapes);
        } else if first == '"' {
            self.at += 1;
            self.quoted('"', false);
        } else if let Some(tag) = dollar(rest) {
            let body = &rest[tag.len()..];
            self.at += tag.len() + body.find(tag).map_or(body.len(), |end| end + tag.len());
        } else {
            let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
            let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            self.at += if length == 0 { first.len_utf8() } else { length };
        }
        &self.text[from..self.at]
    }

    fn quoted(&mut self, quote: char, escapes: bool) {
        while let Some(c) = self.peek() {
            self.at += c.len_utf8();
            if escapes && c == '\\' {
                self.at += self.peek().map_or(0, char::len_utf8);
            } else if c == quote {
                if self.peek() != Some(quote) {
                    return;
                }
                self.at += 1;
            }
        }
    }
}

/// `$$` or `$tag$` at the beginning.
fn dollar(text: &str) -> Option<&str> {
    let tag = text.strip_prefix('$')?;
    let end = tag.find('$')?;
    let is_tag = tag[..end].chars().all(|c| c.is_alphanumeric() || c == '_')
        && !tag.starts_with(|c: char| c.is_ascii_digit());
    is_tag.then(|| &text[..end + 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        statements(text).unwrap().into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn statements_end_where_postgres_ends_them() {
        assert_eq!(
            cut("\u{feff}SELECT 1;\r\n-- a;\r\nSELECT ';', \";\", $$;$$, $x$;$$;$x$ ;"),
            ["SELECT 1", "SELECT ';', \";\", $$;$$, $x$;$$;$x$"]
        );
        assert_eq!(cut("SELECT E'\\';' /* ; /* ; */ ; */ , 1"), ["SELECT E'\\';' /* ; /* ; */ ; */ , 1"]);
        assert_eq!(
            cut("CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3"),
            ["CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)", "SELECT 3"]
        );
        let body = "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END";
        assert_eq!(cut(&format!("{body};\nBEGIN;\nCOMMIT;")), [body, "BEGIN", "COMMIT"]);
        assert_eq!(cut(" ; ;\n"), [""; 0]);
    }

    #[test]
    fn what_is_for_psql_is_refused() {
        assert_eq!(cut("\\restrict abc\nSELECT 1;\n\\unrestrict abc\n"), ["SELECT 1"]);
        let fault = statements("SELECT 1;\n\\connect app\n").unwrap_err();
        assert_eq!(
            (fault.message.as_str(), fault.range),
            ("`\\connect` is a command of psql's own, and no SQL", Some(10..22))
        );
        assert!(statements("COPY t (a) FROM stdin;\n1\n\\.\n").unwrap_err().message.contains("COPY"));
    }

    #[test]
    fn who_makes_auth() {
        assert!(
            makes_auth("CREATE SCHEMA auth")
                && makes_auth("create schema if not exists \"auth\" authorization x")
        );
        assert!(!makes_auth("CREATE SCHEMA authors") && !makes_auth("SELECT 'create schema auth'"));
    }
}
