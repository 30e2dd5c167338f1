//! What do the facts say of each other?

use std::collections::BTreeMap;

use super::{
    Implied, Kind,
    atoms::{As, Atoms, Fact, same_place},
    number::Number,
    solve::{Formula, Lit},
};
use crate::expr::{Compare, Expr, Literal, Value};

/// So many constants, or rows of other tables, are set against each other.
const MANY: usize = 64;

impl Atoms<'_> {
    /// All that the facts so far say of each other.
    pub(super) fn theory(&mut self, steps: &mut u32, tables: usize) {
        self.among_theory(steps, tables);
        self.order_theory();
        self.caller_theory();
    }

    /// A caller with an id of some type has one.
    fn caller_theory(&mut self) {
        let typed: Vec<usize> = self
            .numbers
            .iter()
            .filter(|(fact, _)| matches!(fact, Fact::Caller(ty) if *ty != As::Text))
            .map(|(_, number)| *number)
            .collect();
        if !typed.is_empty() {
            let has_one = self.lit(Fact::Caller(As::Text));
            typed.into_iter().for_each(|fact| self.clauses.implies(Lit { fact, is: true }, has_one));
        }
    }

    /// Of less, equal and greater one is so; and constants have an order.
    fn order_theory(&mut self) {
        let pairs: Vec<(Value, Value)> = self
            .numbers
            .keys()
            .filter_map(|fact| match fact {
                Fact::Less(left, right) | Fact::Equal(left, right) | Fact::Greater(left, right) => {
                    Some((left.clone(), right.clone()))
                }
                _ => None,
            })
            .collect();
        let mut of_value: BTreeMap<Value, Vec<(Value, [Lit; 3])>> = BTreeMap::new();
        for (left, right) in pairs {
            let one = [Fact::Less, Fact::Equal, Fact::Greater]
                .map(|make| self.lit(make(left.clone(), right.clone())));
            let [less, equal, greater] = one;
            for (a, b) in [(less, equal), (equal, greater), (less, greater)] {
                self.clauses.implies(a, b.not());
            }
            self.clauses.clause(one);
            let constants = of_value.entry(left).or_default();
            if constants.last().is_none_or(|(last, _)| *last != right) {
                constants.push((right, one));
            }
        }
        for (value, constants) in of_value {
            self.constants(self.kind(&value), &value, constants);
        }
    }

    /// What a value's place beside one constant says of its place beside another.
    fn constants(&mut self, kind: Kind, value: &Value, constants: Vec<(Value, [Lit; 3])>) {
        let callers = value.is_the_callers();
        let mut numbers: Vec<(Number, [Lit; 3])> = Vec::new();
        let mut texts: Vec<Lit> = Vec::new();
        for (constant, lits) in constants {
            match constant {
                Value::Literal(Literal::Number(digits))
                    if callers || matches!(kind, Kind::Number | Kind::Float(_)) =>
                {
                    numbers.extend(
                        Number::read(&digits)
                            .filter(|number| !matches!(kind, Kind::Float(most) if number.digits() > most))
                            .map(|number| (number, lits)),
                    );
                }
                Value::Literal(Literal::Text(_)) if callers || kind == Kind::Text => texts.push(lits[1]),
                _ => {}
            }
        }
        numbers.sort();
        for pair in numbers.windows(2) {
            let ([less, equal, _], [next_less, next_equal, next_greater]) = (pair[0].1, pair[1].1);
            let greater = pair[0].1[2];
            self.clauses.implies(less, next_less);
            self.clauses.implies(equal, next_less);
            self.clauses.implies(next_greater, greater);
            self.clauses.implies(next_equal, greater);
        }
        if texts.len() > MANY {
            self.partial = true;
            return;
        }
        for (i, a) in texts.iter().enumerate() {
            texts[i + 1..].iter().for_each(|b| self.clauses.implies(*a, b.not()));
        }
    }

    /// Where such a row is there: the column is not NULL, whatever its predicate needs of the caller is there, and so is
    /// a row of each weaker predicate.
    fn among_theory(&mut self, steps: &mut u32, tables: usize) {
        if self.amongs.is_empty() {
            return;
        }
        let Some(tables) = tables.checked_sub(1) else {
            self.partial = true;
            return;
        };
        if self.amongs.len() > MANY {
            self.partial = true;
            return;
        }
        let amongs = self.amongs.clone();
        for (i, among) in amongs.iter().enumerate() {
            let is = self.lit(Fact::Among(i));
            let column = Value::column(&among.column);
            if let Formula::Fact(there) = self.there(&column, &column) {
                self.clauses.implies(is, there);
            }
            let table = Some(&among.table);
            let mut follows = vec![(Expr::Bool(false), is.not())];
            follows.push((Expr::Present(Value::CallerId), self.lit(Fact::Caller(As::Text))));
            for claim in claims(&among.when) {
                follows.push((Expr::Present(claim.clone()), self.lit(Fact::There(claim))));
            }
            for (j, other) in amongs.iter().enumerate() {
                if i != j && same_place(among, other) {
                    follows.push((other.when.clone(), self.lit(Fact::Among(j))));
                }
            }
            for (when, then) in follows {
                match Atoms::new(self.facts, table).implies(&among.when, &when, steps, tables) {
                    Implied::Yes => self.clauses.implies(is, then),
                    Implied::No => {}
                    Implied::Unknown => self.partial = true,
                }
            }
        }
    }
}

/// The claims that a predicate asks for, in no table but its own.
fn claims(when: &Expr) -> Vec<Value> {
    let mut all = Vec::new();
    for (atom, _) in when.atoms() {
        match atom {
            Expr::Compare(Compare { left, right, .. }) => all.extend([left, right]),
            Expr::In(value, _) | Expr::Present(value) => all.push(value),
            _ => {}
        }
    }
    let mut all: Vec<Value> =
        all.into_iter().filter(|value| matches!(value, Value::Claim(_))).cloned().collect();
    all.sort();
    all.dedup();
    all
}
