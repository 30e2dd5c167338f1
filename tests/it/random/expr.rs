//! Which predicates does a random model have?
//!
//! Well-typed ones, as the language would take them, over the columns of one table, with other tables in their parts.

use rls_core::{
    expr::{
        Among, Expr, Literal, Op, Value,
        eval::{Datum, Fault, Kind, Row},
    },
    fits::misfit,
    ident::{QName, quote},
    schema::{Column, Type},
};

use super::{Rng, World, claims, kinds};

const OPS: [Op; 8] = [Op::Eq, Op::Ne, Op::Eq, Op::Ne, Op::Lt, Op::Le, Op::Gt, Op::Ge];
const INTERVALS: [&str; 5] = ["24 hours", "1 year 6 months 30 minutes", "15 years", "20 years", "5000 days"];

/// SQL and what it says; what follows binds otherwise than where it is put.
const SQL: [(&str, Option<bool>); 7] = [
    ("true", Some(true)),
    ("false", Some(false)),
    ("NULL::boolean", None),
    ("false OR true", Some(true)),
    ("true AND false", Some(false)),
    ("false OR NULL", None),
    (" NOT 'a' = 'b' ", Some(true)),
];

/// What the SQL of a random predicate says.
pub(crate) fn answer(atom: &Expr, _: &QName, row: &Row) -> Result<Option<bool>, Fault> {
    let of_column = |sql: &str| {
        row.iter().find_map(|(name, datum)| {
            let column = quote(name);
            match datum {
                _ if sql == format!("{column} IS NULL") => Some(Some(*datum == Datum::Null)),
                Datum::Bool(value) if sql == column => Some(Some(*value)),
                Datum::Null if sql == column => Some(None),
                _ => None,
            }
        })
    };
    let said = |sql: &str| match SQL.iter().find(|(known, _)| *known == sql) {
        Some((_, says)) => Ok(*says),
        // a row that is not there is asked too: nothing comes of it
        None => Ok(of_column(sql).unwrap_or_default()),
    };
    match atom {
        Expr::Sql(sql) => said(sql),
        Expr::Exists(sql) => Ok(Some(said(sql.trim_start_matches("SELECT WHERE "))? == Some(true))),
        other => panic!("{other:?} is no SQL"),
    }
}

/// Makes predicates.
pub(crate) struct Gen<'w> {
    world: &'w World,
    rng: &'w mut Rng,
    /// Whether predicates over other tables may come back to the main one, or to the one that they stand in.
    pub(crate) circles: bool,
    /// Whether there may be SQL.
    pub(crate) sql: bool,
}

impl<'w> Gen<'w> {
    pub(crate) fn new(world: &'w World, rng: &'w mut Rng) -> Self {
        Gen { world, rng, circles: true, sql: true }
    }

    /// A predicate over a table, so many levels deep at most.
    pub(crate) fn expr(&mut self, table: &QName, depth: usize) -> Expr {
        if depth == 0 || self.rng.chance(15) {
            return self.atom(table, depth);
        }
        match self.rng.below(10) {
            0..=2 => self.expr(table, depth - 1).and(self.expr(table, depth - 1)),
            3..=5 => self.expr(table, depth - 1).or(self.expr(table, depth - 1)),
            6..=8 => self.expr(table, depth - 1).not(),
            _ => self.atom(table, depth),
        }
    }

    /// One that the language takes.
    fn atom(&mut self, table: &QName, depth: usize) -> Expr {
        let known = self.world.table(table);
        let ty = |column: &str| known.find_column(column).map(|column| &column.ty);
        let tries = (0..8).find_map(|_| {
            let atom = self.any_atom(table, depth)?;
            misfit(&atom, &ty).is_none().then_some(atom)
        });
        tries.unwrap_or_else(|| Expr::present(Value::CallerId))
    }

    fn any_atom(&mut self, table: &QName, depth: usize) -> Option<Expr> {
        match self.rng.below(20) {
            0 => Some(Expr::Bool(self.rng.chance(50))),
            1 | 2 => self.column(table, |ty| ty.caller_id().is_some()).map(Expr::owner),
            3 | 4 => self.column(table, |ty| *ty == Type::Boolean).map(Expr::column),
            5..=9 => self.compare(table),
            10 => Some(self.of_the_caller()),
            11 | 12 => Some(self.one_of(table)),
            13 => self.column(table, |_| true).map(|column| Expr::present(Value::column(column))),
            14 => Some(Expr::present(self.callers().0)),
            15 if self.sql => self.sql(table),
            15..=18 if depth > 0 => self.among(table, depth),
            _ => self.compare(table),
        }
    }

    fn columns(&self, table: &QName, test: impl Fn(&Type) -> bool) -> Vec<Column> {
        self.world.table(table).columns.iter().filter(|column| test(&column.ty)).cloned().collect()
    }

    fn column(&mut self, table: &QName, test: impl Fn(&Type) -> bool) -> Option<String> {
        let columns = self.columns(table, test);
        if columns.is_empty() { None } else { Some(self.rng.pick(&columns).name.clone()) }
    }

