//! What is a lint, and what did it find?

use std::{collections::BTreeSet, fmt, ops::Range};

use super::{Model, allows, indexes, leakproof, owners, privileges, reads, roles, strings, writes};
use crate::{diagnostic::Spot, resolve::Resolved};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A hole, or a policy that does not work. `cargo rls lint` fails.
    Error,
    /// Most likely not what was meant, or slow.
    Warn,
    /// Worth knowing.
    Info,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Level::Error => "error",
            Level::Warn => "warning",
            Level::Info => "info",
        })
    }
}

/// A rule over the models.
#[derive(Debug)]
pub struct Lint {
    /// Its code, `RLS001` and on.
    pub code: &'static str,
    /// How bad it is.
    pub level: Level,
    /// What it finds, in a few words. `CODES` has the same.
    pub title: &'static str,
    /// Why that is bad; paragraphs with an empty line between them.
    pub why: &'static str,
    /// What to write instead, in one sentence.
    pub instead: &'static str,
    /// Models for which it fires, once.
    pub wrong: &'static str,
    /// The same models, for which nothing fires.
    pub right: &'static str,
    /// The rls.toml of both, where the defaults are not enough.
    pub toml: &'static str,
    /// Whether it can mend some of what it finds, its wrong example among that.
    pub fixes: bool,
    /// Looks.
    pub check: fn(&Model<'_>, &mut Vec<Found>),
}

/// What a lint found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What is wrong here, in one sentence, with the names.
    pub message: String,
    /// What to write instead, here.
    pub help: String,
    /// Where: the nearest part of the schema that has a place in the source.
    pub spot: Spot,
    /// The bytes of the text, where the spot is a string of SQL and not all of it is meant.
    pub range: Option<Range<usize>>,
    /// How it is mended, where that is mechanical.
    pub fix: Option<Fix>,
}

impl Found {
    /// What is wrong, and what to write instead.
    pub fn new(spot: Spot, message: impl Into<String>, help: impl Into<String>) -> Self {
        Found { message: message.into(), help: help.into(), spot, range: None, fix: None }
    }

    /// Only these bytes of the SQL at the spot.
    pub fn range(mut self, range: Range<usize>) -> Self {
        self.range = Some(range);
        self
    }

    /// How it is mended.
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }
}

/// A change of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fix {
    /// These bytes of the string at the spot become this.
    Sql(Range<usize>, String),
    /// An attribute for the item or the field at the spot: the words between `#[rls(` and `)]`.
    Attribute(Spot, String),
}

/// A finding with its lint.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The lint.
    pub lint: &'static Lint,
    /// What it found.
    pub found: Found,
}

/// Every lint, in the order of the codes.
pub const LINTS: &[Lint] = &[
    privileges::NO_ROW_SECURITY,
    privileges::GRANT_AND_POLICY,
    roles::ONLY_RESTRICTIVE,
    roles::PUBLIC,
    roles::EVERYONE_WRITES,
    writes::GIVES_AWAY,
    privileges::NO_SELECT,
    writes::RETURNING,
    writes::OUT_OF_VIEW,
    owners::NOBODYS,
    indexes::PREDICATE,
    reads::CIRCLE,
    reads::UNREADABLE,
    privileges::BYPASSES,
    owners::ORACLE,
    leakproof::LEAKPROOF,
    indexes::FOREIGN_KEY,
    allows::UNUSED_ALLOW,
    strings::PER_ROW,
    strings::INSIDE,
    strings::CAST,
    strings::RAISES,
    strings::TOLERANT,
    strings::NEGATIVE,
    strings::PATTERN,
    strings::MEMBERSHIP,
    strings::OF_THE_ROW,
    strings::USER_EDITABLE,
    strings::LITERAL,
    strings::UNKNOWN_COLUMN,
    strings::UNREADABLE,
    strings::SAME_COLUMN,
];

/// All that is found, without what the models allow, in the order of the lints.
pub fn lint(resolved: &Resolved) -> Vec<Finding> {
    let model = Model::new(resolved);
    let mut findings = Vec::new();
    for lint in LINTS {
        let mut found = Vec::new();
        (lint.check)(&model, &mut found);
        findings.extend(found.into_iter().map(|found| Finding { lint, found }));
    }
    let fired: Fired = findings.iter().map(|finding| fired(finding)).collect();
    let unused = allows::unused(&model, &fired).into_iter();
    findings.extend(unused.map(|found| Finding { lint: &allows::UNUSED_ALLOW, found }));
    findings.retain(|finding| {
        let table = model.find(finding.found.spot.item());
        !table.is_some_and(|table| table.allows.iter().any(|allow| allow.code == finding.lint.code))
    });
    findings.sort_by_key(|finding| finding.lint.code);
    findings
}

/// What fired for which table, by its schema and name.
pub(super) type Fired = BTreeSet<(String, String, &'static str)>;

fn fired(finding: &Finding) -> (String, String, &'static str) {
    let (schema, name) = finding.found.spot.item().key();
    (schema.to_owned(), name.to_owned(), finding.lint.code)
}

#[cfg(test)]
mod tests {
    use super::{super::CODES, *};

    #[test]
    fn the_derive_s_list_is_this_one() {
        let lints: Vec<(&str, &str)> = LINTS.iter().map(|lint| (lint.code, lint.title)).collect();
        assert_eq!(lints, CODES);
        assert!(CODES.is_sorted_by(|(a, _), (b, _)| a < b), "in order, each once");
    }
}
