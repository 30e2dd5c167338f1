//! How does a lookup function come, go or change?
//!
//! Functions that look the same up are the same, whatever they are called: their names come from tables, columns and
//! predicates. Where only the body is another, CREATE OR REPLACE keeps the policies that call it. A function that reads what
//! is dropped or retyped, or that returns another type, goes and comes back, and the policies that call it make way. What
//! nothing calls any more goes after the policies have changed.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    names::one_by_one,
    order::{Phase, Steps},
    reads::Reads,
    renames::{Name, free, name},
    touched::Touched,
    transition::Transition,
};
use crate::{
    expr::Expr,
    ident::QName,
    resolve::Resolved,
    schema::{Function, Role, Schema},
    sql::{
        function::{self, Written},
        grant::Way,
    },
};

/// What is called otherwise, and what has to make way.
#[derive(Clone, Debug, Default)]
pub(super) struct Functions {
    renamed: Vec<(QName, QName)>,
    leaving: BTreeSet<Name>,
    /// The names of those that leave, without their Postgres schema.
    words: BTreeSet<String>,
}

impl Functions {
    /// Gives the old functions, and the policies that call them, their new names, and says which of them leave.
    pub(super) fn between(old: &mut Resolved, new: &Resolved) -> Self {
        Functions { renamed: rename(old, new), ..Functions::default() }
    }

    /// Also says which have to make way.
    pub(super) fn with_touched(mut self, old: &Resolved, new: &Resolved, touched: &Touched) -> Self {
        let now = by_name(&new.schema);
        for function in &old.schema.functions {
            let now = now.get(&name(&function.name)).copied();
            if leaves(function, now, old, new, touched) {
                self.leaving.insert(name(&function.name));
                self.words.insert(function.name.name.clone());
            }
        }
        self
    }

    /// The function that leaves and that is called, if there is one.
    pub(super) fn called(&self, reads: &Reads) -> Option<String> {
        if self.leaving.is_empty() {
            return None;
        }
        let called = reads.functions().find(|name| self.leaving.contains(name));
        let named = || reads.words().find(|word| self.words.contains(*word)).cloned();
        let called = called.map(|(schema, name)| format!("{schema}.{name}")).or_else(named);
        called.map(|name| format!("{name}(), which has to make way"))
    }

    /// Whether none has to make way.
    pub(super) fn none_leaves(&self) -> bool {
        self.leaving.is_empty()
    }
}

/// Gives the statements their places.
pub(super) fn steps(transition: &Transition<'_>, steps: &mut Steps) {
    let (old, new) = (transition.old, transition.new);
    for (from, to) in &transition.functions.renamed {
        for sql in function::rename(from, to) {
            steps.add(Phase::Renames, sql);
        }
    }
    let now: BTreeMap<Name, &Function> = by_name(&new.schema);
    for was in &old.schema.functions {
        let key = name(&was.name);
        let leaves = transition.functions.leaving.contains(&key);
        match now.get(&key) {
            None => {
                let phase = if leaves { Phase::DropFunctions } else { Phase::LateFunctions };
                steps.add(phase, function::drop(&was.name));
            }
            Some(_) if leaves => {
                let why = transition.touched.blocker(&Reads::of_function(was));
                let why = why.map_or_else(
                    || "it comes back with another type".to_owned(),
                    |what| format!("it comes back: it reads {what}"),
                );
                steps.add(Phase::DropFunctions, function::drop(&was.name)).note(why);
            }
            Some(is) => {
                let (before, after) = (Written::of(old, was), Written::of(new, is));
                if let Some(after) = after.filter(|after| before.as_ref() != Some(after)) {
                    steps.add(Phase::Functions, function::replace(&is.name, &after));
                }
                execute(was, is, steps);
            }
        }
    }
    let was: BTreeMap<Name, &Function> = by_name(&old.schema);
    for is in &new.schema.functions {
        let key = name(&is.name);
        if !was.contains_key(&key) || transition.functions.leaving.contains(&key) {
            for sql in function::create(new, is) {
                steps.add(Phase::Functions, sql);
            }
        }
    }
}

