//! Is what was written read again, and nothing else?

use super::*;
use crate::{
    expr::Expr,
    ident::QName,
    provider::{Custom, Provider},
    schema::{Column, Command, Enum, Policy, Role, Table, Type},
};

fn schema() -> Schema {
    let own = Policy::crud(Command::Select, [Role::SignedIn]).using(Expr::owner("user_id"));
    let columns = [Column::new("id", Type::BigInt), Column::new("user_id", Type::Text)];
    let todos = Table::new(QName::new("todos")).policy(own).primary_key(["id"]).check(None, "id > 0");
    Schema::new().table(columns.into_iter().fold(todos, Table::column))
}

fn resolved(schema: &Schema) -> Resolved {
    schema.resolve(&Provider::Neon).unwrap()
}

fn text() -> String {
    let resolved = resolved(&schema());
    files(&resolved, &hash(&resolved)).schema_json
}

#[test]
fn the_hash_stands_right_after_the_format() {
    let lines: Vec<String> = text().lines().take(5).map(str::to_owned).collect();
    assert_eq!(lines[..2], ["{", "  \"format\": 2,"]);
    assert_eq!(lines[2], format!("  \"hash\": \"{}\",", hash(&resolved(&schema()))));
    assert!(lines[3].starts_with("  \"seal\": \""));
    assert_eq!(lines[4], "  \"provider\": \"neon\",");
}

#[test]
fn what_was_written_is_read_however_it_is_laid_out() {
    let (text, resolved) = (text(), resolved(&schema()));
    let compact = serde_json::from_str::<Value>(&text).unwrap().to_string();
    for form in [text.clone(), text.replace('\n', "\r\n"), format!("\u{feff}{text}"), compact] {
        let read = read(&form).unwrap();
        assert_eq!(read.resolved, resolved);
        assert_eq!(read.hash, hash(&resolved));
    }
    // as a document, too
    assert_eq!(document::read(&text).unwrap(), resolved);
}

#[test]
fn an_edit_is_found() {
    let text = text();
    for (from, to) in [
        ("\"user_id\"", "\"owner_id\""),
        ("\"row_security\": true", "\"row_security\": false"),
        ("\"name\": \"user_id\",", "\"name\": \"user_id\", \"renamed_from\": \"owner\","),
        ("\"hash\": \"", "\"hash\": \"0"),
        ("\"format\": 2", "\"format\": 1"),
        ("  \"roles\": {},", "  \"roles\": {}, \"private\": \"x\","),
    ] {
        assert!(text.contains(from), "{from}");
        let edited = text.replacen(from, to, 1);
        let error = read(&edited).unwrap_err();
        assert!(matches!(error, SnapshotError::Edited | SnapshotError::Unsealed), "{from}: {error}");
        assert!(error.help().is_some_and(|help| help.contains("restore it from version control")), "{error}");
    }
    let unsealed: String = text.lines().filter(|line| !line.contains("\"seal\"")).collect();
    assert!(matches!(read(&unsealed), Err(SnapshotError::Unsealed)));
    assert!(matches!(read("[]"), Err(SnapshotError::Unsealed)));
    assert!(matches!(read(""), Err(SnapshotError::Document(DocumentError::Shape(_)))));
    let later = text.replacen("\"format\": 2", "\"format\": 3", 1);
    assert!(matches!(read(&later), Err(SnapshotError::Document(DocumentError::Format(3)))));
}

/// What was sealed in an older format is read as what it meant, and written in today's.
#[test]
fn an_older_format_is_upgraded_behind_its_seal() {
    let old = include_str!("../document/format_1.json");
    let mut value: Value = serde_json::from_str(old).unwrap();
    value["hash"] = sha256("then").into();
    value["seal"] = seal::of(&value).into();
    let read_1 = read(&value.to_string()).unwrap();
    assert_eq!(read_1.resolved.provider, Provider::Custom(Custom::default()));
    assert_eq!((read_1.resolved.schema.tables.len(), &read_1.hash), (1, &sha256("then")));
    let text = files(&read_1.resolved, &read_1.hash).schema_json;
    assert!(text.starts_with(&format!("{{\n  \"format\": {},\n", document::FORMAT)), "{text}");
    assert_eq!(read(&text).unwrap(), read_1);
}

#[test]
fn a_conflict_is_found_at_any_of_its_lines() {
    let text = text();
    let merged = text.replacen("  \"hash\"", "<<<<<<< HEAD\n  \"hash\"", 1);
    let error = read(&merged).unwrap_err();
    assert!(error.to_string().starts_with("line 3 holds a merge conflict"), "{error}");
    assert!(error.help().is_some_and(|help| help.contains("git checkout --ours -- rls")), "{error}");
    for mark in ["<<<<<<< a", "=======", ">>>>>>> b", "||||||| 1234", "=======\r"] {
        let error = read(&format!("{text}{mark}\n")).unwrap_err();
        assert!(matches!(error, SnapshotError::Conflict(_)), "{mark}: {error}");
    }
    assert_eq!(conflict("a\n======= b\n<<<<<<<<\n-- >>>>>>> c\n"), None);
}

#[test]
fn the_hash_is_of_what_the_database_would_have() {
    let of = |schema: &Schema| hash(&resolved(schema));
    let same = of(&schema());
    let mut other = schema();
    other.tables[0].columns.reverse();
    other.tables[0].constraints.reverse();
    other.tables[0].columns[0].renamed_from = Some("owner".to_owned());
    other.tables[0].renamed_from = Some(QName::new("tasks"));
    assert_eq!(of(&other), same);
    let mut others = vec![schema(), schema(), schema(), schema()];
    others[0].tables[0].columns[1].nullable = true;
    others[1].tables[0].columns[1].comment = Some("whose".to_owned());
    others[2].tables[0].policies[0].using = Some(Expr::Bool(true));
    others[3].add_enum(Enum::new(QName::new("state")).value("open"));
    for other in &others {
        assert_ne!(of(other), same);
    }
    assert_ne!(hash(&schema().resolve(&Provider::Supabase).unwrap()), same);
    for provider in Provider::KNOWN {
        assert_eq!(hash(&Schema::new().resolve(&provider).unwrap()), sha256(""));
    }
}
