//! What does an error code mean?
//!
//! One [`Page`] for each [`Code`]. A page's examples are its tests: the wrong one gives this code and no other, the
//! right one gives none.
//!
//! ```
//! let page = rls_core::explain::page("rls105").unwrap();
//! assert_eq!(page.title, "A field that the struct does not have");
//! ```

mod columns;
mod names;
mod policies;
mod predicates;
mod source;
mod words;

use std::fmt::Write as _;

use crate::diagnostic::Code;

/// What is to be said of one code.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The code.
    pub code: Code,
    /// What it is, in a few words.
    pub title: &'static str,
    /// Why it is an error; paragraphs with an empty line between them.
    pub why: &'static str,
    /// Rust that has the fault.
    pub wrong: &'static str,
    /// The same without it.
    pub right: &'static str,
}

/// Every page, in the order of the codes.
pub const PAGES: &[Page] = &[
    words::UNKNOWN_WORD,
    words::DOUBLED_WORD,
    words::WRONG_VALUE,
    words::MISPLACED_WORD,
    names::UNKNOWN_FIELD,
    columns::UNKNOWN_TYPE,
    columns::UNSIGNED,
    columns::TWO_PRIMARY_KEYS,
    columns::IDENTITY,
    policies::CLAUSE_OF_ANOTHER_COMMAND,
    policies::MISSING_EXPRESSION,
    names::LONG_NAME,
    names::SAME_NAME,
    source::UNBALANCED_SQL,
    source::SHAPE,
    words::MISSING_WORD,
    words::CONTRADICTION,
    names::BAD_NAME,
    predicates::PREDICATE,
    policies::OWNER_TYPE,
    source::RUST_SYNTAX,
    policies::UNKNOWN_ROLE,
    columns::ENUM_VALUES,
    names::UNKNOWN_REFERENCE,
    predicates::TYPES_DIFFER,
    predicates::BAD_CONSTANT,
    predicates::NULL_TEST,
];

/// The page of a code, in whatever case it is written.
pub fn page(code: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.code.0.eq_ignore_ascii_case(code))
}

/// All pages as one Markdown document, a contents first: `docs/errors.md`.
pub fn markdown() -> String {
    let mut text = String::from(
        "# Errors\n\n\
         Each error of the derive and of `cargo rls` has a code; `cargo rls explain CODE` prints its page. This file\n\
         is made from those pages: `cargo rls explain --markdown > docs/errors.md`.\n\n\
         | code | what it is |\n| --- | --- |\n",
    );
    // writing to a String cannot fail
    for Page { code, title, .. } in PAGES {
        let _ = writeln!(text, "| [{code}](#{}) | {title} |", code.0.to_ascii_lowercase());
    }
    for Page { code, title, why, wrong, right } in PAGES {
        let _ = write!(
            text,
            "\n## {code}\n\n**{title}.** {why}\n\nWrong:\n\n```rust\n{wrong}```\n\nRight:\n\n```rust\n{right}```\n"
        );
    }
    text
}
