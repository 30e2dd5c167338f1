//! What is asked, tried and seen of a whole schema?
//!
//! The part of a run that needs no server: for each table and role what has to be asked, for each caller what is tried, and a
//! tally of what came.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    Caller, Filled, Texts,
    ask::{Answers, Question, statement as asking},
    failing,
    judge::{self, Came},
    moves::Moves,
    pool::Pool,
    probe::{Probe, probes},
    report::{
        CellReport, Refutation, Report, RoleReport, Rows as ScriptRows, TableReport, Tally, came, has_sql,
        words,
    },
    scene::{Clauses, Scene, row},
    session::Who,
    statement,
    values::kind,
};
use crate::{
    access::{Access, By, COMMANDS, Cell, Held, Piece, Reading, RoleAccess, Who as Named, Words, access},
    expr::{
        Expr,
        eval::{Kind, Row, Rows},
    },
    ident::QName,
    resolve::Resolved,
    schema::{Command, Role, Schema, Table},
    understand,
};

/// The role that stands in for PUBLIC: a member of nothing.
pub const PUBLIC: &str = "rls_scratch_public";

/// Callers that are tried where the caller cannot matter.
const FEW: usize = 2;

/// A run over a schema.
pub struct Proof<'p> {
    resolved: &'p Resolved,
    filled: &'p Filled,
    access: Access,
    world: BTreeMap<QName, Rows>,
    tables: Vec<TableProof>,
}

/// A table in it.
struct TableProof {
    pool: Pool,
    places: Vec<String>,
    /// What policies say of the caller that may fail, with its table: also where the access table has nothing left of it.
    failing: Vec<(QName, Expr)>,
    /// By role.
    clauses: Vec<Clauses>,
    moves: Vec<Moves>,
    tallies: Vec<[Tally; 4]>,
}

/// A question about a row.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The question's number.
    pub question: usize,
    /// The row.
    pub row: Row,
    /// The statement that asks.
    pub statement: String,
    /// Whether it is asked as ourselves, as in a function of the tables' owner.
    pub as_owner: bool,
}

/// What is tried: a caller as a role before a table.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The number of the table.
    pub table: usize,
    /// The number of the role.
    pub role: usize,
    /// The caller.
    pub caller: &'a Caller,
    /// When the transaction began: microseconds since 1970.
    pub now: i64,
}

impl<'p> Proof<'p> {
    /// Over these rows. With a filter, only these tables are tried.
    pub fn new(resolved: &'p Resolved, filled: &'p Filled, wanted: impl Fn(&QName) -> bool) -> Self {
        let mut access = access(resolved);
        access.tables.retain(|table| wanted(&table.table));
        and_everybody(&mut access);
        let world =
            resolved.schema.tables.iter().map(|table| (table.name.clone(), rows(resolved, table, filled)));
        let world = world.collect();
        let lifted = understand::lift(resolved);
        let tables = access.tables.iter().filter_map(|of_table| {
            let table = resolved.schema.find_table(&of_table.table)?;
            let clauses: Vec<Clauses> =
                of_table.roles.iter().map(|role| Clauses::new(role, &table.name)).collect();
            let there = filled.there.get(&table.name).map_or(&[][..], Vec::as_slice);
            let (places, texts): (Vec<String>, Vec<Texts>) = there.iter().cloned().unzip();
            let fresh = filled.fresh.get(&table.name).map_or(&[][..], Vec::as_slice);
            let all: Vec<&Clauses> = clauses.iter().collect();
            let mut pool = Pool::new(resolved, table, kinds(&resolved.schema, table), &texts, fresh, &all);
            let moves = of_table.roles.iter().map(|role| Moves::new(table, role, &mut pool)).collect();
            let tallies = of_table.roles.iter().map(|_| Default::default()).collect();
            let failing = failing::of(&lifted.schema, &table.name);
            Some(TableProof { pool, places, failing, clauses, moves, tallies })
        });
        let tables = tables.collect();
        Proof { resolved, filled, access, world, tables }
    }

    /// The table of a number.
    pub fn table(&self, table: usize) -> Option<&Table> {
        self.resolved.schema.find_table(&self.access.tables.get(table)?.table)
    }

    /// How many tables there are.
    pub fn tables(&self) -> usize {
        self.tables.len()
    }

    /// The roles, each with the name that it is become by.
    pub fn roles(&self) -> Vec<String> {
        self.access.roles.iter().map(|who| as_role(&who.role)).collect()
    }

