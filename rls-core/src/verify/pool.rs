//! Which rows are statements about: those that are there, those that might come, and what those may become?

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Texts,
    scene::{Clauses, Considered, row},
};
use crate::{
    expr::{Expr, eval::Kind},
    resolve::Resolved,
    schema::{Identity, Table},
    understand,
};

/// Values that a column is given away to, at most.
const VALUES: usize = 4;

/// The rows of one table.
#[derive(Clone, Debug)]
pub struct Pool {
    kinds: BTreeMap<String, Kind>,
    /// All of them; first those that are there.
    pub rows: Vec<Considered>,
    /// How many are there.
    pub there: usize,
    /// Those that are not there and can be inserted.
    pub fresh: Vec<usize>,
    /// The columns that can be given away, each with what it may become.
    pub given: BTreeMap<String, Vec<Option<String>>>,
}

impl Pool {
    /// The rows of a table: those that are there, and those that are not.
    pub fn new(
        resolved: &Resolved,
        table: &Table,
        kinds: BTreeMap<String, Kind>,
        there: &[Texts],
        fresh: &[Texts],
        clauses: &[&Clauses],
    ) -> Self {
        let mut pool =
            Pool { kinds, rows: Vec::new(), there: there.len(), fresh: Vec::new(), given: BTreeMap::new() };
        for texts in there {
            pool.push(texts.clone(), false);
        }
        for texts in fresh {
            let new = pool.push(texts.clone(), false);
            pool.fresh.push(new);
        }
        let mut read = BTreeSet::new();
        for clauses in clauses {
            clauses.of.values().for_each(|expr| expr.gather_columns(&mut read));
            for question in clauses.questions.list().iter().filter(|question| question.table == table.name) {
                read_by_sql(resolved, table, &question.atom, &mut read);
            }
        }
        for column in read {
            if table.find_column(&column).is_some_and(is_settable) {
                let mut values: Vec<Option<String>> = Vec::new();
                for texts in there.iter().chain(fresh) {
                    let value = texts.get(&column).cloned().flatten();
                    if !values.contains(&value) && values.len() < VALUES {
                        values.push(value);
                    }
                }
                pool.given.insert(column, values);
            }
        }
        pool
    }

    fn push(&mut self, texts: Texts, made: bool) -> usize {
        let row = row(&self.kinds, &texts);
        self.rows.push(Considered { texts, row, made });
        self.rows.len() - 1
    }

    /// The row that another one becomes.
    pub fn with(&mut self, row: usize, column: &str, value: Option<&String>) -> usize {
        let Some(old) = self.rows.get(row) else { return row };
        let mut texts = old.texts.clone();
        let made = texts.insert(column.to_owned(), value.cloned());
        if made.as_ref().is_some_and(|old| old.as_ref() == value) {
            return row;
        }
        self.made(texts)
    }

    /// A row that was made of others.
    pub fn made(&mut self, texts: Texts) -> usize {
        match self.rows.iter().position(|other| other.texts == texts) {
            Some(at) => at,
            None => self.push(texts, true),
        }
    }
}

/// Whether an UPDATE may set it.
pub fn is_settable(column: &crate::schema::Column) -> bool {
    column.generated.is_none() && column.identity != Some(Identity::Always)
}

/// The columns that a string of SQL reads.
fn read_by_sql(resolved: &Resolved, table: &Table, atom: &Expr, read: &mut BTreeSet<String>) {
    let reader = understand::Reader::new(&resolved.schema, &resolved.provider);
    let known = match atom {
        Expr::Sql(sql) => reader.understand(sql, table),
        Expr::Exists(sql) => reader.understand_exists(sql, table),
        _ => return,
    };
    read.extend(known.columns.into_iter().filter(|column| column.exists).map(|column| column.name));
}
