//! Is there a row in every table, and for every atom of every policy a row and a caller for which it holds, and for which it
//! does not?

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use postgres::{Client, SimpleQueryMessage};
use rls_core::{
    expr::Expr,
    ident::QName,
    provider::Provider,
    resolve::Resolved,
    schema::{Column, Command, Identity, Policy, Role, Schema, Table, Type},
    verify::{
        Caller, FUNCTIONS, Filled, Session, Texts,
        ask::{self, Question},
        cast,
        found::Found,
        reached::Watch,
        session,
    },
};
use rls_live::{
    Scratch,
    verify::{Options, ready},
};

use super::{Looked, examples, looked, workshop};

/// Tables without rows, and atoms with one answer only, each with its reason.
const MISSING: [(&str, &str); 2] = [
    // the two are one thing
    ("predicates-rust", "CallerId, op: Ne, right: Claim([\"sub\"])"),
    // the table is there
    ("predicates-rust", "pg_catalog.pg_class"),
];

/// What a schema lacks: a line for each.
pub(super) fn lacks(scratch: &Scratch, filled: &Filled, resolved: &Resolved) -> Vec<String> {
    let mut client = scratch.session().unwrap().into_client();
    let mut lacks: Vec<String> =
        filled.empty.iter().map(|(table, why)| format!("no row in {table}: {why}")).collect();
    let found = Found::new(resolved);
    let cast = cast::of(&found);
    let mut rows: BTreeMap<QName, Vec<Texts>> = BTreeMap::new();
    for (table, there) in &filled.there {
        rows.insert(table.clone(), there.iter().map(|(_, texts)| texts.clone()).collect());
    }
    let watch = Watch::new(resolved, &found, &cast, &rows);
    client.batch_execute(FUNCTIONS).unwrap();
    client.batch_execute("BEGIN").unwrap();
    let client = RefCell::new(client);
    let asked = |caller: &Caller, atom: &Expr, table: &QName, row: &Texts| {
        let question = Question { table: table.clone(), atom: atom.clone(), as_owner: true };
        asked(&mut client.borrow_mut(), resolved, &caller.session, &question, row)
    };
    lacks.extend(watch.missing(&rows, &asked).into_iter().map(|missing| missing.to_string()));
    lacks
}

fn asked(
    client: &mut Client,
    resolved: &Resolved,
    session: &Session,
    question: &Question,
    row: &Texts,
) -> Option<bool> {
    let settings = session::settings(&resolved.provider, session).unwrap();
    let mut script = session::statements(&settings).join(";");
    script += &format!(";{}", ask::call(None, &ask::statement(resolved, question, row)?));
    let said = client.simple_query(&script).unwrap();
    let last = said.iter().rev().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    });
    // NULL lets nothing through either
    ask::read(last?).ok().map(|said| said == Some(true))
}

#[test]
fn every_atom_of_the_corpus_has_both_answers() {
    let mut all = Vec::new();
    for Looked { name, lacks, .. } in looked() {
        all.extend(lacks.iter().map(|line| format!("{name}: {line}")));
    }
    let unlisted: Vec<&String> = all
        .iter()
        .filter(|line| !MISSING.iter().any(|(case, what)| line.starts_with(case) && line.contains(what)))
        .collect();
    assert!(unlisted.is_empty(), "{unlisted:#?}");
    for (case, what) in MISSING {
        let there = all.iter().any(|line| line.starts_with(case) && line.contains(what));
        assert!(there, "{case}: {what} is there, so that its line can go");
    }
}

/// The same schema is filled with the same rows.
#[test]
fn rows_are_the_same_twice() {
    for case in examples() {
        let resolved = case.resolved();
        let filled = || ready(workshop(), &resolved, &Options::default()).unwrap().1;
        let [one, other] = [filled(), filled()];
        // but for the time at which they were put in
        let of = |filled: Filled| filled.there.values().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(of(one), of(other), "{}", case.name);
    }
}

/// What checks and types ask for is met, also where the model knows no more than their names.
#[test]
fn checks_domains_and_rare_types_are_met() {
    let columns = [
        ("slug", "text", "slug ~ '^[a-z]+(-[a-z0-9]+)*$'"),
        ("mail", "text", "mail LIKE '%_@_%.__%'"),
        ("country", "char(2)", "country = upper(country) AND country <> 'a'"),
        ("code", "varchar(3)", "char_length(code) = 3"),
        ("state", "text", "state IN ('open', 'shut') AND state IS NOT NULL"),
        ("price", "numeric(4,2)", "price > 10 AND price % 5 = 0"),
        ("phone", "text", "phone ~ '^\\+[1-9]\\d{6,14}$'"),
        ("json", "jsonb", "jsonb_typeof(json) = 'array'"),
        ("tags", "text[]", "cardinality(tags) BETWEEN 1 AND 3"),
        ("range", "int4range", "NOT isempty(range)"),
        ("mood", "mood", "mood <> 'glad'"),
        ("zip", "zip", "true"),
        ("low", "integer", "low < high"),
        ("high", "integer", "high < 10"),
        ("place", "point", "true"),
        ("it's; \"odd\"", "text", "length(\"it's; \"\"odd\"\"\") > 30"),
    ];
    let mut table = Table::new(QName::new("rare"))
        .column(Column::new("id", Type::BigInt).identity(Identity::Always))
        .column(Column::new("user_id", Type::Text))
        .primary_key(["id"])
        .check(Some("user_id"), "user_id ~ '^user_[0-9a-z]{4}$'")
        .policy(Policy::new("own", Command::All, [Role::SignedIn]).using(Expr::owner("user_id")));
    for (name, ty, check) in columns {
        table = table.column(Column::new(name, Type::Other(ty.to_owned()))).check(Some(name), check);
    }
    let table = table.unique(["slug"]).unique(["mail"]);
    let resolved = Schema::new().table(table).resolve(&Provider::Neon).unwrap();
    let setup =
        "CREATE TYPE mood AS ENUM ('12345', 'glad'); CREATE DOMAIN zip AS text CHECK (VALUE ~ '^[0-9]{5}$')";
    let options = Options { setup: Some(setup.to_owned()), ..Options::default() };
    let (_scratch, filled) = ready(workshop(), &resolved, &options).unwrap();
    assert!(filled.empty.is_empty(), "{:?}", filled.empty);
    let rows = &filled.there[&QName::new("rare")];
    let owners: BTreeSet<_> = rows.iter().map(|(_, row)| row["user_id"].clone()).collect();
    assert!(rows.len() > 1 && owners.len() > 1, "{rows:?}");
}
