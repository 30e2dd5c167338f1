//! Does the repository keep its own rules?

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The crates that a program links when it only derives.
#[test]
fn who_only_derives_links_nothing_of_ours_but_the_core() {
    let tree = |features: &[&str]| {
        let output = Command::new(env!("CARGO"))
            .args([
                "tree",
                "--package",
                "pg-rls",
                "--edges",
                "normal,no-proc-macro",
                "--prefix",
                "none",
                "--locked",
            ])
            .args(features)
            .current_dir(root())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().filter_map(|line| line.split(' ').next().map(str::to_owned)).collect::<BTreeSet<_>>()
    };
    let ours = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(tree(&[]), ours(&["pg-rls", "rls-core"]));
    // the same question, asked where the answer is another: the test can see what it looks for
    assert!(tree(&["--features", "sql"]).contains("sea-query"));
}

/// What the derive itself is built of: four crates besides ours.
#[test]
fn the_derive_is_built_of_little() {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--package", "rls-macros", "--edges", "normal", "--prefix", "none", "--locked"])
        .current_dir(root())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let crates: BTreeSet<&str> = text.lines().filter_map(|line| line.split(' ').next()).collect();
    let expected = ["proc-macro2", "quote", "rls-core", "rls-macros", "syn", "unicode-ident"];
    assert_eq!(crates, BTreeSet::from(expected));
}

/// The modules of the core, each with those that it may use: a path from text to SQL, and no way back.
const MAY_USE: [(&str, &[&str]); 23] = [
    ("suggest", &[]),
    ("lex", &[]),
    ("ident", &[]),
    ("explain", &["diagnostic"]),
    (
        "lint",
        &["catalog", "diagnostic", "expr", "ident", "provider", "resolve", "schema", "suggest", "understand"],
    ),
    ("diagnostic", &["ident"]),
    ("expr", &["ident"]),
    ("schema", &["expr", "ident"]),
    ("fits", &["diagnostic", "expr", "ident", "schema"]),
    ("provider", &["ident", "schema", "suggest"]),
    ("resolve", &["diagnostic", "expr", "fits", "ident", "lex", "provider", "schema", "suggest"]),
    ("understand", &["expr", "ident", "lex", "provider", "resolve", "schema", "suggest"]),
    ("document", &["provider", "resolve", "schema"]),
    ("access", &["expr", "ident", "lex", "provider", "resolve", "schema", "understand"]),
    ("sql", &["expr", "ident", "lex", "provider", "resolve", "schema"]),
    ("diff", &[]),
    ("plan", &["access", "diff", "expr", "ident", "lex", "provider", "resolve", "schema", "sql"]),
    ("snapshot", &["access", "document", "resolve", "schema", "sql"]),
    ("catalog", &["expr", "ident", "lex", "plan", "provider", "resolve", "schema", "sql", "understand"]),
    ("verify", &["access", "expr", "ident", "lex", "provider", "resolve", "schema", "sql", "understand"]),
    ("migration", &["access", "plan", "snapshot", "sql"]),
    ("syntax", &["diagnostic", "expr", "fits", "ident", "lex", "lint", "schema", "suggest"]),
    (
        "pull",
        &[
            "catalog",
            "diagnostic",
            "expr",
            "fits",
            "ident",
            "lex",
            "provider",
            "resolve",
            "schema",
            "sql",
            "syntax",
            "understand",
        ],
    ),
];

#[test]
fn modules_use_what_stands_before_them() {
    let source = root().join("rls-core/src");
    let names: BTreeSet<&str> = MAY_USE.iter().map(|(name, _)| *name).collect();
    let mut seen = BTreeSet::new();
    for file in files(&source, "rs") {
        let relative = file.strip_prefix(&source).unwrap();
        let module =
            relative.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs");
        // a test makes what it needs
        if module == "lib" || file.ends_with("tests.rs") {
            continue;
        }
        seen.insert(module.to_owned());
        let (_, allowed) = MAY_USE.iter().find(|(name, _)| *name == module).unwrap_or_else(|| {
            panic!("{module} is a new module: say in tests/it/tidy.rs what it may use");
        });
        for used in used_modules(&fs::read_to_string(&file).unwrap(), &names) {
            assert!(
                used == module || allowed.contains(&used.as_str()),
                "{module} uses {used}: {}",
                file.display()
            );
        }
    }
    assert_eq!(seen.len(), MAY_USE.len(), "a module of the list is gone: {seen:?}");
}

/// The modules after `crate::`, alone or in a list.
fn used_modules(text: &str, names: &BTreeSet<&str>) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let text = code.join("\n");
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        let list = match rest.strip_prefix('{') {
            None => {
                rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default().to_owned()
            }
            Some(list) => {
                let mut depth = 0;
                let top: String = list
                    .chars()
                    .take_while(|c| {
                        depth += i32::from(*c == '{') - i32::from(*c == '}');
                        depth >= 0
                    })
                    .collect();
                top
            }
        };
        used.extend(
            names
                .iter()
                .filter(|name| {
                    list.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
                        .any(|word| word == **name || word.starts_with(&format!("{name}::")))
                })
                .map(|name| (*name).to_owned()),
        );
    }
    used
}

const SOURCES: [&str; 10] = [
    "rls-core/src",
    "rls-macros/src",
    "rls-project/src",
    "rls-postgres/src",
    "rls-live/src",
    "rls-authorize/src",
    "cargo-rls/src",
    "benches/src",
    "examples/todos-app/src",
    "src",
];

/// A file answers one question; what is longer than this answers two.
#[test]
fn files_are_short() {
    const MOST: usize = 400;
    let code = |text: &str| text.split("#[cfg(test)]").next().unwrap_or_default().lines().count();
    let long: BTreeMap<PathBuf, usize> = SOURCES
        .iter()
        .flat_map(|folder| files(&root().join(folder), "rs"))
        .map(|file| (file.clone(), code(&fs::read_to_string(&file).unwrap())))
        .filter(|(_, lines)| *lines > MOST)
        .collect();
    assert!(long.is_empty(), "{long:?}");
}

/// Every module says which question it answers.
#[test]
fn every_file_says_what_it_is_for() {
    for folder in
        SOURCES.into_iter().chain(["examples", "tests/it", "tests/sessions/src", "rls-authorize/tests"])
    {
        for file in files(&root().join(folder), "rs") {
            let text = fs::read_to_string(&file).unwrap();
            assert!(text.starts_with("//!"), "{} does not begin with a module doc", file.display());
        }
    }
}

/// Names are quoted and literals escaped in one file; no other doubles a quote.
#[test]
fn quotes_are_doubled_in_one_place() {
    for file in files(&root().join("rls-core/src"), "rs") {
        if file.ends_with("ident.rs") {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for escape in [r#"replace('"', "\"\"")"#, r#"replace('\'', "''")"#] {
            assert!(!code.contains(escape), "{} escapes by itself", file.display());
        }
    }
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            // what is built or installed is not ours
            if !path.ends_with("target") && !path.ends_with("node_modules") {
                found.extend(files(&path, extension));
            }
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}
