//! How is SQL said in the language of predicates?
//!
//! Two questions are asked of each part: where is it true, and where is it false? NOT swaps them, so it comes down to
//! the atoms, as in `sql::expr`. An atom is said as an expression only where that holds for exactly the same rows and
//! callers, NULLs included; else it stays the text that it is.

mod among;
mod side;

use std::cell::Cell;

use super::{
    Context,
    scope::{Found, Scope},
    tree::{Kind, Node, Select, Test},
};
use crate::{
    expr::{Compare, Expr, Literal, Op, Value},
    schema::{Table, Type},
};
use side::Side;

/// What holds where the part is true, or where it is false.
pub(super) fn lift(cx: &Context<'_>, table: &Table, node: &Node, truth: bool) -> Expr {
    Lift { cx, scope: &Scope::of(table), table, inner: false, failed: Cell::new(false) }.says(node, truth)
}

/// What holds where the SELECT finds a row, or where it finds none.
pub(super) fn lift_exists(cx: &Context<'_>, table: &Table, select: &Select, truth: bool) -> Expr {
    Lift { cx, scope: &Scope::of(table), table, inner: false, failed: Cell::new(false) }.exists(select, truth)
}

/// All of these, without those that say nothing.
pub(super) fn all(parts: impl Iterator<Item = Expr>) -> Expr {
    let mut kept = Vec::new();
    for part in parts {
        match part {
            Expr::Bool(true) => {}
            Expr::Bool(false) => return Expr::Bool(false),
            Expr::And(more) => kept.extend(more),
            one => kept.push(one),
        }
    }
    match kept.len() {
        0 => Expr::Bool(true),
        1 => kept.remove(0),
        _ => Expr::And(kept),
    }
}

/// Any of these, without those that say nothing.
pub(super) fn any(parts: impl Iterator<Item = Expr>) -> Expr {
    let mut kept = Vec::new();
    for part in parts {
        match part {
            Expr::Bool(false) => {}
            Expr::Bool(true) => return Expr::Bool(true),
            Expr::Or(more) => kept.extend(more),
            one => kept.push(one),
        }
    }
    match kept.len() {
        0 => Expr::Bool(false),
        1 => kept.remove(0),
        _ => Expr::Or(kept),
    }
}

/// What is being said, and over which table.
struct Lift<'a> {
    cx: &'a Context<'a>,
    scope: &'a Scope<'a>,
    table: &'a Table,
    /// Whether it is about the rows of another table, inside a sub-select.
    inner: bool,
    /// Whether something in it cannot stand there by itself.
    failed: Cell<bool>,
}

