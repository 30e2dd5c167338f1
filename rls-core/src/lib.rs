//! What does an annotated struct mean, and which SQL says it?
//!
//! The heart of pg-rls: pure, text in and text out; no IO, no driver, no clock. Applications use the crate
//! `pg-rls`; this one is for it, for the derive and for the command line.
//!
//! Read in the order that data takes:
//!
//! | module | question it answers |
//! | --- | --- |
//! | [`diagnostic`] | what is wrong, where, and what to write instead? |
//! | [`lex`] | where does a piece of SQL text begin and end? |
//! | [`ident`] | how is a name or a literal written in SQL? |
//! | [`expr`] | what may a predicate say? |
//! | [`schema`] | what does the model mean? |
//! | [`fits`] | do the two sides of a comparison go together? |
//! | [`provider`] | who is the caller, and which roles are there? |
//! | [`resolve`] | what is left open, and how does a provider settle it? |
//! | [`suggest`] | which word did the author mean? |
//! | `syntax` (feature `syntax`, `scan`) | what did the author write? |
//! | `understand` (feature `understand`) | what does a piece of SQL in a predicate say? |
//! | `sql` (feature `sql`) | which statements say it? |
//! | `document` (feature `document`) | the schema as JSON, and back |
//! | `diff` (feature `plan`) | what became of each thing in a list? |
//! | `plan` (feature `plan`) | which statements lead from one schema to another and back, and what is dangerous about them? |
//! | `snapshot` (feature `plan`) | what was accepted, in files that people review? |
//! | `catalog` (feature `live`) | what does a live database say? |
//! | `migration` (feature `plan`) | in which files is a plan written down? |
//! | `pull` (feature `pull`) | how is a schema written as annotated structs? |
//! | [`lint`] | which models are read without a fault and still do what nobody wants? |
//! | [`access`] | who may do what to which rows, and what does a change do to that? |
//! | `verify` (feature `live`) | what must a server do with each cell of the access table, and does it? |
//! | [`explain`] | what does an error code mean? |

#[cfg(feature = "resolve")]
pub mod access;
#[cfg(feature = "live")]
pub mod catalog;
pub mod diagnostic;
#[cfg(feature = "plan")]
pub mod diff;
#[cfg(feature = "document")]
pub mod document;
pub mod explain;
pub mod expr;
#[cfg(any(feature = "resolve", feature = "syntax"))]
pub mod fits;
pub mod ident;
pub mod lex;
pub mod lint;
#[cfg(feature = "plan")]
pub mod migration;
#[cfg(feature = "plan")]
pub mod plan;
pub mod provider;
#[cfg(feature = "pull")]
pub mod pull;
#[cfg(feature = "resolve")]
pub mod resolve;
pub mod schema;
#[cfg(feature = "plan")]
pub mod snapshot;
#[cfg(feature = "sql")]
pub mod sql;
pub mod suggest;
#[cfg(feature = "syntax")]
pub mod syntax;
#[cfg(feature = "understand")]
pub mod understand;
#[cfg(feature = "live")]
pub mod verify;
