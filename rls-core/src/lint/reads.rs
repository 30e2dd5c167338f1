//! Does a policy read tables that it cannot read?
//!
//! What a policy reads by words of the language is looked after when the schema is settled: a function reads it where
//! the caller cannot. This is about tables that strings of SQL read.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    ops::Range,
};

use super::{
    Found, Level, Lint, Model,
    clauses::mentions,
    example,
    model::{COMMANDS, commands, for_each_text, policy_at, privilege, roles},
};
use crate::{
    diagnostic::Spot,
    expr::{Compare, Expr, Value},
    schema::{Command, Policy, Privilege, Role, Table},
};

pub(super) const CIRCLE: Lint = Lint {
    code: "RLS014",
    level: Level::Error,
    title: "Policies that read each other's tables in a circle",
    why: "\
A sub-select in a policy is held to the policies of the table that it reads. Where those come back to a table that is being \
read already, Postgres does not go round: every statement fails with \"infinite recursion detected in policy\" (42P17). It \
says so at the first statement, not when the policy is created.

It is enough that a policy reads its own table, as one that looks members up does, or a check that counts rows.",
    instead: "Look the rows up by `member(…)` or `parent(…)`, which make a function where the caller's own look would come back.",
    wrong: example!("RLS014", "wrong"),
    right: example!("RLS014", "right"),
    toml: "",
    fixes: false,
    check: |model, found| {
        let mut seen = BTreeSet::new();
        for role in &model.roles {
            let reads = Reads::of(model, role);
            for (at, table) in reads.tables.iter().enumerate() {
                for command in COMMANDS {
                    if let Some((path, read)) = reads.circle(at, command) {
                        let mut tables = path.clone();
                        tables.sort_unstable();
                        tables.dedup();
                        if seen.insert(tables) {
                            found.push(circle(table, command, &reads.names(&path), read));
                        }
                    }
                }
            }
        }
    },
};

fn circle(table: &Table, command: Command, path: &[String], read: Read) -> Found {
    let found = Found::new(
        read.spot,
        format!(
            "each {command} of `{}` fails: its policies read {}",
            table.name,
            path.join(", which reads ")
        ),
        "look the rows up by member(…) or parent(…)",
    );
    Found { range: read.range, ..found }
}

pub(super) const UNREADABLE: Lint = Lint {
    code: "RLS015",
    level: Level::Error,
    title: "A policy that reads a table which its role cannot SELECT",
    why: "\
A sub-select in a policy runs with the caller's privileges. Where the role has none for SELECT on the table, every \
statement that the policy applies to fails with \"permission denied\", whatever the rows.",
    instead: "Look the rows up by `member(…)` or `parent(…)`, which make a function where the role has no privilege; or let the role read the rows that are looked for.",
    wrong: example!("RLS015", "wrong"),
    right: example!("RLS015", "right"),
    toml: "",
    fixes: false,
    check: |model, found| {
        let mut seen = BTreeSet::new();
        for (table, written) in
            model.protected().filter_map(|t| Some((t, model.written.schema.find_table(&t.name)?)))
        {
            for (number, policy) in written.policies.iter().enumerate() {
                let whom: Vec<&Role> =
                    policy.roles.iter().flat_map(|role| comes(model, table, policy, role)).collect();
                for read in reads(model, written, number, policy) {
                    let Some(other) = model.find(&read.table.name) else { continue };
                    let lacks = |role: &&&Role| !model.has_privilege(other, role, Privilege::Select);
                    let lacking: Vec<&&Role> = whom.iter().filter(lacks).collect();
                    if read.by_text
                        && !lacking.is_empty()
                        && seen.insert((read.spot.clone(), read.range.clone().map(|r| r.start)))
                    {
                        found.push(Found {
                            range: read.range,
                            ..Found::new(
                                read.spot,
                                format!(
                                    "policy `{}` of `{}` reads `{}`, and {} may not SELECT there",
                                    policy.name(),
                                    table.name,
                                    other.name,
                                    roles(lacking.into_iter().copied())
                                ),
                                "look it up by member(…) or parent(…), or let the role read those rows",
                            )
                        });
                    }
                }
            }
        }
    },
};

/// The roles that a policy for one of them is asked of: those that have the privilege in the first place.
fn comes<'m>(model: &'m Model<'_>, table: &Table, policy: &Policy, role: &'m Role) -> Vec<&'m Role> {
    let may = |member: &&Role| {
        let mut privileges = commands(policy).into_iter().filter_map(privilege);
        privileges.any(|privilege| model.has_privilege(table, member, privilege))
    };
    model.members(role).filter(may).collect()
}

/// A table that a policy reads as the caller.
struct Read<'t> {
    table: &'t Table,
    /// Where, and which bytes of a string.
    spot: Spot,
    range: Option<Range<usize>>,
    /// Whether a string of SQL reads it.
    by_text: bool,
}

