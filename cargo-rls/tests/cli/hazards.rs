//! Do the pages of hazards say the truth? The SQL of each example is what `cargo rls diff` prints, and has the hazard.
//!
//! `RLS_OVERWRITE=1` writes the SQL anew; read what changes.

use std::{collections::BTreeSet, fs, path::PathBuf};

use rls_core::plan::{HAZARDS, HazardKind, hazards_markdown};
use serde_json::Value;

use crate::project::Project;

fn page_file(kind: HazardKind, file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../rls-core/hazards").join(kind.name()).join(file)
}

#[test]
fn every_kind_has_a_page_in_order() {
    assert_eq!(HAZARDS.map(|page| page.kind), HazardKind::ALL);
    for page in HAZARDS {
        assert!(!page.title.ends_with('.'), "{}: a title is no sentence", page.kind);
        for text in [page.what, page.why, page.instead] {
            assert!(text.ends_with(['.', '`']), "{}: sentences", page.kind);
        }
    }
}

#[test]
fn the_examples_have_their_hazard_and_their_sql() {
    for page in HAZARDS {
        let Some(example) = page.example else {
            assert_eq!(page.kind, HazardKind::AccessUnknown, "an example of that does not fit a page");
            continue;
        };
        let project = Project::with(example.before);
        let document = project.run(&["sql", "--format", "json"]).good();
        let project = project.file("accepted.json", document).file("src/lib.rs", example.after);
        let json = project.run(&["diff", "--from", "accepted.json", "--format", "json"]).good();
        let diff: Value = serde_json::from_str(&json).unwrap();
        let kinds: BTreeSet<&str> = diff["hazards"]
            .as_array()
            .unwrap()
            .iter()
            .map(|hazard| hazard["kind"].as_str().unwrap())
            .collect();
        assert!(kinds.contains(page.kind.name()), "{}: {kinds:?}", page.kind);
        let sql = project.run(&["diff", "--from", "accepted.json"]).good();
        if std::env::var_os("RLS_OVERWRITE").is_some() {
            fs::write(page_file(page.kind, "up.sql"), &sql).unwrap();
        } else {
            assert_eq!(sql, example.sql, "{}: RLS_OVERWRITE=1 writes it anew", page.kind);
        }
    }
}

#[test]
fn the_document_is_current() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/hazards.md");
    let written = fs::read_to_string(file).expect("docs/hazards.md");
    assert!(
        written == hazards_markdown(),
        "docs/hazards.md is not what the pages say: cargo run -p cargo-rls -- rls explain --markdown hazards > docs/hazards.md"
    );
}

#[test]
fn a_page_is_shown() {
    let project = Project::empty();
    let page = project.run(&["explain", "widens_access"]).good();
    assert!(page.starts_with("WIDENS_ACCESS: Somebody may do more than before\n"), "{page}");
    assert!(page.contains("    ALTER POLICY"), "{page}");
    let near = project.run(&["explain", "WIDEN_ACCESS"]).failed(2);
    assert!(near.contains("cargo rls explain WIDENS_ACCESS"), "{near}");
}
