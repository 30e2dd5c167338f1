//! Hazards as workflow commands of GitHub Actions: each becomes a note on the run.

use super::Review;
use crate::report::github::{data, property};

impl Review {
    /// A warning for what somebody has to name, a notice for the rest. None has a line of a file: a hazard is of the
    /// change, not of a place.
    pub(crate) fn notes(&self) -> String {
        let notes = self.hazards.iter().map(|hazard| {
            let level = if hazard.kind.needs_allow() { "warning" } else { "notice" };
            format!("::{level} title={}::{}\n", property(hazard.kind.name()), data(&hazard.says))
        });
        notes.collect()
    }
}
