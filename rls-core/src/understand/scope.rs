//! What does a name in a piece of SQL stand for?
//!
//! A sub-select sees its own tables first and then those around it, as Postgres has it. Where a table is not of the
//! schema, its columns are not known, and neither is what a name behind it means.

use super::tree::{From, Name, Select};
use crate::{
    ident::QName,
    schema::{Column, Schema, Table},
};

/// Columns that every table has.
const SYSTEM: [&str; 6] = ["cmax", "cmin", "ctid", "tableoid", "xmax", "xmin"];

/// The tables that a part of the text sees, and those around them.
pub(super) struct Scope<'a> {
    pub(super) around: Option<&'a Scope<'a>>,
    pub(super) sources: Vec<Source<'a>>,
    /// Names that WITH gives.
    ctes: Vec<&'a str>,
}

/// One table of a FROM.
pub(super) struct Source<'a> {
    /// By which name its columns are asked for.
    pub(super) name: Option<&'a str>,
    /// Its schema, where it may be named with it.
    schema: Option<&'a str>,
    /// The table; none where its columns are not known.
    pub(super) table: Option<&'a Table>,
    /// Whether it goes by another name than its own.
    pub(super) renamed: bool,
}

/// What a name stands for.
#[derive(Clone, Copy)]
pub(super) enum Found<'a> {
    /// A column of a table so many scopes out.
    Column { out: usize, table: &'a Table, column: &'a Column },
    /// A column of every table, or the row itself.
    Row { out: usize },
    /// No column of the table so many scopes out, and there it would have to be.
    Missing { out: usize, table: &'a Table },
    /// Not known.
    Unsure,
}

impl<'a> Scope<'a> {
    /// That of a predicate over a table.
    pub(super) fn of(table: &'a Table) -> Scope<'a> {
        let source = Source {
            name: Some(&table.name.name),
            schema: Some(table.name.schema.as_deref().unwrap_or("public")),
            table: Some(table),
            renamed: false,
        };
        Scope { around: None, sources: vec![source], ctes: Vec::new() }
    }

    /// That inside a sub-select.
    pub(super) fn inside<'b>(&'b self, select: &'b Select, schema: &'b Schema) -> Scope<'b>
    where
        'a: 'b,
    {
        let mut scope = Scope {
            around: Some(self),
            sources: Vec::new(),
            ctes: select.ctes.iter().map(|(name, _)| name.as_str()).collect(),
        };
        for from in &select.from {
            let source = match from {
                From::Table { name, alias, renamed, .. } => {
                    let table = scope.table(name, schema).filter(|_| !renamed);
                    let last = name.last().map(String::as_str);
                    let own = name.len().checked_sub(2).and_then(|i| name.get(i)).map(String::as_str);
                    Source {
                        name: alias.as_deref().or(last),
                        schema: if alias.is_some() { None } else { own.or(Some("public")) },
                        table,
                        renamed: alias.as_deref().is_some_and(|alias| Some(alias) != last),
                    }
                }
                From::Select { alias, .. } | From::Call { alias, .. } => {
                    Source { name: alias.as_deref(), schema: None, table: None, renamed: true }
                }
            };
            scope.sources.push(source);
        }
        scope
    }

    /// The table that a FROM names, unless it is one that WITH gives.
    pub(super) fn table<'b>(&self, name: &Name, schema: &'b Schema) -> Option<&'b Table> {
        if self.is_cte(name) { None } else { schema.find_table(&qualified(name)?) }
    }

    pub(super) fn is_cte(&self, name: &Name) -> bool {
        let [name] = name.as_slice() else { return false };
        self.ctes.contains(&name.as_str())
            || self.around.is_some_and(|around| around.is_cte(&vec![name.clone()]))
    }

    pub(super) fn find(&self, name: &Name) -> Found<'_> {
        match name.as_slice() {
            [column] => self.unqualified(column, 0),
            [table, column] => self.qualified(None, table, column, 0),
            [schema, table, column] => self.qualified(Some(schema), table, column, 0),
            _ => Found::Unsure,
        }
    }

    fn unqualified(&self, name: &str, out: usize) -> Found<'_> {
        for source in &self.sources {
            if let Some(table) = source.table
                && let Some(column) = table.find_column(name)
            {
                return Found::Column { out, table, column };
            }
            if SYSTEM.contains(&name) || source.name == Some(name) {
                return Found::Row { out };
            }
        }
        if self.sources.iter().any(|source| source.table.is_none()) {
            return Found::Unsure;
        }
        match (self.around, self.sources.first().and_then(|source| source.table)) {
            (Some(around), _) => around.unqualified(name, out + 1),
            (None, Some(table)) => Found::Missing { out, table },
            (None, None) => Found::Unsure,
        }
    }

    fn qualified(&self, schema: Option<&str>, table: &str, name: &str, out: usize) -> Found<'_> {
        let named =
            |source: &&Source| source.name == Some(table) && (schema.is_none() || source.schema == schema);
        match self.sources.iter().find(named) {
            Some(Source { table: Some(table), .. }) => match table.find_column(name) {
                Some(column) => Found::Column { out, table, column },
                None if SYSTEM.contains(&name) => Found::Row { out },
                None => Found::Missing { out, table },
            },
            Some(_) => Found::Unsure,
            None => {
                self.around.map_or(Found::Unsure, |around| around.qualified(schema, table, name, out + 1))
            }
        }
    }

    /// How many scopes are around it.
    pub(super) fn depth(&self) -> usize {
        self.around.map_or(0, |around| around.depth() + 1)
    }
}

/// A name of one part or two as that of a table.
pub(super) fn qualified(name: &Name) -> Option<QName> {
    match name.as_slice() {
        [name] => Some(QName::new(name)),
        [schema, name] => Some(QName::qualified(schema, name)),
        _ => None,
    }
}
