//! What may a predicate say?
//!
//! A predicate decides for each row whether a caller may see or write it. It is kept as it was meant, not as
//! SQL, so that each provider can spell it and the access table can reason about it.
//!
//! # Truth
//!
//! A row is let through where its predicate is true, and nothing else counts. `!` turns an atom round where it
//! stands, so each atom says when it holds and when its `!` holds, and there may be rows for which neither does:
//!
//! - **Columns are as Rust reads them.** A NULL is equal to nothing and true of nothing, so `status == "done"` does not
//!   hold for it and `!(status == "done")`, which is `status != "done"`, does. One of the two always holds.
//! - **What the caller lacks matches nothing.** Where the caller's id or a claim is NULL, neither a comparison with it
//!   nor its `!` holds; nor where the column that it is compared with is NULL.
//! - **[`Among`]** holds where such a row is there. Its `!` holds where none is, the column is not NULL, and the caller
//!   has all that the predicate over those rows asks of them.
//! - **SQL** holds where Postgres says true, its `!` where Postgres says false, and neither where it says NULL.

#[cfg(feature = "eval")]
pub mod eval;
#[cfg(feature = "resolve")]
mod implies;
mod value;

#[cfg(feature = "resolve")]
pub use implies::{Facts, Implied, Kind, Known};
pub use value::{Among, Compare, Literal, Op, Relation, Value};

/// How deep a predicate may be nested: as deep as its document can be read back, two levels of JSON to one of its own.
pub const MOST_DEPTH: usize = 50;

