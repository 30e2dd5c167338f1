//! Does a transaction of `pg_rls::session` run as its caller, and is nothing left of it on its connection?
//!
//! A package of its own, so that `./test` builds none of the drivers: `.ci/run` has a step for it. It needs libpq.
//! [`driver`] is what all three drivers are asked by, in both modes; what is asked is the same.
#![cfg_attr(not(test), allow(dead_code))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

#[cfg(test)]
mod checks;
pub mod database;
pub mod driver;
#[cfg(test)]
mod injection;
#[cfg(test)]
mod leaks;
#[cfg(test)]
mod own;
#[cfg(test)]
mod parallel;
#[cfg(test)]
mod stand_in;
#[cfg(test)]
mod torn;
#[cfg(test)]
mod untidy;

#[cfg(doctest)]
#[doc = include_str!("../../../docs/sessions.md")]
mod page {}
