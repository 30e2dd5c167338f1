//! Does every plan lead where it should, and back?
//!
//! Random pairs of schemas, the second made of the first by what people change, with rows in the first or without. On a
//! real server: there by the plan's parts, and the catalog is that of a fresh build; back by its down parts, there once
//! more, and back by a plan of its own. What rows rightly refuse leaves everything as it was; without rows nothing is
//! refused. A pair that goes wrong is made as small as it goes and printed with its seed (see `random.rs`).

mod change;
mod edit;
mod kept;
mod make;
mod mend;
mod model;
pub(crate) mod pair;
pub(crate) mod place;
mod policies;
mod promise;
mod rows;
mod run;
mod shrink;
mod slips;
mod state;
mod types;

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use pair::Pair;
use place::Place;
use run::{APPLIES, Failure, Planner, Seen, run};

use crate::random::seeds;

const PAIRS: usize = 2000;
/// Pairs that are made smaller and printed, and with how many tries each.
const SHOWN: usize = 3;
const TRIES: usize = 200;

/// What was looked at.
#[derive(Default)]
struct Tally {
    pairs: usize,
    with_rows: usize,
    seen: Seen,
    refused: BTreeMap<(&'static str, String), usize>,
    failures: BTreeMap<String, Vec<(u64, Failure)>>,
}

impl Tally {
    fn add(&mut self, seed: u64, pair: &Pair, result: Result<Seen, Failure>) {
        self.pairs += 1;
        if self.pairs.is_multiple_of(1000) {
            println!("{} pairs, {} kinds of failures", self.pairs, self.failures.len());
        }
        self.with_rows += usize::from(pair.rows.is_some());
        match result {
            Ok(seen) => {
                self.seen.parts += seen.parts;
                self.seen.steps += seen.steps;
                self.seen.rows += seen.rows;
                self.seen.values += seen.values;
                if let Some(class) = seen.refused {
                    *self.refused.entry(class).or_default() += 1;
                }
            }
            Err(failure) => {
                // said at once, since a long run may not be waited for
                println!("RLS_RANDOM_SEED={seed}: {}", failure.kind);
                self.failures.entry(failure.kind.clone()).or_default().push((seed, failure));
            }
        }
    }
}

/// All seeds, on as many servers as there are processors.
fn all(seeds: &[u64], planner: &Planner<'_>) -> Tally {
    let tally = Mutex::new(Tally::default());
    let next = AtomicUsize::new(0);
    let workers = thread::available_parallelism().map_or(2, usize::from).min(8).min(seeds.len().max(1));
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let mut place = Place::new();
                while let Some(&seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let pair = Pair::random(seed);
                    let mut result = run(&pair, &mut place, planner);
                    if result.as_ref().is_ok_and(|seen| seen.refused.is_some()) {
                        // what rows refused must go without them
                        let empty = Pair { rows: None, ..pair.clone() };
                        if let Err(failure) = run(&empty, &mut place, planner) {
                            result = Err(failure);
                        }
                    }
                    tally.lock().unwrap().add(seed, &pair, result);
                }
            });
        }
    });
    tally.into_inner().unwrap()
}

#[test]
fn there_and_back() {
    let start = std::time::Instant::now();
    let seeds = seeds(PAIRS);
    let tally = all(&seeds, &rls_core::plan::plan);
    let Tally { pairs, with_rows, seen: Seen { parts, steps, rows, values, .. }, refused, failures } = tally;
    println!(
        "{pairs} pairs, {with_rows} with {rows} rows; {parts} parts of {steps} statements; {values} columns of values; {:.0} s",
        start.elapsed().as_secs_f64()
    );
    for ((at, code), count) in &refused {
        println!("  rows refused {count} times, {at}: {code}");
    }
    let odd: usize = refused.iter().filter(|((at, _), _)| APPLIES.contains(at)).map(|(_, count)| count).sum();
    assert!(odd * 200 <= pairs + 200, "{odd} pairs that Postgres does not take");
    assert!(failures.is_empty(), "{}", report(&failures));
}

/// Every kind of failure with its count, the first kinds with their smallest pair.
fn report(failures: &BTreeMap<String, Vec<(u64, Failure)>>) -> String {
    let mut kinds: Vec<_> = failures.iter().collect();
    kinds.sort_by_key(|(_, all)| std::cmp::Reverse(all.len()));
    let mut text = String::new();
    for (kind, all) in &kinds {
        let seeds: Vec<String> = all.iter().take(3).map(|(seed, _)| seed.to_string()).collect();
        let why: String = all[0].1.why.chars().take(700).collect();
        text += &format!(
            "{} pairs ({}): {kind}\n    {}\n",
            all.len(),
            seeds.join(", "),
            why.replace('\n', "\n    ")
        );
    }
    let shown: Vec<_> = kinds.into_iter().take(SHOWN).collect();
    thread::scope(|scope| {
        let smallest = |(kind, all): &(&String, &Vec<(u64, Failure)>)| {
            let ((seed, failure), kind) = (all[0].clone(), (*kind).clone());
            scope.spawn(move || smallest(seed, failure, &kind))
        };
        let running: Vec<_> = shown.iter().map(smallest).collect();
        running.into_iter().for_each(|one| text += &one.join().unwrap());
    });
    text
}

/// The least pair that fails in the same way, its plan and why.
fn smallest(seed: u64, mut last: Failure, kind: &str) -> String {
    let mut place = Place::new();
    let pair = shrink::smaller(&Pair::random(seed), TRIES, &mut |candidate| match run(
        candidate,
        &mut place,
        &rls_core::plan::plan,
    ) {
        Err(failure) if failure.kind == kind => {
            last = failure;
            true
        }
        _ => false,
    });
    format!("\n=== RLS_RANDOM_SEED={seed} RLS_RANDOM_COUNT=1\n{pair}{last}\n")
}

/// Whether the schemas are what Postgres takes: that alone shows faults of what makes them.
#[test]
fn what_is_made_applies() {
    let mut place = Place::new();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for seed in seeds(100) {
        let (old, new) = Pair::random(seed).resolved().unwrap();
        for side in [&old, &new] {
            let ddl = rls_core::sql::ddl(side);
            place.client().batch_execute("BEGIN").unwrap();
            if let Err(refused) = place.run(&ddl) {
                *kinds.entry(format!("{} {} [{seed}]", refused.code, refused.message)).or_default() += 1;
            }
            place.client().batch_execute("ROLLBACK").unwrap();
        }
    }
    assert!(kinds.is_empty(), "{kinds:#?}");
}
