//! Which constraints and indexes stay, go and come?
//!
//! They are the same where the SQL that we render of them is. What hangs on a column that goes or changes its type goes
//! and comes back; so does a foreign key whose key does.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diff::{Change, diff},
    ident::QName,
    lex,
    plan::{
        columns::is_harmless,
        reads::Reads,
        renames::{Name, name},
        touched::Touched,
    },
    schema::{Constraint, ForeignKey, Index, KeyItem, Schema, Table},
    sql::alter,
};

/// Of one table that stays.
#[derive(Debug, Default)]
pub(in crate::plan) struct Of<'p> {
    /// As they were and as they are, perhaps under a new name.
    pub(in crate::plan) kept: Vec<(&'p Constraint, &'p Constraint)>,
    /// What goes, or has to make way.
    pub(in crate::plan) dropped: Vec<&'p Constraint>,
    /// What comes, or comes back.
    pub(in crate::plan) added: Vec<&'p Constraint>,
    /// As they were and as they are, perhaps under a new name.
    pub(in crate::plan) kept_indexes: Vec<(&'p Index, &'p Index)>,
    /// What goes, or has to make way.
    pub(in crate::plan) dropped_indexes: Vec<&'p Index>,
    /// What comes, or comes back.
    pub(in crate::plan) added_indexes: Vec<&'p Index>,
}

impl Of<'_> {
    /// Whether a constraint that comes was there before and only made way.
    pub(in crate::plan) fn comes_back(&self, constraint: &Constraint) -> bool {
        self.dropped.iter().any(|old| alter::constraint_body(old) == alter::constraint_body(constraint))
    }

    /// Whether an index that comes was there before and only made way.
    pub(in crate::plan) fn index_comes_back(&self, table: &Table, index: &Index) -> bool {
        let body = alter::index_body(table, index);
        self.dropped_indexes.iter().any(|old| alter::index_body(table, old) == body)
    }
}

/// Of all tables that stay.
#[derive(Debug, Default)]
pub(in crate::plan) struct Changes<'p> {
    tables: BTreeMap<Name, Of<'p>>,
}

impl<'p> Changes<'p> {
    /// Between an old schema in the new names and a new one.
    pub(in crate::plan) fn between(old: &'p Schema, new: &'p Schema, touched: &Touched) -> Self {
        let mut tables = BTreeMap::new();
        let mut keys_that_go: BTreeSet<(Name, BTreeSet<&str>)> = BTreeSet::new();
        for table in &new.tables {
            let Some(before) = old.find_table(&table.name) else { continue };
            let mut of = Of::default();
            of.constraints(before, table, touched);
            of.indexes(before, table, touched);
            let columns = of.dropped.iter().filter_map(|constraint| constraint.indexed_columns());
            let of_keys = columns.map(|columns| columns.iter().map(String::as_str).collect());
            let of_indexes = of.dropped_indexes.iter().filter_map(|index| key_of_index(index));
            keys_that_go.extend(of_keys.chain(of_indexes).map(|columns| (name(&table.name), columns)));
            tables.insert(name(&table.name), of);
        }
        let mut changes = Changes { tables };
        if !touched.is_empty() || !keys_that_go.is_empty() {
            for (table, of) in &mut changes.tables {
                of.foreign_keys(table, |own, key| {
                    keys_that_go.contains(&(name(&key.table), columns_of(key)))
                        || is_in_the_way(old, new, touched, own, key)
                });
            }
        }
        if !touched.is_empty() {
            let names = names_wanted(new, &changes);
            for (table, of) in &mut changes.tables {
                of.leave_to_columns(table, touched, &keys_that_go, &names);
            }
        }
        changes
    }

    /// Of one table that stays.
    pub(in crate::plan) fn of(&self, table: &QName) -> Option<&Of<'p>> {
        self.tables.get(&name(table))
    }
}

