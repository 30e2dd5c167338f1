//! Which facts is an atom made of?

use std::collections::BTreeMap;

use super::{
    Facts, Implied, Kind, Known,
    number::Number,
    solve::{Clauses, Formula, Lit},
};
use crate::{
    expr::{Among, Compare, Expr, Literal, Op, Value},
    ident::QName,
};

/// Deeper is given up. Whatever reads predicates allows less, so this is for what is put together by hand.
const DEPTH: usize = 120;
/// Tables within tables.
const TABLES: usize = 6;

/// In which type the caller's id is asked for: one that is no uuid is none for a column of uuids.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum As {
    Text,
    Uuid,
    Column(String),
}

/// Something that is so or is not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fact {
    /// The column or the claim is not NULL.
    There(Value),
    /// The caller has an id of this type.
    Caller(As),
    /// The boolean is true.
    True(Value),
    /// The one is less than, equal to, or greater than the other.
    Less(Value, Value),
    Equal(Value, Value),
    Greater(Value, Value),
    /// Such a row is there, by its place in the list.
    Among(usize),
    Exists(String),
    Sql(String),
    /// Postgres says false.
    SqlFalse(String),
}

/// Whether `first` implies `other`, both over this table.
pub(super) fn implies(
    first: &Expr,
    other: &Expr,
    facts: &dyn Facts,
    table: Option<&QName>,
    steps: &mut u32,
) -> Implied {
    Atoms::new(facts, table).implies(first, other, steps, TABLES)
}

/// Whether lookups stand in each other at most so deep.
fn is_shallow(expr: &Expr, most: usize) -> bool {
    expr.atoms().into_iter().all(|(atom, _)| match atom {
        Expr::Among(among) => most > 0 && is_shallow(&among.when, most - 1),
        _ => true,
    })
}

pub(super) struct Atoms<'e> {
    pub(super) facts: &'e dyn Facts,
    table: Option<&'e QName>,
    pub(super) numbers: BTreeMap<Fact, usize>,
    pub(super) amongs: Vec<&'e Among>,
    pub(super) clauses: Clauses,
    /// Something was left out, so that a state that was found may be none.
    pub(super) partial: bool,
}

impl<'e> Atoms<'e> {
    pub(super) fn new(facts: &'e dyn Facts, table: Option<&'e QName>) -> Self {
        let (numbers, amongs, clauses) = (BTreeMap::new(), Vec::new(), Clauses::default());
        Atoms { facts, table, numbers, amongs, clauses, partial: false }
    }

    pub(super) fn implies(
        mut self,
        first: &'e Expr,
        other: &'e Expr,
        steps: &mut u32,
        tables: usize,
    ) -> Implied {
        let (Some(first), Some(other)) = (self.formula(first, true, DEPTH), self.formula(other, true, DEPTH))
        else {
            return Implied::Unknown;
        };
        self.clauses.holds(&first);
        self.clauses.holds(&other.not());
        self.theory(steps, tables);
        match self.clauses.satisfiable(steps) {
            Some(false) => Implied::Yes,
            Some(true) if !self.partial => Implied::No,
            _ => Implied::Unknown,
        }
    }

