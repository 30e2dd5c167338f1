//! What would a document of an older format say in today's?
//!
//! One small function for each step, over the JSON and not over our types, which are today's. A step is never changed once
//! it was released: documents of that format lie in people's repositories.

use serde_json::{Map, Value};

use crate::provider::Custom;

/// From the format of its place, counted from 1, to the next.
const STEPS: [fn(&mut Map<String, Value>); 1] = [custom_provider];

/// The format to which the steps lead.
pub(super) const LATEST: u32 = 2;
const _: () = assert!(STEPS.len() + 1 == LATEST as usize);

/// The same document in the latest format. One that says no format is left as it is, for the reader to refuse.
pub(super) fn upgrade(document: &mut Value) {
    let Value::Object(fields) = document else { return };
    let Some(format) = fields.get("format").and_then(Value::as_u64) else { return };
    let Some(done) = usize::try_from(format).ok().and_then(|format| format.checked_sub(1)) else { return };
    for step in STEPS.iter().skip(done) {
        step(fields);
    }
    if done < STEPS.len() {
        fields.insert("format".to_owned(), LATEST.into());
    }
}

/// 1 → 2: the SQL of a custom provider is in the document. Before, it came back with the default settings.
fn custom_provider(fields: &mut Map<String, Value>) {
    if fields.get("provider").and_then(Value::as_str) == Some("custom") {
        let Custom { user_id, claims } = Custom::default();
        let settings = Map::from_iter([
            ("user_id".to_owned(), Value::from(user_id)),
            ("claims".to_owned(), Value::from(claims)),
        ]);
        fields.insert("custom".to_owned(), settings.into());
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        document::{FORMAT, read, write},
        provider::{Custom, Provider},
    };

    /// As a version wrote it that knew only format 1: never changed.
    const FORMAT_1: &str = include_str!("format_1.json");

    #[test]
    fn format_1_is_read_as_what_it_meant() {
        let read_1 = read(FORMAT_1).unwrap();
        assert_eq!(read_1.provider, Provider::Custom(Custom::default()));
        assert_eq!(read_1.schema.tables.len(), 1);
        let text = write(&read_1);
        assert!(text.starts_with(&format!("{{\n  \"format\": {FORMAT},\n")), "{text}");
        assert_eq!(read(&text).unwrap(), read_1);
    }

    #[test]
    fn a_later_format_is_refused() {
        for (format, says) in
            [("3", "has format 3, and this version reads formats up to 2"), ("\"1\"", "expected u32")]
        {
            let text = FORMAT_1.replacen("\"format\": 1", &format!("\"format\": {format}"), 1);
            let error = read(&text).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn the_custom_providers_sql_comes_back() {
        let mut resolved = read(FORMAT_1).unwrap();
        let custom = Custom { user_id: "app.me()".to_owned(), claims: "app.claims()".to_owned() };
        resolved.provider = Provider::Custom(custom);
        assert_eq!(read(&write(&resolved)).unwrap(), resolved);
    }
}
