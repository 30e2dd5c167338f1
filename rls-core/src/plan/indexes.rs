//! How does an index come, go or change?

use super::{
    HazardKind,
    order::{Phase, Steps},
    transition::Transition,
};
use crate::{
    ident::QName,
    schema::{Index, Table},
    sql::{alter, index},
};

/// Gives the statements their places. New tables bring their indexes along, and a new name is given with those of the
/// keys, among which it has to be free.
pub(super) fn steps(transition: &Transition<'_>, steps: &mut Steps) {
    for (_, table) in transition.kept() {
        let Some(of) = transition.changes.of(&table.name) else { continue };
        for one in &of.dropped_indexes {
            steps.add(Phase::DropConstraints, alter::drop_index(&qualified(table, one)));
        }
        for one in &of.added_indexes {
            // a foreign key may refer to a unique one
            let phase = if one.unique { Phase::Keys } else { Phase::Indexes };
            steps.add(phase, index::create(table, one)).hazard(
                HazardKind::Locks,
                format!(
                    "nobody writes to {} while the index {} is built; {}",
                    table.name,
                    one.name,
                    transition.options.instead("a new one")
                ),
            );
        }
    }
}

/// An index is in the Postgres schema of its table.
pub(super) fn qualified(table: &Table, index: &Index) -> QName {
    QName { schema: table.name.schema.clone(), name: index.name.clone() }
}
