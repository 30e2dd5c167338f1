//! Does a table lie open at any moment on the way?
//!
//! A second connection looks whenever something was committed: row security is on where both sides say so, and nobody sees a
//! row that neither side would show them.

use std::collections::{BTreeMap, BTreeSet};

use postgres::Client;
use rls_core::{
    ident::{literal, quote},
    resolve::Resolved,
    schema::Role,
};

use super::{pair::Pair, rows::Kept, run::words, walk::Way};
use crate::server;

/// Callers that the seeds have rows of, and one without a token.
const CALLERS: [&str; 4] = [
    "",
    r#"{"sub": "alice", "org_id": "1"}"#,
    r#"{"sub": "bob", "org_id": "2"}"#,
    r#"{"sub": "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa", "org_id": "1"}"#,
];

/// A row, by the numbers of its columns, which stay whatever they are called.
type Row = BTreeMap<i16, String>;
/// What each role and caller sees of each table.
type Seen = BTreeMap<(u32, String), Vec<Row>>;

pub(crate) struct Watch {
    second: Client,
    /// Tables that are on both sides and protected on both.
    protected: BTreeSet<u32>,
    /// All that was there at the start.
    there: BTreeSet<u32>,
    /// What is protected in the end, by name.
    closed: BTreeSet<String>,
    /// The columns that live.
    columns: BTreeMap<u32, BTreeSet<i16>>,
    roles: BTreeSet<String>,
    is_long: bool,
    switched_off: Vec<String>,
    seen: Vec<Seen>,
}

impl Watch {
    /// Over a database that is about to go this way.
    pub(crate) fn over(pair: &Pair, kept: &[Kept], database: &str, way: &Way<'_>) -> Watch {
        let (from, to) = if way.up { (&pair.before, &pair.after) } else { (&pair.after, &pair.before) };
        let mut second = server::connect(database);
        let oid = |client: &mut Client, name: &str| -> u32 {
            client.query_one("SELECT $1::text::regclass::oid", &[&name]).unwrap().get(0)
        };
        let mut watch = Watch {
            protected: BTreeSet::new(),
            there: from.schema.tables.iter().map(|table| oid(&mut second, &table.name.quoted())).collect(),
            closed: to
                .schema
                .tables
                .iter()
                .filter(|table| table.row_security)
                .map(|t| full(&t.name))
                .collect(),
            columns: BTreeMap::new(),
            roles: [from, to].into_iter().flat_map(roles).collect(),
            is_long: way.parts.len() > 1,
            switched_off: switched_off(kept, from, to, way),
            seen: Vec::new(),
            second,
        };
        for table in kept {
            let (was, is) =
                if way.up { (&table.before, &table.after) } else { (&table.after, &table.before) };
            let sides = (from.schema.find_table(was).unwrap(), to.schema.find_table(is).unwrap());
            if !(sides.0.row_security && sides.1.row_security) {
                continue;
            }
            let oid = oid(&mut watch.second, &was.quoted());
            watch.protected.insert(oid);
            let names: Vec<&str> = table
                .columns
                .iter()
                .filter(|(old, _)| !pair.changes().contains(&format!("{}.{old}", table.before.name)))
                .map(|(old, new)| if way.up { old.as_str() } else { new.as_str() })
                .collect();
            let query = "SELECT attnum FROM pg_attribute WHERE attrelid = $1 AND attname::text = ANY ($2)";
            let numbers = watch.second.query(query, &[&oid, &names]).unwrap();
            watch.columns.insert(oid, numbers.iter().map(|row| row.get(0)).collect());
        }
        if watch.is_long {
            let seen = watch.see();
            watch.seen.push(seen);
        }
        watch
    }

    /// After a part.
    pub(crate) fn look(&mut self) -> Result<(), String> {
        let query = "SELECT c.oid, format('%s.%s', n.nspname, c.relname), c.relrowsecurity FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'";
        for row in self.second.query(query, &[]).unwrap() {
            let (oid, name, is_on): (u32, String, bool) = (row.get(0), row.get(1), row.get(2));
            let must =
                self.protected.contains(&oid) || !self.there.contains(&oid) && self.closed.contains(&name);
            if must && !is_on {
                return Err(format!("{name} lies open: its row security is off"));
            }
        }
        if self.is_long {
            let seen = self.see();
            self.seen.push(seen);
        }
        Ok(())
    }

