//! In which order can the tables be made?

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{Constraint, Schema, Table};

/// The tables, each after those that it refers to, and the foreign keys that no order can satisfy.
pub(crate) struct Ordered<'s> {
    pub(crate) tables: Vec<&'s Table>,
    pub(crate) late: Vec<(&'s Table, &'s Constraint)>,
    is_late: BTreeSet<(NameKey<'s>, &'s str)>,
}

impl Ordered<'_> {
    /// Whether a constraint has to wait until all tables are there.
    pub(super) fn is_late(&self, table: &Table, constraint: &Constraint) -> bool {
        !self.is_late.is_empty() && self.is_late.contains(&(table.name.key(), constraint.name()))
    }
}

/// The tables of a schema.
pub(crate) fn tables(schema: &Schema) -> Ordered<'_> {
    of(schema.tables.iter(), |_, constraint| waits_for_index(schema, constraint))
}

/// Whether a foreign key refers to columns that only an index makes unique, which comes after the tables.
pub(super) fn waits_for_index(schema: &Schema, constraint: &Constraint) -> bool {
    let Constraint::ForeignKey { key, .. } = constraint else { return false };
    let Some(to) = schema.find_table(&key.table) else { return false };
    let wanted: BTreeSet<&String> = key.references.iter().collect();
    let mut keys = to.constraints.iter().filter_map(Constraint::indexed_columns);
    !wanted.is_empty() && !keys.any(|columns| columns.iter().collect::<BTreeSet<_>>() == wanted)
}

/// By name among those that may come next; where a circle leaves none, the first by name comes all the same, and
/// its references to later tables become statements of their own. So does each foreign key of which `waits` says that
/// what it refers to comes later still.
pub(crate) fn of<'s>(
    tables: impl Iterator<Item = &'s Table>,
    waits: impl Fn(&Table, &Constraint) -> bool,
) -> Ordered<'s> {
    let mut waiting: BTreeMap<NameKey<'s>, &'s Table> = tables.map(|t| (t.name.key(), t)).collect();
    let mut before: BTreeMap<NameKey<'s>, usize> = BTreeMap::new();
    let mut after: BTreeMap<NameKey<'s>, Vec<NameKey<'s>>> = BTreeMap::new();
    for (own, table) in &waiting {
        let to: BTreeSet<NameKey<'s>> = references(table)
            .filter(|(key, constraint)| key != own && waiting.contains_key(key) && !waits(table, constraint))
            .map(|(key, _)| key)
            .collect();
        before.insert(*own, to.len());
        to.into_iter().for_each(|key| after.entry(key).or_default().push(*own));
    }
    let mut free: BTreeSet<NameKey<'s>> =
        before.iter().filter(|(_, count)| **count == 0).map(|(key, _)| *key).collect();
    let mut ordered = Ordered { tables: Vec::new(), late: Vec::new(), is_late: BTreeSet::new() };
    while let Some(key) = free.pop_first().or_else(|| waiting.keys().next().copied()) {
        let Some(next) = waiting.remove(&key) else { continue };
        for (to, constraint) in references(next) {
            if waiting.contains_key(&to) || waits(next, constraint) {
                ordered.late.push((next, constraint));
                ordered.is_late.insert((key, constraint.name()));
            }
        }
        for other in after.remove(&key).unwrap_or_default() {
            if let Some(count) = before.get_mut(&other) {
                *count -= 1;
                if *count == 0 && waiting.contains_key(&other) {
                    free.insert(other);
                }
            }
        }
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
