//! Is the key that a foreign key refers to there when tables are made?

use std::collections::BTreeSet;

use super::changes::{columns_of, key_of_index};
use crate::{
    ident::QName,
    plan::transition::Transition,
    schema::{Constraint, Table},
};

/// The keys that are there when tables are made.
pub(in crate::plan) struct Keys<'t, 'p> {
    transition: &'t Transition<'p>,
}

impl<'t, 'p> Keys<'t, 'p> {
    /// Before the tables of this transition are made.
    pub(in crate::plan) fn of(transition: &'t Transition<'p>) -> Self {
        Keys { transition }
    }

    /// Whether a foreign key of a new table has to wait: for a key that comes, or that is on a column which comes or
    /// changes, or for a unique index.
    pub(in crate::plan) fn is_missing(&self, constraint: &Constraint) -> bool {
        let Constraint::ForeignKey { key, .. } = constraint else { return false };
        let Some(to) = self.transition.new.schema.find_table(&key.table) else { return false };
        let wanted = columns_of(key);
        match self.transition.changes.of(&to.name) {
            // made in this order, with its constraints
            None => !has_key_constraint(to, &wanted),
            Some(of) => {
                let kept = of.kept.iter().filter_map(|(_, new)| new.indexed_columns());
                let constraints = kept.map(|columns| columns.iter().map(String::as_str).collect());
                let indexes = of.kept_indexes.iter().filter_map(|(_, new)| key_of_index(new));
                !constraints.chain(indexes).any(|columns| columns == wanted)
                    || wanted.iter().any(|column| self.is_touched(&to.name, column))
            }
        }
    }

    fn is_touched(&self, table: &QName, column: &str) -> bool {
        self.transition.touched.column(table, column)
    }
}

/// Whether a table has a key of exactly these columns, by a constraint or by a unique index.
pub(in crate::plan) fn has_key(table: &Table, wanted: &BTreeSet<&str>) -> bool {
    has_key_constraint(table, wanted)
        || table.indexes.iter().filter_map(key_of_index).any(|columns| columns == *wanted)
}

fn has_key_constraint(table: &Table, wanted: &BTreeSet<&str>) -> bool {
    table
        .constraints
        .iter()
        .filter_map(Constraint::indexed_columns)
        .any(|columns| columns.iter().map(String::as_str).collect::<BTreeSet<_>>() == *wanted)
}
