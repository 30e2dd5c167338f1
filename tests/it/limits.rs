//! What comes of a predicate that is absurdly deep, long or odd?
//!
//! An error that says what to do, at its place, and never a stack that overflows; or SQL that a server takes. Tests run
//! on threads of 2 MiB, and everything here is built without optimisation, which is the worst that happens.

use std::{collections::BTreeMap, path::PathBuf};

use pg_rls::{Errors, Provider};
use rls_core::{
    diagnostic::{Code, Place},
    expr::{Among, Expr, Implied, MOST_DEPTH, Op, Value},
    ident::QName,
    schema::{Column, Command, Policy, Role, Schema, Table, Type},
    sql::{Clause, predicate},
    syntax::scan::scan,
};

use crate::server;

/// What a file with this predicate gives.
fn scanned(predicate: &str) -> Result<Schema, Errors> {
    let text = format!(
        "#[derive(pg_rls::Rls)]\n#[rls(crud(read = {predicate}))]\npub struct Note {{\n    #[rls(primary_key)]\n    \
         id: i64,\n    user_id: String,\n    is_open: bool,\n}}\n"
    );
    let file = PathBuf::from("models.rs");
    match scan(std::slice::from_ref(&file), &BTreeMap::from([(file.clone(), text)])) {
        Ok(scanned) => Ok(scanned.schema),
        Err(failure) => Err(failure.errors),
    }
}

fn refused(predicate: &str) -> String {
    let errors = scanned(predicate).expect_err("it is too much");
    assert!(errors.iter().all(|error| matches!(&error.place, Place::Source { .. })), "{errors}");
    errors.to_string()
}

fn notes(expr: Expr) -> Schema {
    let table = Table::new(QName::new("notes"))
        .column(Column::new("id", Type::BigInt))
        .column(Column::new("user_id", Type::Text).nullable())
        .column(Column::new("is_open", Type::Boolean))
        .primary_key(["id"]);
    Schema::new().table(table.policy(Policy::new("read", Command::Select, [Role::SignedIn]).using(expr)))
}

/// A predicate that grows by one level with each step, and cannot be flattened.
fn deep(levels: usize) -> Expr {
    (1..levels).fold(Expr::column("is_open"), |inner, level| match level % 3 {
        0 => inner.not(),
        1 => inner.and(Expr::owner("user_id")),
        _ => inner.or(Expr::column("is_open")),
    })
}

#[test]
fn source_that_is_too_deep_or_too_long_is_refused_where_it_stands() {
    let n = 10_000;
    for nested in [
        format!("{}is_open{}", "(".repeat(n), ")".repeat(n)),
        format!("{}is_open", "!".repeat(n)),
        format!("{}is_open", "!(".repeat(n)) + &")".repeat(n),
        format!("{}true{}", "parent(\"id\", of = \"notes(id)\", ".repeat(n), ")".repeat(n)),
    ] {
        let said = refused(&nested);
        // the scanner counts before syn reads, the predicate before it is read as one
        let known = ["nested too deeply", "too long to read"];
        assert!(known.iter().any(|known| said.contains(known)), "{said}");
        assert!(said.contains("help: "), "{said}");
    }
    let said = refused(&format!("{}is_open", "is_open && ".repeat(n)));
    assert!(said.contains("too long"), "{said}");
}

#[test]
fn a_string_of_a_megabyte_is_read() {
    let text = "x".repeat(1 << 20);
    let schema = scanned(&format!("user_id == \"{text}\"")).unwrap();
    let sql = rls_core::sql::ddl(&schema.resolve(&Provider::Neon).unwrap());
    assert!(sql.contains(&text));
    let schema = scanned(&format!("\"user_id = '{text}'\"")).unwrap();
    let sql = rls_core::sql::ddl(&schema.resolve(&Provider::Neon).unwrap());
    assert!(sql.contains(&text));
    // never ended, a megabyte away
    let said = refused(&format!("\"user_id = '{text}\""));
    assert!(said.contains("RLS114"), "{}", &said[..200]);
}

#[test]
fn what_is_built_too_deep_is_refused_before_it_is_gone_into() {
    let errors = notes(deep(10_000)).resolve(&Provider::Neon).unwrap_err();
    let codes: Vec<Code> = errors.iter().map(|error| error.code).collect();
    assert_eq!(codes, [Code::PREDICATE], "{errors}");
    assert!(errors.to_string().contains("nested deeper than 50 levels"), "{errors}");
    // whoever goes round that check is not let in, and no stack overflows
    let schema = notes(Expr::Bool(true));
    let sql = predicate(&schema, &Provider::Neon, &schema.tables[0], &deep(10_000), Clause::Using);
    assert_eq!(sql, "false");
    assert_eq!(deep(10_000).implies(&Expr::Bool(true), &()), Implied::Unknown);
    // `!` alone never gets deep
    let opposite = (0..10_001).fold(Expr::column("is_open"), |inner, _| inner.not());
    assert_eq!(opposite, Expr::column("is_open").not());
}

#[test]
fn as_deep_as_may_be_goes_all_the_way() {
    assert!(!deep(MOST_DEPTH).is_too_deep() && deep(MOST_DEPTH + 1).is_too_deep());
    let into = |when| {
        let parent = Among::parent("id", QName::new("notes"), "id", when);
        Expr::among(parent)
    };
    let lookups = (1..MOST_DEPTH).fold(Expr::owner("user_id"), |inner, _| into(inner));
    for expr in [deep(MOST_DEPTH), lookups.clone()] {
        let resolved = notes(expr).resolve(&Provider::Neon).unwrap();
        let document = rls_core::document::write(&resolved);
        assert_eq!(rls_core::document::read(&document).unwrap(), resolved);
        assert!(!rls_core::access::access(&resolved).roles.is_empty());
        let (mut client, name) = server::database(&Provider::Neon);
        client.batch_execute(&rls_core::sql::ddl(&resolved)).unwrap();
        client.batch_execute("SET ROLE authenticated; SELECT * FROM notes").unwrap();
        server::drop_database(client, &name);
    }
    assert!(notes(into(lookups)).resolve(&Provider::Neon).is_err());
}

/// Keys that would end a literal, a name or a path if they were not escaped.
#[test]
fn odd_paths_of_claims_are_what_they_are() {
    let keys =
        ["it's", "a\"b", "back\\slash", "'; DROP TABLE notes; --", "Ünï → ☃", "", " ", "{a,b}", "$1", "\n"];
    for provider in Provider::KNOWN {
        let (mut client, name) = server::database(&provider);
        for key in keys {
            let path = vec![key.to_owned(), key.to_owned()];
            let expr = Expr::compare(Value::claim(&path), Op::Eq, Value::text(key));
            let schema = notes(Expr::Bool(true));
            let sql = predicate(&schema, &provider, &schema.tables[0], &expr, Clause::Using);
            let token = serde_json::json!({ key: { key: key } }).to_string();
            let row = client.query_one(
                &format!("SELECT ({sql}) FROM set_config('request.jwt.claims', $1, false)"),
                &[&token],
            );
            let said: bool = row.unwrap_or_else(|error| panic!("{sql}: {error:?}")).get(0);
            assert!(said, "{key:?}: {sql}");
        }
        server::drop_database(client, &name);
    }
}
