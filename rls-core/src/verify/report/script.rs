//! How is a refutation reproduced?
//!
//! One paste for psql, in a database that has the schema: a transaction that makes the rows, becomes the role and the caller,
//! runs the statement, and is rolled back.

use super::Refutation;
use crate::{
    access::one_line,
    expr::Expr,
    ident::{QName, quote},
    resolve::Resolved,
    schema::{Constraint, Table},
    sql::order,
    verify::{
        Filled, Session,
        session::{settings, statements},
        statement::insert_text,
    },
};

/// Where the rows of a script come from.
#[derive(Clone, Copy)]
pub struct Rows<'r> {
    /// The schema.
    pub resolved: &'r Resolved,
    /// The rows.
    pub filled: &'r Filled,
}

impl Rows<'_> {
    /// The script.
    pub fn paste(&self, table: &QName, role: &str, session: &Session, of: &Refutation) -> String {
        let schema = &self.resolved.schema;
        let needed = self.needed(table);
        let ordered = order::tables(schema).tables;
        let tables: Vec<&Table> = ordered.into_iter().filter(|one| needed.contains(&one.name)).collect();
        let mut script =
            format!("-- expected: {}\n-- came: {}\nBEGIN;\n", one_line(&of.expected), one_line(&of.came));
        let keys = schema.tables.iter().flat_map(|one| one.constraints.iter().map(move |c| (one, c)));
        for (owner, constraint) in keys {
            if let Constraint::ForeignKey { name, key } = constraint
                && (needed.contains(&owner.name) || needed.contains(&key.table))
            {
                // row security does not look at them, and they ask for rows that are of no matter here
                script.push_str(&format!(
                    "ALTER TABLE {} DROP CONSTRAINT {};\n",
                    owner.name.quoted(),
                    quote(name)
                ));
            }
        }
        for one in tables {
            for (_, row) in self.filled.there.get(&one.name).into_iter().flatten() {
                script.push_str(&format!("{};\n", insert_text(one, row, None)));
            }
        }
        if let Ok(settings) = settings(&self.resolved.provider, session) {
            statements(&settings).iter().for_each(|set| script.push_str(&format!("{set};\n")));
        }
        script.push_str(&format!("SET LOCAL ROLE {};\n{};\nROLLBACK;\n", quote(role), of.statement));
        script
    }

    /// The table, and those that its policies read; all of them where SQL might read any.
    fn needed(&self, table: &QName) -> Vec<QName> {
        let schema = &self.resolved.schema;
        let mut needed = vec![table.clone()];
        let mut at = 0;
        while let Some(next) = needed.get(at).cloned() {
            at += 1;
            let Some(own) = schema.find_table(&next) else { continue };
            let mut clauses = own.policies.iter().flat_map(|policy| [&policy.using, &policy.check]).flatten();
            let mut read = Vec::new();
            let sql = clauses.any(|expr| tables(expr, &mut read));
            if sql {
                return schema.tables.iter().map(|table| table.name.clone()).collect();
            }
            for name in read {
                let name = schema.find_table(&name).map_or(name, |table| table.name.clone());
                if !needed.contains(&name) {
                    needed.push(name);
                }
            }
        }
        needed
    }
}

/// The tables that a predicate reads, and whether it holds SQL with a sub-select.
fn tables(expr: &Expr, read: &mut Vec<QName>) -> bool {
    let mut sql = false;
    for (atom, _) in expr.atoms() {
        match atom {
            Expr::Among(among) => {
                read.push(among.table.clone());
                sql |= tables(&among.when, read);
            }
            Expr::Exists(_) => sql = true,
            Expr::Sql(text) => sql |= text.to_ascii_lowercase().contains("from"),
            _ => {}
        }
    }
    sql
}
