//! Which functions of a database ask who the caller is?

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    catalog::{Catalog, KeptFunction},
    lint::clauses::mentions,
    understand::Session,
};

/// Its functions that give one value and look at the session, by themselves or by one that does.
///
/// One that is IMMUTABLE is asked once a statement whatever it does, so it is none of them.
pub(super) fn session(catalog: &Catalog) -> Session {
    let one_value = |function: &&KeptFunction| {
        function.kind == "f"
            && !function.set
            && function.volatility != "i"
            && !matches!(function.returns.as_deref(), None | Some("void" | "trigger" | "event_trigger"))
    };
    let candidates: Vec<(&KeptFunction, String)> =
        catalog.functions.iter().filter(one_value).map(|function| (function, body(function))).collect();
    let mut asking: BTreeSet<(String, String)> = BTreeSet::new();
    loop {
        let before = asking.len();
        for (function, body) in &candidates {
            let key = (function.schema.clone(), function.name.clone());
            let asks = |(schema, name): &(String, String)| calls(body, schema, name);
            if !asking.contains(&key) && (looks(body) || asking.iter().any(asks)) {
                asking.insert(key);
            }
        }
        if asking.len() == before {
            break;
        }
    }
    let plain = candidates.iter().map(|(function, _)| function).filter(|one| one.argument_count == 0);
    let functions: BTreeMap<(String, String), String> = plain
        .map(|one| ((one.schema.clone(), one.name.clone()), one.returns.clone().unwrap_or_default()))
        .filter(|(key, _)| asking.contains(key))
        .collect();
    asking.retain(|key| !functions.contains_key(key));
    Session { functions, asking }
}

/// What a function does, in small letters. One whose body was bound when it was made has it in its definition only.
pub(super) fn body(function: &KeptFunction) -> String {
    let source = function.source.as_deref().filter(|source| !source.trim().is_empty());
    let text = source.or(function.definition.as_deref()).unwrap_or_default();
    without_comments(text).to_ascii_lowercase()
}

fn looks(body: &str) -> bool {
    let providers = ["uid", "user_id", "jwt", "session", "role", "email"];
    mentions(body, "current_setting")
        || body.contains("request.jwt")
        || providers.iter().any(|name| calls(body, "auth", name))
}

/// Whether a body calls a function of a schema: by both names, or by its own where the body leaves the schema out.
fn calls(body: &str, schema: &str, name: &str) -> bool {
    let call = format!("{name}(");
    let bare = schema != "auth";
    body.match_indices(&call).any(|(at, _)| {
        let before = &body[..at];
        match before.strip_suffix('.') {
            Some(before) => before.ends_with(schema),
            None => bare && !before.ends_with(|c: char| c.is_alphanumeric() || c == '_'),
        }
    })
}

/// A text without what stands behind `--` on its lines.
fn without_comments(text: &str) -> String {
    text.lines().map(|line| line.split("--").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}
