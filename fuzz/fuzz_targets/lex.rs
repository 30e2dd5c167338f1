//! Does any SQL text that the lexer accepts leave the brackets that it is written into?
//!
//! The lexer is asked once; then PostgreSQL's own rules, written down a second time in `lex/postgres.rs`, say what
//! the server would see.

#![no_main]

#[path = "lex/postgres.rs"]
mod postgres;

use libfuzzer_sys::{Corpus, fuzz_target};
use rls_core::{ident, lex};

fuzz_target!(|data: &[u8]| -> Corpus {
    let Ok(text) = std::str::from_utf8(data) else { return Corpus::Reject };
    if !text.contains('\0') {
        quoted(text);
    }
    if lex::expression(text).is_err() {
        return Corpus::Keep;
    }
    let wrapped = format!("SELECT ({text})");
    assert_eq!(lex::expression(&wrapped), Ok(()), "{wrapped:?}");
    assert_eq!(lex::expression(&format!("SELECT ({})", text.trim())), Ok(()), "{wrapped:?}");
    // whatever standard_conforming_strings is
    for escapes in [false, true] {
        if let Err(why) = postgres::one_bracket(&wrapped, escapes) {
            panic!("{why}: {wrapped:?}");
        }
    }
    if lex::is_operand(text) {
        // it stands without brackets, between white space
        for escapes in [false, true] {
            if let Err(why) = postgres::stays_inside(&format!("DEFAULT {} NOT NULL", text.trim()), escapes) {
                panic!("{why}: {text:?} as an operand");
            }
        }
    }
    Corpus::Keep
});

/// A name and a literal are one token each, whatever is in them.
fn quoted(text: &str) {
    for sql in [ident::quote(text), ident::literal(text)] {
        for escapes in [false, true] {
            assert_eq!(postgres::tokens(&sql, escapes), Ok(1), "{sql:?}");
        }
        assert_eq!(lex::tokens(&sql).map(|tokens| tokens.len()), Ok(1), "{sql:?}");
    }
}
