//! What somebody changed by hand: is it named, and does what is printed lead back, and there?

mod changes;

use std::{collections::BTreeMap, path::PathBuf};

use postgres::Client;
use rls_core::{
    catalog::align::Built,
    plan::{self, Options},
    provider::Provider,
    resolve::Resolved,
    schema::{RoleDef, Schema},
    sql,
    syntax::scan::scan,
};

use super::{aligned, read, run, shown};
use crate::server::Home;
use changes::{
    CHANGES, Ends,
    Ends::{Left, Mended, Nothing, Planned},
    MODELS,
};

/// Roles are changed here, and listed.
static SERVER: Home = Home::new("drift");

fn models() -> Resolved {
    let file = PathBuf::from("models.rs");
    let scanned =
        match scan(std::slice::from_ref(&file), &BTreeMap::from([(file.clone(), MODELS.to_owned())])) {
            Ok(scanned) => scanned.schema,
            Err(failure) => panic!("{}", failure.errors),
        };
    let editor = RoleDef { login: false, in_roles: vec!["authenticated".to_owned()] };
    let schema = Schema { roles: BTreeMap::from([("drift_editor".to_owned(), editor)]), ..scanned };
    schema.resolve(&Provider::Neon).unwrap()
}

/// The roles are the whole cluster's.
const ROLES: &str = "ALTER ROLE drift_editor NOLOGIN NOBYPASSRLS; REVOKE anonymous FROM drift_editor; GRANT authenticated TO drift_editor";

#[test]
fn what_was_changed_by_hand_is_named_and_undone() {
    let models = models();
    let lookup = models.schema.functions[0].name.name.clone();
    let (mut client, template) = SERVER.database(&Provider::Neon);
    client.batch_execute(&sql::ddl(&models)).unwrap();
    let built = read(&mut client);
    drop(client);
    let only = std::env::var("RLS_DRIFT").unwrap_or_default();
    let mut failed = Vec::new();
    for (change, named, ends) in CHANGES.iter().filter(|(change, ..)| change.contains(&only)) {
        let named = named.replace("LOOKUP", &lookup);
        let result = one(&change.replace("LOOKUP", &lookup), &named, *ends, &models, &built, &template);
        let mut admin = SERVER.connect("postgres");
        admin.batch_execute("SET client_min_messages = error").unwrap();
        admin.batch_execute(ROLES).unwrap();
        if let Err(why) = result {
            failed.push(format!("## {change}\n{why}"));
        }
    }
    SERVER.drop_database(SERVER.connect("postgres"), &template);
    assert!(failed.is_empty(), "{} of {}\n{}", failed.len(), CHANGES.len(), failed.join("\n"));
}

fn one(
    change: &str,
    named: &str,
    ends: Ends,
    models: &Resolved,
    catalog: &rls_core::catalog::Catalog,
    template: &str,
) -> Result<(), String> {
    let built = Built { catalog, said: models };
    let options = Options::default();
    let (mut client, name) = SERVER.copy(template);
    for statement in change.split("; ") {
        // a body of a function is not cut
        if change.contains("BEGIN") {
            client.batch_execute(change).map_err(|error| format!("{error:?}"))?;
            break;
        }
        client.batch_execute(statement).map_err(|error| format!("{error:?}"))?;
    }
    let live = read(&mut client);
    let changed = aligned(&live, &[built]);
    let list = |list: &[rls_core::catalog::compare::Difference]| {
        list.iter().map(|one| format!("{one}\n")).collect::<String>()
    };
    let (drift, left) = (list(&changed.drift), list(&changed.left));
    let mut wrong = Vec::new();
    let said = if ends == Left { &left } else { &drift };
    if !said.contains(named) {
        wrong.push(format!("it is not named: {named}"));
    }
    let plan = changed.plan_to(models, &options);
    let nothing = matches!(ends, Left | Nothing);
    if nothing != drift.is_empty() || nothing != plan.is_empty() {
        wrong.push("drift and plan are not as they should be".to_owned());
    }
    if ends == Nothing && !left.is_empty() {
        wrong.push("something is left".to_owned());
    }
    // back to the models
    match run(&mut client, &plan) {
        Err(error) => wrong.push(format!("what is printed does not run: {error}")),
        Ok(()) => {
            let again = aligned(&read(&mut client), &[built]);
            let plan = again.plan_to(models, &options);
            if !again.drift.is_empty() || !plan.is_empty() {
                wrong.push(format!("and then\n{}{}", list(&again.drift), shown(&plan)));
            }
        }
    }
    SERVER.drop_database(client, &name);
    // and from the models to it
    reset();
    let there = plan::plan(models, &changed.resolved, &options);
    if ends != Planned && ends != Mended && !there.is_empty() {
        wrong.push(format!("it cannot be said, and yet there is a plan\n{}", shown(&there)));
    }
    let (mut client, name) = SERVER.copy(template);
    match run(&mut client, &there) {
        Err(error) => wrong.push(format!("the way there does not run: {error}")),
        Ok(()) if ends == Planned => {
            let there_too = read(&mut client);
            let goal = Built { catalog: &live, said: &changed.resolved };
            let is = aligned(&there_too, &[goal]);
            if !is.drift.is_empty() {
                wrong.push(format!("the way there leads elsewhere\n{}{}", list(&is.drift), shown(&there)));
            }
        }
        Ok(()) => {}
    }
    SERVER.drop_database(client, &name);
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("{}\ndrift:\n{drift}left:\n{left}plan:\n{}", wrong.join("\n"), shown(&plan)))
}

fn reset() {
    let mut admin: Client = SERVER.connect("postgres");
    admin.batch_execute("SET client_min_messages = error").unwrap();
    admin.batch_execute(ROLES).unwrap();
}
