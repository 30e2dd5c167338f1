//! Does Postgres read what is rendered as the language means it?
//!
//! Random predicates over random tables, for each kind of caller: Postgres evaluates what `sql::predicate` wrote, over
//! every row, and the interpreter of `expr::eval`, which knows nothing of SQL, says what should have come of it. Both
//! clauses, since a predicate is written otherwise in each, and every provider in turn. What differs is made as small
//! as it goes, and printed with the seed of its world (see `random.rs`).

mod ask;
mod policies;
mod slips;
mod understood;

use std::collections::BTreeSet;

use pg_rls::{Custom, Provider};
use rls_core::{
    expr::{Expr, eval::Truth},
    sql::Clause,
};

use crate::{
    random::{Caller, Gen, Rng, World, seeds, smaller},
    server,
};
use ask::Asked;

/// Worlds, and predicates of each.
const WORLDS: usize = 48;
const PREDICATES: usize = 100;
const DEPTH: usize = 4;

/// How a predicate is written: as it is, or with a slip.
type Render<'r> = dyn Fn(&World, &Provider, &Expr, Clause) -> String + 'r;

fn rendered(world: &World, provider: &Provider, expr: &Expr, clause: Clause) -> String {
    rls_core::sql::predicate(&world.schema, provider, world.table(&world.main), expr, clause)
}

/// What was looked at.
#[derive(Default)]
struct Tally {
    /// A predicate, a row, a caller and a clause: one answer of Postgres each.
    answers: usize,
    yes: usize,
    /// Predicates, each once.
    distinct: BTreeSet<Expr>,
    /// Predicates that may raise for a caller, which were asked alone, and those that did.
    may_raise: usize,
    raised: usize,
}

fn provider(seed: u64) -> Provider {
    let all = [Provider::Neon, Provider::Supabase, Provider::Postgrest, Provider::Custom(Custom::default())];
    all[usize::try_from(seed % 4).unwrap()].clone()
}

#[test]
fn what_is_rendered_means_what_the_language_says() {
    let mut tally = Tally::default();
    let seeds = seeds(WORLDS);
    for &seed in &seeds {
        if let Err(message) = one_world(seed, &rendered, PREDICATES, &mut tally) {
            panic!("{message}");
        }
    }
    let Tally { answers, yes, distinct, may_raise, raised } = tally;
    let distinct = distinct.len();
    println!("{answers} answers to {distinct} predicates, {yes} yes; {may_raise} may raise, {raised} did");
    if seeds.len() >= WORLDS {
        // the test must not pass because it looked at nothing, or at what is always the same
        assert!(answers >= 100_000 && distinct >= 3_000, "{answers} answers to {distinct} predicates");
        assert!(yes * 5 > answers && yes * 5 < answers * 4, "{yes} yes of {answers}");
        assert!(raised > 20, "{raised} raised of {may_raise} that may");
    }
}

/// A world's predicates, all of its callers, both clauses.
fn one_world(seed: u64, render: &Render<'_>, predicates: usize, tally: &mut Tally) -> Result<(), String> {
    let mut rng = Rng::new(seed);
    let world = World::new(&mut rng);
    let provider = provider(seed);
    let exprs: Vec<Expr> = {
        let mut generator = Gen::new(&world, &mut rng);
        (0..predicates).map(|i| generator.expr(&world.main, i % (DEPTH + 1))).collect()
    };
    let (client, name) = server::database(&provider);
    let mut asked = Asked::new(client, &world, &provider);
    let result = world.callers.iter().try_for_each(|caller| {
        [Clause::Using, Clause::Check].into_iter().try_for_each(|clause| {
            compare(&mut asked, caller, clause, &exprs, render, tally)
                .map_err(|found| report(&mut asked, seed, caller, clause, render, found))
        })
    });
    tally.distinct.extend(exprs);
    server::drop_database(asked.client, &name);
    result
}

/// A predicate that came out wrong, and for which row.
struct Found {
    expr: Expr,
    row: Option<usize>,
    why: String,
}

fn compare(
    asked: &mut Asked<'_>,
    caller: &Caller,
    clause: Clause,
    exprs: &[Expr],
    render: &Render<'_>,
    tally: &mut Tally,
) -> Result<(), Found> {
    let (sure, unsure): (Vec<&Expr>, Vec<&Expr>) =
        exprs.iter().partition(|expr| asked.expected(caller, expr).is_ok());
    let sqls: Vec<String> =
        sure.iter().map(|expr| render(asked.world, asked.provider, expr, clause)).collect();
    match asked.answers(caller, &sqls) {
        Ok(answers) => {
            for ((expr, column), sql) in sure.iter().zip(answers).zip(&sqls) {
                let expected = asked.expected(caller, expr).unwrap();
                tally.answers += column.len();
                tally.yes += column.iter().filter(|&&yes| yes).count();
                if let Some(row) = (0..column.len()).find(|&row| column[row] != expected[row]) {
                    let why = format!("Postgres says {}, and it should not:\n{sql}", column[row]);
                    return Err(Found { expr: (*expr).clone(), row: Some(row), why });
                }
            }
        }
        Err(error) => return Err(guilty(asked, caller, clause, &sure, render, &error)),
    }
    for expr in unsure.into_iter().take(8) {
        tally.may_raise += 1;
        let sql = render(asked.world, asked.provider, expr, clause);
        match asked.answers(caller, std::slice::from_ref(&sql)) {
            // not the predicate's fault, but that of a value that cannot be cast: class 22
            Err(error) if error.starts_with("22") => tally.raised += 1,
            Err(error) => {
                return Err(Found { expr: expr.clone(), row: None, why: format!("{error}\n{sql}") });
            }
            // Postgres had no need of it, which is allowed
            Ok(_) => {}
        }
    }
    Ok(())
}

/// Which of many predicates Postgres does not take.
fn guilty(
    asked: &mut Asked<'_>,
    caller: &Caller,
    clause: Clause,
    exprs: &[&Expr],
    render: &Render<'_>,
    error: &str,
) -> Found {
    for expr in exprs {
        let sql = render(asked.world, asked.provider, expr, clause);
        if let Err(error) = asked.answers(caller, std::slice::from_ref(&sql)) {
            return Found { expr: (*expr).clone(), row: None, why: format!("{error}\n{sql}") };
        }
    }
    panic!("together they fail, and each alone does not: {error}")
}

fn report(
    asked: &mut Asked<'_>,
    seed: u64,
    caller: &Caller,
    clause: Clause,
    render: &Render<'_>,
    found: Found,
) -> String {
    let mut last = found;
    let expr = last.expr.clone();
    let least = smaller(&expr, &mut |candidate| {
        let one = std::slice::from_ref(candidate);
        match compare(asked, caller, clause, one, render, &mut Tally::default()) {
            Ok(()) => false,
            Err(found) => {
                last = found;
                true
            }
        }
    });
    let row = last.row.map(|row| (row, asked.world.line(row)));
    format!(
        "RLS_RANDOM_SEED={seed} RLS_RANDOM_COUNT=1, {clause:?} for {}, {} is\n{least:#?}\n{}\nrow {row:?}\ncaller {caller}\n",
        asked.provider, asked.world.main, last.why,
    )
}

/// What each row should say.
fn holds(truths: Vec<Truth>) -> Vec<bool> {
    truths.into_iter().map(|truth| truth == Truth::Holds).collect()
}
