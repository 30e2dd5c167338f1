//! What is a driver asked to do?
//!
//! Each has a pool of one connection, so that whoever comes next comes to the same one.

mod diesel;
mod sqlx;
mod tokio_postgres;

use pg_rls::session::Caller;

use crate::database::Mode;

/// How a transaction ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Commit,
    Rollback,
    Drop,
}

impl End {
    pub const ALL: [End; 3] = [End::Commit, End::Rollback, End::Drop];
}

pub trait Driver {
    /// Runs SQL, several statements even, as a caller, and ends the transaction so. Whatever fails is told.
    fn run(&mut self, caller: &Caller, sql: &str, end: End) -> Result<(), String>;

    /// A text, as a caller.
    fn ask(&mut self, caller: &Caller, sql: &str) -> Result<Option<String>, String>;

    /// A text, as whoever uses the pool without a session.
    fn plain(&mut self, sql: &str) -> Result<Option<String>, String>;

    /// A panic in a transaction, after this SQL.
    fn panic(&mut self, caller: &Caller, sql: &str);
}

pub type Open = fn(Mode) -> Box<dyn Driver>;

/// With a login that is nobody.
pub const ALL: [(&str, Open); 3] = [
    ("sqlx", |mode| Box::new(sqlx::Sqlx::open(mode))),
    ("tokio-postgres", |mode| Box::new(tokio_postgres::TokioPostgres::open(mode))),
    ("diesel", |mode| Box::new(diesel::Diesel::open(mode))),
];

pub use self::{diesel::Diesel, sqlx::Sqlx, tokio_postgres::TokioPostgres};
