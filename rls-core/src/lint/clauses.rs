//! What must be true of a row that a policy lets through?

use std::collections::BTreeSet;

use super::Model;
use crate::{
    expr::{Compare, Expr, Facts, Implied, Op, Value},
    schema::{Command, Policy, Role, Table},
};

/// What a policy asks of rows that come to be.
pub(super) fn check_of(policy: &Policy) -> Option<&Expr> {
    policy.check.as_ref().or(policy.using.as_ref())
}

/// The column of an atom that says whose the row is: the caller's own, their tenant's, what they are a member of.
pub(super) fn identity(atom: &Expr) -> Option<&str> {
    match atom {
        Expr::Owner(column) => Some(column),
        Expr::Compare(Compare { left: Value::Column(column), op: Op::Eq, right })
            if right.is_the_callers() =>
        {
            Some(column)
        }
        Expr::Among(among) => Some(&among.column),
        _ => None,
    }
}

/// The column of an atom that says what the row is like, whoever asks: a flag, a state, something set or not.
pub(super) fn state(atom: &Expr) -> Option<&str> {
    match atom {
        Expr::Column(column)
        | Expr::Present(Value::Column(column))
        | Expr::In(Value::Column(column), _)
        | Expr::Compare(Compare { left: Value::Column(column), right: Value::Literal(_), .. }) => {
            Some(column)
        }
        _ => None,
    }
}

/// SQL that nobody has read.
pub(super) fn is_opaque(atom: &Expr) -> bool {
    matches!(atom, Expr::Sql(_) | Expr::Exists(_))
}

/// The predicate with only some of its atoms: true wherever it is, and perhaps elsewhere.
pub(super) fn weakened(expr: &Expr, keep: &dyn Fn(&Expr) -> bool) -> Expr {
    without(expr, keep, true)
}

/// The predicate, with each atom that is not kept in the state that makes it `loose` (true) or strict.
fn without(expr: &Expr, keep: &dyn Fn(&Expr) -> bool, loose: bool) -> Expr {
    match expr {
        Expr::Bool(_) => expr.clone(),
        Expr::Not(inner) => match without(inner, keep, !loose) {
            Expr::Bool(value) => Expr::Bool(!value),
            inner => inner.not(),
        },
        Expr::And(parts) => join(parts.iter().map(|part| without(part, keep, loose)), true),
        Expr::Or(parts) => join(parts.iter().map(|part| without(part, keep, loose)), false),
        atom if keep(atom) => atom.clone(),
        _ => Expr::Bool(loose),
    }
}

/// All of these (`true`), or any of them.
pub(super) fn join(parts: impl IntoIterator<Item = Expr>, all: bool) -> Expr {
    let mut joined = Expr::Bool(all);
    for part in parts {
        joined = match (joined, part) {
            (joined, Expr::Bool(value)) if value == all => joined,
            (Expr::Bool(value), part) if value == all => part,
            (_, Expr::Bool(_)) | (Expr::Bool(_), _) => return Expr::Bool(!all),
            (joined, part) if all => joined.and(part),
            (joined, part) => joined.or(part),
        };
    }
    joined
}

/// The atoms that hold wherever the predicate does.
pub(super) fn required(expr: &Expr) -> BTreeSet<&Expr> {
    match expr {
        Expr::And(parts) => parts.iter().flat_map(required).collect(),
        Expr::Or(parts) => {
            let mut parts = parts.iter().map(required);
            let first = parts.next().unwrap_or_default();
            parts.fold(first, |common, more| common.intersection(&more).copied().collect())
        }
        Expr::Not(_) | Expr::Bool(_) => BTreeSet::new(),
        atom => BTreeSet::from([atom]),
    }
}

/// Whether it is certain that some row is let through by the one and not by the other. SQL that nobody has read is never
/// certain: in the first it might say the second, in the second it might say nothing.
pub(super) fn lets_more(one: &Expr, other: &Expr, facts: &dyn Facts) -> bool {
    let other = weakened(other, &|atom| !is_opaque(atom));
    let read = one.atoms().iter().all(|(atom, _)| !is_opaque(atom));
    read && one.implies(&other, facts) == Implied::No
}

/// What a role's statements meet on a table.
pub(super) struct Meets<'m> {
    pub(super) model: &'m Model<'m>,
    pub(super) table: &'m Table,
    pub(super) role: &'m Role,
}

impl Meets<'_> {
    /// What restrictive policies ask of a row that is there, or of one that comes to be.
    pub(super) fn floor(&self, command: Command, new_row: bool) -> Expr {
        let policies = self.model.applying(self.table, self.role, command);
        let clauses = policies
            .filter(|(_, policy)| !policy.permissive)
            .filter_map(|(_, policy)| if new_row { check_of(policy).cloned() } else { policy.using.clone() });
        join(clauses, true)
    }

    /// Which rows the role may read.
    pub(super) fn readable(&self) -> Expr {
        let policies = self.model.applying(self.table, self.role, Command::Select);
        let given = policies.filter(|(_, policy)| policy.permissive);
        let given = join(given.filter_map(|(_, policy)| policy.using.clone()), false);
        join([given, self.floor(Command::Select, false)], true)
    }

    /// Which rows the role may bring about by a policy, and what is on top of it.
    pub(super) fn writable(&self, policy: &Policy, command: Command) -> Expr {
        let own = check_of(policy).cloned().unwrap_or(Expr::Bool(false));
        join([own, self.floor(command, true)], true)
    }
}

/// Whether a text of SQL has this word in it.
pub(super) fn mentions(sql: &str, word: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    sql.match_indices(word)
        .any(|(at, found)| !sql[..at].ends_with(inside) && !sql[at + found.len()..].starts_with(inside))
}
