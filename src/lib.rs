//! Annotate a struct, get the table, row-level security, the policies and the grants.
//!
//! ```
//! use pg_rls::Rls;
//!
//! #[derive(Rls)]
//! #[rls(owner = "user_id")]
//! struct Todo {
//!     #[rls(primary_key, identity)]
//!     id: i64,
//!     user_id: String,
//!     task: String,
//! }
//!
//! assert_eq!(Todo::TABLE, r#""todos""#);
//! let sql = pg_rls::schema![Todo].sql();
//! assert!(sql.contains(r#"ALTER TABLE "todos" ENABLE ROW LEVEL SECURITY"#));
//! ```
//!
//! A program that only derives links this crate and `rls-core` without features: no parser, no SQL builder, no
//! driver. `Schema::resolve`, `Schema::sql` and `Schema::document` need the feature `sql`; for a snapshot test that is
//! `cargo add --dev pg-rls --features sql`.
//!
//! With the feature `verify`, a test proves on a throwaway server that the policies do what they say, in one line:
//! `pg_rls::verify!(Todo)`; see the module `verify`. For that, `cargo add --dev pg-rls --features verify`.
//!
//! The other features, each with what it links besides:
//!
//! | feature | what for | links |
//! | --- | --- | --- |
//! | `sql` | the schema as SQL or as a document | sea-query, serde |
//! | `build` | `pg_rls::build`, for build scripts | `rls-project` |
//! | `verify` | `pg_rls::verify!`, for tests | `rls-live` |
//! | `session` | who a caller is, and which SQL runs as them | ring, `serde_json` |
//! | `sqlx`, `tokio-postgres`, `diesel` | `pg_rls::session::Session`: transactions that run as a caller | that driver; sqlx also tokio, for what is dropped |

#[cfg(feature = "build")]
pub mod build;
mod schema;
#[cfg(feature = "session")]
pub mod session;
#[cfg(feature = "verify")]
pub mod verify;

pub use rls_core::{
    diagnostic::{Diagnostic, Errors},
    provider::{Custom, Provider},
    schema::Table,
};
pub use rls_macros::Rls;

pub use schema::Schema;

/// What derives [`macro@Rls`]: a struct that is a table, or an enum that is a type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no table and no enum of pg-rls",
    note = "write #[derive(pg_rls::Rls)] on it"
)]
pub trait Rls {
    /// Adds the table or the enum to a schema, with what it needs.
    fn declare(schema: &mut rls_core::schema::Schema);
}

/// An enum that is a Postgres enum.
#[diagnostic::on_unimplemented(
    message = "`{Self}` stands for no Postgres type",
    label = "pg-rls knows no column type for this",
    note = "if it is an enum of yours, write #[derive(pg_rls::Rls)] on it",
    note = "otherwise write #[rls(type = \"…\")] on the field, with the Postgres type, or #[rls(skip)]"
)]
pub trait PgEnum: Rls {
    /// Its values, in their order.
    const VALUES: &'static [&'static str];

    /// The type.
    fn definition() -> rls_core::schema::Enum;
}

/// The schema of these tables and enums, with the enums that the tables use.
///
/// ```
/// # use pg_rls::Rls;
/// # #[derive(Rls)] struct Team { #[rls(primary_key)] id: i64 }
/// # #[derive(Rls)] struct Todo { #[rls(primary_key)] id: i64 }
/// let schema = pg_rls::schema![Todo, Team].provider(pg_rls::Provider::Supabase);
/// assert_eq!(schema.tables().count(), 2);
/// ```
#[macro_export]
macro_rules! schema {
    ($($item:ty),* $(,)?) => {
        $crate::Schema::of(&[$(<$item as $crate::Rls>::declare),*])
    };
}

/// What the derive writes. No part of the interface.
#[doc(hidden)]
pub mod __private {
    pub use std::{
        option::Option::{None, Some},
        vec::Vec,
    };

    pub use rls_core::{
        expr::{Among, Expr, Literal, Op, Value},
        ident::QName,
        schema::{
            Action, Column, Command, Constraint, Deferrable, Enum, ForeignKey, Grant, Identity, Index, Key,
            Nulls, Policy, Privilege, Role, Schema, Table, Type,
        },
    };

    pub use crate::{PgEnum, Rls};

    /// Asked while the program compiles: whether an enum has a value that a predicate names.
    #[track_caller]
    #[allow(clippy::panic, reason = "it is a compile error, at the caller's token")]
    pub const fn has_value(values: &[&str], value: &str) {
        if let Some(words) = rls_core::schema::no_such_value(value, values) {
            panic!("{}", words.as_str());
        }
    }
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
