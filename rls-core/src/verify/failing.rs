//! What may fail for a caller, whatever the access table says?
//!
//! A cell that lets every row through may be made of a policy that casts a claim first, and fails where that is of no type. So what
//! the policies themselves compare the caller with is asked of each caller, of a few rows.

use std::collections::{BTreeMap, BTreeSet};

use super::session::Who;
use crate::{
    expr::{
        Compare, Expr,
        eval::{Caller, Fault, Row, Rows, World},
    },
    ident::QName,
    schema::{Schema, Table},
};

/// Rows of a table that are asked.
const ROWS: usize = 8;

/// What the policies of a table, and of those that they read, compare with what the caller has: each with its table.
pub(super) fn of(schema: &Schema, table: &QName) -> Vec<(QName, Expr)> {
    let mut all = All { schema, seen: BTreeSet::new(), atoms: Vec::new() };
    if let Some(table) = schema.find_table(table) {
        all.table(table);
    }
    all.atoms
}

struct All<'s> {
    schema: &'s Schema,
    seen: BTreeSet<&'s QName>,
    atoms: Vec<(QName, Expr)>,
}

impl<'s> All<'s> {
    fn table(&mut self, table: &'s Table) {
        if !self.seen.insert(&table.name) {
            return;
        }
        for clause in table.policies.iter().flat_map(|policy| [&policy.using, &policy.check]).flatten() {
            self.expr(table, clause);
        }
    }

    fn expr(&mut self, table: &'s Table, expr: &'s Expr) {
        for (atom, _) in expr.atoms() {
            let asks = match atom {
                Expr::Compare(Compare { left, right, .. }) => left.is_the_callers() || right.is_the_callers(),
                Expr::In(value, _) => value.is_the_callers(),
                Expr::Among(among) => {
                    if let Some(other) = self.schema.find_table(&among.table) {
                        self.expr(other, &among.when);
                        self.table(other);
                    }
                    false
                }
                // which may read any table
                Expr::Sql(_) | Expr::Exists(_) => {
                    self.schema.tables.iter().for_each(|other| self.table(other));
                    false
                }
                _ => false,
            };
            if asks && !self.atoms.iter().any(|(of, one)| *of == table.name && one == atom) {
                self.atoms.push((table.name.clone(), atom.clone()));
            }
        }
    }
}

/// Whether some of it fails for a caller, or may, as far as is known. `own` are rows of a table that may come to be.
pub(super) fn fails(
    failing: &[(QName, Expr)],
    world: &BTreeMap<QName, Rows>,
    own: (&QName, &[Row]),
    who: &Who,
    now: i64,
) -> bool {
    let claim = |path: &[String]| who.claim(path);
    let sql = |_: &Expr, _: &QName, _: &Row| Err(Fault::Unknown(String::new()));
    let caller = Caller { id: who.id(), lenient: who.lenient, claim: &claim };
    let tables = World { tables: world, caller, now, sql: &sql };
    failing.iter().any(|(table, atom)| {
        let there = world.get(table).map_or(&[][..], |rows| &rows.rows);
        let made = if own.0 == table { own.1 } else { &[] };
        let mut rows = there.iter().take(ROWS).chain(made);
        rows.any(|row| tables.truth(atom, table, row).is_err())
    })
}
