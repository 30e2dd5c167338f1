//! Which rows are there, and which could be?

use std::collections::BTreeMap;

use postgres::Client;
use rls_core::{
    ident::{QName, quote},
    resolve::Resolved,
    schema::Table,
    verify::{Filled, Texts, cast::Found, rows, statement},
};

use super::{batch, failed};
use crate::LiveError;

/// Rows that are left in a table, and rows that are kept for inserting.
const THERE: usize = 10;
const FRESH: usize = 8;

/// Fills the tables: with the user's own rows where there are some, and with what the predicates need.
pub(super) fn fill(
    client: &mut Client,
    resolved: &Resolved,
    seed: Option<&str>,
) -> Result<Filled, LiveError> {
    if let Some(seed) = seed {
        client.batch_execute(seed).map_err(|error| failed("rls/seed.sql fails", &error))?;
    }
    batch(client, "SET TimeZone = 'UTC'; SET DateStyle = 'ISO, MDY'")?;
    let found = Found::new(resolved);
    let mut filled = Filled::default();
    let mut known: BTreeMap<QName, Vec<Texts>> = BTreeMap::new();
    for table in rows::order(&resolved.schema, &found) {
        batch(client, "BEGIN")?;
        let candidates = rows::candidates(resolved, &found, table, &known);
        let mut waiting = Vec::new();
        let mut why = None;
        let mut count = 0;
        for (n, row) in candidates.into_iter().enumerate() {
            if n % 2 == 1 && count > 0 || count >= THERE {
                waiting.push(row);
                continue;
            }
            match inserted(client, table, &row, "RELEASE one")? {
                Ok(_) => count += 1,
                Err(message) => why = Some(message),
            }
        }
        batch(client, "COMMIT")?;
        let there = read(client, table)?;
        batch(client, "BEGIN")?;
        let mut fresh: Vec<Texts> = Vec::new();
        for row in waiting {
            if fresh.len() < FRESH
                && let Ok(texts) = inserted(client, table, &row, "ROLLBACK TO one; RELEASE one")?
            {
                fresh.push(texts);
            }
        }
        batch(client, "ROLLBACK")?;
        known.insert(table.name.clone(), there.iter().map(|(_, texts)| texts.clone()).collect());
        if there.is_empty() {
            filled.empty.insert(table.name.clone(), why.unwrap_or_else(|| "none was made".to_owned()));
        }
        filled.there.insert(table.name.clone(), there);
        filled.fresh.insert(table.name.clone(), fresh);
    }
    Ok(filled)
}

fn columns(table: &Table) -> String {
    let texts = table.columns.iter().map(|column| format!("{}::text", quote(&column.name)));
    // a table may have no column
    texts.chain(["NULL::text".to_owned()]).collect::<Vec<_>>().join(", ")
}

fn texts(table: &Table, row: &postgres::Row, first: usize) -> Result<Texts, LiveError> {
    let mut texts = Texts::new();
    for (at, column) in table.columns.iter().enumerate() {
        let value = row.try_get(at + first).map_err(|error| failed("a row could not be read", &error))?;
        texts.insert(column.name.clone(), value);
    }
    Ok(texts)
}

/// A row put in, and what it then holds; or what the server says against it.
fn inserted(
    client: &mut Client,
    table: &Table,
    row: &Texts,
    then: &str,
) -> Result<Result<Texts, String>, LiveError> {
    batch(client, "SAVEPOINT one")?;
    let insert = format!("{} RETURNING {}", statement::insert_text(table, row, None), columns(table));
    match client.query(&insert, &[]) {
        Ok(rows) => {
            let made = rows.first().map(|row| texts(table, row, 0)).transpose()?.unwrap_or_default();
            batch(client, then)?;
            Ok(Ok(made))
        }
        Err(error) => {
            batch(client, "ROLLBACK TO one; RELEASE one")?;
            Ok(Err(error.as_db_error().map_or_else(|| error.to_string(), |said| said.message().to_owned())))
        }
    }
}

fn read(client: &mut Client, table: &Table) -> Result<Vec<(String, Texts)>, LiveError> {
    let query = format!("SELECT ctid::text, {} FROM {} ORDER BY ctid", columns(table), table.name.quoted());
    let rows = client.query(&query, &[]).map_err(|error| failed("the rows could not be read", &error))?;
    rows.iter()
        .map(|row| {
            let place = row.try_get(0).map_err(|error| failed("a row could not be read", &error))?;
            Ok((place, texts(table, row, 1)?))
        })
        .collect()
}
