//! Would a plan that lacks a step be noticed?
//!
//! Each step is left out in turn. Whatever is left must fail, or give another catalog, or other rows.

use postgres::Client;

use super::{
    pair::Pair,
    walk::{Way, one},
};

/// What nobody can notice, and why.
const UNSEEN: [(&str, &str); 1] = [("SET LOCAL lock_timeout", "nobody else holds a lock here")];

/// Tries the way without each of its steps, in transactions that are rolled back. A way of several parts, of which some
/// cannot run in one transaction, is not tried.
pub(crate) fn try_each(
    client: &mut Client,
    _database: &str,
    way: &Way<'_>,
    check: impl Fn(&mut Client) -> Result<(), String>,
    _pair: &Pair,
) -> Result<(), String> {
    let [(true, steps)] = way.parts.as_slice() else { return Ok(()) };
    let mut unseen = Vec::new();
    for left_out in 0..steps.len() {
        let sql = &steps[left_out].sql;
        if UNSEEN.iter().any(|(start, _)| sql.starts_with(start)) {
            continue;
        }
        one(client, "BEGIN")?;
        let rest = steps.iter().enumerate().filter(|(at, _)| *at != left_out);
        let done = rest.map(|(_, step)| one(client, &step.sql)).collect::<Result<(), _>>();
        let noticed = done
            .and_then(|()| one(client, "SET CONSTRAINTS ALL IMMEDIATE"))
            .and_then(|()| check(client))
            .is_err();
        one(client, "ROLLBACK")?;
        if !noticed {
            unseen.push(sql.as_str());
        }
    }
    if unseen.is_empty() {
        Ok(())
    } else {
        Err(format!("nobody notices that this is not there:\n{}", unseen.join(";\n")))
    }
}
