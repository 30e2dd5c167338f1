//! In which files is a plan written down, and do the files that are there still say what they said?
//!
//! A migration is sealed: its header holds the hash of the schema before and after and of its own text, so that one that
//! was edited, reordered or lost is found. A layout is a value.

use crate::plan::Plan;

/// A file, below the folder of migrations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path there, with `/` between its parts.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// What a migration is made of.
#[derive(Clone, Debug)]
pub struct Migration<'m> {
    /// Its name: small letters, digits and `_`.
    pub name: &'m str,
    /// The hash of the schema that it begins at ([`crate::snapshot::hash`]).
    pub before: &'m str,
    /// The hash of the schema that it ends at.
    pub after: &'m str,
    /// What it does.
    pub plan: &'m Plan,
}
