//! What does a local Neon Authorize endpoint answer?
//!
//! | module | question it answers |
//! | --- | --- |
//! | [`query`] | what is asked of the database, and what does it answer? |

pub mod query;
