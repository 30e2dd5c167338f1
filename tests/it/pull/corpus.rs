//! Does a case, built and pulled, say what it said?

use rls_core::{
    pull::{self, Layout, Notes},
    sql,
};

use super::live::{again, in_order, made, pull as pulled, relations};
use crate::corpus::cases;

/// Written by what it means and not by what it says: nothing is left out.
#[test]
fn every_case_is_written_and_read_back() {
    for case in cases() {
        let source = pull::write(&case.resolved(), Layout::File, &Notes::new());
        assert!(source.left.is_empty(), "{}: {:?}\n{}", case.name, source.left, source.module);
    }
}

/// Database → structs → database: the catalog is the same, and the words are those of the case.
#[test]
fn every_case_is_pulled_as_it_was() {
    // what these say in SQL has a word, which is taken, or is printed otherwise than it was written
    let texts = [
        "append-only",
        "blog",
        "constraints",
        "names",
        "pattern-storage",
        "policies",
        "provider-custom",
        "predicates",
        "text",
        "types",
        "predicates-rust",
        "uuid-owner",
    ];
    for case in cases() {
        let resolved = case.resolved();
        let live = made(&resolved);
        let pull = pulled(&live, &case.provider);
        assert_eq!(relations(&again(&pull)), relations(&live), "{}", case.name);
        // no schema is `public`
        let said = |resolved| sql::ddl(&in_order(resolved)).replace("\"public\".", "");
        let (pulled, own) = (said(&pull.source.resolved), said(&resolved));
        if texts.contains(&case.name.as_str()) {
            assert_ne!(pulled, own, "{}: it is as it was, and belongs to the others", case.name);
        } else {
            let lines = pulled.lines().zip(own.lines()).filter(|(a, b)| a != b);
            let lines: Vec<(&str, &str)> = lines.take(3).collect();
            assert_eq!(pulled, own, "{}: {lines:#?}", case.name);
            assert!(pull.kept.is_empty(), "{}: {:?}", case.name, pull.kept);
        }
    }
}
