//! How does a program begin transactions that run as a caller?

use std::sync::Arc;

use super::{
    how::{How, Isolation},
    keyring::Keyring,
    opening::Settings,
};

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
#[derive(Clone, Debug)]
pub struct Session {
    pub(super) identity: Identity,
    pub(super) how: How,
}

/// How the database is told who the caller is.
#[derive(Clone, Debug)]
pub(super) enum Identity {
    Plain(Settings),
    Signed(Arc<Keyring>),
}

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
