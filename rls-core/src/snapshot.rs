//! What was accepted, in files that people review?
//!
//! Three texts: `schema.json`, which is read again, and `schema.sql` and `access.md`, which are for people and are written
//! only. `schema.json` is the document ([`crate::document`]) with two lines more, right after its format:
//!
//! - `hash` names the schema, as the headers of migrations do. It is given when the schema is accepted and kept from then
//!   on, so that a version of ours which renders a schema otherwise breaks no chain of migrations.
//! - `seal` is over all the rest, by what it says and not by how it is laid out: an edit by hand is found, while CRLF, a
//!   byte order mark, or a formatter of JSON is none.
//!
//! Two branches that changed the schema both changed these two lines, so git always stops there.

mod seal;
#[cfg(test)]
mod tests;

use std::fmt;

use serde_json::Value;

use crate::{
    access::access,
    document::{self, DocumentError},
    resolve::Resolved,
    schema::Schema,
    sql,
};

pub(crate) use seal::sha256;

/// The three texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// `schema.json`: the schema, to be read again.
    pub schema_json: String,
    /// `schema.sql`: the whole DDL.
    pub schema_sql: String,
    /// `access.md`: who may do what to which rows.
    pub access_md: String,
}

/// What `schema.json` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The schema that was accepted.
    pub resolved: Resolved,
    /// Its name in the headers of migrations.
    pub hash: String,
}

/// Why a text is no snapshot that can be gone by.
#[derive(Debug)]
pub enum SnapshotError {
    /// It holds a merge conflict, at this line (the first is 1).
    Conflict(usize),
    /// It is not what was written.
    Edited,
    /// It holds no hash or no seal, or what stands there is none.
    Unsealed,
    /// It is no schema document.
    Document(DocumentError),
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SnapshotError::Conflict(line) => {
                write!(f, "line {line} holds a merge conflict: two branches both changed the schema")
            }
            SnapshotError::Edited => f.write_str(
                "this is not what was accepted: its seal does not fit, so it was edited by hand, or merged line by line",
            ),
            SnapshotError::Unsealed => {
                f.write_str("this holds no hash and seal, so it is not what `cargo rls accept` wrote")
            }
            SnapshotError::Document(error) => error.fmt(f),
        }
    }
}

impl SnapshotError {
    /// How to go on.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            SnapshotError::Conflict(_) => Some(
                "take the files of rls/ from the branch whose migrations were deployed, or else from either: \
                 `git checkout --ours -- rls` or `git checkout --theirs -- rls`. Then `cargo rls check` says which files of the other \
                 branch to remove, and `cargo rls accept NAME` makes one migration of what is left: the models have both changes",
            ),
            SnapshotError::Edited => Some(
                "restore it from version control, `git checkout HEAD -- rls`; to change the schema, change the models and accept",
            ),
            SnapshotError::Unsealed => Some(
                "restore it from version control, `git checkout HEAD -- rls`; to begin anew, remove it, and accept",
            ),
            SnapshotError::Document(_) => None,
        }
    }
}

impl std::error::Error for SnapshotError {}

impl From<DocumentError> for SnapshotError {
    fn from(error: DocumentError) -> Self {
        match error {
            DocumentError::Conflict(line) => SnapshotError::Conflict(line),
            other => SnapshotError::Document(other),
        }
    }
}

/// The three texts of a schema whose name in the headers of migrations is this: [`hash`] of it where a migration leads to
/// it, and the hash of the snapshot before where none is needed.
pub fn files(resolved: &Resolved, hash: &str) -> Files {
    let unsealed = document::written(resolved, Some(hash), None);
    // what we wrote can be read
    let value = serde_json::from_str(&unsealed).unwrap_or_default();
    Files {
        schema_json: document::written(resolved, Some(hash), Some(&seal::of(&value))),
        schema_sql: sql::transaction(&sql::ddl(resolved)),
        access_md: access(resolved).markdown(),
    }
}

/// What a `schema.json` says.
///
/// # Errors
/// Says why the text cannot be gone by, and how to go on.
pub fn read(text: &str) -> Result<Snapshot, SnapshotError> {
    let mut value = document::parse(text)?;
    if let Some(format) = value.get("format").and_then(Value::as_u64)
        && format > u64::from(document::FORMAT)
    {
        return Err(DocumentError::Format(format).into());
    }
    let Value::Object(fields) = &mut value else { return Err(SnapshotError::Unsealed) };
    let is_hash = |value: &Value| value.as_str().is_some_and(seal::is_sha256);
    let Some(sealed) = fields.remove("seal").filter(is_hash) else { return Err(SnapshotError::Unsealed) };
    let Some(hash) = fields.get("hash").filter(|value| is_hash(value)).cloned() else {
        return Err(SnapshotError::Unsealed);
    };
    if sealed != seal::of(&value) {
        return Err(SnapshotError::Edited);
    }
    let hash = hash.as_str().unwrap_or_default().to_owned();
    Ok(Snapshot { resolved: document::schema(value)?, hash })
}

/// The line at which a text holds what git leaves of a merge that it could not do; the first is 1.
pub fn conflict(text: &str) -> Option<usize> {
    document::conflict(text)
}

/// The hash of a schema: 64 hexadecimal digits of SHA-256 over what the database would have.
///
/// That is the whole DDL, with the columns of each table and its constraints in order of their names. So it depends on
/// everything that a statement says, and not on the order of columns, nor on `renamed_from` and `backfill`, which say how to
/// get there, nor on the provider where no statement shows it. A schema that is empty has the same hash with every provider.
pub fn hash(resolved: &Resolved) -> String {
    let mut schema: Schema = resolved.schema.clone();
    for table in &mut schema.tables {
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
        table.constraints.sort_by(|a, b| a.name().cmp(b.name()));
    }
    sha256(&sql::ddl(&Resolved { provider: resolved.provider.clone(), schema }))
}
