//! Why does no transaction begin, or end?

use std::{error, fmt};

use super::{ending, refused::Refused};

/// What went wrong with a transaction; `E` is the driver's error.
#[derive(Debug)]
#[non_exhaustive]
pub enum Fault<E> {
    /// Nothing was sent for this caller.
    Refused(Refused),
    /// The server does not take the caller: the role is not there, or the one that logged in may not become it, or
    /// the extension refuses the claims.
    Caller {
        /// Whom the transaction was to run as.
        role: String,
        /// What mends it, most often.
        help: &'static str,
        /// What the server said.
        source: E,
    },
    /// Claims are to be signed, and the connection was not opened with a key of this session.
    NoKey,
    /// SQL inside had ended the transaction, or had left the caller's role. Nothing after that was committed here, but what was
    /// run after that ran as another role, and committed by itself where the transaction had been ended.
    Left,
    /// A statement had failed before, so there was nothing to commit.
    Failed,
    /// Anything else that the driver says.
    Driver(E),
}

impl<E> Fault<E> {
    /// Of an error of the statement that makes a transaction a caller's, with its SQLSTATE.
    pub(super) fn of_opening(role: &str, code: Option<&str>, source: E) -> Self {
        let help = match code {
            Some("22023") => "make the role: `cargo rls bootstrap` prints the SQL for those of a provider",
            Some("42501") => {
                "GRANT that role TO the one that logs in; where claims are signed, also GRANT USAGE ON SCHEMA auth"
            }
            Some("3F000" | "42883") => {
                "CREATE EXTENSION pg_session_jwt in this database, or take a plain session"
            }
            Some("23514" | "42804") => {
                "the extension refuses the claims: `exp` and `nbf` are whole numbers, and hold now"
            }
            _ => return Fault::Driver(source),
        };
        Fault::Caller { role: role.to_owned(), help, source }
    }

    /// Of an error of COMMIT and what is asked before it, with its SQLSTATE and its words.
    pub(super) fn of_commit(code: Option<&str>, message: &str, source: E) -> Self {
        match code {
            Some("25P02") => Fault::Failed,
            _ if message.contains(ending::ENDED) => Fault::Left,
            _ => Fault::Driver(source),
        }
    }
}

impl<E: fmt::Display> fmt::Display for Fault<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Refused(refused) => refused.fmt(f),
            Fault::Caller { role, help, source } => {
                write!(f, "no transaction as {role:?}: {source}\n  help: {help}")
            }
            Fault::NoKey => f.write_str(
                "the connection has no key of this session: signed sessions open connections of their own\n  \
                 help: docs/sessions.md shows how, for each driver",
            ),
            Fault::Left => f.write_str(
                "SQL inside the transaction has ended it, or has left the caller's role\n  \
                 help: leave COMMIT, ROLLBACK and SET ROLE to the session",
            ),
            Fault::Failed => f.write_str(
                "a statement of the transaction had failed, so nothing was committed\n  \
                 help: return its error, or run it in a savepoint",
            ),
            Fault::Driver(source) => source.fmt(f),
        }
    }
}

impl<E: error::Error + 'static> error::Error for Fault<E> {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Fault::Refused(refused) => Some(refused),
            Fault::Caller { source, .. } | Fault::Driver(source) => Some(source),
            _ => None,
        }
    }
}

impl<E> From<Refused> for Fault<E> {
    fn from(refused: Refused) -> Self {
        Fault::Refused(refused)
    }
}