    /// Where the predicate holds, or where its `!` does.
    fn formula(&mut self, expr: &'e Expr, holds: bool, depth: usize) -> Option<Formula> {
        let depth = depth.checked_sub(1)?;
        Some(match expr {
            Expr::Not(inner) => self.formula(inner, !holds, depth)?,
            Expr::And(parts) | Expr::Or(parts) => {
                let parts: Option<Vec<Formula>> =
                    parts.iter().map(|part| self.formula(part, holds, depth)).collect();
                if matches!(expr, Expr::And(_)) == holds {
                    Formula::All(parts?)
                } else {
                    Formula::Any(parts?)
                }
            }
            Expr::Bool(value) => Formula::Bool(*value == holds),
            Expr::Sql(sql) => {
                let text = sql.trim().to_owned();
                self.sql(text, holds)
            }
            Expr::Exists(sql) => self.is(Fact::Exists(sql.trim().to_owned()), holds),
            Expr::Owner(column) => self.compare(&Value::column(column), Op::Eq, &Value::CallerId, holds),
            Expr::Column(column) => {
                let value = Value::column(column);
                let is = Fact::True(value.clone());
                let there = self.there(&value, &value);
                Formula::all([there, self.is(is, true)]).turned(holds)
            }
            Expr::Compare(Compare { left, op, right }) => {
                let Compare { left, op, right } = Compare::ordered(left.clone(), *op, right.clone());
                self.compare(&left, op, &right, holds)
            }
            Expr::In(value, list) => {
                let parts: Vec<Formula> = list
                    .iter()
                    .map(|one| self.compare(value, Op::Eq, &Value::Literal(one.clone()), holds))
                    .collect();
                match (holds, parts.is_empty()) {
                    (true, _) => Formula::Any(parts),
                    (false, false) => Formula::All(parts),
                    // what is not among nothing: for a caller without the claim, that is not settled
                    (false, true) if value.is_the_callers() => {
                        self.is(Fact::Sql(format!("{value:?} is not among nothing")), true)
                    }
                    (false, true) => Formula::Bool(true),
                }
            }
            Expr::Present(value) => {
                let there = self.there(value, value);
                match (holds, value) {
                    (true, _) => there,
                    (false, Value::Column(_)) => there.not(),
                    (false, _) => Formula::Bool(false),
                }
            }
            Expr::Among(among) => {
                let known = self.amongs.iter().position(|other| same_rows(other, among));
                let at = match known {
                    Some(at) => at,
                    None => {
                        self.amongs.push(among);
                        let at = self.amongs.len() - 1;
                        self.itself(at, among, depth)?;
                        at
                    }
                };
                let is = self.is(Fact::Among(at), holds);
                if holds {
                    is
                } else {
                    let column = Value::column(&among.column);
                    let mut all = vec![self.there(&column, &column), is];
                    all.extend(self.callers(&among.when, Some(&among.table), DEPTH)?);
                    Formula::All(all)
                }
            }
        })
    }

    /// A row that is there, as all are but those of the outermost table, is among its own table's: where the predicate holds for it,
    /// its key is found.
    fn itself(&mut self, at: usize, among: &'e Among, depth: usize) -> Option<()> {
        let is_there = self.table.is_some_and(|table| table.key() == among.table.key());
        // what is nested deeper would be unfolded again for each level, and each of those levels again
        if !is_there || among.column != among.key || !is_shallow(&among.when, 1) {
            return Some(());
        }
        let column = Value::column(&among.column);
        let there = self.there(&column, &column);
        let meets = self.formula(&among.when, true, depth)?;
        let is = self.is(Fact::Among(at), true);
        self.clauses.holds(&Formula::any([there.not(), meets.not(), is]));
        Some(())
    }

    fn sql(&mut self, text: String, holds: bool) -> Formula {
        match text.to_ascii_lowercase().as_str() {
            "true" => return Formula::Bool(holds),
            "false" => return Formula::Bool(!holds),
            _ => {}
        }
        let (is, is_not) = (self.lit(Fact::Sql(text.clone())), self.lit(Fact::SqlFalse(text)));
        self.clauses.implies(is, is_not.not());
        Formula::Fact(if holds { is } else { is_not })
    }

    fn compare(&mut self, left: &Value, op: Op, right: &Value, holds: bool) -> Formula {
        let there = [self.there(left, right), self.there(right, left)];
        let callers = left.is_the_callers() || right.is_the_callers();
        let both = Formula::all(there);
        // what Postgres says where neither is NULL
        let truth = self.truth(left, op, right);
        if callers {
            return Formula::all([both, truth.turned(holds)]);
        }
        match op {
            // `!=` is the `!` of `==`, and so holds for a NULL
            Op::Ne => {
                let equal = self.truth(left, Op::Eq, right);
                Formula::all([both, equal]).turned(!holds)
            }
            _ => Formula::all([both, truth]).turned(holds),
        }
    }

    /// The comparison of two values that are not NULL.
    fn truth(&mut self, left: &Value, op: Op, right: &Value) -> Formula {
        if let (Value::Literal(Literal::Bool(value)), Op::Eq | Op::Ne) = (right, op)
            && (matches!(left, Value::Column(_)) || left.is_the_callers())
        {
            return self.is(Fact::True(left.clone()), *value == (op == Op::Eq));
        }
        let right = &plain(right);
        let mut fact =
            |make: fn(Value, Value) -> Fact| Formula::Fact(self.lit(make(left.clone(), right.clone())));
        match op {
            Op::Eq => fact(Fact::Equal),
            Op::Lt => fact(Fact::Less),
            Op::Gt => fact(Fact::Greater),
            Op::Ne => Formula::any([fact(Fact::Less), fact(Fact::Greater)]),
            Op::Le => Formula::any([fact(Fact::Less), fact(Fact::Equal)]),
            Op::Ge => Formula::any([fact(Fact::Greater), fact(Fact::Equal)]),
        }
    }

