//! Which indexes do the policies need?
//!
//! One that leads with the column by which a predicate finds its rows, on the table itself and on each table that it
//! looks into, unless a key or an index leads with it already.

use std::collections::BTreeSet;

use crate::{
    expr::{Among, Compare, Expr, Op, Relation, Value},
    ident::QName,
    schema::{Index, Key, Policy, Schema},
};

/// Adds those that are missing.
pub(super) fn add(schema: &mut Schema) {
    let mut wanted: BTreeSet<Wanted> = BTreeSet::new();
    for table in &schema.tables {
        for policy in &table.policies {
            of_policy(&table.name, policy, &mut wanted);
        }
    }
    for Wanted { table, columns, .. } in wanted {
        let Some(table) = schema.find_table_mut(&table) else { continue };
        if columns.first().is_some_and(|first| !table.has_index_on(first)) {
            let name = table.free_name(&columns.join("_"), "idx");
            let keys: Vec<Key> = columns.into_iter().map(Key::column).collect();
            table.indexes.push(Index::new(name, keys));
        }
    }
}

/// The tables on which a policy needs an index, each with the column that it leads with.
#[cfg(feature = "pull")]
pub(crate) fn wanted_by(table: &QName, policy: &Policy) -> Vec<(QName, String)> {
    let mut wanted = BTreeSet::new();
    of_policy(table, policy, &mut wanted);
    wanted.into_iter().filter_map(|one| Some((one.table, one.columns.into_iter().next()?))).collect()
}

fn of_policy(table: &QName, policy: &Policy, wanted: &mut BTreeSet<Wanted>) {
    if let Some(using) = &policy.using {
        served(using).into_iter().for_each(|column| want(wanted, table, &[column]));
    }
    for clause in [&policy.using, &policy.check].into_iter().flatten() {
        lookups(clause, wanted);
    }
}

/// Ordered so that the longer of two with one column first comes first, and serves for both.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Wanted {
    table: QName,
    fewer: std::cmp::Reverse<usize>,
    columns: Vec<String>,
}

fn want(wanted: &mut BTreeSet<Wanted>, table: &QName, columns: &[&str]) {
    let columns: Vec<String> = columns.iter().map(|&column| column.to_owned()).collect();
    wanted.insert(Wanted { table: table.clone(), fewer: std::cmp::Reverse(columns.len()), columns });
}

/// The columns by which a predicate's rows are found: of parts that must all hold one is enough, of parts any of which
/// may hold each needs its own. What `!` leaves no index finds.
fn served(expr: &Expr) -> Vec<&str> {
    match expr {
        Expr::Owner(column) => vec![column],
        Expr::Compare(Compare { left: Value::Column(column), op: Op::Eq, right: Value::Claim(_) }) => {
            vec![column]
        }
        Expr::Among(among) => vec![&among.column],
        Expr::Or(parts) => parts.iter().flat_map(served).collect(),
        Expr::And(parts) => {
            let owners: Vec<&str> =
                parts.iter().filter(|part| matches!(part, Expr::Owner(_))).flat_map(served).collect();
            if !owners.is_empty() {
                return owners;
            }
            parts.iter().map(served).find(|columns| !columns.is_empty()).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// What the lookups of a predicate need on the tables that they look into.
fn lookups(expr: &Expr, wanted: &mut BTreeSet<Wanted>) {
    for (atom, _) in expr.atoms() {
        let Expr::Among(among) = atom else { continue };
        let Among { relation, table, key, when, .. } = &**among;
        match (relation, served(when).as_slice()) {
            // both columns, so that the index alone answers
            (Relation::Member, [user]) if user != key => want(wanted, table, &[*user, key.as_str()]),
            (_, columns) => columns.iter().for_each(|&column| want(wanted, table, &[column])),
        }
        if *relation == Relation::Parent {
            want(wanted, table, &[key.as_str()]);
        }
        lookups(when, wanted);
    }
}
