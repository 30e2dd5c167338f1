//! How do tables come and go?

use super::{
    HazardKind, columns, constraints,
    order::{Phase, Steps},
    transition::{Transition, Way},
};
use crate::{
    diff::Change,
    schema::Table,
    sql::{alter, index, order},
};

/// Gives the statements their places.
pub(super) fn steps(transition: &Transition<'_>, steps: &mut Steps) {
    create(transition, steps);
    drop(transition, steps);
}

/// Tables that come, each after those that it refers to; what refers to a key that comes later too waits for it.
fn create(transition: &Transition<'_>, steps: &mut Steps) {
    let created: Vec<&Table> = transition
        .tables
        .iter()
        .filter_map(|change| match change {
            Change::Created(table) => Some(*table),
            _ => None,
        })
        .collect();
    if created.is_empty() {
        return;
    }
    let keys = constraints::Keys::of(transition);
    let order = order::of(created.iter().copied(), |_, constraint| keys.is_missing(constraint));
    for table in &order.tables {
        let step =
            steps.add(Phase::CreateTables, alter::create_table(table, &order, &transition.new.provider));
        if transition.way == Way::Back {
            step.note(format!("{} comes back without its rows", table.name));
        }
        for one in &table.indexes {
            let phase = if one.unique { Phase::Keys } else { Phase::Indexes };
            steps.add(phase, index::create(table, one));
        }
    }
    for (table, constraint) in &order.late {
        let parts = [alter::add_constraint(constraint)];
        steps.add(Phase::ForeignKeys, alter::table(&table.name, &parts));
    }
}

/// All at once, since they may refer to one another.
fn drop(transition: &Transition<'_>, steps: &mut Steps) {
    let dropped: Vec<&Table> = transition
        .tables
        .iter()
        .filter_map(|change| match change {
            Change::Dropped(table) => Some(*table),
            _ => None,
        })
        .collect();
    let read = columns::words_of_backfills(transition);
    let (late, early): (Vec<&Table>, Vec<&Table>) =
        dropped.into_iter().partition(|table| read.contains(&table.name.name));
    for (tables, phase) in [(early, Phase::DropTables), (late, Phase::DropColumns)] {
        if tables.is_empty() {
            continue;
        }
        let names: Vec<_> = tables.iter().map(|table| &table.name).collect();
        let step = steps.add(phase, alter::drop_tables(&names));
        for name in names {
            step.hazard(HazardKind::DeletesData, format!("drops table {name}: its rows are gone"));
            step.hazard(
                HazardKind::Irreversible,
                format!("the way back makes table {name} anew, without its rows"),
            );
        }
    }
}
