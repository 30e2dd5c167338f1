//! How is it shown on a terminal?
//!
//! For each role of each table what it may do, commands that may do the same in one line; then what is refuted and what was not reached.

use super::{CellReport, CellVerdict, Refutation, Report};
use crate::{access::one_line, schema::Role};

const GREEN: &str = "\u{1b}[32m";
const RED: &str = "\u{1b}[1;31m";
const YELLOW: &str = "\u{1b}[33m";
const BOLD: &str = "\u{1b}[1m";
const END: &str = "\u{1b}[0m";

impl Report {
    /// For a terminal, in colours; whoever writes it takes them out again where there are none.
    pub fn human(&self) -> String {
        let width = self.cells().map(|(_, role, _)| name(&role.role).chars().count()).max().unwrap_or(0);
        let mut text = String::new();
        for table in &self.tables {
            text.push_str(&format!("{BOLD}{}{END}\n", one_line(&table.table.to_string())));
            for role in &table.roles {
                let shown = one_line(&name(&role.role));
                let mut pad = width.saturating_sub(shown.chars().count());
                let mut shown = shown.as_str();
                for (commands, cell) in alike(&role.cells) {
                    let (color, mark) = mark(cell);
                    let gap = " ".repeat(pad);
                    text.push_str(&format!(
                        "  {shown}{gap}  {color}{mark:11}{END}  {}: {}\n",
                        commands.join(", "),
                        cell.words
                    ));
                    (shown, pad) = ("", width);
                }
            }
        }
        let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
        for (table, role, cell) in self.cells() {
            let place = format!("{} {} {}", table.table, name(&role.role), cell.command);
            match &cell.verdict {
                CellVerdict::Refuted(refutations) => {
                    text.push_str(&format!(
                        "\n{RED}refuted{END} {BOLD}{}{END}: {}\n",
                        one_line(&place),
                        cell.words
                    ));
                    refutations.iter().for_each(|one| text.push_str(&refuted(one)));
                }
                CellVerdict::NotReached(why) => match reasons.iter_mut().find(|(other, _)| other == why) {
                    Some((_, places)) => places.push(place),
                    None => reasons.push((why, vec![place])),
                },
                CellVerdict::Proven => {}
            }
        }
        for (why, places) in reasons {
            text.push_str(&format!("\n{YELLOW}not reached{END}: {}\n", one_line(why)));
            places.iter().for_each(|place| text.push_str(&format!("  {}\n", one_line(place))));
        }
        let counts = self.counts();
        let color = if counts.refuted > 0 {
            RED
        } else if counts.not_reached > 0 {
            YELLOW
        } else {
            GREEN
        };
        text.push_str(&format!("\n{color}{counts}{END}\n"));
        text
    }

    /// The same without colours, for a test's message.
    pub fn plain(&self) -> String {
        [GREEN, RED, YELLOW, BOLD, END].iter().fold(self.human(), |text, code| text.replace(code, ""))
    }
}

/// The cells that say the same, and of which the same came.
fn alike(cells: &[CellReport]) -> Vec<(Vec<String>, &CellReport)> {
    let mut all: Vec<(Vec<String>, &CellReport)> = Vec::new();
    for cell in cells {
        let same = |other: &CellReport| mark(other) == mark(cell) && other.words == cell.words;
        match all.iter_mut().find(|(_, other)| same(other)) {
            Some((commands, _)) => commands.push(cell.command.to_string()),
            None => all.push((vec![cell.command.to_string()], cell)),
        }
    }
    all
}

fn mark(cell: &CellReport) -> (&'static str, &'static str) {
    match cell.verdict {
        CellVerdict::Proven => (GREEN, "proven"),
        CellVerdict::Refuted(_) => (RED, "refuted"),
        CellVerdict::NotReached(_) => (YELLOW, "not reached"),
    }
}

fn refuted(one: &Refutation) -> String {
    let mut text = format!(
        "  {} as {}\n    expected: {}\n    came:     {}\n  to see it with psql:\n",
        one_line(&one.what),
        one_line(&one.caller),
        one_line(&one.expected),
        one_line(&one.came)
    );
    one.script.lines().for_each(|line| text.push_str(&format!("    {line}\n")));
    text
}

/// A role's name, for people.
pub(super) fn name(role: &Role) -> String {
    match role {
        Role::Public => "PUBLIC".to_owned(),
        // settled before
        Role::SignedIn => "authenticated".to_owned(),
        Role::Named(name) => name.clone(),
    }
}
