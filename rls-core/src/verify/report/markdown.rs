//! How is it written as Markdown, for a pull request?

use super::{CellReport, CellVerdict, Report, human::name};
use crate::{
    access::{COMMANDS, code},
    verify::report::Refutation,
};

impl Report {
    /// A page, table for table, as the access page is.
    pub fn markdown(&self) -> String {
        let counts = self.counts();
        let mut page = format!(
            "# Who may do what, tried\n\nProvider: {}. PostgreSQL {}. {counts}.\n",
            self.provider, self.server
        );
        for table in &self.tables {
            page.push_str(&format!("\n## {}\n\n", code(&table.table.to_string())));
            page.push_str("| | ");
            for role in &table.roles {
                page.push_str(&format!("{} | ", in_cell(&code(&name(&role.role)))));
            }
            page.push_str(&format!("\n|---{}|\n", "|---".repeat(table.roles.len())));
            for (at, command) in COMMANDS.into_iter().enumerate() {
                page.push_str(&format!("| **{command}** |"));
                for role in &table.roles {
                    page.push_str(&format!(" {} |", role.cells.get(at).map(said).unwrap_or_default()));
                }
                page.push('\n');
            }
            for role in &table.roles {
                for cell in &role.cells {
                    if let CellVerdict::Refuted(refutations) = &cell.verdict {
                        let place = format!("{} {}", code(&name(&role.role)), cell.command);
                        refutations.iter().for_each(|one| page.push_str(&refuted(&place, one)));
                    }
                }
            }
        }
        page
    }
}

fn said(cell: &CellReport) -> String {
    let verdict = match &cell.verdict {
        CellVerdict::Proven if cell.at_its_word => "proven, taking its SQL at its word".to_owned(),
        CellVerdict::Proven => "proven".to_owned(),
        CellVerdict::Refuted(_) => "**refuted**".to_owned(),
        CellVerdict::NotReached(why) => format!("*not reached*: {}", code(why)),
    };
    in_cell(&format!("{}<br>{verdict}", cell.words.markdown()))
}

fn refuted(place: &str, one: &Refutation) -> String {
    let longest = one.script.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    format!(
        "\n{place}, {} as {}: expected {}, came {}.\n\n{fence}sql\n{}{fence}\n",
        code(&one.what),
        code(&one.caller),
        code(&one.expected),
        code(&one.came),
        one.script
    )
}

/// Fit for the cell of a table, where a pipe ends it, also in code.
fn in_cell(markdown: &str) -> String {
    markdown.replace('|', "\\|")
}
