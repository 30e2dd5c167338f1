//! Which statements are tried, for one caller as one role?
//!
//! For each command what reaches all rows, and what reaches one by its key: of the rows for which the cells say the same, one
//! or two. Each is about one cell, and carries what must come of it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Texts,
    expect::{Expected, What, refused},
    hold::Hold,
    moves::Moves,
    pool::{Pool, is_settable},
    scene::{Clause, Scene},
    statement::{self, Statement},
};
use crate::{
    access::Held,
    schema::{Command, Default, Table},
};

/// Of rows for which the cells say the same, so many are tried by their key.
const OF_A_KIND: usize = 2;

/// A statement to try, and what must come of it.
#[derive(Clone, Debug)]
pub struct Probe {
    /// The cell that it is about.
    pub command: Command,
    /// What it is, in words.
    pub what: String,
    /// The statement.
    pub statement: Statement,
    /// What must come of it.
    pub expected: Expected,
    /// Whether it is about one row, so that a constraint that stops it shows that the policies did not.
    pub of_one: bool,
}

/// All that is tried.
pub fn probes(scene: &Scene<'_>, pool: &Pool, moves: &Moves) -> Vec<Probe> {
    let mut writer = Writer { scene, table: scene.table, pool, probes: Vec::new() };
    writer.selects();
    writer.inserts(moves);
    writer.updates(moves);
    writer.deletes();
    writer.probes
}

struct Writer<'w> {
    scene: &'w Scene<'w>,
    table: &'w Table,
    pool: &'w Pool,
    probes: Vec<Probe>,
}