/// A predicate over the columns of one table. Columns are named as Postgres names them.
///
/// The tree is binary in nothing: `And` and `Or` hold two or more parts, none of which is of the same kind, which
/// [`Expr::and`] and [`Expr::or`] see to.
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
    /// The boolean column is true.
    Column(String),
    /// Two values compared; a column against the caller's id is [`Expr::Owner`].
    Compare(Compare),
    /// The value is one of these.
    In(Value, Vec<Literal>),
    /// The value is not NULL: a column's, or something that the caller has.
    Present(Value),
    /// The column's value is among the keys of some rows of another table: a membership, or a parent row.
    Among(Box<Among>),
    /// The sub-select finds a row: SQL, from `SELECT` on.
    Exists(String),
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

    /// The boolean column is true.
    pub fn column(column: impl Into<String>) -> Self {
        Expr::Column(column.into())
    }

    /// Two values compared, in the one order in which that is kept: a column to the left, and what the caller has to
    /// the right.
    ///
    /// ```
    /// use rls_core::expr::{Expr, Op, Value};
    /// assert_eq!(Expr::compare(Value::CallerId, Op::Eq, Value::column("user_id")), Expr::owner("user_id"));
    /// ```
    pub fn compare(left: Value, op: Op, right: Value) -> Self {
        match Compare::ordered(left, op, right) {
            Compare { left: Value::Column(column), op: Op::Eq, right: Value::CallerId } => {
                Expr::Owner(column)
            }
            compare => Expr::Compare(compare),
        }
    }

    /// The value is one of these.
    pub fn is_in(value: Value, list: impl Into<Vec<Literal>>) -> Self {
        Expr::In(value, list.into())
    }

    /// The value is not NULL.
    pub fn present(value: Value) -> Self {
        Expr::Present(value)
    }

    /// The column's value is among the keys of some rows of another table.
    pub fn among(among: Among) -> Self {
        Expr::Among(Box::new(among))
    }

    /// The sub-select finds a row.
    pub fn exists(sql: impl Into<String>) -> Self {
        Expr::Exists(sql.into())
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

    /// All of these: one stays as it is, none is `true`.
    ///
    /// ```
    /// use rls_core::expr::Expr;
    /// let [a, b] = ["a", "b"].map(Expr::column);
    /// assert_eq!(Expr::all([a.clone(), b.clone()]), a.and(b));
    /// ```
    pub fn all(parts: impl IntoIterator<Item = Expr>) -> Self {
        parts.into_iter().reduce(Expr::and).unwrap_or(Expr::Bool(true))
    }

    /// Any of these: one stays as it is, none is `false`.
    pub fn any(parts: impl IntoIterator<Item = Expr>) -> Self {
        parts.into_iter().reduce(Expr::or).unwrap_or(Expr::Bool(false))
    }

    /// The opposite. That of an opposite is what it was.
    ///
    /// ```
    /// use rls_core::expr::Expr;
    /// assert_eq!(Expr::column("a").not().not(), Expr::column("a"));
    /// ```
    #[allow(clippy::should_implement_trait, reason = "it takes no reference and reads as the other two do")]
    pub fn not(self) -> Self {
        match self {
            Expr::Not(inner) => *inner,
            other => Expr::Not(Box::new(other)),
        }
    }

    /// Whether it is nested deeper than [`MOST_DEPTH`], the predicates over other tables' rows too. Everything else that
    /// is done with a predicate goes down by recursion, so this is asked first, and goes by a list.
    pub fn is_too_deep(&self) -> bool {
        let mut waiting = vec![(self, 1)];
        while let Some((expr, depth)) = waiting.pop() {
            if depth > MOST_DEPTH {
                return true;
            }
            match expr {
                Expr::And(parts) | Expr::Or(parts) => {
                    waiting.extend(parts.iter().map(|part| (part, depth + 1)));
                }
                Expr::Not(inner) => waiting.push((inner, depth + 1)),
                Expr::Among(among) => waiting.push((&among.when, depth + 1)),
                _ => {}
            }
        }
        false
    }

    /// Whether it denies every row.
    pub fn is_deny(&self) -> bool {
        *self == Expr::Bool(false)
    }

    /// Each atom, and whether it stands there as it is (`true`) or under an odd number of `!`. The predicates over
    /// rows of other tables are not gone into.
    ///
    /// ```
    /// use rls_core::expr::Expr;
    /// let expr = Expr::column("a").and(Expr::column("b").or(Expr::owner("c")).not());
    /// let signs: Vec<bool> = expr.atoms().iter().map(|(_, positive)| *positive).collect();
    /// assert_eq!(signs, [true, false, false]);
    /// ```
    pub fn atoms(&self) -> Vec<(&Expr, bool)> {
        fn gather<'e>(expr: &'e Expr, positive: bool, atoms: &mut Vec<(&'e Expr, bool)>) {
            match expr {
                Expr::And(parts) | Expr::Or(parts) => {
                    parts.iter().for_each(|part| gather(part, positive, atoms));
                }
                Expr::Not(inner) => gather(inner, !positive, atoms),
                atom => atoms.push((atom, positive)),
            }
        }
        let mut atoms = Vec::new();
        gather(self, true, &mut atoms);
        atoms
    }

    /// Adds the columns of its own table that it reads, but for those in SQL.
    #[cfg(feature = "resolve")]
    pub(crate) fn gather_columns(&self, all: &mut std::collections::BTreeSet<String>) {
        let mut value = |value: &Value| {
            if let Value::Column(column) = value {
                all.insert(column.clone());
            }
        };
        for (atom, _) in self.atoms() {
            match atom {
                Expr::Owner(column) | Expr::Column(column) => value(&Value::column(column)),
                Expr::Compare(Compare { left, right, .. }) => {
                    value(left);
                    value(right);
                }
                Expr::In(one, _) | Expr::Present(one) => value(one),
                Expr::Among(among) => value(&Value::column(&among.column)),
                _ => {}
            }
        }
    }

    /// The predicates over rows of other tables, at any depth, to settle.
    pub fn for_each_among(&mut self, settle: &mut dyn FnMut(&mut Among)) {
        match self {
            Expr::And(parts) | Expr::Or(parts) => {
                parts.iter_mut().for_each(|part| part.for_each_among(settle));
            }
            Expr::Not(inner) => inner.for_each_among(settle),
            Expr::Among(among) => {
                among.when.for_each_among(settle);
                settle(among);
            }
            _ => {}
        }
    }
}
