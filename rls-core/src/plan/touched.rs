//! What hangs on a column that goes or changes its type, and has to make way?
//!
//! Postgres refuses to drop or to retype a column that a policy, a function or a generated column reads, and takes the
//! rest along without a word. So what reads it goes first, by name, and comes back afterwards, in the same transaction.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    reads::Reads,
    renames::{Name, name},
    rewrite::enum_of,
};
use crate::{
    ident::QName,
    resolve::Resolved,
    schema::{Column, Enum, Table, Type},
};

/// Columns, tables and enums that what reads them has to make way for. All in the new names.
#[derive(Clone, Debug, Default)]
pub(super) struct Touched {
    gone: BTreeSet<(Name, String)>,
    retyped: BTreeSet<(Name, String)>,
    replaced: BTreeSet<(Name, String)>,
    tables: BTreeSet<Name>,
    rebuilt: BTreeSet<Name>,
    /// What changes, by the one word by which SQL may name it.
    columns_by_word: BTreeSet<String>,
    tables_by_word: BTreeMap<String, BTreeSet<Name>>,
    rebuilt_by_word: BTreeSet<String>,
}

impl Touched {
    /// Between a schema in the new names and the new one. Enums whose new values are used at once are made anew too, where
    /// no part before this one adds the values.
    pub(super) fn between(old: &Resolved, new: &Resolved, used_at_once: BTreeSet<Name>) -> Self {
        let mut touched = Touched { rebuilt: used_at_once, ..Touched::default() };
        for one in &old.schema.enums {
            if let Some(now) = new.schema.find_enum(&one.name)
                && !may_grow(one, now)
            {
                touched.rebuilt.insert(name(&one.name));
            }
        }
        for table in &old.schema.tables {
            let key = name(&table.name);
            let Some(now) = new.schema.find_table(&table.name) else {
                touched.tables.insert(key);
                continue;
            };
            for column in &table.columns {
                let at = || (key.clone(), column.name.clone());
                match now.find_column(&column.name) {
                    None => {
                        touched.gone.insert(at());
                    }
                    Some(now)
                        if is_computed_otherwise(column, now)
                            || now.generated.is_some() && touched.has_other_type(column, now) =>
                    {
                        touched.replaced.insert(at());
                    }
                    Some(now) if touched.has_other_type(column, now) => {
                        touched.retyped.insert(at());
                    }
                    Some(_) => {}
                }
            }
            touched.add_generated(table, now);
        }
        touched.add_words();
        touched
    }

    fn add_words(&mut self) {
        let columns = self.gone.iter().chain(&self.retyped).chain(&self.replaced);
        for (table, column) in columns {
            self.columns_by_word.insert(column.clone());
            self.tables_by_word.entry(table.1.clone()).or_default().insert(table.clone());
        }
        for table in &self.tables {
            self.tables_by_word.entry(table.1.clone()).or_default().insert(table.clone());
        }
        self.rebuilt_by_word = self.rebuilt.iter().map(|(_, name)| name.clone()).collect();
    }

    /// Generated columns cannot read one another, so one look is enough.
    fn add_generated(&mut self, table: &Table, now: &Table) {
        for column in table.columns.iter().filter(|column| column.generated.is_some()) {
            let Some(sql) = &column.generated else { continue };
            let reads = Reads::of_sql(&table.name, sql);
            let stays = now.find_column(&column.name).is_some();
            let blocked = table
                .columns
                .iter()
                .any(|c| self.column(&table.name, &c.name) && reads.has_column(&table.name, &c.name));
            if stays && blocked {
                self.replaced.insert((name(&table.name), column.name.clone()));
            }
        }
    }

    /// Whether nothing has to make way.
    pub(super) fn is_empty(&self) -> bool {
        self.gone.is_empty()
            && self.retyped.is_empty()
            && self.replaced.is_empty()
            && self.tables.is_empty()
            && self.rebuilt.is_empty()
    }

    /// Whether a column goes, changes its type, or goes and comes back.
    pub(super) fn column(&self, table: &QName, column: &str) -> bool {
        if self.is_empty() {
            return false;
        }
        let at = (name(table), column.to_owned());
        self.gone.contains(&at) || self.retyped.contains(&at) || self.replaced.contains(&at)
    }

