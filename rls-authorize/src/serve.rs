//! What does a local Neon Authorize endpoint answer?
//!
//! | module | question it answers |
//! | --- | --- |
//! | [`query`] | what is asked of the database, and what does it answer? |
//! | [`pool`] | over which connection does a request run, and as whom? |

pub mod pool;
pub mod query;
