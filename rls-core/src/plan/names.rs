//! How does a thing get its new name?
//!
//! Names are taken one after the other, so that no two things have the same one in between; a circle goes over a name
//! that nobody has.

mod aside;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    order::{Phase, Steps},
    renames::{Name, free, name},
    transition::Transition,
};
use crate::{ident::QName, schema::Schema, sql::alter};

pub(super) use aside::Aside;

/// Gives the statements their places.
pub(super) fn steps(transition: &Transition<'_>, steps: &mut Steps) {
    schemas(transition, steps);
    transition.aside.steps(steps);
    tables_and_enums(transition, steps);
    columns(transition, steps);
    values(transition, steps);
}

/// A Postgres schema is never dropped: others may have things in it.
fn schemas(transition: &Transition<'_>, steps: &mut Steps) {
    let before: BTreeSet<String> = alter::schemas(&transition.before.schema).into_iter().collect();
    for sql in alter::schemas(&transition.new.schema) {
        if !before.contains(&sql) {
            steps.add(Phase::Schemas, sql);
        }
    }
}

/// Tables and enums share one space of names: each table is a type too.
fn tables_and_enums(transition: &Transition<'_>, steps: &mut Steps) {
    let renames = transition.renames;
    if renames.tables.is_empty() && renames.enums.is_empty() {
        return;
    }
    let names = |schema: &Schema| -> Vec<Name> {
        let enums = schema.enums.iter().map(|one| name(&one.name));
        schema.tables.iter().map(|table| name(&table.name)).chain(enums).collect()
    };
    let there = names(&transition.before.schema);
    let mut used: BTreeSet<String> = there.iter().map(|(_, name)| name.clone()).collect();
    used.extend(names(&transition.new.schema).into_iter().map(|(_, name)| name));
    let with_kind = |all: &BTreeMap<Name, QName>, is_enum: bool| -> Vec<(Name, Name, bool)> {
        all.iter().map(|(old, new)| (old.clone(), name(new), is_enum)).collect()
    };
    let mut wanted = with_kind(&renames.tables, false);
    wanted.extend(with_kind(&renames.enums, true));
    let aside = |(schema, name): &Name| (schema.clone(), free(name, &used));
    let mut taken: BTreeSet<Name> = there.iter().cloned().collect();
    for (old, new, is_enum) in one_by_one(wanted, &there, aside) {
        one(&old, &new, is_enum, &taken, &used, steps);
        taken.remove(&old);
        taken.insert(new);
    }
}

/// A new name, a new Postgres schema, or both, of which that comes first which meets nothing on its way: neither what was
/// there nor what has its new name already. Where both would, it goes over a name that nobody has.
fn one(
    old: &Name,
    new: &Name,
    is_enum: bool,
    taken: &BTreeSet<Name>,
    used: &BTreeSet<String>,
    steps: &mut Steps,
) {
    let at = |schema: &str, name: &str| QName::qualified(schema, name);
    let rename = if is_enum { alter::rename_type } else { alter::rename_table };
    let shift = if is_enum { alter::move_type } else { alter::move_table };
    let mut add = |sql: String| {
        steps.add(Phase::Renames, sql);
    };
    if old.0 == new.0 {
        add(rename(&at(&old.0, &old.1), &new.1));
    } else if old.1 == new.1 {
        add(shift(&at(&old.0, &old.1), &new.0));
    } else if !taken.contains(&(old.0.clone(), new.1.clone())) {
        add(rename(&at(&old.0, &old.1), &new.1));
        add(shift(&at(&old.0, &new.1), &new.0));
    } else if !taken.contains(&(new.0.clone(), old.1.clone())) {
        add(shift(&at(&old.0, &old.1), &new.0));
        add(rename(&at(&new.0, &old.1), &new.1));
    } else {
        // nor what another goes over
        let used = used.iter().chain(taken.iter().map(|(_, name)| name)).cloned().collect();
        let meanwhile = free(&old.1, &used);
        add(rename(&at(&old.0, &old.1), &meanwhile));
        add(shift(&at(&old.0, &meanwhile), &new.0));
        add(rename(&at(&new.0, &meanwhile), &new.1));
    }
}

