//! What may one role do to one table's rows by one command?

use std::collections::BTreeSet;

use super::{By, Cell, Counts, Effect, Held, Reading, Who, simplify::simplify, words};
use crate::{
    expr::{Among, Expr, Implied},
    ident::QName,
    resolve::Resolved,
    schema::{Command, Policy, Privilege, Role, Table},
};

/// Tables that are read by the policies of tables that are read.
const DEPTH: usize = 12;

/// Works out cells.
pub(super) struct Cells<'r> {
    resolved: &'r Resolved,
}

/// The conditions of a command, as they are: with the privilege taken for granted, and nothing simplified.
pub(super) struct Conditions {
    pub(super) by: By,
    pub(super) using: Option<Expr>,
    pub(super) check: Option<Expr>,
    pub(super) unreadable: Option<QName>,
}

impl<'r> Cells<'r> {
    pub(super) fn new(resolved: &'r Resolved) -> Self {
        Cells { resolved }
    }

    pub(super) fn who(&self, role: &Role) -> Who {
        let inherits = self
            .counting(role)
            .into_iter()
            .filter_map(|of| match of {
                Role::Named(name) if Role::Named(name.clone()) != *role => Some(name),
                _ => None,
            })
            .collect();
        Who { role: role.clone(), inherits, bypasses: self.bypasses(role) }
    }

    /// The role, those that it inherits from, and PUBLIC. A role that a model makes inherits; the providers' roles are
    /// members of none.
    pub(super) fn counting(&self, role: &Role) -> BTreeSet<Role> {
        self.resolved.schema.as_whom(role)
    }

    fn bypasses(&self, role: &Role) -> bool {
        matches!(role, Role::Named(name) if self.resolved.provider.bypasses_row_security(name))
    }

    pub(super) fn privilege(&self, table: &Table, role: &Role, privilege: Privilege) -> Held {
        let roles = self.counting(role);
        let all_data = if privilege == Privilege::Select { "pg_read_all_data" } else { "pg_write_all_data" };
        let mut columns = BTreeSet::new();
        let mut whole = roles.contains(&Role::named(all_data));
        for grant in &table.grants {
            if grant.privilege == privilege && roles.contains(&grant.role) {
                whole |= grant.columns.is_empty();
                columns.extend(grant.columns.iter().cloned());
            }
        }
        match (whole, columns.is_empty()) {
            (true, _) => Held::Whole,
            (false, true) => Held::No,
            (false, false) => Held::Columns(columns),
        }
    }

    pub(super) fn cell(&self, table: &Table, role: &Role, command: Command) -> Cell {
        let facts = self.resolved.schema.facts(table);
        let conditions = self.conditions(table, role, command);
        let schema = &self.resolved.schema;
        let simple = |clause: Option<Expr>| clause.map(|expr| simplify(&expr, schema, table));
        let mut cell = Cell {
            command,
            privilege: self.privilege(table, role, privilege(command)),
            by: conditions.by,
            using: simple(conditions.using),
            check: simple(conditions.check),
            unreadable: conditions.unreadable,
            reading: Reading::Free,
            words: words::Words::default(),
        };
        if let (Some(using), Some(check)) = (&cell.using, &cell.check)
            && using != check
            && using.equals(check, &facts) == Implied::Yes
        {
            cell.check = cell.using.clone();
        }
        if command != Command::Select && !cell.is_nothing() {
            cell.reading = match self.privilege(table, role, Privilege::Select) {
                Held::No => Reading::Refused,
                _ => {
                    let readable = self.conditions(table, role, Command::Select).using;
                    let readable = readable.map(|expr| simplify(&expr, schema, table));
                    let reached = cell.using.as_ref().or(cell.check.as_ref());
                    match (reached, readable) {
                        (Some(reached), Some(readable))
                            if reached.implies(&readable, &facts) != Implied::Yes =>
                        {
                            Reading::Narrowed
                        }
                        _ => Reading::Free,
                    }
                }
            };
        }
        cell.words = words::of_cell(&cell, self.resolved, table);
        cell
    }

    /// Which rows a command reaches and may make, leaving privileges aside.
    pub(super) fn conditions(&self, table: &Table, role: &Role, command: Command) -> Conditions {
        let (uses, checks) = (command.takes_using(), command.takes_check());
        let all = |by| Conditions {
            by,
            using: uses.then_some(Expr::Bool(true)),
            check: checks.then_some(Expr::Bool(true)),
            unreadable: None,
        };
        if self.bypasses(role) {
            return all(By::Bypass);
        }
        if !table.row_security {
            return all(By::Off);
        }
        let roles = self.counting(role);
        let policies: Vec<&Policy> = policies(table, &roles, command).collect();
        let mut counts: Vec<Counts> = policies.iter().map(|policy| self::counts(policy)).collect();
        counts.sort_by_key(|counts| counts.effect);
        let own = |clause: fn(&Policy) -> Option<&Expr>| joined(&policies, clause);
        let (using, check) =
            (uses.then(|| own(|policy| policy.using.as_ref())), checks.then(|| own(checked)));
        let unreadable =
            [&using, &check].into_iter().flatten().find_map(|expr| self.unreadable(expr, role, DEPTH));
        let seen = |expr: Option<Expr>| expr.map(|expr| self.seen(expr, role, &mut vec![&table.name]));
        Conditions { by: By::Policies(counts), using: seen(using), check: seen(check), unreadable }
    }

