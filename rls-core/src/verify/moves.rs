//! Which columns do a role's statements set, and what do rows become by that?

use super::{
    pool::{Pool, is_settable},
    scene, statement,
};
use crate::{
    access::{Held, RoleAccess},
    schema::{Command, Table},
};

/// The columns that a role's statements use, and the rows that they make: settled before a caller is there.
#[derive(Clone, Debug)]
pub struct Moves {
    /// A column that an UPDATE may set and that says least: for what should change nothing.
    pub(super) neutral: Option<String>,
    /// All rows with that column set to one value.
    pub(super) levelled: Option<(Option<String>, Vec<usize>)>,
    /// For each column that is given away and each value, what the rows become.
    pub(super) given: Vec<(String, Option<String>, Vec<usize>)>,
    /// The rows that come by an INSERT that may set some columns only.
    pub(super) partial: Vec<(usize, usize)>,
    /// A row that is there, with the others' values under its own key.
    pub(super) over: Vec<(usize, usize)>,
}

impl Moves {
    /// Of a role before a table; the rows that they make are added to the pool.
    pub fn new(table: &Table, role: &RoleAccess, pool: &mut Pool) -> Self {
        let held = |command| scene::cell(role, command).map(|cell| &cell.privilege);
        let may = |column: &str| match held(Command::Update) {
            None | Some(Held::No) => false,
            Some(Held::Whole) => true,
            Some(Held::Columns(columns)) => columns.contains(column),
        };
        let there = pool.there;
        let neutral = neutral(table, pool, &may);
        let levelled = neutral.as_ref().filter(|_| there > 0).map(|column| {
            let value = pool.rows[0].texts.get(column).cloned().flatten();
            let rows = (0..there).map(|row| pool.with(row, column, value.as_ref())).collect();
            (value, rows)
        });
        let mut given = Vec::new();
        for (column, values) in pool.given.clone().into_iter().filter(|(column, _)| may(column)) {
            for value in values {
                let rows = (0..there).map(|row| pool.with(row, &column, value.as_ref())).collect();
                given.push((column.clone(), value, rows));
            }
        }
        let mut partial = Vec::new();
        if let Some(Held::Columns(columns)) = held(Command::Insert) {
            for new in pool.fresh.clone() {
                let mut texts = pool.rows[new].texts.clone();
                for column in table.columns.iter().filter(|column| !columns.contains(&column.name)) {
                    if column.default.is_none() && column.identity.is_none() {
                        texts.insert(column.name.clone(), None);
                    }
                }
                partial.push((new, pool.made(texts)));
            }
        }
        let mut over = Vec::new();
        if may(neutral.as_deref().unwrap_or_default())
            && let Some(arbiter) = statement::arbiter(table)
        {
            for row in 0..there {
                over.push((row, row));
                for other in (0..there).filter(|other| *other != row) {
                    let mut texts = pool.rows[other].texts.clone();
                    for column in arbiter {
                        texts.insert(column.clone(), pool.rows[row].texts.get(column).cloned().flatten());
                    }
                    over.push((row, pool.made(texts)));
                }
            }
        }
        Moves { neutral, levelled, given, partial, over }
    }
}

/// A column that an UPDATE may set, as far as it can be none that a predicate reads and none of a key.
fn neutral(table: &Table, pool: &Pool, may: &dyn Fn(&str) -> bool) -> Option<String> {
    let in_key = |name: &str| {
        table
            .constraints
            .iter()
            .filter_map(crate::schema::Constraint::indexed_columns)
            .flatten()
            .any(|c| c == name)
            || table.indexes.iter().any(|index| index.unique && index.leads_with() == Some(name))
    };
    let columns = table.columns.iter().filter(|column| is_settable(column) && may(&column.name));
    let cost = |name: &str| (in_key(name), pool.given.contains_key(name));
    columns.map(|column| column.name.clone()).min_by_key(|name| cost(name))
}
