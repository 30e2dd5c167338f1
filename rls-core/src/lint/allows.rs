//! Does every `allow` silence something?

use super::{
    Found, Level, Lint, Model, example,
    frame::Fired,
    model::{item, listed},
};

/// Found where the others are run: it is about what they did not say.
pub(super) const UNUSED_ALLOW: Lint = Lint {
    code: "RLS021",
    level: Level::Warn,
    title: "An allow that silences nothing",
    why: "\
The lint that it names does not fire for this table any more. It would keep silent the next time too, when somebody has \
changed the policies and the reason is no longer true.",
    instead: "Leave it out.",
    wrong: example!("RLS021", "wrong"),
    right: example!("RLS021", "right"),
    toml: "",
    fixes: false,
    check: |_, _| {},
};

/// The `allow`s that silenced none of the codes that fired.
pub(super) fn unused(model: &Model<'_>, fired: &Fired) -> Vec<Found> {
    let mut found = Vec::new();
    for table in model.tables() {
        let (schema, name) = table.name.key();
        let mut codes: Vec<&str> = table.allows.iter().map(|allow| allow.code.as_str()).collect();
        codes.retain(|code| {
            *code != UNUSED_ALLOW.code
                && !fired.iter().any(|(s, n, fired)| (s.as_str(), n.as_str(), *fired) == (schema, name, code))
        });
        codes.sort_unstable();
        codes.dedup();
        if !codes.is_empty() {
            found.push(Found::new(
                item(table),
                format!("`{}` allows {}, and that finds nothing here", table.name, listed(&codes, "and")),
                "leave the allow out",
            ));
        }
    }
    found
}