impl Lift<'_> {
    /// What holds where the part is true, or where it is false.
    fn says(&self, node: &Node, truth: bool) -> Expr {
        let node = node.bare();
        let joined = |parts: &[Node], both: bool| {
            let parts = parts.iter().map(|part| self.says(part, truth));
            if both { all(parts) } else { any(parts) }
        };
        match &node.kind {
            Kind::Bool(value) => Expr::Bool(*value == truth),
            Kind::Null => Expr::Bool(false),
            Kind::And(parts) => joined(parts, truth),
            Kind::Or(parts) => joined(parts, !truth),
            Kind::Not(inner) => self.says(inner, !truth),
            // x IS NOT FALSE is true where x IS FALSE is not
            Kind::Is { inner, test: Test::True, not } => self.tested(node, inner, true, truth != *not, truth),
            Kind::Is { inner, test: Test::False, not } => {
                self.tested(node, inner, false, truth != *not, truth)
            }
            Kind::Special(word, args) if word == "coalesce" => match args.as_slice() {
                [inner, Node { kind: Kind::Bool(other), .. }] => {
                    self.tested(node, inner, !*other, truth != *other, truth)
                }
                _ => self.text(node, truth),
            },
            Kind::Exists(select) => self.exists(select, truth),
            _ => self.atom(node, truth).unwrap_or_else(|| self.text(node, truth)),
        }
    }

    /// A part as it is written.
    fn text(&self, node: &Node, truth: bool) -> Expr {
        if self.inner && !self.stands_alone(node) {
            self.failed.set(true);
        }
        let atom = Expr::sql(&self.cx.sql[node.range.clone()]);
        if truth { atom } else { atom.not() }
    }

    /// Whether a part is asked to be of this truth: `wanted` is whether that is to hold or not.
    fn tested(&self, node: &Node, inner: &Node, of: bool, wanted: bool, truth: bool) -> Expr {
        let says = self.says(inner, of);
        if wanted {
            return says;
        }
        // what is not so is what is left only where an expression is never neither
        if two_valued(&says) { negated(says) } else { self.text(node, truth) }
    }

    fn atom(&self, node: &Node, truth: bool) -> Option<Expr> {
        match &node.kind {
            Kind::Column(_) => self.boolean(node, truth),
            Kind::Is { inner, test: Test::Null, not } => self.null_test(inner, truth == *not),
            Kind::Scalar(select) if truth => self.row_says(select),
            Kind::Binary(op, left, right) => {
                let op = operator(op)?;
                // beside true or false, what is there is a truth value
                let constant = |node: &Node| match node.bare().kind {
                    Kind::Bool(value) => Some(value),
                    _ => None,
                };
                let beside = constant(right).map(|value| (left, value));
                if let (Some((other, value)), Op::Eq | Op::Ne) =
                    (beside.or_else(|| constant(left).map(|value| (right, value))), op)
                {
                    return Some(self.says(other, truth == (value == (op == Op::Eq))));
                }
                if let (Kind::Scalar(select), true) = (&right.kind, truth && op == Op::Eq)
                    && right.bare().range == right.range
                {
                    return self.among(left, select);
                }
                if let (Kind::Scalar(select), true) = (&left.kind, truth && op == Op::Eq)
                    && left.bare().range == left.range
                {
                    return self.among(right, select);
                }
                self.compared(left, if truth { op } else { op.negated() }, right)
            }
            Kind::Distinct { left, right, not } => self.distinct(left, right, truth == *not),
            Kind::Between { value, low, high, not, symmetric: false } => {
                let inside = truth != *not;
                let (from, to) = if inside { (Op::Ge, Op::Le) } else { (Op::Lt, Op::Gt) };
                let parts = [self.compared(value, from, low)?, self.compared(value, to, high)?];
                Some(if inside { all(parts.into_iter()) } else { any(parts.into_iter()) })
            }
            Kind::In { value, list, not } => self.among_values(value, list, truth != *not),
            Kind::Quantified { op, any, value, array } => {
                let member = match (op.as_str(), any) {
                    ("=", true) => truth,
                    ("<>", false) => !truth,
                    _ => return None,
                };
                match &array.bare().kind {
                    Kind::Array(list) if !list.is_empty() => self.among_values(value, list, member),
                    Kind::ArraySelect(select) if member => self.among(value, select),
                    _ => None,
                }
            }
            Kind::InSelect { value, select, not } if truth != *not => self.among(value, select),
            Kind::QuantifiedSelect { op, any: true, value, select } if op == "=" && truth => {
                self.among(value, select)
            }
            // a claim that is cast to a boolean
            Kind::Cast(..) => {
                let side = self.side(node)?;
                (side.cast.as_ref()?.name == "boolean" && matches!(side.value, Value::Claim(_)))
                    .then_some(())?;
                Some(Expr::compare(side.value, Op::Eq, Value::Literal(Literal::Bool(truth))))
            }
            _ => None,
        }
    }

    /// A boolean column by itself.
    fn boolean(&self, node: &Node, truth: bool) -> Option<Expr> {
        let name = self.column(node)?;
        let column = self.table.find_column(&name).filter(|column| column.ty == Type::Boolean)?;
        Some(match (truth, column.nullable) {
            (true, _) => Expr::Column(name),
            (false, false) => Expr::Column(name).not(),
            (false, true) => Expr::compare(Value::Column(name), Op::Eq, Value::Literal(Literal::Bool(false))),
        })
    }

    fn null_test(&self, inner: &Node, present: bool) -> Option<Expr> {
        let side = self.side(inner)?;
        let says = match &side.value {
            Value::Column(_) if side.cast.is_none() => Expr::present(side.value.clone()),
            // whose absence only SQL can ask for
            value if present && side.may_be_tested() => Expr::present(value.clone()),
            _ => return None,
        };
        Some(if present { says } else { says.not() })
    }

    fn compared(&self, left: &Node, op: Op, right: &Node) -> Option<Expr> {
        let (left, right) = (self.side(left)?, self.side(right)?);
        self.comparison(&left, op, &right)
    }

    /// Where the comparison is true.
    fn comparison(&self, left: &Side, op: Op, right: &Side) -> Option<Expr> {
        if let (Value::Literal(a), Value::Literal(b)) = (&left.value, &right.value) {
            return constant(a, op, b);
        }
        let (left, right) = self.matched(left, right)?;
        // a boolean column beside a constant is that column
        if let (Value::Column(name), Value::Literal(Literal::Bool(value))) = (&left, &right)
            && matches!(op, Op::Eq | Op::Ne)
            && let Some(column) = self.table.find_column(name)
        {
            return Some(match (*value == (op == Op::Eq), column.nullable) {
                (true, _) => Expr::Column(name.clone()),
                (false, false) => Expr::Column(name.clone()).not(),
                (false, true) => Expr::compare(left, Op::Eq, Value::Literal(Literal::Bool(false))),
            });
        }
        let compare = Expr::compare(left.clone(), op, right.clone());
        let callers = left.is_the_callers() || right.is_the_callers();
        if op != Op::Ne || callers {
            return Some(compare);
        }
        // `!=` holds for a NULL, and `<>` does not
        let present = [left, right].into_iter().filter(|value| self.nullable(value)).map(Expr::present);
        Some(all(present.chain([compare])))
    }

    /// IS DISTINCT FROM, or its opposite: as `=` and `!=` of the language, where not both sides can be NULL.
    fn distinct(&self, left: &Node, right: &Node, equal: bool) -> Option<Expr> {
        let (left, right) = (self.side(left)?, self.side(right)?);
        let (a, b) = self.matched(&left, &right)?;
        if matches!((&a, &b), (Value::Literal(_), Value::Literal(_))) {
            return None;
        }
        let callers = a.is_the_callers() || b.is_the_callers();
        let null = |value: &Value| value.is_the_callers() || self.nullable(value);
        if (null(&a) && null(&b)) || (callers && !equal) {
            return None;
        }
        Some(Expr::compare(a, if equal { Op::Eq } else { Op::Ne }, b))
    }

    /// One of a list, which is the first of it or the second or…
    fn among_values(&self, value: &Node, list: &[Node], member: bool) -> Option<Expr> {
        let side = self.side(value)?;
        let mut literals = Vec::new();
        for item in list {
            let item = self.side(item)?;
            match self.matched(&side, &item)? {
                (a, Value::Literal(literal)) if a == side.value && !matches!(literal, Literal::Bool(_)) => {
                    literals.push(literal);
                }
                _ => {
                    literals.clear();
                    break;
                }
            }
        }
        if literals.is_empty() || matches!(side.value, Value::Literal(_)) {
            let op = if member { Op::Eq } else { Op::Ne };
            let each = list.iter().map(|item| self.comparison(&side, op, &self.side(item)?));
            let each: Vec<Expr> = each.collect::<Option<_>>()?;
            return Some(if member { any(each.into_iter()) } else { all(each.into_iter()) });
        }
        let found = Expr::is_in(side.value.clone(), literals);
        Some(match member {
            true => found,
            false if self.nullable(&side.value) => Expr::present(side.value).and(found.not()),
            false => found.not(),
        })
    }

    /// The name of a column of the table that is spoken of.
    fn column(&self, node: &Node) -> Option<String> {
        let Kind::Column(name) = &node.bare().kind else { return None };
        match self.scope.find(name) {
            Found::Column { out: 0, column, .. } => Some(column.name.clone()),
            _ => None,
        }
    }

    fn nullable(&self, value: &Value) -> bool {
        match value {
            Value::Column(name) => self.table.find_column(name).is_none_or(|column| column.nullable),
            _ => false,
        }
    }
}

