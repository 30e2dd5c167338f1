//! Is our schema Drizzle's, but for the differences that are meant?
//!
//! For each folder in `cases`: drizzle-kit makes SQL of `schema.ts`, we make SQL of `models.rs`, both are applied and
//! rolled back in one database, and the two catalogs are compared, then what callers can do. Needs node, so it is no
//! part of a plain `cargo test`: `cargo test --test drizzle`, which `.ci/run` runs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod case;
mod catalog;
mod differences;
mod probe;
#[path = "../it/server.rs"]
mod server;

use std::collections::BTreeSet;

use pg_rls::Provider;

use case::Case;

#[test]
fn the_committed_copy_of_the_seed_case_is_what_drizzle_makes() {
    let seed = case::all().into_iter().find(|case| case.name == "01-seed-todo").expect("the seed's case");
    assert_eq!(include_str!("01-seed-todo.sql"), seed.drizzle);
}

#[test]
fn the_catalogs_differ_as_listed_and_not_else() {
    let (mut client, name) = server::database(&Provider::Neon);
    let mut found = BTreeSet::new();
    for case in case::all() {
        let drizzle = catalog::of(&mut client, &case.drizzle);
        let ours = catalog::of(&mut client, &case.ours);
        assert!(ours.len() > 5, "{}: {ours:#?}", case.name);
        found.extend(
            catalog::differences(&drizzle, &ours).into_iter().map(|line| format!("{} {line}", case.name)),
        );
    }
    let listed = differences::all();
    let unlisted: Vec<&String> = found.difference(&listed).collect();
    let gone: Vec<&String> = listed.difference(&found).collect();
    assert!(
        unlisted.is_empty() && gone.is_empty(),
        "not listed: {unlisted:#?}\nlisted, but not there: {gone:#?}"
    );
    server::drop_database(client, &name);
}

#[test]
fn callers_can_do_the_same() {
    let (mut client, name) = server::database(&Provider::Neon);
    for case in case::all() {
        let mut drizzle = probe::outcomes(&mut client, &case, &case.drizzle, true);
        let mut ours = probe::outcomes(&mut client, &case, &case.ours, true);
        assert!(!ours.is_empty());
        if case.name == "04-absent-halves" {
            // no policy: Drizzle leaves row security off, and every row lies open
            let vaults = |outcomes: &probe::Outcomes| -> probe::Outcomes {
                outcomes
                    .iter()
                    .filter(|(key, _)| key.contains("vaults"))
                    .map(|(k, v)| (k.clone(), v.clone()))
                    .collect()
            };
            assert_ne!(vaults(&drizzle), vaults(&ours));
            assert!(vaults(&ours).values().all(|outcome| outcome == "0" || outcome == "policy"));
            drizzle.retain(|key, _| !key.contains("vaults"));
            ours.retain(|key, _| !key.contains("vaults"));
        }
        let differ = probe::differences(&drizzle, &ours);
        assert!(differ.is_empty(), "{}: {differ:#?}", case.name);
    }
    server::drop_database(client, &name);
}

#[test]
fn our_own_grants_take_away_only_what_no_policy_allows() {
    let (mut client, name) = server::database(&Provider::Neon);
    for case in case::all() {
        let granted = probe::outcomes(&mut client, &case, &case.ours, true);
        let derived = probe::outcomes(&mut client, &case, &case.ours, false);
        for (key, outcome) in &derived {
            let all = &granted[key];
            let nothing = all == "0" || all == "policy";
            assert!(
                outcome == all || outcome == "privilege" && nothing,
                "{} {key}: {all} -> {outcome}",
                case.name
            );
        }
        assert!(
            derived.values().any(|outcome| outcome != "privilege" && outcome != "policy"),
            "{}",
            case.name
        );
    }
    server::drop_database(client, &name);
}

/// Every role that may come: the provider's and the case's own.
fn roles(case: &Case) -> Vec<String> {
    ["authenticated", "anonymous"].into_iter().map(str::to_owned).chain(case.roles.iter().cloned()).collect()
}
