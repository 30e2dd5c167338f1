//! In which order can the tables be made?

use std::collections::BTreeMap;

use crate::schema::{Constraint, Schema, Table};

/// The tables, each after those that it refers to, and the foreign keys that no order can satisfy.
pub(super) struct Ordered<'s> {
    pub(super) tables: Vec<&'s Table>,
    pub(super) late: Vec<(&'s Table, &'s Constraint)>,
}

impl Ordered<'_> {
    /// Whether a constraint has to wait until all tables are there.
    pub(super) fn is_late(&self, table: &Table, constraint: &Constraint) -> bool {
        self.late.iter().any(|(t, c)| t.name == table.name && *c == constraint)
    }
}

/// By name among those that may come next; where a circle leaves none, the first by name comes all the same, and
/// its references to later tables become statements of their own.
pub(super) fn tables(schema: &Schema) -> Ordered<'_> {
    let mut waiting: BTreeMap<_, &Table> = schema.tables.iter().map(|t| (t.name.key(), t)).collect();
    let mut ordered = Ordered { tables: Vec::new(), late: Vec::new() };
    while !waiting.is_empty() {
        let free = waiting.values().copied().find(|t| references(t).all(|(key, _)| !waits(&waiting, t, key)));
        let Some(next) = free.or_else(|| waiting.values().next().copied()) else { break };
        waiting.remove(&next.name.key());
        let closing = references(next).filter(|(key, _)| waiting.contains_key(key)).map(|(_, c)| (next, c));
        ordered.late.extend(closing);
        ordered.tables.push(next);
    }
    ordered
}

type NameKey<'s> = (&'s str, &'s str);

fn references(table: &Table) -> impl Iterator<Item = (NameKey<'_>, &Constraint)> {
    table.constraints.iter().filter_map(|constraint| match constraint {
        Constraint::ForeignKey { key, .. } => Some((key.table.key(), constraint)),
        _ => None,
    })
}

fn waits(waiting: &BTreeMap<NameKey<'_>, &Table>, table: &Table, key: NameKey<'_>) -> bool {
    key != table.name.key() && waiting.contains_key(&key)
}
