//! What is the least pair that still goes wrong?

use rls_core::{
    expr::Expr,
    plan::Options,
    schema::{Column, Table},
};

use super::{model::Model, pair::Pair};

/// The smallest pair to be found for which the test still says yes, in so many tries.
pub(super) fn smaller(pair: &Pair, mut tries: usize, still: &mut dyn FnMut(&Pair) -> bool) -> Pair {
    let mut least = pair.clone();
    'again: loop {
        for candidate in candidates(&least) {
            if tries == 0 {
                return least;
            }
            if candidate.resolved().is_none() {
                continue;
            }
            tries -= 1;
            if still(&candidate) {
                least = candidate;
                continue 'again;
            }
        }
        return least;
    }
}

/// Takes something away, if it is there.
type Cut = Box<dyn Fn(&mut Model)>;

/// One step smaller, the boldest first.
fn candidates(pair: &Pair) -> Vec<Pair> {
    let mut all = Vec::new();
    let both = |cut: &Cut, all: &mut Vec<Pair>| {
        // from both sides, or from one of them
        for (from_old, from_new) in [(true, true), (false, true), (true, false)] {
            let mut smaller = pair.clone();
            for (model, wanted) in [(&mut smaller.old, from_old), (&mut smaller.new, from_new)] {
                if wanted {
                    cut(model);
                    model.mend(None);
                }
            }
            let is_other = |a: &Model, b: &Model| a.schema != b.schema || a.was != b.was;
            if is_other(&smaller.old, &pair.old) || is_other(&smaller.new, &pair.new) {
                all.push(smaller);
            }
        }
    };
    // what was not changed, piece by piece: the old thing in the new one's place
    for cut in cuts(&pair.old, &pair.new) {
        both(&cut, &mut all);
    }
    all.extend(reverted(pair));
    if pair.rows.is_some() {
        all.insert(0, Pair { rows: None, ..pair.clone() });
    }
    if pair.options.online {
        all.push(Pair { options: Options { online: false, ..pair.options.clone() }, ..pair.clone() });
    }
    all
}

fn cuts(old: &Model, new: &Model) -> Vec<Cut> {
    let mut cuts: Vec<Cut> = Vec::new();
    let mut tables: Vec<&Table> = old.schema.tables.iter().chain(&new.schema.tables).collect();
    tables.dedup_by_key(|table| table.name.clone());
    for table in &tables {
        let token = table.name.clone();
        cuts.push(Box::new(move |model| model.schema.tables.retain(|table| table.name != token)));
    }
    for one in old.schema.enums.iter().chain(&new.schema.enums) {
        let token = one.name.clone();
        cuts.push(Box::new(move |model| model.schema.enums.retain(|one| one.name != token)));
    }
    for role in old.schema.roles.keys().chain(new.schema.roles.keys()) {
        let token = role.clone();
        cuts.push(Box::new(move |model| {
            model.schema.roles.remove(&token);
        }));
    }
    for table in &tables {
        let within = |change: fn(&mut Table, usize), at: usize| -> Cut {
            let token = table.name.clone();
            Box::new(move |model| {
                if let Some(table) = model.schema.tables.iter_mut().find(|table| table.name == token) {
                    change(table, at);
                }
            })
        };
        let most = |count: fn(&Table) -> usize| {
            [old, new]
                .into_iter()
                .filter_map(|m| m.schema.find_table(&table.name))
                .map(count)
                .max()
                .unwrap_or(0)
        };
        for at in 0..most(|table| table.policies.len()) {
            cuts.push(within(|table, at| drop_at(&mut table.policies, at), at));
        }
        for at in 0..most(|table| table.indexes.len()) {
            cuts.push(within(|table, at| drop_at(&mut table.indexes, at), at));
        }
        for at in 0..most(|table| table.constraints.len()) {
            cuts.push(within(|table, at| drop_at(&mut table.constraints, at), at));
        }
        for at in 0..most(|table| table.grants.len()) {
            cuts.push(within(|table, at| drop_at(&mut table.grants, at), at));
        }
        cuts.push(within(|table, _| table.force = false, 0));
        cuts.push(within(|table, _| table.derive_grants = false, 0));
        cuts.push(within(|table, _| table.comment = None, 0));
        let mut columns: Vec<String> =
            [old, new].into_iter().filter_map(|m| m.schema.find_table(&table.name)).flat_map(names).collect();
        columns.sort();
        columns.dedup();
        for column in columns {
            let drop = column.clone();
            cuts.push(Box::new(move |model| {
                model.schema.tables.iter_mut().for_each(|table| table.columns.retain(|c| c.name != drop));
            }));
            let simplify: [fn(&mut Column); 5] = [
                |column| column.default = None,
                |column| column.identity = None,
                |column| column.generated = None,
                |column| column.collate = None,
                |column| column.comment = None,
            ];
            for simpler in simplify {
                let name = column.clone();
                cuts.push(Box::new(move |model| {
                    let columns = model.schema.tables.iter_mut().flat_map(|table| &mut table.columns);
                    columns.filter(|column| column.name == name).for_each(simpler);
                }));
            }
        }
        for at in 0..most(|table| table.policies.len()) {
            cuts.push(within(|table, at| simpler_clauses(table, at, |_| Expr::Bool(true)), at));
            cuts.push(within(|table, at| simpler_clauses(table, at, |expr| part(expr, 0)), at));
            cuts.push(within(|table, at| simpler_clauses(table, at, |expr| part(expr, 1)), at));
        }
    }
    for token in old.was.keys().chain(new.was.keys()) {
        let token = token.clone();
        cuts.push(Box::new(move |model| {
            model.was.remove(&token);
        }));
    }
    // names that need no quotes
    for token in old.names.keys().chain(new.names.keys()) {
        let token = token.clone();
        cuts.push(Box::new(move |model| {
            if let Some(name) = model.names.get_mut(&token)
                && name.name.bytes().any(|byte| !(byte.is_ascii_lowercase() || byte == b'_'))
            {
                name.name =
                    format!("n_{}", token.trim_start_matches('@').replace(|c: char| c.is_ascii_digit(), "x"));
            }
        }));
    }
    cuts
}

