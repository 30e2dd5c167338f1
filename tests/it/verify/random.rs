//! Does `verify` prove random schemas, and refute their weakenings?
//!
//! Those of `evolve`, with rare types, checks, keys, roles and SQL; and those of `compare`, with predicates over each other's
//! tables. `RLS_RANDOM_SEED` and `RLS_RANDOM_COUNT` look elsewhere; the long run:
//! `RLS_RANDOM_COUNT=300 cargo test -p pg-rls --test it verify::random -- --nocapture`

use std::fmt::Write as _;

use rls_core::{
    ident::quote,
    resolve::Resolved,
    sql,
    verify::{
        mutants::{Mutant, mutants},
        report::{CellVerdict, Counts},
    },
};
use rls_live::{
    LiveError, Workshop, connect,
    verify::{Fate, Options, Tried, prove, ready, weaken},
};

use crate::{
    compare::pairs,
    evolve::pair,
    random::{Rng, World, seeds},
};

const WORLDS: usize = 24;
/// Weakenings of each that are tried.
const WEAKENED: usize = 6;
/// Of a hundred weakenings that are not shown to be unseen, so many are refuted at least.
const REFUTED_PERCENT: usize = 95;

fn schema(seed: u64, rng: &mut Rng) -> Resolved {
    if seed.is_multiple_of(2) {
        let world = World::new(rng);
        return pairs::Pair::new(&world, rng).old;
    }
    pair::Pair::random(seed).resolved().unwrap().1
}

/// Some of them.
fn some(mut all: Vec<Mutant>, rng: &mut Rng) -> Vec<Mutant> {
    let mut some = Vec::new();
    while some.len() < WEAKENED && !all.is_empty() {
        some.push(all.swap_remove(rng.below(all.len())));
    }
    some
}

fn is_refuted(verdict: &CellVerdict) -> bool {
    matches!(verdict, CellVerdict::Refuted(_))
}

#[test]
fn random_schemas_are_proven_and_their_weakenings_refuted() {
    // roles belong to all of a server, and these are others each time
    let workshop = Workshop::throwaway().unwrap();
    let mut admin = connect(workshop.address()).unwrap();
    let mut sum = Counts::default();
    let (mut unseen, mut refuted) = (0, 0);
    let (mut missed, mut wrong) = (String::new(), String::new());
    let seeds = seeds(WORLDS);
    for &seed in &seeds {
        let at = format!("RLS_RANDOM_SEED={seed} RLS_RANDOM_COUNT=1");
        let mut rng = Rng::new(seed ^ 0x9e7f);
        let resolved = schema(seed, &mut rng);
        let options = Options { unseen: true, ..Options::default() };
        let mut looked = || {
            let (scratch, filled) = ready(&workshop, &resolved, &options)?;
            let report = prove(&scratch, &resolved, &filled, &options, &mut |_| {})?;
            let some = some(mutants(&resolved), &mut rng);
            let tried = weaken(&scratch, &resolved, &filled, some, &options, &mut |_| {})?;
            Ok((report, tried))
        };
        let (report, tried) = match looked() {
            Ok(both) => both,
            Err(error) => {
                let error: LiveError = error;
                writeln!(wrong, "{at}\n{error}\n").unwrap();
                continue;
            }
        };
        for role in resolved.schema.roles.keys() {
            admin.client().batch_execute(&format!("DROP ROLE IF EXISTS {}", quote(role))).unwrap();
        }
        if let Some((table, role, CellVerdict::Refuted(by))) = report
            .cells()
            .map(|(table, role, cell)| (table, role, &cell.verdict))
            .find(|one| is_refuted(one.2))
        {
            let by = by.first().map(|by| (&by.caller, &by.statement, &by.expected, &by.came));
            writeln!(wrong, "{at}\n{} {:?}: {by:?}\n", table.table, role.role).unwrap();
            if seeds.len() == 1 {
                println!("{}\n{}", report.plain(), sql::ddl(&resolved));
            }
        }
        let counts = report.counts();
        sum.cells += counts.cells;
        sum.proven += counts.proven;
        sum.not_reached += counts.not_reached;
        sum.probes += counts.probes;
        for (table, role, cell) in report.cells() {
            if let CellVerdict::NotReached(why) = &cell.verdict {
                println!("{at}: {} {:?} {} not reached: {why}", table.table, role.role, cell.command);
            }
        }
        for Tried { mutant, fate } in tried {
            match (fate, mutant.unseen) {
                (Fate::Refuted(_), None) => refuted += 1,
                (Fate::Refuted(by), Some(why)) => {
                    let by = (by.caller, by.statement, by.expected, by.came);
                    writeln!(wrong, "{at}\n{}: {why}, and it is seen: {by:?}\n", mutant.name).unwrap();
                }
                (Fate::Unseen(_), _) => unseen += 1,
                (Fate::Missed, _) => {
                    writeln!(missed, "{at}: {}", mutant.name).unwrap();
                    if seeds.len() == 1 {
                        println!("{}\n{}", sql::ddl(&resolved), mutant.sql);
                    }
                }
            }
        }
    }
    let misses = missed.lines().count();
    println!("{sum}; weakenings: {refuted} refuted, {unseen} unseen, {misses} missed\n{missed}");
    assert_eq!(wrong, "");
    let enough = seeds.len() >= WORLDS / 4;
    assert!(!enough || refuted * 100 >= (refuted + misses) * REFUTED_PERCENT, "{refuted} refuted\n{missed}");
}
