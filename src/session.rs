//! As whom does a transaction run?
//!
//! A policy asks Postgres who the caller is: the role, and the claims of their token. A [`Caller`] is both.

mod caller;

pub use caller::{Caller, NotClaims};
