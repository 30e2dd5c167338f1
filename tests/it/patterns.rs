//! Does each pattern of policies do what its words say?
//!
//! A case is a folder `tests/corpus/pattern-…`, its rows, its callers, and a table of what comes of each statement for
//! each of them, written by hand from the pattern's words. Then the table is asked whether it would notice a slip:
//! every policy is opened, closed and dropped, and some answer has to change.

mod claims;
mod functions;
mod mutants;
mod owners;
mod parents;
mod run;
mod teams;
mod tenants;

use std::path::Path;

use pg_rls::{Custom, Provider};
use run::Session;

use crate::corpus::{self, Case};

/// A pattern: what is there, who comes, and what comes of it.
pub(crate) struct Pattern {
    /// Its folder in the corpus, or its file among the examples.
    folder: &'static str,
    /// SQL that fills its tables, as their owner.
    rows: &'static str,
    /// Who comes.
    callers: &'static [Caller],
    /// What comes of each statement for each caller: a line has the answers in the order of the callers, between bars,
    /// and the statement. The first line names the callers, and one that begins with `#` says something.
    ///
    /// `1 2` are the rows of a query, `-` is none, `=1` is how many rows a statement without RETURNING changed.
    /// `refused` is row security's error, `no privilege` is that of a missing one, anything else is an SQLSTATE.
    ///
    /// The last is for whoever has no session, as the first caller's role: with a setting that was never made, that is
    /// empty, or that holds no claims. Where the setting is no JSON at all, that or an error.
    table: &'static str,
    /// Slips that no statement can show, with the reason: the policy and what is done to it.
    unseen: &'static [(&'static str, &'static str)],
}

/// Somebody with a token.
pub(crate) struct Caller {
    name: &'static str,
    role: &'static str,
    /// The token's claims; none has no token.
    claims: Option<&'static str>,
}

const fn caller(name: &'static str, role: &'static str, claims: &'static str) -> Caller {
    Caller { name, role, claims: Some(claims) }
}

const fn anonymous(role: &'static str) -> Caller {
    Caller { name: "anonymous", role, claims: None }
}

impl Pattern {
    fn case(&self) -> Case {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        if is_example(self.folder) {
            Case::example(&root.join("examples").join(self.folder))
        } else {
            Case::of(root.join("tests/corpus").join(self.folder))
        }
    }
}

fn is_example(folder: &str) -> bool {
    Path::new(folder).extension().is_some()
}

fn all() -> Vec<&'static Pattern> {
    [owners::ALL, teams::ALL, parents::ALL, claims::ALL, tenants::ALL].concat()
}

#[test]
fn each_does_what_its_words_say() {
    let mut wrong = Vec::new();
    for pattern in all() {
        let mut session = Session::open(pattern);
        wrong.extend(session.differences(pattern));
        session.close();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The claims and the caller's id come to the same with every provider, malformed ones too.
#[test]
fn each_provider_gives_the_same() {
    let custom = Provider::Custom(Custom::default());
    for provider in Provider::KNOWN.into_iter().chain([custom]) {
        for pattern in [&claims::ORGANISATION, &claims::TOKEN_ROLE, &owners::OWNER] {
            let mut session = Session::for_provider(pattern, provider.clone());
            assert_eq!(session.differences(pattern), [""; 0], "{provider}");
            session.close();
        }
    }
}

/// Each folder of the corpus has its table of answers.
#[test]
fn none_is_left_out() {
    let folders: Vec<String> = corpus::cases()
        .into_iter()
        .map(|case| case.name)
        .filter(|name| name.starts_with("pattern-"))
        .collect();
    let mut tried: Vec<&str> = all().iter().map(|pattern| pattern.folder).collect();
    tried.retain(|folder| !is_example(folder));
    tried.sort_unstable();
    assert_eq!(folders, tried);
    assert!(folders.len() >= 20);
}
