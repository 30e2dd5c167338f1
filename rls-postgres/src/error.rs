//! What can go wrong, and what to do about it?

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why there is no server. Each message says what to do.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// No binaries anywhere; every place that was looked at, with what was there.
    NotFound {
        /// One line for each place.
        looked: Vec<String>,
    },
    /// A folder that was named holds no server that runs.
    Unusable {
        /// The folder.
        dir: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// We are root, and the account that the server runs as cannot reach the binaries.
    Unreachable {
        /// The folder of the binaries.
        dir: PathBuf,
        /// The account.
        account: String,
    },
    /// We are root, and there is no account that the server could run as.
    NoAccount,
    /// `initdb` or `postgres` ended, or did not get ready in time.
    Start {
        /// `initdb` or `postgres`.
        program: &'static str,
        /// The end of what it wrote.
        log: String,
    },
    /// `RLS_TEST_DATABASE_URL` cannot be used.
    Given {
        /// What is wrong with it.
        why: String,
    },
    /// The system refused something.
    Io {
        /// What we were doing.
        what: String,
        /// What the system said.
        source: io::Error,
    },
    /// A throwaway server needs unix sockets and `/bin/sh`; `RLS_TEST_DATABASE_URL` works everywhere.
    Unsupported,
}

impl Error {
    /// For `map_err`: what we were doing when the system refused.
    #[cfg(unix)]
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound { looked } => {
                writeln!(f, "no PostgreSQL server binaries found (`postgres` and `initdb`). Looked at:")?;
                for place in looked {
                    writeln!(f, "  - {place}")?;
                }
                write!(
                    f,
                    "Run `./test`, which gets a server where there is none, or set RLS_PG_BIN to the folder of one"
                )
            }
            Self::Unusable { dir, why } => {
                write!(
                    f,
                    "no PostgreSQL server that runs in {}: {why}. Set RLS_PG_BIN to the folder that holds `postgres` and `initdb`",
                    dir.display()
                )
            }
            Self::Unreachable { dir, account } => write!(
                f,
                "as root the server runs as the account `{account}`, which cannot enter {}: open that folder and those above it \
                 (chmod o+x), set RLS_PG_BIN to binaries elsewhere, or do not run this as root",
                dir.display()
            ),
            Self::NoAccount => write!(
                f,
                "PostgreSQL does not run as root, and there is neither an account `postgres` nor `nobody` to run it as: \
                 make one (`useradd --system postgres`), or do not run this as root"
            ),
            Self::Start { program, log } => {
                write!(f, "{program} did not start; the end of what it wrote:\n{}", log.trim_end())
            }
            Self::Given { why } => write!(f, "RLS_TEST_DATABASE_URL cannot be used: {why}"),
            Self::Io { what, source } => write!(f, "{what}: {source}"),
            Self::Unsupported => write!(
                f,
                "a throwaway server needs unix sockets: set RLS_TEST_DATABASE_URL to a server where tests may make roles and databases"
            ),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
