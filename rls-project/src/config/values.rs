//! Is a value of rls.toml of the kind that its key takes?

use std::{ops::Range, path::Path};

use rls_core::suggest::nearest;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::finding::Finding;

pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// Gathers what is wrong while values are taken.
pub(super) struct Reader<'f> {
    pub(super) file: &'f Path,
    pub(super) findings: Vec<Finding>,
}

impl Reader<'_> {
    pub(super) fn fault(&mut self, range: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.findings.push(Finding::new(message).help(help).at(self.file, range));
    }

    pub(super) fn unknown_keys(&mut self, table: &DeTable<'_>, known: &[&str], of: &str) {
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

    pub(super) fn wrong(&mut self, value: &Value<'_>, key: &str, takes: &str, usage: &str) {
        let message = format!("`{key}` takes {takes}, and this is {}", kind(value.get_ref()));
        self.fault(value.span(), message, format!("write {usage}"));
    }

    pub(super) fn table<'t, 'i>(
        &mut self,
        value: &'t Value<'i>,
        key: &str,
        usage: &str,
    ) -> Option<&'t DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong(value, key, "a table", usage);
        }
        table
    }

    pub(super) fn text(&mut self, value: &Value<'_>, key: &str, usage: &str) -> Option<String> {
        match value.get_ref().as_str() {
            Some("") => {
                self.fault(value.span(), format!("`{key}` has an empty text"), format!("write {usage}"));
                None
            }
            Some(text) => Some(text.to_owned()),
            None => {
                self.wrong(value, key, "a text", usage);
                None
            }
        }
    }

    pub(super) fn list(&mut self, value: &Value<'_>, key: &str, usage: &str) -> Option<Vec<String>> {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong(value, key, "a list of texts", usage);
            return None;
        };
        let mut texts = Vec::new();
        for item in items {
            if item.get_ref().is_str() {
                texts.extend(self.text(item, key, usage));
            } else {
                self.wrong(item, key, "a list of texts", usage);
            }
        }
        Some(texts)
    }

    pub(super) fn one_of(&mut self, value: &Value<'_>, key: &str, all: &[&str]) -> Option<String> {
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
