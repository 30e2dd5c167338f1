//! Is what is wrong with a live database found, and nothing else?
//!
//! A file of `tests/live/lints/` is a database as people have it. Its header says whose provider it has and which
//! findings are expected, each by code and object: no more and no less. What Supabase's splinter says of the same
//! database, where that is something else, stands there as a comment.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use postgres::Client;
use rls_core::{
    catalog::{Catalog, Scope},
    lint::{
        CODES, lint,
        live::{LIVE_LINTS, LiveFinding, lint_live},
    },
    provider::Provider,
    resolve::Resolved,
    schema::Table,
    sql,
};

use crate::server::Home;

/// The databases have roles of their own, which others would read.
static SERVER: Home = Home::new("lints");

/// What a file says of itself: `-- provider: …` and lines `-- finds: CODE object`.
struct Case {
    name: String,
    sql: String,
    provider: Provider,
    finds: Vec<String>,
}

fn case(name: String, sql: String) -> Case {
    let said = |word: &str| -> Vec<String> {
        let lines = sql.lines().filter_map(|line| line.strip_prefix("-- ")?.strip_prefix(word));
        lines.map(|line| line.trim().to_owned()).collect()
    };
    let provider = said("provider:").first().map_or(Provider::Neon, |name| name.parse().unwrap());
    let mut finds = said("finds:");
    finds.sort();
    Case { name, sql, provider, finds }
}

fn cases() -> Vec<Case> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/live/lints");
    let mut all: Vec<Case> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            case(name, fs::read_to_string(path).unwrap())
        })
        .collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(all.len() > 15, "{}", all.len());
    all
}

/// Runs it; roles belong to the cluster, so one that is there already is taken.
fn build(client: &mut Client, name: &str, sql: &str) {
    let (roles, rest): (Vec<&str>, Vec<&str>) =
        sql.lines().partition(|line| line.starts_with("CREATE ROLE "));
    for role in roles {
        if let Err(error) = client.batch_execute(role) {
            let code = error.code().map_or("", |code| code.code());
            // made by another test, perhaps at the same moment
            assert!(["42710", "23505"].contains(&code), "{name}: {role}: {error}");
        }
    }
    client.batch_execute(&rest.join("\n")).unwrap_or_else(|error| panic!("{name}: {error:?}"));
}

fn catalog(provider: &Provider, name: &str, sql: &str) -> Catalog {
    let (mut client, database) = SERVER.database(provider);
    build(&mut client, name, sql);
    let catalog = rls_live::catalog::read(&mut client).unwrap();
    SERVER.drop_database(client, &database);
    catalog
}

/// Views that ask as their caller came with 15: before it there is no such database.
fn can_be(case: &Case) -> bool {
    SERVER.version() >= 15 || !case.sql.contains("security_invoker")
}

fn found(case: &Case) -> Vec<LiveFinding> {
    lint_live(&catalog(&case.provider, &case.name, &case.sql), &case.provider, &Scope::new())
}

fn shown(findings: &[LiveFinding]) -> String {
    findings
        .iter()
        .map(|one| format!("    {} {}: {}\n", one.code, one.told.object, one.told.message))
        .collect()
}

fn said(findings: &[LiveFinding]) -> Vec<String> {
    let mut said: Vec<String> =
        findings.iter().map(|one| format!("{} {}", one.code, one.told.object)).collect();
    said.sort();
    said
}

#[test]
fn databases_have_what_is_said_of_them() {
    let mut wrong = String::new();
    for case in cases().into_iter().filter(can_be) {
        let findings = found(&case);
        let is = said(&findings);
        if is != case.finds {
            let count = |all: &[String]| {
                let mut counts: BTreeMap<String, usize> = BTreeMap::new();
                all.iter().for_each(|one| *counts.entry(one.clone()).or_default() += 1);
                counts
            };
            let (is, expected) = (count(&is), count(&case.finds));
            let missing = expected.iter().filter(|(one, n)| is.get(*one) != Some(n)).map(|(one, _)| one);
            let missing: String = missing.map(|one| format!("  - {one}\n")).collect();
            let more = is.iter().filter(|(one, n)| expected.get(*one) != Some(n)).map(|(one, _)| one);
            let more: String = more.map(|one| format!("-- finds: {one}\n")).collect();
            wrong += &format!("{}:\n{missing}{more}{}\n", case.name, shown(&findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_wrong_example_fires_its_rule_once_and_the_right_one_nothing() {
    let mut wrong = String::new();
    for lint in LIVE_LINTS {
        for (which, sql, expected) in [("wrong", lint.wrong, vec![lint.code]), ("right", lint.right, vec![])]
        {
            let case = case(format!("{} {which}", lint.code), sql.to_owned());
            if !can_be(&case) {
                continue;
            }
            let findings = found(&case);
            let codes: Vec<&str> = findings.iter().map(|one| one.code).collect();
            if codes != expected {
                wrong += &format!("{}:\n{}\n", case.name, shown(&findings));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What is made from models that no lint finds fault with has no fault that only a database could have.
#[test]
fn what_is_made_of_models_has_no_finding_that_the_models_have_not() {
    let mut wrong = String::new();
    for case in crate::corpus::cases() {
        let resolved = case.resolved();
        let of_models: BTreeSet<(&str, String)> = lint(&resolved)
            .iter()
            .map(|one| (one.lint.code, one.found.spot.item().key().1.to_owned()))
            .chain(allowed(&resolved))
            .collect();
        let catalog = catalog(&case.provider, &case.name, &sql::ddl(&resolved));
        for one in lint_live(&catalog, &case.provider, &Scope::new()) {
            let table = one.told.object.on.rsplit('.').next().unwrap().trim_matches('"').to_owned();
            // that policies are OR-ed is no fault of theirs; and for a uuid beside a claim, which may be none, we write that cast
            let known = one.code == "RLS065" || (one.code, case.name.as_str()) == ("RLS032", "predicates");
            if !known && !of_models.contains(&(one.code, table)) {
                wrong += &format!("{}:\n{}", case.name, shown(&[one]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What the models allow is not allowed in a database, which does not know of it.
fn allowed(resolved: &Resolved) -> Vec<(&'static str, String)> {
    let of_table = |table: &Table| -> Vec<(&'static str, String)> {
        let code = |code: &str| CODES.iter().find(|(known, _)| *known == code).unwrap().0;
        table.allows.iter().map(|allow| (code(&allow.code), table.name.key().1.to_owned())).collect()
    };
    resolved.schema.tables.iter().flat_map(of_table).collect()
}