impl<'p> Of<'p> {
    fn constraints(&mut self, old: &'p Table, new: &'p Table, touched: &Touched) {
        let changes = if old.constraints == new.constraints {
            let pairs = old.constraints.iter().zip(&new.constraints);
            pairs.map(|(old, new)| Change::Kept { old, new }).collect()
        } else {
            diff(&old.constraints, &new.constraints, Constraint::name, |one| Some(shape(one)))
        };
        for change in changes {
            match change {
                Change::Created(new) => self.added.push(new),
                Change::Dropped(old) => self.dropped.push(old),
                Change::Kept { old: was, new: is } => {
                    let stays = (was == is || shape(was) == shape(is)) && !makes_way(old, was, touched);
                    if stays {
                        self.kept.push((was, is));
                    } else {
                        self.dropped.push(was);
                        self.added.push(is);
                    }
                }
            }
        }
    }

    fn indexes(&mut self, old: &'p Table, new: &'p Table, touched: &Touched) {
        let body = |index: &'p Index| alter::index_body(new, index);
        let changes = if old.indexes == new.indexes {
            old.indexes.iter().zip(&new.indexes).map(|(old, new)| Change::Kept { old, new }).collect()
        } else {
            diff(&old.indexes, &new.indexes, |index| index.name.as_str(), |index| Some(body(index)))
        };
        for change in changes {
            match change {
                Change::Created(new) => self.added_indexes.push(new),
                Change::Dropped(old) => self.dropped_indexes.push(old),
                Change::Kept { old: was, new: is } => {
                    if (was == is || body(was) == body(is)) && !index_makes_way(old, was, touched) {
                        self.kept_indexes.push((was, is));
                    } else {
                        self.dropped_indexes.push(was);
                        self.added_indexes.push(is);
                    }
                }
            }
        }
    }

    /// What goes with a column that goes needs no statement of its own, unless its name is wanted before, or it hangs on
    /// another column too, one that changes its type before any column goes.
    fn leave_to_columns(
        &mut self,
        own: &Name,
        touched: &Touched,
        keys_that_go: &BTreeSet<(Name, BTreeSet<&str>)>,
        names: &BTreeSet<&str>,
    ) {
        let own = QName::qualified(&own.0, &own.1);
        let goes = |column: &str| touched.is_gone(&own, column) || touched.is_replaced(&own, column);
        let any_goes = |columns: &[String]| columns.iter().any(|column| goes(column));
        let reads_one = |sql: &str| lex::names(sql).iter().any(|column| goes(column));
        let changes = |column: &str| touched.is_retyped(&own, column);
        let reads_changed = |sql: &str| lex::names(sql).iter().any(|column| changes(column));
        self.dropped.retain(|constraint| {
            let has_one = match constraint {
                Constraint::PrimaryKey { columns, .. } | Constraint::Unique { columns, .. } => {
                    any_goes(columns)
                }
                Constraint::Check { sql, .. } => reads_one(sql),
                Constraint::ForeignKey { key, .. } => {
                    let key_goes = keys_that_go.contains(&(name(&key.table), columns_of(key)));
                    any_goes(&key.columns) && !key_goes && !touched.table_goes(&key.table)
                }
            };
            let is_in_the_way = match constraint {
                // its other columns may be NULL from now on, which they may not while it is there
                Constraint::PrimaryKey { columns, .. } => !columns.iter().all(|column| goes(column)),
                Constraint::Unique { columns, .. } => columns.iter().any(|column| changes(column)),
                Constraint::Check { sql, .. } => reads_changed(sql),
                Constraint::ForeignKey { key, .. } => {
                    key.columns.iter().any(|column| changes(column))
                        || key.references.iter().any(|column| touched.is_retyped(&key.table, column))
                }
            };
            !has_one || is_in_the_way || names.contains(constraint.name())
        });
        self.dropped_indexes.retain(|index| {
            let goes = index.keys.iter().any(|key| match &key.item {
                KeyItem::Column(name) => goes(name),
                KeyItem::Sql(sql) => reads_one(sql),
            });
            let goes = goes || index.predicate.as_deref().is_some_and(reads_one);
            let is_in_the_way = index.predicate.as_deref().is_some_and(reads_changed)
                || index.keys.iter().any(|key| match &key.item {
                    KeyItem::Column(name) => changes(name),
                    KeyItem::Sql(sql) => reads_changed(sql),
                });
            !goes || is_in_the_way || names.contains(index.name.as_str())
        });
    }

