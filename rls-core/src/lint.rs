//! Which models are read without a fault and still do what nobody wants?
//!
//! A [`Lint`] is a value: a code, a level, its prose, two examples and one function. Adding one is a constant in a file
//! of `lint/` and a line in [`LINTS`]. Its page is made from the same value, and its examples are its tests.

use std::ops::Range;

use crate::{diagnostic::Spot, resolve::Resolved, schema::Allow};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A hole, or a policy that does not work. `cargo rls check` fails.
    Error,
    /// Most likely not what was meant, or slow.
    Warn,
    /// Worth knowing.
    Info,
}

/// A rule over the models.
pub struct Lint {
    /// Its code, `RLS001` and on.
    pub code: &'static str,
    /// How bad it is.
    pub level: Level,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// Why that is bad; paragraphs with an empty line between them.
    pub why: &'static str,
    /// What to write instead, in one sentence.
    pub instead: &'static str,
    /// Models for which it fires, once.
    pub wrong: &'static str,
    /// The same models, for which nothing fires.
    pub right: &'static str,
    /// Looks.
    pub check: fn(&Model<'_>, &mut Vec<Found>),
}

/// What a lint looks at.
pub struct Model<'r> {
    /// The schema.
    pub resolved: &'r Resolved,
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

/// A change of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fix {
    /// These bytes of the string at the spot become this.
    Sql(Range<usize>, String),
    /// An attribute for the item or the field at the spot: the words between `#[rls(` and `)]`.
    Attribute(Spot, String),
}

/// A finding with its lint.
#[derive(Clone)]
pub struct Finding {
    /// The lint.
    pub lint: &'static Lint,
    /// What it found.
    pub found: Found,
}

/// Every lint, in the order of the codes.
pub const LINTS: &[Lint] = &[];

/// All that is found, without what the models allow, in the order of the lints.
pub fn lint(resolved: &Resolved) -> Vec<Finding> {
    let model = Model { resolved };
    let mut findings = Vec::new();
    for lint in LINTS {
        let mut found = Vec::new();
        (lint.check)(&model, &mut found);
        findings.extend(found.into_iter().map(|found| Finding { lint, found }));
    }
    findings.retain(|finding| !allowed(resolved, finding));
    findings
}

fn allowed(resolved: &Resolved, finding: &Finding) -> bool {
    let table = resolved.schema.find_table(finding.found.spot.item());
    table.is_some_and(|table| table.allows.iter().any(|Allow { code, .. }| code == finding.lint.code))
}
