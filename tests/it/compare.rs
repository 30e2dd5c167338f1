//! Does `access::compare` ever call a widening narrow, or the same?
//!
//! Random sets of policies and the same with something changed, each put on a server, where callers try each command on
//! each row. What was denied and is allowed must have been said to widen, and what was allowed and is denied must not
//! have been said to stay. Statements that end in an error other than a denial are left aside, as `compare` says.

pub(crate) mod pairs;
mod probe;

use std::collections::BTreeMap;

use pg_rls::Provider;
use rls_core::{
    access::{Change, Verdict, compare},
    schema::{Command, Role},
};

use crate::{
    random::{Rng, World, seeds},
    server,
};
use pairs::Pair;
use probe::{Answer, Probe, Try};

/// Worlds, and pairs of each.
const WORLDS: usize = 24;
const PAIRS: usize = 60;
/// Of a hundred verdicts that are not "same", so many may be "cannot tell".
const UNKNOWN_PERCENT: usize = 2;

/// What a change is called.
type Judge = fn(&Change) -> Verdict;

/// What was looked at.
#[derive(Default, Debug)]
struct Tally {
    pairs: usize,
    tries: usize,
    widened: usize,
    narrowed: usize,
    verdicts: BTreeMap<Verdict, usize>,
    /// Pairs that say the same in other words, and how many of those were known to be.
    reworded: usize,
    reworded_known: usize,
}

#[test]
fn a_widening_is_never_called_narrow() {
    let seeds = seeds(WORLDS);
    let mut tally = Tally::default();
    for &seed in &seeds {
        if let Err(message) = one_world(seed, |change| change.verdict, &mut tally) {
            panic!("{message}");
        }
    }
    println!("{tally:?}");
    if seeds.len() >= WORLDS {
        let Tally { pairs, tries, widened, narrowed, verdicts, reworded, reworded_known } = tally;
        assert!(pairs >= 1_000 && tries >= 50_000, "{pairs} pairs, {tries} tries");
        assert!(widened > 1_000 && narrowed > 1_000, "{widened} tries widened, {narrowed} narrowed");
        let changed: usize = verdicts.values().sum();
        let unknown = verdicts.get(&Verdict::Unknown).copied().unwrap_or(0);
        assert!(unknown * 100 <= changed * UNKNOWN_PERCENT, "{unknown} of {changed} cannot be told");
        assert!(
            reworded_known * 100 >= reworded * 95,
            "{reworded_known} of {reworded} were seen to be the same"
        );
    }
}

/// A verdict that leaves something out has to be found out by what the server does.
#[test]
fn a_slip_is_seen() {
    let slips: [(&str, Judge); 4] = [
        ("the check is not looked at", |change| match change.command {
            Command::Insert => Verdict::Same,
            _ => change.using,
        }),
        ("the privilege is not looked at", |change| change.using.max(change.check)),
        ("the rows that are there are not looked at", |change| change.check.max(change.privilege)),
        ("what changes both ways only narrows", |change| match change.verdict {
            Verdict::Changes => Verdict::Narrows,
            other => other,
        }),
    ];
    for (what, slip) in slips {
        let seen = (1..6).any(|seed| one_world(seed, slip, &mut Tally::default()).is_err());
        assert!(seen, "{what}: nothing came of it");
    }
}

/// What `judge` makes of a change is held against a server.
fn one_world(seed: u64, judge: Judge, tally: &mut Tally) -> Result<(), String> {
    let mut rng = Rng::new(seed ^ 0x00ac_ce55);
    let world = World::new(&mut rng);
    let (client, name) = server::database(&Provider::Neon);
    let mut probe = Probe::new(client, &world);
    for number in 0..PAIRS {
        let pair = Pair::new(&world, &mut rng);
        let role = *rng.pick(&pairs::ROLES);
        let changes = compare(&pair.old, &pair.new);
        for change in &changes {
            *tally.verdicts.entry(change.verdict).or_default() += 1;
        }
        tally.pairs += 1;
        if pair.reworded {
            tally.reworded += 1;
            tally.reworded_known += usize::from(changes.is_empty());
        }
        let before = probe.tries(&pair.old, role, &mut rng.clone());
        let after = probe.tries(&pair.new, role, &mut rng.clone());
        let verdict = |command: Command| {
            let of_cell = changes.iter().find(|change| {
                change.table == world.main && change.role == Role::named(role) && change.command == command
            });
            of_cell.map_or(Verdict::Same, judge)
        };
        assert_eq!(before.len(), after.len());
        for (what, was) in &before {
            let is = &after[what];
            tally.tries += 1;
            let verdict = verdict(what.command);
            let wrong = match (was, is) {
                (Answer::Denied, Answer::Allowed) => {
                    tally.widened += 1;
                    !verdict.may_widen()
                }
                (Answer::Allowed, Answer::Denied) => {
                    tally.narrowed += 1;
                    matches!(verdict, Verdict::Same | Verdict::Widens)
                }
                _ => false,
            };
            if wrong {
                let row = row_of(&world, what);
                return Err(format!(
                    "RLS_RANDOM_SEED={seed} RLS_RANDOM_COUNT=1, pair {number}: {verdict} was said of {role} {what:?}: \
                     {was:?}, then {is:?}\n{row}\n{pair}"
                ));
            }
        }
    }
    server::drop_database(probe.client, &name);
    Ok(())
}

fn row_of(world: &World, what: &Try) -> String {
    let line = |number: usize| world.line(number);
    format!("row {}\nnew {:?}", line(what.row), what.new.map(line))
}
