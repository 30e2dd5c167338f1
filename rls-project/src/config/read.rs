//! Which faults does rls.toml have, and where?

use std::{collections::BTreeSet, path::Path};

use rls_core::{
    ident::{self, NameFault},
    lex,
    provider::Custom,
    schema::{PRIVATE, may_be_private},
};
use toml::de::DeTable;

use super::{
    LAYOUTS, NO_TIMEOUT, PROVIDERS, Written, live, roles, serve,
    values::{Reader, Value},
};
use crate::finding::Finding;

/// The keys of the file, and of `[custom]`; docs/rls-toml.schema.json has the same.
const KEYS: [&str; 11] = [
    "provider",
    "models",
    "migrations",
    "layout",
    "lock_timeout",
    "online",
    "private_schema",
    "custom",
    "roles",
    "live",
    "serve",
];
const CUSTOM: [&str; 2] = ["user_id", "claims"];

/// What the file says, and everything that is wrong with it, from top to bottom.
pub(super) fn read(file: &Path, text: &str, provider: Option<&str>) -> (Written, Vec<Finding>) {
    let mut reader = Reader { file, findings: Vec::new() };
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut lines = BTreeSet::new();
    for error in &errors {
        let range = error.span().unwrap_or(0..0);
        // one fault of TOML often makes three
        let line = text.bytes().take(range.start).filter(|byte| *byte == b'\n').count();
        if !lines.insert(line) {
            continue;
        }
        reader.findings.push(Finding::new(format!("this is no TOML: {}", error.message())).at(file, range));
    }
    // what TOML itself could not read would only echo
    let written = if errors.is_empty() { reader.file(table.get_ref(), provider) } else { Written::default() };
    let mut findings = reader.findings;
    findings.sort_by_key(|finding| finding.place.as_ref().map_or(0, |(_, range)| range.start));
    (written, findings)
}

impl Reader<'_> {
    fn file(&mut self, table: &DeTable<'_>, override_: Option<&str>) -> Written {
        self.unknown_keys(table, &KEYS, "rls.toml");
        let mut written = Written::default();
        if let Some(value) = table.get("provider") {
            written.provider = self.one_of(value, "provider", &PROVIDERS);
        }
        if let Some(value) = table.get("models") {
            written.models = self.list(value, "models", "models = [\"src\"]");
            if written.models.as_ref().is_some_and(Vec::is_empty) {
                self.fault(
                    value.span(),
                    "`models` names no file and no folder",
                    "write models = [\"src\"], or leave it out",
                );
            }
        }
        if let Some(value) = table.get("migrations") {
            written.migrations = self.text(value, "migrations", "migrations = \"migrations\"");
        }
        if let Some(value) = table.get("layout") {
            written.layout = self.one_of(value, "layout", &LAYOUTS);
        }
        if let Some(value) = table.get("lock_timeout") {
            written.lock_timeout = self.lock_timeout(value);
        }
        if let Some(value) = table.get("online") {
            match value.get_ref().as_bool() {
                Some(online) => written.online = Some(online),
                None => self.wrong(value, "online", "true or false", "online = false"),
            }
        }
        if let Some(value) = table.get("private_schema") {
            written.private_schema = self.private_schema(value);
        }
        if let Some((key, value)) = table.get_key_value("custom") {
            written.custom = self.custom(value);
            // a provider that could not be read has been said already
            let provider = match table.get("provider") {
                Some(_) => written.provider.as_deref(),
                None => Some("neon"),
            };
            if let Some(provider) =
                provider.filter(|name| ![Some(*name), override_].contains(&Some("custom")))
            {
                self.fault(
                    key.span(),
                    format!("`[custom]` has no effect: the provider is {provider}"),
                    "write provider = \"custom\" at the top, or leave [custom] out",
                );
            }
        }
        if let Some(value) = table.get("roles") {
            roles::read(self, value, &mut written, override_);
        }
        if let Some(value) = table.get("live") {
            written.live = live::read(self, value);
        }
        if let Some(value) = table.get("serve") {
            written.serve = serve::read(self, value);
        }
        written
    }

    fn lock_timeout(&mut self, value: &Value<'_>) -> Option<String> {
        let usage = "lock_timeout = \"5s\"";
        let text = self.text(value, "lock_timeout", usage)?;
        if text == NO_TIMEOUT || is_timeout(&text) {
            return Some(text);
        }
        self.fault(
            value.span(),
            format!("`{text}` is no time that a statement could wait for a lock"),
            format!(
                "write {usage}, with one of the units {}; or \"none\", to wait for ever",
                UNITS.join(", ")
            ),
        );
        None
    }

    fn private_schema(&mut self, value: &Value<'_>) -> Option<String> {
        let name = self.text(value, "private_schema", "private_schema = \"rls_private\"")?;
        let message = match ident::check(&name) {
            Ok(()) if may_be_private(&name) => return Some(name),
            Ok(()) => format!("`{name}` is a schema that everybody reaches, or one of Postgres's own"),
            Err(NameFault::Long(bytes)) => {
                format!("this name has {bytes} bytes, and Postgres keeps {} of them", ident::MAX_BYTES)
            }
            Err(_) => "a schema's name cannot hold a NUL character".to_owned(),
        };
        let help = format!("name one that nothing else is in, such as private_schema = \"{PRIVATE}\"");
        self.fault(value.span(), message, help);
        None
    }

    fn custom(&mut self, value: &Value<'_>) -> Option<Custom> {
        let table = self.table(value, "custom", "[custom]")?;
        self.unknown_keys(table, &CUSTOM, "[custom]");
        let mut custom = Custom::default();
        for (key, setting) in [("user_id", &mut custom.user_id), ("claims", &mut custom.claims)] {
            let Some(value) = table.get(key) else { continue };
            let usage = format!("{key} = \"{setting}\"");
            if let Some(sql) = self.text(value, key, &usage) {
                if let Err(fault) = lex::expression(&sql) {
                    self.fault(
                        value.span(),
                        format!("`{key}`: {fault}"),
                        format!("write one SQL expression, such as {usage}"),
                    );
                }
                *setting = sql;
            }
        }
        Some(custom)
    }
}

