//! How are changes of access said?
//!
//! Commands of a role on a table that change alike are said in one line.

use std::fmt;

use super::{Change, Occasion, Verdict};
use crate::{
    access::words,
    schema::{Command, Role},
};

/// Changes of one role's commands on one table that are the same but for the command. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'c> {
    first: &'c Change,
    rest: Vec<&'c Change>,
}

impl<'c> Line<'c> {
    /// The first of the changes: of all but the command they are the same.
    pub fn change(&self) -> &'c Change {
        self.first
    }

    /// The commands that change alike.
    pub fn commands(&self) -> Vec<Command> {
        std::iter::once(self.first).chain(self.rest.iter().copied()).map(|change| change.command).collect()
    }

    /// Whether another change is the same but for the command.
    fn takes(&self, other: &Change) -> bool {
        let one = self.first;
        one.table == other.table
            && one.role == other.role
            && (one.verdict, one.occasion) == (other.verdict, other.occasion)
            && (&one.before, &one.after) == (&other.before, &other.after)
    }
}

/// The changes, in as few lines as say them all, in their order.
///
/// ```
/// use rls_core::{access::{compare, lines}, expr::Expr, ident::QName, provider::Provider};
/// use rls_core::schema::{Column, Command, Policy, Role, Schema, Table, Type};
/// let schema = |expr: Expr| {
///     let all = Policy::new("all", Command::All, [Role::SignedIn]).using(expr);
///     let todos = Table::new(QName::new("todos")).column(Column::new("user_id", Type::Text)).policy(all);
///     Schema::new().table(todos).resolve(&Provider::Neon).unwrap()
/// };
/// let changes = compare(&schema(Expr::Bool(true)), &schema(Expr::Bool(false)));
/// assert_eq!(
///     lines(&changes)[0].to_string(),
///     "narrows: authenticated may no longer SELECT, INSERT, UPDATE, DELETE todos"
/// );
/// ```
pub fn lines(changes: &[Change]) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    // the changes of a role on a table stand together, and are few
    let mut of_role = 0;
    for change in changes {
        let same = |line: &Line<'_>| (&line.first.table, &line.first.role) == (&change.table, &change.role);
        if !lines.last().is_some_and(same) {
            of_role = lines.len();
        }
        match lines[of_role..].iter_mut().find(|line| line.takes(change)) {
            Some(line) => line.rest.push(change),
            None => lines.push(Line { first: change, rest: Vec::new() }),
        }
    }
    lines
}

/// `widens: anonymous may now SELECT todos: all rows`
impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = self.first;
        let role = match &one.role {
            Role::Public => "PUBLIC".to_owned(),
            Role::SignedIn => "whoever is signed in".to_owned(),
            Role::Named(name) => words::one_line(name),
        };
        let commands: Vec<String> = self.commands().iter().map(Command::to_string).collect();
        let (commands, table) = (commands.join(", "), words::one_line(&one.table.to_string()));
        write!(f, "{}: {role} may ", one.verdict)?;
        match (&one.before, &one.after) {
            (None, Some(after)) => write!(f, "now {commands} {table}: {after}")?,
            (Some(_), None) => write!(f, "no longer {commands} {table}")?,
            (None, None) => write!(f, "{commands} {table}: nothing, as before")?,
            (Some(before), Some(after)) => {
                let rows = match one.verdict {
                    Verdict::Same => " as before",
                    Verdict::Narrows => " less than before",
                    Verdict::Widens => " more than before",
                    Verdict::Changes => " something else than before",
                    Verdict::Unknown => ", and more or less than before",
                };
                write!(f, "{commands} {table}{rows}: {after}")?;
                if before != after {
                    write!(f, " (before: {before})")?;
                }
            }
        }
        match one.occasion {
            Occasion::Edited => Ok(()),
            Occasion::TableIsNew => f.write_str(" (the table is new)"),
            Occasion::TableIsGone => f.write_str(" (the table is gone)"),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Line { first: self, rest: Vec::new() }.fmt(f)
    }
}
