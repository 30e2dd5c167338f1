//! How is a name or a literal written in SQL?
//!
//! The only place where a name is quoted and a literal escaped.

use std::fmt::{self, Write as _};

/// The bytes that Postgres keeps of a name (`NAMEDATALEN - 1`); it cuts the rest without an error.
pub const MAX_BYTES: usize = 63;

/// A name as SQL: always in double quotes, so that case, spaces and keywords survive.
///
/// ```
/// assert_eq!(rls_core::ident::quote(r#"a "b""#), r#""a ""b""""#);
/// ```
pub fn quote(name: &str) -> String {
    let mut sql = String::with_capacity(name.len() + 2);
    sql.push('"');
    for c in name.chars() {
        if c == '"' {
            sql.push('"');
        }
        sql.push(c);
    }
    sql.push('"');
    sql
}

/// Several names as SQL, with commas.
pub fn quote_all<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| quote(name.as_ref())).collect();
    names.join(", ")
}

/// A text as an SQL literal. One with a backslash is written as `E'…'`, so that it means the same whatever
/// `standard_conforming_strings` is.
///
/// ```
/// assert_eq!(rls_core::ident::literal("it's"), "'it''s'");
/// assert_eq!(rls_core::ident::literal(r"a\b"), r"E'a\\b'");
/// ```
pub fn literal(text: &str) -> String {
    let mut sql = String::with_capacity(text.len() + 3);
    sql.push_str(if text.contains('\\') { "E'" } else { "'" });
    for c in text.chars() {
        if c == '\'' || c == '\\' {
            sql.push(c);
        }
        sql.push(c);
    }
    sql.push('\'');
    sql
}

/// What is wrong with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameFault {
    /// It is empty.
    Empty,
    /// It holds a NUL, which no text in Postgres may.
    Nul,
    /// It is longer than [`MAX_BYTES`]; the number is its length in bytes.
    Long(usize),
}

/// Whether Postgres can have this name, whole.
///
/// # Errors
/// Says what is wrong with it.
pub fn check(name: &str) -> Result<(), NameFault> {
    if name.is_empty() {
        Err(NameFault::Empty)
    } else if name.contains('\0') {
        Err(NameFault::Nul)
    } else if name.len() > MAX_BYTES {
        Err(NameFault::Long(name.len()))
    } else {
        Ok(())
    }
}

/// The name that Postgres itself would choose for a constraint or an index: the table, the columns and a
/// label, joined by `_`, of which the longer of the first two gives way when all three are too long
/// (`makeObjectName` in Postgres's indexcmds.c).
///
/// ```
/// assert_eq!(rls_core::ident::derived("todos", "user_id", "idx"), "todos_user_id_idx");
/// assert_eq!(rls_core::ident::derived("todos", "", "pkey"), "todos_pkey");
/// ```
pub fn derived(table: &str, columns: &str, label: &str) -> String {
    let glue = usize::from(!columns.is_empty()) + 1 + label.len();
    let (mut first, mut second) = (table.len(), columns.len());
    while first + second + glue > MAX_BYTES {
        if first > second {
            first -= 1;
        } else {
            second -= 1;
        }
    }
    let mut name = clip(table, first).to_owned();
    for part in [clip(columns, second), label] {
        if !part.is_empty() {
            name.push('_');
            name.push_str(part);
        }
    }
    name
}

/// At most so many bytes of a text, cut between characters.
fn clip(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The name of a table or a type, with its schema if one was given.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "document", derive(serde::Serialize, serde::Deserialize))]
pub struct QName {
    /// The schema, or none: the first of the search path, in practice `public`.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "Option::is_none", default))]
    pub schema: Option<String>,
    /// The name.
    pub name: String,
}

impl QName {
    /// A name without a schema.
    pub fn new(name: impl Into<String>) -> Self {
        QName { schema: None, name: name.into() }
    }

    /// A name with its schema.
    pub fn qualified(schema: impl Into<String>, name: impl Into<String>) -> Self {
        QName { schema: Some(schema.into()), name: name.into() }
    }

    /// What makes two names the same thing: an absent schema is `public`.
    pub fn key(&self) -> (&str, &str) {
        (self.schema.as_deref().unwrap_or("public"), &self.name)
    }

    /// As SQL.
    pub fn quoted(&self) -> String {
        match &self.schema {
            Some(schema) => format!("{}.{}", quote(schema), quote(&self.name)),
            None => quote(&self.name),
        }
    }
}

impl fmt::Display for QName {
    /// As people say it, without quotes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            f.write_str(schema)?;
            f.write_char('.')?;
        }
        f.write_str(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_gives_way_as_in_postgres() {
        let table = "t".repeat(63);
        assert_eq!(derived(&table, "", "pkey"), format!("{}_pkey", "t".repeat(58)));
        // both long: they share what is left after `_key` and the two glues
        let name = derived(&table, &"c".repeat(63), "key");
        assert_eq!(name, format!("{}_{}_key", "t".repeat(29), "c".repeat(29)));
        assert!(name.len() <= MAX_BYTES);
        // a character is not cut in two
        assert!(derived(&"é".repeat(40), "x", "idx").len() <= MAX_BYTES);
    }

    #[test]
    fn names_are_checked() {
        assert_eq!(check(""), Err(NameFault::Empty));
        assert_eq!(check("a\0b"), Err(NameFault::Nul));
        assert_eq!(check(&"é".repeat(32)), Err(NameFault::Long(64)));
        assert_eq!(check(&"x".repeat(63)), Ok(()));
    }
}
