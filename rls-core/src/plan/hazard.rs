//! What is dangerous about a statement?

mod page;

use std::{fmt, str::FromStr};

use crate::access::{Change, Line, Occasion, Verdict};

pub use page::{HAZARDS, HazardExample, HazardPage, hazard_page, hazards_markdown};

/// A kind of danger, by the name under which it is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HazardKind {
    /// Somebody may do more than before.
    WidensAccess,
    /// Somebody may do less than before.
    NarrowsAccess,
    /// It could not be worked out whether somebody may do more.
    AccessUnknown,
    /// What is in the database is gone afterwards.
    DeletesData,
    /// Others wait while rows are read or written.
    Locks,
    /// The way back does not bring everything back.
    Irreversible,
}

impl HazardKind {
    /// All of them.
    pub const ALL: [HazardKind; 6] = [
        HazardKind::WidensAccess,
        HazardKind::NarrowsAccess,
        HazardKind::AccessUnknown,
        HazardKind::DeletesData,
        HazardKind::Locks,
        HazardKind::Irreversible,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            HazardKind::WidensAccess => "WIDENS_ACCESS",
            HazardKind::NarrowsAccess => "NARROWS_ACCESS",
            HazardKind::AccessUnknown => "ACCESS_UNKNOWN",
            HazardKind::DeletesData => "DELETES_DATA",
            HazardKind::Locks => "LOCKS",
            HazardKind::Irreversible => "IRREVERSIBLE",
        }
    }

    /// Whether a migration that has it is sealed only by somebody who names it.
    pub fn needs_allow(self) -> bool {
        matches!(self, HazardKind::WidensAccess | HazardKind::AccessUnknown | HazardKind::DeletesData)
    }
}

impl fmt::Display for HazardKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for HazardKind {
    type Err = String;

    /// A name in any case.
    fn from_str(text: &str) -> Result<Self, String> {
        HazardKind::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(text)).ok_or_else(|| {
            let names = HazardKind::ALL.map(HazardKind::name).join(", ");
            format!("no hazard is called `{text}`; there are {names}")
        })
    }
}

/// One danger.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hazard {
    /// Of which kind.
    pub kind: HazardKind,
    /// In plain words, in one line.
    pub says: String,
}

impl Hazard {
    /// A hazard of this kind.
    pub fn new(kind: HazardKind, says: impl Into<String>) -> Self {
        Hazard { kind, says: says.into() }
    }

    /// What a change of access is; a table that is new takes nothing from anybody and shows no row that was there.
    pub fn of_access(change: &Change) -> Option<Self> {
        let kind = Hazard::kind_of(change)?;
        Some(Hazard::new(kind, change.to_string()))
    }

    /// What changes of access that are said in one line are.
    pub fn of_line(line: &Line<'_>) -> Option<Self> {
        let kind = Hazard::kind_of(line.change())?;
        Some(Hazard::new(kind, line.to_string()))
    }

    fn kind_of(change: &Change) -> Option<HazardKind> {
        match (change.occasion, change.verdict) {
            (Occasion::TableIsNew, _) | (_, Verdict::Same) => None,
            (_, Verdict::Narrows) => Some(HazardKind::NarrowsAccess),
            (_, Verdict::Widens | Verdict::Changes) => Some(HazardKind::WidensAccess),
            (_, Verdict::Unknown) => Some(HazardKind::AccessUnknown),
        }
    }
}

impl fmt::Display for Hazard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind, self.says)
    }
}
