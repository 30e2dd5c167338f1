//! What does a live database say and do?
//!
//! The one place where a driver is used: what the command line and `pg_rls::verify!` share. What is asked and what is made of
//! the answers is in `rls-core`; here is who carries it.
//!
//! Read in the order that data takes:
//!
//! | module | question it answers |
//! | --- | --- |
//! | [`error`] | why could a database not be asked, and what is to be done? |
//! | [`catalog`] | how is the catalog of a database read? |
//! | [`rebuild`] | is all that was read enough to build it again? |
//! | [`verify`] | does a server do what the access table says? |

pub mod catalog;
pub mod error;
pub mod rebuild;
pub mod verify;

pub use error::LiveError;
