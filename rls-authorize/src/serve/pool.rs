//! Over which connection does a request run, and as whom?
//!
//! | module | question it answers |
//! | --- | --- |
//! | `config` | what does a pool have to know? |
//! | `start` | can callers be served there as they should be? |
//! | `seat` | what is kept between two requests? |
//! | `run` | how does a request run? |
//! | `guard` | is it still the caller's transaction? |

mod config;
mod guard;
mod run;
mod seat;
mod start;

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

pub use config::{Mode, NotMode, PoolConfig};
use deadpool::{
    Runtime,
    managed::{self, PoolError, QueueMode},
};
use pg_rls::session::Caller;
use rls_live::LiveError;
pub use start::StartError;
use tokio::time::timeout;

use self::{
    run::Failed,
    seat::{Lease, Manager},
};
use super::{
    forbid,
    query::{Answer, Batch, Fault, Limits},
};

/// Connections on which callers' statements run.
#[derive(Clone, Debug)]
pub struct Pool(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    databases: BTreeMap<String, managed::Pool<Manager>>,
    config: PoolConfig,
    mode: Mode,
    /// Requests that run or wait.
    requests: AtomicUsize,
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

/// Longest that a connection may take over what cleans it.
const CLEANING: Duration = Duration::from_secs(10);

impl Pool {
    /// Connects once to each database, looks whether callers can be served there as they should, and keeps the connections.
    ///
    /// # Errors
    /// What is wrong with an address, with the role that logs in, or with a database.
    pub async fn open(config: PoolConfig) -> Result<Pool, StartError> {
        let mut databases = BTreeMap::new();
        let mut names = config.databases.clone();
        names.insert(config.address.database().to_owned());
        let mut modes = Vec::new();
        for name in names {
            let address = config.address.with_database(&name);
            let dial = Arc::new(address.dial()?);
            let mode = start::look(&address, &dial, &config).await?;
            modes.push((name.clone(), mode));
            let builder = managed::Pool::builder(Manager { address, dial, mode })
                .max_size(config.connections.max(1))
                .queue_mode(QueueMode::Lifo)
                .runtime(Runtime::Tokio1)
                .recycle_timeout(Some(CLEANING));
            let pool = builder.build().map_err(|error| StartError::new(error.to_string()))?;
            // the first connection is made now, so that what is wrong with it is said now
            drop(pool.get().await.map_err(|error| match error {
                PoolError::Backend(error) => StartError::from(error),
                other => StartError::new(other.to_string()),
            })?);
            databases.insert(name, pool);
        }
        let mode = start::same(&modes)?;
        Ok(Pool(Arc::new(Inner { databases, config, mode, requests: AtomicUsize::new(0) })))
    }

    /// Runs the statements of a caller in one transaction, in one of the databases that are served.
    ///
    /// All of them or none: where it answers an error, nothing is left of any. A future that is dropped is cancelled on the
    /// server, too.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn run(
        &self,
        caller: &Caller,
        database: &str,
        batch: &Batch,
        limits: &Limits,
    ) -> Result<Vec<Answer>, Fault> {
        let Inner { databases, config, .. } = &*self.0;
        let Some(pool) = databases.get(database) else {
            let known: Vec<&str> = databases.keys().map(String::as_str).collect();
            return Err(Fault::Refused(format!(
                "the database {database:?} is not served here: it is {}",
                known.join(" or ")
            )));
        };
        if !config.roles.contains(caller.role()) {
            let known: Vec<&str> = config.roles.iter().map(String::as_str).collect();
            return Err(Fault::Refused(format!(
                "the role {:?} is not served here: it is {}",
                caller.role(),
                known.join(" or ")
            )));
        }
        for query in &batch.queries {
            forbid::statement(&query.text)?;
        }
        if batch.queries.is_empty() {
            return Ok(Vec::new());
        }
        let _one = self.enter()?;
        timeout(limits.time, self.attempt(pool, caller, batch, limits))
            .await
            .unwrap_or(Err(Fault::TooLong(limits.time)))
    }

    /// On another connection, where one turns out to be gone before anything came of the request: all of them may be.
    async fn attempt(
        &self,
        pool: &managed::Pool<Manager>,
        caller: &Caller,
        batch: &Batch,
        limits: &Limits,
    ) -> Result<Vec<Answer>, Fault> {
        let login = self.0.config.address.user();
        let mut again = self.0.config.connections.max(1);
        loop {
            let lease = Lease::new(pool.get().await.map_err(unseated)?);
            match run::run(lease, pool.manager().mode, login, caller, batch, limits).await {
                Ok(answers) => return Ok(answers),
                Err(Failed::Unbegun(_)) if again > 0 => again -= 1,
                Err(Failed::With(fault) | Failed::Unbegun(fault)) => return Err(fault),
            }
        }
    }

    /// One more request, if there is room for one.
    fn enter(&self) -> Result<Entered<'_>, Fault> {
        let requests = &self.0.requests;
        let room = self.0.config.connections.max(1).saturating_add(self.0.config.queue);
        let entered = Entered(requests);
        if requests.fetch_add(1, Ordering::AcqRel) >= room { Err(Fault::Busy) } else { Ok(entered) }
    }

    /// Whether the databases answer: for `/health`.
    ///
    /// # Errors
    /// Why one does not.
    pub async fn ping(&self) -> Result<(), Fault> {
        for pool in self.0.databases.values() {
            let mut again = self.0.config.connections.max(1);
            loop {
                let lease = Lease::new(pool.get().await.map_err(unseated)?);
                match run::ping(lease, self.0.config.address.user()).await {
                    Ok(()) => break,
                    Err(_) if again > 0 => again -= 1,
                    Err(fault) => return Err(fault),
                }
            }
        }
        Ok(())
    }

    /// How the database knows who the caller is.
    pub fn mode(&self) -> Mode {
        self.0.mode
    }

    /// What it is at: for `/metrics`.
    pub fn status(&self) -> Status {
        let mut status = Status { requests: self.0.requests.load(Ordering::Acquire), ..Status::default() };
        for pool in self.0.databases.values() {
            let one = pool.status();
            status.open += one.size;
            status.idle += one.available;
        }
        status
    }

    /// Ready once no connection is used: what ran has ended, or was cancelled.
    pub async fn unused(&self) {
        while self.status().open > self.status().idle {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Takes no more requests; those that run are not disturbed.
    pub fn close(&self) {
        self.0.databases.values().for_each(managed::Pool::close);
    }
}

/// Why there is no connection.
fn unseated(error: PoolError<LiveError>) -> Fault {
    Fault::Unreachable(match error {
        PoolError::Backend(error) => error.message,
        PoolError::Closed => "the endpoint is stopping".to_owned(),
        other => other.to_string(),
    })
}

/// A request that is counted until it is over.
struct Entered<'a>(&'a AtomicUsize);

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}
