//! What is pending, on one screen?

use rls_core::access::one_line;

use super::Review;
use crate::output::{Screen, bold};

/// Lines of the screen that are not changes and hazards.
const AROUND: usize = 10;
/// Where what a hazard says begins.
const INDENT: usize = 18;

impl Review {
    /// What changed, what is dangerous about it, and what to do next; on a screen, no more than fits.
    pub(crate) fn status(&self, accepted: bool, next: &str, screen: Option<Screen>) -> String {
        let since = if accepted { "since the last accepted migration" } else { "and no migration yet" };
        let mut text = format!("{} {since}\n\n", bold(&self.counted()));
        let width = screen.map_or(usize::MAX, |screen| screen.width);
        let changes: Vec<String> =
            self.changes.iter().map(|change| wrapped("  ", &change.to_string(), 6, width)).collect();
        let hazards = self.hazards.iter().map(|hazard| {
            let kind = format!("  {}  ", bold(&format!("{:<14}", hazard.kind.name())));
            wrapped(&kind, &one_line(&hazard.says), INDENT, width)
        });
        let hazards: Vec<String> = hazards.collect();
        // half of the screen for each, and what one does not need is the other's
        let room = screen.map_or(usize::MAX, |screen| screen.height.saturating_sub(AROUND).max(4));
        let for_hazards = lines(&hazards).min(room.saturating_sub(lines(&changes)).max(room / 2));
        text.push_str(&listed(&changes, room.saturating_sub(for_hazards)));
        if !hazards.is_empty() {
            text.push_str(&format!("\n{}\n\n", bold("Hazards:")));
            text.push_str(&listed(&hazards, for_hazards));
        }
        text.push_str(&format!("\n{next}"));
        text
    }
}

fn lines(items: &[String]) -> usize {
    items.iter().map(|item| item.lines().count()).sum()
}

/// As many as fit so many lines, and how many are left.
fn listed(items: &[String], most: usize) -> String {
    let mut text = String::new();
    let mut used = 0;
    for (at, item) in items.iter().enumerate() {
        used += item.lines().count();
        if used > most && at > 0 {
            text.push_str(&format!("  and {} more: `cargo rls status | less`\n", items.len() - at));
            break;
        }
        text.push_str(item);
    }
    text
}

/// A text on lines of no more than a width, its later lines indented. What it begins with has that indent already, but for
/// what cannot be seen.
fn wrapped(begin: &str, text: &str, indent: usize, width: usize) -> String {
    let mut line = begin.to_owned();
    let mut column = if begin.trim().is_empty() { begin.len() } else { indent };
    for (at, word) in text.split(' ').enumerate() {
        let length = word.chars().count();
        if at > 0 && column + 1 + length > width {
            line.push('\n');
            line.push_str(&" ".repeat(indent));
            column = indent;
        } else if at > 0 {
            line.push(' ');
            column += 1;
        }
        line.push_str(word);
        column += length;
    }
    line.push('\n');
    line
}
