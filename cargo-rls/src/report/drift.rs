//! Where does a database differ from what was accepted, and how far is it behind?

use rls_core::{access::one_line, catalog::compare::Difference, plan::Hazard};
use rls_project::finding::Finding;
use serde::Serialize;

use crate::{
    output::bold,
    report::plan::{OfHazard, hazards},
    side::Drift,
};

/// A database, held against what was accepted.
pub(crate) struct State {
    /// Its address, without a password.
    pub(crate) name: String,
    /// Which migrations have run there, where its tool keeps a table; and which have not.
    pub(crate) history: Option<(usize, Vec<String>)>,
    pub(crate) drift: Drift,
    /// What is dangerous about the SQL that leads back.
    pub(crate) hazards: Vec<Hazard>,
}

#[derive(Serialize)]
struct OfState<'s> {
    address: &'s str,
    #[serde(skip_serializing_if = "Option::is_none")]
    migrations: Option<OfHistory<'s>>,
    drift: Vec<OfDifference<'s>>,
    hazards: Vec<OfHazard<'s>>,
    left_alone: &'s [String],
    not_ours: &'s [String],
}

#[derive(Serialize)]
struct OfHistory<'s> {
    run: usize,
    not_run: &'s [String],
}

#[derive(Serialize)]
struct OfDifference<'s> {
    became: &'static str,
    kind: &'static str,
    on: String,
    text: String,
    aspects: Vec<OfAspect<'s>>,
}

#[derive(Serialize)]
struct OfAspect<'s> {
    what: &'s str,
    accepted: Option<&'s str>,
    database: Option<&'s str>,
}

impl State {
    /// For a screen.
    pub(crate) fn human(&self) -> String {
        let mut text = format!("{}\n\n", bold(&format!("Database {}", one_line(&self.name))));
        if let Some((run, not_run)) = &self.history {
            text.push_str(&match not_run.as_slice() {
                [] => format!("  all {run} accepted migrations have run there\n"),
                names => format!(
                    "  {run} of {} accepted migrations have run there; not yet: {}\n",
                    run + names.len(),
                    names.join(", ")
                ),
            });
        }
        let drift = &self.drift.aligned.drift;
        match drift.len() {
            0 => text.push_str("  it says what was accepted\n"),
            count => {
                let things = if count == 1 { "1 thing is" } else { &format!("{count} things are") };
                text.push_str(&format!("  {things} other than what was accepted:\n\n"));
                drift.iter().for_each(|one| text.push_str(&format!("  {}\n", one_line(&one.to_string()))));
                text.push_str("\n  The SQL that leads back:\n\n  cargo rls diff --from URL --to snapshot\n");
                if !self.hazards.is_empty() {
                    text.push_str("\n  Its hazards:\n\n");
                }
                for hazard in self.hazards.iter().take(MOST) {
                    text.push_str(&format!("  {}\n", one_line(&hazard.to_string())));
                }
                if self.hazards.len() > MOST {
                    text.push_str(&format!("  and {} more\n", self.hazards.len() - MOST));
                }
            }
        }
        let of = [
            ("left alone, since the model has no word for it", &self.drift.beside.left),
            ("not ours, and left alone", &self.drift.beside.apart),
        ];
        for (what, lines) in of.into_iter().filter(|(_, lines)| !lines.is_empty()) {
            text.push_str(&format!("\n  {} {what}:\n", lines.len()));
            lines.iter().take(MOST).for_each(|line| text.push_str(&format!("    {}\n", one_line(line))));
            if lines.len() > MOST {
                text.push_str(&format!("    and {} more: --format json\n", lines.len() - MOST));
            }
        }
        text
    }

    /// For programs: the value of `database` in what `cargo rls status --format json` prints.
    pub(crate) fn json(&self) -> serde_json::Value {
        let of = OfState {
            address: &self.name,
            migrations: self.history.as_ref().map(|(run, not_run)| OfHistory { run: *run, not_run }),
            drift: self.drift.aligned.drift.iter().map(difference).collect(),
            hazards: hazards(&self.hazards),
            left_alone: &self.drift.beside.left,
            not_ours: &self.drift.beside.apart,
        };
        // texts and numbers cannot fail to be JSON
        serde_json::to_value(&of).unwrap_or_default()
    }

    /// A finding for each difference.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let of = |one: &Difference| {
            Finding::new(format!("{} is not as accepted: {}", self.name, one_line(&one.to_string())))
                .help("the SQL that leads back: cargo rls diff --from URL --to snapshot")
        };
        self.drift.aligned.drift.iter().map(of).collect()
    }
}

/// More lines of what is left alone are not read.
const MOST: usize = 10;

fn difference(one: &Difference) -> OfDifference<'_> {
    OfDifference {
        became: one.became.name(),
        kind: one.thing.kind().name(),
        on: one.thing.place(),
        text: one.to_string(),
        aspects: one
            .aspects
            .iter()
            .map(|aspect| OfAspect {
                what: &aspect.what,
                accepted: aspect.one.as_deref(),
                database: aspect.other.as_deref(),
            })
            .collect(),
    }
}