    /// At the end: nobody saw what neither side shows.
    pub(crate) fn verdict(self) -> Result<(), String> {
        if let Some(sql) = self.switched_off.first() {
            return Err(format!("nobody asked for this: {sql}"));
        }
        let [first, between @ .., last] = self.seen.as_slice() else { return Ok(()) };
        for (at, seen) in between.iter().enumerate() {
            for (whose, rows) in seen {
                let empty = Vec::new();
                let shown = |row: &Row| {
                    [first, last]
                        .iter()
                        .any(|side| side.get(whose).unwrap_or(&empty).iter().any(|other| agree(row, other)))
                };
                if let Some(row) = rows.iter().find(|row| !shown(row)) {
                    return Err(format!(
                        "after part {}, {whose:?} sees what neither side shows: {row:?}",
                        at + 1
                    ));
                }
            }
        }
        Ok(())
    }

    /// What everybody sees now.
    fn see(&mut self) -> Seen {
        let mut seen = Seen::new();
        for (oid, numbers) in &self.columns {
            for role in &self.roles {
                let query = "SELECT attnum, quote_ident(attname), $2::oid::regclass::text FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
                    WHERE attrelid = $2 AND attnum > 0 AND NOT attisdropped AND EXISTS (SELECT FROM pg_roles WHERE rolname = $1)
                    AND has_schema_privilege($1, c.relnamespace, 'USAGE') AND has_column_privilege($1, attrelid, attnum, 'SELECT')";
                // a role that is not there yet has no privileges to ask for
                let Ok(found) = self.second.query(query, &[role, oid]) else { continue };
                let columns: Vec<(i16, String)> = found
                    .iter()
                    .map(|row| (row.get(0), row.get(1)))
                    .filter(|(number, _)| numbers.contains(number))
                    .collect();
                let Some(table) = found.first().map(|row| row.get::<_, String>(2)) else { continue };
                let texts: Vec<String> = columns.iter().map(|(_, name)| format!("{name}::text")).collect();
                for caller in CALLERS {
                    let rows = as_whom(&mut self.second, role, caller, |client| {
                        client.query(&format!("SELECT ARRAY[{}]::text[] FROM {table}", texts.join(", ")), &[])
                    });
                    let rows = match rows {
                        Ok(rows) => rows,
                        Err(error) if ["42501", "22P02"].contains(&code(&error).as_str()) => continue,
                        Err(error) => panic!("{role}, {caller}: {}", words(&error)),
                    };
                    let row = |row: &postgres::Row| {
                        let texts: Vec<Option<String>> = row.get(0);
                        let numbers = columns.iter().map(|(number, _)| *number);
                        numbers.zip(texts.into_iter().map(Option::unwrap_or_default)).collect()
                    };
                    seen.insert((*oid, format!("{role} {caller}")), rows.iter().map(row).collect());
                }
            }
        }
        seen
    }
}

fn as_whom<T>(
    client: &mut Client,
    role: &str,
    caller: &str,
    ask: impl FnOnce(&mut Client) -> Result<T, postgres::Error>,
) -> Result<T, postgres::Error> {
    let claims = literal(caller);
    client.batch_execute(&format!(
        "SET request.jwt.claims = {claims}; SET app.claims = {claims}; SET ROLE {}",
        quote(role)
    ))?;
    let answer = ask(client);
    client.batch_execute("RESET ROLE")?;
    answer
}

fn code(error: &postgres::Error) -> String {
    error.code().map(|code| code.code().to_owned()).unwrap_or_default()
}

/// Whether two rows are one, as far as both are seen.
fn agree(a: &Row, b: &Row) -> bool {
    a.iter().all(|(number, text)| b.get(number).is_none_or(|other| other == text))
}

fn full(name: &rls_core::ident::QName) -> String {
    let (schema, name) = name.key();
    format!("{schema}.{name}")
}

fn roles(side: &Resolved) -> Vec<String> {
    let grants = side.schema.tables.iter().flat_map(|table| &table.grants);
    let named = grants.filter_map(|grant| match &grant.role {
        Role::Named(name) => Some(name.clone()),
        _ => None,
    });
    named.chain(["authenticated".to_owned()]).collect()
}

/// Statements that turn row security off, beyond the tables for which the side that is gone to says so.
fn switched_off(kept: &[Kept], from: &Resolved, to: &Resolved, way: &Way<'_>) -> Vec<String> {
    let is_off = |side: &Resolved, name| !side.schema.find_table(name).unwrap().row_security;
    let meant = kept
        .iter()
        .filter(|table| {
            let (was, is) =
                if way.up { (&table.before, &table.after) } else { (&table.after, &table.before) };
            !is_off(from, was) && is_off(to, is)
        })
        .count();
    let steps = way.steps();
    let off = steps.iter().filter(|step| step.sql.contains("DISABLE ROW LEVEL SECURITY"));
    off.skip(meant).map(|step| step.sql.clone()).collect()
}
