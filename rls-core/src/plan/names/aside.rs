//! Which keys and indexes would meet others when their table moves to another Postgres schema, or a table that takes their
//! name?
//!
//! They move along, and Postgres refuses where one of their names is taken there; and where a table is to be called as they
//! are. So they step aside first, and get their names with the others' new names.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    ident::QName,
    plan::{
        order::{Phase, Steps},
        renames::{Name, Renames, free, name},
    },
    resolve::Resolved,
    schema::{Constraint, Schema, Table},
    sql::alter,
};

/// Names for the time being.
#[derive(Clone, Debug, Default)]
pub(in crate::plan) struct Aside {
    /// Of the table by its old name: the key or index, its name meanwhile, and whether it is a key.
    of: BTreeMap<Name, Vec<(String, String, bool)>>,
    /// The table's new name → its old one.
    tables: BTreeMap<Name, Name>,
}

impl Aside {
    /// What has to step aside.
    pub(in crate::plan) fn of(old: &Resolved, new: &Resolved, renames: &Renames) -> Self {
        let mut aside = Aside::default();
        if renames.tables.is_empty() {
            return aside;
        }
        let wanted: BTreeSet<Name> = renames.tables.values().map(name).collect();
        let mut used: BTreeSet<String> =
            relations(&old.schema).chain(relations(&new.schema)).map(|(name, _)| name).collect();
        let mut there: BTreeMap<Name, usize> = BTreeMap::new();
        for (relation, table) in relations(&old.schema) {
            let to = renames.table(&table.name);
            // where it is, and where it will be
            for schema in BTreeSet::from([table.name.key().0, to.key().0]) {
                *there.entry((schema.to_owned(), relation.clone())).or_default() += 1;
            }
        }
        for table in &old.schema.tables {
            let to = renames.table(&table.name);
            let here = table.name.key().0;
            let moves = to.key().0 != here;
            let keys = table.constraints.iter().filter(|c| c.indexed_columns().is_some());
            let named = keys.map(|key| (key.name(), true));
            for (own, is_key) in named.chain(table.indexes.iter().map(|index| (index.name.as_str(), false))) {
                let is_met =
                    || there.get(&(to.key().0.to_owned(), own.to_owned())).is_some_and(|count| *count > 1);
                if moves && is_met() || wanted.contains(&(here.to_owned(), own.to_owned())) {
                    let meanwhile = free(own, &used);
                    used.insert(meanwhile.clone());
                    let of = aside.of.entry(name(&table.name)).or_default();
                    of.push((own.to_owned(), meanwhile, is_key));
                }
            }
            aside.tables.insert(name(&to), name(&table.name));
        }
        aside
    }

    /// The old schema in the new names, with these.
    pub(in crate::plan) fn rewrite(&self, renamed: &mut Resolved) {
        if self.of.is_empty() {
            return;
        }
        for table in &mut renamed.schema.tables {
            let Some(of) = self.tables.get(&name(&table.name)).and_then(|old| self.of.get(old)) else {
                continue;
            };
            let meanwhile =
                |own: &str| of.iter().find(|(old, ..)| old == own).map(|(_, meanwhile, _)| meanwhile.clone());
            for constraint in &mut table.constraints {
                if let Constraint::PrimaryKey { name, .. } | Constraint::Unique { name, .. } = constraint
                    && let Some(other) = meanwhile(name)
                {
                    *name = other;
                }
            }
            for index in &mut table.indexes {
                if let Some(other) = meanwhile(&index.name) {
                    index.name = other;
                }
            }
        }
    }

    /// They step aside, before any table moves.
    pub(super) fn steps(&self, steps: &mut Steps) {
        for ((schema, table), of) in &self.of {
            for (own, meanwhile, is_key) in of {
                let sql = if *is_key {
                    alter::rename_constraint(&QName::qualified(schema, table), own, meanwhile)
                } else {
                    alter::rename_index(&QName::qualified(schema, own), meanwhile)
                };
                steps.add(Phase::Renames, sql);
            }
        }
    }
}

/// The names of tables, keys and indexes, each with its table.
fn relations(schema: &Schema) -> impl Iterator<Item = (String, &Table)> {
    schema.tables.iter().flat_map(|table| {
        let keys = table.constraints.iter().filter(|c| c.indexed_columns().is_some()).map(Constraint::name);
        let indexes = table.indexes.iter().map(|index| index.name.as_str());
        let all = std::iter::once(table.name.name.as_str()).chain(keys).chain(indexes);
        all.map(move |name| (name.to_owned(), table)).collect::<Vec<_>>()
    })
}
