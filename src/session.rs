//! As whom does a transaction run?
//!
//! A policy asks Postgres who the caller is: the role, and the claims of their token. A [`Caller`] is both.

mod base64url;
mod caller;
pub mod check;
pub mod key;
pub mod opening;
mod refused;

pub use caller::{Caller, NotClaims};
pub use refused::Refused;
