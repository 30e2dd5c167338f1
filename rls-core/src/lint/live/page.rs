//! What is to be read about the rules over a live database?

use std::fmt::Write as _;

use super::{LIVE_LINTS, LiveLint};

/// The rules that only a database can be asked, as a part of `docs/lints.md`.
pub fn markdown() -> String {
    let mut text = String::from(
        "\n# In a database\n\n\
         `cargo rls lint --database-url` asks the rules above of a live database, and these besides. The examples are SQL for a \
         database\nwith the roles and functions of Neon Authorize (`cargo rls bootstrap --provider neon`). A finding that is \
         meant is silenced in rls.toml.\n\n\
         | code | level | what it finds | `--fix` |\n| --- | --- | --- | --- |\n",
    );
    // writing to a String cannot fail
    for LiveLint { code, level, title, fixes, .. } in LIVE_LINTS {
        let fixes = if *fixes { "prints it" } else { "" };
        let _ = writeln!(text, "| [{code}](#{}) | {level} | {title} | {fixes} |", code.to_ascii_lowercase());
    }
    for LiveLint { code, level, title, why, instead, wrong, right, .. } in LIVE_LINTS {
        let _ = write!(
            text,
            "\n## {code}\n\n**{title}** ({level}). {why}\n\n{instead}\n\nWrong:\n\n```sql\n{wrong}```\n\nRight:\n\n```sql\n{right}```\n"
        );
    }
    text
}
