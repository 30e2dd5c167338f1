//! As whom does a transaction run?
//!
//! A policy asks Postgres who the caller is: the role, and the claims of their token. A [`Caller`] is both, and a `Session`
//! begins transactions that run as one: with sqlx by `session.begin(&pool, &caller)`, with tokio-postgres by
//! `session.begin_on(&mut client, &caller)`, with diesel by `session.transaction(&mut connection, &caller, |connection| …)`, each
//! behind the feature of that name. docs/sessions.md has a page of examples.
//!
//! Such a transaction is there only once role and claims are set, ends when it is committed, rolled back or
//! dropped, and leaves nothing on its connection: [`ending`] says how. What runs on the pool beside it runs as the role that logged in.
//!
//! Without a driver there are the parts: which SQL it is ([`opening`], [`ending`]), with which [`key`] claims are signed, and
//! what a login needs ([`check`]).

mod caller;
pub mod check;
#[cfg(feature = "diesel")]
pub mod diesel;
pub mod ending;
#[cfg(any(feature = "sqlx", feature = "tokio-postgres", feature = "diesel"))]
mod fault;
pub mod key;
pub mod opening;
mod refused;
#[cfg(feature = "sqlx")]
pub mod sqlx;
#[cfg(feature = "tokio-postgres")]
pub mod tokio_postgres;

#[cfg(any(feature = "sqlx", feature = "tokio-postgres", feature = "diesel"))]
mod begin;
#[cfg(any(feature = "sqlx", feature = "tokio-postgres", feature = "diesel"))]
mod how;
#[cfg(any(feature = "sqlx", feature = "tokio-postgres", feature = "diesel"))]
mod keyring;

#[cfg(any(feature = "sqlx", feature = "tokio-postgres", feature = "diesel"))]
pub use begin::Session;
pub use caller::{Caller, NotClaims};
#[cfg(any(feature = "sqlx", feature = "tokio-postgres", feature = "diesel"))]
pub use fault::Fault;
#[cfg(any(feature = "sqlx", feature = "tokio-postgres", feature = "diesel"))]
pub use how::Isolation;
pub use refused::Refused;
