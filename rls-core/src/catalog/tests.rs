//! What does a stranger's document come to?

use super::*;
use crate::provider::Provider;

const EMPTY: &str = r#"{"version": 150018, "database": "d", "owner": "o", "extensions": [], "schemas": [], "roles": [],
    "enums": [], "types": [], "relations": [], "functions": [], "default_privileges": [], "objects": []}"#;

/// A table with one of each thing on it, all of whose names are this one.
fn odd(name: &str) -> String {
    let mut all: serde_json::Value = serde_json::from_str(EMPTY).unwrap();
    all["schemas"] = serde_json::json!([{ "name": name, "owner": name }]);
    all["relations"] = serde_json::json!([{
        "schema": name, "name": name, "kind": "r", "owner": name, "row_security": true, "force": false, "unlogged": true,
        "parents": [[name, name]], "partition_bound": name, "partition_key": name, "of_type": name,
        "options": [name], "replica_identity": name,
        "columns": [{
            "name": name, "type": name, "kind": name, "of": [name, name], "element": [name, name, name],
            "not_null": true, "identity": "a", "generated": name, "default": name, "inherited": true,
            "local": false, "storage": name, "options": [name],
            "sequence": { "schema": name, "name": name, "type": name, "start": i64::MIN, "increment": 0, "min": 0,
                "max": i64::MAX, "cache": -1, "cycle": true },
        }],
        "constraints": [{
            "name": name, "kind": "n", "columns": [name, name], "deferrable": true, "deferred": false, "validated": false,
            "no_inherit": true, "enforced": true, "period": false, "match_full": false, "set_columns": false,
            "parent": false, "local": true, "inherited": false, "definition": name,
        }],
        "indexes": [{
            "name": name, "unique": true, "method": name, "valid": true, "keys": [], "nulls_not_distinct": false,
            "clustered": true, "replica_identity": true, "parent": false, "definition": name,
        }],
        "policies": [{ "name": name, "command": name, "permissive": false, "roles": [name, ""], "using": name }],
        "triggers": [{ "name": name, "enabled": name, "definition": name }],
        "grants": [[name, name, true], [null, "SELECT", false]],
    }]);
    all["functions"] = serde_json::json!([{
        "schema": name, "name": name, "owner": name, "kind": name, "arguments": "", "argument_count": 0,
        "returns": name, "set": true, "language": name, "volatility": name, "parallel": name, "definer": true,
        "leakproof": false, "bound": true, "in_policy": true,
        "definition": format!("{name}\n LANGUAGE sql\n STABLE PARALLEL SAFE SECURITY DEFINER\nBEGIN ATOMIC\n SELECT {name};\nEND"),
    }]);
    all["default_privileges"] =
        serde_json::json!([{ "role": name, "kind": name, "grants": [[name, name, false]] }]);
    all["objects"] = serde_json::json!([{ "kind": name, "schema": name, "name": name, "sql": [name] }]);
    all.to_string()
}

#[test]
fn a_document_that_ends_too_early_is_an_error() {
    let whole = odd("a");
    assert!(Catalog::read(&whole).is_ok());
    for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        assert!(Catalog::read(&whole[..end]).is_err(), "{end}");
    }
}

#[test]
fn another_shape_is_an_error() {
    for (was, is) in [
        (r#""roles": []"#, r#""roles": {}"#),
        (r#""version": 150018"#, r#""version": "15""#),
        (r#""version": 150018"#, r#""version": -1"#),
        (r#""owner": "o""#, r#""owner": null"#),
        (r#""owner": "o""#, r#""owner": "o", "more": 1"#),
        (r#""types": []"#, r#""types": [1]"#),
        (r#""types": [], "#, ""),
        (r#""relations": []"#, r#""relations": [{"kind": "r"}]"#),
    ] {
        assert!(EMPTY.contains(was));
        assert!(Catalog::read(&EMPTY.replace(was, is)).is_err(), "{is}");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(Catalog::read(&EMPTY.replace(r#""roles": []"#, &format!(r#""roles": {deep}"#))).is_err());
}

/// Whatever the names are, they are said, and are quoted where they are names.
#[test]
fn absurd_names_are_read_and_written() {
    let long = "x".repeat(10_000);
    for name in
        ["", "\"", "'", "a.b", "public", "a\"; DROP TABLE b; --", "\0", "ü\n\\", "[]", "(", "*", &long]
    {
        let catalog = Catalog::read(&odd(name)).unwrap();
        for scope in [Scope::new(), Scope::new().schemas([name]).ignore([""])] {
            let imported = catalog.import(&Provider::Supabase, &scope);
            let quoted = crate::ident::quote(name);
            for statement in imported.statements() {
                let names_it =
                    statement.sql.starts_with("ALTER") || statement.sql.starts_with("CREATE POLICY");
                assert!(!names_it || statement.sql.contains(&quoted), "{}", statement.sql);
            }
        }
    }
}

#[test]
fn a_schema_that_is_named_and_not_there_is_told() {
    let catalog = Catalog::read(&odd("here")).unwrap();
    assert_eq!(Scope::new().schemas(["here", "gone"]).missing(&catalog), ["gone"]);
    let scope = Scope::new().ignore(["here.*"]).of(&catalog, &Provider::Neon);
    assert!(scope.schema("here") && !scope.holds("here", "here"));
}
