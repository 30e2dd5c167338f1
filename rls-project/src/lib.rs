//! Which files does a project of pg-rls have, and what do they say?
//!
//! The one place of the libraries where files are read and written: what the command line and a build script share. The
//! interface is for those two; what a user's build script calls is `pg_rls::build`.
//!
//! Read in the order that data takes:
//!
//! | module | question it answers |
//! | --- | --- |
//! | [`project`] | where is the project? |
//! | [`config`] | what does rls.toml say? |
//! | [`sources`] | how are source files read from a disk? |
//! | [`models`] | what do the models of this project say? |
//! | [`snapshot`] | what was accepted? |
//! | [`pending`] | what do the models say beyond that? |
//! | [`accept`](mod@accept) | how does a pending change become a migration? |
//! | [`check`](mod@check) | is everything that was accepted still what it was? |
//! | [`mod@build`] | what does a build script do about the models? |
//! | [`store`] | how do several files change at once, or not at all? |
//! | [`finding`] | what is wrong, and with which exit status does that end? |
//! | [`lines`] | which line and which column is a byte? |

pub mod accept;
pub mod build;
pub mod check;
pub mod config;
pub mod finding;
pub mod lines;
pub mod models;
pub mod pending;
pub mod project;
pub mod snapshot;
pub mod sources;
pub mod store;
