//! Which rows does each table need, so that predicates let some through and keep others back?
//!
//! The columns that count take each other's values in turn, and what refers to another table takes the keys of rows that are
//! there. Of these rows those come first for which the policies' atoms say something that they have not said yet, to some
//! caller; then those for which two atoms do together. The other columns are filled with something of their type. Whether a
//! row is taken is for the server to say.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Caller, Texts,
    found::{Found, unique},
    reached::Watch,
    shapes::{Shapes, known_in},
};
use crate::{
    ident::QName,
    resolve::Resolved,
    schema::{Column, Constraint, Default, Schema, Table},
    understand,
};

/// Rows that are looked at, and rows that are given.
const LOOKED: usize = 240;
const MOST: usize = 40;
/// Keys of another table that are tried.
const KEYS: usize = 10;
/// Where keys that a sequence would give begin here, so that its own stay free.
const AFTER_SEQUENCES: usize = 1000;

/// The tables, each after those whose keys it takes, where that can be.
pub fn order<'s>(schema: &'s Schema, found: &Found) -> Vec<&'s Table> {
    let mut done: Vec<&Table> = Vec::new();
    let mut seen = BTreeSet::new();
    for table in &schema.tables {
        visit(schema, found, table, &mut seen, &mut done);
    }
    done
}

fn visit<'s>(
    schema: &'s Schema,
    found: &Found,
    table: &'s Table,
    seen: &mut BTreeSet<&'s QName>,
    done: &mut Vec<&'s Table>,
) {
    if !seen.insert(&table.name) {
        return;
    }
    // a key that may be NULL can wait, one that may not cannot
    let mut before: Vec<(bool, &QName)> = table
        .constraints
        .iter()
        .filter_map(|constraint| match constraint {
            Constraint::ForeignKey { key, .. } => {
                let nullable = |name: &String| table.find_column(name).is_some_and(|column| column.nullable);
                Some((key.columns.iter().any(nullable), &key.table))
            }
            _ => None,
        })
        .collect();
    let linked = found.links.iter().filter(|((own, _), _)| *own == table.name);
    before.extend(linked.map(|(_, (other, _))| (true, other)));
    before.sort_by_key(|(can_wait, _)| *can_wait);
    for (_, other) in before {
        if let Some(other) = schema.find_table(other) {
            visit(schema, found, other, seen, done);
        }
    }
    done.push(table);
}

/// Columns that are chosen together, and what they may hold.
struct Unit {
    columns: Vec<String>,
    options: Vec<Vec<Option<String>>>,
}

/// Rows to try, best first, with the columns that count. `known` is what the tables hold.
pub fn candidates(
    resolved: &Resolved,
    found: &Found,
    cast: &[Caller],
    table: &Table,
    known: &BTreeMap<QName, Vec<Texts>>,
) -> Vec<Texts> {
    let watch = Watch::new(resolved, found, cast, known);
    let units = units(resolved, found, &watch, table, known);
    let mut rows: Vec<Texts> = Vec::new();
    let product = units
        .iter()
        .map(|unit| unit.options.len())
        .try_fold(1_usize, usize::checked_mul)
        .unwrap_or(usize::MAX);
    for n in 0..product.min(LOOKED) {
        let mut row = Texts::new();
        let mut rest = n;
        for (at, unit) in units.iter().enumerate() {
            let many = unit.options.len();
            let choice = if product <= LOOKED { rest % many } else { mixed(n, at) % many };
            rest /= many;
            row.extend(unit.columns.iter().cloned().zip(unit.options[choice].iter().cloned()));
        }
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    let reader = understand::Reader::new(&resolved.schema, &resolved.provider);
    let fails: Vec<_> = table
        .constraints
        .iter()
        .filter_map(|constraint| match constraint {
            Constraint::Check { sql, .. } => Some(reader.understand(sql, table)),
            _ => None,
        })
        // what reads more than was chosen is not known yet
        .filter(|known| {
            known.columns.iter().all(|one| units.iter().any(|unit| unit.columns.contains(&one.name)))
        })
        .collect();
    rows.retain(|row| !fails.iter().any(|known| watch.holds_for_all(&known.fails, table, row)));
    let said: Vec<Vec<u32>> = {
        let mut goals = Goals::default();
        rows.iter().map(|row| goals.of(&units, &watch.said(table, row), row)).collect()
    };
    let order = best_first(&said, spread(table, &units), &rows);
    let mut best: Vec<Texts> = order.into_iter().map(|at| rows[at].clone()).collect();
    // where nothing counts there is still something to read and to change
    while best.len() < 8 && units.iter().all(|unit| unit.options.len() < 2) {
        best.push(best.first().cloned().unwrap_or_default());
    }
    best
}

/// One of many, as if by chance, and each time the same.
fn mixed(n: usize, at: usize) -> usize {
    let mut x =
        (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (at as u64 + 1).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 31)).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((x ^ (x >> 29)) >> 33).unwrap_or_default()
}