    /// Other tables' rows as the role sees them: what is looked up as the caller is also what they may read.
    fn seen<'t>(&self, expr: Expr, role: &Role, around: &mut Vec<&'t QName>) -> Expr
    where
        'r: 't,
    {
        match expr {
            Expr::And(parts) => {
                Expr::And(parts.into_iter().map(|part| self.seen(part, role, around)).collect())
            }
            Expr::Or(parts) => {
                Expr::Or(parts.into_iter().map(|part| self.seen(part, role, around)).collect())
            }
            Expr::Not(inner) => self.seen(*inner, role, around).not(),
            Expr::Among(among) if among.helper.is_none() => {
                let Some(other) = self.resolved.schema.find_table(&among.table) else {
                    return Expr::Among(among);
                };
                let Among { relation, column, table, key, when, helper } = *among;
                let back = around.iter().any(|name| name.key() == other.name.key());
                if around.len() > DEPTH || (back && other.row_security) {
                    let circle = Expr::sql(circle(&other.name));
                    return Expr::among(Among {
                        relation,
                        column,
                        table,
                        key,
                        when: when.and(circle),
                        helper,
                    });
                }
                around.push(&other.name);
                let mut when = self.seen(when, role, around);
                if other.row_security && !self.bypasses(role) {
                    let roles = self.counting(role);
                    let read: Vec<&Policy> = policies(other, &roles, Command::Select).collect();
                    let open = joined(&read, |policy| policy.using.as_ref());
                    when = when.and(self.seen(open, role, around));
                }
                around.pop();
                Expr::among(Among { relation, column, table, key, when, helper })
            }
            other => other,
        }
    }

    /// A table that is looked up as the caller, who may not SELECT what is read of it: Postgres refuses the statement.
    fn unreadable(&self, expr: &Expr, role: &Role, depth: usize) -> Option<QName> {
        let depth = depth.checked_sub(1)?;
        expr.atoms().into_iter().find_map(|(atom, _)| {
            let Expr::Among(among) = atom else { return None };
            let other = self.resolved.schema.find_table(&among.table).filter(|_| among.helper.is_none())?;
            let read = match self.privilege(other, role, Privilege::Select) {
                Held::Whole => true,
                Held::No => false,
                Held::Columns(held) => {
                    let mut read = BTreeSet::from([among.key.clone()]);
                    among.when.gather_columns(&mut read);
                    read.is_subset(&held)
                }
            };
            if !read {
                return Some(other.name.clone());
            }
            let roles = self.counting(role);
            let over = policies(other, &roles, Command::Select).filter_map(|policy| policy.using.as_ref());
            let over = over.filter(|_| other.row_security && !self.bypasses(role));
            std::iter::once(&among.when).chain(over).find_map(|expr| self.unreadable(expr, role, depth))
        })
    }
}

/// Stands in for the policies of a table that come back to it, which Postgres refuses (42P17).
fn circle(table: &QName) -> String {
    format!("the policies of {table} come back to it")
}

/// Whether that is what a string of a cell's SQL says, so that it is no SQL.
pub fn is_circle(sql: &str) -> bool {
    sql.starts_with("the policies of ") && sql.ends_with(" come back to it")
}

/// The privilege that a command needs.
pub(super) fn privilege(command: Command) -> Privilege {
    match command {
        Command::Select | Command::All => Privilege::Select,
        Command::Insert => Privilege::Insert,
        Command::Update => Privilege::Update,
        Command::Delete => Privilege::Delete,
    }
}

/// The policies that count for a command and these roles.
fn policies<'t>(
    table: &'t Table,
    roles: &BTreeSet<Role>,
    command: Command,
) -> impl Iterator<Item = &'t Policy> {
    table.policies.iter().filter(move |policy| {
        (policy.command == command || policy.command == Command::All)
            && policy.roles.iter().any(|role| roles.contains(role))
    })
}

fn counts(policy: &Policy) -> Counts {
    let effect = match policy.permissive {
        false => Effect::Restricts,
        true if policy.denies() => Effect::Nothing,
        true => Effect::Gives,
    };
    Counts { name: policy.name().to_owned(), effect }
}

/// The clause for rows that come to be: where none is written, the one for rows that are there.
fn checked(policy: &Policy) -> Option<&Expr> {
    policy.check.as_ref().or(policy.using.as_ref())
}

/// Any of the permissive ones and all of the restrictive ones. A permissive policy without the clause lets nothing
/// through, a restrictive one everything.
fn joined(policies: &[&Policy], clause: impl Fn(&Policy) -> Option<&Expr>) -> Expr {
    let of = |permissive: bool| {
        policies
            .iter()
            .filter(move |policy| policy.permissive == permissive)
            .filter_map(|policy| clause(policy).cloned())
            .collect::<Vec<Expr>>()
    };
    let open = Expr::any(of(true));
    Expr::all(std::iter::once(open).chain(of(false)))
}
