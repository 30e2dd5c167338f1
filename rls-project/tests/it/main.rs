//! Are a project's files read and written as they should be, whatever happens meanwhile?
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests")]

mod build;
mod crash;
mod folder;
mod project;
mod store;
