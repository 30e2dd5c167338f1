//! May the caller's own sub-select look the rows up, or does a function have to?
//!
//! A policy's `= ANY (ARRAY(SELECT key FROM other WHERE …))` runs as the caller. It says what was meant only if each of
//! its callers
//!
//! - may SELECT the columns that it reads,
//! - is let at the rows that it looks for by the other table's own policies, which the predicate has to imply, and
//! - does not come back by those policies to the table whose policy asks, or to the other table once more: Postgres
//!   refuses such a circle (42P17), at the first statement and not before.
//!
//! Where one of these does not hold for one of the policy's roles, or cannot be shown (the other table's policies hold
//! SQL, which nothing here reads), a function looks them up: it runs as the owner of the tables, whom no policy stops.
//! One function serves every policy with the same lookup.
//!
//! Whether a lookup needs one depends on the declared policies alone and not on what was decided for another lookup, so
//! the order of tables and policies does not matter.

mod name;

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use crate::{
    diagnostic::{Code, Diagnostic, Errors, Place, Spot},
    expr::{Among, Compare, Expr, Implied, Value},
    ident::QName,
    lex,
    provider::Provider,
    schema::{Command, Function, PRIVATE, Policy, Privilege, Role, Schema, Table},
};

/// Decides for every lookup, and makes the functions. The predicates have been settled.
pub(super) fn settle(schema: &mut Schema, provider: &Provider, errors: &mut Errors) {
    schema.functions.clear();
    if !schema.tables.iter().any(|table| table.policies.iter().any(|p| clauses(p).any(reads_rows))) {
        return;
    }
    let declared = schema.clone();
    let lookups = Lookups::of(&declared, provider);
    let mut found: BTreeMap<Lookup, BTreeSet<Role>> = BTreeMap::new();
    for (table, from) in schema.tables.iter_mut().zip(&declared.tables) {
        for policy in &mut table.policies {
            let roles = policy.roles.clone();
            for clause in [&mut policy.using, &mut policy.check].into_iter().flatten() {
                each(clause, &mut |among| {
                    let helper = lookups.needs_function(from, &roles, among);
                    if helper {
                        lookups.forced(from, among, errors);
                        as_owner(from, among, errors);
                        found.entry(Lookup::of(among)).or_default().extend(roles.iter().cloned());
                        among.helper = Some(QName::new(""));
                    }
                    // what is inside a function runs as the owner, and needs none of its own
                    !helper
                });
            }
        }
    }
    let private = schema.private.clone().unwrap_or_else(|| PRIVATE.to_owned());
    let names = name::all(found.keys(), &private);
    for table in &mut schema.tables {
        for clause in table.policies.iter_mut().flat_map(|p| [&mut p.using, &mut p.check]).flatten() {
            each(clause, &mut |among| {
                if among.helper.is_some() {
                    among.helper = names.get(&Lookup::of(among)).cloned();
                }
                among.helper.is_none()
            });
        }
    }
    schema.functions = found
        .into_iter()
        .filter_map(|(lookup, roles)| {
            let name = names.get(&lookup)?.clone();
            let Lookup { table, key, when } = lookup;
            Some(Function { name, table, key, when, roles: roles.into_iter().collect() })
        })
        .collect();
    schema.functions.sort_by(|a, b| a.name.cmp(&b.name));
}

/// What a function does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Lookup {
    table: QName,
    key: String,
    when: Expr,
}

impl Lookup {
    fn of(among: &Among) -> Self {
        Lookup { table: among.table.clone(), key: among.key.clone(), when: among.when.clone() }
    }
}

/// Each lookup, the outer one first, and those inside it where the function says so.
fn each(expr: &mut Expr, look: &mut dyn FnMut(&mut Among) -> bool) {
    match expr {
        Expr::And(parts) | Expr::Or(parts) => parts.iter_mut().for_each(|part| each(part, look)),
        Expr::Not(inner) => each(inner, look),
        Expr::Among(among) => {
            if look(among) {
                each(&mut among.when, look);
            }
        }
        _ => {}
    }
}

fn clauses(policy: &Policy) -> impl Iterator<Item = &Expr> {
    [&policy.using, &policy.check].into_iter().flatten()
}

fn reads_rows(expr: &Expr) -> bool {
    expr.atoms().iter().any(|(atom, _)| matches!(atom, Expr::Among(_)))
}

/// Whether SQL decides it, which may read any table.
fn is_opaque(expr: &Expr) -> bool {
    expr.atoms().iter().any(|(atom, _)| match atom {
        Expr::Sql(_) | Expr::Exists(_) => true,
        Expr::Among(among) => is_opaque(&among.when),
        _ => false,
    })
}

