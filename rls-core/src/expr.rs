//! What may a predicate say?
//!
//! A predicate decides for each row whether a caller may see or write it. It is kept as it was meant, not as
//! SQL, so that each provider can spell it and the access table can reason about it.

/// A predicate over the columns of one table. Columns are named as Postgres names them.
///
/// The tree is binary in nothing: `And` and `Or` hold two or more parts, none of which is of the same kind, which
/// [`Expr::and`] and [`Expr::or`] see to. The rest of the expression language (claims, memberships, parents,
/// comparisons) joins as further variants.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(
    feature = "document",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum Expr {
    /// Every row, or none.
    Bool(bool),
    /// The column holds the caller's id.
    Owner(String),
    /// SQL, as written.
    Sql(String),
    /// All of these.
    And(Vec<Expr>),
    /// Any of these.
    Or(Vec<Expr>),
    /// Not this.
    Not(Box<Expr>),
}

impl Expr {
    /// The column holds the caller's id.
    pub fn owner(column: impl Into<String>) -> Self {
        Expr::Owner(column.into())
    }

    /// SQL, as written.
    pub fn sql(sql: impl Into<String>) -> Self {
        Expr::Sql(sql.into())
    }

    /// Both.
    pub fn and(self, other: Expr) -> Self {
        let mut parts = match self {
            Expr::And(parts) => parts,
            one => vec![one],
        };
        match other {
            Expr::And(more) => parts.extend(more),
            one => parts.push(one),
        }
        Expr::And(parts)
    }

    /// Either.
    pub fn or(self, other: Expr) -> Self {
        let mut parts = match self {
            Expr::Or(parts) => parts,
            one => vec![one],
        };
        match other {
            Expr::Or(more) => parts.extend(more),
            one => parts.push(one),
        }
        Expr::Or(parts)
    }

    /// The opposite.
    #[allow(clippy::should_implement_trait, reason = "it takes no reference and reads as the other two do")]
    pub fn not(self) -> Self {
        Expr::Not(Box::new(self))
    }

    /// Whether it denies every row.
    pub fn is_deny(&self) -> bool {
        *self == Expr::Bool(false)
    }
}
