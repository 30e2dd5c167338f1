//! Which statements lead from one schema to another and back, in which order, and what is dangerous about them?
//!
//! Read in the order that data takes:
//!
//! | module | question it answers |
//! | --- | --- |
//! | `renames` | what is called otherwise than before? |
//! | `rewrite` | the old schema in the new names: what would it say? |
//! | `split` | which part of the change needs a file of its own? |
//! | `reads` | which columns, tables and functions does a piece of a schema read? |
//! | `touched` | what hangs on a column that goes or changes its type, and has to make way? |
//! | `order` | in which order do statements work? |
//! | `transition` | which statements lead from one schema to another in one transaction? |
//! | `hazard` | what is dangerous about a statement? |
//! | `summary` | what is another than before, in a line for people each? |
//!
//! The rest is a file for each kind of thing, which gives statements to their places in that order.

mod columns;
mod comments;
mod constraints;
mod enums;
mod functions;
mod grants;
mod hazard;
mod indexes;
mod names;
mod order;
mod policies;
mod reads;
mod renames;
mod rewrite;
mod roles;
mod row_security;
mod split;
mod summary;
mod tables;
mod touched;
mod transition;

use crate::{access, resolve::Resolved};

pub use hazard::{HAZARDS, Hazard, HazardExample, HazardKind, HazardPage, hazard_page, hazards_markdown};
pub use summary::{Became, Difference, summary};

/// How careful the statements are with tables that hold rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// How long a statement waits for a lock before it gives up, as Postgres writes it; none waits for ever.
    pub lock_timeout: Option<String>,
    /// Whether what reads all rows of a table that is there stands in a file of its own, so that nobody waits for it:
    /// indexes CONCURRENTLY, constraints NOT VALID first and VALIDATE later.
    pub online: bool,
    /// Whether a file can be run outside of a transaction, as CONCURRENTLY asks for. Not every layout has that.
    pub concurrently: bool,
}

impl Options {
    /// How an index could be built while others write, for the end of a sentence.
    fn instead(&self, what: &str) -> String {
        if self.concurrently {
            format!("with online = true {what} is built CONCURRENTLY, in a file of its own")
        } else {
            "CONCURRENTLY asks for a file that is not run in a transaction, which this layout has not"
                .to_owned()
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Options { lock_timeout: Some("5s".to_owned()), online: true, concurrently: true }
    }
}

/// One statement, without its `;`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The statement.
    pub sql: String,
    /// What is dangerous about it.
    pub hazards: Vec<Hazard>,
    /// What a reader should know of it, in one line: what a down file cannot bring back, why a thing goes and comes back.
    pub note: Option<String>,
}

/// What a part of a plan is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// New values of enums, which a transaction may not use that adds them.
    Values,
    /// Everything that is done in one transaction.
    Main,
    /// One index, built while others write. No transaction.
    Index,
    /// Keys that take over such an index, and what refers to them.
    Keys,
    /// Rows are held against constraints, while others write.
    Validate,
}

/// What runs in one go: a file, or a pair of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is for.
    pub purpose: Purpose,
    /// There.
    pub up: Vec<Step>,
    /// And back.
    pub down: Vec<Step>,
}

impl Part {
    /// Whether it runs in a transaction, both ways. One that does not has one statement each way.
    pub fn in_transaction(&self) -> bool {
        self.purpose != Purpose::Index
    }
}

/// From one schema to another, and back. Parts run one after the other; back, in the opposite order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Empty where nothing in the database changes.
    pub parts: Vec<Part>,
    /// What it does to who may do what.
    pub access: Vec<access::Change>,
}

impl Plan {
    /// Whether nothing in the database changes.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// What is dangerous about going there: what it does to access first, then what the statements do.
    pub fn hazards(&self) -> Vec<Hazard> {
        let steps = self.parts.iter().flat_map(|part| &part.up).flat_map(|step| &step.hazards);
        let access = access::lines(&self.access);
        access.iter().filter_map(Hazard::of_line).chain(steps.cloned()).collect()
    }
}

/// The plan from one schema to another.
pub fn plan(old: &Resolved, new: &Resolved, options: &Options) -> Plan {
    Plan { parts: split::parts(old, new, options), access: transition::access(old, new) }
}
