//! What does each clause of a role's cells say of a row, to one caller?

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    Texts,
    ask::{Answers, Questions, told},
    hold::{Asked, Hold, hold},
    session::Who,
};
use crate::{
    access::{By, Cell, Held, RoleAccess, is_circle},
    expr::{
        Expr,
        eval::{Caller, Kind, Row, Rows, World},
    },
    ident::QName,
    schema::{Command, Table},
};

/// A clause of one of the four cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clause {
    /// SELECT: which rows are seen.
    Read,
    /// INSERT: which rows may come to be.
    Insert,
    /// UPDATE: which rows are reached.
    Reach,
    /// UPDATE: what they may become.
    Become,
    /// DELETE: which rows may go.
    Delete,
}

impl Clause {
    /// All of them.
    pub const ALL: [Clause; 5] =
        [Clause::Read, Clause::Insert, Clause::Reach, Clause::Become, Clause::Delete];

    /// The command whose cell has it.
    pub fn command(self) -> Command {
        match self {
            Clause::Read => Command::Select,
            Clause::Insert => Command::Insert,
            Clause::Reach | Clause::Become => Command::Update,
            Clause::Delete => Command::Delete,
        }
    }

    /// The clause in its cell.
    pub fn of(self, cell: &Cell) -> Option<&Expr> {
        match self {
            Clause::Read | Clause::Reach | Clause::Delete => cell.using.as_ref(),
            Clause::Insert | Clause::Become => cell.check.as_ref(),
        }
    }
}

/// A row that statements are about: one that is there, or one that might be.
#[derive(Clone, Debug, PartialEq)]
pub struct Considered {
    /// As texts.
    pub texts: Texts,
    /// As the interpreter has it.
    pub row: Row,
    /// Whether it was made of another one, so that what is computed of its columns is not known.
    pub made: bool,
}

/// A cell's clauses, with numbers in place of the SQL that has to be asked about.
#[derive(Clone, Debug)]
pub struct Clauses {
    /// By clause.
    pub of: BTreeMap<Clause, Expr>,
    /// What is asked.
    pub questions: Questions,
}

impl Clauses {
    /// Of a role.
    pub fn new(role: &RoleAccess, table: &QName) -> Self {
        let mut questions = Questions::default();
        let mut of = BTreeMap::new();
        for clause in Clause::ALL {
            let expr = cell(role, clause.command()).and_then(|cell| clause.of(cell));
            of.insert(clause, expr.map_or(Expr::Bool(false), |expr| questions.mark(expr, table)));
        }
        Clauses { of, questions }
    }
}

/// The cell of a command.
pub fn cell(role: &RoleAccess, command: Command) -> Option<&Cell> {
    role.cells.iter().find(|cell| cell.command == command)
}

/// One caller as one role before one table.
pub struct Scene<'s> {
    /// The table.
    pub table: &'s Table,
    /// The role and its cells.
    pub role: &'s RoleAccess,
    /// What the cells say.
    pub clauses: &'s Clauses,
    /// All tables with their rows.
    pub world: &'s BTreeMap<QName, Rows>,
    /// The caller.
    pub who: &'s Who,
    /// When the transaction began.
    pub now: i64,
    /// What the server said.
    pub answers: &'s Answers,
    /// The rows.
    pub rows: &'s [Considered],
    /// What was worked out.
    pub said: RefCell<BTreeMap<(Clause, usize), Hold>>,
}

impl Scene<'_> {
    /// The role's cell.
    pub fn cell(&self, command: Command) -> Option<&Cell> {
        cell(self.role, command)
    }

    /// Whether the role has the privilege on all of these columns.
    pub fn may(&self, command: Command, columns: &[&str]) -> bool {
        match self.cell(command).map(|cell| &cell.privilege) {
            None | Some(Held::No) => false,
            Some(Held::Whole) => true,
            Some(Held::Columns(held)) => columns.iter().all(|column| held.contains(*column)),
        }
    }

    /// What a clause says of a row.
    pub fn hold(&self, clause: Clause, row: usize) -> Hold {
        if let Some(said) = self.said.borrow().get(&(clause, row)) {
            return said.clone();
        }
        let said = self.work_out(clause, row);
        self.said.borrow_mut().insert((clause, row), said.clone());
        said
    }

    fn work_out(&self, clause: Clause, row: usize) -> Hold {
        let Some(cell) = self.cell(clause.command()) else { return Hold::default() };
        if cell.unreadable.is_some() {
            return Hold { refused: true, raises: self.who.fails, ..Hold::default() };
        }
        if !matches!(cell.by, By::Policies(_)) {
            return Hold::all(true);
        }
        let (Some(expr), Some(considered)) = (self.clauses.of.get(&clause), self.rows.get(row)) else {
            return Hold::default();
        };
        if considered.made && self.reads_computed(expr) {
            return Hold {
                unknown: Some("it reads a column that is computed".to_owned()),
                ..Hold::default()
            };
        }
        let claim = |path: &[String]| self.who.claim(path);
        let sql = |atom: &Expr, _: &QName, row: &Row| told(self.answers.find(atom, row));
        let caller = Caller { id: self.who.id(), lenient: self.who.lenient, claim: &claim };
        let world = World { tables: self.world, caller, now: self.now, sql: &sql };
        let mut said = hold(expr, &|atom| {
            if holds_circle(atom) {
                return Asked::Circle;
            }
            if let Expr::Sql(_) = atom
                && let Err((code, _)) = self.answers.find(atom, &considered.row)
            {
                match code.as_str() {
                    "42501" => return Asked::Refused,
                    "42P17" => return Asked::Circle,
                    _ => {}
                }
            }
            match world.truth(atom, &self.table.name, &considered.row) {
                Ok(truth) => Asked::Truth(truth),
                Err(fault) => Asked::Fault(fault),
            }
        });
        said.raises |= self.who.fails;
        said
    }

    /// Whether a clause reads what Postgres computes of the other columns.
    fn reads_computed(&self, expr: &Expr) -> bool {
        let mut computed = self.table.columns.iter().filter(|column| column.generated.is_some());
        computed.any(|column| may_read(expr, &column.name))
    }

    /// Whether a clause may read a column.
    pub fn reads_column(&self, clause: Clause, column: &str) -> bool {
        self.clauses.of.get(&clause).is_none_or(|expr| may_read(expr, column))
    }
}

/// Whether a predicate reads a column, as SQL that is asked of the server may.
fn may_read(expr: &Expr, column: &str) -> bool {
    let mut read = BTreeSet::new();
    expr.gather_columns(&mut read);
    let asks = expr.atoms().iter().any(|(atom, _)| matches!(atom, Expr::Sql(_) | Expr::Exists(_)));
    asks || read.contains(column)
}

/// Whether policies that come back to their own table are in it, at any depth.
fn holds_circle(expr: &Expr) -> bool {
    expr.atoms().into_iter().any(|(atom, _)| match atom {
        Expr::Sql(sql) => is_circle(sql),
        Expr::Among(among) => holds_circle(&among.when),
        _ => false,
    })
}

/// A row as the interpreter has it. A text that it does not know the form of is something of another kind.
pub fn row(kinds: &BTreeMap<String, Kind>, texts: &Texts) -> Row {
    let known = texts.iter().filter_map(|(column, text)| {
        let text = text.as_ref()?;
        let kind = kinds.get(column).unwrap_or(&Kind::Other);
        let datum = kind.read(text).unwrap_or_else(|_| crate::expr::eval::Datum::Other(text.clone()));
        Some((column.clone(), datum))
    });
    known.collect()
}
