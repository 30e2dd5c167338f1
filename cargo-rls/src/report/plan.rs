//! How is the way from one schema to another shown?
//!
//! | module | for whom |
//! | --- | --- |
//! | `script` | psql, and people who read SQL |
//! | `status` | somebody at a terminal |
//! | `md` | the reviewer of a pull request |
//! | `notes` | GitHub Actions |
//! | `json` | programs |

mod json;
mod md;
mod notes;
mod script;
mod status;

use std::collections::BTreeSet;

pub(crate) use json::{OfHazard, hazards};

use rls_core::{
    access::one_line,
    plan::{Became, Difference, Hazard, HazardKind, Options, Plan, plan, summary},
    resolve::Resolved,
};

/// What leads from one schema to another.
pub(crate) struct Review {
    /// What the old schema is called: `snapshot`, a file.
    pub(crate) from: String,
    /// What the new one is called.
    pub(crate) to: String,
    /// What is another than before, in words.
    pub(crate) changes: Vec<Difference>,
    /// The statements.
    pub(crate) plan: Plan,
    /// What is dangerous about them, each once.
    pub(crate) hazards: Vec<Hazard>,
    /// What a database has beside it.
    pub(crate) beside: Beside,
}

/// What a database has that no plan changes, a line each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Beside {
    /// On what is ours: what the model has no word for.
    pub(crate) left: Vec<String>,
    /// What neither the models nor the snapshot know.
    pub(crate) apart: Vec<String>,
}

impl Review {
    /// From the one to the other.
    pub(crate) fn new(from: (&str, &Resolved), to: (&str, &Resolved), options: &Options) -> Self {
        let plan = plan(from.1, to.1, options);
        Review::of(from.0.to_owned(), to.0.to_owned(), summary(from.1, to.1), plan)
    }

    /// Of a plan that is made.
    pub(crate) fn of(from: String, to: String, changes: Vec<Difference>, plan: Plan) -> Self {
        let mut hazards = plan.hazards();
        let mut seen = BTreeSet::new();
        hazards.retain(|hazard| seen.insert(hazard.clone()));
        Review { from, to, changes, plan, hazards, beside: Beside::default() }
    }

    /// The same, with what is beside it.
    pub(crate) fn beside(mut self, beside: Beside) -> Self {
        self.beside = beside;
        self
    }

    /// The kinds that somebody has to name before this is sealed, each once.
    pub(crate) fn asks(&self) -> Vec<HazardKind> {
        HazardKind::ALL
            .into_iter()
            .filter(|kind| kind.needs_allow() && self.hazards.iter().any(|hazard| hazard.kind == *kind))
            .collect()
    }

    /// `cargo rls accept NAME --allow DELETES_DATA`
    pub(crate) fn accept(&self, name: &str) -> String {
        let allows = self.asks().into_iter().map(|kind| format!(" --allow {kind}"));
        format!("cargo rls accept {name}{}", allows.collect::<String>())
    }

    /// Where a thing goes and another of its kind comes at the same place: what to write if it is the same one.
    pub(crate) fn renamed(&self) -> Option<String> {
        let comes = |gone: &Difference| {
            let new = |other: &&Difference| other.became == Became::New && other.kind == gone.kind;
            self.changes.iter().filter(new).any(|other| other.table == gone.table)
        };
        let mut gone = self.changes.iter().filter(|change| change.became == Became::Gone);
        let gone = gone.find(|change| matches!(change.kind, "column" | "table") && comes(change))?;
        let name = one_line(&gone.name);
        let what = match &gone.table {
            Some(table) => format!("{}.{name}", one_line(&table.to_string())),
            None => format!("table {name}"),
        };
        Some(format!(
            "if {what} only has another name now, say so, and nothing is lost: #[rls(renamed_from = {name:?})]"
        ))
    }

    /// `3 changes`.
    pub(crate) fn counted(&self) -> String {
        match self.changes.len() {
            1 => "1 change".to_owned(),
            several => format!("{several} changes"),
        }
    }
}

#[cfg(test)]
mod tests;
