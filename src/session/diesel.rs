//! How does a program that uses diesel run a transaction as a caller?
//!
//! ```no_run
//! # fn f<C>(connection: &mut C) -> Result<(), Box<dyn std::error::Error>>
//! # where C: diesel::Connection<Backend = diesel::pg::Pg, TransactionManager = diesel::connection::AnsiTransactionManager>
//! #     + diesel::connection::LoadConnection {
//! use diesel::RunQueryDsl;
//! use pg_rls::session::{Caller, Session};
//!
//! let session = Session::plain();
//! session.transaction(connection, &Caller::signed_in("alice"), |connection| {
//!     diesel::sql_query("DELETE FROM todos WHERE done").execute(connection)
//! })?;
//! # Ok(()) }
//! ```
//!
//! The connection is a `PgConnection`; of what a pool hands out it is `&mut *pooled`. The closure's error, or a panic in it, rolls
//! back. What the closure has it cannot keep:
//!
//! ```compile_fail,E0521
//! # fn f<C>(connection: &mut C) -> Result<(), Box<dyn std::error::Error>>
//! # where C: diesel::Connection<Backend = diesel::pg::Pg, TransactionManager = diesel::connection::AnsiTransactionManager>
//! #     + diesel::connection::LoadConnection {
//! # use pg_rls::session::{Caller, Session};
//! let mut kept = None;
//! Session::plain().transaction(connection, &Caller::anonymous(), |connection| {
//!     kept = Some(connection);
//!     Ok::<_, diesel::result::Error>(())
//! })?;
//! # drop(kept); Ok(()) }
//! ```
//!
//! A transaction within, by `connection.transaction(…)`, is a savepoint, as always.

use ::diesel::{
    Connection, RunQueryDsl,
    connection::{AnsiTransactionManager, LoadConnection, TransactionManager},
    dsl::sql,
    pg::Pg,
    result::Error,
    sql_query,
    sql_types::{Nullable, Text},
};

use super::{
    Caller, Session,
    begin::Identity,
    check::{self, Finding},
    ending,
    key::{INIT, SETTING},
    keyring::{JWK, Keyring, Known, PROCESS},
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
    pub fn url(&self, url: &str) -> Result<String, Fault> {
        match &self.identity {
            Identity::Plain(_) => Ok(url.to_owned()),
            Identity::Signed(ring) => Ok(with_options(url, &format!("-c {SETTING}={}", ring.issue()?))),
        }
    }

    /// Runs a transaction as this caller, on a connection that is in none: it is committed where the closure gives `Ok`, and rolled
    /// back otherwise.
    ///
    /// # Errors
    ///
    /// The closure's; and where the server refuses the caller, or something is in the way of the commit.
    pub fn transaction<C, T, E>(
        &self,
        connection: &mut C,
        caller: &Caller,
        closure: impl FnOnce(&mut C) -> Result<T, E>,
    ) -> Result<T, E>
    where
        C: Connection<Backend = Pg, TransactionManager = AnsiTransactionManager> + LoadConnection,
        E: From<Fault>,
    {
        let opening = match &self.identity {
            Identity::Plain(settings) => Opening::plain(settings, caller).map_err(Fault::Refused)?,
            Identity::Signed(ring) => signed(ring, connection, caller)?,
        };
        AnsiTransactionManager::begin_transaction_sql(connection, &self.how.begin())
            .map_err(Fault::Driver)?;
        let mut open = Open { connection, ended: false };
        let mut query = sql_query(opening.sql()).into_boxed::<Pg>();
        for parameter in opening.parameters() {
            query = query.bind::<Text, _>(parameter);
        }
        if let Err(error) = query.execute(open.connection) {
            open.take_back();
            return Err(refused(caller, error).into());
        }
        match closure(open.connection) {
            Ok(value) => open.commit().map(|()| value).map_err(E::from),
            Err(error) => {
                open.take_back();
                Err(error)
            }
        }
    }

    /// What is in the way of running as these roles on this connection: nothing, in the best case.
    ///
    /// # Errors
    ///
    /// Where the database cannot be asked.
    pub fn check_with<C>(&self, connection: &mut C, roles: &[&str]) -> Result<Vec<Finding>, Fault>
    where
        C: Connection<Backend = Pg> + LoadConnection,
    {
        let [roles, signed] = check::parameters(roles, matches!(self.identity, Identity::Signed(_)));
        let rows = sql_query(check::SQL).bind::<Text, _>(roles).bind::<Text, _>(signed);
        let rows: Vec<Row> = rows.load(connection)?;
        Ok(rows.iter().map(|row| Finding::read(&row.0[0], &row.0[1], &row.0[2], &row.0[3])).collect())
    }
}

/// The caller's claims, signed with the key of this connection, which says whose it is.
fn signed<C>(ring: &Keyring, connection: &mut C, caller: &Caller) -> Result<Opening, Fault>
where
    C: Connection<Backend = Pg> + LoadConnection,
{
    let (jwk, process): (Option<String>, String) =
        ::diesel::select((sql::<Nullable<Text>>(JWK), sql::<Text>(PROCESS))).get_result(connection)?;
    let jwk = jwk.unwrap_or_default();
    match ring.known(Some(&jwk), &process) {
        Known::Old => {}
        Known::New => {
            connection.batch_execute(INIT).map_err(|error| refused(caller, error))?;
            if !ring.bind(&jwk, &process) {
                return Err(Fault::NoKey);
            }
        }
        Known::Shared | Known::No => return Err(Fault::NoKey),
    }
    ring.opening(&jwk, caller)?.ok_or(Fault::NoKey)
}

