//! Does rustc say what stands beside each case?
//!
//! `<theme>/<case>.rs` holds one fault a file, and `<case>.stderr` what rustc says of it; `TRYBUILD=overwrite` writes it anew.
//! What must compile is in `pass/`; that, and what the scanner says of all of them, is asked by `tests/it/ui.rs`.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;

#[test]
fn what_is_wrong_is_said() {
    let cases = trybuild::TestCases::new();
    for entry in fs::read_dir(".").unwrap() {
        let theme = entry.unwrap().path();
        if theme.is_dir() && !theme.ends_with("pass") {
            cases.compile_fail(theme.strip_prefix(".").unwrap().join("*.rs"));
        }
    }
}
