//! Does a database that was made of the models say so, and does what somebody changed by hand stand out and go?

mod drift;

use postgres::Client;
use rls_core::{
    catalog::{
        Catalog, Scope,
        align::{Aligned, Built, Ours, align},
    },
    plan::{self, Options, Plan},
    resolve::Resolved,
    sql,
};

use crate::{
    corpus::cases,
    migrations::{each, pair},
    server::Home,
};

/// The pairs' roles are made by other tests too.
static SERVER: Home = Home::new("align");

/// What a database says, read as `diff --from DATABASE --to models` reads it.
pub(crate) fn aligned(live: &Catalog, built: &[Built<'_>]) -> Aligned {
    let said: Vec<&Resolved> = built.iter().map(|one| one.said).collect();
    let ours = Ours::of(&said, live);
    let imported = live.import(&said[0].provider, &Scope::new()).resolved;
    align(live, &imported, built, &ours)
}

pub(crate) fn read(client: &mut Client) -> Catalog {
    rls_live::catalog::read(client).unwrap()
}

/// Each statement of a plan, as a tool would run it.
pub(crate) fn run(client: &mut Client, plan: &Plan) -> Result<(), String> {
    for part in &plan.parts {
        let steps: Vec<&str> = part.up.iter().map(|step| step.sql.as_str()).collect();
        let text = if part.in_transaction() {
            format!("BEGIN;\n{};\nCOMMIT", steps.join(";\n"))
        } else {
            steps.join(";\n")
        };
        if let Err(error) = client.batch_execute(&text) {
            let said = error.as_db_error().map(ToString::to_string).unwrap_or_default();
            let _ = client.batch_execute("ROLLBACK");
            return Err(format!("{error}: {said}\n{text}"));
        }
    }
    Ok(())
}

pub(crate) fn shown(plan: &Plan) -> String {
    let steps = plan.parts.iter().flat_map(|part| &part.up);
    steps.map(|step| format!("{};\n", step.sql)).collect()
}

fn assert_same(name: &str, aligned: &Aligned, models: &Resolved) {
    let said: Vec<String> = aligned.drift.iter().chain(&aligned.left).map(ToString::to_string).collect();
    let there = aligned.plan_to(models, &Options::default());
    let back = plan::plan(models, &aligned.resolved, &Options::default());
    assert!(
        said.is_empty() && there.is_empty() && back.is_empty(),
        "{name}\n{}\n{}\nback\n{}",
        said.join("\n"),
        shown(&there),
        shown(&back)
    );
    let summary = plan::summary(&aligned.resolved, models);
    assert!(summary.is_empty(), "{name}: {summary:?}");
}

#[test]
fn what_was_made_of_the_models_says_what_they_say() {
    for case in cases() {
        let models = case.resolved();
        let ddl = sql::ddl(&models);
        let catalogs = [(); 2].map(|()| {
            let (mut client, name) = SERVER.database(&case.provider);
            client.batch_execute(&ddl).unwrap();
            let catalog = read(&mut client);
            SERVER.drop_database(client, &name);
            catalog
        });
        let built = Built { catalog: &catalogs[1], said: &models };
        assert_same(&case.name, &aligned(&catalogs[0], &[built]), &models);
    }
}

/// Not only what was built at once: what a plan of ours led to, from an older schema.
#[test]
fn what_was_migrated_says_what_the_models_say() {
    each(&pair::all(), |pair| {
        if pair.before.provider != pair.after.provider {
            return Ok(());
        }
        let (mut client, name) = SERVER.database(&pair.after.provider);
        client.batch_execute(&pair.given).unwrap();
        client.batch_execute(&sql::ddl(&pair.before)).unwrap();
        let was = read(&mut client);
        let plan = plan::plan(&pair.before, &pair.after, &Options::default());
        run(&mut client, &plan).unwrap_or_else(|error| panic!("{}: {error}", pair.name));
        let live = read(&mut client);
        SERVER.drop_database(client, &name);
        let (mut client, name) = SERVER.database(&pair.after.provider);
        client.batch_execute(&pair.given).unwrap();
        client.batch_execute(&sql::ddl(&pair.after)).unwrap();
        let built = read(&mut client);
        SERVER.drop_database(client, &name);
        let built = Built { catalog: &built, said: &pair.after };
        assert_same(&pair.name, &aligned(&live, &[built]), &pair.after);
        // one that is behind says what was accepted, and is led on by the same plan as that
        let accepted = Built { catalog: &was, said: &pair.before };
        let behind = aligned(&was, &[built, accepted]);
        assert_eq!(
            shown(&behind.plan_to(&pair.after, &Options::default())),
            shown(&plan),
            "{}: what is behind",
            pair.name
        );
        Ok(())
    });
}
