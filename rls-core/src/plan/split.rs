//! Which part of the change needs a file of its own?
//!
//! A change is cut into transitions through schemas in between. What reads all rows of a table that is there waits for a
//! part that holds nobody up; each part's way back leads to the schema before it.

mod parts;
#[cfg(test)]
mod tests;
pub(super) mod values;

use std::collections::BTreeSet;

use super::{
    Options, Part, Purpose, Step,
    columns::may_be_null,
    constraints::{Changes, has_key, references},
    renames::{Name, Renames, free, name},
    touched::Touched,
    transition::{self, Later, Way},
};
use crate::{
    ident::{self, QName},
    resolve::Resolved,
    schema::{Constraint, Index, Key, Schema, Table},
    sql::alter,
};

/// The parts, in their order.
pub(super) fn parts(old: &Resolved, new: &Resolved, options: &Options) -> Vec<Part> {
    let mut parts = Vec::new();
    let values = values::first(old, new, options);
    let old = match &values {
        Some((part, between)) => {
            parts.push(part.clone());
            between
        }
        None => old,
    };
    let renames = Renames::between(old, new);
    let split = Split::of(old, new, &renames, options);
    let main = split.main.as_ref().unwrap_or(new);
    parts.push(transition_part(Purpose::Main, old, main, &renames, &split.later, options));
    parts.extend(parts::indexes(&split));
    parts.push(parts::keys(&split, options));
    parts.push(parts::validate(&split, options));
    parts.retain(|part| !part.up.is_empty() || !part.down.is_empty());
    parts
}

/// There and back, in one transaction each.
fn transition_part(
    purpose: Purpose,
    old: &Resolved,
    new: &Resolved,
    renames: &Renames,
    later: &Later,
    options: &Options,
) -> Part {
    let there = renames.clone().with_ways_cleared(old, new);
    let back = renames.inverse(old).with_ways_cleared(new, old);
    let later_back = later.taken_back(&back);
    let up = transition::steps(old, new, &there, later, options, Way::There);
    let down = transition::steps(new, old, &back, &later_back, options, Way::Back);
    let is_first = old.schema.tables.is_empty() && old.schema.enums.is_empty();
    Part {
        purpose,
        up: if is_first { up } else { with_timeout(up, options) },
        down: with_timeout(down, options),
    }
}

/// The statements, which give up when they would have to wait long for a lock: whoever comes after them waits as well.
fn with_timeout(mut steps: Vec<Step>, options: &Options) -> Vec<Step> {
    if let Some(timeout) = &options.lock_timeout
        && !steps.is_empty()
    {
        let sql = alter::set_local("lock_timeout", timeout);
        steps.insert(0, Step { sql, hazards: Vec::new(), note: None });
    }
    steps
}

/// What waits.
#[derive(Debug, Default)]
struct Split {
    /// The schema in between; none where nothing waits but looking at rows.
    main: Option<Resolved>,
    /// What the main part leaves to others.
    later: Later,
    /// Indexes, with their tables.
    indexes: Vec<(Table, Index)>,
    /// UNIQUE, by an index that is built before.
    keys: Vec<(QName, Constraint)>,
    /// Foreign keys whose key waits.
    foreign_keys: Vec<(QName, Constraint)>,
    /// Constraints that rows are held against in the end.
    validate: Vec<(QName, String)>,
    /// Columns that become NOT NULL in the end, each with the name of a CHECK that says so before.
    not_null: Vec<(QName, String, String)>,
    /// Those of them whose NULL nothing is said to stand for.
    unfilled: Vec<String>,
}

impl Split {
    fn of(old: &Resolved, new: &Resolved, renames: &Renames, options: &Options) -> Self {
        let asks_for_it = |table: &Table| table.indexes.iter().any(|index| index.concurrently);
        let asked = options.concurrently && new.schema.tables.iter().any(asks_for_it);
        if !options.online && !asked {
            return Split::default();
        }
        let there = renames.clone().with_ways_cleared(old, new);
        let renamed = there.rewrite(old);
        let touched = Touched::between(&renamed, new, BTreeSet::new());
        let changes = Changes::between(&renamed.schema, &new.schema, &touched);
        let mut split = Split::default();
        let mut main = new.clone();
        for table in &new.schema.tables {
            let Some(before) = renamed.schema.find_table(&table.name) else { continue };
            if options.concurrently {
                split.index(&mut main.schema, table, &changes, options);
            }
            if options.online {
                split.constraints(&mut main.schema, table, &changes, options);
                split.columns(&mut main.schema, before, table, &touched);
            }
        }
        split.wait_for_keys(&mut main.schema);
        let is_another =
            !split.indexes.is_empty() || !split.foreign_keys.is_empty() || !split.not_null.is_empty();
        split.main = is_another.then_some(main);
        split
    }