    /// Whether this caller shows anything of this role before this table: where there is no privilege, or no policy is
    /// looked at, one is as good as another.
    pub fn wants(&self, table: usize, role: usize, caller: usize) -> bool {
        let Some(of_role) = self.access.tables.get(table).and_then(|table| table.roles.get(role)) else {
            return false;
        };
        let bypasses = self.access.roles.get(role).is_some_and(|who| who.bypasses);
        let no_privilege = of_role.cells.iter().all(|cell| cell.privilege == Held::No);
        caller < FEW || !(bypasses || no_privilege)
    }

    /// What has to be asked, for each caller.
    pub fn questions(&self, table: usize, role: usize) -> Vec<Ask> {
        let (Some(of_table), Some(own)) = (self.tables.get(table), self.table(table)) else {
            return Vec::new();
        };
        let Some(clauses) = of_table.clauses.get(role) else { return Vec::new() };
        let mut asks = Vec::new();
        for (number, question) in clauses.questions.list().iter().enumerate() {
            let mut add = |question: &Question, row: &Row, texts: &Texts| {
                if let Some(statement) = asking(self.resolved, question, texts) {
                    let as_owner = question.as_owner;
                    asks.push(Ask { question: number, row: row.clone(), statement, as_owner });
                }
            };
            if question.table == own.name {
                of_table.pool.rows.iter().for_each(|one| add(question, &one.row, &one.texts));
            } else if let (Some(rows), Some(there)) =
                (self.world.get(&question.table), self.filled.there.get(&question.table))
            {
                rows.rows.iter().zip(there).for_each(|(row, (_, texts))| add(question, row, texts));
            }
        }
        asks
    }

    /// What is tried.
    pub fn probes(&self, place: Place<'_>, answers: &Answers) -> Vec<Probe> {
        let who = self.who(place);
        let Some((of_table, scene)) = self.scene(place, &who, answers) else { return Vec::new() };
        let Some(moves) = of_table.moves.get(place.role) else { return Vec::new() };
        probes(&scene, &of_table.pool, moves)
    }

    fn who(&self, place: Place<'_>) -> Who {
        let mut who = Who::new(&self.resolved.provider, &place.caller.session).before(&self.resolved.schema);
        if let (Some(of_table), Some(table)) = (self.tables.get(place.table), self.table(place.table)) {
            let fresh = of_table.pool.fresh.iter().filter_map(|row| of_table.pool.rows.get(*row));
            let fresh: Vec<Row> = fresh.map(|one| one.row.clone()).collect();
            let own = (&table.name, &fresh[..]);
            who.fails |= failing::fails(&of_table.failing, &self.world, own, &who, place.now);
        }
        who
    }

    /// The call that tries it.
    pub fn call(&self, place: Place<'_>, probe: &Probe) -> Option<String> {
        let role = as_role(&self.access.roles.get(place.role)?.role);
        Some(statement::call(self.table(place.table)?, &role, &probe.statement))
    }

