//! Which rows live, and do they hold what they held?

use std::collections::{BTreeMap, BTreeSet};

use postgres::Client;
use rls_core::{
    ident::{QName, quote},
    schema::Table,
};

use super::pair::Pair;

/// A table that is on both sides, and the columns that are: their names there and here.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) before: QName,
    pub(crate) after: QName,
    pub(crate) columns: Vec<(String, String)>,
}

/// What lives, by `renamed_from` and by name; worked out here once more, apart from the planner.
pub(crate) fn kept(pair: &Pair) -> Vec<Kept> {
    let (before, after) = (&pair.before.schema, &pair.after.schema);
    let renamed = |table: &Table| {
        let old = table.renamed_from.clone()?;
        let is_done =
            before.find_table(&table.name).is_some_and(|there| there.renamed_from.as_ref() == Some(&old));
        // nor was it renamed if the old name is in use by what always had it
        let is_given = |name: &QName| {
            after
                .find_table(name)
                .is_none_or(|there| there.renamed_from.is_some() && there.name != table.name)
        };
        before.find_table(&old).filter(|_| !is_done && is_given(&old)).map(|_| old)
    };
    let taken: BTreeSet<(String, String)> =
        after.tables.iter().filter_map(renamed).map(|old| key(&old)).collect();
    let mut kept = Vec::new();
    for table in &after.tables {
        let was =
            renamed(table).or_else(|| Some(table.name.clone()).filter(|name| !taken.contains(&key(name))));
        let Some(old) = was.and_then(|name| before.find_table(&name)) else { continue };
        let columns = columns(old, table);
        kept.push(Kept { before: old.name.clone(), after: table.name.clone(), columns });
    }
    kept
}

fn key(name: &QName) -> (String, String) {
    let (schema, name) = name.key();
    (schema.to_owned(), name.to_owned())
}

fn columns(old: &Table, new: &Table) -> Vec<(String, String)> {
    let renamed = |at: usize| {
        let column = &new.columns[at];
        let from = column.renamed_from.as_ref()?;
        let is_done =
            old.find_column(&column.name).is_some_and(|there| there.renamed_from.as_ref() == Some(from));
        (old.find_column(from).is_some() && !is_done).then(|| from.clone())
    };
    let taken: BTreeSet<String> = (0..new.columns.len()).filter_map(renamed).collect();
    let mut columns = Vec::new();
    for (at, column) in new.columns.iter().enumerate() {
        let was = renamed(at).or_else(|| Some(column.name.clone()).filter(|name| !taken.contains(name)));
        if let Some(was) = was.filter(|name| old.find_column(name).is_some()) {
            columns.push((was, column.name.clone()));
        }
    }
    columns
}

/// The rows of each table that lives, by its old name: its columns that live, as texts, but for those whose values are
/// meant to change.
pub(crate) type Rows = BTreeMap<String, Vec<String>>;

pub(crate) fn read(client: &mut Client, pair: &Pair, kept: &[Kept], is_before: bool) -> Result<Rows, String> {
    let changes = pair.changes();
    let mut rows = Rows::new();
    for table in kept {
        let name = if is_before { &table.before } else { &table.after };
        let is_same = |was: &str| !changes.contains(&format!("{}.{was}", table.before.name));
        let columns = table.columns.iter().filter(|(was, _)| is_same(was));
        let texts: Vec<String> = columns
            .map(|(was, is)| format!("({})::text COLLATE \"C\"", quote(if is_before { was } else { is })))
            .collect();
        let query =
            format!("SELECT (ARRAY[{}]::text[])::text FROM {} ORDER BY 1", texts.join(", "), name.quoted());
        let found =
            client.query(&query, &[]).map_err(|error| format!("{query}: {}", super::run::words(&error)))?;
        rows.insert(table.before.to_string(), found.iter().map(|row| row.get(0)).collect());
    }
    Ok(rows)
}

/// Every row is there, and no others, unless some came meanwhile.
pub(crate) fn live(before: &Rows, found: &Rows, alone: bool) -> Result<(), String> {
    for (table, rows) in before {
        let there = &found[table];
        if let Some(row) = rows.iter().find(|row| !there.contains(row)) {
            return Err(format!("{table} had {row}, and has {there:?}"));
        }
        if alone && there.len() != rows.len() {
            return Err(format!("{table} had {rows:?}, and has {there:?}"));
        }
    }
    Ok(())
}

/// What a sequence gives next is beyond what is there, for every identity column.
pub(crate) fn sequences(client: &mut Client) -> Result<(), String> {
    let query = "SELECT c.oid::regclass::text, quote_ident(a.attname), pg_get_serial_sequence(c.oid::regclass::text, a.attname)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE a.attidentity <> '' AND NOT a.attisdropped AND c.relkind = 'r'";
    for row in client.query(query, &[]).map_err(|error| error.to_string())? {
        let (table, column, sequence): (String, String, Option<String>) =
            (row.get(0), row.get(1), row.get(2));
        let sequence = sequence.ok_or_else(|| format!("{table}.{column} has no sequence"))?;
        let query = format!(
            "SELECT coalesce((SELECT max({column}) FROM {table}), 0)::bigint, (SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM {sequence})"
        );
        let row = client.query_one(&query, &[]).map_err(|error| error.to_string())?;
        let (most, last): (i64, i64) = (row.get(0), row.get(1));
        if last < most {
            return Err(format!(
                "{table}.{column} has {most}, but its sequence is at {last}: the next INSERT fails"
            ));
        }
    }
    Ok(())
}
