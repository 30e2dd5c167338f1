//! How does a program that uses tokio-postgres run a transaction as a caller?
//!
//! ```no_run
//! # async fn f(mut client: tokio_postgres::Client) -> Result<(), Box<dyn std::error::Error>> {
//! use pg_rls::session::{Caller, Session};
//!
//! let session = Session::plain();
//! let tx = session.begin_on(&mut client, &Caller::signed_in("alice")).await?;
//! let todos = tx.query("SELECT task FROM todos", &[]).await?;
//! tx.commit().await?;
//! # drop(todos); Ok(()) }
//! ```
//!
//! What a pool hands out, of deadpool or bb8, is a client too: `session.begin_on(&mut object, &caller)`.
//!
//! While the transaction is there the client cannot be used beside it, and afterwards the transaction cannot:
//!
//! ```compile_fail,E0502
//! # async fn f(session: pg_rls::session::Session, mut client: tokio_postgres::Client) -> Result<(), Box<dyn std::error::Error>> {
//! # use pg_rls::session::Caller;
//! let tx = session.begin_on(&mut client, &Caller::anonymous()).await?;
//! client.batch_execute("SELECT 1").await?;
//! tx.commit().await?;
//! # Ok(()) }
//! ```
//!
//! ```compile_fail,E0382
//! # async fn f(tx: pg_rls::session::tokio_postgres::Transaction<'_>) -> Result<(), Box<dyn std::error::Error>> {
//! tx.commit().await?;
//! tx.batch_execute("SELECT 1").await?;
//! # Ok(()) }
//! ```
//!
//! # Dropped without an end
//!
//! It is rolled back and tidied by what is sent at once; whatever the client sends next is done after that.

use std::{
    fmt,
    future::{Future, poll_fn},
    ops::Deref,
    pin::pin,
    task::{Context, Poll, Waker},
};

use ::tokio_postgres::{Client, Config, Error, SimpleQueryMessage, types::Type};

use super::{
    Caller, Session,
    begin::Identity,
    check::{self, Finding},
    ending,
    key::{INIT, SETTING},
    keyring::{Keyring, Known, WHOSE},
    opening::Opening,
};

/// What went wrong with a transaction.
pub type Fault = super::Fault<Error>;

impl Session {
    /// What one connection is opened with: where claims are signed, with a fresh key for that connection alone; otherwise with what
    /// is given. docs/sessions.md shows how a pool asks for each.
    ///
    /// # Errors
    ///
    /// Where there is no randomness to make a key of.
    pub fn config(&self, config: &Config) -> Result<Config, Fault> {
        let mut config = config.clone();
        if let Identity::Signed(ring) = &self.identity {
            let before = config.get_options().map(|options| format!("{options} ")).unwrap_or_default();
            let options = format!("{before}-c {SETTING}={}", ring.issue()?);
            config.options(options);
        }
        Ok(config)
    }

    /// A transaction as this caller, on a connection that is in none.
    ///
    /// # Errors
    ///
    /// Where the server refuses the caller, or the connection is gone.
    pub async fn begin_on<'a>(
        &self,
        client: &'a mut Client,
        caller: &Caller,
    ) -> Result<Transaction<'a>, Fault> {
        let opening = match &self.identity {
            Identity::Plain(settings) => Opening::plain(settings, caller)?,
            Identity::Signed(ring) => signed(ring, client, caller).await?,
        };
        let mut tx = Transaction { client, ended: false };
        let parameters: Vec<_> = opening
            .parameters()
            .iter()
            .map(|text| (text as &(dyn ::tokio_postgres::types::ToSql + Sync), Type::TEXT))
            .collect();
        let begin = self.how.begin();
        // both are on their way before the first is answered
        let (begun, opened) =
            both(tx.client.batch_execute(&begin), tx.client.query_typed(opening.sql(), &parameters)).await;
        match (begun, opened) {
            (Ok(()), Ok(_)) => Ok(tx),
            (Err(error), _) => {
                tx.take_back().await?;
                Err(Fault::Driver(error))
            }
            (_, Err(error)) => {
                tx.take_back().await?;
                let code = error.code().map(|code| code.code().to_owned());
                Err(Fault::of_opening(caller.role(), code.as_deref(), error))
            }
        }
    }

    /// What is in the way of running as these roles on this connection: nothing, in the best case.
    ///
    /// # Errors
    ///
    /// Where the database cannot be asked.
    pub async fn check_on(&self, client: &Client, roles: &[&str]) -> Result<Vec<Finding>, Fault> {
        let [roles, signed] = check::parameters(roles, matches!(self.identity, Identity::Signed(_)));
        let rows = client.query_typed(check::SQL, &[(&roles, Type::TEXT), (&signed, Type::TEXT)]).await?;
        rows.iter()
            .map(|row| Ok(Finding::read(row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?)))
            .collect()
    }
}

