//! The SQL, with what is dangerous about it: does it run as it stands?

use rls_core::{access::one_line, migration};

use super::{Beside, Review};

impl Review {
    /// A script for psql: what can be undone as one is in a transaction, the rest outside of it.
    pub(crate) fn script(&self) -> String {
        let Review { from, to, .. } = self;
        let heading = match (self.plan.is_empty(), self.changes.is_empty()) {
            (false, _) => format!("From {from} to {to}."),
            (true, true) => format!("Nothing: {from} and {to} are the same."),
            (true, false) => format!("Nothing for the database to do from {from} to {to}."),
        };
        migration::script(&heading, &self.plan) + &self.beside.comments()
    }
}

impl Beside {
    /// As comments, a line each.
    fn comments(&self) -> String {
        let mut text = String::new();
        let of = [
            ("Left alone, since the model has no word for it:", &self.left),
            ("Not ours, and left alone:", &self.apart),
        ];
        for (heading, lines) in of.into_iter().filter(|(_, lines)| !lines.is_empty()) {
            text.push_str(&format!("\n-- {heading}\n"));
            lines.iter().for_each(|line| text.push_str(&format!("--   {}\n", one_line(line))));
        }
        text
    }
}
