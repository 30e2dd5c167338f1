//! What is pending, on one screen?

use rls_core::access::one_line;

use super::Review;
use crate::output::bold;

/// Lines of the screen that are not changes and hazards.
const AROUND: usize = 10;

impl Review {
    /// What changed, what is dangerous about it, and what to do next. `height` is how many lines fit, where that matters.
    pub(crate) fn status(&self, accepted: bool, next: &str, height: Option<usize>) -> String {
        let since = if accepted { "since the last accepted migration" } else { "and no migration yet" };
        let mut text = format!("{} {since}\n\n", bold(&self.counted()));
        // half of the screen for each, and what one does not need is the other's
        let room = height.map_or(usize::MAX, |height| height.saturating_sub(AROUND).max(4));
        let hazards = self.hazards.len().min(room.saturating_sub(self.changes.len()).max(room / 2));
        let changes = room.saturating_sub(hazards);
        text.push_str(&listed(self.changes.iter().map(ToString::to_string), changes));
        if !self.hazards.is_empty() {
            text.push_str(&format!("\n{}\n\n", bold("Hazards:")));
            let lines = self.hazards.iter().map(|hazard| {
                let kind = bold(&format!("{:<14}", hazard.kind.name()));
                format!("{kind}  {}", one_line(&hazard.says))
            });
            text.push_str(&listed(lines, hazards));
        }
        text.push_str(&format!("\n{next}"));
        text
    }
}

fn listed(items: impl ExactSizeIterator<Item = String>, most: usize) -> String {
    let left = items.len().saturating_sub(most);
    let mut text: String = items.take(most).map(|item| format!("  {item}\n")).collect();
    if left > 0 {
        text.push_str(&format!("  and {left} more: `cargo rls status | less`\n"));
    }
    text
}
