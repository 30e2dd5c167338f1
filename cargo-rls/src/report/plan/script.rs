//! The SQL, with what is dangerous about it: does it run as it stands?

use rls_core::migration;

use super::Review;

impl Review {
    /// A script for psql: what can be undone as one is in a transaction, the rest outside of it.
    pub(crate) fn script(&self) -> String {
        let Review { from, to, .. } = self;
        let heading = match (self.plan.is_empty(), self.changes.is_empty()) {
            (false, _) => format!("From {from} to {to}."),
            (true, true) => format!("Nothing: {from} and {to} are the same."),
            (true, false) => format!("Nothing for the database to do from {from} to {to}."),
        };
        migration::script(&heading, &self.plan)
    }
}
