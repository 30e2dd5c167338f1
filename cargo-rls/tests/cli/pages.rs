//! Do the pages say the truth? Each wrong example has its fault and no other, each right one has none.

use std::{collections::BTreeMap, collections::BTreeSet, path::PathBuf};

use rls_core::{
    diagnostic::Code,
    explain::{self, PAGES},
    lint::{self, LINTS, live::LIVE_LINTS},
    provider::Provider,
    syntax::scan::scan,
};

/// The codes of all faults of this source, as `cargo rls sql` finds them.
fn codes(source: &str) -> BTreeSet<&'static str> {
    let path = PathBuf::from("models.rs");
    let sources = BTreeMap::from([(path.clone(), source.to_owned())]);
    let errors = match scan(&[path], &sources) {
        Err(failure) => failure.errors,
        Ok(scanned) => match scanned.schema.resolve(&Provider::Neon) {
            Err(errors) => errors,
            Ok(resolved) => resolved.unknown_roles(),
        },
    };
    errors.iter().map(|error| error.code.0).collect()
}

#[test]
fn every_code_has_one_page_in_order() {
    let pages: Vec<Code> = PAGES.iter().map(|page| page.code).collect();
    assert_eq!(pages, Code::ALL);
}

#[test]
fn the_wrong_examples_have_their_fault_and_the_right_ones_none() {
    for page in PAGES {
        assert_eq!(codes(page.wrong), BTreeSet::from([page.code.0]), "the wrong example of {}", page.code);
        assert_eq!(codes(page.right), BTreeSet::new(), "the right example of {}", page.code);
    }
}

#[test]
fn the_pages_are_written_alike() {
    for page in PAGES {
        assert!(!page.title.ends_with('.'), "{}: a title is no sentence", page.code);
        assert!(page.why.ends_with('.'), "{}: an explanation is sentences", page.code);
        assert!(page.wrong.ends_with("}\n") || page.wrong.ends_with(";\n"), "{}: a line ends", page.code);
        assert!(page.right.ends_with("}\n"), "{}: a line ends", page.code);
    }
}

#[test]
fn the_document_is_current() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/errors.md");
    let written = std::fs::read_to_string(file).expect("docs/errors.md");
    assert!(
        written == explain::markdown(),
        "docs/errors.md is not what the pages say: cargo run -p cargo-rls -- explain --markdown > docs/errors.md"
    );
}

#[test]
fn the_document_of_lints_is_current() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/lints.md");
    let written = std::fs::read_to_string(file).expect("docs/lints.md");
    assert!(
        written == lint::markdown(),
        "docs/lints.md is not what the lints say: cargo run -p cargo-rls -- explain --markdown lints > docs/lints.md"
    );
}

#[test]
fn the_lints_are_written_alike() {
    for lint in LINTS {
        assert!(!lint.title.ends_with('.'), "{}: a title is no sentence", lint.code);
        assert!(lint.why.ends_with('.') && lint.instead.ends_with(['.', '`']), "{}: sentences", lint.code);
        assert!(lint.wrong.ends_with("}\n") && lint.right.ends_with("}\n"), "{}: a line ends", lint.code);
    }
    for lint in LIVE_LINTS {
        assert!(!lint.title.ends_with('.'), "{}: a title is no sentence", lint.code);
        assert!(lint.why.ends_with('.') && lint.instead.ends_with(['.', '`']), "{}: sentences", lint.code);
        assert!(lint.wrong.ends_with(";\n") && lint.right.ends_with(";\n"), "{}: a line ends", lint.code);
    }
}
