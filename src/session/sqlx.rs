//! How does a program that uses sqlx run a transaction as a caller?
//!
//! ```no_run
//! # async fn f(pool: sqlx::PgPool) -> Result<(), Box<dyn std::error::Error>> {
//! use pg_rls::session::{Caller, Session};
//!
//! let session = Session::plain();
//! let mut tx = session.begin(&pool, &Caller::signed_in("alice")).await?;
//! let todos = sqlx::query("SELECT task FROM todos").fetch_all(&mut *tx).await?;
//! tx.commit().await?;
//! # drop(todos); Ok(()) }
//! ```
//!
//! A transaction that has ended is gone:
//!
//! ```compile_fail,E0382
//! # async fn f(mut tx: pg_rls::session::sqlx::Transaction) -> Result<(), Box<dyn std::error::Error>> {
//! tx.commit().await?;
//! sqlx::query("SELECT 1").execute(&mut *tx).await?;
//! # Ok(()) }
//! ```
//!
//! and nothing is one without a session:
//!
//! ```compile_fail,E0308
//! # async fn f(pool: sqlx::PgPool) -> Result<(), Box<dyn std::error::Error>> {
//! let tx: pg_rls::session::sqlx::Transaction = pool.begin().await?;
//! # Ok(()) }
//! ```
//!
//! A transaction within, by [`sqlx::Connection::begin`], is a savepoint, as always.
//!
//! # Dropped without an end
//!
//! It is rolled back and tidied by a task of tokio's, and its connection is back in the pool after that. Where another runtime drives
//! sqlx, it is rolled back by sqlx and tidied when the next transaction of a session begins on that connection.

use std::{
    fmt,
    future::poll_fn,
    ops::{Deref, DerefMut},
};

