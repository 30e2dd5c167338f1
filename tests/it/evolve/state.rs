//! What is in a database, and what is in its rows?

use std::collections::BTreeMap;

use postgres::Client;
use rls_core::{
    ident::{QName, quote},
    schema::Schema,
};
use serde_json::{Value, json};

use super::{kept::Kept, place::Place};
pub(super) use crate::migrations::state::difference;

/// The roles, and what is not as it should be at the end.
const MORE: &str = "SELECT json_build_object(
    'roles', (SELECT coalesce(json_agg(json_build_object('name', r.rolname, 'login', r.rolcanlogin,
            'of', (SELECT json_agg(o.rolname ORDER BY o.rolname) FROM pg_catalog.pg_auth_members m
                JOIN pg_catalog.pg_roles o ON o.oid = m.roleid WHERE m.member = r.oid)) ORDER BY r.rolname), '[]')
        FROM pg_catalog.pg_roles r WHERE r.rolname <> 'postgres' AND r.rolname !~ '^pg_'),
    'invalid', (SELECT coalesce(json_agg(indexrelid::regclass::text), '[]') FROM pg_catalog.pg_index WHERE NOT indisvalid))::text";

/// The catalog without the order of columns, with roles, and with what is not as it should be at the end.
pub(super) fn read(place: &mut Place) -> Value {
    place.client().batch_execute("SET search_path = ''").unwrap();
    let texts: [String; 2] =
        [include_str!("../catalog.sql"), MORE].map(|query| place.ask(query, &[])[0].get(0));
    place.client().batch_execute("RESET search_path").unwrap();
    let [mut state, more]: [Value; 2] = texts.map(|text| serde_json::from_str(&text).unwrap());
    for table in state["tables"].as_array_mut().unwrap() {
        table["columns"].as_array_mut().unwrap().sort_by_key(|column| column["name"].to_string());
    }
    for (key, value) in more.as_object().unwrap() {
        state[key] = value.clone();
    }
    without_aliases(&mut state);
    state
}

/// The catalog remembers what a column of a sub-select was called at first, which says nothing: ` AS name` goes from every
/// expression. It prints no other AS in one.
fn without_aliases(value: &mut Value) {
    match value {
        Value::String(text) => {
            while let Some(at) = text.find(" AS ") {
                let rest = &text[at + 4..];
                let length = match rest.strip_prefix('"') {
                    Some(quoted) => quoted.replace("\"\"", "__").find('"').map_or(rest.len(), |end| end + 2),
                    None => rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len()),
                };
                text.replace_range(at..at + 4 + length, "");
            }
        }
        Value::Array(all) => all.iter_mut().for_each(without_aliases),
        Value::Object(all) => {
            for (key, value) in all {
                if matches!(
                    key.as_str(),
                    "using" | "check" | "definition" | "tables" | "policies" | "functions"
                ) {
                    without_aliases(value);
                }
            }
        }
        _ => {}
    }
}

/// The same without what a way back may leave undone: constraints that rows might break are not held against them.
pub(super) fn unvalidated(mut state: Value) -> Value {
    for table in state["tables"].as_array_mut().unwrap() {
        for constraint in table["constraints"].as_array_mut().unwrap() {
            if let Some(text) = constraint["definition"].as_str() {
                constraint["definition"] = json!(text.trim_end_matches(" NOT VALID"));
            }
            constraint.as_object_mut().unwrap().remove("validated");
        }
    }
    state
}

/// What the columns that live hold, each by its old name: all of its values in order.
pub(super) type Values = BTreeMap<(QName, String), Option<String>>;

/// The values of what is kept, as it is called before or after. What changes its type or gets values is left out.
pub(super) fn values(client: &mut Client, kept: &[Kept], after: bool) -> Values {
    let mut values = Values::new();
    for table in kept {
        let name = if after { &table.new } else { &table.old };
        let texts: Vec<String> = table
            .columns
            .iter()
            .map(|(old, new)| {
                let column = quote(if after { new } else { old });
                format!(
                    "(SELECT string_agg(coalesce({column}::text, '∅'), '|' ORDER BY {column}::text) FROM {})",
                    name.quoted()
                )
            })
            .collect();
        let count = format!("(SELECT count(*)::text FROM {})", name.quoted());
        let query = format!("SELECT ARRAY[{}]::text[]", [vec![count], texts].concat().join(", "));
        let all: Vec<Option<String>> = client.query_one(&query, &[]).unwrap().get(0);
        let keys = std::iter::once("").chain(table.columns.iter().map(|(old, _)| old.as_str()));
        for (key, value) in keys.zip(all) {
            values.insert((table.old.clone(), key.to_owned()), value);
        }
    }
    values
}

/// How many rows all tables hold together.
pub(super) fn count(client: &mut Client, schema: &Schema) -> usize {
    let counts: Vec<String> =
        schema.tables.iter().map(|table| format!("(SELECT count(*) FROM {})", table.name.quoted())).collect();
    if counts.is_empty() {
        return 0;
    }
    let count: i64 = client.query_one(&format!("SELECT {}", counts.join(" + ")), &[]).unwrap().get(0);
    usize::try_from(count).unwrap()
}
