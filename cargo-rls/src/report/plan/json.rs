//! The way from one schema to another, as one document for programs.

use rls_core::{
    access::{Change, Occasion, Words},
    ident::QName,
    plan::{Difference, Hazard, Part, Purpose, Step},
    schema::{Command, Role},
};
use serde::Serialize;

use super::Review;

/// The format of the documents. A later version of the same format may add keys.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Diff<'r> {
    format: u32,
    from: &'r str,
    to: &'r str,
    changes: Vec<OfChange<'r>>,
    hazards: Vec<OfHazard<'r>>,
    access: Vec<OfAccess<'r>>,
    parts: Vec<OfPart<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_alone: Vec<&'r str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_ours: Vec<&'r str>,
}

#[derive(Serialize)]
struct Status<'r> {
    format: u32,
    snapshot: bool,
    changes: Vec<OfChange<'r>>,
    hazards: Vec<OfHazard<'r>>,
    access: Vec<OfAccess<'r>>,
    next: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    database: Option<serde_json::Value>,
}

#[derive(Serialize)]
struct OfChange<'r> {
    became: &'static str,
    kind: &'static str,
    table: Option<&'r QName>,
    name: &'r str,
    detail: &'r str,
    text: String,
}

#[derive(Serialize)]
pub(crate) struct OfHazard<'r> {
    kind: &'static str,
    text: &'r str,
    needs_allow: bool,
}

#[derive(Serialize)]
struct OfAccess<'r> {
    table: &'r QName,
    role: &'r str,
    command: Command,
    verdict: String,
    occasion: &'static str,
    before: Option<String>,
    after: Option<String>,
}

#[derive(Serialize)]
struct OfPart<'r> {
    purpose: &'static str,
    transaction: bool,
    up: Vec<OfStep<'r>>,
    down: Vec<OfStep<'r>>,
}

#[derive(Serialize)]
struct OfStep<'r> {
    sql: &'r str,
    note: Option<&'r str>,
    hazards: Vec<OfHazard<'r>>,
}

impl Review {
    /// What `cargo rls diff --format json` prints.
    pub(crate) fn json(&self) -> String {
        written(&Diff {
            format: FORMAT,
            from: &self.from,
            to: &self.to,
            changes: self.changes.iter().map(change).collect(),
            hazards: hazards(&self.hazards),
            access: self.plan.access.iter().map(access).collect(),
            parts: self.plan.parts.iter().map(part).collect(),
            left_alone: self.beside.left.iter().map(String::as_str).collect(),
            not_ours: self.beside.apart.iter().map(String::as_str).collect(),
        })
    }

    /// What `cargo rls status --format json` prints; `accepted` is whether there is a snapshot.
    pub(crate) fn status_json(
        &self,
        accepted: bool,
        next: Option<&str>,
        database: Option<serde_json::Value>,
    ) -> String {
        written(&Status {
            format: FORMAT,
            snapshot: accepted,
            changes: self.changes.iter().map(change).collect(),
            hazards: hazards(&self.hazards),
            access: self.plan.access.iter().map(access).collect(),
            next,
            database,
        })
    }
}

fn written(document: &impl Serialize) -> String {
    // texts, numbers and lists of those cannot fail to be JSON
    serde_json::to_string_pretty(document).unwrap_or_default() + "\n"
}

fn change(change: &Difference) -> OfChange<'_> {
    OfChange {
        became: change.became.name(),
        kind: change.kind,
        table: change.table.as_ref(),
        name: &change.name,
        detail: &change.detail,
        text: change.to_string(),
    }
}

pub(crate) fn hazards(hazards: &[Hazard]) -> Vec<OfHazard<'_>> {
    hazards.iter().map(hazard).collect()
}

fn hazard(hazard: &Hazard) -> OfHazard<'_> {
    OfHazard { kind: hazard.kind.name(), text: &hazard.says, needs_allow: hazard.kind.needs_allow() }
}

fn access(change: &Change) -> OfAccess<'_> {
    OfAccess {
        table: &change.table,
        role: match &change.role {
            Role::Named(name) => name,
            Role::Public | Role::SignedIn => "public",
        },
        command: change.command,
        verdict: change.verdict.to_string(),
        occasion: match change.occasion {
            Occasion::Edited => "edited",
            Occasion::TableIsNew => "table_is_new",
            Occasion::TableIsGone => "table_is_gone",
        },
        before: change.before.as_ref().map(Words::to_string),
        after: change.after.as_ref().map(Words::to_string),
    }
}

fn part(part: &Part) -> OfPart<'_> {
    OfPart {
        purpose: match part.purpose {
            Purpose::Values => "values",
            Purpose::Main => "main",
            Purpose::Index => "index",
            Purpose::Keys => "keys",
            Purpose::Validate => "validate",
        },
        transaction: part.in_transaction(),
        up: part.up.iter().map(step).collect(),
        down: part.down.iter().map(step).collect(),
    }
}

fn step(step: &Step) -> OfStep<'_> {
    OfStep { sql: &step.sql, note: step.note.as_deref(), hazards: hazards(&step.hazards) }
}
