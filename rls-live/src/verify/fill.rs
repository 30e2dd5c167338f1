//! Which rows are there, and which could be?
//!
//! The user's own rows come first, then ours, each in a block of its own: what Postgres refuses is left out, and what it says against
//! it is remembered. A second round fills what could not be filled before other tables were.

use std::collections::BTreeMap;

use postgres::Client;
use rls_core::{
    ident::{QName, quote},
    resolve::Resolved,
    schema::Table,
    understand::Reader,
    verify::{
        Caller, FUNCTIONS, Filled, Texts, cast,
        found::Found,
        reached::spare,
        rows,
        shapes::Shapes,
        statement::{self, Refused},
    },
};

use super::{batch, failed, query};
use crate::{LiveError, source::script};

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
        script(client, "rls/seed.sql", seed)?;
    }
    batch(client, "SET TimeZone = 'UTC'; SET DateStyle = 'ISO, MDY'")?;
    batch(client, FUNCTIONS)?;
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
        let count = known.get(&self.table.name).map_or(0, Vec::len);
        let again = count > 0;
        let rows = rows::candidates(self.resolved, found, cast, self.table, known).into_iter().enumerate();
        let rows = rows.filter(|(n, row)| {
            // the third's row is not there yet
            let third = row.values().flatten().any(|value| value == found.ids()[2]);
            !third && (again || n % 3 != 2)
        });
        let rows: Vec<Texts> = rows.map(|(_, row)| row).collect();
        batch(client, "BEGIN")?;
        self.put_some(client, &rows, most.saturating_sub(count), true)?;
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
        self.tries = 0;
        let rows = rows::candidates(self.resolved, found, cast, self.table, known);
        batch(client, "BEGIN")?;
        let fresh = self.put_some(client, &rows, FRESH, false);
        batch(client, "ROLLBACK")?;
        fresh
    }

    /// So many of the rows put in, and what they then hold. Until the first is taken they go one by one, since what the server says
    /// against one changes the next.
    fn put_some(
        &mut self,
        client: &mut Client,
        rows: &[Texts],
        wanted: usize,
        keep: bool,
    ) -> Result<Vec<Texts>, LiveError> {
        let mut made = Vec::new();
        let mut left = rows;
        while made.len() < wanted && !left.is_empty() && self.tries <= TRIES {
            let size = if made.is_empty() { 1 } else { (wanted - made.len()).min(left.len()) };
            let (now, later) = left.split_at(size);
            left = later;
            if size == 1 {
                made.extend(self.put(client, &now[0], keep)?);
                continue;
            }
            let whole = now.iter().enumerate().map(|(n, row)| self.complete(row, self.number + n));
            let whole: Vec<Texts> = whole.collect();
            self.number += size;
            for (row, answer) in now.iter().zip(self.ask(client, &whole, keep)?) {
                match answer {
                    Ok(texts) => made.push(texts),
                    Err(refused) if refused.code == "23505" => self.why = Some(refused.said),
                    Err(_) => made.extend(self.put(client, row, keep)?),
                }
            }
        }
        Ok(made)
    }

    fn complete(&self, row: &Texts, number: usize) -> Texts {
        rows::complete(&self.resolved.schema, self.table, &self.shapes, row, number)
    }

    fn ask(
        &mut self,
        client: &mut Client,
        rows: &[Texts],
        keep: bool,
    ) -> Result<Vec<Result<Texts, Refused>>, LiveError> {
        self.tries += rows.len();
        let calls: Vec<String> = rows.iter().map(|row| statement::put(self.table, row, keep)).collect();
        let answers = query(client, &calls.join(";\n"), calls.len())?;
        let read = answers.iter().map(|answer| statement::read_put(self.table, answer));
        read.collect::<Result<_, _>>().map_err(LiveError::new)
    }

    /// A row put in, and what it then holds; what the server says against it changes what is tried.
    fn put(&mut self, client: &mut Client, row: &Texts, keep: bool) -> Result<Option<Texts>, LiveError> {
        loop {
            let whole = self.complete(row, self.number);
            let answer = self.ask(client, &[whole], keep)?.pop();
            let refused = match answer {
                Some(Err(refused)) => refused,
                Some(Ok(made)) => {
                    self.number += 1;
                    return Ok(Some(made));
                }
                None => return Ok(None),
            };
            let more = match refused.code.as_str() {
                // a domain's constraint is none of the table's
                "23514" if refused.table.is_some() => self.shapes.refused(refused.constraint.as_deref()),
                "23514" | "23502" => self.shapes.refused(None),
                "23505" => {
                    self.number += 1;
                    false
                }
                code if code.starts_with("22") => self.shapes.misread(),
                _ => false,
            };
            self.why = Some(refused.said);
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