/// diesel tells no SQLSTATE, so it is read from the words, where the server speaks English.
fn refused(caller: &Caller, error: Error) -> Fault {
    let code = match &error {
        Error::DatabaseError(_, said) => match said.message() {
            message if message.starts_with("permission denied") => Some("42501"),
            message if message.starts_with("role ") => Some("22023"),
            message if message.contains("auth.jwt_session_init") || message.contains("auth.init") => {
                Some("42883")
            }
            _ => None,
        },
        _ => None,
    };
    Fault::of_opening(caller.role(), code, error)
}

/// A transaction that is the caller's.
struct Open<'a, C: Connection<Backend = Pg, TransactionManager = AnsiTransactionManager>> {
    connection: &'a mut C,
    ended: bool,
}

impl<C: Connection<Backend = Pg, TransactionManager = AnsiTransactionManager>> Open<'_, C> {
    fn commit(mut self) -> Result<(), Fault> {
        if let Err(error) = self.connection.batch_execute(ending::COMMIT_AND_BEGIN) {
            let message = match &error {
                Error::DatabaseError(_, said) => said.message().to_owned(),
                _ => String::new(),
            };
            let code = message.starts_with("current transaction is aborted").then_some("25P02");
            return Err(Fault::of_commit(code, &message, error));
        }
        self.ended = true;
        // in a transaction of its own, for diesel, which counts them, has one to end
        let tidied = self.connection.batch_execute(ending::TIDY);
        if tidied.and_then(|()| AnsiTransactionManager::commit_transaction(self.connection)).is_err() {
            self.terminate();
        }
        Ok(())
    }

    fn take_back(&mut self) {
        self.ended = true;
        let rolled_back = AnsiTransactionManager::rollback_transaction(self.connection);
        if rolled_back.and_then(|()| self.connection.batch_execute(ending::TIDY)).is_err() {
            self.terminate();
        }
    }

    /// A connection that cannot be tidied is not to be used again. Its pool sees that it is closed.
    fn terminate(&mut self) {
        self.connection.batch_execute(ending::TERMINATE).ok();
    }
}

impl<C: Connection<Backend = Pg, TransactionManager = AnsiTransactionManager>> Drop for Open<'_, C> {
    fn drop(&mut self) {
        if !self.ended {
            self.take_back();
        }
    }
}

/// What [`check::SQL`] gives: four columns of text.
struct Row([String; 4]);

impl ::diesel::deserialize::QueryableByName<Pg> for Row {
    fn build<'a>(row: &impl ::diesel::row::NamedRow<'a, Pg>) -> ::diesel::deserialize::Result<Self> {
        use ::diesel::row::NamedRow;
        Ok(Self([
            NamedRow::get::<Text, _>(row, "kind")?,
            NamedRow::get::<Text, _>(row, "login")?,
            NamedRow::get::<Text, _>(row, "role")?,
            NamedRow::get::<Text, _>(row, "object")?,
        ]))
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Fault::Driver(error)
    }
}

/// For closures that give diesel's errors.
impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Driver(error) => error,
            fault => Error::QueryBuilderError(Box::new(fault)),
        }
    }
}

/// An address with one more startup option, before those that it has: a URL, or words as libpq reads them.
fn with_options(url: &str, options: &str) -> String {
    if url.contains("://") {
        let escape = |byte: u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        };
        let options: String = options.bytes().map(escape).collect();
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let mut words: Vec<String> =
            query.split('&').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        match words
            .iter_mut()
            .find_map(|word| word.strip_prefix("options=").map(str::to_owned).map(|old| (word, old)))
        {
            Some((word, old)) => *word = format!("options={options}%20{old}"),
            None => words.push(format!("options={options}")),
        }
        return format!("{base}?{}", words.join("&"));
    }
    let Some((before, after)) = url.split_once("options=") else {
        return format!("{url} options='{options}'").trim_start().to_owned();
    };
    if let Some(after) = after.strip_prefix('\'') {
        return format!("{before}options='{options} {after}");
    }
    let end = after.find(char::is_whitespace).unwrap_or(after.len());
    format!("{before}options='{options} {}'{}", &after[..end], &after[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_stands_beside_those_that_are_there() {
        for (given, want) in [
            ("postgres://h/d", "postgres://h/d?options=-c%20a%3D%7B%22"),
            ("postgres://h/d?sslmode=require", "postgres://h/d?sslmode=require&options=-c%20a%3D%7B%22"),
            ("postgres://h/d?options=-cb%3D1&x=y", "postgres://h/d?options=-c%20a%3D%7B%22%20-cb%3D1&x=y"),
            ("", r#"options='-c a={"'"#),
            ("host=h dbname=d", r#"host=h dbname=d options='-c a={"'"#),
            ("host=h options=-cb=1 dbname=d", r#"host=h options='-c a={" -cb=1' dbname=d"#),
            ("options='-c b=1' host=h", r#"options='-c a={" -c b=1' host=h"#),
        ] {
            assert_eq!(with_options(given, r#"-c a={""#), want);
        }
    }
}