/// Whether the expression or its `!` holds for every row and caller.
fn two_valued(expr: &Expr) -> bool {
    match expr {
        Expr::Bool(_) | Expr::Column(_) => true,
        Expr::Compare(Compare { left, right, .. }) => !left.is_the_callers() && !right.is_the_callers(),
        Expr::In(value, _) | Expr::Present(value) => !value.is_the_callers(),
        Expr::And(parts) | Expr::Or(parts) => parts.iter().all(two_valued),
        Expr::Not(inner) => two_valued(inner),
        _ => false,
    }
}

fn negated(expr: Expr) -> Expr {
    match expr {
        Expr::Not(inner) => *inner,
        Expr::Bool(value) => Expr::Bool(!value),
        other => other.not(),
    }
}

fn operator(op: &str) -> Option<Op> {
    Some(match op {
        "=" => Op::Eq,
        "<>" => Op::Ne,
        "<" => Op::Lt,
        "<=" => Op::Le,
        ">" => Op::Gt,
        ">=" => Op::Ge,
        _ => return None,
    })
}

/// Two whole numbers compared.
fn constant(a: &Literal, op: Op, b: &Literal) -> Option<Expr> {
    let number = |literal: &Literal| match literal {
        Literal::Number(digits) => digits.parse::<i64>().ok(),
        _ => None,
    };
    let (a, b) = (number(a)?, number(b)?);
    Some(Expr::Bool(match op {
        Op::Eq => a == b,
        Op::Ne => a != b,
        Op::Lt => a < b,
        Op::Le => a <= b,
        Op::Gt => a > b,
        Op::Ge => a >= b,
    }))
}