/// SQL in a predicate that asks who Postgres takes the caller for: in a function that is its owner.
fn asks_who(expr: &Expr) -> Option<&str> {
    expr.atoms().into_iter().find_map(|(atom, _)| match atom {
        Expr::Sql(sql) | Expr::Exists(sql) => {
            let words = lex::tokens(sql).unwrap_or_default();
            words
                .iter()
                .filter(|token| token.kind == lex::Kind::Word)
                .map(|token| &sql[token.range.clone()])
                .find(|word| {
                    ["current_user", "current_role", "user"]
                        .iter()
                        .any(|name| word.eq_ignore_ascii_case(name))
                })
        }
        Expr::Among(among) => asks_who(&among.when),
        _ => None,
    })
}

/// The number of a table.
type At = usize;

struct Lookups<'t> {
    schema: &'t Schema,
    at: BTreeMap<(&'t str, &'t str), At>,
    /// Who may come: each role's own, those that it inherits from, and PUBLIC.
    callers: Vec<BTreeSet<Role>>,
    /// For a caller and a lookup, whether their own sub-select finds every row.
    seen: RefCell<BTreeMap<(usize, Lookup), bool>>,
    /// For a caller and a table, the tables that its policies for SELECT read, over others' too.
    reached: RefCell<BTreeMap<(usize, At), BTreeSet<At>>>,
}

impl<'t> Lookups<'t> {
    fn of(schema: &'t Schema, provider: &Provider) -> Self {
        let tables = &schema.tables;
        let mut roles: BTreeSet<Role> = provider.roles().map(Role::named).collect();
        roles.extend(schema.roles.keys().map(Role::named));
        roles.extend(
            tables.iter().flat_map(|table| &table.policies).flat_map(|policy| policy.roles.iter().cloned()),
        );
        Lookups {
            schema,
            at: tables.iter().enumerate().map(|(at, table)| (table.name.key(), at)).collect(),
            callers: roles.iter().map(|role| schema.as_whom(role)).collect(),
            seen: RefCell::default(),
            reached: RefCell::default(),
        }
    }

    fn at(&self, name: &QName) -> Option<At> {
        self.at.get(&name.key()).copied()
    }

    fn needs_function(&self, from: &Table, roles: &[Role], among: &Among) -> bool {
        let Some(other) = self.at(&among.table) else { return true };
        let from = self.at(&from.name);
        if from == Some(other) {
            // while a table's policies are put in, Postgres puts no other policy of it in that holds a sub-select, and
            // one that asks for the caller's id does
            return self.schema.tables[other].row_security;
        }
        let comes_back = |reached: &BTreeSet<At>| {
            reached.contains(&other) || from.is_some_and(|from| reached.contains(&from))
        };
        self.callers_of(roles)
            .any(|caller| !self.sees(caller, among) || comes_back(&self.reached(caller, other)))
    }

    /// The callers whom a policy for these roles is for.
    fn callers_of<'r>(&'r self, roles: &'r [Role]) -> impl Iterator<Item = usize> + 'r {
        (0..self.callers.len()).filter(|&at| roles.iter().any(|role| self.callers[at].contains(role)))
    }

    /// Whether a caller's own sub-select finds every row that is looked for, leaving circles aside.
    fn sees(&self, caller: usize, among: &Among) -> bool {
        let asked = (caller, Lookup::of(among));
        if let Some(known) = self.seen.borrow().get(&asked) {
            return *known;
        }
        let sees = self.finds_all(caller, among);
        self.seen.borrow_mut().insert(asked, sees);
        sees
    }

    fn finds_all(&self, caller: usize, among: &Among) -> bool {
        let Some(table) = self.at(&among.table).map(|at| &self.schema.tables[at]) else { return false };
        if !self.may_select(caller, table, among) {
            return false;
        }
        if !table.row_security {
            return true;
        }
        let facts = self.schema.facts(table);
        let implied = |using: &Expr| among.when.implies(using, &facts) == Implied::Yes;
        let mut open = Expr::Bool(false);
        for policy in self.over_select(caller, table) {
            let Some(using) = &policy.using else { continue };
            if is_opaque(using) || (!policy.permissive && !implied(using)) {
                return false;
            }
            if policy.permissive {
                open = open.or(using.clone());
            }
        }
        implied(&open)
    }