/// What is the same again as before: one table's or enum's change is taken back.
fn reverted(pair: &Pair) -> Vec<Pair> {
    let mut all = Vec::new();
    for table in &pair.old.schema.tables {
        let Some(at) = pair.new.schema.tables.iter().position(|new| new.name == table.name) else { continue };
        let whole: [fn(&mut Table, &Table); 6] = [
            |new, old| *new = old.clone(),
            |new, old| new.policies.clone_from(&old.policies),
            |new, old| new.indexes.clone_from(&old.indexes),
            |new, old| new.constraints.clone_from(&old.constraints),
            |new, old| new.grants.clone_from(&old.grants),
            |new, old| new.columns.clone_from(&old.columns),
        ];
        for revert in whole {
            let mut smaller = pair.clone();
            revert(&mut smaller.new.schema.tables[at], table);
            smaller.new.mend(None);
            if smaller.new.schema != pair.new.schema {
                all.push(smaller);
            }
        }
    }
    for (token, name) in &pair.old.names {
        if pair.new.names.get(token) != Some(name) {
            let mut smaller = pair.clone();
            smaller.new.names.insert(token.clone(), name.clone());
            smaller.new.was.remove(token);
            all.push(smaller);
        }
    }
    all
}

fn names(table: &Table) -> Vec<String> {
    table.columns.iter().map(|column| column.name.clone()).collect()
}

fn drop_at<T>(list: &mut Vec<T>, at: usize) {
    if at < list.len() {
        list.remove(at);
    }
}

fn part(expr: &Expr, at: usize) -> Expr {
    let part = match expr {
        Expr::And(parts) | Expr::Or(parts) => parts.get(at),
        Expr::Not(inner) => Some(&**inner),
        _ => None,
    };
    part.unwrap_or(expr).clone()
}

fn simpler_clauses(table: &mut Table, at: usize, simpler: fn(&Expr) -> Expr) {
    if let Some(policy) = table.policies.get_mut(at) {
        for clause in [&mut policy.using, &mut policy.check].into_iter().flatten() {
            *clause = simpler(clause);
        }
    }
}
