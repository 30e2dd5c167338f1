//! What is in a database, apart from its rows, so that two of them can be held against each other?

use postgres::Client;
use serde_json::{Value, json};

use super::pair::Pair;
use crate::catalog;

/// The catalog, without the order of columns, and the pair's own roles.
pub(crate) fn read(client: &mut Client, pair: &Pair) -> Value {
    let mut state = catalog::read(client);
    for table in state["tables"].as_array_mut().unwrap() {
        let columns = table["columns"].as_array_mut().unwrap();
        columns.sort_by_key(|column| column["name"].to_string());
        for policy in table["policies"].as_array_mut().unwrap() {
            for clause in ["using", "check"] {
                without_aliases(&mut policy[clause]);
            }
        }
    }
    for function in state["functions"].as_array_mut().unwrap() {
        without_aliases(&mut function["definition"]);
    }
    let names: Vec<&str> = roles(pair);
    let query = "SELECT coalesce(json_agg(json_build_object('name', r.rolname, 'login', r.rolcanlogin, 'inherits', r.rolinherit,
            'super', r.rolsuper, 'bypasses', r.rolbypassrls,
            'of', (SELECT json_agg(o.rolname ORDER BY o.rolname) FROM pg_catalog.pg_auth_members m
                JOIN pg_catalog.pg_roles o ON o.oid = m.roleid WHERE m.member = r.oid)) ORDER BY r.rolname), '[]')::text
        FROM pg_catalog.pg_roles r WHERE r.rolname = ANY ($1)";
    let text: String = client.query_one(query, &[&names]).unwrap().get(0);
    state["roles"] = serde_json::from_str(&text).unwrap();
    state
}

/// A sub-select keeps the names that its results had when it was read, whatever they are called since: `x AS old`. They
/// mean nothing.
fn without_aliases(text: &mut Value) {
    if let Some(sql) = text.as_str() {
        let mut words = sql.split(" AS ");
        let mut plain = words.next().unwrap_or_default().to_owned();
        for word in words {
            let name = match word.strip_prefix('"') {
                Some(quoted) => 2 + quoted.find('"').unwrap_or_default(),
                None => word.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(word.len()),
            };
            plain.push_str(&word[name..]);
        }
        *text = json!(plain);
    }
}

/// The roles that either side owns.
pub(crate) fn roles(pair: &Pair) -> Vec<&str> {
    let mut names: Vec<&str> = [&pair.before, &pair.after]
        .into_iter()
        .flat_map(|side| side.schema.roles.keys())
        .map(String::as_str)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The way back leaves these constraints NOT VALID: rows that are there would break them.
pub(crate) fn loosened(mut wanted: Value, constraints: &[&str]) -> Value {
    for table in wanted["tables"].as_array_mut().unwrap() {
        for constraint in table["constraints"].as_array_mut().unwrap() {
            if constraints.contains(&constraint["name"].as_str().unwrap()) {
                let definition = format!("{} NOT VALID", constraint["definition"].as_str().unwrap());
                constraint["definition"] = json!(definition);
                constraint["validated"] = json!(false);
            }
        }
    }
    wanted
}

/// The first lines in which two states differ.
pub(crate) fn difference(found: &Value, wanted: &Value) -> Option<String> {
    if found == wanted {
        return None;
    }
    let mut lines = Vec::new();
    compare("", found, wanted, &mut lines);
    lines.truncate(8);
    Some(lines.join("\n"))
}

fn compare(at: &str, found: &Value, wanted: &Value, lines: &mut Vec<String>) {
    match (found, wanted) {
        _ if found == wanted => {}
        (Value::Object(a), Value::Object(b)) if a.len() == b.len() => {
            for (key, value) in a {
                compare(&format!("{at}.{key}"), value, &wanted[key], lines);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.iter().chain(b).all(|one| one["name"].is_string()) => {
            for one in a {
                let name = one["name"].as_str().unwrap();
                match b.iter().find(|other| other["name"] == one["name"]) {
                    Some(other) => compare(&format!("{at} {name:?}"), one, other, lines),
                    None => lines.push(format!("{at}: {name:?} should not be there")),
                }
            }
            for other in b.iter().filter(|other| a.iter().all(|one| one["name"] != other["name"])) {
                lines.push(format!("{at}: {} is missing", other["name"]));
            }
            if lines.is_empty() {
                lines.push(format!("{at}: another order"));
            }
        }
        _ => lines.push(format!("{at}: {found}, wanted {wanted}")),
    }
}
