//! What the whole does, against a real Postgres. README.md says what each kind of test is for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod applied;
mod behaviour;
mod bootstrap;
mod build;
mod catalog;
mod compare;
mod corpus;
mod doors;
mod evolve;
mod limits;
mod lints;
mod live;
mod migrations;
mod nested;
mod patterns;
mod plans;
mod property;
mod pull;
mod random;
mod readme;
mod server;
mod settings;
mod spots;
mod tidy;
mod ui;
mod understand;
mod verify;
