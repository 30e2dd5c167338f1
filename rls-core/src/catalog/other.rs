//! What is in a database that the model has no word for?

use std::fmt;

use crate::ident::QName;

/// What kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is the thing of its name")]
pub enum OtherKind {
    Extension,
    Schema,
    Role,
    Type,
    Sequence,
    Function,
    /// A table of a kind that the model does not know, with all that hangs on it.
    Table,
    View,
    Column,
    Constraint,
    Index,
    Policy,
    Trigger,
    Rule,
    Grant,
    DefaultPrivileges,
    Comment,
    /// A setting of a table: its storage, its owner, its replica identity.
    Setting,
}

impl fmt::Display for OtherKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            OtherKind::Extension => "extension",
            OtherKind::Schema => "schema",
            OtherKind::Role => "role",
            OtherKind::Type => "type",
            OtherKind::Sequence => "sequence",
            OtherKind::Function => "function",
            OtherKind::Table => "table",
            OtherKind::View => "view",
            OtherKind::Column => "column",
            OtherKind::Constraint => "constraint",
            OtherKind::Index => "index",
            OtherKind::Policy => "policy",
            OtherKind::Trigger => "trigger",
            OtherKind::Rule => "rule",
            OtherKind::Grant => "grant",
            OtherKind::DefaultPrivileges => "default privileges",
            OtherKind::Comment => "comment",
            OtherKind::Setting => "setting",
        })
    }
}

/// A thing, or a part of one, that the model has no word for: carried as it is, and reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// What it is.
    pub kind: OtherKind,
    /// Its name, as people say it: `public.active_todos`, `todos.task`.
    pub name: String,
    /// The table that it hangs on.
    pub table: Option<QName>,
    /// Why the model cannot say it, in one sentence.
    pub why: String,
    /// What makes it, without `;`. A table's own are run in place of the model's, everything else beside them.
    pub sql: Vec<String>,
}
