//! How is a condition said to people?

mod phrase;

use std::fmt;

use super::{By, Cell, Effect, Held};
use crate::{
    expr::Expr,
    resolve::Resolved,
    schema::{Command, Table},
};

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Our own words.
    Text(String),
    /// A name or a piece of SQL: somebody else's.
    Code(String),
}

/// A sentence, of which is known what of it is a name. As text, names stand between backticks, on one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(pub Vec<Piece>);

impl Words {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Words(vec![Piece::Text(text.into())])
    }

    pub(super) fn code(code: impl Into<String>) -> Self {
        Words(vec![Piece::Code(code.into())])
    }

    /// And then these words.
    pub(super) fn say(mut self, text: &str) -> Self {
        match self.0.last_mut() {
            Some(Piece::Text(last)) => last.push_str(text),
            _ => self.0.push(Piece::Text(text.to_owned())),
        }
        self
    }

    /// And then this name.
    pub(super) fn name(mut self, code: &str) -> Self {
        self.0.push(Piece::Code(code.to_owned()));
        self
    }

    /// And then that.
    pub(super) fn then(mut self, other: Words) -> Self {
        for piece in other.0 {
            match piece {
                Piece::Text(text) => self = self.say(&text),
                code @ Piece::Code(_) => self.0.push(code),
            }
        }
        self
    }

    /// Those, with a word between each two.
    pub(super) fn joined(parts: impl IntoIterator<Item = Words>, between: &str) -> Self {
        let mut parts = parts.into_iter();
        let first = parts.next().unwrap_or_default();
        parts.fold(first, |words, part| words.say(between).then(part))
    }

    fn bracketed(self) -> Self {
        Words::text("(").then(self).say(")")
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => f.write_str(text)?,
                Piece::Code(code) => write!(f, "`{}`", one_line(code))?,
            }
        }
        Ok(())
    }
}

/// A text on one line: white space is one blank, and what cannot be seen is written as an escape.
///
/// ```
/// assert_eq!(rls_core::access::one_line("a\n\u{202e}b"), "a \\u{202e}b");
/// ```
pub fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let line = if text.contains(['\n', '\r', '\t']) { words.join(" ") } else { text.to_owned() };
    line.chars().fold(String::with_capacity(line.len()), |mut line, c| {
        // what turns the direction of text is not seen either
        if c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}') {
            line.extend(c.escape_unicode());
        } else {
            line.push(c);
        }
        line
    })
}

/// What a cell says.
pub(super) fn of_cell(cell: &Cell, resolved: &Resolved, table: &Table) -> Words {
    let none = |why: &str| Words::text(format!("none: {why}"));
    let rows = |expr: &Expr| phrase::Speaker::new(&resolved.schema, table).rows(expr);
    let no_policy = match &cell.by {
        By::Policies(counts) => counts.iter().all(|counts| counts.effect == Effect::Restricts),
        _ => false,
    };
    let conditions = match (&cell.using, &cell.check) {
        (Some(using), Some(check)) if using == check => rows(using),
        (Some(using), Some(Expr::Bool(true))) => rows(using).say("; they may become anything"),
        (Some(using), Some(check)) => rows(using).say("; they may become only ").then(rows(check)),
        (Some(one), None) | (None, Some(one)) => rows(one),
        (None, None) => Words::default(),
    };
    let denies = [&cell.using, &cell.check].into_iter().flatten().any(Expr::is_deny);
    if cell.privilege == Held::No {
        let none = none("no privilege");
        return if no_policy || denies {
            none
        } else {
            none.say(" (the policies would give ").then(conditions).say(")")
        };
    }
    if no_policy {
        return none("no policy");
    }
    if let Some(other) = &cell.unreadable {
        return none("the policy reads ").name(&other.to_string()).say(", which the role may not");
    }
    if denies {
        return none("the policies deny it");
    }
    let words = match cell.by {
        By::Bypass => conditions.say(" (row security does not hold)"),
        By::Off => conditions.say(" (row security is off)"),
        By::Policies(_) => conditions,
    };
    match &cell.privilege {
        Held::Columns(columns) => {
            let columns = Words::joined(columns.iter().map(Words::code), ", ");
            words.say(if cell.command == Command::Insert { "; sets only " } else { "; only " }).then(columns)
        }
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use super::one_line;
    use crate::{
        access::access,
        expr::Expr,
        ident::QName,
        provider::Provider,
        schema::{Column, Command, Policy, Role, Schema, Table, Type},
    };

    /// What is said of UPDATE, for those who signed in.
    fn update(using: Expr, check: Expr) -> String {
        let policy = Policy::new("p", Command::Update, [Role::SignedIn]).using(using).check(check);
        let columns = ["author", "owner"].map(|name| Column::new(name, Type::Text));
        let table = Table::new(QName::new("t")).policy(policy);
        let table = columns.into_iter().fold(table, Table::column);
        let resolved = Schema::new().table(table).resolve(&Provider::Neon).unwrap();
        let access = access(&resolved);
        let mut cells =
            access.tables[0].roles.iter().filter(|role| role.role == Role::named("authenticated"));
        let cells = &cells.next().unwrap().cells;
        cells.iter().find(|cell| cell.command == Command::Update).unwrap().words.to_string()
    }

    #[test]
    fn what_an_update_may_make_of_rows_is_said_where_it_is_another_thing() {
        let own = || Expr::owner("owner");
        assert_eq!(update(own(), own()), "own rows (`owner`)");
        assert_eq!(update(own(), Expr::Bool(true)), "own rows (`owner`); they may become anything");
        assert_eq!(
            update(own(), Expr::owner("author")),
            "own rows (`owner`); they may become only own rows (`author`)"
        );
    }

    #[test]
    fn a_name_stays_on_its_line_and_can_be_seen() {
        assert_eq!(one_line("a\n  b"), "a b");
        assert_eq!(one_line("a  b"), "a  b");
        assert_eq!(one_line("a\u{202e}b\u{7}"), "a\\u{202e}b\\u{7}");
    }
}
