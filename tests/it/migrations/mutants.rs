//! Would a plan that lacks a step be noticed?
//!
//! Each step is left out in turn. What is left must fail, or give another catalog, or other rows.

use postgres::Client;
use rls_core::plan::{Purpose, Step};

use super::walk::{Way, one};
use crate::server;

/// What nobody can notice: nobody else is there to be locked out; a Postgres schema stays when what was in it is gone, so that on the
/// way back it is there; and on the way back a later part may take along what an earlier one would have taken.
fn is_unseen(sql: &str, way: &Way<'_>, place: usize) -> bool {
    let last = way.parts.last().map_or(0, |(_, steps)| steps.len());
    sql.starts_with("SET LOCAL lock_timeout")
        || sql.starts_with("LOCK TABLE")
        || !way.up && sql.starts_with("CREATE SCHEMA IF NOT EXISTS")
        || !way.up && place + last < way.steps().len()
}

/// Of a way that is longer, so many steps are tried, here and there; all of them where `RLS_MUTANTS` is set.
const MOST: usize = 8;

/// Tries the way without each of its steps.
pub(crate) fn try_each(
    client: &mut Client,
    database: &str,
    way: &Way<'_>,
    unseen_here: &[String],
    check: impl Fn(&mut Client) -> Result<(), String>,
) -> Result<(), String> {
    let count = way.steps().len();
    let most = if std::env::var_os("RLS_MUTANTS").is_some() { count } else { MOST };
    let mut unseen = Vec::new();
    for left_out in (0..count).step_by(count.div_ceil(most.max(1)).max(1)) {
        let sql = &way.steps()[left_out].sql;
        if is_unseen(sql, way, left_out) || unseen_here.iter().any(|text| sql.contains(text.as_str())) {
            continue;
        }
        let noticed = if way.has(Purpose::Values) {
            in_a_copy(client, database, &way.without(left_out), &check)
        } else {
            in_a_transaction(client, &way.without(left_out).steps(), &check)
        };
        if !noticed {
            unseen.push(sql.as_str());
        }
    }
    if unseen.is_empty() {
        return Ok(());
    }
    Err(format!("nobody notices that this is not there:\n{}", unseen.join(";\n")))
}

/// All in one transaction, which is rolled back: then an index is not built CONCURRENTLY, which is no difference here.
fn in_a_transaction(
    client: &mut Client,
    steps: &[&Step],
    check: &impl Fn(&mut Client) -> Result<(), String>,
) -> bool {
    one(client, "BEGIN").unwrap();
    let run = |step: &&Step| one(client, &step.sql.replace(" CONCURRENTLY", ""));
    let done = steps.iter().try_for_each(run);
    let answer =
        done.and_then(|()| one(client, "SET CONSTRAINTS ALL IMMEDIATE")).and_then(|()| check(client));
    one(client, "ROLLBACK").unwrap();
    answer.is_err()
}

/// A value of an enum cannot be used in the transaction that added it, so what adds some goes its way in a copy.
fn in_a_copy(
    client: &mut Client,
    database: &str,
    way: &Way<'_>,
    check: &impl Fn(&mut Client) -> Result<(), String>,
) -> bool {
    // nobody may be connected to what is copied
    *client = server::connect("postgres");
    let (mut other, name) = server::copy(database);
    let answer = way.go(&mut other, || Ok(())).and_then(|()| check(&mut other));
    server::drop_database(other, &name);
    *client = server::connect(database);
    answer.is_err()
}
