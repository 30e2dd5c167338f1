//! What does a schema let everybody do?
//!
//! Every role with all claims tries every statement, each from the same rows, and nothing of it stays.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{
    cell::Cell,
    claims::{CLAIMS, Claims, ROLES},
    probe::Session,
    statements::{self, Statement},
};

/// Role, claims, statement.
pub(super) type Key = (&'static str, Claims, &'static str);

/// What came of every try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Matrix(pub(super) BTreeMap<Key, Cell>);

impl Matrix {
    /// Tries everything on a schema, in a database that has the provider's roles and functions.
    pub(super) fn of(database: &str, ddl: &str) -> Self {
        let mut session = Session::open(database, ddl);
        let mut cells = BTreeMap::new();
        for claims in CLAIMS {
            for role in ROLES {
                for statement in statements::all() {
                    cells.insert((role, claims, statement.name), session.probe(role, &claims, statement));
                }
            }
        }
        session.close();
        Matrix(cells)
    }

    /// The cells that differ, each with its two values.
    pub(super) fn differences(&self, other: &Matrix) -> Vec<String> {
        let pairs = self.0.iter().zip(&other.0).filter(|((_, a), (_, b))| a != b);
        pairs
            .map(|(((role, claims, name), a), (_, b))| format!("{role}, {}, {name}: {a} -> {b}", claims.name))
            .collect()
    }

    /// Statement by claims, a table for each role.
    pub(super) fn table(&self, statements: &[Statement]) -> String {
        let mut text = String::new();
        for role in ROLES {
            let mut lines = vec![vec![role.to_owned()]];
            lines[0].extend(CLAIMS.iter().map(|claims| claims.name.to_owned()));
            for statement in statements {
                let cells = CLAIMS.iter().map(|claims| self.0[&(role, *claims, statement.name)].to_string());
                lines.push(std::iter::once(statement.name.to_owned()).chain(cells).collect());
            }
            let width = |column: usize| lines.iter().map(|line| line[column].len()).max().unwrap_or(0);
            let widths: Vec<usize> = (0..lines[0].len()).map(width).collect();
            for line in &lines {
                let cells: Vec<String> =
                    line.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
                writeln!(text, "{}", cells.join(" | ").trim_end()).unwrap();
            }
            text.push('\n');
        }
        text
    }
}
