//! What would a bot post on a pull request?
//!
//! Whatever a model calls its things, it stays in its place: names are code, SQL is in a fence that is longer than any in
//! it. And it stays short enough to be posted: what does not fit is counted.

use std::collections::BTreeMap;

use rls_core::{
    access::{changes_markdown, code, lines},
    plan::Hazard,
};

use super::Review;

/// By which a bot finds its own comment again.
const MARK: &str = "<!-- cargo rls diff -->";
/// GitHub takes 65,536 characters for a comment.
const MOST: usize = 60_000;
/// More lines than this are not read.
const LINES: usize = 50;

impl Review {
    /// A page of Markdown, as GitHub shows it.
    pub(crate) fn markdown(&self) -> String {
        let mut page = format!("{MARK}\n### Database changes\n\n");
        if self.plan.is_empty() && self.changes.is_empty() {
            return page + "None.\n" + &self.and_beside();
        }
        // those of access come with their roles and tables as code; the rows are in the table below
        let of_access: BTreeMap<Hazard, String> = lines(&self.plan.access)
            .iter()
            .filter_map(|line| Some((Hazard::of_line(line)?, line.markdown())))
            .collect();
        page.push_str(&listed(self.hazards.iter().map(|hazard| {
            let sign = if hazard.kind.needs_allow() { "⚠️ " } else { "" };
            let says = of_access.get(hazard).cloned().unwrap_or_else(|| sentence(&hazard.says));
            format!("{sign}**{}**: {says}", hazard.kind)
        })));
        if !self.hazards.is_empty() {
            page.push('\n');
        }
        page.push_str(&listed(self.changes.iter().map(|change| code(&change.to_string()))));
        let access = changes_markdown(&self.plan.access, LINES);
        if !access.is_empty() {
            page.push_str(&format!("\n#### Who may do what\n\n{access}"));
        }
        let asks = self.asks();
        if !asks.is_empty() {
            page.push_str(&format!("\nSealed by `{}`.\n", self.accept("NAME")));
        }
        page.push_str(&self.and_beside());
        page.push_str(&self.folded(MOST.saturating_sub(page.len())));
        page
    }

    /// What a database has that no plan changes.
    fn and_beside(&self) -> String {
        let mut text = String::new();
        let of = [
            ("Left alone, since the model has no word for it", &self.beside.left),
            ("Not ours, and left alone", &self.beside.apart),
        ];
        for (heading, lines) in of.into_iter().filter(|(_, lines)| !lines.is_empty()) {
            text.push_str(&format!("\n{heading}:\n\n{}", listed(lines.iter().map(|line| code(line)))));
        }
        text
    }

    /// The SQL, which opens on a click, where it fits.
    fn folded(&self, room: usize) -> String {
        let sql = self.script();
        let lines = match sql.lines().count() {
            1 => "1 line".to_owned(),
            several => format!("{several} lines"),
        };
        if sql.len() > room {
            return format!("\nThe SQL has {lines}, too many to show here: `cargo rls diff` prints it.\n");
        }
        let fence = fence(&sql);
        format!("\n<details><summary>SQL, {lines}</summary>\n\n{fence}sql\n{sql}{fence}\n\n</details>\n")
    }
}

/// As points, so many and no more.
fn listed(items: impl ExactSizeIterator<Item = String>) -> String {
    let left = items.len().saturating_sub(LINES);
    let mut text = String::new();
    items.take(LINES).for_each(|item| text.push_str(&format!("- {item}\n")));
    if left > 0 {
        text.push_str(&format!("- and {left} more\n"));
    }
    text
}

/// More backticks than stand together anywhere in the text.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// A sentence that may hold somebody else's names: as it is where nothing in it can be markup, else as code.
fn sentence(says: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || " .,;:()'\"".contains(c);
    let is_link = says.contains("www.");
    if says.chars().all(is_plain) && !is_link { says.to_owned() } else { code(says) }
}
