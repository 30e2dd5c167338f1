//! What is asked of a pair on a server?

use postgres::Client;

use super::{
    mutants,
    open::Watch,
    pair::Pair,
    rows, show, state,
    walk::{Way, one},
};
use crate::server;

/// There and back, and there again, in a database of its own.
pub(crate) fn there_and_back(pair: &Pair) -> Result<(), String> {
    let (mut client, name) = server::database(&pair.before.provider);
    let answer = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| try_it(pair, &mut client, &name)));
    server::drop_database(client, &name);
    let mut admin = server::connect("postgres");
    for role in state::roles(pair) {
        one(&mut admin, &format!("DROP ROLE IF EXISTS {}", rls_core::ident::quote(role)))?;
    }
    match answer {
        Ok(answer) => answer,
        Err(panic) => Err(panic.downcast_ref::<String>().cloned().unwrap_or("it panicked".to_owned())),
    }
}

/// What a server says, in one line.
pub(crate) fn words(error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(error) => {
            let detail =
                error.detail().map(|detail| format!(" ({})", detail.replace('\n', " "))).unwrap_or_default();
            format!("{} {}{detail}", error.code().code(), error.message())
        }
        None => error.to_string(),
    }
}

fn try_it(pair: &Pair, client: &mut Client, name: &str) -> Result<(), String> {
    let plan = pair.plan();
    let with_plan = |why: String| format!("{why}\n{}", show::reviewed(&plan));
    one(client, &pair.given)?;
    let meant = {
        one(client, "BEGIN")?;
        one(client, &rls_core::sql::ddl(&pair.after))
            .map_err(|why| format!("a fresh build of what is: {why}"))?;
        let meant = state::read(client, pair);
        one(client, "ROLLBACK")?;
        meant
    };
    one(client, &rls_core::sql::ddl(&pair.before)).map_err(|why| format!("what was: {why}"))?;
    let was = state::read(client, pair);
    one(client, &pair.seed).map_err(|why| format!("the rows: {why}"))?;
    if state::difference(&was, &meant).is_none() && !plan.is_empty() {
        return Err(with_plan("nothing changes in the catalog, and the plan is not empty".to_owned()));
    }
    let kept = rows::kept(pair);
    let before = rows::read(client, pair, &kept, true)?;

    let (up, down) = (Way::of(&plan, true), Way::of(&plan, false));
    let is_again = std::cell::Cell::new(false);
    let check_up = |client: &mut Client| {
        if let Some(difference) = state::difference(&state::read(client, pair), &meant) {
            return Err(format!("another catalog than a fresh build's:\n{difference}"));
        }
        rows::live(&before, &rows::read(client, pair, &kept, false)?, true)?;
        rows::sequences(client)?;
        // what a value was made of is another one the second time
        if is_again.get() && !pair.changes().is_empty() { Ok(()) } else { questions(client, &pair.then) }
    };
    let check_down = |client: &mut Client| {
        let found = state::read(client, pair);
        let wanted = state::loosened(was.clone(), &pair.said("not valid"));
        if let Some(difference) = state::difference(&found, &wanted) {
            return Err(format!("another catalog than before:\n{difference}"));
        }
        rows::live(&before, &rows::read(client, pair, &kept, true)?, pair.meanwhile.is_empty())?;
        rows::sequences(client)?;
        questions(client, &pair.back)
    };
    let one_way = |client: &mut Client, way: &Way<'_>| {
        let mut watch = Watch::over(pair, &kept, name, way);
        way.go(client, || watch.look())?;
        watch.verdict()?;
        if way.up { check_up(client) } else { check_down(client) }
    };
    let said = |what: &'static str| {
        let plan = &plan;
        move |why: String| format!("{what}: {why}\n{}", show::reviewed(plan))
    };
    let mut unseen: Vec<String> = pair.said("unseen").into_iter().map(str::to_owned).collect();
    // it is tried, and fails
    unseen.extend(pair.said("not valid").iter().map(|name| format!("VALIDATE CONSTRAINT \"{name}\"")));
    mutants::try_each(client, name, &up, &unseen, check_up).map_err(said("a plan that lacks a step, up"))?;
    one_way(client, &up).map_err(said("up"))?;
    one(client, &pair.meanwhile).map_err(|why| format!("meanwhile: {why}"))?;
    mutants::try_each(client, name, &down, &unseen, check_down)
        .map_err(said("a plan that lacks a step, down"))?;
    one_way(client, &down).map_err(said("down"))?;
    // what came meanwhile may be in the way
    if pair.meanwhile.is_empty() {
        is_again.set(true);
        one_way(client, &up).map_err(said("up again"))?;
    }
    Ok(())
}

/// Each gives true.
fn questions(client: &mut Client, questions: &[String]) -> Result<(), String> {
    for question in questions {
        let row = client
            .query_one(question.as_str(), &[])
            .map_err(|error| format!("{question}: {}", words(&error)))?;
        if row.try_get::<_, Option<bool>>(0).map_err(|error| error.to_string())? != Some(true) {
            return Err(format!("not so: {question}"));
        }
    }
    Ok(())
}