    /// A column beside something of its type.
    fn compare(&mut self, table: &QName) -> Option<Expr> {
        let comparable = self.columns(table, |ty| kinds::kind(ty) != Kind::Other);
        let column = self.rng.pick(&comparable).clone();
        let kind = kinds::kind(&column.ty);
        let claims: Vec<Vec<String>> =
            claims::paths().into_iter().filter(|(_, of)| *of == kind).map(|(path, _)| path).collect();
        let other = match self.rng.below(6) {
            0 | 1 if !claims.is_empty() => Value::claim(self.rng.pick(&claims)),
            // one that need not be of this type
            2 if self.rng.chance(10) => self.callers().0,
            2 => Value::column(self.column(table, |ty| *ty == column.ty)?),
            3 if column.ty.caller_id().is_some() => Value::CallerId,
            3..=5 if kind == Kind::TimestampTz => self.time(),
            _ => Value::Literal(self.constant(&kind)),
        };
        let op = *self.rng.pick(&OPS);
        let column = Value::column(column.name);
        Some(if self.rng.chance(50) {
            Expr::compare(column, op, other)
        } else {
            Expr::compare(other, op, column)
        })
    }

    /// Something of the caller's beside a constant, or beside another.
    fn of_the_caller(&mut self) -> Expr {
        let (left, kind) = self.callers();
        let right = match kind {
            Kind::TimestampTz => self.time(),
            Kind::Boolean => Value::Literal(self.constant(&kind)),
            Kind::Integer(_) | Kind::Numeric => Value::Literal(self.constant(&Kind::Numeric)),
            _ if self.rng.chance(20) => self.callers().0,
            _ => Value::Literal(self.constant(&Kind::Text)),
        };
        Expr::compare(left, *self.rng.pick(&OPS), right)
    }

    fn one_of(&mut self, table: &QName) -> Expr {
        let (value, kind) = if self.rng.chance(30) {
            let (value, kind) = self.callers();
            (value, if matches!(kind, Kind::Integer(_) | Kind::Boolean) { kind } else { Kind::Text })
        } else {
            let columns = self.columns(table, |ty| kinds::kind(ty) != Kind::Other);
            let column = self.rng.pick(&columns);
            (Value::column(&column.name), kinds::kind(&column.ty))
        };
        let list: Vec<Literal> = (0..=self.rng.below(3)).map(|_| self.constant(&kind)).collect();
        Expr::is_in(value, list)
    }

    /// What the caller has, and what it holds.
    fn callers(&mut self) -> (Value, Kind) {
        if self.rng.chance(25) {
            return (Value::CallerId, Kind::Text);
        }
        let (path, kind) = self.rng.pick(&claims::paths()).clone();
        (Value::claim(path), kind)
    }

    fn constant(&mut self, kind: &Kind) -> Literal {
        let text: String = self.rng.pick(&kinds::values(kind)).clone();
        kinds::constant(kind, &text)
    }

    fn time(&mut self) -> Value {
        let interval = (*self.rng.pick(&INTERVALS)).to_owned();
        match self.rng.below(3) {
            0 => Value::Now,
            1 => Value::Ago(interval),
            _ => Value::Ahead(interval),
        }
    }

    fn sql(&mut self, table: &QName) -> Option<Expr> {
        let column = quote(&self.column(table, |ty| *ty == Type::Boolean)?);
        let sql = match self.rng.below(4) {
            0 => column,
            1 => format!("{column} IS NULL"),
            _ => self.rng.pick(&SQL).0.to_owned(),
        };
        Some(if self.rng.chance(30) { Expr::exists(format!("SELECT WHERE {sql}")) } else { Expr::sql(sql) })
    }

    /// A column that is among the keys of another table's rows.
    fn among(&mut self, table: &QName, depth: usize) -> Option<Expr> {
        let others: Vec<QName> = self.world.schema.tables.iter().map(|table| table.name.clone()).collect();
        let place = |name: &QName| others.iter().position(|other| other == name);
        // without circles a table looks only at those behind it
        let others: Vec<QName> =
            others.iter().filter(|other| self.circles || place(other) > place(table)).cloned().collect();
        if others.is_empty() {
            return None;
        }
        let other = self.rng.pick(&others).clone();
        let keys = self.columns(&other, |ty| kinds::kind(ty) != Kind::Other);
        let key = self.rng.pick(&keys).clone();
        let column = self.column(table, |ty| *ty == key.ty)?;
        let when = self.rng.chance(70).then(|| self.expr(&other, depth - 1));
        match self.column(&other, |ty| ty.caller_id().is_some()) {
            Some(user) if self.rng.chance(50) => {
                Some(Expr::among(Among::member(column, other, key.name, user, when)))
            }
            _ => Some(Expr::among(Among::parent(column, other, key.name, when.unwrap_or(Expr::Bool(true))))),
        }
    }
}
