//! Do the tools that run migrations run ours: sqlx, diesel, refinery, and psql for supabase and plain?
//!
//! A package of its own, so that `./test` builds none of these tools: `.ci/run` has a step for it. It needs libpq and psql.
//! What gives it databases and pairs of schemas is shared with `tests/it`.
#![cfg(test)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "../../it/catalog.rs"]
#[allow(dead_code, reason = "shared with tests/it")]
mod catalog;
mod folder;
mod hand;
mod migrations;
mod pairs;
#[path = "../../it/server.rs"]
mod server;
#[path = "../../it/settings.rs"]
mod settings;
mod tool;
