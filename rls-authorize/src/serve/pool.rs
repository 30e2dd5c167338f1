//! Over which connection does a request run, and as whom?

mod config;

use std::fmt;

pub use config::{Mode, PoolConfig};
use pg_rls::session::Caller;
use rls_live::LiveError;

use super::query::{Answer, Batch, Fault, Limits};

/// Connections on which callers' statements run.
#[derive(Clone, Debug)]
pub struct Pool {
    mode: Mode,
}

/// Why an endpoint does not start: what is wrong, and the command or the statement that mends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartError {
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do: a statement is written so that it can be run.
    pub help: Option<String>,
}

/// What the pool is at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Connections that are there.
    pub open: usize,
    /// Of them, those that nobody uses.
    pub idle: usize,
    /// Requests that run, or wait for a connection.
    pub requests: usize,
}

impl Pool {
    /// Connects once to each database, looks whether callers can be served there as they should, and keeps the connections.
    ///
    /// # Errors
    /// What is wrong with an address, with the role that logs in, or with a database.
    #[allow(clippy::unused_async, reason = "to come")]
    pub async fn open(config: PoolConfig) -> Result<Pool, StartError> {
        let mode = config.mode.unwrap_or(Mode::Plain);
        Ok(Pool { mode })
    }

    /// Runs the statements of a caller in one transaction, in one of the databases that are served.
    ///
    /// All of them or none: where it answers an error, nothing is left of any. A future that is dropped is cancelled on the
    /// server, too.
    ///
    /// # Errors
    /// Why there is no answer.
    #[allow(clippy::unused_async, reason = "to come")]
    pub async fn run(
        &self,
        _caller: &Caller,
        _database: &str,
        _batch: &Batch,
        _limits: &Limits,
    ) -> Result<Vec<Answer>, Fault> {
        Err(Fault::Unreachable("nothing is connected yet".to_owned()))
    }

    /// Whether a database answers: for `/health`.
    ///
    /// # Errors
    /// Why it does not.
    #[allow(clippy::unused_async, reason = "to come")]
    pub async fn ping(&self) -> Result<(), Fault> {
        Err(Fault::Unreachable("nothing is connected yet".to_owned()))
    }

    /// How the database knows who the caller is; where several are served, what all of them can.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// What it is at: for `/metrics`.
    pub fn status(&self) -> Status {
        Status::default()
    }

    /// Takes no more requests, and ends the connections once those that run are done.
    pub fn close(&self) {}
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for StartError {}

impl From<LiveError> for StartError {
    fn from(error: LiveError) -> Self {
        Self { message: error.message, help: error.help }
    }
}
