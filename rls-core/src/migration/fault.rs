//! What is wrong with the folder, and how does one go on?

use std::fmt;

/// What kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// A file is not what was written.
    Edited,
    /// A file holds a merge conflict.
    Conflict,
    /// A file of a part, or a part of a migration, is not there.
    MissingPart,
    /// A migration is not there.
    Missing,
    /// Migrations run in another order than they were made for.
    Reordered,
    /// Two migrations begin at the same schema: two branches.
    Fork,
    /// The last migration does not end at the schema of the snapshot.
    End,
}

/// What is wrong, and how to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Of which kind.
    pub kind: FaultKind,
    /// The files, below the folder of migrations.
    pub paths: Vec<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  help: {}", self.message, self.help)
    }
}

/// Paths for a sentence.
pub(super) fn all(paths: &[String]) -> String {
    let quoted: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
    quoted.join(", ")
}
