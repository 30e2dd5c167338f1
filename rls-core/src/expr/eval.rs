//! For which rows does a predicate hold, without asking a server?
//!
//! An interpreter, written from what [`expr`](super) says of truth and from nothing else: the tests hold what is
//! rendered as SQL against it, and a caller's rights can be worked out where no server is. It knows no schema. A table
//! is its columns' kinds and its rows; SQL in a predicate is somebody else's to answer.
//!
//! Where Postgres would raise for some row, such as for a claim that is no number, the answer is [`Fault::Raises`].
//! Postgres is free in the order in which it looks at the parts of a predicate and may get by without that one; here it
//! counts as soon as it is there. Texts are in the order of their bytes (the collation `C`), the time zone is UTC.

mod number;
mod time;
mod value;

use std::collections::BTreeMap;

pub use number::Decimal;
pub use value::{Datum, Kind};

use super::{Among, Compare, Expr, Literal, Op, Value};
use crate::ident::QName;

/// What a predicate says of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    Holds,
    /// Its `!` holds.
    Not,
    /// Neither holds: the caller lacks something.
    Neither,
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Truth::Holds } else { Truth::Not }
    }
}

impl std::ops::Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        match self {
            Truth::Holds => Truth::Not,
            Truth::Not => Truth::Holds,
            Truth::Neither => Truth::Neither,
        }
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Postgres may raise: this text is not of this type.
    Raises(String),
    /// Nothing is known of this here, such as the order of two jsonb values.
    Unknown(String),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fault::Raises(what) => write!(f, "Postgres may raise: {what}"),
            Fault::Unknown(what) => write!(f, "this is not known here: {what}"),
        }
    }
}

impl std::error::Error for Fault {}

/// A row: the values by their columns. What is left out is NULL.
pub type Row = BTreeMap<String, Datum>;

/// A table's columns and its rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// What the columns hold.
    pub kinds: BTreeMap<String, Kind>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// Who asks.
#[derive(Clone, Copy)]
pub struct Caller<'w> {
    /// Their id, as text; none where they have no session.
    pub id: Option<&'w str>,
    /// Whether an id that is no uuid is nobody's to a uuid column, as with Neon, and not an error.
    pub lenient: bool,
    /// What is at a path of their token, as the text that `->>` gives: none where it is absent or JSON's null.
    pub claim: &'w dyn Fn(&[String]) -> Option<String>,
}

/// Answers SQL: the atom, the table that it is over, the row of that.
pub type AskSql<'w> = dyn Fn(&Expr, &QName, &Row) -> Result<Option<bool>, Fault> + 'w;

/// All that a predicate is decided by, besides the row.
#[derive(Clone, Copy)]
pub struct World<'w> {
    /// The tables, with all of their rows: whoever asks sees them.
    pub tables: &'w BTreeMap<QName, Rows>,
    /// Who asks.
    pub caller: Caller<'w>,
    /// The time at which the transaction began, in microseconds since 1970 in UTC.
    pub now: i64,
    /// Answers [`Expr::Sql`] and [`Expr::Exists`]: none for NULL.
    pub sql: &'w AskSql<'w>,
}

impl World<'_> {
    /// Whether the predicate lets the row of this table through.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use rls_core::{expr::{Expr, eval::{Caller, Datum, Fault, Kind, Row, Rows, World}}, ident::QName};
    /// let todos = QName::new("todos");
    /// let kinds = BTreeMap::from([("user_id".to_owned(), Kind::Text)]);
    /// let tables = BTreeMap::from([(todos.clone(), Rows { kinds, rows: Vec::new() })]);
    /// let world = |id| World {
    ///     tables: &tables,
    ///     caller: Caller { id, lenient: true, claim: &|_| None },
    ///     now: 0,
    ///     sql: &|_, _, _| Err(Fault::Unknown("SQL".to_owned())),
    /// };
    /// let row = Row::from([("user_id".to_owned(), Datum::Text("alice".to_owned()))]);
    /// let own = Expr::owner("user_id");
    /// assert_eq!(world(Some("alice")).holds(&own, &todos, &row), Ok(true));
    /// assert_eq!(world(Some("bob")).holds(&own.clone().not(), &todos, &row), Ok(true));
    /// // who has no session matches nothing, also under `!`
    /// assert_eq!(world(None).holds(&own.not(), &todos, &row), Ok(false));
    /// ```
    ///
    /// # Errors
    /// Where Postgres may raise, or where the answer is not known here.
    pub fn holds(&self, expr: &Expr, table: &QName, row: &Row) -> Result<bool, Fault> {
        Ok(self.truth(expr, table, row)? == Truth::Holds)
    }

    /// Whether the predicate holds for the row of this table, or its `!`, or neither.
    ///
    /// # Errors
    /// Where Postgres may raise, or where the answer is not known here.
    pub fn truth(&self, expr: &Expr, table: &QName, row: &Row) -> Result<Truth, Fault> {
        if expr.is_too_deep() {
            return Err(Fault::Unknown("a predicate nested so deeply".to_owned()));
        }
        let at = At { world: self, table, rows: self.find(table)?, row };
        at.truth(expr)
    }

    fn find(&self, table: &QName) -> Result<&Rows, Fault> {
        let found = self.tables.iter().find(|(name, _)| name.key() == table.key());
        found.map(|(_, rows)| rows).ok_or_else(|| Fault::Unknown(format!("the rows of {table}")))
    }
}

