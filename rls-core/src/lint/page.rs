//! What is to be read about a lint?

use std::fmt::Write as _;

use super::{LINTS, Lint};

/// The lint of a code, in whatever case it is written.
///
/// ```
/// assert_eq!(rls_core::lint::find("rls020").unwrap().title, "A foreign key without an index");
/// ```
pub fn find(code: &str) -> Option<&'static Lint> {
    LINTS.iter().find(|lint| lint.code.eq_ignore_ascii_case(code))
}

/// All lints as one Markdown document, a contents first: `docs/lints.md`.
pub fn markdown() -> String {
    let mut text = String::from(
        "# Lints\n\n\
         What `cargo rls lint` finds in models that are read without an error. `cargo rls explain CODE` prints the page of\n\
         one. A finding that is meant is silenced on its struct, with the reason:\n\
         `#[rls(allow(RLS006, reason = \"a guest book\"))]`. This file is made from those pages:\n\
         `cargo rls explain --markdown lints > docs/lints.md`.\n\n\
         What it finds in a database, with `--database-url`, has rules of its own besides: see [below](#in-a-database) and docs/live-lints.md.\n\n\
         | level | what it is |\n| --- | --- |\n\
         | error | a hole, or a policy that does not work; the command fails |\n\
         | warning | most likely not what was meant, or slow |\n\
         | info | worth knowing |\n\n\
         | code | level | what it finds | `--fix` |\n| --- | --- | --- | --- |\n",
    );
    // writing to a String cannot fail
    for Lint { code, level, title, fixes, .. } in LINTS {
        let fixes = if *fixes { "yes" } else { "" };
        let _ = writeln!(text, "| [{code}](#{}) | {level} | {title} | {fixes} |", code.to_ascii_lowercase());
    }
    text.push_str(
        "\nSome rules of other tools are not here, because the models cannot say what they look for: `GRANT ALL`, and TRUNCATE, \
         REFERENCES\nor TRIGGER for a role, which row security does not look at; a policy without its expression, or with one that \
         its command\ndoes not take (errors RLS110 and RLS111); names that Postgres would cut, or that collide (RLS112 and RLS113); \
         FORCE on a table\nthat a function of ours has to read (RLS117).\n",
    );
    for Lint { code, level, title, why, instead, toml, wrong, right, .. } in LINTS {
        let settings = match *toml {
            "" => String::new(),
            toml => format!("With this rls.toml:\n\n```toml\n{toml}```\n\n"),
        };
        let _ = write!(
            text,
            "\n## {code}\n\n**{title}** ({level}). {why}\n\n{instead}\n\n{settings}Wrong:\n\n```rust\n{wrong}```\n\nRight:\n\n```rust\n{right}```\n"
        );
    }
    #[cfg(feature = "live")]
    text.push_str(&super::live::markdown());
    text
}