    /// The value, in the type of the other, is not NULL.
    pub(super) fn there(&mut self, value: &Value, other: &Value) -> Formula {
        match value {
            Value::Column(column) if self.known(column).not_null => Formula::Bool(true),
            Value::Column(_) | Value::Claim(_) => self.is(Fact::There(value.clone()), true),
            Value::CallerId => {
                let ty = match other {
                    Value::Column(column) => match self.known(column).kind {
                        Kind::Text => As::Text,
                        Kind::Uuid => As::Uuid,
                        _ => As::Column(column.clone()),
                    },
                    _ => As::Text,
                };
                self.is(Fact::Caller(ty), true)
            }
            Value::Now | Value::Ago(_) | Value::Ahead(_) | Value::Literal(_) => Formula::Bool(true),
        }
    }

    /// What a caller must have for a predicate over another table to be more than unknown.
    fn callers(&mut self, when: &'e Expr, table: Option<&'e QName>, depth: usize) -> Option<Vec<Formula>> {
        let depth = depth.checked_sub(1)?;
        let mut all = Vec::new();
        let own = std::mem::replace(&mut self.table, table);
        for (atom, _) in when.atoms() {
            match atom {
                Expr::Owner(column) => all.push(self.caller_of(&Value::CallerId, &Value::column(column))),
                Expr::Compare(Compare { left, right, .. }) => {
                    for (value, other) in [(left, right), (right, left)] {
                        if value.is_the_callers() {
                            all.push(self.caller_of(value, other));
                        }
                    }
                }
                Expr::In(value, _) | Expr::Present(value) if value.is_the_callers() => {
                    all.push(self.caller_of(value, value));
                }
                Expr::Among(deeper) => all.extend(self.callers(&deeper.when, Some(&deeper.table), depth)?),
                _ => {}
            }
        }
        self.table = own;
        Some(all)
    }

    /// The caller has it, for a column of another table: what that is called there does not count here.
    fn caller_of(&mut self, value: &Value, other: &Value) -> Formula {
        match (value, other, self.table) {
            (Value::CallerId, Value::Column(column), Some(table))
                if !matches!(self.known(column).kind, Kind::Text | Kind::Uuid) =>
            {
                self.is(Fact::Caller(As::Column(format!("{table}.{column}"))), true)
            }
            _ => self.there(value, other),
        }
    }

    fn known(&self, column: &str) -> Known {
        self.facts.column(self.table, column)
    }

    pub(super) fn kind(&self, value: &Value) -> Kind {
        match value {
            Value::Column(column) => self.known(column).kind,
            _ => Kind::Other,
        }
    }

    fn is(&mut self, fact: Fact, is: bool) -> Formula {
        let lit = self.lit(fact);
        Formula::Fact(if is { lit } else { lit.not() })
    }

    pub(super) fn lit(&mut self, fact: Fact) -> Lit {
        let clauses = &mut self.clauses;
        Lit { fact: *self.numbers.entry(fact).or_insert_with(|| clauses.fact()), is: true }
    }
}

impl Formula {
    /// This, or its opposite.
    fn turned(self, is: bool) -> Formula {
        if is { self } else { self.not() }
    }
}

/// A number without what does not count.
fn plain(value: &Value) -> Value {
    match value {
        Value::Literal(Literal::Number(digits)) => match Number::read(digits) {
            Some(number) => Value::Literal(Literal::Number(number.to_string())),
            None => value.clone(),
        },
        Value::Ago(interval) => Value::Ago(interval.trim().to_owned()),
        Value::Ahead(interval) => Value::Ahead(interval.trim().to_owned()),
        other => other.clone(),
    }
}

/// Whether both look the same column up by the same key of the same table.
pub(super) fn same_place(a: &Among, b: &Among) -> bool {
    a.column == b.column && a.key == b.key && a.table.key() == b.table.key()
}

/// What looks them up, and what they are called, does not count.
fn same_rows(a: &Among, b: &Among) -> bool {
    same_place(a, b) && a.when == b.when
}
