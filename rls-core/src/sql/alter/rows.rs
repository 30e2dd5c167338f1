//! How are the rows that are there written?

use crate::ident::{QName, literal, quote};

/// Values for columns, by their SQL, in the rows for which the condition holds.
pub(crate) fn update(table: &QName, values: &[(String, String)], condition: Option<&str>) -> String {
    let values: Vec<String> =
        values.iter().map(|(column, sql)| format!("{} = {sql}", quote(column))).collect();
    let mut sql = format!("UPDATE {} SET {}", table.quoted(), values.join(",\n    "));
    if let Some(condition) = condition {
        sql.push_str(&format!("\n    WHERE {condition}"));
    }
    sql
}

/// Numbers for a column where it is NULL, each another than all that are there.
pub(crate) fn number(table: &QName, column: &str) -> String {
    let (table, column) = (table.quoted(), quote(column));
    format!(
        "UPDATE {table} SET {column} = numbered.number\n    \
         FROM (SELECT ctid AS place, (SELECT COALESCE(max({column}), 0) FROM {table}) + row_number() OVER () AS number\n        \
         FROM {table} WHERE {column} IS NULL) AS numbered\n    \
         WHERE {table}.ctid = numbered.place"
    )
}

/// `column IS NULL`.
pub(crate) fn is_null(column: &str) -> String {
    format!("{} IS NULL", quote(column))
}

/// `column IS NOT NULL`.
pub(crate) fn is_not_null(column: &str) -> String {
    format!("{} IS NOT NULL", quote(column))
}

/// The value of a column, or this where it is NULL.
pub(crate) fn or_else(column: &str, sql: &str) -> String {
    format!("COALESCE({}, ({sql}))", quote(column))
}

/// Nobody else writes to a table until the transaction ends.
pub(crate) fn lock_writes(table: &QName) -> String {
    format!("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE", table.quoted())
}

/// Whether row security holds for the owner too.
pub(crate) fn force(on: bool) -> String {
    format!("{}FORCE ROW LEVEL SECURITY", if on { "" } else { "NO " })
}

/// An identity's sequence goes on after the greatest number that is there.
pub(crate) fn continue_sequence(table: &QName, column: &str) -> String {
    format!(
        "SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence({}, {}),\n    \
         GREATEST((SELECT max({}) FROM {}), 0) + 1, false)",
        literal(&table.quoted()),
        literal(column),
        quote(column),
        table.quoted()
    )
}

/// What waits for the end of the transaction is looked at now; Postgres alters no table for which something waits.
pub(crate) fn immediate() -> String {
    "SET CONSTRAINTS ALL IMMEDIATE".to_owned()
}
