//! What was proven of the access table, and what was not?

mod human;
mod json;
mod junit;
mod markdown;
mod script;

use serde::Serialize;

use super::{
    expect::{Shows, What},
    judge::{Came, Verdict, judge},
    probe::Probe,
    scene::Scene,
    statement,
};
use crate::{
    access::{Cell, Held, Words},
    expr::Expr,
    ident::QName,
    schema::{Command, Role, Table},
};

pub use script::Rows;

/// The format that [`Report::json`] writes.
pub const FORMAT: u32 = 1;

/// Refutations that are kept of a cell.
const KEPT: usize = 3;

/// What was proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Whose tokens the database trusts.
    pub provider: &'static str,
    /// The server's version.
    pub server: String,
    /// The tables.
    pub tables: Vec<TableReport>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableReport {
    /// Its name.
    pub table: QName,
    /// How many rows it had.
    pub rows: usize,
    /// Its roles.
    pub roles: Vec<RoleReport>,
}

/// A role before a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleReport {
    /// The role.
    pub role: Role,
    /// SELECT, INSERT, UPDATE, DELETE.
    pub cells: Vec<CellReport>,
}

/// A cell of the access table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellReport {
    /// The command.
    pub command: Command,
    /// What the cell says.
    pub words: Words,
    /// Whether SQL in it was taken at its word.
    pub at_its_word: bool,
    /// How many statements agreed.
    pub agreed: usize,
    /// How many were tried.
    pub probes: usize,
    /// What is left of it.
    pub verdict: CellVerdict,
}

/// What is left of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellVerdict {
    /// Every statement agreed, and each clause was seen to let a row through and to keep one back.
    Proven,
    /// Some did not: the first few.
    Refuted(Vec<Refutation>),
    /// Nothing disagreed, and too little was seen: why.
    NotReached(String),
}

/// A statement whose outcome is another than the cell says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Refutation {
    /// The caller.
    pub caller: String,
    /// What was tried, in words.
    pub what: String,
    /// The statement.
    pub statement: String,
    /// What must have come.
    pub expected: String,
    /// What came.
    pub came: String,
    /// All of it for psql, as one paste that changes nothing.
    pub script: String,
}

/// How many cells there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Cells.
    pub cells: usize,
    /// Those that are proven.
    pub proven: usize,
    /// Those that are refuted.
    pub refuted: usize,
    /// Those that were not reached.
    pub not_reached: usize,
    /// Statements that were tried.
    pub probes: usize,
}

impl Report {
    /// How many there are.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for (_, _, cell) in self.cells() {
            counts.cells += 1;
            counts.probes += cell.probes;
            match &cell.verdict {
                CellVerdict::Proven => counts.proven += 1,
                CellVerdict::Refuted(_) => counts.refuted += 1,
                CellVerdict::NotReached(_) => counts.not_reached += 1,
            }
        }
        counts
    }

    /// Every cell, with its table and its role.
    pub fn cells(&self) -> impl Iterator<Item = (&TableReport, &RoleReport, &CellReport)> {
        let roles = self.tables.iter().flat_map(|table| table.roles.iter().map(move |role| (table, role)));
        roles.flat_map(|(table, role)| role.cells.iter().map(move |cell| (table, role, cell)))
    }

    /// Whether some cell is refuted.
    pub fn is_refuted(&self) -> bool {
        self.counts().refuted > 0
    }
}

/// `6 cells: 5 proven, 0 refuted, 1 not reached; 120 probes`.
impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Counts { cells, proven, refuted, not_reached, probes } = self;
        write!(
            f,
            "{cells} cells: {proven} proven, {refuted} refuted, {not_reached} not reached; {probes} probes"
        )
    }
}

/// What was seen of a cell so far.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    probes: usize,
    agreed: usize,
    open: usize,
    shows: Shows,
    refuted: Vec<Refutation>,
    /// Why something was not known.
    unknown: Option<String>,
    /// Whether every statement is refused, whatever the rows.
    flat: bool,
}

impl Tally {
    /// One more statement of it. The refutation is made where there is one.
    pub fn add(&mut self, probe: &Probe, came: &Came, refutation: impl FnOnce() -> Refutation) {
        self.probes += 1;
        match judge(probe, came) {
            Verdict::Agrees => {
                self.agreed += 1;
                self.flat |=
                    matches!(probe.expected.what, What::Refused | What::RefusedWithin | What::Circle);
                // an error says less than what was expected
                let as_expected = matches!(came, Came::What(came) if *came == probe.expected.what)
                    || matches!(came, Came::Error(code, _) if code.starts_with("23"));
                if as_expected {
                    let Shows { using, check } = probe.expected.shows;
                    self.shows.using = self.shows.using.or(using);
                    self.shows.check = self.shows.check.or(check);
                }
            }
            Verdict::Open => {
                self.open += 1;
                if let What::Unknown(why) = &probe.expected.what {
                    self.unknown.get_or_insert_with(|| why.clone());
                }
            }
            Verdict::Differs => {
                if self.refuted.len() < KEPT {
                    self.refuted.push(refutation());
                }
            }
        }
    }

