//! The SQL, with what is dangerous about it: does it run as it stands?

use rls_core::{
    access::one_line,
    plan::{Part, Step},
};

use super::Review;

impl Review {
    /// A script for psql: what can be undone as one is in a transaction, the rest outside of it.
    pub(crate) fn script(&self) -> String {
        let parts = &self.plan.parts;
        if parts.is_empty() {
            return format!("-- {}\n", self.nothing());
        }
        let mut text = String::new();
        for hazard in &self.hazards {
            text.push_str(&format!("-- {}: {}\n", hazard.kind, one_line(&hazard.says)));
        }
        for (at, part) in parts.iter().enumerate() {
            if !text.is_empty() {
                text.push('\n');
            }
            if let several @ 2.. = parts.len() {
                text.push_str(&format!("-- part {} of {several}\n", at + 1));
            }
            text.push_str(&body(part));
        }
        text
    }

    /// What is to be said where no statement is needed.
    pub(super) fn nothing(&self) -> String {
        let (from, to) = (one_line(&self.from), one_line(&self.to));
        match self.changes.is_empty() {
            true => format!("nothing: {from} and {to} are the same"),
            false => format!("nothing for the database to do between {from} and {to}"),
        }
    }
}

/// A part that is no transaction is one statement, which Postgres does whole or not at all.
fn body(part: &Part) -> String {
    let statements: String = part.up.iter().map(statement).collect();
    if part.in_transaction() { format!("BEGIN;\n\n{statements}\nCOMMIT;\n") } else { statements }
}

fn statement(step: &Step) -> String {
    let note = step.note.as_ref().map(|note| format!("-- {}\n", one_line(note)));
    format!("{}{};\n", note.unwrap_or_default(), step.sql)
}
