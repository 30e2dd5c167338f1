//! If somebody runs the statements one by one, each committed before the next, does anybody see in between what neither
//! side shows?
//!
//! Files run in one transaction where they can. Whoever pastes statements into a console has none; a table is not open
//! for them either.

use rls_core::plan::{Part, Step};

use super::{
    open::Watch,
    pair::Pair,
    rows, show, state,
    walk::{Way, one},
};
use crate::server;

/// Each way, with a look after each statement.
pub(crate) fn each_on_its_own(pair: &Pair) -> Result<(), String> {
    let (mut client, name) = server::database(&pair.before.provider);
    let mut go = || {
        let plan = pair.plan();
        let kept = rows::kept(pair);
        one(&mut client, &pair.given)?;
        one(&mut client, &rls_core::sql::ddl(&pair.before))?;
        one(&mut client, &pair.seed)?;
        for up in [true, false] {
            let mut way = Way::of(&plan, up);
            way.parts = way.parts.iter().flat_map(|(part, steps)| one_by_one(part, steps)).collect();
            let mut watch = Watch::over(pair, &kept, &name, &way);
            let gone = way.go(&mut client, || watch.look()).and_then(|()| watch.verdict());
            gone.map_err(|why| {
                format!("{}: {why}\n{}", if up { "up" } else { "down" }, show::reviewed(&plan))
            })?;
        }
        Ok(())
    };
    let answer = go();
    server::drop_database(client, &name);
    let mut admin = server::connect("postgres");
    for role in state::roles(pair) {
        one(&mut admin, &format!("DROP ROLE IF EXISTS {}", rls_core::ident::quote(role)))?;
    }
    answer
}

/// A part for each statement. New tables and their row security come at once: they are empty, and nobody has a privilege.
fn one_by_one<'p>(part: &'p Part, steps: &[&'p Step]) -> Vec<(&'p Part, Vec<&'p Step>)> {
    let makes = |step: &Step| step.sql.starts_with("CREATE TABLE");
    let protects = |step: &Step| step.sql.ends_with("ROW LEVEL SECURITY") && !step.sql.contains(" NO FORCE ");
    let mut parts: Vec<(&Part, Vec<&Step>)> = Vec::new();
    for step in steps {
        match parts.last_mut() {
            Some((_, last)) if makes(last[0]) && (makes(step) || protects(step)) => last.push(step),
            _ => parts.push((part, vec![step])),
        }
    }
    parts
}
