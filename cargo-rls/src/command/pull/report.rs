//! What is said of a pull?

use std::collections::BTreeMap;

use rls_core::pull::{Part, Why};

use super::{Pulled, files::Files, roles};
use crate::cli::PullArgs;

/// What a text is of.
pub(super) fn part(part: &Part) -> String {
    match part {
        Part::Using(name) => format!("USING of \"{name}\""),
        Part::Check(name) => format!("WITH CHECK of \"{name}\""),
        Part::Default(name) | Part::Generated(name) => format!("column {name}"),
        Part::Constraint(name) => format!("constraint {name}"),
        Part::Key(name, _) | Part::Where(name) => format!("index {name}"),
    }
}

/// Everything, for people.
pub(super) fn report(pulled: &Pulled, files: &Files, configured: bool, args: &PullArgs) -> String {
    let schema = &pulled.resolved.schema;
    let policies: usize = schema.tables.iter().map(|table| table.policies.len()).sum();
    let mut text = format!(
        "{}: {}, {}, {}; provider {}\n",
        pulled.database,
        count(schema.tables.len(), "table"),
        count(schema.enums.len(), "enum"),
        if policies == 1 { "1 policy".to_owned() } else { format!("{policies} policies") },
        pulled.resolved.provider
    );
    let begins = files.paths().any(|path| path == "rls/schema.json");
    let verb = if args.dry_run { "would write" } else { "wrote" };
    let paths: Vec<&str> = files.paths().collect();
    let (shown, more) = paths.split_at(paths.len().min(12));
    text.push_str(&format!("{verb} {}", shown.join(", ")));
    text.push_str(&if more.is_empty() { "\n".to_owned() } else { format!(" and {} more\n", more.len()) });
    if schema.tables.iter().all(|table| !table.row_security) {
        text.push_str("\nNo table has row security: whoever has a privilege on one reads all of its rows.\n");
    }
    words(pulled, &mut text);
    others(pulled, &mut text);
    if !pulled.settled.refused.is_empty() {
        text.push_str("\nThe throwaway server refused, so this is as it was printed, and not tried:\n");
        for (statement, why) in pulled.settled.refused.iter().take(8) {
            let first = statement.lines().next().unwrap_or_default();
            text.push_str(&format!("  {first}: {why}\n"));
        }
    }
    if pulled.findings > 0 {
        text.push_str(&format!("\nLints find {}: cargo rls lint\n", count(pulled.findings, "thing")));
    }
    next(pulled, configured, begins, args, &mut text);
    text
}

/// What stays SQL although there is a word for it.
fn words(pulled: &Pulled, text: &mut String) {
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    for (kept, word) in &pulled.words {
        let why = match &kept.why {
            Why::Brings(what) => format!("it would bring {what}"),
            Why::Otherwise => "it asks in another form".to_owned(),
            Why::Refused(_) => continue,
        };
        *lines.entry(format!("  {}: {word}; {why}", kept.table)).or_default() += 1;
    }
    if lines.is_empty() {
        return;
    }
    text.push_str("\nThese stay SQL, so that nothing changes, and there is a word for them:\n");
    let more = lines.len().saturating_sub(20);
    for (line, times) in lines.into_iter().take(20) {
        text.push_str(&line);
        text.push_str(&if times > 1 { format!(" ({times} times)\n") } else { "\n".to_owned() });
    }
    if more > 0 {
        text.push_str(&format!("  and {more} more, above their structs\n"));
    }
}

/// What the language has no word for.
fn others(pulled: &Pulled, text: &mut String) {
    if pulled.settled.others.is_empty() {
        return;
    }
    let mut kinds: BTreeMap<(String, &str), Vec<&str>> = BTreeMap::new();
    for other in &pulled.settled.others {
        kinds.entry((other.kind.to_string(), other.why.as_str())).or_default().push(&other.name);
    }
    text.push_str("\nThe models have no word for these, which are in rls/setup.sql and rls/others.sql:\n");
    for ((kind, why), names) in kinds {
        let (shown, more) = names.split_at(names.len().min(3));
        let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
        text.push_str(&format!("  {kind} {}{more}: {why}\n", shown.join(", ")));
    }
    for (table, why) in pulled.source.left.iter().chain(&pulled.settled.left) {
        text.push_str(&format!("  {table} has no struct: {why}\n"));
    }
}

fn next(pulled: &Pulled, configured: bool, begins: bool, args: &PullArgs, text: &mut String) {
    let out = args.out.to_string_lossy();
    let module = out.trim_end_matches('/').trim_end_matches(".rs").rsplit('/').next().unwrap_or_default();
    text.push_str(&format!("\nNext:\n\n  mod {module};          // in src/main.rs or src/lib.rs\n"));
    if configured && !roles(&pulled.settled.resolved).is_empty() {
        let names: Vec<&str> = roles(&pulled.settled.resolved).keys().map(String::as_str).collect();
        text.push_str(&format!("  [roles.…] in rls.toml for {}\n", names.join(", ")));
    }
    text.push_str(if begins {
        "  cargo rls check      # nothing is pending\n  cargo rls access     # who may do what\n\n\
         The first migration makes what this database has already: there, tell the tool that runs migrations that it was run.\n"
    } else {
        "  cargo rls status     # what the database has beyond rls/schema.json\n"
    });
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
