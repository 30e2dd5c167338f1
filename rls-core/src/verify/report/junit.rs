//! How is it written as JUnit's XML, which CI servers show: a test case a cell?

use super::{CellVerdict, Report, human::name};

impl Report {
    /// A file of one suite a table.
    pub fn junit(&self) -> String {
        let counts = self.counts();
        let mut xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"cargo rls verify\" tests=\"{}\" failures=\"{}\" skipped=\"{}\">\n",
            counts.cells, counts.refuted, counts.not_reached
        );
        for table in &self.tables {
            let cells =
                || table.roles.iter().flat_map(|role| role.cells.iter().map(move |cell| (role, cell)));
            let count = |is: fn(&CellVerdict) -> bool| cells().filter(|(_, cell)| is(&cell.verdict)).count();
            xml.push_str(&format!(
                "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\">\n",
                text(&table.table.to_string()),
                cells().count(),
                count(|verdict| matches!(verdict, CellVerdict::Refuted(_))),
                count(|verdict| matches!(verdict, CellVerdict::NotReached(_))),
            ));
            for (role, cell) in cells() {
                let case = format!(
                    "    <testcase classname=\"{}\" name=\"{} {}: {}\"",
                    text(&table.table.to_string()),
                    text(&name(&role.role)),
                    cell.command,
                    text(&cell.words.to_string())
                );
                match &cell.verdict {
                    CellVerdict::Proven => xml.push_str(&format!("{case}/>\n")),
                    CellVerdict::NotReached(why) => {
                        xml.push_str(&format!(
                            "{case}>\n      <skipped message=\"{}\"/>\n    </testcase>\n",
                            text(why)
                        ));
                    }
                    CellVerdict::Refuted(refutations) => {
                        xml.push_str(&format!("{case}>\n"));
                        // one of them: many readers take the first and leave the rest
                        let mut said = String::new();
                        for one in refutations {
                            said.push_str(&format!("{} as {}\n{}\n", one.what, one.caller, one.script));
                        }
                        let message = refutations.first().map_or_else(String::new, |one| {
                            format!("expected {}, came {}", one.expected, one.came)
                        });
                        xml.push_str(&format!(
                            "      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
                            text(&message),
                            text(&said)
                        ));
                    }
                }
            }
            xml.push_str("  </testsuite>\n");
        }
        xml.push_str("</testsuites>\n");
        xml
    }
}

/// Somebody else's text, in an element or in an attribute. What XML has no place for is written as an escape.
fn text(given: &str) -> String {
    let mut xml = String::with_capacity(given.len());
    for c in given.chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '\'' => xml.push_str("&apos;"),
            // in an attribute they would become blanks
            '\n' | '\t' => xml.push_str(&format!("&#{};", u32::from(c))),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => xml.extend(c.escape_unicode()),
            c => xml.push(c),
        }
    }
    xml
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn nothing_of_a_name_is_markup() {
        assert_eq!(text("<a b=\"c\">&'\u{0}\n"), "&lt;a b=&quot;c&quot;&gt;&amp;&apos;\\u{0}&#10;");
    }
}
