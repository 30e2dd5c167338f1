//! As whom does a transaction run?
//!
//! A policy asks Postgres who the caller is: the role, and the claims of their token. A [`Caller`] is both, and a [`Session`]
//! begins transactions that run as one: with sqlx by `session.begin(&pool, &caller)`, with tokio-postgres by
//! `session.begin_on(&mut client, &caller)`, with diesel by `session.transaction(&mut connection, &caller, |connection| …)`, each
//! behind the feature of that name. docs/sessions.md has a page of examples.
//!
//! Such a transaction is there only once role and claims are set, ends when it is committed, rolled back or
//! dropped, and leaves nothing on its connection: [`ending`] says how. What runs on the pool beside it runs as the role that logged in.
//!
//! Without a driver there are the parts: which SQL it is ([`opening`], [`ending`]), with which [`key`] claims are signed, and
//! what a login needs ([`check`]).

mod base64url;
mod caller;
pub mod check;
#[cfg(feature = "diesel")]
pub mod diesel;
pub mod ending;
mod fault;
mod how;
pub mod key;
#[cfg(any(feature = "sqlx", feature = "tokio-postgres", feature = "diesel"))]
mod keyring;
pub mod opening;
mod refused;
#[cfg(feature = "sqlx")]
pub mod sqlx;
#[cfg(feature = "tokio-postgres")]
pub mod tokio_postgres;

#[cfg(any(feature = "sqlx", feature = "tokio-postgres", feature = "diesel"))]
use std::sync::Arc;

pub use caller::{Caller, NotClaims};
pub use fault::Fault;
pub use how::Isolation;
pub use refused::Refused;

#[cfg(any(feature = "sqlx", feature = "tokio-postgres", feature = "diesel"))]
use self::{how::How, keyring::Keyring, opening::Settings};

/// How transactions of callers are begun. It is made once and cloned freely.
///
/// ```
/// use pg_rls::session::{Session, opening::Settings};
///
/// // the claims are a setting, request.jwt.claims: for SQL that the program wrote
/// let session = Session::plain();
/// // the settings of the provider `custom`
/// let own = Session::with(Settings::claims_in("app.claims").subject_in("app.user_id"));
/// // the claims are signed for the extension pg_session_jwt: for SQL that anybody wrote
/// let signed = Session::signed();
/// // of a transaction that only reads
/// let reading = session.read_only();
/// # let _ = (own, signed, reading);
/// ```
#[cfg(any(feature = "sqlx", feature = "tokio-postgres", feature = "diesel"))]
#[derive(Clone, Debug)]
pub struct Session {
    identity: Identity,
    how: How,
}

/// How the database is told who the caller is.
#[cfg(any(feature = "sqlx", feature = "tokio-postgres", feature = "diesel"))]
#[derive(Clone, Debug)]
enum Identity {
    Plain(Settings),
    Signed(Arc<Keyring>),
}

#[cfg(any(feature = "sqlx", feature = "tokio-postgres", feature = "diesel"))]
impl Session {
    /// For plain Postgres, with what `cargo rls bootstrap` gives it: the claims are the setting `request.jwt.claims`. SQL in the
    /// transaction could set it again, so none of it may be the caller's own.
    pub fn plain() -> Self {
        Self::with(Settings::default())
    }

    /// The same with other settings: those of the provider `custom`.
    pub fn with(settings: Settings) -> Self {
        Self { identity: Identity::Plain(settings), how: How::default() }
    }

    /// For the extension pg_session_jwt: the claims are signed with a key of the connection's own, so that no SQL can make others.
    /// Connections are opened by the session, or with what it says; one session is for one pool.
    pub fn signed() -> Self {
        Self { identity: Identity::Signed(Arc::default()), how: How::default() }
    }

    /// The same session, whose transactions are isolated so far.
    #[must_use]
    pub fn isolation(&self, isolation: Isolation) -> Self {
        let mut session = self.clone();
        session.how.isolation = Some(isolation);
        session
    }

    /// The same session, whose transactions only read.
    #[must_use]
    pub fn read_only(&self) -> Self {
        let mut session = self.clone();
        session.how.read_only = true;
        session
    }

    /// The same session, whose transactions wait until they can neither fail nor be in the way: for long ones that are
    /// serializable and only read.
    #[must_use]
    pub fn deferrable(&self) -> Self {
        let mut session = self.clone();
        session.how.deferrable = true;
        session
    }
}
