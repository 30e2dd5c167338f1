//! The pairs of schemas, shared with `tests/it`.
#![allow(dead_code, reason = "shared with tests/it")]

#[path = "../../it/migrations/pair.rs"]
pub(crate) mod pair;
#[path = "../../it/migrations/show.rs"]
mod show;
#[path = "../../it/migrations/state.rs"]
pub(crate) mod state;
#[path = "../../it/migrations/whole.rs"]
mod whole;
