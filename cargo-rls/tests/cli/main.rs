//! Does the command line do what docs and `--help` say? Each test runs the binary in a folder of its own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy sees no tests in what tests share"
)]

mod accept;
mod access;
mod config;
mod docs;
mod explain;
mod faults;
mod fix;
mod hazards;
mod init;
mod lint;
mod lint_live;
mod live;
mod merge;
mod pages;
mod project;
mod pull;
mod report;
mod serve;
mod serve_keys;
mod server;
mod sql;
mod status;
mod verify;
