//! What is the least predicate that still goes wrong?

use rls_core::expr::{Among, Expr};

/// The smallest predicate to be found from this one for which the test still says yes.
pub(crate) fn smaller(expr: &Expr, still: &mut dyn FnMut(&Expr) -> bool) -> Expr {
    let mut least = expr.clone();
    'again: loop {
        for candidate in candidates(&least) {
            if still(&candidate) {
                least = candidate;
                continue 'again;
            }
        }
        return least;
    }
}

/// One step smaller, the boldest first.
fn candidates(expr: &Expr) -> Vec<Expr> {
    let mut all: Vec<Expr> = Vec::new();
    match expr {
        Expr::And(parts) | Expr::Or(parts) => {
            all.extend(parts.iter().cloned());
            for left_out in 0..parts.len() {
                if parts.len() > 2 {
                    let mut fewer = parts.clone();
                    fewer.remove(left_out);
                    all.push(same(expr, fewer));
                }
                for part in candidates(&parts[left_out]) {
                    let mut changed = parts.clone();
                    changed[left_out] = part;
                    all.push(same(expr, changed));
                }
            }
        }
        Expr::Not(inner) => {
            all.push((**inner).clone());
            all.extend(candidates(inner).into_iter().map(Expr::not));
        }
        Expr::In(value, list) if list.len() > 1 => {
            all.extend(list.iter().map(|item| Expr::In(value.clone(), vec![item.clone()])));
        }
        Expr::Among(among) => {
            all.extend([Expr::Bool(true), Expr::Bool(false)]);
            let with = |when| Expr::Among(Box::new(Among { when, ..(**among).clone() }));
            all.extend(candidates(&among.when).into_iter().map(with));
        }
        _ => {}
    }
    all
}

fn same(like: &Expr, parts: Vec<Expr>) -> Expr {
    if matches!(like, Expr::And(_)) { Expr::And(parts) } else { Expr::Or(parts) }
}

#[test]
fn comes_down_to_the_atom_at_fault() {
    let culprit = Expr::column("b");
    let big = Expr::column("a").and(Expr::owner("c").or(culprit.clone().not()).not()).or(Expr::Bool(false));
    let least = smaller(&big, &mut |expr| expr.atoms().iter().any(|(atom, _)| **atom == culprit));
    assert_eq!(least, culprit);
}
