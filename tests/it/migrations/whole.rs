//! Pairs that are too long to write down: many tables at once.

use std::{fmt::Write as _, path::Path};

use super::pair::Source;

/// Two hundred tables that refer to each other, each of which changes a little.
pub(crate) fn pairs(root: &Path) -> Vec<Source> {
    let mut text = String::new();
    for side in ["before", "after"] {
        writeln!(text, "```rust {side}").unwrap();
        for number in 0..200 {
            let columns = if side == "before" {
                ""
            } else {
                "pub note: Option<String>, #[rls(default = 0)] pub rank: i32,"
            };
            let refers = match number {
                0 => String::new(),
                _ => format!(
                    "#[rls(references = \"table{:03}s(id)\")] pub prior: Option<i64>,",
                    (number - 1) / 2
                ),
            };
            let read = if side == "before" { "" } else { ", read = true" };
            writeln!(
                text,
                "#[derive(Rls)] #[rls(owner = \"user_id\"{read})] pub struct Table{number:03} {{ #[rls(primary_key, identity)] pub id: i64, pub user_id: String, {refers} {columns} }}",
            )
            .unwrap();
        }
        writeln!(text, "```").unwrap();
    }
    writeln!(text, "```text plan\nhazards: WIDENS_ACCESS\nparts: Main\n```").unwrap();
    writeln!(text, "```sql seed").unwrap();
    for number in 0..200 {
        let name = format!("table{number:03}s");
        writeln!(text, "INSERT INTO {name} (user_id) VALUES ('alice'), ('bob');").unwrap();
    }
    writeln!(text, "```").unwrap();
    vec![Source::new(&root.join("whole/two-hundred-tables.md"), text)]
}
