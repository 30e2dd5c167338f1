//! In which order do statements work?
//!
//! On a live database, in one transaction. What narrows comes early and what widens late; a table is never open in
//! between: its policies are there before row security, row security before its grants.

use std::collections::BTreeMap;

use super::{Hazard, HazardKind, Step};

/// A place in the order. The order of this list is the order of the statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// CREATE SCHEMA, for what moves there.
    Schemas,
    /// Roles that come.
    Roles,
    /// Enums, their values, tables and columns get their new names. From here on every statement uses those.
    Renames,
    /// Privileges, memberships and usage that go.
    Revokes,
    /// Policies that go or have to make way, and then new names of those that stay.
    DropPolicies,
    /// Functions that go, or have to make way.
    DropFunctions,
    /// Foreign keys that go, or have to make way.
    DropForeignKeys,
    /// Tables that go.
    DropTables,
    /// Other constraints and indexes that go, or have to make way.
    DropConstraints,
    /// Constraints and indexes get their new names, which what went has left free.
    ConstraintNames,
    /// Columns that go and come back as others, identities that go.
    MakeWay,
    /// Enums that come, values that come, enums that are made anew.
    Enums,
    /// Tables that come.
    CreateTables,
    /// Columns that come, and their types, defaults and identities.
    Columns,
    /// Rows get a value.
    Backfill,
    /// NOT NULL, and the defaults and identities that wait for the rows' values.
    NotNull,
    /// Columns that go. What rows get may be made of what was in them.
    DropColumns,
    /// Enums that go.
    DropEnums,
    /// Primary keys, UNIQUE and unique indexes.
    Keys,
    /// Checks.
    Checks,
    /// Foreign keys.
    ForeignKeys,
    /// Indexes.
    Indexes,
    /// Functions that come, or come back.
    Functions,
    /// Policies that come, come back, or change.
    Policies,
    /// Functions that nothing calls any more.
    LateFunctions,
    /// Row security that goes on.
    RowSecurity,
    /// Privileges, memberships and usage that come.
    Grants,
    /// Row security that goes off, because the model says so.
    RowSecurityOff,
    /// Roles that go.
    DropRoles,
    /// Comments.
    Comments,
}

/// Statements on their way to their place.
#[derive(Debug, Default)]
pub(super) struct Steps {
    phases: BTreeMap<Phase, Vec<Step>>,
}

impl Steps {
    /// One more statement, after those of its phase that are there. What is given back can be told more about it.
    pub(super) fn add(&mut self, phase: Phase, sql: impl Into<String>) -> &mut Step {
        let steps = self.phases.entry(phase).or_default();
        steps.push(Step { sql: sql.into(), hazards: Vec::new(), note: None });
        let last = steps.len() - 1;
        &mut steps[last]
    }

    /// All of them, in order.
    pub(super) fn into_list(self) -> Vec<Step> {
        self.phases.into_values().flatten().collect()
    }
}

impl Step {
    /// What is dangerous about it.
    pub(super) fn hazard(&mut self, kind: HazardKind, says: impl Into<String>) -> &mut Self {
        self.hazards.push(Hazard::new(kind, says));
        self
    }

    /// What a reader should know of it, after what is said of it already.
    pub(super) fn note(&mut self, note: impl Into<String>) -> &mut Self {
        let note = note.into();
        match &mut self.note {
            Some(said) => {
                said.push_str("; ");
                said.push_str(&note);
            }
            said => *said = Some(note),
        }
        self
    }
}
