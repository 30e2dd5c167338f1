//! Does the scanner know where each part of a predicate is, and does hostile source end in an error?

use std::{collections::BTreeMap, path::PathBuf, time::Instant};

use rls_core::{
    diagnostic::{Errors, Place, Spot},
    ident::QName,
    provider::Provider,
    syntax::scan::{Failure, Scanned, bytes_in_literal, scan},
};

fn scanned(text: &str) -> Result<Scanned, Failure> {
    let file = PathBuf::from("models.rs");
    scan(std::slice::from_ref(&file), &BTreeMap::from([(file.clone(), text.to_owned())]))
}

/// What the source says at a place.
#[track_caller]
fn said<'t>(text: &'t str, place: &Place) -> &'t str {
    let Place::Source { range, .. } = place else { panic!("{place:?}") };
    &text[range.clone()]
}

const MODELS: &str = r##"
#[derive(Rls)]
#[rls(owner = "user_id", read = "a OR b" || owner("user_id"))]
#[rls(policy(name = "floor", using = sql(r#" "a" AND b "#) && exists("SELECT \
    FROM teams"), restrictive))]
#[rls(policy(name = "team", using = parent("team_id", of = "teams", kind == Kind::Open || "a OR b")))]
struct Note {
    user_id: String,
    team_id: i64,
    a: bool,
    b: bool,
}

#[derive(Rls)]
struct Team { #[rls(primary_key)] id: i64, kind: Kind }

#[derive(Rls)]
enum Kind { Open }
"##;

#[test]
fn each_part_has_its_place() {
    let scanned = scanned(MODELS).map_err(|failure| failure.errors).unwrap();
    let notes = QName::new("notes");
    let places =
        |spot: Spot| -> Vec<&str> { scanned.places[&spot].iter().map(|place| said(MODELS, place)).collect() };
    let sql = |text: &str| Spot::Sql(notes.clone(), text.to_owned());
    let name = |text: &str| Spot::Name(notes.clone(), text.to_owned());
    assert_eq!(places(Spot::Item(notes.clone())), ["Note"]);
    assert_eq!(places(Spot::Column(notes.clone(), "team_id".to_owned())), ["team_id"]);
    assert_eq!(places(Spot::Policy(notes.clone(), 0)), ["owner"]);
    assert_eq!(places(Spot::Policy(notes.clone(), 4)), ["policy"]);
    assert_eq!(places(sql("a OR b")), ["\"a OR b\"", "\"a OR b\""]);
    assert_eq!(places(sql("\"a\" AND b")), ["r#\" \"a\" AND b \"#"]);
    assert_eq!(places(name("teams")), ["\"teams\""]);
    assert_eq!(places(name("kind")), ["kind"]);
    assert_eq!(places(name("Open")), ["Kind::Open"]);
    // the number of a policy is its place among those of the table
    let table = scanned.schema.find_table(&notes).unwrap();
    assert_eq!(table.policies[4].name(), "floor");
    assert_eq!(table.policies.len(), 6);

    let literal = places(sql("SELECT FROM teams"))[0];
    let bytes = bytes_in_literal(literal, "SELECT FROM teams", 7..11).unwrap();
    assert_eq!(&literal[bytes], "FROM");
    let literal = places(sql("\"a\" AND b"))[0];
    let bytes = bytes_in_literal(literal, "\"a\" AND b", 0..3).unwrap();
    assert_eq!(&literal[bytes], "\"a\"");
}

/// What only the whole schema shows is underlined where the name stands, and where no name does at the item.
#[test]
fn a_fault_of_the_whole_is_at_its_name() {
    for (from, to, at) in [
        ("of = \"teams\"", "of = \"taems\"", "\"taems\""),
        ("kind == Kind::Open", "knid == Kind::Open", "knid"),
        ("kind == Kind::Open", "kind == \"opne\"", "\"opne\""),
        ("kind == Kind::Open", "kind == Kind::Opne", "Kind::Opne"),
        ("kind == Kind::Open", "id == \"one\"", "\"one\""),
        ("parent(\"team_id\"", "parent(\"user_id\"", "\"user_id\""),
    ] {
        let text = MODELS.replace(from, to);
        assert_ne!(text, MODELS);
        let scanned = scanned(&text).map_err(|failure| failure.errors).unwrap();
        let mut errors: Errors = scanned.schema.resolve(&Provider::Neon).unwrap_err();
        scanned.locate(&mut errors);
        let found: Vec<&str> = errors.iter().map(|error| said(&text, &error.place)).collect();
        assert_eq!(found, [at], "{to}: {errors}");
    }
}

fn model(predicate: &str) -> String {
    format!(
        "#[derive(Rls)]\n#[rls(crud(read = {predicate}))]\nstruct Row {{ id: i64, flag: bool, title: String }}\n"
    )
}

#[test]
fn hostile_predicates_end_in_an_error() {
    let deep = |open: &str, close: &str, inner: &str| {
        format!("{}{inner}{}", open.repeat(10_000), close.repeat(10_000))
    };
    for predicate in [
        deep("(", ")", "flag"),
        deep("!", "", "flag"),
        deep("!(", ")", "flag"),
        format!("{}flag{}", "!(flag || ".repeat(25), ")".repeat(25)),
        deep("-", "", "1 == id"),
        deep("parent(\"id\", of = \"rows\", ", ")", "flag"),
        deep("flag || ", "", "flag"),
        deep("flag && title == \"a\" || ", "", "flag"),
        deep("title.is_some().", "", "x"),
        deep("a::", "", "b"),
        format!("title.is_in([{}])", "\"a\", ".repeat(10_000)),
        format!("sql(\"{}\")", "(".repeat(1_000_000)),
        "flag && &&".to_owned(),
        "title == \"a\" && id < now() - interval(\"1000 years 1 day\")".to_owned(),
    ] {
        let start = Instant::now();
        let Err(failure) = scanned(&model(&predicate)) else { panic!("{}", &predicate[..60]) };
        assert_eq!(failure.errors.len(), 1, "{}: {}", &predicate[..30.min(predicate.len())], failure.errors);
        assert!(start.elapsed().as_secs() < 10, "{}", &predicate[..60]);
    }
}

/// As long as people write, and longer: every later stage takes it.
#[test]
fn long_predicates_are_read() {
    let flags = vec!["flag"; 1_300].join(" || ");
    let mixed = format!("{}flag", "flag && title == \"a\" || ".repeat(300));
    let nested = format!("{}flag{}", "!(flag || ".repeat(24), ")".repeat(24));
    for (predicate, parts) in [
        (flags, 1_300),
        (mixed, 301),
        (nested, 0),
        (format!("title == \"{}\"", "a".repeat(1_000_000)), 0),
        (format!("\"title = '{}'\"", "a".repeat(1_000_000)), 0),
        (r#"title == claim("a\"b", "c'd\\", "e\nf")"#.to_owned(), 0),
    ] {
        let scanned = scanned(&model(&predicate)).map_err(|failure| failure.errors).unwrap();
        let resolved = scanned.schema.resolve(&Provider::Neon).unwrap();
        if let Some(rls_core::expr::Expr::Or(found)) = &resolved.schema.tables[0].policies[0].using {
            assert_eq!(found.len(), parts);
        } else {
            assert_eq!(parts, 0);
        }
        assert!(rls_core::sql::ddl(&resolved).contains("CREATE POLICY"));
        let document = rls_core::document::write(&resolved);
        assert_eq!(rls_core::document::read(&document).unwrap(), resolved);
    }
}