    fn index(&mut self, main: &mut Schema, table: &Table, changes: &Changes<'_>, options: &Options) {
        let Some(of) = changes.of(&table.name) else { return };
        let waits =
            |index: &Index| (options.online || index.concurrently) && !of.index_comes_back(table, index);
        let waiting: Vec<&Index> = of.added_indexes.iter().copied().filter(|index| waits(index)).collect();
        if waiting.is_empty() {
            return;
        }
        if let Some(table) = main.find_table_mut(&table.name) {
            table.indexes.retain(|index| waiting.iter().all(|other| other.name != index.name));
        }
        self.indexes.extend(waiting.into_iter().map(|index| (bare(table), index.clone())));
    }

    fn constraints(&mut self, main: &mut Schema, table: &Table, changes: &Changes<'_>, options: &Options) {
        let Some(of) = changes.of(&table.name) else { return };
        for constraint in &of.added {
            match constraint {
                Constraint::PrimaryKey { .. } => {}
                _ if of.comes_back(constraint) && !matches!(constraint, Constraint::ForeignKey { .. }) => {}
                Constraint::Unique { .. } if !options.concurrently => {}
                Constraint::Unique { name, columns } => {
                    let keys: Vec<Key> = columns.iter().map(Key::column).collect();
                    self.indexes.push((bare(table), Index::new(name, keys).unique()));
                    self.keys.push((table.name.clone(), (*constraint).clone()));
                    if let Some(table) = main.find_table_mut(&table.name) {
                        table.constraints.retain(|other| other.name() != name);
                    }
                }
                Constraint::Check { name, .. } | Constraint::ForeignKey { name, .. } => {
                    self.hold_later(&table.name, name);
                }
            }
        }
    }

    fn hold_later(&mut self, table: &QName, constraint: &str) {
        if self.later.not_valid.insert((name(table), constraint.to_owned())) {
            self.validate.push((table.clone(), constraint.to_owned()));
        }
    }

    fn columns(&mut self, main: &mut Schema, old: &Table, new: &Table, touched: &Touched) {
        for column in &new.columns {
            let Some(was) = old.find_column(&column.name) else { continue };
            let is_set = may_be_null(old, was) && !may_be_null(new, column);
            let in_key = new.key_columns().contains(&column.name);
            if !is_set || in_key || column.identity.is_some() || touched.is_replaced(&new.name, &column.name)
            {
                continue;
            }
            let Some(table) = main.find_table_mut(&new.name) else { continue };
            let used: BTreeSet<String> =
                old.constraints.iter().chain(&table.constraints).map(|c| c.name().to_owned()).collect();
            let mut helper = ident::derived(&new.name.name, &column.name, "not_null");
            if used.contains(&helper) {
                helper = free(&helper, &used);
            }
            let check = Constraint::check(&helper, Some(&column.name), alter::is_not_null(&column.name));
            table.constraints.push(check);
            self.later.not_valid.insert((name(&new.name), helper.clone()));
            self.later.not_null.insert((name(&new.name), column.name.clone()));
            if column.backfill.is_none() {
                self.unfilled.push(format!("{}.{}", new.name, column.name));
            }
            self.not_null.push((new.name.clone(), column.name.clone(), helper));
        }
    }

    /// Foreign keys, of whatever table, to a key that is not there yet.
    fn wait_for_keys(&mut self, main: &mut Schema) {
        let lacking: BTreeSet<Name> = self
            .indexes
            .iter()
            .filter(|(_, index)| index.unique)
            .map(|(table, _)| name(&table.name))
            .collect();
        if lacking.is_empty() {
            return;
        }
        let mut waiting: Vec<(QName, Constraint)> = Vec::new();
        for table in &main.tables {
            for constraint in &table.constraints {
                let Constraint::ForeignKey { key, .. } = constraint else { continue };
                let waits = lacking.contains(&name(&key.table))
                    && main.find_table(&key.table).is_some_and(|to| !has_key(to, &references(key)));
                if waits {
                    waiting.push((table.name.clone(), constraint.clone()));
                }
            }
        }
        for (table, constraint) in waiting {
            if let Some(table) = main.find_table_mut(&table) {
                table.constraints.retain(|other| other.name() != constraint.name());
            }
            let at = (name(&table), constraint.name().to_owned());
            self.later.not_valid.remove(&at);
            self.validate.retain(|(of, one)| (name(of), one.clone()) != at);
            self.validate.push((table.clone(), constraint.name().to_owned()));
            self.foreign_keys.push((table, constraint));
        }
    }
}

/// A table's name and columns: what an index needs to be written.
fn bare(table: &Table) -> Table {
    let mut bare = Table::new(table.name.clone());
    bare.columns.clone_from(&table.columns);
    bare
}
