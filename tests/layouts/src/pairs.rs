//! Every pair of `tests/migrations`, planned for each layout and run by its tool, there, back and there again.

use std::{
    panic::{self, AssertUnwindSafe},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use postgres::Client;
use rls_core::{
    ident::quote,
    migration::{LAYOUTS, Layout},
    plan::{self, Options},
    sql,
};
use serde_json::Value;

use crate::{
    folder::Folder,
    hand::ours,
    migrations::{
        pair::{self, Pair},
        state,
    },
    server,
};

#[test]
fn pairs_go_there_and_back_in_every_layout() {
    let pairs = pair::all();
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(source) = pairs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let fails = |layout: &str, why: String| {
                        failed.lock().unwrap().push(format!("## {}, {layout}\n{why}", source.name));
                    };
                    let asked = guarded(|| {
                        let (pair, mut sides) = (source.read(), None);
                        for layout in LAYOUTS {
                            if let Err(why) = guarded(|| there_and_back(&pair, layout, &mut sides)) {
                                fails(layout.name, why);
                            }
                        }
                        Ok(())
                    });
                    if let Err(why) = asked {
                        fails("all", why);
                    }
                }
            });
        }
    });
    let mut failed = failed.into_inner().unwrap();
    failed.sort();
    assert!(failed.is_empty(), "{} of {} pairs\n{}", failed.len(), pairs.len(), failed.join("\n"));
}

fn guarded(ask: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    panic::catch_unwind(AssertUnwindSafe(ask)).unwrap_or_else(|panic| {
        Err(panic.downcast_ref::<String>().cloned().unwrap_or("it panicked".to_owned()))
    })
}

/// The catalogs of what was and of what is, which are the same whatever the layout.
type Sides = Option<(Value, Value)>;

fn there_and_back(pair: &Pair, layout: &'static Layout, sides: &mut Sides) -> Result<(), String> {
    let folder = Folder::new(layout, &pair.before.provider);
    let answer = guarded(|| try_it(pair, folder, sides));
    // roles belong to the cluster
    let mut admin = server::connect("postgres");
    for role in state::roles(pair) {
        admin.batch_execute(&format!("DROP ROLE IF EXISTS {}", quote(role))).map_err(|e| e.to_string())?;
    }
    answer
}

fn try_it(pair: &Pair, mut folder: Folder, sides: &mut Sides) -> Result<(), String> {
    let plan = plan::plan(&pair.before, &pair.after, &folder.layout.options(Options::default()));
    folder.accept("the pair", &plan);
    let run =
        |client: &mut Client, sql: &str| client.batch_execute(sql).map_err(|error| format!("{error:?}"));
    let read = |client: &mut Client| -> Value { ours(state::read(client, pair)) };
    let client = folder.client();
    run(client, &pair.given)?;
    let (was, meant) = match sides {
        Some(sides) => {
            run(client, &sql::ddl(&pair.before))?;
            sides
        }
        None => {
            run(client, "BEGIN")?;
            run(client, &sql::ddl(&pair.after))?;
            let meant = read(client);
            run(client, "ROLLBACK")?;
            run(client, &sql::ddl(&pair.before))?;
            sides.insert((read(client), meant))
        }
    };
    run(client, &pair.seed)?;
    for again in ["", " again"] {
        folder.up().map_err(|why| format!("up{again}: {why}"))?;
        if let Some(difference) = state::difference(&read(folder.client()), meant) {
            return Err(format!("up{again}: another catalog than a fresh build's:\n{difference}"));
        }
        if again.is_empty() {
            folder.down(0).map_err(|why| format!("down: {why}"))?;
            let found = read(folder.client());
            // no rows came in between, so what they would break may be as it was
            let mut broken = pair.said("not valid");
            broken.retain(|name| is_left_open(&found, name));
            let wanted = state::loosened(was.clone(), &broken);
            if let Some(difference) = state::difference(&found, &wanted) {
                return Err(format!("down: another catalog than before:\n{difference}"));
            }
        }
    }
    Ok(())
}

/// Whether the way back left a constraint of this name NOT VALID.
fn is_left_open(found: &Value, name: &str) -> bool {
    let tables = found["tables"].as_array().into_iter().flatten();
    let mut constraints = tables.flat_map(|table| table["constraints"].as_array().into_iter().flatten());
    constraints.any(|one| one["name"] == name && one["validated"] == false)
}