    /// Foreign keys that stay, and have to make way.
    fn foreign_keys(&mut self, own: &Name, makes_way: impl Fn(&Name, &ForeignKey) -> bool) {
        let kept = std::mem::take(&mut self.kept);
        for (old, new) in kept {
            match old {
                Constraint::ForeignKey { key, .. } if makes_way(own, key) => {
                    self.dropped.push(old);
                    self.added.push(new);
                }
                _ => self.kept.push((old, new)),
            }
        }
    }
}

/// The names that are wanted before columns go: of what comes with new tables, and new names of what stays.
fn names_wanted<'p>(new: &'p Schema, changes: &Changes<'p>) -> BTreeSet<&'p str> {
    let mut names = BTreeSet::new();
    for table in &new.tables {
        if let Some(of) = changes.of(&table.name) {
            names.extend(
                of.kept.iter().filter(|(old, new)| old.name() != new.name()).map(|(_, new)| new.name()),
            );
            let renamed = of.kept_indexes.iter().filter(|(old, new)| old.name != new.name);
            names.extend(renamed.map(|(_, new)| new.name.as_str()));
        } else {
            names.insert(&table.name.name);
            names.extend(table.constraints.iter().map(Constraint::name));
            names.extend(table.indexes.iter().map(|index| index.name.as_str()));
        }
    }
    names
}

/// All of a constraint but its name, and but whether a foreign key may wait, which can be altered.
fn shape(constraint: &Constraint) -> String {
    match constraint {
        Constraint::ForeignKey { key, name } => {
            let key = ForeignKey { deferrable: None, ..key.clone() };
            alter::constraint_body(&Constraint::foreign_key(name, key))
        }
        other => alter::constraint_body(other),
    }
}

/// Whether a constraint hangs on what goes and comes back. The index of a key follows its columns' types.
fn makes_way(table: &Table, constraint: &Constraint, touched: &Touched) -> bool {
    if touched.is_empty() {
        return false;
    }
    match constraint {
        Constraint::PrimaryKey { columns, .. } | Constraint::Unique { columns, .. } => {
            columns.iter().any(|column| touched.is_replaced(&table.name, column))
        }
        Constraint::Check { sql, .. } => touched.blocks(&Reads::of_sql(&table.name, sql)),
        Constraint::ForeignKey { .. } => false,
    }
}

fn index_makes_way(table: &Table, index: &Index, touched: &Touched) -> bool {
    if touched.is_empty() {
        return false;
    }
    let is_read = |sql: &str| touched.blocks(&Reads::of_sql(&table.name, sql));
    index.predicate.as_deref().is_some_and(is_read)
        || index.keys.iter().any(|key| match &key.item {
            KeyItem::Column(column) => {
                touched.is_replaced(&table.name, column)
                    || key.class.is_some() && touched.is_retyped(&table.name, column)
            }
            KeyItem::Sql(sql) => is_read(sql),
        })
}

/// Whether a column of a foreign key, on either side, goes and comes back or gets a type of another kind.
fn is_in_the_way(old: &Schema, new: &Schema, touched: &Touched, own: &Name, key: &ForeignKey) -> bool {
    let own = QName::qualified(&own.0, &own.1);
    let is_touched = |table: &QName, column: &String| {
        touched.is_replaced(table, column)
            || touched.is_retyped(table, column) && {
                let ty = |schema: &'_ Schema| {
                    let column = schema.find_table(table)?.find_column(column)?;
                    Some(column.ty.clone())
                };
                !matches!((ty(old), ty(new)), (Some(old), Some(new)) if is_harmless(&old, &new))
            }
    };
    key.columns.iter().any(|column| is_touched(&own, column))
        || key.references.iter().any(|column| is_touched(&key.table, column))
}

/// The columns that a foreign key refers to, in no order.
pub(in crate::plan) fn columns_of(key: &ForeignKey) -> BTreeSet<&str> {
    key.references.iter().map(String::as_str).collect()
}

/// The columns of a unique index that a foreign key may refer to.
pub(super) fn key_of_index(index: &Index) -> Option<BTreeSet<&str>> {
    if !index.unique || index.predicate.is_some() {
        return None;
    }
    index
        .keys
        .iter()
        .map(|key| match &key.item {
            KeyItem::Column(column) => Some(column.as_str()),
            KeyItem::Sql(_) => None,
        })
        .collect()
}
