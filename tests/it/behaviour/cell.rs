//! What came of one try?

use std::{collections::BTreeMap, fmt};

use postgres::error::{Error, SqlState};

/// What the statement itself said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Rows seen or touched; 0 where row security hides them all.
    Rows(u64),
    /// Denied because a privilege is missing.
    Privilege,
    /// Denied by a policy.
    Policy,
    /// Another error, by its SQLSTATE.
    Error(String),
}

impl Outcome {
    pub(super) fn of(error: &Error) -> Self {
        let error = error.as_db_error().unwrap_or_else(|| panic!("the connection failed: {error:?}"));
        // both denials have the same code
        match (error.code(), error.message()) {
            (&SqlState::INSUFFICIENT_PRIVILEGE, text) if text.contains("row-level security") => {
                Outcome::Policy
            }
            (&SqlState::INSUFFICIENT_PRIVILEGE, text) if text.starts_with("permission denied") => {
                Outcome::Privilege
            }
            (code, _) => Outcome::Error(code.code().to_owned()),
        }
    }
}

/// A row: its owner, and the rest.
pub(super) type Row = (Option<String>, String);
/// The rows of the table by key.
pub(super) type State = BTreeMap<i64, Row>;

/// One row that is not what it was: owner before and after, where there was or is a row, and NULL for no owner.
#[allow(clippy::option_option, reason = "no row is not a row without an owner")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    id: i64,
    pub(super) before: Option<Option<String>>,
    pub(super) after: Option<Option<String>>,
}

/// The outcome, and how the table differs afterwards from what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) outcome: Outcome,
    pub(super) changes: Vec<Change>,
}

/// From here on keys are the sequence's, which runs on from probe to probe.
pub(super) const NEW: i64 = 1000;

impl Cell {
    pub(super) fn new(outcome: Outcome, before: &State, after: &State) -> Self {
        let ids: std::collections::BTreeSet<&i64> = before.keys().chain(after.keys()).collect();
        let owner = |state: &State, id| state.get(id).map(|(owner, _)| owner.clone());
        let changes = ids.into_iter().filter(|id| before.get(id) != after.get(id)).map(|id| Change {
            id: (*id).min(NEW),
            before: owner(before, id),
            after: owner(after, id),
        });
        Cell { outcome, changes: changes.collect() }
    }
}

/// `2 ~1 -2 +bob 3>alice`: two rows; 1 is changed, 2 is gone, a row of Bob's is new, 3 is Alice's now.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.outcome {
            Outcome::Rows(count) => write!(f, "{count}")?,
            Outcome::Privilege => f.write_str("privilege")?,
            Outcome::Policy => f.write_str("policy")?,
            Outcome::Error(code) => f.write_str(code)?,
        }
        let name = |owner: &Option<String>| match owner.as_deref() {
            None => "null".to_owned(),
            Some("") => "''".to_owned(),
            Some(name) => name.to_owned(),
        };
        for Change { id, before, after } in &self.changes {
            match (before, after) {
                (None, None) => {}
                (None, Some(owner)) => write!(f, " +{}", name(owner))?,
                (Some(_), None) => write!(f, " -{id}")?,
                (Some(old), Some(new)) if old == new => write!(f, " ~{id}")?,
                (Some(_), Some(owner)) => write!(f, " {id}>{}", name(owner))?,
            }
        }
        Ok(())
    }
}