    fn scene<'s>(
        &'s self,
        place: Place<'_>,
        who: &'s Who,
        answers: &'s Answers,
    ) -> Option<(&'s TableProof, Scene<'s>)> {
        let of_table = self.tables.get(place.table)?;
        let scene = Scene {
            table: self.table(place.table)?,
            role: self.access.tables.get(place.table)?.roles.get(place.role)?,
            clauses: of_table.clauses.get(place.role)?,
            world: &self.world,
            who,
            now: place.now,
            answers,
            rows: &of_table.pool.rows,
            said: RefCell::default(),
        };
        Some((of_table, scene))
    }

    /// Takes down what came.
    ///
    /// # Errors
    /// Where the run is worth nothing: the wrong role, or no answer.
    pub fn take(
        &mut self,
        place: Place<'_>,
        answers: &Answers,
        came_of: &[(Probe, String)],
    ) -> Result<(), String> {
        let who = self.who(place);
        let mut added: Vec<(usize, Probe, Came, Refutation)> = Vec::new();
        if let Some((of_table, scene)) = self.scene(place, &who, answers) {
            let Some(Named { role, bypasses, .. }) = self.access.roles.get(place.role) else { return Ok(()) };
            let name = as_role(role);
            for (probe, answer) in came_of {
                let what = judge::read(answer, &name, *bypasses, &of_table.places, &scene.table.name, probe)?;
                let refutation = match judge::judge(probe, &what) {
                    judge::Verdict::Differs => Refutation {
                        caller: place.caller.name.clone(),
                        what: probe.what.clone(),
                        statement: probe.statement.shown.clone(),
                        expected: words(&probe.expected.what, scene.table, &scene),
                        came: came(&what, scene.table, &scene),
                        script: String::new(),
                    },
                    _ => Refutation::default(),
                };
                let at = scene.role.cells.iter().position(|cell| cell.command == probe.command);
                added.extend(at.map(|at| (at, probe.clone(), what, refutation)));
            }
        }
        let script = ScriptRows { resolved: self.resolved, filled: self.filled };
        let role = self.access.roles.get(place.role).map(|who| as_role(&who.role)).unwrap_or_default();
        let table = self.access.tables.get(place.table).map(|table| table.table.clone());
        let tallies = self.tables.get_mut(place.table).and_then(|table| table.tallies.get_mut(place.role));
        let (Some(tallies), Some(table)) = (tallies, table) else { return Ok(()) };
        for (at, probe, came, mut refutation) in added {
            tallies[at].add(&probe, &came, || {
                refutation.script = script.paste(&table, &role, &place.caller.session, &refutation);
                refutation
            });
        }
        Ok(())
    }

    /// The number of a table.
    pub fn number(&self, table: &QName) -> Option<usize> {
        self.access.tables.iter().position(|one| one.table == *table)
    }

    /// The role of a number.
    pub fn role(&self, role: usize) -> Option<&Role> {
        self.access.roles.get(role).map(|who| &who.role)
    }

    /// As if nothing had been tried.
    pub fn forget(&mut self) {
        let tallies = self.tables.iter_mut().flat_map(|table| &mut table.tallies);
        tallies.for_each(|tallies| *tallies = Default::default());
    }

    /// A refutation of a table, if there is one yet.
    pub fn refuted(&self, table: usize) -> Option<(Command, &Refutation)> {
        let of_table = self.tables.get(table)?;
        let mut cells = of_table.tallies.iter().flatten().zip(COMMANDS.into_iter().cycle());
        cells.find_map(|(tally, command)| Some((command, tally.refutation()?)))
    }

    /// What was proven.
    pub fn report(self, server: String) -> Report {
        let provider = self.access.provider;
        let tables = self.access.tables.iter().zip(self.tables).map(|(of_table, proof)| {
            let empty = self.filled.empty.get(&of_table.table).map(String::as_str);
            let empty =
                if proof.pool.there == 0 { Some(empty.unwrap_or("nothing was put into it")) } else { None };
            let roles = of_table.roles.iter().zip(proof.tallies).map(|(role, tallies)| {
                let cells: Vec<CellReport> = role
                    .cells
                    .iter()
                    .zip(tallies)
                    .map(|(cell, tally)| tally.cell(cell, empty, is_fixed(&proof.pool, cell)))
                    .collect();
                RoleReport { role: role.role.clone(), cells }
            });
            TableReport { table: of_table.table.clone(), rows: proof.pool.there, roles: roles.collect() }
        });
        Report { provider, server, tables: tables.collect() }
    }
}

/// Where nothing is said of PUBLIC, nobody else may do anything.
fn and_everybody(access: &mut Access) {
    if access.roles.iter().any(|who| who.role == Role::Public) {
        return;
    }
    access.roles.push(Named { role: Role::Public, inherits: Vec::new(), bypasses: false });
    let cell = |command: Command| Cell {
        command,
        privilege: Held::No,
        by: By::Policies(Vec::new()),
        using: command.takes_using().then_some(Expr::Bool(false)),
        check: command.takes_check().then_some(Expr::Bool(false)),
        unreadable: None,
        reading: Reading::Free,
        words: Words(vec![Piece::Text("none: no privilege".to_owned())]),
    };
    for table in &mut access.tables {
        table.roles.push(RoleAccess { role: Role::Public, cells: COMMANDS.map(cell).into() });
    }
}

/// The name by which a role is become.
pub fn as_role(role: &Role) -> String {
    match role {
        Role::Named(name) => name.clone(),
        Role::Public => PUBLIC.to_owned(),
        // settled before
        Role::SignedIn => "authenticated".to_owned(),
    }
}

/// Whether an UPDATE may set no column that its check reads, so that no statement shows what that keeps back.
fn is_fixed(pool: &Pool, cell: &Cell) -> bool {
    let Held::Columns(held) = &cell.privilege else { return false };
    let Some(check) = &cell.check else { return false };
    let mut read = BTreeSet::new();
    check.gather_columns(&mut read);
    if has_sql(check) {
        read.extend(pool.given.keys().cloned());
    }
    cell.command == Command::Update && read.is_disjoint(held)
}

/// A table's rows as the interpreter has them.
fn rows(resolved: &Resolved, table: &Table, filled: &Filled) -> Rows {
    let kinds = kinds(&resolved.schema, table);
    let there = filled.there.get(&table.name).map_or(&[][..], Vec::as_slice);
    let rows = there.iter().map(|(_, texts)| row(&kinds, texts)).collect();
    Rows { kinds, rows }
}

pub(super) fn kinds(schema: &Schema, table: &Table) -> BTreeMap<String, Kind> {
    table.columns.iter().map(|column| (column.name.clone(), kind(schema, &column.ty))).collect()
}