/// A row to look at.
struct At<'a> {
    world: &'a World<'a>,
    table: &'a QName,
    rows: &'a Rows,
    row: &'a Row,
}

impl At<'_> {
    fn truth(&self, expr: &Expr) -> Result<Truth, Fault> {
        match expr {
            Expr::Bool(value) => Ok((*value).into()),
            Expr::Owner(column) => self.compare(&Value::column(column), Op::Eq, &Value::CallerId),
            Expr::Column(column) => Ok((*self.column(column)? == Datum::Bool(true)).into()),
            Expr::Compare(Compare { left, op, right }) => self.compare(left, *op, right),
            Expr::In(value, list) => self.one_of(value, list),
            Expr::Present(value) => self.present(value),
            Expr::Among(among) => self.among(among),
            Expr::Sql(_) | Expr::Exists(_) => {
                Ok((self.world.sql)(expr, self.table, self.row)?.map_or(Truth::Neither, Truth::from))
            }
            // all are looked at: what raises in one may raise whatever the others say
            Expr::And(parts) => Ok(all(&self.parts(parts)?)),
            Expr::Or(parts) => {
                let turned: Vec<Truth> = self.parts(parts)?.into_iter().map(|truth| !truth).collect();
                Ok(!all(&turned))
            }
            Expr::Not(inner) => Ok(!self.truth(inner)?),
        }
    }

    fn parts(&self, parts: &[Expr]) -> Result<Vec<Truth>, Fault> {
        parts.iter().map(|part| self.truth(part)).collect()
    }

    fn compare(&self, left: &Value, op: Op, right: &Value) -> Result<Truth, Fault> {
        let (a, b) = (self.value(left, right)?, self.value(right, left)?);
        let order = a.compare(&b)?;
        let Some(order) = order else {
            let lacking = left.is_the_callers() || right.is_the_callers();
            // NULL is equal to nothing, so that "unlike" is true of it
            return Ok(if lacking { Truth::Neither } else { (op == Op::Ne).into() });
        };
        Ok(match op {
            Op::Eq => order.is_eq(),
            Op::Ne => order.is_ne(),
            Op::Lt => order.is_lt(),
            Op::Le => order.is_le(),
            Op::Gt => order.is_gt(),
            Op::Ge => order.is_ge(),
        }
        .into())
    }

    fn one_of(&self, value: &Value, list: &[Literal]) -> Result<Truth, Fault> {
        let mut found = false;
        for item in list {
            found |= self.compare(value, Op::Eq, &Value::Literal(item.clone()))? == Truth::Holds;
        }
        let lacking = value.is_the_callers() && self.has(value)?.is_null();
        Ok(if lacking { Truth::Neither } else { found.into() })
    }

    fn present(&self, value: &Value) -> Result<Truth, Fault> {
        let there = !self.has(value)?.is_null();
        // who has no session lacks it too, and matches nothing
        Ok(if value.is_the_callers() && !there { Truth::Neither } else { there.into() })
    }

    fn among(&self, among: &Among) -> Result<Truth, Fault> {
        let own = self.column(&among.column)?;
        let rows = self.world.find(&among.table)?;
        let mut found = false;
        for row in &rows.rows {
            let inner = At { world: self.world, table: &among.table, rows, row };
            let holds = inner.truth(&among.when)? == Truth::Holds;
            found |= holds && own.compare(inner.column(&among.key)?)?.is_some_and(std::cmp::Ordering::is_eq);
        }
        if found {
            return Ok(Truth::Holds);
        }
        let nobody = Row::new();
        let inner = At { world: self.world, table: &among.table, rows, row: &nobody };
        let lacking = own.is_null() || !inner.has_all(&among.when)?;
        Ok(if lacking { Truth::Neither } else { Truth::Not })
    }

    /// Whether the caller has all that a predicate asks of them.
    fn has_all(&self, expr: &Expr) -> Result<bool, Fault> {
        let mut all = true;
        for (atom, _) in expr.atoms() {
            all &= match atom {
                Expr::Owner(column) => !self.value(&Value::CallerId, &Value::column(column))?.is_null(),
                Expr::Compare(Compare { left, right, .. }) => {
                    let has = |value: &Value, other: &Value| {
                        Ok(!value.is_the_callers() || !self.value(value, other)?.is_null())
                    };
                    has(left, right)? && has(right, left)?
                }
                Expr::In(value, _) | Expr::Present(value) if value.is_the_callers() => {
                    !self.has(value)?.is_null()
                }
                Expr::Among(deeper) => {
                    let (rows, row) = (self.world.find(&deeper.table)?, &Row::new());
                    At { world: self.world, table: &deeper.table, rows, row }.has_all(&deeper.when)?
                }
                _ => true,
            };
        }
        Ok(all)
    }

    fn column(&self, name: &str) -> Result<&Datum, Fault> {
        self.kind(name)?;
        Ok(self.row.get(name).unwrap_or(&Datum::Null))
    }

    fn kind(&self, column: &str) -> Result<&Kind, Fault> {
        let kind = self.rows.kinds.get(column);
        kind.ok_or_else(|| Fault::Unknown(format!("the column {column} of {}", self.table)))
    }

    /// A value of which only matters whether it is there.
    fn has(&self, value: &Value) -> Result<Datum, Fault> {
        self.value(value, &Value::text(""))
    }

    /// A value, in the type of the one that it is compared with.
    fn value(&self, value: &Value, other: &Value) -> Result<Datum, Fault> {
        let kind = match other {
            Value::Column(column) => Some(self.kind(column)?),
            _ => None,
        };
        let now = self.world.now;
        match value {
            Value::Column(column) => self.column(column).cloned(),
            Value::CallerId => self.caller_id(kind),
            Value::Claim(path) => match ((self.world.caller.claim)(path), kind, other) {
                (None, ..) => Ok(Datum::Null),
                (Some(text), Some(kind), _) => kind.read(&text),
                (Some(text), _, Value::Literal(Literal::Number(_))) => Kind::Numeric.read(&text),
                (Some(text), _, Value::Literal(Literal::Bool(_))) => Kind::Boolean.read(&text),
                (Some(text), _, Value::Now | Value::Ago(_) | Value::Ahead(_)) => {
                    Kind::TimestampTz.read(&text)
                }
                (Some(text), ..) => Ok(Datum::Text(text)),
            },
            Value::Now => Ok(Datum::Instant(now)),
            Value::Ago(interval) => time::shifted(now, interval, -1).map(Datum::Instant),
            Value::Ahead(interval) => time::shifted(now, interval, 1).map(Datum::Instant),
            Value::Literal(Literal::Bool(value)) => Ok(Datum::Bool(*value)),
            Value::Literal(Literal::Number(digits)) => match kind {
                // a number is in the column's own width
                Some(kind @ (Kind::Real | Kind::Double)) => kind.read(digits),
                _ => Kind::Numeric.read(digits),
            },
            Value::Literal(Literal::Text(text)) => match (kind, other) {
                (Some(kind), _) => kind.read(text),
                (_, Value::Now | Value::Ago(_) | Value::Ahead(_)) => Kind::TimestampTz.read(text),
                _ => Ok(Datum::Text(text.clone())),
            },
            Value::Literal(Literal::Variant(name)) => {
                Err(Fault::Unknown(format!("the variant {name}, which resolving puts a value in place of")))
            }
        }
    }

    fn caller_id(&self, kind: Option<&Kind>) -> Result<Datum, Fault> {
        let Some(id) = self.world.caller.id else { return Ok(Datum::Null) };
        match kind {
            None | Some(Kind::Text) => Ok(Datum::Text(id.to_owned())),
            Some(Kind::Uuid) => match Kind::Uuid.read(id) {
                Err(Fault::Raises(_)) if self.world.caller.lenient => Ok(Datum::Null),
                read => read,
            },
            Some(other) => Err(Fault::Unknown(format!("the caller's id as {other:?}"))),
        }
    }
}

/// Whether all of these hold: not where one does not, neither where one is neither.
fn all(parts: &[Truth]) -> Truth {
    if parts.contains(&Truth::Not) {
        Truth::Not
    } else if parts.contains(&Truth::Neither) {
        Truth::Neither
    } else {
        Truth::Holds
    }
}
