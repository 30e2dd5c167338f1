//! What does a live database do that nobody wants?
//!
//! The rules over models are asked of it too, in the words of the model, over what Postgres prints. Beside them stand
//! rules over what models cannot say: views, functions, privileges that no policy holds, owners, partitions. A
//! [`LiveLint`] is a value as a [`Lint`](super::Lint) is, with its examples as SQL in `rls-core/lints/<code>/`.

mod caller;
mod functions;
mod mend;
mod object;
mod owners;
mod page;
mod partitions;
mod policies;
mod privileges;
mod script;
mod told;
mod view;
mod views;

use std::ops::Range;

pub use object::{Object, ObjectKind};
pub use page::markdown;
pub use script::script;
pub use view::Live;

use super::Level;
use crate::{
    catalog::{Catalog, Scope},
    provider::Provider,
};

/// A rule over a live database.
#[derive(Debug)]
pub struct LiveLint {
    /// Its code, `RLS050` and on.
    pub code: &'static str,
    /// How bad it is.
    pub level: Level,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// Why that is bad; paragraphs with an empty line between them.
    pub why: &'static str,
    /// What to do instead, in one sentence.
    pub instead: &'static str,
    /// SQL for which it fires, once.
    pub wrong: &'static str,
    /// The same, for which it does not fire.
    pub right: &'static str,
    /// Whether `--fix` prints what mends it.
    pub fixes: bool,
    /// Looks.
    check: fn(&Live<'_>, &mut Vec<Told>),
}

/// What a rule found in a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// On what.
    pub object: Object,
    /// What is wrong, in one sentence, with the names.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The SQL of the object as far as it matters, and the bytes of it that are meant.
    pub text: Option<(String, Range<usize>)>,
    /// The statements that mend it, where that is mechanical.
    pub mend: Vec<String>,
    /// The changes of the policy's predicates that do.
    pub edits: Vec<Edit>,
}

/// A change of a predicate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The predicate as it is; a policy may have it twice.
    pub clause: String,
    /// Which of its bytes.
    pub range: Range<usize>,
    /// What they become.
    pub sql: String,
}

impl Told {
    fn new(object: Object, message: impl Into<String>, help: impl Into<String>) -> Self {
        Told {
            object,
            message: message.into(),
            help: help.into(),
            text: None,
            mend: Vec::new(),
            edits: Vec::new(),
        }
    }

    fn mend(mut self, sql: impl IntoIterator<Item = String>) -> Self {
        self.mend.extend(sql);
        self
    }
}

/// A finding with its rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveFinding {
    /// The rule's code, of a live database or of models.
    pub code: &'static str,
    /// How bad it is.
    pub level: Level,
    /// What was found.
    pub told: Told,
}

/// The rules that only a live database can be asked, in the order of the codes.
pub const LIVE_LINTS: &[LiveLint] = &[
    policies::SWITCHED_OFF,
    functions::UNPINNED,
    functions::EXECUTABLE,
    views::OWNER_S,
    views::OUTSIDE,
    partitions::DIRECTLY,
    privileges::MORE,
    policies::NO_EXPRESSION,
    owners::OWNER,
    privileges::DEFAULTS,
    owners::MEMBER,
    functions::FORCED,
    privileges::SEQUENCE,
    views::ACCOUNTS,
    functions::PLANNED,
    policies::SEVERAL,
    functions::OF_POLICY,
];

/// The rule of a live database with this code, in whatever case it is written.
///
/// ```
/// use rls_core::lint::live;
/// assert_eq!(live::find("rls050").unwrap().title, "Policies on a table whose row security is off");
/// ```
pub fn find(code: &str) -> Option<&'static LiveLint> {
    LIVE_LINTS.iter().find(|lint| lint.code.eq_ignore_ascii_case(code))
}

/// All that is found in a database, as far as it is looked at, by code and object.
pub fn lint_live(catalog: &Catalog, provider: &Provider, scope: &Scope) -> Vec<LiveFinding> {
    let schema = view::schema(catalog, provider, scope);
    let live = Live::new(catalog, &schema, scope.of(catalog, provider));
    let mut findings = told::of_models(&live);
    for lint in LIVE_LINTS {
        let mut told = Vec::new();
        (lint.check)(&live, &mut told);
        let with_lint = |told| LiveFinding { code: lint.code, level: lint.level, told };
        findings.extend(told.into_iter().map(with_lint));
    }
    told::once(&mut findings);
    findings.sort_by(|a, b| (a.code, &a.told.object).cmp(&(b.code, &b.told.object)));
    findings
}

/// An example: `example!("RLS050", "wrong")`.
macro_rules! example {
    ($code:literal, $which:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/lints/", $code, "/", $which, ".sql"))
    };
}
use example;

#[cfg(test)]
mod tests {
    use super::{super::LIVE_CODES, *};

    #[test]
    fn the_list_of_codes_is_this_one() {
        let lints: Vec<(&str, &str)> = LIVE_LINTS.iter().map(|lint| (lint.code, lint.title)).collect();
        assert_eq!(lints, LIVE_CODES);
        let all = super::super::CODES.iter().chain(LIVE_CODES).map(|(code, _)| code);
        assert!(all.is_sorted_by(|a, b| a < b), "in order, each once");
    }
}