/// What a row can show, by numbers.
#[derive(Default)]
struct Goals(BTreeMap<(usize, Vec<u8>, usize, Vec<u8>), u32>);

impl Goals {
    fn of(&mut self, units: &[Unit], said: &[Vec<u8>], row: &Texts) -> Vec<u32> {
        let mut keys = Vec::new();
        for (at, one) in said.iter().enumerate() {
            keys.push((at, one.clone(), usize::MAX, Vec::new()));
            for (other_at, other) in said.iter().enumerate().take(16).skip(at + 1) {
                keys.push((at, one.clone(), other_at, other.clone()));
            }
        }
        for unit in units {
            for column in &unit.columns {
                let value = format!("{column}={:?}", row.get(column));
                keys.push((usize::MAX, value.into_bytes(), 0, Vec::new()));
            }
        }
        keys.into_iter()
            .map(|key| {
                let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
                *self.0.entry(key).or_insert(next)
            })
            .collect()
    }
}

/// The columns over whose values rows are spread: those of a foreign key, or of a key of more than one.
fn spread<'u>(table: &Table, units: &'u [Unit]) -> Option<&'u Unit> {
    let refers = |unit: &&Unit| {
        table.constraints.iter().any(|constraint| match constraint {
            Constraint::ForeignKey { key, .. } => key.columns == unit.columns,
            _ => false,
        })
    };
    units.iter().filter(refers).max_by_key(|unit| unit.options.len())
}

/// The numbers of rows: each time the one that shows most of what has not been shown.
fn best_first(said: &[Vec<u32>], spread: Option<&Unit>, rows: &[Texts]) -> Vec<usize> {
    let most = said.iter().flatten().max().map_or(0, |most| *most as usize + 1);
    let mut shown = vec![false; most];
    let mut order: Vec<usize> = Vec::new();
    let mut used: BTreeMap<Vec<Option<String>>, usize> = BTreeMap::new();
    let key = |at: usize| -> Vec<Option<String>> {
        let columns = spread.map_or(&[][..], |unit| &unit.columns);
        columns.iter().map(|column| rows[at].get(column).cloned().flatten()).collect()
    };
    while order.len() < said.len().min(MOST) {
        let left = (0..said.len()).filter(|at| !order.contains(at));
        let score = |at: &usize| said[*at].iter().filter(|goal| !shown[**goal as usize]).count();
        let best = left.max_by_key(|at| {
            (
                score(at),
                std::cmp::Reverse(used.get(&key(*at)).copied().unwrap_or_default()),
                std::cmp::Reverse(*at),
            )
        });
        let Some(best) = best else { break };
        said[best].iter().for_each(|goal| shown[*goal as usize] = true);
        *used.entry(key(best)).or_default() += 1;
        order.push(best);
    }
    order
}