    /// Whether a table goes.
    pub(super) fn table_goes(&self, table: &QName) -> bool {
        self.tables.contains(&name(table))
    }

    /// Whether a column goes for good.
    pub(super) fn is_gone(&self, table: &QName, column: &str) -> bool {
        self.gone.contains(&(name(table), column.to_owned()))
    }

    /// Whether a column stays and changes its type, or the order of its texts.
    pub(super) fn is_retyped(&self, table: &QName, column: &str) -> bool {
        self.retyped.contains(&(name(table), column.to_owned()))
    }

    /// Whether a column of this name goes and comes back as a new one: what is generated cannot be altered.
    pub(super) fn is_replaced(&self, table: &QName, column: &str) -> bool {
        self.replaced.contains(&(name(table), column.to_owned()))
    }

    /// Whether the type is made anew, since a value went or changed its place.
    pub(super) fn is_rebuilt(&self, one: &QName) -> bool {
        self.rebuilt.contains(&name(one))
    }

    /// Whether what reads this has to make way.
    pub(super) fn blocks(&self, reads: &Reads) -> bool {
        self.blocker(reads).is_some()
    }

    /// What that which reads this has to make way for, in words: the first that is found.
    /// Asked of what is read, so that it takes as long for one table as for a thousand that change.
    pub(super) fn blocker(&self, reads: &Reads) -> Option<String> {
        if self.is_empty() {
            return None;
        }
        let goes = |table: &&Name| self.tables.contains(*table);
        let column = |at: &(Name, String)| {
            let what = match () {
                () if self.gone.contains(at) => "is dropped",
                () if self.retyped.contains(at) => "gets another type",
                () => "is made anew",
            };
            format!("{}.{}, which {what}", said(&at.0), at.1)
        };
        let named = |word: &String| self.tables_by_word.get(word).into_iter().flatten();
        let in_sql = || {
            let tables: Vec<&Name> = reads.over().chain(reads.words().flat_map(named)).collect();
            reads.words().find_map(|word| {
                let of = |table: &&Name| self.is_changed(&((**table).clone(), word.clone()));
                self.columns_by_word
                    .contains(word)
                    .then(|| tables.iter().copied().find(of))?
                    .map(|table| column(&(table.clone(), word.clone())))
            })
        };
        let known = || reads.columns().find(|at| self.is_changed(at)).map(column);
        let table = || reads.tables().chain(reads.words().flat_map(named)).find(goes);
        let table = || table().map(|table| format!("{}, which is dropped", said(table)));
        let type_of = || {
            let says = reads.words().chain(reads.texts());
            says.filter(|word| self.rebuilt_by_word.contains(*word))
                .map(|word| format!("the type {word}, which is made anew"))
                .next()
        };
        known().or_else(table).or_else(in_sql).or_else(type_of)
    }

    fn is_changed(&self, at: &(Name, String)) -> bool {
        self.gone.contains(at) || self.retyped.contains(at) || self.replaced.contains(at)
    }

    fn has_other_type(&self, old: &Column, new: &Column) -> bool {
        !is_same(&old.ty, &new.ty)
            || old.collate != new.collate
            || enum_of(&old.ty).is_some_and(|of| self.is_rebuilt(of))
    }
}

/// Whether two types are one: an enum may be named with its Postgres schema or without.
fn is_same(old: &Type, new: &Type) -> bool {
    match (old, new) {
        (Type::Enum(old), Type::Enum(new)) => old.key() == new.key(),
        (Type::Array(old), Type::Array(new)) => is_same(old, new),
        _ => old == new,
    }
}

/// As people say it.
fn said((schema, name): &Name) -> String {
    if schema == "public" { name.clone() } else { format!("{schema}.{name}") }
}

/// Whether the new values are the old ones, in their order, with others between.
pub(super) fn may_grow(old: &Enum, new: &Enum) -> bool {
    let mut rest = new.values.iter();
    old.values.iter().all(|value| rest.any(|other| other.name == value.name))
}

/// What was plain and is generated, or is generated from something else. What was generated may become plain.
fn is_computed_otherwise(old: &Column, new: &Column) -> bool {
    new.generated.is_some() && old.generated != new.generated
}
