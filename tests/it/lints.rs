//! Does each lint fire where it should, and nowhere else?
//!
//! A lint's two examples are in `rls-core/lints/<code>/`: the wrong one fires it once and nothing else, the right one
//! fires nothing. Beside them `also-*.rs` are other forms of it, which fire it once, and `near-*.rs` look like it and fire nothing.

mod claims;
mod plans;

use std::{collections::BTreeMap, fs, path::PathBuf};

use rls_core::{
    lint::{Finding, LINTS, Lint, lint},
    resolve::Resolved,
    schema::Schema,
    syntax::scan::scan,
};

use crate::{corpus::cases, settings::settings};

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

/// A file's models, or why there are none.
fn read(name: &str, text: &str, toml: &str) -> Result<Vec<Finding>, String> {
    std::panic::catch_unwind(|| lint(&resolved(name, text, toml)))
        .map_err(|_| format!("{name} is not read\n"))
}

#[test]
fn the_wrong_example_fires_its_lint_once_and_the_right_one_nothing() {
    let mut wrong = String::new();
    for rule in LINTS {
        let mut differs = |which: &str, text: &str, expected: &[&str]| match read(rule.code, text, rule.toml)
        {
            Err(error) => wrong += &error,
            Ok(found) => {
                let codes: Vec<&str> = found.iter().map(|finding| finding.lint.code).collect();
                if codes != expected {
                    wrong += &format!("the {which} example of {}:\n{}\n", rule.code, shown(&found));
                }
            }
        };
        differs("wrong", rule.wrong, &[rule.code]);
        differs("right", rule.right, &[]);
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The files beside a lint's examples whose names begin so, with their text and their rls.toml.
fn beside(rule: &Lint, prefix: &str) -> Vec<(String, String, String)> {
    let files = fs::read_dir(folder(rule)).unwrap().map(|entry| entry.unwrap().path());
    let mut found = Vec::new();
    for file in files.filter(|file| file.extension().is_some_and(|extension| extension == "rs")) {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let known = ["wrong.rs", "right.rs"].contains(&name.as_str())
            || ["also-", "near-"].iter().any(|prefix| name.starts_with(prefix));
        assert!(known, "{} {name} is looked at by no test", rule.code);
        if name.starts_with(prefix) {
            let toml = fs::read_to_string(file.with_extension("toml")).unwrap_or(rule.toml.to_owned());
            found.push((format!("{} {name}", rule.code), fs::read_to_string(&file).unwrap(), toml));
        }
    }
    found.sort();
    found
}

fn expect(prefix: &str, expected: fn(&Lint) -> Vec<&str>) {
    let mut wrong = String::new();
    for rule in LINTS {
        for (name, text, toml) in beside(rule, prefix) {
            match read(&name, &text, &toml) {
                Err(error) => wrong += &error,
                Ok(found) => {
                    let codes: Vec<&str> = found.iter().map(|finding| finding.lint.code).collect();
                    if codes != expected(rule) {
                        wrong += &format!("{name}:\n{}\n", shown(&found));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn what_comes_near_fires_nothing() {
    expect("near-", |_| Vec::new());
}

#[test]
fn other_forms_of_it_fire_it_too() {
    expect("also-", |rule| vec![rule.code]);
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

/// What we show to others has nothing that a lint would say.
#[test]
fn the_examples_are_clean() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for entry in fs::read_dir(root.join("examples")).unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&file).unwrap();
            let provider = if file.ends_with("supabase.rs") { "provider = \"supabase\"\n" } else { "" };
            let found = read(&file.display().to_string(), &text, provider).unwrap();
            assert!(found.is_empty(), "{}:\n{}", file.display(), shown(&found));
            seen += 1;
        }
    }
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    for block in readme.split("```rust\n").skip(1).map(|rest| rest.split("```").next().unwrap()) {
        let found = read("README.md", block, "").unwrap();
        assert!(found.is_empty(), "{block}\n{}", shown(&found));
        seen += 1;
    }
    assert!(seen > 6, "{seen}");
}
