//! Is every token refused that should be, each for its reason, and every one taken that an issuer makes?
//!
//! Keys are made anew by each run. What time it is, is said by each test.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod accepted;
mod bearer;
mod cache;
mod fetch;
mod presets;
mod refused;
mod server;
mod several;
mod signer;