fn units(
    resolved: &Resolved,
    found: &Found,
    watch: &Watch<'_>,
    table: &Table,
    known: &BTreeMap<QName, Vec<Texts>>,
) -> Vec<Unit> {
    let schema = &resolved.schema;
    let mut units: Vec<Unit> = Vec::new();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let none = Vec::new();
    let rows_of =
        |name: &QName| schema.find_table(name).and_then(|other| known.get(&other.name)).unwrap_or(&none);
    let nullable = |name: &String| table.find_column(name).is_some_and(|column| column.nullable);
    let mut add = |columns: &[String], mut options: Vec<Vec<Option<String>>>| {
        if columns.iter().all(nullable) {
            options.push(vec![None; columns.len()]);
        }
        if options.is_empty() || columns.iter().any(|column| taken.contains(column)) {
            return;
        }
        taken.extend(columns.iter().cloned());
        units.push(Unit { columns: columns.to_vec(), options });
    };
    // the longest first: what it holds, shorter ones hold too
    let mut keys: Vec<_> = table
        .constraints
        .iter()
        .filter_map(|constraint| match constraint {
            Constraint::ForeignKey { key, .. } => Some((&key.columns, &key.table, key.references.clone())),
            _ => None,
        })
        .collect();
    keys.sort_by_key(|(columns, ..)| std::cmp::Reverse(columns.len()));
    for (columns, other, references) in keys {
        let mut options = values_of(rows_of(other), &references);
        options = unlike(watch, table, columns, options);
        // one stays without rows, so that nobody is a member there
        if options.len() > 2
            && table.constraints.iter().filter_map(unique).all(|key| key != columns.as_slice())
        {
            options.pop();
        }
        if (options.is_empty() || *other == table.name) && !columns.iter().all(nullable) {
            // a circle: rows there, if they come to be
            let keys = (0..6).map(|n| columns.iter().map(|name| numbered(schema, table, name, n)).collect());
            options.extend(keys.filter(|key| !options.contains(key)).collect::<Vec<_>>());
        }
        add(columns, options);
    }
    // what is there cannot come again, where it is a key by itself: others instead, which nobody refers to
    let unused = |column: &Column, options: &mut Vec<Vec<Option<String>>>| {
        if !table.constraints.iter().filter_map(unique).any(|key| key == [column.name.clone()]) {
            return;
        }
        let there = known.get(&table.name).map_or(&none, |rows| rows);
        let used =
            |option: &Vec<Option<String>>| there.iter().any(|row| row.get(&column.name) == option.first());
        options.retain(|option| !used(option));
        let more = (there.len()..there.len() + 6).filter_map(|n| filler(schema, column, n));
        options.extend(more.map(|value| vec![Some(value)]).filter(|option| !used(option)));
    };
    for ((_, column), (other, key)) in found.links.iter().filter(|((own, _), _)| *own == table.name) {
        let columns = [column.clone()];
        let mut options =
            unlike(watch, table, &columns, values_of(rows_of(other), std::slice::from_ref(key)));
        // a key that no row has
        options.extend(
            table
                .find_column(column)
                .and_then(|one| known_in(schema, &one.ty, 977))
                .map(|one| vec![Some(one)]),
        );
        let picks = found.picks.get(&(table.name.clone(), column.clone()));
        options.extend(picks.into_iter().flatten().map(|value| vec![Some(value.clone())]));
        if let Some(column) = table.find_column(column) {
            unused(column, &mut options);
        }
        let mut seen = BTreeSet::new();
        options.retain(|option| seen.insert(option.clone()));
        add(&columns, options);
    }
    for column in table.columns.iter().filter(|column| column.generated.is_none()) {
        let Some(picks) = found.picks.get(&(table.name.clone(), column.name.clone())) else { continue };
        let kind = super::values::kind(schema, &column.ty);
        let fits = |value: &&String| {
            *value == "now" || kind.read(value).is_ok() || kind == crate::expr::eval::Kind::Time
        };
        let mut values: Vec<String> = picks.iter().filter(fits).cloned().collect();
        for n in 0..2 {
            if values.len() < 2 {
                values.extend(filler(schema, column, n).filter(|value| !values.contains(value)));
            }
        }
        let mut options: Vec<Vec<Option<String>>> =
            values.into_iter().map(|value| vec![Some(value)]).collect();
        unused(column, &mut options);
        let mut seen = BTreeSet::new();
        options.retain(|option| seen.insert(option.clone()));
        add(std::slice::from_ref(&column.name), options);
    }
    units
}

/// The value that the `n`th row of a table has in a column that nothing else says of.
fn numbered(schema: &Schema, table: &Table, column: &str, n: usize) -> Option<String> {
    filler(schema, table.find_column(column)?, n)
}

fn values_of(rows: &[Texts], columns: &[String]) -> Vec<Vec<Option<String>>> {
    let mut options: Vec<Vec<Option<String>>> = Vec::new();
    for row in rows {
        let values: Vec<Option<String>> =
            columns.iter().map(|column| row.get(column).cloned().flatten()).collect();
        if !options.contains(&values) && values.iter().all(Option::is_some) {
            options.push(values);
        }
    }
    options
}

/// Some of these keys: first those of which the atoms say different things.
fn unlike(
    watch: &Watch<'_>,
    table: &Table,
    columns: &[String],
    options: Vec<Vec<Option<String>>>,
) -> Vec<Vec<Option<String>>> {
    let mut seen: BTreeMap<Vec<Vec<u8>>, usize> = BTreeMap::new();
    let mut ranked: Vec<(usize, Vec<Option<String>>)> = options
        .into_iter()
        .map(|option| {
            let row: Texts = columns.iter().cloned().zip(option.iter().cloned()).collect();
            let count = seen.entry(watch.said(table, &row)).or_default();
            *count += 1;
            (*count, option)
        })
        .collect();
    ranked.sort_by_key(|(count, _)| *count);
    ranked.truncate(KEYS);
    ranked.into_iter().map(|(_, option)| option).collect()
}

/// The row with its other columns: what the server has taught of some, a value of the type in the rest.
pub fn complete(schema: &Schema, table: &Table, shapes: &Shapes, row: &Texts, n: usize) -> Texts {
    let mut whole = row.clone();
    for (column, value) in shapes.values(schema, n) {
        whole.entry(column).or_insert(value);
    }
    for column in table.columns.iter().filter(|column| column.generated.is_none()) {
        if !whole.contains_key(&column.name)
            && let Some(value) = filler(schema, column, n)
        {
            whole.insert(column.name.clone(), Some(value));
        }
    }
    whole
}

/// Something for a column that does not count.
fn filler(schema: &Schema, column: &Column, n: usize) -> Option<String> {
    let sequence = match &column.default {
        Some(Default::Sql(sql)) => sql.to_ascii_lowercase().contains("nextval"),
        _ => false,
    };
    let n = if sequence || column.identity.is_some() { n + AFTER_SEQUENCES } else { n };
    known_in(schema, &column.ty, n)
}