/// The tables of the schema that a policy reads as the caller.
fn reads<'m>(model: &'m Model<'_>, table: &Table, number: usize, policy: &Policy) -> Vec<Read<'m>> {
    let mut all = Vec::new();
    for clause in [&policy.using, &policy.check].into_iter().flatten() {
        by_words(model, clause, &policy_at(table, number), &mut all);
        for_each_text(clause, table, &model.written.schema, &mut |over, atom| {
            let (Expr::Sql(sql) | Expr::Exists(sql)) = atom else { return };
            for used in model.understood(&over.name, sql).iter().flat_map(|known| &known.tables) {
                if let Some(other) = model.find(&used.name) {
                    let spot = Spot::Sql(table.name.clone(), sql.clone());
                    all.push(Read { table: other, spot, range: Some(used.range.clone()), by_text: true });
                }
            }
        });
    }
    all
}

fn by_words<'m>(model: &'m Model<'_>, clause: &Expr, spot: &Spot, all: &mut Vec<Read<'m>>) {
    for (atom, _) in clause.atoms() {
        // a function reads as its owner
        let Expr::Among(among) = atom else { continue };
        if let (None, Some(other)) = (&among.helper, model.find(&among.table)) {
            all.push(Read { table: other, spot: spot.clone(), range: None, by_text: false });
            by_words(model, &among.when, spot, all);
        }
    }
}

/// Whether there is a sub-select in it, as there is around each question who the caller is.
fn has_select(clause: &Expr) -> bool {
    clause.atoms().iter().any(|(atom, _)| match atom {
        Expr::Owner(_) | Expr::Among(_) | Expr::Exists(_) => true,
        Expr::Compare(Compare { left, right, .. }) => left.is_the_callers() || right.is_the_callers(),
        Expr::In(value, _) | Expr::Present(value) => Value::is_the_callers(value),
        Expr::Sql(sql) => mentions(&sql.to_ascii_lowercase(), "select"),
        _ => false,
    })
}

/// Where something is read, and which bytes of a string.
type At = (Spot, Option<Range<usize>>);

/// What a role's statements read.
struct Reads<'m> {
    tables: Vec<&'m Table>,
    /// By table and command, what its policies read.
    reads: BTreeMap<(usize, Command), Vec<(usize, At)>>,
    /// The tables whose policies for SELECT have a sub-select: only those are refused when they are come back to.
    refused: BTreeSet<usize>,
}

impl<'m> Reads<'m> {
    fn of(model: &'m Model<'m>, role: &Role) -> Self {
        let tables: Vec<&Table> = model.written.schema.tables.iter().collect();
        let at: BTreeMap<(&str, &str), usize> =
            tables.iter().enumerate().map(|(at, table)| (table.name.key(), at)).collect();
        let mut found = Reads { tables: tables.clone(), reads: BTreeMap::new(), refused: BTreeSet::new() };
        for (from, table) in tables.iter().enumerate().filter(|(_, table)| table.row_security) {
            for command in COMMANDS {
                let mut all = Vec::new();
                for (number, policy) in model.applying(table, role, command) {
                    all.extend(reads(model, table, number, policy).into_iter().filter_map(|read| {
                        Some((*at.get(&read.table.name.key())?, (read.spot, read.range)))
                    }));
                    let mut clauses = [&policy.using, &policy.check].into_iter().flatten();
                    if command == Command::Select && clauses.any(has_select) {
                        found.refused.insert(from);
                    }
                }
                found.reads.insert((from, command), all);
            }
        }
        found
    }

    /// The shortest way by which a command's policies come back to their own table, and where it begins.
    fn circle(&self, from: usize, command: Command) -> Option<(Vec<usize>, Read<'m>)> {
        if !self.refused.contains(&from) {
            return None;
        }
        let mut waiting: VecDeque<Vec<usize>> = VecDeque::new();
        let mut seen = BTreeSet::new();
        let starts = self.reads.get(&(from, command))?;
        waiting.extend(starts.iter().filter(|(to, _)| seen.insert(*to)).map(|(to, _)| vec![*to]));
        while let Some(path) = waiting.pop_front() {
            let last = path[path.len() - 1];
            if last == from {
                let (_, (spot, range)) = starts.iter().find(|(to, _)| *to == path[0])?.clone();
                return Some((path, Read { table: self.tables[from], spot, range, by_text: true }));
            }
            for (to, _) in self.reads.get(&(last, Command::Select)).into_iter().flatten() {
                if seen.insert(*to) {
                    waiting.push_back([path.as_slice(), &[*to]].concat());
                }
            }
        }
        None
    }

    fn names(&self, path: &[usize]) -> Vec<String> {
        path.iter().map(|&at| format!("`{}`", self.tables[at].name)).collect()
    }
}
