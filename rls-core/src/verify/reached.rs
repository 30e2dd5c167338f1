//! What do the policies' atoms say of rows, and is there a row and a caller for either answer?

use std::collections::BTreeMap;

use super::{
    Caller, Texts,
    found::{Atom, Found},
    proof::kinds,
    scene::row,
    session::Who,
};
use crate::{
    expr::{
        Expr,
        eval::{self, Datum, Fault, Kind, Row, Rows, Truth, World},
    },
    ident::QName,
    resolve::Resolved,
    schema::{Schema, Table},
};

/// Some time between the past and the future that rows have.
const NOW: i64 = 1_800_000_000_000_000;

/// Answers SQL that nobody here understands: for a caller, of a row of a table.
pub type Asked<'a> = dyn Fn(&Caller, &Expr, &QName, &Texts) -> Option<bool> + 'a;

/// An atom for which one of the answers was not seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The atom and its table.
    pub atom: Atom,
    /// Whether it holds for some row and caller.
    pub holds: bool,
    /// Whether it does not for some.
    pub fails: bool,
    /// Whether nothing is known of it here.
    pub unknown: bool,
}

/// The atoms before rows that are there or might be.
pub struct Watch<'w> {
    schema: &'w Schema,
    found: &'w Found,
    callers: Vec<(Who, &'w Caller)>,
    world: BTreeMap<QName, Rows>,
}

impl<'w> Watch<'w> {
    /// With these rows in the tables.
    pub fn new(
        resolved: &'w Resolved,
        found: &'w Found,
        cast: &'w [Caller],
        known: &BTreeMap<QName, Vec<Texts>>,
    ) -> Self {
        let schema = &resolved.schema;
        let world = schema.tables.iter().map(|table| (table.name.clone(), rows(schema, table, known)));
        Watch {
            schema,
            found,
            callers: cast.iter().map(|one| (Who::new(&resolved.provider, &one.session), one)).collect(),
            world: world.collect(),
        }
    }

    /// What each atom over the table says of a row, to each caller.
    pub fn said(&self, table: &Table, texts: &Texts) -> Vec<Vec<u8>> {
        let row = read(&kinds(self.schema, table), texts);
        let of = self.found.atoms.iter().filter(|atom| atom.table == table.name);
        of.map(|atom| match &atom.expr {
            // its columns count for themselves
            Expr::Sql(_) | Expr::Exists(_) => Vec::new(),
            expr => {
                self.callers.iter().map(|(who, _)| code(&self.truth(who, expr, &table.name, &row))).collect()
            }
        })
        .collect()
    }

    /// Whether a predicate that asks nothing of the caller holds for a row.
    pub fn holds_for_all(&self, expr: &Expr, table: &Table, texts: &Texts) -> bool {
        let row = read(&kinds(self.schema, table), texts);
        let truth = self.callers.first().map(|(who, _)| self.truth(who, expr, &table.name, &row));
        truth == Some(Ok(Truth::Holds))
    }

    fn truth(&self, who: &Who, expr: &Expr, table: &QName, row: &Row) -> Result<Truth, Fault> {
        let claim = |path: &[String]| who.claim(path);
        let sql = |_: &Expr, _: &QName, _: &Row| Err(Fault::Unknown("SQL".to_owned()));
        let caller = eval::Caller { id: who.id(), lenient: who.lenient, claim: &claim };
        World { tables: &self.world, caller, now: NOW, sql: &sql }.truth(expr, table, row)
    }

    /// Which atoms do not have both answers over these rows.
    pub fn missing(&self, rows: &BTreeMap<QName, Vec<Texts>>, asked: &Asked<'_>) -> Vec<Missing> {
        let mut missing = Vec::new();
        for atom in &self.found.atoms {
            let Some(table) = self.schema.find_table(&atom.table) else { continue };
            let mut one = Missing { atom: atom.clone(), holds: false, fails: false, unknown: true };
            for texts in rows.get(&table.name).into_iter().flatten() {
                let row = read(&kinds(self.schema, table), texts);
                for (who, caller) in &self.callers {
                    let truth = match &atom.expr {
                        Expr::Sql(_) | Expr::Exists(_) => asked(caller, &atom.expr, &table.name, texts)
                            .map_or(Err(Fault::Unknown(String::new())), |said| Ok(Truth::from(said))),
                        expr => self.truth(who, expr, &table.name, &row),
                    };
                    match truth {
                        Ok(Truth::Holds) => one.holds = true,
                        Ok(_) => one.fails = true,
                        Err(_) => continue,
                    }
                    one.unknown = false;
                }
            }
            if !(one.holds && one.fails) {
                missing.push(one);
            }
        }
        missing
    }
}

/// Rows of a table that can go without an answer being lost, by their numbers; not more than half of them.
pub fn spare(
    resolved: &Resolved,
    found: &Found,
    cast: &[Caller],
    known: &BTreeMap<QName, Vec<Texts>>,
    table: &QName,
) -> Vec<usize> {
    let answers = |known: &BTreeMap<QName, Vec<Texts>>| -> usize {
        let watch = Watch::new(resolved, found, cast, known);
        let missing = watch.missing(known, &|_, _, _, _| None);
        missing.iter().map(|one| usize::from(!one.holds) + usize::from(!one.fails)).sum()
    };
    let lacking = answers(known);
    let mut left = known.clone();
    let count = known.get(table).map_or(0, Vec::len);
    let mut spare = Vec::new();
    for at in (0..count).rev() {
        let mut fewer = left.clone();
        if let Some(rows) = fewer.get_mut(table) {
            rows.remove(at);
        }
        if spare.len() < count / 2 && answers(&fewer) <= lacking {
            left = fewer;
            spare.push(at);
        }
    }
    spare
}

impl std::fmt::Display for Missing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = match (self.unknown, self.holds) {
            (true, _) => "nothing is known of",
            (_, true) => "every row meets",
            _ => "no row meets",
        };
        write!(f, "{what} {:?} over {}", self.atom.expr, self.atom.table)
    }
}

fn code(truth: &Result<Truth, Fault>) -> u8 {
    match truth {
        Ok(Truth::Holds) => b'+',
        Ok(Truth::Not) => b'-',
        Ok(Truth::Neither) => b'0',
        Err(_) => b'?',
    }
}

/// A row that might be: what is put in now is of our time.
fn read(kinds: &BTreeMap<String, Kind>, texts: &Texts) -> Row {
    let mut row = row(kinds, texts);
    for (column, text) in texts.iter().filter(|(_, text)| text.as_deref() == Some("now")) {
        let at = match kinds.get(column) {
            Some(Kind::TimestampTz) => Datum::Instant(NOW - 1),
            Some(Kind::Timestamp) => Datum::Moment(NOW - 1),
            Some(Kind::Date) => Datum::Date(NOW / 86_400_000_000),
            _ => Datum::Other(text.clone().unwrap_or_default()),
        };
        row.insert(column.clone(), at);
    }
    row
}

fn rows(schema: &Schema, table: &Table, known: &BTreeMap<QName, Vec<Texts>>) -> Rows {
    let kinds = kinds(schema, table);
    let rows = known.get(&table.name).into_iter().flatten().map(|texts| read(&kinds, texts)).collect();
    Rows { kinds, rows }
}
