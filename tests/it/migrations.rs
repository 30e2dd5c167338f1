//! Does a plan lead from each schema to the other and back, on a server, with rows in it, and is the table never open in between?
//!
//! `tests/migrations/<theme>/<pair>.md` holds what was, what is, and the rows; `<pair>.snap` beside it the plan. README.md
//! says what is asked of every pair.

mod mutants;
mod open;
pub(crate) mod pair;
mod rows;
mod run;
mod show;
pub(crate) mod state;
mod step_by_step;
mod walk;
mod whole;

use std::{
    collections::BTreeSet,
    panic::{self, AssertUnwindSafe},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use pair::{Pair, Source};
use rls_core::plan::{self, Options};

/// What is asked of each pair, by two threads; everything that is wrong with any, by its name.
pub(crate) fn each(pairs: &[Source], ask: impl Fn(&Pair) -> Result<(), String> + Sync) {
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(source) = pairs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let answer = panic::catch_unwind(AssertUnwindSafe(|| ask(&source.read())));
                    let answer = answer.unwrap_or_else(|panic| {
                        Err(panic.downcast_ref::<String>().cloned().unwrap_or("it panicked".to_owned()))
                    });
                    if let Err(why) = answer {
                        failed.lock().unwrap().push(format!("## {}\n{why}", source.name));
                    }
                }
            });
        }
    });
    let mut failed = failed.into_inner().unwrap();
    failed.sort();
    assert!(failed.is_empty(), "{} of {} pairs\n{}", failed.len(), pairs.len(), failed.join("\n"));
}

/// No pair is lost: the 51 changes that drizzle-kit was given, and at least as many of our own.
#[test]
fn every_change_of_drizzles_is_there() {
    if std::env::var_os("RLS_PAIR").is_some() {
        return;
    }
    let pairs = pair::all();
    let names: BTreeSet<&str> = pairs.iter().map(|pair| pair.name.as_str()).collect();
    assert_eq!(names.len(), pairs.len(), "two pairs have one name");
    let numbers: Vec<String> = names
        .iter()
        .filter_map(|name| name.strip_prefix("drizzle/"))
        .map(|name| name[..2].to_owned())
        .collect();
    let wanted: Vec<String> = (1..=51).map(|number| format!("{number:02}")).collect();
    assert_eq!(numbers, wanted);
    assert!(names.len() >= 138, "{} pairs", names.len());
}

/// A plan is what was reviewed, says what the pair says of it, and there is nothing to do once it is done.
#[test]
fn plans_are_as_reviewed() {
    each(&pair::all(), |pair| {
        let plan = pair.plan();
        let mut wrong = pair.unmet(&plan);
        let nothing = |plan: plan::Plan, what: &str| {
            (!plan.is_empty()).then(|| format!("{what} is not empty:\n{}", show::reviewed(&plan)))
        };
        let again = |resolved| rls_core::document::read(&rls_core::document::write(resolved)).unwrap();
        let options = Options::default();
        wrong.extend(nothing(plan::plan(&pair.after, &pair.after, &options), "a second plan"));
        wrong.extend(nothing(
            plan::plan(&pair.before, &pair.before, &options),
            "a plan from what was to what was",
        ));
        if pair.after.provider.name() != "custom" {
            let read = again(&pair.after);
            wrong.extend(nothing(plan::plan(&read, &pair.after, &options), "a plan from the document"));
        }
        if pair.before.provider.name() != "custom"
            && plan::plan(&again(&pair.before), &pair.after, &options) != plan
        {
            wrong.push("from the document of what was it is another plan".to_owned());
        }
        if !wrong.is_empty() {
            return Err(wrong.join("\n"));
        }
        // too long for anybody to review
        if plan.parts.iter().map(|part| part.up.len()).sum::<usize>() > 200 {
            return Ok(());
        }
        let text = show::reviewed(&plan);
        let shown = panic::catch_unwind(AssertUnwindSafe(|| {
            insta::with_settings!({
                snapshot_path => &pair.folder,
                prepend_module_to_snapshot => false,
                omit_expression => true,
            }, {
                insta::assert_snapshot!(pair.file.clone(), text);
            });
        }));
        shown
            .map_err(|_| "the plan is another than the one that was reviewed (cargo insta review)".to_owned())
    });
}

/// There, back, and there again.
#[test]
fn plans_lead_there_and_back() {
    each(&pair::all(), run::there_and_back);
}

/// A table is not open for a moment, even to whoever runs statement by statement.
#[test]
fn no_statement_opens_a_table() {
    let about_access =
        |pair: &Source| ["policies/", "grants/", "drizzle/"].iter().any(|theme| pair.name.starts_with(theme));
    let pairs: Vec<Source> = pair::all().into_iter().filter(about_access).collect();
    each(&pairs, step_by_step::each_on_its_own);
}
