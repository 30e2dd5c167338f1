//! How is it written as JSON, for programs?

use serde::Serialize;

use super::{CellVerdict, Counts, FORMAT, Refutation, Report, human::name};
use crate::{ident::QName, schema::Command};

#[derive(Serialize)]
struct Page<'a> {
    format: u32,
    provider: &'a str,
    server: &'a str,
    counts: Counts,
    cells: Vec<One<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
    table: &'a QName,
    role: String,
    command: Command,
    rows: String,
    /// `proven`, `refuted`, or `not_reached`.
    verdict: &'static str,
    /// Why it was not reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    /// Whether SQL in it was taken at its word.
    at_its_word: bool,
    probes: usize,
    agreed: usize,
    #[serde(skip_serializing_if = "<[Refutation]>::is_empty")]
    refutations: &'a [Refutation],
}

impl Report {
    /// A JSON document. docs/verify.md says what is in it.
    pub fn json(&self) -> String {
        let cells = self.cells().map(|(table, role, cell)| {
            let (verdict, why, refutations) = match &cell.verdict {
                CellVerdict::Proven => ("proven", None, &[][..]),
                CellVerdict::Refuted(refutations) => ("refuted", None, refutations.as_slice()),
                CellVerdict::NotReached(why) => ("not_reached", Some(why.as_str()), &[][..]),
            };
            One {
                table: &table.table,
                role: name(&role.role),
                command: cell.command,
                rows: cell.words.to_string(),
                verdict,
                why,
                at_its_word: cell.at_its_word,
                probes: cell.probes,
                agreed: cell.agreed,
                refutations,
            }
        });
        let page = Page {
            format: FORMAT,
            provider: self.provider,
            server: &self.server,
            counts: self.counts(),
            cells: cells.collect(),
        };
        // strings, lists and maps with string keys cannot fail to be JSON
        let mut text = serde_json::to_string_pretty(&page).unwrap_or_default();
        text.push('\n');
        text
    }
}
