//! Which rows are there, and which could be?
//!
//! The user's own rows come first, then ours, each in a savepoint: what Postgres refuses is left out, and what it says against
//! it is remembered. A second round fills what could not be filled before other tables were.

use std::collections::BTreeMap;

use postgres::Client;
use rls_core::{
    ident::{QName, quote},
    resolve::Resolved,
    schema::Table,
    understand::Reader,
    verify::{Caller, Filled, Texts, cast, found::Found, reached::spare, rows, shapes::Shapes, statement},
};

use super::{batch, failed};
use crate::LiveError;

/// Rows that are left in a table, in the first round and in the second, and rows that are kept for inserting.
const THERE: [usize; 2] = [12, 16];
const FRESH: usize = 10;
/// So often the server may refuse one table's rows.
const TRIES: usize = 400;

/// What is made for one table.
struct Maker<'m> {
    resolved: &'m Resolved,
    table: &'m Table,
    shapes: Shapes,
    number: usize,
    tries: usize,
    why: Option<String>,
}

/// Fills the tables: with the user's own rows where there are some, and with what the predicates need.
///
/// # Errors
/// Where `seed` fails, or the server goes away.
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
    let cast = cast::of(&found);
    let reader = Reader::new(&resolved.schema, &resolved.provider);
    let mut filled = Filled::default();
    let mut known: BTreeMap<QName, Vec<Texts>> = BTreeMap::new();
    let order = rows::order(&resolved.schema, &found);
    let mut makers: Vec<Maker<'_>> = order
        .into_iter()
        .map(|table| Maker {
            resolved,
            table,
            shapes: Shapes::new(&resolved.schema, &reader, table, &found.counted(table)),
            number: 0,
            tries: 0,
            why: None,
        })
        .collect();
    for maker in &makers {
        let there = read(client, maker.table)?;
        known.insert(maker.table.name.clone(), there.into_iter().map(|(_, texts)| texts).collect());
    }
    for most in THERE {
        for maker in &mut makers {
            maker.fill(client, &found, &cast, &mut known, most)?;
        }
    }
    for maker in &mut makers {
        let name = &maker.table.name;
        let mut fresh = maker.fresh(client, &found, &cast, &known)?;
        if fresh.is_empty() {
            let spare = spare(resolved, &found, &cast, &known, name);
            fresh = withdrawn(client, maker.table, &spare)?;
            known.insert(
                name.clone(),
                read(client, maker.table)?.into_iter().map(|(_, texts)| texts).collect(),
            );
        }
        filled.fresh.insert(name.clone(), fresh);
        let there = read(client, maker.table)?;
        if there.is_empty() {
            let why = maker.why.clone().unwrap_or_else(|| "none was made".to_owned());
            filled.empty.insert(name.clone(), why);
        }
        filled.there.insert(name.clone(), there);
    }
    Ok(filled)
}

impl Maker<'_> {
    /// Puts rows in until there are so many. Every other one is kept for inserting.
    fn fill(
        &mut self,
        client: &mut Client,
        found: &Found,
        cast: &[Caller],
        known: &mut BTreeMap<QName, Vec<Texts>>,
        most: usize,
    ) -> Result<(), LiveError> {
        let mut count = known.get(&self.table.name).map_or(0, Vec::len);
        let again = count > 0;
        batch(client, "BEGIN")?;
        for (n, row) in
            rows::candidates(self.resolved, found, cast, self.table, known).into_iter().enumerate()
        {
            if count >= most || self.tries > TRIES {
                break;
            }
            // the third's row is not there yet
            let third = row.values().flatten().any(|value| value == found.ids()[2]);
            if third || (n % 3 == 2 && !again) {
                continue;
            }
            count += usize::from(self.insert(client, &row, "RELEASE one")?.is_some());
        }
        batch(client, "COMMIT")?;
        let there = read(client, self.table)?;
        known.insert(self.table.name.clone(), there.into_iter().map(|(_, texts)| texts).collect());
        Ok(())
    }

    /// Rows that could be put in besides those that are there.
    fn fresh(
        &mut self,
        client: &mut Client,
        found: &Found,
        cast: &[Caller],
        known: &BTreeMap<QName, Vec<Texts>>,
    ) -> Result<Vec<Texts>, LiveError> {
        let mut fresh: Vec<Texts> = Vec::new();
        batch(client, "BEGIN")?;
        self.tries = 0;
        for row in rows::candidates(self.resolved, found, cast, self.table, known) {
            if fresh.len() >= FRESH || self.tries > TRIES {
                break;
            }
            fresh.extend(self.insert(client, &row, "ROLLBACK TO one; RELEASE one")?);
        }
        batch(client, "ROLLBACK")?;
        Ok(fresh)
    }

    /// A row put in, and what it then holds; what the server says against it changes what is tried.
    fn insert(&mut self, client: &mut Client, row: &Texts, then: &str) -> Result<Option<Texts>, LiveError> {
        loop {
            self.tries += 1;
            let whole = rows::complete(&self.resolved.schema, self.table, &self.shapes, row, self.number);
            batch(client, "SAVEPOINT one")?;
            let insert = statement::insert_text(self.table, &whole, None);
            let error = match client.query(&format!("{insert} RETURNING {}", columns(self.table)), &[]) {
                Ok(rows) => {
                    let made = rows.first().map(|row| texts(self.table, row, 0)).transpose()?;
                    batch(client, then)?;
                    self.number += 1;
                    return Ok(made);
                }
                Err(error) => error,
            };
            let Some(said) = error.as_db_error() else {
                return Err(failed("a row could not be put in", &error));
            };
            batch(client, "ROLLBACK TO one; RELEASE one")?;
            self.why = Some(said.message().to_owned());
            let code = said.code().code();
            let more = match code {
                // a domain's constraint is none of the table's
                "23514" if said.table().is_some() => self.shapes.refused(said.constraint()),
                "23514" | "23502" => self.shapes.refused(None),
                "23505" => {
                    self.number += 1;
                    false
                }
                code if code.starts_with("22") => self.shapes.misread(),
                _ => false,
            };
            if !more || self.tries > TRIES {
                return Ok(None);
            }
        }
    }
}

/// Where no more rows can come to be, some of those that are there are taken out again, to be inserted.
fn withdrawn(client: &mut Client, table: &Table, spare: &[usize]) -> Result<Vec<Texts>, LiveError> {
    let there = read(client, table)?;
    let mut fresh = Vec::new();
    for (place, texts) in spare.iter().take(FRESH).filter_map(|at| there.get(*at)) {
        batch(client, &format!("DELETE FROM {} WHERE ctid = '{place}'", table.name.quoted()))?;
        fresh.push(texts.clone());
    }
    Ok(fresh)
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
