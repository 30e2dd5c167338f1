//! How are comments written?

use crate::{
    ident::{literal, quote},
    schema::{Schema, Table},
};

/// `COMMENT ON`: enums, then each table and its columns.
pub(super) fn comments(schema: &Schema, tables: &[&Table]) -> Vec<String> {
    let mut statements = Vec::new();
    let mut comment = |what: String, text: &Option<String>| {
        if let Some(text) = text {
            statements.push(format!("COMMENT ON {what} IS {}", literal(text)));
        }
    };
    for e in &schema.enums {
        comment(format!("TYPE {}", e.name.quoted()), &e.comment);
    }
    for table in tables {
        comment(format!("TABLE {}", table.name.quoted()), &table.comment);
        for column in &table.columns {
            comment(format!("COLUMN {}.{}", table.name.quoted(), quote(&column.name)), &column.comment);
        }
    }
    statements
}
