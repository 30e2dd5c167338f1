//! What does the catalog say after a side's SQL, and where do two sides differ?
//!
//! Every object is a line: what it is, and what is said of it. Constraints and indexes are told apart by their
//! definition, so that a name of another kind is one difference.

use std::collections::BTreeMap;

use postgres::Client;
use serde_json::Value;

/// The object, and its definition.
pub(crate) type Catalog = BTreeMap<String, String>;

/// Applies, reads, and rolls back: a role belongs to the whole cluster.
pub(crate) fn of(client: &mut Client, ddl: &str) -> Catalog {
    client.batch_execute("BEGIN").unwrap();
    client.batch_execute(ddl).unwrap_or_else(|error| panic!("{error:?}\n{ddl}"));
    // what the catalog prints depends on it
    client.batch_execute("SET LOCAL search_path = ''").unwrap();
    let text: String = client.query_one(include_str!("../it/catalog.sql"), &[]).unwrap().get(0);
    client.batch_execute("ROLLBACK").unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let mut catalog = Catalog::new();
    for e in list(&document, "enums") {
        catalog.insert(format!("enum {}", text_of(e, "name")), e["values"].to_string());
    }
    for table in list(&document, "tables") {
        read(&mut catalog, table);
    }
    catalog
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("{key} in {value}"))
}

fn text_of<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn read(catalog: &mut Catalog, table: &Value) {
    let name = text_of(table, "name");
    catalog.insert(
        format!("table {name}"),
        format!("row security {} force {}", table["row_security"], table["force"]),
    );
    for column in list(table, "columns") {
        let parts = ["type", "not_null", "identity", "generated", "default", "collation"]
            .map(|key| column[key].to_string());
        catalog.insert(format!("column {name} {}", text_of(column, "name")), parts.join(" "));
    }
    for constraint in list(table, "constraints") {
        let definition = text_of(constraint, "definition");
        catalog.insert(format!("constraint {name} {definition}"), text_of(constraint, "name").to_owned());
    }
    for index in list(table, "indexes") {
        let index_name = text_of(index, "name");
        let definition = text_of(index, "definition");
        let unnamed = definition.split_once(" ON ").map_or(definition, |(_, rest)| rest);
        catalog.insert(format!("index {name} unique {} {unnamed}", index["unique"]), index_name.to_owned());
    }
    for policy in list(table, "policies") {
        let parts = ["command", "permissive", "roles", "using", "check"].map(|key| match key {
            "using" | "check" => owner_form(&policy[key].to_string().replace("\\\"", "\"")),
            _ => policy[key].to_string(),
        });
        catalog.insert(format!("policy {name} {}", text_of(policy, "name")), parts.join(" "));
    }
}

/// Drizzle's `( SELECT (auth.user_id() = T.C))` as our `(C = ( SELECT auth.user_id() AS user_id))`: this form only.
fn owner_form(text: &str) -> String {
    const BEGIN: &str = "( SELECT (auth.user_id() = ";
    let mut rest = text;
    let mut out = String::new();
    while let Some((before, after)) = rest.split_once(BEGIN) {
        let (column, after) = after.split_once("))").expect("the form ends");
        // T.C, either in quotes
        let bare = column.rsplit_once('.').map_or(column, |(_, column)| column);
        out.push_str(before);
        out.push_str(&format!("({bare} = ( SELECT auth.user_id() AS user_id))"));
        rest = after;
    }
    out + rest
}

/// A line for each object that is on one side only, or not the same on both: `object: Drizzle's -> ours`.
pub(crate) fn differences(drizzle: &Catalog, ours: &Catalog) -> Vec<String> {
    let objects: std::collections::BTreeSet<&String> = drizzle.keys().chain(ours.keys()).collect();
    let of = |catalog: &Catalog, object| catalog.get(object).map_or("none", String::as_str).to_owned();
    objects
        .into_iter()
        .filter(|object| drizzle.get(*object) != ours.get(*object))
        .map(|object| format!("{object}: {} -> {}", of(drizzle, object), of(ours, object)))
        .collect()
}
