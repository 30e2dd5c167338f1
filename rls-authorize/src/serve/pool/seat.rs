//! What is kept between two requests?
//!
//! A connection on which nothing is left of the last one. What cleans it is sent with the end of a request, and its answers are read
//! when the connection is wanted again: nobody waits for it twice.

use std::{sync::Arc, time::Duration};

use deadpool::managed::{self, Metrics, RecycleError, RecycleResult};
use pg_rls::session::key::{INIT, Key};
use rls_live::{Address, LiveError, dial::Dial};

use super::Mode;
use crate::serve::{
    query::Fault,
    wire::{Budget, Connection, Heard, Script, Transaction, connect},
};

/// How long a server may take over a goodbye or a cancel.
const GOODBYE: Duration = Duration::from_secs(5);

/// What DISCARD ALL does, but for DISCARD PLANS: with that the functions that policies call are planned anew for each request, which took
/// as long as half of a request does. A plan is nobody's: the server makes it again where role, search path or what it reads is another.
///
/// In two transactions: in what a caller has set for transactions to come the second would wait, since serializable, read only and
/// deferrable it has to, for whoever writes; and the first looks at nothing.
const TIDY: [&[&str]; 2] = [
    &["SET SESSION AUTHORIZATION DEFAULT", "RESET ALL"],
    &[
        "DEALLOCATE ALL",
        "CLOSE ALL",
        "UNLISTEN *",
        "SELECT pg_catalog.pg_advisory_unlock_all()",
        "DISCARD TEMP",
        "DISCARD SEQUENCES",
    ],
];

/// What is asked of a connection that was cleaned: nobody but who logged in, and no claims.
const CLEAN: &str = "SELECT current_user::pg_catalog.text OPERATOR(pg_catalog.=) session_user::pg_catalog.text \
    AND session_user::pg_catalog.text OPERATOR(pg_catalog.=) $1::pg_catalog.text \
    AND coalesce(pg_catalog.current_setting('request.jwt.claims', true), '') OPERATOR(pg_catalog.=) '' \
    AND coalesce(pg_catalog.current_setting('pg_session_jwt.jwt', true), '') OPERATOR(pg_catalog.=) ''";

/// Makes connections to one database, and looks at those that were used.
#[derive(Debug)]
pub(super) struct Manager {
    pub(super) address: Address,
    pub(super) dial: Arc<Dial>,
    pub(super) mode: Mode,
}

/// One connection.
#[derive(Debug)]
pub(super) struct Seat {
    pub(super) connection: Connection,
    /// In the extension's mode, what its claims are signed with.
    pub(super) key: Option<Key>,
    pub(super) state: State,
}

/// What a connection is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Nobody's.
    Clean,
    /// A request's; it may run, and whatever it did is there.
    Busy,
    /// All is sent that cleans it.
    Ending,
    /// It is no more, or not to be trusted.
    Broken,
}

impl Manager {
    async fn open(&self) -> Result<Seat, LiveError> {
        let (key, options) = match self.mode {
            Mode::Plain => (None, None),
            Mode::Extension => {
                let key = Key::generate().map_err(|refused| LiveError::new(refused.to_string()))?;
                let options = key.options();
                (Some(key), Some(options))
            }
        };
        let connection = connect(&self.address, &self.dial, options.as_deref()).await?;
        let mut seat = Seat { connection, key, state: State::Clean };
        if self.mode == Mode::Extension {
            let mut script = Script::default();
            let unsent = |fault: Fault| LiveError::new(fault.to_string());
            script.statement(INIT, &[], false).map_err(unsent)?;
            script.sync();
            seat.connection.send(script);
            match seat.connection.heard(&mut Budget::ours()).await {
                Ok(Heard { fault: None, transaction: Transaction::Idle, .. }) => {}
                Ok(Heard { fault: Some(fault), .. }) => {
                    return Err(LiveError::new(format!("auth.init() fails: {}", fault.message)));
                }
                _ => return Err(LiveError::new("auth.init() is not answered")),
            }
        }
        Ok(seat)
    }
}

impl Budget {
    /// For what we ask ourselves.
    pub(super) fn ours() -> Self {
        Self { rows: 1000, bytes: 1 << 20 }
    }
}

impl Seat {
    /// Has nothing left of a request: ends its transaction, then all that a session has.
    pub(super) fn finish(&mut self, end: &str, login: &str) -> Result<(), Fault> {
        let mut script = Script::default();
        script.statement(end, &[], true)?;
        script.sync();
        for transaction in TIDY {
            for sql in transaction {
                script.statement(sql, &[], false)?;
            }
            script.sync();
        }
        script.statement(CLEAN, &[Some(login)], true)?;
        script.sync();
        self.connection.send(script);
        self.state = State::Ending;
        Ok(())
    }

    /// Reads the answers to what cleans it.
    async fn cleaned(&mut self) -> Result<(), &'static str> {
        if self.state == State::Ending {
            let mut last = None;
            while self.connection.awaits() {
                let heard = self.connection.heard(&mut Budget::ours()).await;
                let Ok(Heard { fault: None, transaction: Transaction::Idle, answers, .. }) = heard else {
                    return Err("it could not be cleaned");
                };
                last = answers.into_iter().next();
            }
            let clean = last.and_then(|mut answer| answer.rows.pop()?.pop()?);
            if clean.as_deref() != Some("t") {
                return Err("something was left on it");
            }
            self.state = State::Clean;
        }
        match self.state {
            State::Clean if self.connection.is_quiet() => Ok(()),
            State::Clean => Err("the server has ended it"),
            _ => Err("it was not given back"),
        }
    }
}

impl managed::Manager for Manager {
    type Type = Seat;
    type Error = LiveError;

    async fn create(&self) -> Result<Seat, LiveError> {
        self.open().await
    }

    async fn recycle(&self, seat: &mut Seat, _: &Metrics) -> RecycleResult<LiveError> {
        seat.cleaned().await.map_err(|why| {
            tracing::debug!(why, "a connection is replaced");
            RecycleError::message(why)
        })
    }
}

/// A connection that a request has. Whatever becomes of the request, it goes back clean, or it goes.
pub(super) struct Lease(Option<managed::Object<Manager>>);

impl Lease {
    pub(super) fn new(seat: managed::Object<Manager>) -> Self {
        Self(Some(seat))
    }

    /// None only while it is dropped.
    pub(super) fn seat(&mut self) -> Option<&mut Seat> {
        self.0.as_deref_mut()
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(seat) = self.0.take() else { return };
        match seat.state {
            State::Clean | State::Ending => drop(seat),
            State::Broken => drop(managed::Object::take(seat)),
            // what runs is ended first, and its place is taken until then: the server never has more than was meant
            State::Busy => {
                let Ok(runtime) = tokio::runtime::Handle::try_current() else {
                    drop(managed::Object::take(seat));
                    return;
                };
                runtime.spawn(async move {
                    let mut seat = seat;
                    seat.connection.cancel(GOODBYE).await;
                    drop(managed::Object::take(seat));
                });
            }
        }
    }
}