fn columns(transition: &Transition<'_>, steps: &mut Steps) {
    for (table, wanted) in of_each(&transition.renames.columns) {
        let table = QName::qualified(&table.0, &table.1);
        let (Some(old), Some(new)) =
            (transition.old.schema.find_table(&table), transition.new.schema.find_table(&table))
        else {
            continue;
        };
        let names = |of: &crate::schema::Table| -> Vec<String> {
            of.columns.iter().map(|column| column.name.clone()).collect()
        };
        let used: BTreeSet<String> = names(old).into_iter().chain(names(new)).collect();
        let there: Vec<String> = wanted.iter().map(|(old, ..)| old.clone()).collect();
        for (from, to, ()) in one_by_one(wanted, &there, |name| free(name, &used)) {
            steps.add(Phase::Renames, alter::rename_column(&new.name, &from, &to));
        }
    }
}

fn values(transition: &Transition<'_>, steps: &mut Steps) {
    for (of, wanted) in of_each(&transition.renames.values) {
        let of = QName::qualified(&of.0, &of.1);
        let Some(new) = transition.new.schema.find_enum(&of) else { continue };
        let mut used: BTreeSet<String> = new.values.iter().map(|value| value.name.clone()).collect();
        used.extend(wanted.iter().map(|(old, ..)| old.clone()));
        let there: Vec<String> = wanted.iter().map(|(old, ..)| old.clone()).collect();
        for (from, to, ()) in one_by_one(wanted, &there, |name| free(name, &used)) {
            steps.add(Phase::Renames, alter::rename_value(&new.name, &from, &to));
        }
    }
}

/// The renamings of each table or enum.
fn of_each(all: &BTreeMap<(Name, String), String>) -> BTreeMap<&Name, Vec<(String, String, ())>> {
    let mut each: BTreeMap<&Name, Vec<(String, String, ())>> = BTreeMap::new();
    for ((of, old), new) in all {
        each.entry(of).or_default().push((old.clone(), new.clone(), ()));
    }
    each
}

/// Renamings in an order in which each new name is free, with a step aside for each circle. `there` are the names in
/// use; what is not renamed keeps its own.
pub(super) fn one_by_one<K: Ord + Clone, T: Copy>(
    wanted: Vec<(K, K, T)>,
    there: &[K],
    aside: impl Fn(&K) -> K,
) -> Vec<(K, K, T)> {
    let mut taken: BTreeSet<K> = there.iter().cloned().collect();
    let mut waiting: BTreeMap<K, (K, T)> = wanted
        .into_iter()
        .filter(|(old, new, _)| old != new)
        .map(|(old, new, tag)| (old, (new, tag)))
        .collect();
    let mut who_wants: BTreeMap<K, K> =
        waiting.iter().map(|(old, (new, _))| (new.clone(), old.clone())).collect();
    let mut free: Vec<K> = waiting
        .iter()
        .rev()
        .filter(|(_, (new, _))| !taken.contains(new))
        .map(|(old, _)| old.clone())
        .collect();
    let mut order = Vec::new();
    loop {
        let (old, new, tag) = if let Some(old) = free.pop() {
            let Some((new, tag)) = waiting.remove(&old) else { continue };
            (old, new, tag)
        } else {
            let Some((old, (new, tag))) = waiting.pop_first() else { return order };
            let between = aside(&old);
            who_wants.insert(new.clone(), between.clone());
            waiting.insert(between.clone(), (new, tag));
            (old, between, tag)
        };
        taken.remove(&old);
        taken.insert(new.clone());
        free.extend(who_wants.get(&old).cloned());
        order.push((old, new, tag));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(wanted: &[(&str, &str)]) -> String {
        let there: Vec<String> = wanted.iter().map(|(old, _)| (*old).to_owned()).collect();
        let wanted = wanted.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned(), ())).collect();
        let order = one_by_one(wanted, &there, |name| format!("{name}*"));
        let order: Vec<String> = order.iter().map(|(old, new, ())| format!("{old}>{new}")).collect();
        order.join(" ")
    }

    #[test]
    fn each_name_is_free_when_it_is_taken() {
        assert_eq!(order(&[("a", "b")]), "a>b");
        assert_eq!(order(&[("a", "b"), ("b", "c")]), "b>c a>b");
        assert_eq!(order(&[("a", "b"), ("b", "a")]), "a>a* b>a a*>b");
        assert_eq!(order(&[("a", "b"), ("b", "c"), ("c", "a"), ("x", "y")]), "x>y a>a* c>a b>c a*>b");
    }
}