    /// The policies that decide which of a table's rows a caller reads.
    fn over_select(&self, caller: usize, table: &'t Table) -> impl Iterator<Item = &'t Policy> {
        let roles = &self.callers[caller];
        table.policies.iter().filter(move |policy| {
            matches!(policy.command, Command::All | Command::Select)
                && policy.roles.iter().any(|role| roles.contains(role))
        })
    }

    /// Whether a caller has SELECT on all columns that a lookup reads.
    fn may_select(&self, caller: usize, table: &Table, among: &Among) -> bool {
        let roles = &self.callers[caller];
        let mut grants =
            table.grants.iter().filter(|g| g.privilege == Privilege::Select && roles.contains(&g.role));
        if grants.clone().any(|grant| grant.columns.is_empty()) {
            return true;
        }
        let mut read = BTreeSet::from([among.key.as_str()]);
        if !columns(&among.when, &mut read) {
            return false;
        }
        let granted: BTreeSet<&str> =
            grants.by_ref().flat_map(|grant| &grant.columns).map(String::as_str).collect();
        read.is_subset(&granted)
    }

    /// The tables that a table's policies for SELECT read for a caller, by lookups that no function has to do and by
    /// those tables' own policies.
    fn reached(&self, caller: usize, table: At) -> BTreeSet<At> {
        if let Some(known) = self.reached.borrow().get(&(caller, table)) {
            return known.clone();
        }
        let mut reached = BTreeSet::new();
        let mut waiting = vec![table];
        while let Some(next) = waiting.pop() {
            waiting.extend(self.reads(caller, next).into_iter().filter(|read| reached.insert(*read)));
        }
        self.reached.borrow_mut().insert((caller, table), reached.clone());
        reached
    }

    fn reads(&self, caller: usize, table: At) -> BTreeSet<At> {
        let mut read = BTreeSet::new();
        let table = &self.schema.tables[table];
        if !table.row_security {
            return read;
        }
        for policy in self.over_select(caller, table) {
            if let Some(using) = &policy.using {
                self.plain(&policy.roles, using, &mut read);
            }
        }
        read
    }

    fn plain(&self, roles: &[Role], expr: &Expr, read: &mut BTreeSet<At>) {
        for (atom, _) in expr.atoms() {
            if let Expr::Among(among) = atom
                && self.callers_of(roles).all(|caller| self.sees(caller, among))
            {
                read.extend(self.at(&among.table));
                self.plain(roles, &among.when, read);
            }
        }
    }

    /// A function runs as the tables' owner, for whom row security holds where it is forced: it would see what the
    /// owner as a caller may, which is nothing, or ask itself.
    fn forced(&self, from: &Table, among: &Among, errors: &mut Errors) {
        let mut read = BTreeSet::new();
        self.inside(among, &mut read);
        let forced = |at: &At| self.schema.tables[*at].force && self.schema.tables[*at].row_security;
        for table in read.into_iter().filter(forced).map(|at| &self.schema.tables[at]) {
            let name = &table.name;
            let message = format!(
                "`{}` has to look into `{name}` by a function of their owner, and `force` hides the rows of `{name}` from it",
                from.name
            );
            let help = format!(
                "leave `force` out on `{name}`; or let each caller read the rows that are looked for (`read` on `{name}`), so that no function is needed"
            );
            let spot = Spot::Name(from.name.clone(), among.table.name.clone());
            if !errors.iter().any(|error| error.message == message) {
                errors.push(Diagnostic::new(Code::CONTRADICTION, message).help(help).at(Place::Spot(spot)));
            }
        }
    }

    /// The tables that a function for this lookup reads.
    fn inside(&self, among: &Among, read: &mut BTreeSet<At>) {
        read.extend(self.at(&among.table));
        for (atom, _) in among.when.atoms() {
            if let Expr::Among(deeper) = atom {
                self.inside(deeper, read);
            }
        }
    }
}

/// A function is its owner while it runs.
fn as_owner(from: &Table, among: &Among, errors: &mut Errors) {
    let Some(word) = asks_who(&among.when) else { return };
    let message = format!(
        "a function has to look into `{}`, and `{word}` in it is the function's owner and not the caller",
        among.table
    );
    let help = "ask for the caller's id or a claim: user_id(), claim(\"…\")";
    let spot = Spot::Name(from.name.clone(), among.table.name.clone());
    if !errors.iter().any(|error| error.message == message) {
        errors.push(Diagnostic::new(Code::CONTRADICTION, message).help(help).at(Place::Spot(spot)));
    }
}

/// The columns of its table that a predicate reads; whether all are known.
fn columns<'e>(expr: &'e Expr, read: &mut BTreeSet<&'e str>) -> bool {
    let mut known = true;
    for (atom, _) in expr.atoms() {
        match atom {
            Expr::Owner(column) | Expr::Column(column) => {
                read.insert(column);
            }
            Expr::Compare(Compare { left, right, .. }) => {
                read.extend([left, right].into_iter().filter_map(column));
            }
            Expr::In(value, _) | Expr::Present(value) => read.extend(column(value)),
            Expr::Among(among) => {
                read.insert(&among.column);
            }
            Expr::Bool(_) => {}
            _ => known = false,
        }
    }
    known
}

fn column(value: &Value) -> Option<&str> {
    match value {
        Value::Column(column) => Some(column),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
