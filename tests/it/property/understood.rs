//! Is what `sql::predicate` wrote read back as what was meant?
//!
//! The random predicates of this test again: each is rendered, the text is understood, and what was understood is
//! rendered once more. Postgres must say of that what the interpreter says of the predicate that all began with.

use std::cell::RefCell;

use pg_rls::Provider;
use rls_core::{
    expr::Expr,
    sql::{Clause, predicate},
    understand::Reader,
};

use super::{Tally, one_world, rendered};
use crate::random::{World, seeds};

const WORLDS: usize = 16;
const PREDICATES: usize = 80;

/// What came of reading.
#[derive(Default)]
struct Read {
    texts: usize,
    /// Read back as the very same predicate.
    same: usize,
    /// With nothing left as text that was none.
    said: usize,
}

#[test]
fn what_is_read_back_means_the_same() {
    let read = RefCell::new(Read::default());
    let again = |world: &World, provider: &Provider, expr: &Expr, clause: Clause| {
        let sql = rendered(world, provider, expr, clause);
        let table = world.table(&world.main);
        let known = Reader::new(&world.schema, provider).understand(&sql, table);
        assert_eq!(known.unreadable, None, "{sql}");
        assert!(known.columns.iter().all(|column| column.exists), "{sql}: {:?}", known.columns);
        let mut read = read.borrow_mut();
        read.texts += 1;
        read.same += usize::from(known.holds == *expr);
        read.said += usize::from(texts(&known.holds) <= texts(expr));
        predicate(&world.schema, provider, table, &known.holds, clause)
    };
    let mut tally = Tally::default();
    for seed in seeds(WORLDS) {
        if let Err(message) = one_world(seed, &again, PREDICATES, &mut tally) {
            panic!("{message}");
        }
    }
    let Read { texts, same, said } = read.into_inner();
    println!(
        "{} answers; of {texts} texts {same} are the same predicate, {said} without a text of their own",
        tally.answers
    );
    assert!(said * 10 > texts * 8 && same * 10 > texts * 3, "{said} said, {same} the same, of {texts}");
}

/// How much of it is text.
fn texts(expr: &Expr) -> usize {
    let atoms = expr.atoms().into_iter().map(|(atom, _)| match atom {
        Expr::Sql(_) | Expr::Exists(_) => 1,
        Expr::Among(among) => texts(&among.when),
        _ => 0,
    });
    atoms.sum()
}
