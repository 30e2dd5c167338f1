//! How does a constraint come, go or change?

mod changes;
mod keys;

use std::collections::BTreeMap;

use super::{
    HazardKind, Options, Step,
    names::one_by_one,
    order::{Phase, Steps},
    reads::Reads,
    renames::{Name, free, name},
    transition::{Transition, Way},
};
use crate::{
    ident::QName,
    schema::{Constraint, Table},
    sql::alter,
};

pub(super) use changes::columns_of as references;
pub(super) use changes::{Changes, Of};
pub(super) use keys::{Keys, has_key};

/// Gives the statements their places.
pub(super) fn steps(transition: &Transition<'_>, steps: &mut Steps) {
    for (old, new) in transition.kept() {
        let Some(of) = transition.changes.of(&new.name) else { continue };
        drop(new, of, steps);
        rename(old, of, steps);
        add(transition, new, of, steps);
    }
    rename_keys_and_indexes(transition, steps);
}

fn drop(table: &Table, of: &Of<'_>, steps: &mut Steps) {
    for phase in [Phase::DropForeignKeys, Phase::DropConstraints] {
        let parts: Vec<String> = of
            .dropped
            .iter()
            .filter(|constraint| (phase == Phase::DropForeignKeys) == is_foreign_key(constraint))
            .map(|constraint| alter::drop_constraint(constraint.name()))
            .collect();
        if !parts.is_empty() {
            steps.add(phase, alter::table(&table.name, &parts));
        }
    }
}

/// Of checks and foreign keys, whose names are the table's own; and whether a foreign key may wait.
fn rename(table: &Table, of: &Of<'_>, steps: &mut Steps) {
    for (old, new) in &of.kept {
        if old.name() != new.name() && new.indexed_columns().is_none() {
            let sql = alter::rename_constraint(&table.name, old.name(), new.name());
            steps.add(Phase::ConstraintNames, sql);
        }
        if let (Constraint::ForeignKey { key: was, .. }, Constraint::ForeignKey { key, name }) = (old, new)
            && was.deferrable != key.deferrable
        {
            let parts = [alter::alter_constraint(name, key.deferrable)];
            steps.add(Phase::ForeignKeys, alter::table(&table.name, &parts));
        }
    }
}

/// Keys and indexes share one space of names with all others of their Postgres schema.
fn rename_keys_and_indexes(transition: &Transition<'_>, steps: &mut Steps) {
    let mut wanted: Vec<(Name, Name, Option<&QName>)> = Vec::new();
    for (_, new) in transition.kept() {
        let schema = new.name.key().0;
        let mut want = |old: &str, now: &str, table| {
            if old != now {
                let at = |name: &str| (schema.to_owned(), name.to_owned());
                wanted.push((at(old), at(now), table));
            }
        };
        let Some(of) = transition.changes.of(&new.name) else { continue };
        for (old, now) in of.kept.iter().filter(|(_, now)| now.indexed_columns().is_some()) {
            want(old.name(), now.name(), Some(&new.name));
        }
        for (old, now) in &of.kept_indexes {
            want(&old.name, &now.name, None);
        }
    }
    let there: Vec<Name> = wanted.iter().map(|(old, ..)| old.clone()).collect();
    let used = wanted.iter().flat_map(|(old, new, _)| [old.1.clone(), new.1.clone()]).collect();
    let aside = |(schema, name): &Name| (schema.clone(), free(name, &used));
    for (old, new, key_of) in one_by_one(wanted, &there, aside) {
        let sql = match key_of {
            Some(table) => alter::rename_constraint(table, &old.1, &new.1),
            None => alter::rename_index(&QName::qualified(&old.0, &old.1), &new.1),
        };
        steps.add(Phase::ConstraintNames, sql);
    }
}