/// Who may execute one that stays.
fn execute(was: &Function, is: &Function, steps: &mut Steps) {
    let without = |these: &[Role], those: &[Role]| -> Vec<Role> {
        these.iter().filter(|role| !those.contains(role)).cloned().collect()
    };
    for (phase, way, roles) in [
        (Phase::Revokes, Way::Revoke, without(&was.roles, &is.roles)),
        (Phase::Functions, Way::Grant, without(&is.roles, &was.roles)),
    ] {
        if !roles.is_empty() {
            steps.add(phase, function::execute(way, &is.name, &roles));
        }
    }
}

fn by_name(schema: &Schema) -> BTreeMap<Name, &Function> {
    schema.functions.iter().map(|function| (name(&function.name), function)).collect()
}

/// Whether an old function has to go before tables and columns change.
fn leaves(
    function: &Function,
    now: Option<&Function>,
    old: &Resolved,
    new: &Resolved,
    touched: &Touched,
) -> bool {
    if !touched.is_empty() && touched.blocker(&Reads::of_function(function)).is_some() {
        return true;
    }
    now.is_some_and(|now| {
        let returns = |resolved, function| Written::of(resolved, function).map(|written| written.returns);
        returns(old, function) != returns(new, now)
    })
}

/// Old names and new ones, in an order that works; the old schema has the new ones afterwards. One that goes, and whose
/// name another takes, is renamed out of the way.
fn rename(old: &mut Resolved, new: &Resolved) -> Vec<(QName, QName)> {
    let mut by_shape: BTreeMap<Written, QName> = BTreeMap::new();
    for function in &old.schema.functions {
        if let Some(written) = Written::of(old, function) {
            by_shape.entry(written).or_insert_with(|| function.name.clone());
        }
    }
    let mut names: BTreeMap<QName, QName> = BTreeMap::new();
    let mut stays: BTreeSet<QName> = BTreeSet::new();
    for function in &new.schema.functions {
        let was = Written::of(new, function).and_then(|written| by_shape.remove(&written));
        if let Some(was) = was {
            stays.insert(was.clone());
            // one statement gives another name, another gives another Postgres schema
            let halfway = was.schema != function.name.schema && was.name != function.name.name;
            if was != function.name && !halfway {
                names.insert(was, function.name.clone());
            }
        }
    }
    if names.is_empty() {
        return Vec::new();
    }
    let functions = old.schema.functions.iter().chain(&new.schema.functions);
    let mut used: BTreeSet<String> = functions.map(|function| function.name.name.clone()).collect();
    let taken: BTreeSet<QName> = names.values().cloned().collect();
    for function in &old.schema.functions {
        if taken.contains(&function.name) && !names.contains_key(&function.name) {
            let aside = free(&function.name.name, &used);
            used.insert(aside.clone());
            names.insert(function.name.clone(), QName { schema: function.name.schema.clone(), name: aside });
        }
    }
    let renamed = |name: &mut QName| {
        if let Some(new) = names.get(name) {
            name.clone_from(new);
        }
    };
    for function in &mut old.schema.functions {
        renamed(&mut function.name);
    }
    old.schema.functions.sort_by(|a, b| a.name.cmp(&b.name));
    let policies = old.schema.tables.iter_mut().flat_map(|table| &mut table.policies);
    for clause in policies.flat_map(|policy| [&mut policy.using, &mut policy.check]).flatten() {
        each_helper(clause, &renamed);
    }
    let there: Vec<QName> = names.keys().cloned().collect();
    let wanted = names.into_iter().map(|(old, new)| (old, new, ())).collect();
    let aside = |name: &QName| QName { schema: name.schema.clone(), name: free(&name.name, &used) };
    one_by_one(wanted, &there, aside).into_iter().map(|(old, new, ())| (old, new)).collect()
}

fn each_helper(expr: &mut Expr, renamed: &impl Fn(&mut QName)) {
    match expr {
        Expr::And(parts) | Expr::Or(parts) => parts.iter_mut().for_each(|part| each_helper(part, renamed)),
        Expr::Not(inner) => each_helper(inner, renamed),
        Expr::Among(among) => {
            among.helper.iter_mut().for_each(renamed);
            each_helper(&mut among.when, renamed);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