/// The caller's claims, signed with the key of this connection, which says whose it is.
async fn signed(ring: &Keyring, client: &Client, caller: &Caller) -> Result<Opening, Fault> {
    let messages = client.simple_query(WHOSE).await?;
    let row = messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    let (jwk, process) = match row {
        Some(row) => (row.try_get(0)?.unwrap_or_default(), row.try_get(1)?.unwrap_or_default()),
        None => return Err(Fault::NoKey),
    };
    match ring.known(Some(jwk), process) {
        Known::Old => {}
        Known::New => {
            if let Err(error) = client.batch_execute(INIT).await {
                let code = error.code().map(|code| code.code().to_owned());
                return Err(Fault::of_opening(caller.role(), code.as_deref(), error));
            }
            if !ring.bind(jwk, process) {
                return Err(Fault::NoKey);
            }
        }
        Known::Shared | Known::No => return Err(Fault::NoKey),
    }
    ring.opening(jwk, caller)?.ok_or(Fault::NoKey)
}

/// A transaction that runs as a caller, from role and claims being set to its end.
///
/// It is what its client is: `tx.query(…)`, `tx.execute(…)`, `tx.prepare(…)`.
#[must_use = "a transaction that is dropped is rolled back"]
pub struct Transaction<'a> {
    client: &'a mut Client,
    ended: bool,
}

impl Transaction<'_> {
    /// Commits it.
    ///
    /// # Errors
    ///
    /// Where something was in the way of that; nothing is committed then.
    pub async fn commit(mut self) -> Result<(), Fault> {
        let (committed, tidied) =
            both(self.client.batch_execute(ending::COMMIT), self.client.batch_execute(ending::TIDY)).await;
        match (committed, tidied) {
            (Ok(()), Ok(())) => {}
            (Ok(()), Err(_)) => self.terminate().await,
            (Err(error), _) => {
                let code = error.code().map(|code| code.code().to_owned());
                let message = error.as_db_error().map(|said| said.message().to_owned()).unwrap_or_default();
                return Err(Fault::of_commit(code.as_deref(), &message, error));
            }
        }
        self.ended = true;
        Ok(())
    }

    /// Takes back whatever it has done.
    ///
    /// # Errors
    ///
    /// Where the connection is gone; the server rolls back then.
    pub async fn rollback(mut self) -> Result<(), Fault> {
        self.take_back().await
    }

    async fn take_back(&mut self) -> Result<(), Fault> {
        let (rolled_back, tidied) =
            both(self.client.batch_execute("ROLLBACK"), self.client.batch_execute(ending::TIDY)).await;
        if tidied.is_err() {
            self.terminate().await;
        }
        self.ended = true;
        Ok(rolled_back?)
    }

    /// A connection that cannot be tidied is not to be used again. Its pool sees that it is closed.
    async fn terminate(&self) {
        self.client.batch_execute(ending::TERMINATE).await.ok();
    }
}

impl Deref for Transaction<'_> {
    type Target = Client;

    fn deref(&self) -> &Client {
        self.client
    }
}

impl fmt::Debug for Transaction<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction").finish_non_exhaustive()
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Fault::Driver(error)
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.ended {
            // a request is on its way once its future was polled, and is done whether somebody waits for it or not
            let mut context = Context::from_waker(Waker::noop());
            // it is to have the time that it needs
            _ = pin!(self.client.batch_execute("ROLLBACK; SET statement_timeout = 0")).poll(&mut context);
            // nobody sees whether it fails: the server is told what to do then
            for sql in ending::tidy_or_terminate() {
                _ = pin!(self.client.batch_execute(&sql)).poll(&mut context);
            }
        }
    }
}

/// Both, the first one sent before the second.
async fn both<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let (mut a, mut b) = (pin!(a), pin!(b));
    let (mut first, mut second) = (None, None);
    poll_fn(|context| {
        if first.is_none()
            && let Poll::Ready(output) = a.as_mut().poll(context)
        {
            first = Some(output);
        }
        if second.is_none()
            && let Poll::Ready(output) = b.as_mut().poll(context)
        {
            second = Some(output);
        }
        match (first.take(), second.take()) {
            (Some(first), Some(second)) => Poll::Ready((first, second)),
            (one, other) => {
                (first, second) = (one, other);
                Poll::Pending
            }
        }
    })
    .await
}
