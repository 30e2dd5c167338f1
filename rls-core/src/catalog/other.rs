//! What is in a database that the model has no word for?

pub(crate) mod privilege;
pub(crate) mod table;
pub(crate) mod thing;
pub(crate) mod words;

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
    /// A table of a kind that the model does not know.
    Table,
    ForeignTable,
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
    /// Something that is in no schema, or that few have: a publication, an event trigger, a collation. Its name begins with what it is.
    Object,
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
            OtherKind::ForeignTable => "foreign table",
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
            OtherKind::Object => "object",
        })
    }
}

/// Where the SQL of an [`Other`] stands beside the model's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Before the model's tables, which may need it.
    Before,
    /// In place of what the model writes for its table: `CREATE TABLE` with its columns, constraints and indexes. The table is in the model
    /// all the same, since its policies and privileges are as any other's, and its row security, policies, grants and
    /// comments are still the model's to write.
    OfTable,
    /// In place of what the model writes for the constraint or the index of this name, which is in the model as far as its
    /// words go: a foreign key that is NOT VALID is one without.
    OfPart(String),
    /// After all that the model writes.
    After,
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
    /// Where its SQL stands.
    pub place: Place,
    /// What makes it, without `;`. Empty where only its name is known.
    pub sql: Vec<String>,
}
