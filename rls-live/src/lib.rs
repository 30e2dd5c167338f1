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
//! | [`address`] | where is the database, and who are we there? |
//! | `tls` | how is a connection made private, and who is on the other side? |
//! | [`run`] | which statement was refused, and why? |
//! | [`mod@connect`] | who is on the other side, and what may we do there? |
//! | [`dial`] | what does somebody need who speaks the protocol themselves? |
//! | [`scratch`] | where may something be tried? |
//! | [`catalog`] | how is the catalog of a database read? |
//! | [`rebuild`] | is all that was read enough to build it again? |
//! | [`mod@pull`] | how is a live database said in the models' words? |
//! | [`source`] | what does a schema, or a file of SQL, make of an empty database? |
//! | [`verify`] | does a server do what the access table says? |

pub mod address;
pub mod catalog;
pub mod connect;
pub mod dial;
pub mod error;
pub mod pull;
pub mod rebuild;
pub mod run;
pub mod scratch;
pub mod source;
mod tls;
pub mod verify;

pub use address::Address;
pub use connect::{Limits, Login, Session, connect, connect_with};
pub use error::LiveError;
pub use scratch::{Scratch, Workshop};
