//! What is asked of the database, and what does it answer?
//!
//! Between the protocol of the endpoint, which is JSON over HTTP, and the database, to which everything is text.

use std::time::Duration;

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Its SQL.
    pub text: String,
    /// Its parameters, as Postgres reads them; their types are Postgres's to find.
    pub parameters: Vec<Option<String>>,
}

/// Statements in one transaction.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Batch {
    /// In their order.
    pub queries: Vec<Query>,
    /// Without it, the database's own.
    pub isolation: Option<Isolation>,
    /// Whether it may write: without a word, the database's own default.
    pub read_only: Option<bool>,
    /// Whether it waits until it can be serializable.
    pub deferrable: Option<bool>,
}

/// How far transactions are kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Isolation {
    /// What Postgres takes as the next one.
    ReadUncommitted,
    /// Each statement sees what was committed before it.
    ReadCommitted,
    /// Each statement sees what was committed before the first.
    RepeatableRead,
    /// As if one ran after the other.
    Serializable,
}

/// What came of one statement.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Answer {
    /// The columns of its rows.
    pub fields: Vec<Field>,
    /// Its rows, as Postgres prints them.
    pub rows: Vec<Vec<Option<String>>>,
    /// What Postgres says it did: `INSERT 0 1`.
    pub tag: String,
}

/// A column of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What it is called.
    pub name: String,
    /// The table that it is of; 0 for none.
    pub table: u32,
    /// Its number there; 0 for none.
    pub column: i16,
    /// The oid of its type.
    pub type_oid: u32,
    /// Bytes of a value of it; negative for those that vary.
    pub type_size: i16,
    /// What its type was made with: the length of a varchar, say.
    pub type_modifier: i32,
}

/// How much one request may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of all its statements together, with waiting for a connection.
    pub time: Duration,
    /// Of all its answers together.
    pub rows: usize,
    /// Of all its answers together, as they come from the database.
    pub bytes: usize,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database said no.
    #[error("{}", .0.message)]
    Sql(Box<SqlFault>),
    /// The caller may not send this, in the mode that the endpoint is in.
    #[error("{0}")]
    Refused(String),
    /// It is no SQL that the endpoint can read, and so was not run: what Postgres calls a syntax error, or would.
    #[error("{message}")]
    Unreadable {
        /// What is wrong.
        message: String,
        /// The character of the statement, from 1.
        position: Option<usize>,
    },
    /// Every connection is taken, and as many wait as may.
    #[error("too many requests wait for a connection")]
    Busy,
    /// It took longer than it may.
    #[error("the request took longer than {0:?}")]
    TooLong(Duration),
    /// The answer is larger than it may be.
    #[error("response is too large (max is {0} bytes)")]
    TooLarge(usize),
    /// There are more rows than there may be.
    #[error("the response has more than {0} rows")]
    TooMany(usize),
    /// The database cannot be reached, or went away.
    #[error("{0}")]
    Unreachable(String),
}

/// What the database says of what it refuses: the fields of its error, as it sends them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SqlFault {
    /// Its SQLSTATE.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// ERROR, FATAL, …, in English.
    pub severity: String,
    /// More of it.
    pub detail: Option<String>,
    /// What may help.
    pub hint: Option<String>,
    /// The character of the statement, from 1.
    pub position: Option<String>,
    /// The character of the internal query.
    pub internal_position: Option<String>,
    /// A statement that Postgres made itself.
    pub internal_query: Option<String>,
    /// In which function and line.
    pub context: Option<String>,
    /// The schema that it is about.
    pub schema: Option<String>,
    /// The table.
    pub table: Option<String>,
    /// The column.
    pub column: Option<String>,
    /// The type.
    pub data_type: Option<String>,
    /// The constraint.
    pub constraint: Option<String>,
    /// Postgres's own source file.
    pub file: Option<String>,
    /// The line there.
    pub line: Option<String>,
    /// The function there.
    pub routine: Option<String>,
}
