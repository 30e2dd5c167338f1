//! How is what was proven shown in a browser?
//!
//! The access page, with what became of each cell in it, and behind it the statement that refutes it.

use std::fmt::Write as _;

use rls_core::verify::report::{CellReport, CellVerdict, Report, RoleReport, TableReport};

use super::access::{FOOT, HEAD, Html, SCRIPT, STYLE, name};

/// What a refuted cell looks like, beside the style of the access page.
const MORE: &str = "td.refuted { background: var(--warn); color: #fff; }\ntd.open { background: var(--ground); color: var(--soft); }\n";

/// The page.
pub(crate) fn page(report: &Report) -> String {
    let head = HEAD.replace("Who may do what", "Who may do what, tried");
    let mut html = Html(head.replace("/* style */", &format!("{STYLE}{MORE}")));
    html.raw("<p class=lead>");
    html.text(&format!("Provider: {}. PostgreSQL {}. {}.", report.provider, report.server, report.counts()));
    html.raw("</p>\n");
    for table in &report.tables {
        html.tried(table);
    }
    html.raw(&FOOT.replace("/* script */", SCRIPT));
    html.0
}

impl Html {
    fn tried(&mut self, table: &TableReport) {
        self.raw("<section class=table>\n<h2>");
        self.text(&table.table.to_string());
        self.raw("</h2>\n<table>\n<thead><tr><th scope=col>Role</th>");
        for command in rls_core::access::COMMANDS {
            let _ = write!(self.0, "<th scope=col>{command}</th>");
        }
        self.raw("</tr></thead>\n<tbody>\n");
        for role in &table.roles {
            self.raw("<tr><th scope=row>");
            self.text(&name(&role.role));
            self.raw("</th>");
            for cell in &role.cells {
                self.cell(table, role, cell);
            }
            self.raw("</tr>\n");
        }
        self.raw("</tbody>\n</table>\n</section>\n");
    }

    fn cell(&mut self, table: &TableReport, role: &RoleReport, cell: &CellReport) {
        let (class, verdict) = match &cell.verdict {
            CellVerdict::Proven if cell.at_its_word => ("some", "proven, taking its SQL at its word"),
            CellVerdict::Proven => ("some", "proven"),
            CellVerdict::Refuted(_) => ("refuted", "refuted"),
            CellVerdict::NotReached(_) => ("open", "not reached"),
        };
        let _ = write!(self.0, "<td data-command={} class={class}><button type=button>", cell.command);
        self.words(&cell.words);
        let _ = write!(self.0, "</button><small>{verdict}</small><template><h3>");
        self.text(&format!("{} {} {}", name(&role.role), cell.command, table.table));
        self.raw("</h3><p>");
        self.words(&cell.words);
        self.raw("</p><p>");
        self.text(&format!("{verdict}: {} of {} statements agreed", cell.agreed, cell.probes));
        self.raw("</p>");
        match &cell.verdict {
            CellVerdict::Proven => {}
            CellVerdict::NotReached(why) => {
                self.raw("<p>");
                self.text(why);
                self.raw("</p>");
            }
            CellVerdict::Refuted(refutations) => {
                for one in refutations {
                    self.raw("<p>");
                    self.text(&format!(
                        "{} as {}: expected {}, came {}",
                        one.what, one.caller, one.expected, one.came
                    ));
                    self.raw("</p><pre><code>");
                    self.text(&one.script);
                    self.raw("</code></pre>");
                }
            }
        }
        self.raw("</template></td>");
    }
}
