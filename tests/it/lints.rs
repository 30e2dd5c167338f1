//! Does each lint fire where it should, and nowhere else?
//!
//! A lint's two examples are in `rls-core/lints/<code>/`: the wrong one fires it once and nothing else, the right one
//! fires nothing. `near-*.rs` beside them look like the wrong one and fire nothing either.

use std::{collections::BTreeMap, fs, path::PathBuf};

use rls_core::{
    lint::{Finding, LINTS, Lint, lint},
    resolve::Resolved,
    schema::Schema,
    syntax::scan::scan,
};

use crate::corpus::{cases, settings};

/// The models of a text, as the command line has them.
fn resolved(name: &str, text: &str, toml: &str) -> Resolved {
    let (provider, roles) = settings(toml);
    let file = PathBuf::from("models.rs");
    let scanned = scan(std::slice::from_ref(&file), &BTreeMap::from([(file.clone(), text.to_owned())]));
    let schema = match scanned {
        Ok(scanned) => Schema { roles, ..scanned.schema },
        Err(failure) => panic!("{name}: {}", failure.errors),
    };
    let resolved = schema.resolve(&provider).unwrap_or_else(|errors| panic!("{name}: {errors}"));
    let unknown = resolved.unknown_roles();
    assert!(unknown.is_empty(), "{name}: {unknown}");
    resolved
}

/// What fires, a line each.
fn shown(findings: &[Finding]) -> String {
    let line = |Finding { lint, found }: &Finding| {
        format!("{} {} {:?}: {}; {}\n", lint.code, lint.level, found.spot, found.message, found.help)
    };
    findings.iter().map(line).collect()
}

fn folder(lint: &Lint) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("rls-core/lints").join(lint.code)
}

#[test]
fn the_wrong_example_fires_its_lint_once_and_the_right_one_nothing() {
    for rule in LINTS {
        let of = |text: &str| lint(&resolved(rule.code, text, rule.toml));
        let wrong = of(rule.wrong);
        let codes: Vec<&str> = wrong.iter().map(|finding| finding.lint.code).collect();
        assert_eq!(codes, [rule.code], "the wrong example of {}:\n{}", rule.code, shown(&wrong));
        let right = of(rule.right);
        assert!(right.is_empty(), "the right example of {}:\n{}", rule.code, shown(&right));
    }
}

#[test]
fn what_comes_near_fires_nothing() {
    for rule in LINTS {
        for entry in fs::read_dir(folder(rule)).unwrap() {
            let file = entry.unwrap().path();
            if file.file_name().unwrap().to_str().unwrap().starts_with("near") {
                let name = file.display().to_string();
                let found = lint(&resolved(&name, &fs::read_to_string(&file).unwrap(), rule.toml));
                assert!(found.is_empty(), "{name}:\n{}", shown(&found));
            }
        }
    }
}

/// Read it as a Postgres expert: what fires here is meant, or a case is there to show something else.
#[test]
fn the_corpus() {
    let mut text = String::new();
    for case in cases() {
        text += &format!("{}\n{}\n", case.name, shown(&lint(&case.resolved())));
    }
    insta::assert_snapshot!("corpus", text);
}
