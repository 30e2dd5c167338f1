//! How are comments written?

use crate::{
    ident::{QName, literal, quote},
    schema::{Schema, Table},
};

/// What a comment is on.
#[derive(Clone, Copy, Debug)]
pub(crate) enum On<'s> {
    /// An enum.
    Enum(&'s QName),
    /// A table.
    Table(&'s QName),
    /// A column of a table.
    Column(&'s QName, &'s str),
}

/// `COMMENT ON … IS`; none takes it away.
pub(crate) fn comment(on: On<'_>, text: Option<&str>) -> String {
    let what = match on {
        On::Enum(name) => format!("TYPE {}", name.quoted()),
        On::Table(name) => format!("TABLE {}", name.quoted()),
        On::Column(table, column) => format!("COLUMN {}.{}", table.quoted(), quote(column)),
    };
    format!("COMMENT ON {what} IS {}", text.map_or("NULL".to_owned(), literal))
}

/// Enums, then each table and its columns.
pub(super) fn comments(schema: &Schema, tables: &[&Table]) -> Vec<String> {
    let mut statements = Vec::new();
    let mut say = |on: On<'_>, text: &Option<String>| {
        statements.extend(text.as_ref().map(|text| comment(on, Some(text))));
    };
    for e in &schema.enums {
        say(On::Enum(&e.name), &e.comment);
    }
    for table in tables {
        say(On::Table(&table.name), &table.comment);
        for column in &table.columns {
            say(On::Column(&table.name, &column.name), &column.comment);
        }
    }
    statements
}
