//! The way from one schema to another, as one document for programs.

use rls_core::{
    access::{Change, Occasion, Words},
    plan::{Difference, Hazard, Part, Purpose, Step},
    schema::Role,
};
use serde_json::{Value, json};

use super::Review;

/// The format of the documents. A later version of the same format may add keys.
const FORMAT: u32 = 1;

impl Review {
    /// What `cargo rls diff --format json` prints.
    pub(crate) fn json(&self) -> String {
        let parts: Vec<Value> = self.plan.parts.iter().map(part).collect();
        written(&json!({
            "format": FORMAT,
            "from": self.from,
            "to": self.to,
            "changes": self.changes(),
            "hazards": self.hazards(),
            "access": self.access(),
            "parts": parts,
        }))
    }

    /// What `cargo rls status --format json` prints; `accepted` is whether there is a snapshot.
    pub(crate) fn status_json(&self, accepted: bool, next: Option<&str>) -> String {
        written(&json!({
            "format": FORMAT,
            "snapshot": accepted,
            "changes": self.changes(),
            "hazards": self.hazards(),
            "access": self.access(),
            "next": next,
        }))
    }

    fn changes(&self) -> Vec<Value> {
        self.changes.iter().map(change).collect()
    }

    fn hazards(&self) -> Vec<Value> {
        self.hazards.iter().map(hazard).collect()
    }

    fn access(&self) -> Vec<Value> {
        self.plan.access.iter().map(access).collect()
    }
}

fn written(document: &Value) -> String {
    // texts, numbers and lists of those cannot fail to be JSON
    serde_json::to_string_pretty(document).unwrap_or_default() + "\n"
}

fn change(change: &Difference) -> Value {
    json!({
        "became": change.became.name(),
        "kind": change.kind,
        "table": change.table,
        "name": change.name,
        "detail": change.detail,
        "text": change.to_string(),
    })
}

fn hazard(hazard: &Hazard) -> Value {
    json!({ "kind": hazard.kind.name(), "text": hazard.says, "needs_allow": hazard.kind.needs_allow() })
}

fn access(change: &Change) -> Value {
    let role = match &change.role {
        Role::Named(name) => name.as_str(),
        Role::Public | Role::SignedIn => "public",
    };
    let occasion = match change.occasion {
        Occasion::Edited => "edited",
        Occasion::TableIsNew => "table_is_new",
        Occasion::TableIsGone => "table_is_gone",
    };
    json!({
        "table": change.table,
        "role": role,
        "command": change.command,
        "verdict": change.verdict.to_string(),
        "occasion": occasion,
        "before": change.before.as_ref().map(Words::to_string),
        "after": change.after.as_ref().map(Words::to_string),
    })
}

fn part(part: &Part) -> Value {
    let purpose = match part.purpose {
        Purpose::Values => "values",
        Purpose::Main => "main",
        Purpose::Index => "index",
        Purpose::Keys => "keys",
        Purpose::Validate => "validate",
    };
    let steps = |steps: &[Step]| steps.iter().map(step).collect::<Vec<Value>>();
    json!({
        "purpose": purpose,
        "transaction": part.in_transaction(),
        "up": steps(&part.up),
        "down": steps(&part.down),
    })
}

fn step(step: &Step) -> Value {
    let hazards: Vec<Value> = step.hazards.iter().map(hazard).collect();
    json!({ "sql": step.sql, "note": step.note, "hazards": hazards })
}
