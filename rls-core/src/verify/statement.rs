//! How is a probe's statement written?
//!
//! Values are literals without a type, so each is read as its column's.

use serde::Deserialize;

use super::Texts;
use crate::{
    ident::{literal, quote, quote_all},
    schema::{Constraint, Identity, Table},
};

/// A statement: as it is run, and as a person would run it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// For the server. A query gives one array of texts.
    pub run: String,
    /// For people.
    pub shown: String,
    /// Whether it is a query.
    pub is_query: bool,
    /// Whether that gives values, and not the places of rows.
    pub of_values: bool,
}

fn change(sql: String) -> Statement {
    Statement { run: sql.clone(), shown: sql, is_query: false, of_values: false }
}

fn value(text: Option<&String>) -> String {
    text.map_or_else(|| "NULL".to_owned(), |text| literal(text))
}

/// The columns by which a row is found: its primary key, a unique constraint without NULLs, else all of them.
pub fn key(table: &Table) -> Vec<&str> {
    let whole = |columns: &[String]| {
        columns.iter().all(|column| table.find_column(column).is_some_and(|column| !column.nullable))
    };
    let unique = table.constraints.iter().find_map(|constraint| match constraint {
        Constraint::Unique { columns, .. } if whole(columns) => Some(columns.as_slice()),
        _ => None,
    });
    let columns = match table.key_columns() {
        [] => unique.unwrap_or_default(),
        columns => columns,
    };
    if columns.is_empty() {
        table.columns.iter().map(|column| column.name.as_str()).collect()
    } else {
        columns.iter().map(String::as_str).collect()
    }
}

/// The columns that ON CONFLICT may name: the primary key, or a unique constraint.
pub fn arbiter(table: &Table) -> Option<&[String]> {
    let unique = table.constraints.iter().find_map(|constraint| match constraint {
        Constraint::Unique { columns, .. } => Some(columns.as_slice()),
        _ => None,
    });
    match table.key_columns() {
        [] => unique,
        columns => Some(columns),
    }
}

/// The row, by its key.
fn found(table: &Table, row: &Texts) -> String {
    let columns = key(table);
    let is_key = columns.len() < table.columns.len() || !table.key_columns().is_empty();
    let parts = columns.iter().map(|column| {
        let text = row.get(*column).and_then(Option::as_ref);
        match text {
            None => format!("{} IS NULL", quote(column)),
            Some(text) if is_key => format!("{} = {}", quote(column), literal(text)),
            // not every type has an equality
            Some(text) => format!("{}::text = {}", quote(column), literal(text)),
        }
    });
    parts.collect::<Vec<_>>().join(" AND ")
}

/// All rows, or one.
pub fn select(table: &Table, row: Option<&Texts>) -> Statement {
    let from = table.name.quoted();
    let wanted = row.map_or_else(String::new, |row| format!(" WHERE {}", found(table, row)));
    Statement {
        run: format!("SELECT coalesce(array_agg(ctid::text), '{{}}') FROM {from}{wanted}"),
        shown: format!("SELECT * FROM {from}{wanted}"),
        is_query: true,
        of_values: false,
    }
}

/// Some columns of all rows: each row as a JSON array of texts.
pub fn select_columns(table: &Table, columns: &[&str]) -> Statement {
    let from = table.name.quoted();
    let texts: Vec<String> = columns.iter().map(|column| format!("{}::text", quote(column))).collect();
    Statement {
        run: format!(
            "SELECT coalesce(array_agg(jsonb_build_array({})::text), '{{}}') FROM {from}",
            texts.join(", ")
        ),
        shown: format!("SELECT {} FROM {from}", quote_all(columns)),
        is_query: true,
        of_values: true,
    }
}

/// The columns of a row that an INSERT gives, of those that it may.
fn given<'t>(table: &'t Table, row: &Texts, only: Option<&[&str]>) -> Vec<&'t str> {
    let settable = table.columns.iter().filter(|column| column.generated.is_none());
    let given = settable.filter(|column| {
        row.contains_key(&column.name) && only.is_none_or(|only| only.iter().any(|name| *name == column.name))
    });
    given.map(|column| column.name.as_str()).collect()
}