fn add(transition: &Transition<'_>, table: &Table, of: &Of<'_>, steps: &mut Steps) {
    let mut by_phase: BTreeMap<Phase, Vec<&Constraint>> = BTreeMap::new();
    for constraint in &of.added {
        let phase = match constraint {
            Constraint::PrimaryKey { .. } | Constraint::Unique { .. } => Phase::Keys,
            Constraint::Check { .. } => Phase::Checks,
            Constraint::ForeignKey { .. } => Phase::ForeignKeys,
        };
        by_phase.entry(phase).or_default().push(constraint);
    }
    for (phase, constraints) in by_phase {
        let forms: Vec<Form> = constraints.iter().map(|one| form(transition, table, of, one)).collect();
        let parts: Vec<String> = constraints
            .iter()
            .zip(&forms)
            .map(|(constraint, form)| match form {
                Form::Valid => alter::add_constraint(constraint),
                Form::HeldLater | Form::Tried => alter::add_constraint_not_valid(constraint),
            })
            .collect();
        let step = steps.add(phase, alter::table(&table.name, &parts));
        for (constraint, form) in constraints.iter().zip(&forms) {
            say(table, constraint, *form, transition.options, step);
        }
        for (constraint, form) in constraints.iter().zip(forms) {
            if form == Form::Tried {
                steps.add(phase, alter::try_to_validate(&table.name, constraint.name()));
            }
        }
    }
}

/// Whether rows that are there are held against a constraint that comes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// At once.
    Valid,
    /// By a part that follows.
    HeldLater,
    /// Where they keep it: on the way back nothing is to fail for rows that came meanwhile, or for what stands in them for
    /// what was there.
    Tried,
}

fn form(transition: &Transition<'_>, table: &Table, of: &Of<'_>, constraint: &Constraint) -> Form {
    if transition.later.not_valid.contains(&(name(&table.name), constraint.name().to_owned())) {
        return Form::HeldLater;
    }
    let is_key = constraint.indexed_columns().is_some();
    if is_key || transition.way == Way::There {
        return Form::Valid;
    }
    let has_stand_in = |column: &String| transition.stand_ins.contains(&(name(&table.name), column.clone()));
    let was_true = of.comes_back(constraint)
        && match constraint {
            Constraint::ForeignKey { key, .. } => !key.columns.iter().any(has_stand_in),
            Constraint::Check { sql, .. } => {
                let reads = Reads::of_sql(&table.name, sql);
                let mut columns = table.columns.iter().map(|column| &column.name);
                !columns.any(|column| has_stand_in(column) && reads.has_column(&table.name, column))
            }
            _ => true,
        };
    if was_true { Form::Valid } else { Form::Tried }
}

fn say(table: &Table, constraint: &Constraint, form: Form, options: &Options, step: &mut Step) {
    let (table, constraint_name) = (&table.name, constraint.name());
    match (form, constraint) {
        (Form::HeldLater, _) => {}
        (Form::Tried, _) => {
            step.note(format!("{constraint_name} stays NOT VALID where rows break it that are there"));
        }
        (Form::Valid, Constraint::PrimaryKey { .. } | Constraint::Unique { .. }) => {
            step.hazard(
                HazardKind::Locks,
                format!(
                    "nobody reads or writes {table} while the index of {constraint_name} is built; {}",
                    options.instead("the index of a new UNIQUE")
                ),
            );
        }
        (Form::Valid, Constraint::Check { .. }) => {
            step.hazard(
                HazardKind::Locks,
                format!(
                    "nobody reads or writes {table} while its rows are held against {constraint_name}; with online = \
                     true a new one is added NOT VALID and validated later"
                ),
            );
        }
        (Form::Valid, Constraint::ForeignKey { key, .. }) => {
            step.hazard(
                HazardKind::Locks,
                format!(
                    "nobody writes to {table} and {} while rows are held against {constraint_name}; with online = true \
                     it is added NOT VALID and validated later",
                    key.table
                ),
            );
        }
    }
}

fn is_foreign_key(constraint: &Constraint) -> bool {
    matches!(constraint, Constraint::ForeignKey { .. })
}