    /// The first refutation.
    pub fn refutation(&self) -> Option<&Refutation> {
        self.refuted.first()
    }

    /// The cell. `empty` says why the table has no rows, where it has none; `is_fixed` that no row can become one that the
    /// check keeps back.
    pub fn cell(self, cell: &Cell, empty: Option<&str>, is_fixed: bool) -> CellReport {
        let at_its_word = [&cell.using, &cell.check].into_iter().flatten().any(has_sql)
            && cell.privilege != Held::No
            && cell.unreadable.is_none();
        let verdict = if self.refuted.is_empty() {
            match self.why_not(cell, empty, is_fixed) {
                None => CellVerdict::Proven,
                Some(why) => CellVerdict::NotReached(why),
            }
        } else {
            CellVerdict::Refuted(self.refuted)
        };
        CellReport {
            command: cell.command,
            words: cell.words.clone(),
            at_its_word,
            agreed: self.agreed,
            probes: self.probes,
            verdict,
        }
    }

    /// Why it is not proven, though nothing disagreed.
    fn why_not(&self, cell: &Cell, empty: Option<&str>, is_fixed: bool) -> Option<String> {
        if cell.privilege == Held::No
            || cell.unreadable.is_some()
            || (self.flat && self.shows == Shows::default())
        {
            return (self.agreed == 0).then(|| no_rows(empty));
        }
        for (clause, seen, rows) in
            [(&cell.using, self.shows.using, "row"), (&cell.check, self.shows.check, "new row")]
        {
            let Some(expr) = clause else { continue };
            // an UPDATE that reaches nothing makes nothing
            let idle = cell.command == Command::Update
                && rows == "new row"
                && cell.using.as_ref().is_some_and(Expr::is_deny);
            if idle {
                continue;
            }
            let (through, kept) = match expr {
                Expr::Bool(true) => (true, false),
                Expr::Bool(false) => (false, true),
                _ => (true, true),
            };
            let lacks_through = through && !seen.through;
            let lacks_kept = kept && !seen.kept && !(is_fixed && rows == "new row");
            if !lacks_through && !lacks_kept {
                continue;
            }
            if let Some(why) = &self.unknown {
                return Some(why.clone());
            }
            if self.probes == 0 || empty.is_some() {
                return Some(no_rows(empty));
            }
            return Some(match (lacks_through, lacks_kept) {
                (true, true) => format!("no {rows} was seen to be let through, and none to be kept back"),
                (true, false) => format!("no {rows} and caller were found that it lets through"),
                _ => format!("no {rows} and caller were found that it keeps back"),
            });
        }
        None
    }
}

fn no_rows(empty: Option<&str>) -> String {
    match empty {
        Some(why) => format!("the table has no rows: {why}"),
        None => "no statement could be tried".to_owned(),
    }
}

/// Whether there is SQL in it that was asked of the server.
pub(super) fn has_sql(expr: &Expr) -> bool {
    expr.atoms().iter().any(|(atom, _)| match atom {
        Expr::Sql(_) | Expr::Exists(_) => true,
        Expr::Among(among) => has_sql(&among.when),
        _ => false,
    })
}

/// What came or must come, for people: rows by their keys.
pub fn words(what: &What, table: &Table, scene: &Scene<'_>) -> String {
    let rows = |rows: &[usize]| {
        let names: Vec<String> = rows
            .iter()
            .filter_map(|row| scene.rows.get(*row))
            .map(|row| format!("({})", statement::name(table, &row.texts)))
            .collect();
        match names.len() {
            0 => "no row".to_owned(),
            1 => format!("the row {}", names.join("")),
            _ => format!("the rows {}", names.join(", ")),
        }
    };
    match what {
        What::Read(list) => format!("{} read", rows(list)),
        What::Touched(list) => format!("{} touched", rows(list)),
        What::Values(values) => format!("{} rows: {}", values.len(), listed(values)),
        What::Made => "a new row".to_owned(),
        What::Refused => "permission denied for the table".to_owned(),
        What::RefusedWithin => "permission denied for what its policies read or call".to_owned(),
        What::Denied => "an error: row security refuses a row".to_owned(),
        What::Circle => "an error: the policies come back to the table".to_owned(),
        What::Unknown(why) => format!("not known: {why}"),
    }
}

fn listed(values: &[Vec<Option<String>>]) -> String {
    let row = |row: &Vec<Option<String>>| {
        let values: Vec<&str> = row.iter().map(|value| value.as_deref().unwrap_or("NULL")).collect();
        format!("({})", values.join(", "))
    };
    values.iter().map(row).collect::<Vec<_>>().join(", ")
}

/// What came, for people.
pub fn came(came: &Came, table: &Table, scene: &Scene<'_>) -> String {
    match came {
        Came::What(what) => words(what, table, scene),
        Came::Error(code, message) => format!("the error {code}: {message}"),
    }
}