use ::sqlx::{
    AssertSqlSafe, Error, PgConnection, PgPool, Postgres, Row,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::{
    Caller, Session,
    begin::Identity,
    check::{self, Finding},
    ending,
    key::{INIT, SETTING},
    keyring::{Keyring, Known, WHOSE},
    opening::Opening,
};

type Inner = ::sqlx::Transaction<'static, Postgres>;

/// What went wrong with a transaction.
pub type Fault = super::Fault<Error>;

/// A pool may hand out a connection with another one's key where several are opened at once; as often another is taken.
const TRIES: usize = 32;

impl Session {
    /// A pool for this session. In plain mode any pool will do; where claims are signed it has to be this one, and the session
    /// is for this pool alone.
    ///
    /// # Errors
    ///
    /// Where no connection can be opened, or the session has a pool already.
    pub async fn connect(&self, pool: PgPoolOptions, options: PgConnectOptions) -> Result<PgPool, Fault> {
        let Identity::Signed(ring) = &self.identity else {
            return Ok(pool.connect_with(options).await?);
        };
        if ring.options.set(options.clone()).is_err() {
            return Err(Fault::Driver(Error::Configuration(
                "a signed session is for one pool: make another session for another pool".into(),
            )));
        }
        Ok(pool.connect_with(options.options([(SETTING, ring.issue()?)])).await?)
    }

    /// A transaction as this caller, on a connection of the pool.
    ///
    /// # Errors
    ///
    /// Where there is no connection, or the server refuses the caller.
    pub async fn begin(&self, pool: &PgPool, caller: &Caller) -> Result<Transaction, Fault> {
        let begin = self.how.begin();
        let (mut tx, opening) = match &self.identity {
            Identity::Plain(settings) => {
                let opening = Opening::plain(settings, caller)?;
                (Transaction::begin(pool, &begin).await?, opening)
            }
            Identity::Signed(ring) => signed(ring, pool, caller, &begin).await?,
        };
        let mut query = ::sqlx::query(opening.sql());
        for parameter in opening.parameters() {
            query = query.bind(parameter);
        }
        let Err(error) = query.execute(&mut *tx).await else { return Ok(tx) };
        let code = code(&error);
        // 26000: somebody has had the driver's own statements forgotten
        if code.as_deref() == Some("26000") || tx.end(ending::ROLLBACK_INSIDE, 1).await.is_err() {
            tx.terminate().await;
        }
        Err(Fault::of_opening(caller.role(), code.as_deref(), error))
    }

    /// What is in the way of running as these roles on this pool: nothing, in the best case.
    ///
    /// # Errors
    ///
    /// Where the database cannot be asked.
    pub async fn check(&self, pool: &PgPool, roles: &[&str]) -> Result<Vec<Finding>, Fault> {
        let [roles, signed] = check::parameters(roles, matches!(self.identity, Identity::Signed(_)));
        let rows =
            ::sqlx::query(check::SQL).persistent(false).bind(roles).bind(signed).fetch_all(pool).await?;
        let read = |row: ::sqlx::postgres::PgRow| {
            Ok(Finding::read(row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?))
        };
        rows.into_iter().map(read).collect()
    }
}

/// A transaction on a connection whose key is here, and the caller's claims signed with it.
///
/// The options that a pool connects with are the pool's, and a key is to be a connection's. So a fresh key is put into the options
/// whenever the pool may be about to open a connection, and when it has opened one; which key a connection got is not guessed
/// but read from it. Two that were opened at the same moment may have got the same: the second is ended, and the
/// next one is taken.
async fn signed(
    ring: &Keyring,
    pool: &PgPool,
    caller: &Caller,
    begin: &str,
) -> Result<(Transaction, Opening), Fault> {
    let options = ring.options.get().ok_or(Fault::NoKey)?;
    let fresh = || {
        pool.set_connect_options(options.clone().options([(SETTING, ring.issue()?)]));
        Ok::<_, Fault>(())
    };
    for _ in 0..TRIES {
        if pool.num_idle() == 0 && pool.size() < pool.options().get_max_connections() {
            fresh()?;
        }
        let mut tx = Transaction::begin(pool, begin).await?;
        // by no statement of the driver's, which SQL may have had forgotten
        let row = ::sqlx::raw_sql(WHOSE).fetch_one(&mut *tx).await?;
        let (jwk, process): (Option<String>, String) = (row.try_get(0)?, row.try_get(1)?);
        let jwk = jwk.unwrap_or_default();
        let ours = match ring.known(Some(&jwk), &process) {
            Known::Old => true,
            Known::New => {
                // before anybody's SQL, and committed by itself: the extension takes the key, and keeps it
                let init = AssertSqlSafe(format!("{INIT}; COMMIT; {begin}"));
                if let Err(error) = ::sqlx::raw_sql(init).execute(&mut *tx).await {
                    tx.terminate().await;
                    return Err(Fault::of_opening(caller.role(), code(&error).as_deref(), error));
                }
                fresh()?;
                ring.bind(&jwk, &process)
            }
            Known::Shared | Known::No => false,
        };
        if ours && let Some(opening) = ring.opening(&jwk, caller)? {
            return Ok((tx, opening));
        }
        fresh()?;
        tx.terminate().await;
    }
    Err(Fault::NoKey)
}

fn code(error: &Error) -> Option<String> {
    error.as_database_error()?.code().map(std::borrow::Cow::into_owned)
}

/// A transaction that runs as a caller, from role and claims being set to its end.
///
/// `&mut *tx` is what queries are executed on.
#[must_use = "a transaction that is dropped is rolled back"]
pub struct Transaction {
    /// There until it ends.
    inner: Option<Inner>,
}

impl Transaction {
    async fn begin(pool: &PgPool, begin: &str) -> Result<Self, Fault> {
        // without tokio nobody has tidied up after one that was dropped
        let untidy = tokio::runtime::Handle::try_current().is_err();
        let tidy = if untidy { ending::TIDY_FIRST } else { "" };
        let inner = pool.begin_with(AssertSqlSafe(format!("{tidy}{begin}"))).await?;
        Ok(Self { inner: Some(inner) })
    }

    /// Commits it.
    ///
    /// # Errors
    ///
    /// Where something was in the way of that; nothing is committed then.
    pub async fn commit(mut self) -> Result<(), Fault> {
        self.end(ending::COMMIT_INSIDE, 2).await
    }

    /// Takes back whatever it has done.
    ///
    /// # Errors
    ///
    /// Where the connection is gone; the server rolls back then.
    pub async fn rollback(mut self) -> Result<(), Fault> {
        self.end(ending::ROLLBACK_INSIDE, 1).await
    }

    /// Ends it, with a text that has an empty transaction open at its end: sqlx counts transactions, and so has one to roll back
    /// when it takes the connection back. `until` of its statements are the end itself, the others tidy up.
    async fn end(&mut self, sql: &'static str, until: usize) -> Result<(), Fault> {
        let (done, error) = run(self, sql).await;
        let Some(error) = error else {
            self.inner = None;
            return Ok(());
        };
        if done >= until {
            self.terminate().await;
            return Ok(());
        }
        match run(self, ending::ROLLBACK_INSIDE).await {
            (_, None) => self.inner = None,
            (_, Some(_)) => self.terminate().await,
        }
        let message = error.as_database_error().map(|said| said.message().to_owned()).unwrap_or_default();
        Err(Fault::of_commit(code(&error).as_deref(), &message, error))
    }

    /// A connection that cannot be tidied, or has no key, is not to be used again. The pool sees that it is closed.
    async fn terminate(&mut self) {
        if self.inner.is_some() {
            _ = run(self, ending::TERMINATE).await;
            self.inner = None;
        }
    }
}

/// How many statements were done, and why not all of them.
async fn run(connection: &mut PgConnection, sql: &'static str) -> (usize, Option<Error>) {
    let mut results = ::sqlx::raw_sql(sql).fetch_many(connection);
    let mut done = 0;
    while let Some(result) = poll_fn(|context| results.as_mut().poll_next(context)).await {
        match result {
            Ok(result) => done += usize::from(result.is_left()),
            Err(error) => return (done, Some(error)),
        }
    }
    (done, None)
}

const ENDED: &str = "a transaction that has ended was consumed";

impl Deref for Transaction {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        match &self.inner {
            Some(inner) => inner,
            None => unreachable!("{ENDED}"),
        }
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut PgConnection {
        match &mut self.inner {
            Some(inner) => inner,
            None => unreachable!("{ENDED}"),
        }
    }
}

impl AsMut<PgConnection> for Transaction {
    fn as_mut(&mut self) -> &mut PgConnection {
        self
    }
}

impl fmt::Debug for Transaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction").finish_non_exhaustive()
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Fault::Driver(error)
    }
}

/// For functions that give sqlx's errors.
impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Driver(error) => error,
            fault => Error::Configuration(Box::new(fault)),
        }
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        let Some(inner) = self.inner.take() else { return };
        if let Ok(tokio) = tokio::runtime::Handle::try_current() {
            tokio.spawn(async move {
                let mut tx = Transaction { inner: Some(inner) };
                if tx.end(ending::ROLLBACK_INSIDE, 1).await.is_err() {
                    tx.terminate().await;
                }
            });
        }
    }
}
