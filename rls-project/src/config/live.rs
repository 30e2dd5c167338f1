//! What does rls.toml say of live databases?

use std::ops::Range;

use rls_core::{lint, suggest::nearest};
use toml::de::DeTable;

use super::{
    Allowed, OfLive,
    values::{Reader, Value},
};

/// The keys of `[live]`, and of an entry of its `allow`; docs/rls-toml.schema.json has the same.
pub(super) const KEYS: [&str; 3] = ["schemas", "ignore", "allow"];
pub(super) const ALLOW: [&str; 3] = ["code", "object", "reason"];

const USAGE: &str = "allow = [{ code = \"RLS006\", object = \"public.guests\", reason = \"a guest book\" }]";

/// Takes `[live]`.
pub(super) fn read(reader: &mut Reader<'_>, value: &Value<'_>) -> OfLive {
    let mut live = OfLive::default();
    let Some(table) = reader.table(value, "live", "[live]") else { return live };
    reader.unknown_keys(table, &KEYS, "[live]");
    if let Some(value) = table.get("schemas") {
        live.schemas = reader.list(value, "schemas", "schemas = [\"public\"]");
        if live.schemas.as_ref().is_some_and(Vec::is_empty) {
            let help =
                "name some, or leave it out: then all but Postgres's and the provider's own are looked at";
            reader.fault(value.span(), "`schemas` names no schema", help);
        }
    }
    if let Some(value) = table.get("ignore") {
        live.ignore = reader.list(value, "ignore", "ignore = [\"cron.*\"]").unwrap_or_default();
    }
    if let Some(value) = table.get("allow") {
        let Some(items) = value.get_ref().as_array() else {
            reader.wrong(value, "allow", "a list of tables", USAGE);
            return live;
        };
        for item in items {
            if let Some(table) = reader.table(item, "allow", USAGE) {
                live.allow.extend(allowed(reader, table, item.span()));
            }
        }
    }
    live
}

fn allowed(reader: &mut Reader<'_>, table: &DeTable<'_>, range: Range<usize>) -> Option<Allowed> {
    reader.unknown_keys(table, &ALLOW, "an entry of `allow`");
    let mut texts = Vec::new();
    for key in ALLOW {
        match table.get(key) {
            Some(value) => texts.push(reader.text(value, key, USAGE)),
            None => {
                let message = format!("an entry of `allow` has no `{key}`");
                reader.fault(range.clone(), message, format!("write {USAGE}"));
                texts.push(None);
            }
        }
    }
    let texts: Option<Vec<String>> = texts.into_iter().collect();
    let [code, object, reason] = <[String; 3]>::try_from(texts?).ok()?;
    if lint::title(&code).is_none() && lint::live_title(&code).is_none() {
        let codes = lint::CODES.iter().chain(lint::LIVE_CODES).map(|(code, _)| *code);
        let help = match nearest(&code, codes) {
            Some(near) => format!("did you mean {near}?"),
            None => "`cargo rls explain` lists all codes".to_owned(),
        };
        let span = table.get("code").map_or(range.clone(), Value::span);
        reader.fault(span, format!("no lint is called `{code}`"), help);
    }
    Some(Allowed { code, object, reason, range })
}
