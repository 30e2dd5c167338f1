//! Does the program do what its page says, and nothing for anybody else?
//!
//! `program` starts it with `--dev`, on a throwaway server; `http` speaks to it by hand, `browser` in Chromium.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod browser;
#[allow(dead_code, reason = "it is shared with the test of the access page")]
#[path = "../../../../cargo-rls/tests/browser/driver.rs"]
mod driver;
mod http;
mod program;