/// As Postgres calls them.
pub(super) const UNITS: [&str; 5] = ["ms", "s", "min", "h", "d"];

/// Whether Postgres takes this as a time, and not as none.
fn is_timeout(text: &str) -> bool {
    milliseconds(text).is_some()
}

/// A time, and not none: a whole number and its unit, at most 2^31 milliseconds.
pub(super) fn milliseconds(text: &str) -> Option<u64> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let milliseconds: u64 = match text[digits..].trim_start_matches(' ') {
        "ms" => 1,
        "s" => 1_000,
        "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    let number = text[..digits].parse::<u64>().ok().and_then(|number| number.checked_mul(milliseconds));
    number.filter(|all| (1..=2_147_483_647).contains(all))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rls_core::provider::Provider;

    /// The keys that the published schema has at a JSON pointer.
    fn published(pointer: &str) -> Vec<String> {
        let schema: serde_json::Value =
            serde_json::from_str(include_str!("../../../docs/rls-toml.schema.json")).unwrap();
        let value = schema.pointer(pointer).unwrap_or_else(|| panic!("{pointer}"));
        match value {
            serde_json::Value::Object(object) => object.keys().cloned().collect(),
            serde_json::Value::Array(array) => array.iter().map(|v| v.as_str().unwrap().to_owned()).collect(),
            other => panic!("{other}"),
        }
    }

    fn sorted(names: &[&str]) -> Vec<String> {
        let mut names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn the_published_schema_has_the_same_keys_and_names() {
        assert_eq!(published("/properties"), sorted(&KEYS));
        assert_eq!(published("/properties/custom/properties"), sorted(&CUSTOM));
        assert_eq!(published("/properties/roles/additionalProperties/properties"), sorted(&roles::KEYS));
        assert_eq!(published("/properties/live/properties"), sorted(&live::KEYS));
        assert_eq!(published("/properties/serve/properties"), sorted(&serve::KEYS));
        assert_eq!(published("/properties/serve/properties/mode/enum"), serve::MODES);
        assert_eq!(published("/properties/live/properties/allow/items/properties"), sorted(&live::ALLOW));
        assert_eq!(published("/properties/provider/enum"), PROVIDERS);
        assert_eq!(published("/properties/layout/enum"), LAYOUTS);
        assert_eq!(rls_core::migration::LAYOUTS.map(|layout| layout.name), LAYOUTS);
    }

    #[test]
    fn the_private_schema_is_one_that_nobody_reaches() {
        let read = |name: &str| read(Path::new("rls.toml"), &format!("private_schema = \"{name}\""), None);
        let (written, findings) = read("internal");
        assert_eq!((written.private_schema.as_deref(), findings.len()), (Some("internal"), 0));
        for name in ["", "public", "pg_catalog", "information_schema", "x\\u0000", &"x".repeat(64)] {
            let (written, findings) = read(name);
            assert_eq!((written.private_schema, findings.len()), (None, 1), "{name}");
        }
    }

    #[test]
    fn a_timeout_is_one_that_postgres_takes() {
        let read = |value: &str| read(Path::new("rls.toml"), &format!("lock_timeout = {value}"), None);
        for time in ["5s", "100 ms", "none"] {
            let (written, findings) = read(&format!("\"{time}\""));
            assert_eq!((written.lock_timeout.as_deref(), findings.len()), (Some(time), 0));
        }
        for value in
            ["5", "\"5\"", "\"0s\"", "\"-5s\"", "\"5 seconds\"", "\"s\"", "\"25d\"", "\"\"", "\"5s'; x\""]
        {
            let (written, findings) = read(value);
            assert_eq!((written.lock_timeout, findings.len()), (None, 1), "{value}");
        }
    }

    #[test]
    fn defaults_of_custom_are_the_core_s() {
        let (written, findings) = read(Path::new("rls.toml"), "provider = \"custom\"\n[custom]\n", None);
        assert!(findings.is_empty());
        assert_eq!(written.custom, Some(Custom::default()));
        assert_eq!(written.provider.unwrap().parse::<Provider>(), Ok(Provider::Custom(Custom::default())));
    }
}
