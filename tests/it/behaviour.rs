//! Who may do what with the seed's table?
//!
//! Two roles, ten states of the claims, every kind of statement: a table of what comes of each, recorded as a
//! snapshot, held to rules that are written down apart from it, equal for our SQL, the four policies of the guides and
//! Drizzle's, and different for each slip that somebody could make.

mod cell;
mod claims;
mod matrix;
mod mutants;
mod probe;
mod rules;
mod schemas;
mod statements;

use std::{fmt::Write as _, panic, sync::LazyLock, thread};

use pg_rls::Provider;

use crate::server;
use matrix::Matrix;
use mutants::Mutant;
use statements::{MERGES, STATEMENTS};

static OURS: LazyLock<Matrix> = LazyLock::new(|| of(&schemas::ours()));

/// The server's major version.
fn major() -> i32 {
    static NUMBER: LazyLock<i32> = LazyLock::new(|| {
        let mut client = server::connect("postgres");
        let row = client.query_one("SELECT current_setting('server_version_num')::int", &[]);
        row.expect("every server says").get(0)
    });
    *NUMBER / 10_000
}

fn of(ddl: &str) -> Matrix {
    let (client, database) = server::database(&Provider::Neon);
    let matrix = Matrix::of(&database, ddl);
    server::drop_database(client, &database);
    matrix
}

fn lines(broken: Vec<(&rules::Rule, Vec<String>)>) -> Vec<String> {
    broken.into_iter().map(|(rule, cells)| format!("{}: {cells:#?}", rule.says)).collect()
}

#[test]
fn ours_keeps_every_rule() {
    assert_eq!(lines(rules::broken(&OURS)), [""; 0]);
}

#[test]
fn ours_is_as_recorded() {
    insta::assert_snapshot!("matrix", OURS.table(STATEMENTS));
    if major() >= 15 {
        insta::assert_snapshot!("matrix_merge", OURS.table(MERGES));
    } else {
        // what a MERGE gives there is in the rules
        assert!(OURS.table(MERGES).contains("42601"));
    }
}

#[test]
fn the_guides_policies_give_the_same() {
    assert_eq!(OURS.differences(&of(schemas::BY_HAND)), [""; 0]);
}

#[test]
fn drizzle_gives_the_same() {
    assert_eq!(OURS.differences(&of(&schemas::drizzle())), [""; 0]);
}

#[test]
fn every_slip_is_caught() {
    let mutants = mutants::seen();
    assert!(mutants.len() >= 24);
    let mut caught: Vec<Caught> = Vec::new();
    thread::scope(|scope| {
        let half = mutants.len().div_ceil(2);
        let halves: Vec<_> = mutants
            .chunks(half)
            .map(|half| scope.spawn(|| half.iter().map(Caught::of).collect::<Vec<_>>()))
            .collect();
        for half in halves {
            caught.extend(half.join().unwrap());
        }
    });
    let missed: Vec<&str> = caught.iter().filter(|c| c.cells.is_empty()).map(|c| c.name.as_str()).collect();
    assert_eq!(missed, [""; 0], "nobody would see these");
    // what the rules alone say, without a recorded table to compare with
    let unruly: Vec<&str> = caught.iter().filter(|c| c.rules.is_empty()).map(|c| c.name.as_str()).collect();
    assert_eq!(unruly, ["no primary key"; 0], "no rule is broken by these");
    if major() >= 15 {
        insta::assert_snapshot!(
            "mutants",
            caught.iter().fold(String::new(), |text, caught| text + &caught.lines())
        );
    }
}

struct Caught {
    name: String,
    cells: Vec<String>,
    rules: Vec<&'static str>,
}

impl Caught {
    fn of(mutant: &Mutant) -> Self {
        let matrix = of(&format!("{};\n{}", schemas::ours(), mutant.sql));
        Caught {
            name: mutant.name.clone(),
            cells: OURS.differences(&matrix),
            rules: rules::broken(&matrix).iter().map(|(rule, _)| rule.says).collect(),
        }
    }

    fn lines(&self) -> String {
        let mut text =
            format!("{}\n    {} cells, the first: {}\n", self.name, self.cells.len(), self.cells[0]);
        for rule in &self.rules {
            writeln!(text, "    against: {rule}").unwrap();
        }
        text
    }
}

#[test]
fn what_changes_nothing_is_known() {
    for (mutant, why) in mutants::unseen() {
        let matrix = of(&format!("{};\n{}", schemas::ours(), mutant.sql));
        assert_eq!(OURS.differences(&matrix), [""; 0], "{}, though {why}", mutant.name);
    }
}

#[test]
fn a_role_that_bypasses_row_security_is_no_witness() {
    for exempt in ["ALTER ROLE authenticated BYPASSRLS", "ALTER ROLE authenticated SUPERUSER"] {
        let refused = panic::catch_unwind(|| of(&format!("{};\n{exempt}", schemas::ours()))).unwrap_err();
        let said = refused.downcast_ref::<String>().cloned().unwrap_or_default();
        assert!(said.contains("row security must hold for authenticated"), "{said}");
    }
}
