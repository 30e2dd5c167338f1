//! What is a function that looks rows up for policies?

use super::Role;
use crate::{expr::Expr, ident::QName};

/// A function without arguments that gives the keys of those rows of a table for which a predicate holds: what the
/// caller is a member of, or the parent rows that they may reach. It runs as its owner, so that the table's own policies
/// neither hide those rows nor come back to the table whose policy asks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "document", derive(serde::Serialize, serde::Deserialize))]
pub struct Function {
    /// Its name, in the private schema.
    pub name: QName,
    /// The table that it reads.
    pub table: QName,
    /// The column of that table which it gives back.
    pub key: String,
    /// The rows, as a predicate over that table.
    pub when: Expr,
    /// Those whose policies use it, and who alone may execute it. Sorted.
    pub roles: Vec<Role>,
}
