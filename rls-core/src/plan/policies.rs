//! How does a policy come, go or change?
//!
//! Policies of a table are the same where they are written the same: those that differ in their name alone are renamed,
//! the rest are paired by name. ALTER POLICY changes roles and predicates; where it cannot (another command, permissive
//! or restrictive, a clause that is gone), a policy is dropped and created.
//!
//! A policy that reads what is dropped or retyped has to make way. It is shut (`false`) and gets its predicates back: that
//! is as many statements as to drop and to create it, and a restrictive one is in force all the time.
//!
//! Every statement may be the last one for a while: if somebody runs them one by one, no row is open in between because a
//! policy is missing. A permissive policy that goes is dropped first and one that comes is created late; a restrictive one
//! that comes is created before anything widens, and one that goes is dropped after everything has narrowed. What does not
//! hold is more: between two ALTER POLICY on one table, what one of them lets through already and the other not yet
//! narrows, may be more than before and than after. In one transaction nobody sees it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    names::one_by_one,
    order::{Phase, Steps},
    reads::Reads,
    renames::free,
    transition::Transition,
};
use crate::{
    diff::{Change, diff},
    ident::QName,
    resolve::Resolved,
    schema::{Policy, Table},
    sql::policy::{self, Written},
};

/// Gives the statements their places.
pub(super) fn steps(transition: &Transition<'_>, steps: &mut Steps) {
    for change in &transition.tables {
        match change {
            Change::Created(table) => {
                let mut policies = all(transition.new, table);
                policies.sort_by_key(|one| one.written.permissive);
                for one in &policies {
                    steps.add(Phase::Policies, policy::create_written(&table.name, one.name(), &one.written));
                }
            }
            Change::Dropped(table) => of_dropped(transition, table, steps),
            Change::Kept { old, new } => of_kept(transition, old, new, steps),
        }
    }
}

/// A policy, and how it is written.
struct One<'t> {
    policy: &'t Policy,
    written: Written,
}

impl One<'_> {
    fn name(&self) -> &str {
        self.policy.name()
    }
}

fn all<'t>(resolved: &'t Resolved, table: &'t Table) -> Vec<One<'t>> {
    let written = |policy| Written::of(&resolved.schema, table, policy, &resolved.provider);
    table.policies.iter().map(|policy| One { policy, written: written(policy) }).collect()
}

/// They go with their table, unless they call a function, which goes before it. All tables that go, go at once.
fn of_dropped(transition: &Transition<'_>, table: &Table, steps: &mut Steps) {
    if transition.functions.none_leaves() {
        return;
    }
    for policy in &table.policies {
        if let Some(what) = transition.functions.called(&Reads::of_policy(table, policy)) {
            let sql = policy::drop(&table.name, policy.name());
            steps.add(Phase::DropPolicies, sql).note(format!("it calls {what}"));
        }
    }
}

fn of_kept(transition: &Transition<'_>, old: &Table, new: &Table, steps: &mut Steps) {
    if old.policies.is_empty() && new.policies.is_empty() {
        return;
    }
    let was = all(transition.old, old);
    let is = all(transition.new, new);
    let mut of_table = OfTable { table: &new.name, names: BTreeMap::new(), steps: Vec::new() };
    let (mut came, mut gone) = (Vec::new(), Vec::new());
    let mut kept: Vec<(&One<'_>, &One<'_>)> = Vec::new();
    for change in diff(&was, &is, |one| (one.name(), &one.written), |one| Some(&one.written)) {
        match change {
            Change::Kept { old, new } => kept.push((old, new)),
            Change::Created(one) => came.push(one),
            Change::Dropped(one) => gone.push(one),
        }
    }
    let mut by_name: BTreeMap<&str, &One<'_>> = gone.into_iter().map(|one| (one.name(), one)).collect();
    came.retain(|new| match by_name.get(new.name()) {
        Some(old) if old.written.may_become(&new.written) => {
            kept.push((old, new));
            by_name.remove(new.name());
            false
        }
        _ => true,
    });
    let gone: Vec<&One<'_>> = by_name.into_values().collect();
    let blocks = |policy| {
        let is_clear = transition.is_clear();
        (!is_clear).then(|| transition.blocks(&Reads::of_policy(old, policy))).flatten()
    };
    let quiet = came.is_empty() && kept.iter().all(|(old, new)| old.written == new.written);
    for one in came {
        let restricted = gone.iter().any(|old| old.name() == one.name() && !old.written.permissive);
        of_table.create(one, restricted);
    }
    for (was, is) in kept {
        let way = blocks(was.policy);
        of_table.keep(was, is, way.as_deref());
    }
    for one in gone {
        let way = blocks(one.policy);
        of_table.drop(one, way.as_deref(), quiet);
    }
    of_table.finish(&was, &is, steps);
}

/// A place among the statements of one table's policies; the order of this list is theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// What makes way, and permissive policies that go.
    First,
    /// Restrictive policies that come.
    Narrow,
    /// Restrictive policies that change.
    AlterRestrictive,
    /// Permissive policies that change.
    AlterPermissive,
    /// Permissive policies that come.
    Widen,
    /// Restrictive policies that go.
    Last,
    /// Permissive ones in their place.
    Instead,
}

