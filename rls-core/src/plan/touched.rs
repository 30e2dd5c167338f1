//! What hangs on a column that goes or changes its type, and has to make way?
//!
//! Postgres refuses to drop or to retype a column that a policy, a function or a generated column reads, and takes the
//! rest along without a word. So what reads it goes first, by name, and comes back afterwards, in the same transaction.

use std::collections::BTreeSet;

use super::{
    reads::Reads,
    renames::{Name, name},
    rewrite::enum_of,
};
use crate::{
    ident::QName,
    resolve::Resolved,
    schema::{Column, Enum, Table},
};

/// Columns, tables and enums that what reads them has to make way for. All in the new names.
#[derive(Clone, Debug, Default)]
pub(super) struct Touched {
    gone: BTreeSet<(Name, String)>,
    retyped: BTreeSet<(Name, String)>,
    replaced: BTreeSet<(Name, String)>,
    tables: BTreeSet<Name>,
    rebuilt: BTreeSet<Name>,
}

impl Touched {
    /// Between a schema in the new names and the new one.
    pub(super) fn between(old: &Resolved, new: &Resolved) -> Self {
        let mut touched = Touched::default();
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
                    Some(now) if touched.has_other_type(column, now) => {
                        touched.retyped.insert(at());
                    }
                    Some(now) if is_computed_otherwise(column, now) => {
                        touched.replaced.insert(at());
                    }
                    Some(_) => {}
                }
            }
            touched.add_generated(table, now);
        }
        touched
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
        let at = (name(table), column.to_owned());
        self.gone.contains(&at) || self.retyped.contains(&at) || self.replaced.contains(&at)
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
        let qname = |(schema, name): &Name| QName::qualified(schema, name);
        let columns = self.gone.iter().chain(&self.retyped).chain(&self.replaced);
        columns.into_iter().any(|(table, column)| reads.has_column(&qname(table), column))
            || self.tables.iter().any(|table| reads.has_table(&qname(table)))
            || self.rebuilt.iter().any(|(_, name)| reads.says(name))
    }

    fn has_other_type(&self, old: &Column, new: &Column) -> bool {
        old.ty != new.ty
            || old.collate != new.collate
            || enum_of(&old.ty).is_some_and(|of| self.is_rebuilt(of))
    }
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
