//! Which roles did scratch databases bring, and when do they go?
//!
//! Roles belong to the whole cluster. One that we make is marked by its comment in the same transaction, so that it is known after a kill, too. It is
//! dropped once no other run lives that may need it; where something depends on it still, it stays.

use postgres::Client;
use rls_core::ident::{literal, quote};

use crate::{
    LiveError, Session,
    run::{rows, together},
};

/// The comment of a role that is ours to drop.
const MARK: &str = "made by pg-rls for its scratch databases, which drop it again";

pub(super) fn make(admin: &mut Session, names: &[&str]) -> Result<Vec<String>, LiveError> {
    let mut made = Vec::new();
    for name in names {
        let there = format!("SELECT FROM pg_catalog.pg_roles WHERE rolname = {}", literal(name));
        if !rows(admin.client(), "the roles could not be read", &there)?.is_empty() {
            continue;
        }
        let create = [format!("CREATE ROLE {} NOLOGIN", quote(name)), comment(name)];
        match together(
            admin.client(),
            &format!("role {name} could not be made for a scratch database"),
            &create,
        ) {
            Ok(()) => made.push((*name).to_owned()),
            // another run made it just now
            Err(error) if error.is("42710") || error.is("23505") => {}
            Err(error) if error.is("42501") => {
                let login = quote(&admin.login().name);
                return Err(error.help(format!(
                    "as a superuser: ALTER ROLE {login} CREATEROLE; or make the role {} yourself; or leave the address out, \
                     and a throwaway server is used",
                    quote(name)
                )));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(made)
}

pub(super) fn mark(admin: &mut Session, names: &[&str]) -> Result<(), LiveError> {
    let comments: Vec<String> = names.iter().map(|name| comment(name)).collect();
    together(admin.client(), "a role of a scratch database could not be marked", &comments)
}

fn comment(name: &str) -> String {
    format!("COMMENT ON ROLE {} IS {}", quote(name), literal(MARK))
}

/// Drops the marked ones, unless another run lives; `own` is the application name of this one.
pub(super) fn drop_unused(client: &mut Client, own: &str) -> Result<(), LiveError> {
    let query = format!(
        "SELECT r.rolname FROM pg_catalog.pg_roles r \
         WHERE pg_catalog.shobj_description(r.oid, 'pg_authid') = {} \
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a \
             WHERE a.application_name LIKE 'pg-rls scratch %' AND a.application_name <> {}) \
         ORDER BY r.rolname",
        literal(MARK),
        literal(own)
    );
    for row in rows(client, "the roles of scratch databases could not be looked for", &query)? {
        if let Some(name) = row.first() {
            // something else may depend on it by now
            let _ = client.batch_execute(&format!("DROP ROLE {}", quote(name)));
        }
    }
    Ok(())
}
