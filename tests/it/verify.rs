//! Does `verify` prove what is so, and refute what is not?

use std::{path::Path, sync::LazyLock};

use rls_core::verify::report::{CellVerdict, Report};
use rls_live::{scratch::Workshop, verify::{Fate, Options, try_mutants, verify}};

use crate::corpus::{Case, cases};

/// A server of their own: roles belong to all of it.
fn workshop() -> &'static Workshop {
    static WORKSHOP: LazyLock<Workshop> = LazyLock::new(|| Workshop::throwaway().unwrap());
    &WORKSHOP
}

fn report(case: &Case) -> Report {
    let setup = std::fs::read_to_string(case.folder.join("setup.sql")).ok();
    let options = Options { setup, ..Options::default() };
    verify(workshop(), &case.resolved(), &options, &mut |_| {})
        .unwrap_or_else(|error| panic!("{}: {error}", case.name))
}

fn examples() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    ["todos.rs", "blog.rs", "tenants.rs"].map(|file| Case::example(&root.join(file))).into()
}

/// Nothing is refuted, and what is not reached says why.
#[test]
fn every_case_of_the_corpus_is_proven() {
    let mut all = String::new();
    for case in cases().into_iter().chain(examples()) {
        let report = report(&case);
        let counts = report.counts();
        all.push_str(&format!("{}: {counts}\n", case.name));
        assert!(!report.is_refuted(), "{}\n{}", case.name, report.plain());
        for (table, role, cell) in report.cells() {
            if let CellVerdict::NotReached(why) = &cell.verdict {
                all.push_str(&format!("  {} {:?} {}: {why}\n", table.table, role.role, cell.command));
            }
        }
    }
    println!("{all}");
}

/// Each weakening is refuted, or nobody can see it.
#[test]
fn every_weakening_is_refuted() {
    let mut tried = 0;
    let mut missed = Vec::new();
    for case in cases().into_iter().chain(examples()) {
        let resolved = case.resolved();
        let begun = std::time::Instant::now();
        let all = try_mutants(workshop(), &resolved, &Options::default(), &mut |_| {});
        let all = all.unwrap_or_else(|error| panic!("{}: {error}", case.name));
        tried += all.len();
        println!("{}: {} in {:?}", case.name, all.len(), begun.elapsed());
        for one in all {
            match one.fate {
                Fate::Refuted(_) => {}
                Fate::Unseen(why) => println!("    unseen: {}: {why}", one.mutant.name),
                Fate::Missed => missed.push(format!("{}: {}", case.name, one.mutant.name)),
            }
        }
    }
    println!("{tried} tried, missed {}:\n{}", missed.len(), missed.join("\n"));
}
