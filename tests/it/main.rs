//! What the whole does, against a real Postgres. README.md says what each kind of test is for.

mod applied;
mod bootstrap;
mod catalog;
mod corpus;
mod doors;
mod plans;
mod server;