/// An INSERT of a row, or of some of its columns.
pub fn insert_text(table: &Table, row: &Texts, only: Option<&[&str]>) -> String {
    let columns = given(table, row, only);
    let name = table.name.quoted();
    if columns.is_empty() {
        return format!("INSERT INTO {name} DEFAULT VALUES");
    }
    let always = columns.iter().any(|column| {
        table.find_column(column).is_some_and(|column| column.identity == Some(Identity::Always))
    });
    let values: Vec<String> =
        columns.iter().map(|column| value(row.get(*column).and_then(Option::as_ref))).collect();
    format!(
        "INSERT INTO {name} ({}) {}VALUES ({})",
        quote_all(&columns),
        if always { "OVERRIDING SYSTEM VALUE " } else { "" },
        values.join(", ")
    )
}

/// The same, perhaps with a column read back.
pub fn insert(table: &Table, row: &Texts, only: Option<&[&str]>, returning: Option<&str>) -> Statement {
    let returning = returning.map_or_else(String::new, |column| format!(" RETURNING {}", quote(column)));
    change(insert_text(table, row, only) + &returning)
}

/// INSERT … ON CONFLICT DO UPDATE, or DO NOTHING.
pub fn upsert(
    table: &Table,
    row: &Texts,
    arbiter: &[String],
    set: Option<(&str, Option<&String>)>,
) -> Statement {
    let does = match set {
        Some((column, to)) => format!("UPDATE SET {} = {}", quote(column), value(to)),
        None => "NOTHING".to_owned(),
    };
    let insert = insert_text(table, row, None);
    change(format!("{insert} ON CONFLICT ({}) DO {does}", quote_all(arbiter)))
}

/// UPDATE of one row by its key, or of all.
pub fn update(table: &Table, row: Option<&Texts>, column: &str, to: Option<&String>) -> Statement {
    let wanted = row.map_or_else(String::new, |row| format!(" WHERE {}", found(table, row)));
    change(format!("UPDATE {} SET {} = {}{wanted}", table.name.quoted(), quote(column), value(to)))
}

/// DELETE of one row by its key, or of all.
pub fn delete(table: &Table, row: Option<&Texts>) -> Statement {
    let wanted = row.map_or_else(String::new, |row| format!(" WHERE {}", found(table, row)));
    change(format!("DELETE FROM {}{wanted}", table.name.quoted()))
}

/// The call that tries it as a role.
pub fn call(table: &Table, role: &str, statement: &Statement) -> String {
    format!(
        "SELECT pg_temp.rls_try({}, {}, {}, {})",
        literal(role),
        statement.is_query,
        literal(&table.name.quoted()),
        literal(&statement.run)
    )
}

/// The call that puts a row in, and takes it out again unless it is to be kept.
pub fn put(table: &Table, row: &Texts, keep: bool) -> String {
    let texts = table.columns.iter().map(|column| format!("{}::text", quote(&column.name)));
    let texts = texts.collect::<Vec<_>>().join(", ");
    let insert = format!("{} RETURNING ARRAY[{texts}]::text[]", insert_text(table, row, None));
    format!("SELECT pg_temp.rls_put({keep}, {})", literal(&insert))
}

/// What came of it: the row as it is then, or an error.
///
/// # Errors
/// Where the answer is none.
pub fn read_put(table: &Table, answer: &str) -> Result<Result<Texts, Refused>, String> {
    let outcome: Put =
        serde_json::from_str(answer).map_err(|error| format!("an answer is no answer: {error}"))?;
    let Put { made, code, said, constraint, table: of_table } = outcome;
    Ok(match code {
        Some(code) => Err(Refused { code, said: said.unwrap_or_default(), constraint, table: of_table }),
        None => {
            let names = table.columns.iter().map(|column| column.name.clone());
            Ok(names.zip(made.unwrap_or_default()).collect())
        }
    })
}

/// Why a row was not taken.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The SQLSTATE.
    pub code: String,
    /// The message.
    pub said: String,
    /// The constraint that it names.
    pub constraint: Option<String>,
    /// The table that it names.
    pub table: Option<String>,
}

#[derive(Deserialize)]
struct Put {
    made: Option<Vec<Option<String>>>,
    code: Option<String>,
    said: Option<String>,
    constraint: Option<String>,
    table: Option<String>,
}

/// How a row is called: its key.
pub fn name(table: &Table, row: &Texts) -> String {
    let parts = key(table).into_iter().map(|column| {
        let text = row.get(column).and_then(Option::as_ref);
        format!("{column} = {}", text.map_or("NULL", String::as_str))
    });
    parts.collect::<Vec<_>>().join(", ")
}
