//! Which faults does rls.toml have, and where?

use std::{collections::BTreeSet, ops::Range, path::Path};

use rls_core::{
    ident::{self, NameFault},
    lex,
    provider::Custom,
    schema::RoleDef,
    suggest::nearest,
};
use toml::{
    Spanned,
    de::{DeString, DeTable, DeValue},
};

use super::{LAYOUTS, Written};
use crate::{cli::PROVIDERS, finding::Finding};

/// The keys of the file, of `[custom]` and of `[roles.NAME]`; docs/rls-toml.schema.json has the same.
const KEYS: [&str; 6] = ["provider", "models", "migrations", "layout", "custom", "roles"];
const CUSTOM: [&str; 2] = ["user_id", "claims"];
const ROLE: [&str; 2] = ["login", "in_roles"];

type Value<'t> = Spanned<DeValue<'t>>;

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

struct Reader<'f> {
    file: &'f Path,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn fault(&mut self, range: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.findings.push(Finding::new(message).help(help).at(self.file, range));
    }

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
            self.roles(value, &mut written);
        }
        written
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

    fn roles(&mut self, value: &Value<'_>, written: &mut Written) {
        let Some(table) = self.table(value, "roles", "[roles.editor]") else { return };
        for (name, value) in table {
            self.role_name(name);
            let label = format!("[roles.{}]", name.get_ref());
            let Some(table) = self.table(value, &format!("roles.{}", name.get_ref()), &label) else {
                continue;
            };
            self.unknown_keys(table, &ROLE, &label);
            let mut role = RoleDef::default();
            if let Some(value) = table.get("login") {
                match value.get_ref().as_bool() {
                    Some(login) => role.login = login,
                    None => self.wrong(value, "login", "true or false", "login = false"),
                }
            }
            if let Some(value) = table.get("in_roles") {
                role.in_roles =
                    self.list(value, "in_roles", "in_roles = [\"authenticated\"]").unwrap_or_default();
            }
            written.roles.insert(name.get_ref().to_string(), role);
        }
    }

    fn role_name(&mut self, name: &Spanned<DeString<'_>>) {
        let text = name.get_ref();
        let reserved = matches!(text.as_ref(), "public" | "none") || text.starts_with("pg_");
        let message = match ident::check(text) {
            Ok(()) if reserved => format!("`{text}` is a role name that Postgres keeps to itself"),
            Ok(()) => return,
            Err(NameFault::Empty) => "this role has no name".to_owned(),
            Err(NameFault::Nul) => "a role's name cannot hold a NUL character".to_owned(),
            Err(NameFault::Long(bytes)) => {
                format!("this role's name has {bytes} bytes, and Postgres keeps {} of them", ident::MAX_BYTES)
            }
        };
        self.fault(name.span(), message, "choose another name: [roles.editor]");
    }

    fn unknown_keys(&mut self, table: &DeTable<'_>, known: &[&str], of: &str) {
        for (key, _) in table {
            let name = key.get_ref().as_ref();
            if !known.contains(&name) {
                let help = match nearest(name, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("{of} takes: {}", known.join(", ")),
                };
                self.fault(key.span(), format!("`{name}` is no key of {of}"), help);
            }
        }
    }

    fn wrong(&mut self, value: &Value<'_>, key: &str, takes: &str, usage: &str) {
        let message = format!("`{key}` takes {takes}, and this is {}", kind(value.get_ref()));
        self.fault(value.span(), message, format!("write {usage}"));
    }

    fn table<'t, 'i>(&mut self, value: &'t Value<'i>, key: &str, usage: &str) -> Option<&'t DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong(value, key, "a table", usage);
        }
        table
    }

    fn text(&mut self, value: &Value<'_>, key: &str, usage: &str) -> Option<String> {
        match value.get_ref().as_str() {
            Some("") => {
                self.fault(value.span(), format!("`{key}` is empty"), format!("write {usage}"));
                None
            }
            Some(text) => Some(text.to_owned()),
            None => {
                self.wrong(value, key, "a text", usage);
                None
            }
        }
    }

    fn list(&mut self, value: &Value<'_>, key: &str, usage: &str) -> Option<Vec<String>> {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong(value, key, "a list of texts", usage);
            return None;
        };
        Some(items.iter().filter_map(|item| self.text(item, key, usage)).collect())
    }

    fn one_of(&mut self, value: &Value<'_>, key: &str, all: &[&str]) -> Option<String> {
        let name = self.text(value, key, &format!("{key} = \"{}\"", all[0]))?;
        if !all.contains(&name.as_str()) {
            let help = match nearest(&name, all.iter().copied()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("there are {}", all.join(", ")),
            };
            self.fault(value.span(), format!("no {key} is called `{name}`"), help);
            return None;
        }
        Some(name)
    }
}

/// What a value is, with its article.
fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
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
        assert_eq!(published("/properties/roles/additionalProperties/properties"), sorted(&ROLE));
        assert_eq!(published("/properties/provider/enum"), PROVIDERS);
        assert_eq!(published("/properties/layout/enum"), LAYOUTS);
    }

    #[test]
    fn defaults_of_custom_are_the_core_s() {
        let (written, findings) = read(Path::new("rls.toml"), "provider = \"custom\"\n[custom]\n", None);
        assert!(findings.is_empty());
        assert_eq!(written.custom, Some(Custom::default()));
        assert_eq!(written.provider.unwrap().parse::<Provider>(), Ok(Provider::Custom(Custom::default())));
    }
}