/// The statements of one table's policies.
struct OfTable<'t> {
    table: &'t QName,
    /// New names.
    names: BTreeMap<String, String>,
    /// Statements, each with what has to be known of it. What stands under an old name is written when names are known.
    steps: Vec<(Place, Statement<'t>, Option<String>)>,
}

enum Statement<'t> {
    Create(&'t One<'t>),
    Alter(&'t One<'t>, Written, Written),
    Drop(&'t One<'t>),
}

impl<'t> OfTable<'t> {
    fn add(&mut self, place: Place, statement: Statement<'t>, note: Option<String>) {
        self.steps.push((place, statement, note));
    }

    /// A permissive one in the place of a restrictive one may wait until that is gone.
    fn create(&mut self, one: &'t One<'t>, restricted: bool) {
        let place = match (one.written.permissive, restricted) {
            (false, _) => Place::Narrow,
            (true, false) => Place::Widen,
            (true, true) => Place::Instead,
        };
        self.add(place, Statement::Create(one), None);
    }

    fn keep(&mut self, old: &'t One<'t>, new: &'t One<'t>, way: Option<&str>) {
        if old.name() != new.name() {
            self.names.insert(old.name().to_owned(), new.name().to_owned());
        }
        let mut before = old.written.clone();
        let shut = before.shut();
        if let Some(what) = way.filter(|_| before != shut) {
            let note = format!("shut for so long: it reads {what}");
            self.add(Place::First, Statement::Alter(old, before, shut.clone()), Some(note));
            before = shut;
        }
        if before != new.written {
            let place = if new.written.permissive { Place::AlterPermissive } else { Place::AlterRestrictive };
            self.add(place, Statement::Alter(new, before, new.written.clone()), None);
        }
    }

    /// If nothing else changes, a restrictive policy may go at once: what is open then is what is open afterwards.
    fn drop(&mut self, one: &'t One<'t>, way: Option<&str>, quiet: bool) {
        let at_once = one.written.permissive || quiet && way.is_some();
        if at_once {
            self.add(Place::First, Statement::Drop(one), None);
            return;
        }
        let shut = one.written.shut();
        if let Some(what) = way.filter(|_| one.written != shut) {
            let note = format!("shut for so long: it reads {what}");
            self.add(Place::First, Statement::Alter(one, one.written.clone(), shut), Some(note));
        }
        self.add(Place::Last, Statement::Drop(one), None);
    }

    /// Names are free or made free; then every statement finds its policy by the name that it has by then.
    fn finish(mut self, old: &[One<'_>], new: &[One<'_>], steps: &mut Steps) {
        if self.steps.is_empty() && self.names.is_empty() {
            return;
        }
        let mut used: BTreeSet<String> = old.iter().chain(new).map(|one| one.name().to_owned()).collect();
        let late = self.steps.iter().filter_map(|(place, statement, _)| match statement {
            Statement::Create(one) if *place == Place::Instead => Some(one.name()),
            _ => None,
        });
        let late: BTreeSet<&str> = late.collect();
        let wanted: BTreeSet<&str> = new.iter().map(One::name).filter(|name| !late.contains(name)).collect();
        for (place, statement, _) in &self.steps {
            // a restrictive one that goes late, and whose name another has by then
            if let (Place::Last, Statement::Drop(one)) = (place, statement)
                && wanted.contains(one.name())
            {
                let aside = free(one.name(), &used);
                used.insert(aside.clone());
                self.names.insert(one.name().to_owned(), aside);
            }
        }
        let names = std::mem::take(&mut self.names);
        let table = self.table;
        let there: Vec<String> = names.keys().cloned().collect();
        let wanted = names.clone().into_iter().map(|(old, new)| (old, new, ())).collect();
        self.steps.sort_by_key(|(place, ..)| *place);
        let mut statements = self.steps.into_iter().peekable();
        while let Some((_, statement, note)) = statements.next_if(|(place, ..)| *place == Place::First) {
            let step = steps.add(Phase::DropPolicies, statement.sql(table, None));
            step.note = note;
        }
        for (old, new, ()) in one_by_one(wanted, &there, |name| free(name, &used)) {
            steps.add(Phase::DropPolicies, policy::rename(table, &old, &new));
        }
        for (_, statement, note) in statements {
            let step = steps.add(Phase::Policies, statement.sql(table, Some(&names)));
            step.note = note;
        }
    }
}

impl Statement<'_> {
    /// As it is called before or after new names are given.
    fn sql(&self, table: &QName, names: Option<&BTreeMap<String, String>>) -> String {
        match self {
            Statement::Create(one) => policy::create_written(table, one.name(), &one.written),
            Statement::Alter(one, old, new) => policy::alter(table, one.name(), old, new),
            Statement::Drop(one) => {
                let renamed = names.and_then(|names| names.get(one.name()));
                policy::drop(table, renamed.map_or(one.name(), String::as_str))
            }
        }
    }
}

#[cfg(test)]
mod tests;
