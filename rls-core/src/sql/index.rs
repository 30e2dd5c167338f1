//! How is an index written?

use crate::{
    ident::quote,
    schema::{Index, Key, KeyItem, Nulls, Order, Table},
};

/// `CREATE INDEX`. Never CONCURRENTLY here: these tables are new and empty, and it cannot run in a transaction.
pub(crate) fn create(table: &Table, index: &Index) -> String {
    written(table, index, "")
}

/// `CREATE INDEX CONCURRENTLY`, alone and in no transaction.
#[cfg(feature = "plan")]
pub(crate) fn create_concurrently(table: &Table, index: &Index) -> String {
    written(table, index, "CONCURRENTLY ")
}

fn written(table: &Table, index: &Index, how: &str) -> String {
    let keys: Vec<String> = index.keys.iter().map(key).collect();
    let mut sql = format!(
        "CREATE {}INDEX {how}{} ON {}",
        if index.unique { "UNIQUE " } else { "" },
        quote(&index.name),
        table.name.quoted()
    );
    if let Some(method) = &index.method {
        sql.push_str(&format!(" USING {}", quote(method)));
    }
    sql.push_str(&format!(" ({})", keys.join(", ")));
    if let Some(predicate) = &index.predicate {
        sql.push_str(&format!("\n    WHERE {predicate}"));
    }
    sql
}

fn key(key: &Key) -> String {
    let mut sql = match &key.item {
        KeyItem::Column(name) => quote(name),
        KeyItem::Sql(sql) => format!("({sql})"),
    };
    if let Some(class) = &key.class {
        sql.push(' ');
        sql.push_str(&quote(class));
    }
    if key.order == Order::Desc {
        sql.push_str(" DESC");
    }
    match key.nulls {
        None => {}
        Some(Nulls::First) => sql.push_str(" NULLS FIRST"),
        Some(Nulls::Last) => sql.push_str(" NULLS LAST"),
    }
    sql
}
