//! Whose token is this?
//!
//! | module | question it answers |
//! | --- | --- |
//! | `serve` (feature `serve`) | what does a local Neon Authorize endpoint answer? |

#[cfg(feature = "serve")]
pub mod serve;

pub use pg_rls::session::Caller;
