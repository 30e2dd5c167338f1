//! What does a local Neon Authorize endpoint answer?
//!
//! Read in the order that a request takes:
//!
//! | module | question it answers |
//! | --- | --- |
//! | `config` | what does an endpoint have to know? |
//! | `server` | how does an endpoint begin, and how does it end? |
//! | `patience` | how long does a client go without reading its answer? |
//! | `state` | what do all requests of an endpoint share? |
//! | `route` | which path was asked for, and what is said of it in the log? |
//! | `sql` | what becomes of a request to `/sql`? |
//! | [`header`] | what do the headers of a request say? |
//! | [`target`] | which role and which database does a connection string name? |
//! | `check` | which check did a token fail, in one word? |
//! | `inflow` | how much does a client send, and how slowly? |
//! | [`body`] | which statements does the body of a request ask for? |
//! | [`parameter`] | how does Postgres read a parameter that came as JSON? |
//! | [`query`] | what is asked of the database, and what does it answer? |
//! | `wire` | how is Postgres spoken to? |
//! | `forbid` | which statements are not a caller's to send? |
//! | [`pool`] | over which connection does a request run, and as whom? |
//! | [`answer`] | how is an answer of the database written as JSON? |
//! | [`refusal`] | how is a request told that there is no answer? |
//! | `health` | is everything there that an answer takes? |
//! | `metrics` | how much was asked, and how did it end, in numbers? |
//! | `handout` | who gets a token for trying? |

pub mod answer;
pub mod body;
mod check;
mod config;
mod forbid;
mod handout;
pub mod header;
mod health;
mod inflow;
mod metrics;
pub mod parameter;
mod patience;
pub mod pool;
pub mod query;
pub mod refusal;
mod route;
mod server;
mod sql;
mod state;
pub mod target;
mod wire;

pub use config::{Config, Handout, Limits};
pub use server::Server;
