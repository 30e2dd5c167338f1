//! Which of what two catalogs say may differ between two databases that are the same?
//!
//! Their names, who owns them and with them all that has no other owner, the order of columns, and what is not looked at.

use pg_rls::Provider;
use rls_core::catalog::{Catalog, Scope};
use serde_json::{Value, json};

/// A catalog as far as two that are the same agree.
pub(crate) fn plain(catalog: &Catalog, provider: &Provider) -> Value {
    let scope = Scope::new().of(catalog, provider);
    let mut all = serde_json::to_value(catalog).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for list in ["enums", "types", "relations", "functions"] {
        let list = all[list].as_array_mut().unwrap();
        list.retain(|one| scope.holds(&text(&one["schema"]), &text(&one["name"])));
    }
    for list in ["objects", "default_privileges"] {
        let list = all[list].as_array_mut().unwrap();
        list.retain(|one| one["schema"].as_str().is_none_or(|schema| scope.schema(schema)));
    }
    all["schemas"].as_array_mut().unwrap().retain(|one| scope.schema(&text(&one["name"])));
    for relation in all["relations"].as_array_mut().unwrap() {
        relation["columns"].as_array_mut().unwrap().sort_by_key(|one| text(&one["name"]));
    }
    own(&mut all, &catalog.owner);
    all["database"] = Value::Null;
    all["roles"] = Value::Null;
    all
}

fn own(value: &mut Value, owner: &str) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|one| own(one, owner)),
        Value::Object(map) => {
            for (key, one) in map {
                if key == "owner" && *one == json!(owner) {
                    *one = Value::Null;
                }
                own(one, owner);
            }
        }
        _ => {}
    }
}

/// What differs, as lines: for each path, both values.
pub(crate) fn differences(one: &Value, other: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk("", one, other, &mut found);
    found
}

fn walk(path: &str, one: &Value, other: &Value, found: &mut Vec<String>) {
    let name = |value: &Value| value["name"].as_str().map(str::to_owned);
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            for key in a.keys().chain(b.keys().filter(|key| !a.contains_key(*key))) {
                walk(&format!("{path}/{key}"), &one[key], &other[key], found);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.iter().chain(b).all(|item| name(item).is_some()) => {
            let missing = |item: &Value, list: &[Value]| !list.iter().any(|other| key(other) == key(item));
            found.extend(a.iter().filter(|item| missing(item, b)).map(|item| format!("{path}: - {item}")));
            found.extend(b.iter().filter(|item| missing(item, a)).map(|item| format!("{path}: + {item}")));
            for item in a {
                if let Some(same) = b.iter().find(|other| key(other) == key(item)) {
                    walk(&format!("{path}/{}", name(item).unwrap()), item, same, found);
                }
            }
        }
        _ if one != other => found.push(format!("{path}: {one} / {other}")),
        _ => {}
    }
}

fn key(value: &Value) -> (Value, Value, Value, Value) {
    let part = |key: &str| value[key].clone();
    (part("schema"), part("name"), part("arguments"), part("table"))
}
