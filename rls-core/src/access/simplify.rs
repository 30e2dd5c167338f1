//! What is the shortest way to say a condition?

use crate::{
    expr::{Expr, Facts, Implied},
    schema::{Schema, Table},
};

/// Deeper is left as it is.
const DEPTH: usize = 60;
/// More parts than this are not held against each other.
const PARTS: usize = 24;

/// A predicate that holds where the given one does, in fewer words: what is said twice is said once, what another part
/// implies is left out, and `!` stands at atoms.
pub(super) fn simplify(expr: &Expr, schema: &Schema, table: &Table) -> Expr {
    let facts = schema.facts(table);
    let simple = walk(expr, schema, table, true, DEPTH);
    if simple.implies(&Expr::Bool(false), &facts) == Implied::Yes {
        return Expr::Bool(false);
    }
    if Expr::Bool(true).implies(&simple, &facts) == Implied::Yes {
        return Expr::Bool(true);
    }
    simple
}

fn walk(expr: &Expr, schema: &Schema, table: &Table, holds: bool, depth: usize) -> Expr {
    let turned = |expr: &Expr| if holds { expr.clone() } else { expr.clone().not() };
    let Some(depth) = depth.checked_sub(1) else { return turned(expr) };
    match expr {
        Expr::Bool(value) => Expr::Bool(*value == holds),
        Expr::Not(inner) => walk(inner, schema, table, !holds, depth),
        Expr::And(parts) | Expr::Or(parts) => {
            let all = matches!(expr, Expr::And(_)) == holds;
            let mut simple = Vec::new();
            for part in parts {
                match walk(part, schema, table, holds, depth) {
                    Expr::And(more) if all => simple.extend(more),
                    Expr::Or(more) if !all => simple.extend(more),
                    one => simple.push(one),
                }
            }
            join(simple, all, &schema.facts(table))
        }
        Expr::Among(among) if holds => match schema.find_table(&among.table) {
            Some(other) => {
                let mut among = among.clone();
                among.when = simplify(&among.when, schema, other);
                if among.when.is_deny() { Expr::Bool(false) } else { Expr::Among(among) }
            }
            None => turned(expr),
        },
        atom => turned(atom),
    }
}

/// All of these, or any, without those that say nothing beside the others.
fn join(mut parts: Vec<Expr>, all: bool, facts: &dyn Facts) -> Expr {
    if parts.contains(&Expr::Bool(!all)) {
        return Expr::Bool(!all);
    }
    let mut kept: Vec<Expr> = Vec::new();
    parts.retain(|part| *part != Expr::Bool(all));
    for part in parts {
        if !kept.contains(&part) {
            kept.push(part);
        }
    }
    if kept.len() <= PARTS {
        let mut at = 0;
        while at < kept.len() {
            // of two that say the same, the first stays
            let needless = (0..kept.len()).filter(|&other| other != at).any(|other| {
                let (strong, weak) = if all { (other, at) } else { (at, other) };
                kept[strong].implies(&kept[weak], facts) == Implied::Yes
                    && (other < at || kept[weak].implies(&kept[strong], facts) != Implied::Yes)
            });
            if needless {
                kept.remove(at);
            } else {
                at += 1;
            }
        }
    }
    if all { Expr::all(kept) } else { Expr::any(kept) }
}
