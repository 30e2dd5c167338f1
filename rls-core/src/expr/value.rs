//! What may a predicate compare?

use super::Expr;
use crate::ident::QName;

/// A constant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(
    feature = "document",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Literal {
    /// `true` or `false`.
    Bool(bool),
    /// A number, in decimal digits, perhaps with a `-` and a `.`.
    Number(String),
    /// A text; also a value of an enum, a uuid, a date or a time.
    Text(String),
    /// A variant of a Rust enum, by its Rust name; resolving puts the enum's value in its place.
    Variant(String),
}

impl Literal {
    /// A number.
    pub fn number(digits: impl Into<String>) -> Self {
        Literal::Number(digits.into())
    }

    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Literal::Text(text.into())
    }

    /// A variant of a Rust enum.
    pub fn variant(name: impl Into<String>) -> Self {
        Literal::Variant(name.into())
    }
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(
    feature = "document",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Value {
    /// A column of the table that the predicate is over.
    Column(String),
    /// The caller's id, in the type of the other side.
    CallerId,
    /// What is at this path of the caller's token, in the type of the other side.
    Claim(Vec<String>),
    /// The time at which the transaction began.
    Now,
    /// That time less an interval: `24 hours`.
    Ago(String),
    /// That time and an interval.
    Ahead(String),
    /// A constant.
    Literal(Literal),
}

impl Value {
    /// A column.
    pub fn column(name: impl Into<String>) -> Self {
        Value::Column(name.into())
    }

    /// What is at this path of the caller's token.
    pub fn claim(path: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Value::Claim(path.into_iter().map(Into::into).collect())
    }

    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Value::Literal(Literal::Text(text.into()))
    }

    /// The time at which the transaction began, less an interval.
    pub fn ago(interval: impl Into<String>) -> Self {
        Value::Ago(interval.into())
    }

    /// That time and an interval.
    pub fn ahead(interval: impl Into<String>) -> Self {
        Value::Ahead(interval.into())
    }

    /// Whether it is the caller's: NULL where they have no session, or not this claim.
    pub fn is_the_callers(&self) -> bool {
        matches!(self, Value::CallerId | Value::Claim(_))
    }

    /// Its place in a comparison: columns come first, what the caller has comes after, constants last.
    fn rank(&self) -> u8 {
        match self {
            Value::Column(_) => 0,
            Value::CallerId => 1,
            Value::Claim(_) => 2,
            Value::Now | Value::Ago(_) | Value::Ahead(_) => 3,
            Value::Literal(_) => 4,
        }
    }
}

/// A comparison's operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(
    feature = "document",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[allow(missing_docs, reason = "each is Rust's operator of its name")]
pub enum Op {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

impl Op {
    /// The operator when the sides change places.
    pub fn flipped(self) -> Op {
        match self {
            Op::Lt => Op::Gt,
            Op::Le => Op::Ge,
            Op::Gt => Op::Lt,
            Op::Ge => Op::Le,
            same => same,
        }
    }

    /// The operator that holds where this one does not, if neither side is NULL.
    pub fn negated(self) -> Op {
        match self {
            Op::Eq => Op::Ne,
            Op::Ne => Op::Eq,
            Op::Lt => Op::Ge,
            Op::Le => Op::Gt,
            Op::Gt => Op::Le,
            Op::Ge => Op::Lt,
        }
    }

    /// As Postgres writes it.
    pub fn sql(self) -> &'static str {
        match self {
            Op::Eq => "=",
            Op::Ne => "<>",
            Op::Lt => "<",
            Op::Le => "<=",
            Op::Gt => ">",
            Op::Ge => ">=",
        }
    }
}

/// Two values compared. Made by [`Expr::compare`], which keeps the order of the sides.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "document", derive(serde::Serialize, serde::Deserialize))]
pub struct Compare {
    /// A column, where there is one.
    pub left: Value,
    /// The operator.
    pub op: Op,
    /// What it is compared with.
    pub right: Value,
}

impl Compare {
    pub(super) fn ordered(left: Value, op: Op, right: Value) -> Self {
        if (left.rank(), &left) <= (right.rank(), &right) {
            Compare { left, op, right }
        } else {
            Compare { left: right, op: op.flipped(), right: left }
        }
    }
}

/// What the rows of the other table are to the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(
    feature = "document",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Relation {
    /// They say of what the caller is a member.
    Member,
    /// The row hangs on one of them.
    Parent,
}

/// The column's value is among the keys of those rows of another table for which a predicate holds.
///
/// ```
/// use rls_core::{expr::{Among, Expr}, ident::QName};
/// let member = Among::member("team_id", QName::new("memberships"), "team_id", "user_id", None);
/// assert_eq!(member.when, Expr::owner("user_id"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "document", derive(serde::Serialize, serde::Deserialize))]
pub struct Among {
    /// What those rows are to this one.
    pub relation: Relation,
    /// The column of this table.
    pub column: String,
    /// The other table.
    pub table: QName,
    /// Its column that must be equal; empty is its primary key, which resolving puts in.
    pub key: String,
    /// The predicate over the other table's columns. A membership's begins with its [`Expr::Owner`].
    pub when: Expr,
    /// The function that looks them up in the policy's stead, where the caller's own sub-select would see too little
    /// or come back to this table. Settled by resolving.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "Option::is_none", default))]
    pub helper: Option<QName>,
}

impl Among {
    /// The caller is a member of what the column names: `table` has a row with it in `key` and the caller in `user`,
    /// for which `when` holds too.
    pub fn member(
        column: impl Into<String>,
        table: QName,
        key: impl Into<String>,
        user: impl Into<String>,
        when: Option<Expr>,
    ) -> Self {
        let own = Expr::owner(user);
        let when = match when {
            Some(when) => own.and(when),
            None => own,
        };
        Among {
            relation: Relation::Member,
            column: column.into(),
            table,
            key: key.into(),
            when,
            helper: None,
        }
    }

    /// The row hangs on a row of `table` for which `when` holds.
    pub fn parent(column: impl Into<String>, table: QName, key: impl Into<String>, when: Expr) -> Self {
        Among {
            relation: Relation::Parent,
            column: column.into(),
            table,
            key: key.into(),
            when,
            helper: None,
        }
    }
}
