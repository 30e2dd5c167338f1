//! A throwaway `PostgreSQL` server from the binaries that are installed.
//!
//! For tests, benches and everything else that asks "what does a real server say?". Nothing is downloaded, nothing
//! is left behind, no other server is touched:
//!
//! ```
//! # fn main() -> Result<(), rls_postgres::Error> {
//! let server = rls_postgres::Server::start()?;
//! assert!(server.version().major >= 12);
//! let conninfo = server.conninfo("postgres"); // host=/… port=5432 user=postgres dbname=postgres
//! # assert!(conninfo.contains("dbname=postgres"));
//! drop(server); // stopped, and its files are gone
//! # Ok(())
//! # }
//! ```
//!
//! # Which server
//!
//! [`Binaries::find`] says where it looks; `RLS_PG_BIN`, a folder, goes before all. Where nothing is installed, the
//! script `./test` at the top of this repository gets one. With `RLS_TEST_DATABASE_URL` set, [`Server::start`]
//! starts none and hands out that server instead; its role must be a superuser, or have both `CREATEROLE` and
//! `CREATEDB`.
//!
//! # What is started
//!
//! One cluster of its own per [`Server`]: superuser `postgres`, trusted on a unix socket in a folder that only we
//! can enter, no TCP, UTF8, locale C, time zone UTC. It is quick and forgets everything: no fsync, no full page
//! writes, no autovacuum (`ANALYZE` is yours to call), files in `/dev/shm` where that has room. Roles belong to the
//! cluster: what makes roles takes a server of its own, or names of its own.
//!
//! As root, whom `PostgreSQL` refuses, the server runs as the account `postgres`, else `nobody`.
//!
//! # How it ends
//!
//! Dropping the [`Server`] stops it and removes its files. A `static` is never dropped, and a killed process drops
//! nothing: there a small shell of the server's own sees our end of a pipe close, and does the same.
//!
//! # What it costs
//!
//! `initdb` runs once per version; its result is kept in the per-user temporary folder and copied from then on.
//! `cargo run -p rls-postgres --example start` prints, on a machine of two cores:
//!
//! ```text
//!    17 ms  to find PostgreSQL 15.18 in /usr/lib/postgresql/15/bin
//!   554 ms  to running server 1 (with initdb, where it has not run for this version)
//!    15 ms  to its end
//!    57 ms  to running server 2
//!    18 ms  to its end
//! ```
//!
//! `PostgreSQL` 18.4 takes the same. Without `/dev/shm`, on disk, it is 70 to 140 ms.

mod binaries;
mod error;
mod given;
mod places;
mod server;
mod version;

#[cfg(unix)]
mod account;
#[cfg(unix)]
mod cluster;
#[cfg(unix)]
mod template;
#[cfg(unix)]
mod watch;

#[cfg(not(unix))]
#[path = "cluster_unsupported.rs"]
mod cluster;

pub use binaries::Binaries;
pub use error::Error;
pub use server::Server;
pub use version::Version;