impl Writer<'_> {
    fn add(&mut self, command: Command, what: impl Into<String>, statement: Statement, expected: Expected) {
        self.probes.push(Probe { command, what: what.into(), statement, expected, of_one: true });
    }

    fn texts(&self, row: usize) -> &Texts {
        &self.pool.rows[row].texts
    }

    fn held(&self, command: Command) -> Held {
        self.scene.cell(command).map_or(Held::No, |cell| cell.privilege.clone())
    }

    /// Of the rows for which something says the same, the first few.
    fn kinds<K: Ord>(&self, key: impl Fn(usize) -> K) -> Vec<usize> {
        let mut seen: BTreeMap<K, usize> = BTreeMap::new();
        let all = 0..self.pool.there;
        all.filter(|row| {
            let count = seen.entry(key(*row)).or_default();
            *count += 1;
            *count <= OF_A_KIND
        })
        .collect()
    }

    /// Whether the role may name the columns by which a row is found.
    fn may_find(&self) -> bool {
        self.scene.may(Command::Select, &statement::key(self.table))
    }

    fn says(&self, clause: Clause, row: usize) -> (bool, bool) {
        let Hold { through, raises, .. } = self.scene.hold(clause, row);
        (through, raises)
    }

    fn selects(&mut self) {
        let (table, there) = (self.table, self.pool.there);
        match self.held(Command::Select) {
            Held::No => self.add(Command::Select, "SELECT", statement::select(table, None), refused()),
            Held::Columns(columns) => {
                let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
                let mut expected = self.scene.reads(0..there);
                if let What::Read(rows) = &expected.what {
                    let of = |row: &usize| {
                        let texts = self.texts(*row);
                        columns.iter().map(|column| texts.get(*column).cloned().flatten()).collect()
                    };
                    let mut values: Vec<Vec<Option<String>>> = rows.iter().map(of).collect();
                    values.sort();
                    expected.what = What::Values(values);
                }
                let said = format!("SELECT of {}", columns.join(", "));
                self.add(Command::Select, said, statement::select_columns(table, &columns), expected);
                for other in table.columns.iter().filter(|column| !columns.contains(&column.name.as_str())) {
                    let said = format!("SELECT of {}", other.name);
                    let statement = statement::select_columns(table, &[&other.name]);
                    self.add(Command::Select, said, statement, refused());
                }
            }
            Held::Whole => {
                let expected = self.scene.reads(0..there);
                self.add(Command::Select, "SELECT", statement::select(table, None), expected);
                for row in self.kinds(|row| self.says(Clause::Read, row)) {
                    // the key may be of several rows, where the table has none
                    let rows = self.alike(row);
                    let expected = self.scene.reads(rows.into_iter());
                    let statement = statement::select(table, Some(self.texts(row)));
                    self.add(Command::Select, "SELECT by key", statement, expected);
                }
            }
        }
    }

    /// The rows that have this one's key.
    fn alike(&self, row: usize) -> Vec<usize> {
        let name = statement::name(self.table, self.texts(row));
        (0..self.pool.there).filter(|other| statement::name(self.table, self.texts(*other)) == name).collect()
    }

    fn inserts(&mut self, moves: &Moves) {
        let table = self.table;
        let fresh = self.pool.fresh.clone();
        match self.held(Command::Insert) {
            Held::No => {
                // the privilege is asked for before the row is looked at
                let row = fresh.first().map(|new| self.texts(*new).clone()).unwrap_or_default();
                let statement = statement::insert(table, &row, None, None);
                self.add(Command::Insert, "INSERT", statement, refused());
            }
            Held::Columns(columns) => {
                let only: Vec<&str> = columns.iter().map(String::as_str).collect();
                for (new, made) in &moves.partial {
                    let expected = self.partial(*made, &columns);
                    let statement = statement::insert(table, self.texts(*new), Some(&only), None);
                    self.add(Command::Insert, format!("INSERT of {}", only.join(", ")), statement, expected);
                }
                let others = table
                    .columns
                    .iter()
                    .filter(|column| !columns.contains(&column.name) && column.generated.is_none());
                if let Some(new) = fresh.first() {
                    for other in others {
                        let statement =
                            statement::insert(table, self.texts(*new), Some(&[&other.name]), None);
                        self.add(Command::Insert, format!("INSERT of {}", other.name), statement, refused());
                    }
                }
            }
            Held::Whole => {
                let back =
                    table.columns.iter().find(|column| self.scene.may(Command::Select, &[&column.name]));
                let back = back.or(table.columns.first()).map(|column| column.name.clone());
                for new in fresh {
                    let statement = statement::insert(table, self.texts(new), None, None);
                    let expected = self.scene.inserts(new, false);
                    self.add(Command::Insert, "INSERT", statement, expected);
                    let Some(back) = &back else { continue };
                    let statement = statement::insert(table, self.texts(new), None, Some(back));
                    let expected = if self.scene.may(Command::Select, &[back]) {
                        self.scene.inserts(new, true)
                    } else {
                        refused()
                    };
                    self.add(Command::Insert, "INSERT RETURNING", statement, expected);
                }
                self.upserts(moves);
            }
        }
    }

    /// A row that comes by an INSERT of some columns. What its defaults give is known for the caller's id only.
    fn partial(&self, made: usize, columns: &BTreeSet<String>) -> Expected {
        let left = self.table.columns.iter().filter(|column| !columns.contains(&column.name));
        let open = left.filter(|column| {
            matches!(column.default, Some(Default::Sql(_) | Default::CallerId)) || column.identity.is_some()
        });
        let reads = |name: &String| {
            self.pool.given.contains_key(name) && self.scene.reads_column(Clause::Insert, name)
        };
        let read = open.into_iter().find(|column| reads(&column.name));
        match read {
            Some(column) => Expected {
                what: What::Unknown(format!("the default of {} is not known here", column.name)),
                ..refused()
            },
            None => self.scene.inserts(made, false),
        }
    }

    fn upserts(&mut self, moves: &Moves) {
        let table = self.table;
        let (Some(arbiter), Some(neutral)) = (statement::arbiter(table), &moves.neutral) else { return };
        let by: Vec<&str> = arbiter.iter().map(String::as_str).collect();
        let may_find = self.scene.may(Command::Select, &by);
        let may_set = self.scene.may(Command::Update, &[neutral]);
        let mut seen: BTreeMap<_, usize> = BTreeMap::new();
        for (row, proposed) in &moves.over {
            let says = [
                self.says(Clause::Insert, *proposed),
                self.says(Clause::Read, *proposed),
                self.says(Clause::Reach, *row),
                self.says(Clause::Read, *row),
                self.says(Clause::Become, *row),
            ];
            let count = seen.entry(says).or_default();
            *count += 1;
            if *count > 1 {
                continue;
            }
            let own = self.texts(*row).get(neutral).cloned().flatten();
            let set = Some((neutral.as_str(), own.as_ref()));
            let statement = statement::upsert(table, self.texts(*proposed), arbiter, set);
            let allowed = may_find && may_set;
            let expected = if allowed { self.scene.upserts(*proposed, *row, *row) } else { refused() };
            self.add(Command::Insert, "INSERT … ON CONFLICT DO UPDATE", statement, expected);
            let statement = statement::upsert(table, self.texts(*proposed), arbiter, None);
            let expected = if may_find { self.scene.stands_aside(*proposed) } else { refused() };
            self.add(Command::Insert, "INSERT … ON CONFLICT DO NOTHING", statement, expected);
        }
    }

    fn updates(&mut self, moves: &Moves) {
        let (table, there) = (self.table, self.pool.there);
        let held = self.held(Command::Update);
        let settable = || table.columns.iter().filter(|column| is_settable(column));
        if held == Held::No {
            if let Some(column) = settable().next() {
                let to =
                    self.pool.rows.first().and_then(|row| row.texts.get(&column.name).cloned().flatten());
                let statement = statement::update(table, None, &column.name, to.as_ref());
                self.add(Command::Update, "UPDATE", statement, refused());
            }
            return;
        }
        if let Held::Columns(columns) = &held {
            for other in settable().filter(|column| !columns.contains(&column.name)) {
                let to = self.pool.rows.first().and_then(|row| row.texts.get(&other.name).cloned().flatten());
                let statement = statement::update(table, None, &other.name, to.as_ref());
                self.add(Command::Update, format!("UPDATE of {}", other.name), statement, refused());
            }
        }
        let (Some(neutral), Some((value, levelled))) = (&moves.neutral, &moves.levelled) else { return };
        let expected = self.scene.updates((0..there).zip(levelled.iter().copied()), false);
        let statement = statement::update(table, None, neutral, value.as_ref());
        self.add_all(Command::Update, "UPDATE without WHERE".to_owned(), statement, expected);
        for row in self.kinds(|row| {
            (self.says(Clause::Read, row), self.says(Clause::Reach, row), self.says(Clause::Become, row))
        }) {
            let own = self.texts(row).get(neutral).cloned().flatten();
            let statement = statement::update(table, Some(self.texts(row)), neutral, own.as_ref());
            // rows that are alike in all columns become no other ones either
            let expected = if self.may_find() {
                self.scene.updates(self.alike(row).into_iter().map(|row| (row, row)), true)
            } else {
                refused()
            };
            self.add(Command::Update, "UPDATE by key", statement, expected);
        }
        for (column, value, rows) in &moves.given {
            let said = format!("{column} set to {}", value.as_deref().unwrap_or("NULL"));
            let expected = self.scene.updates((0..there).zip(rows.iter().copied()), false);
            let statement = statement::update(table, None, column, value.as_ref());
            self.add_all(Command::Update, format!("UPDATE without WHERE, {said}"), statement, expected);
            if !self.may_find() {
                continue;
            }
            let mut seen = BTreeSet::new();
            for (row, new) in (0..there).zip(rows.iter().copied()).filter(|(row, new)| row != new) {
                let says = [
                    self.says(Clause::Read, row),
                    self.says(Clause::Reach, row),
                    self.says(Clause::Become, new),
                    self.says(Clause::Read, new),
                ];
                let alike = self.alike(row);
                if alike.len() > 1 || !seen.insert(says) {
                    continue;
                }
                let expected = self.scene.updates([(row, new)].into_iter(), true);
                let statement = statement::update(table, Some(self.texts(row)), column, value.as_ref());
                self.add(Command::Update, format!("UPDATE by key, {said}"), statement, expected);
            }
        }
    }

    fn add_all(&mut self, command: Command, what: String, statement: Statement, expected: Expected) {
        self.probes.push(Probe { command, what, statement, expected, of_one: false });
    }

    fn deletes(&mut self) {
        let (table, there) = (self.table, self.pool.there);
        if self.held(Command::Delete) == Held::No {
            self.add(Command::Delete, "DELETE", statement::delete(table, None), refused());
            return;
        }
        let expected = self.scene.deletes(0..there, false);
        self.add_all(
            Command::Delete,
            "DELETE without WHERE".to_owned(),
            statement::delete(table, None),
            expected,
        );
        for row in self.kinds(|row| (self.says(Clause::Read, row), self.says(Clause::Delete, row))) {
            let expected = if self.may_find() {
                self.scene.deletes(self.alike(row).into_iter(), true)
            } else {
                refused()
            };
            let statement = statement::delete(table, Some(self.texts(row)));
            self.add(Command::Delete, "DELETE by key", statement, expected);
        }
    }
}
