//! How is the schema built, with all the roles that its access table shows?

use std::collections::BTreeSet;

use postgres::Client;
use rls_core::{
    access::access,
    catalog::{Imported, OtherKind},
    ident::{literal, quote},
    resolve::Resolved,
    schema::{Constraint, Role},
    sql,
    verify::proof::{PUBLIC, as_role},
};

use super::{Options, batch, failed, first, only_scratch};
use crate::{
    LiveError, Workshop,
    rebuild::{Refused, rebuild},
    run::rows,
    source::script,
};

/// Builds it in a scratch database: what the provider would bring, `setup`, the schema. Foreign keys are dropped again: row
/// security does not look at them, and they would come between. The roles that were not there before are told to `workshop`, also
/// where it cannot be built.
///
/// # Errors
/// Where the database is no scratch one, or refuses something.
pub(super) fn build(
    workshop: &Workshop,
    client: &mut Client,
    resolved: &Resolved,
    options: &Options,
) -> Result<(), LiveError> {
    only_scratch(client)?;
    batch(client, "SET client_min_messages = error")?;
    let before = roles(client)?;
    let shown = roles_of(resolved);
    let is_super =
        first(client, "SELECT rolsuper::text FROM pg_roles WHERE rolname = current_user")? == "true";
    let built = schema(client, resolved, options, &shown, is_super);
    if built.is_err() {
        // what is in a transaction of its own may have failed there
        let _ = client.batch_execute("ROLLBACK");
    }
    let ours = |role: &String| {
        role == PUBLIC
            || shown.contains(role)
            || resolved.schema.roles.contains_key(role)
            || resolved.provider.roles().any(|one| one == role)
    };
    let made = roles(client)?.into_iter().filter(|role| !before.contains(role) && ours(role));
    let made: Vec<String> = made.collect();
    let marked = workshop.roles_made(&made);
    built.and(marked)?;
    if !is_super {
        for role in &made {
            // from 16 on who makes a role may grant it; where it is not needed it does no harm
            let _ = client.batch_execute(&format!("GRANT {} TO CURRENT_USER", quote(role)));
        }
        may_become(client, &shown)?;
    }
    Ok(())
}

fn schema(
    client: &mut Client,
    resolved: &Resolved,
    options: &Options,
    shown: &BTreeSet<String>,
    is_super: bool,
) -> Result<(), LiveError> {
    batch(client, &resolved.provider.bootstrap()).map_err(|error| no_role(client, error))?;
    if let Some(setup) = &options.setup {
        script(client, "rls/setup.sql", setup)?;
    }
    let roles_made = shown.iter().map(|role| made(role)).collect::<Vec<_>>().join(";\n");
    batch(client, &roles_made).map_err(|error| no_role(client, error))?;
    match &options.of {
        Some(of) => copy(client, of)?,
        None => client.batch_execute(&sql::ddl(resolved)).map_err(|error| {
            failed("the schema could not be built", &error).help(
                "functions, types and extensions that the models need and do not make go into rls/setup.sql",
            )
        })?,
    }
    let mut bare = Vec::new();
    for table in &resolved.schema.tables {
        let name = table.name.quoted();
        for constraint in &table.constraints {
            if let Constraint::ForeignKey { name: key, .. } = constraint {
                bare.push(format!("ALTER TABLE {name} DROP CONSTRAINT IF EXISTS {}", quote(key)));
            }
        }
        if table.force && !is_super {
            // we have to see the rows ourselves; no role that is tried is the owner
            bare.push(format!("ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY"));
        }
    }
    batch(client, &bare.join(";\n"))
}

/// Whether we may become each of these roles. Those that were there are not ours to grant.
fn may_become(client: &mut Client, shown: &BTreeSet<String>) -> Result<(), LiveError> {
    let names: Vec<String> = shown.iter().map(|role| literal(role)).collect();
    let may = format!(
        "SELECT rolname FROM pg_catalog.pg_roles WHERE rolname IN ({}) AND NOT pg_catalog.pg_has_role(current_user, oid, \
         CASE WHEN current_setting('server_version_num')::integer < 160000 THEN 'MEMBER' ELSE 'SET' END)",
        names.join(", ")
    );
    let not: Vec<String> = rows(client, "the roles could not be read", &may)?.into_iter().flatten().collect();
    if not.is_empty() {
        return Ok(());
    }
    let own = first(client, "SELECT current_user::text")?;
    let quoted: Vec<String> = not.iter().map(|role| quote(role)).collect();
    Err(LiveError::new(format!("role {own} may not become {}, and so prove nothing of it", not.join(", ")))
        .help(format!(
            "as a superuser: GRANT {} TO {}; or leave the address out, and a throwaway server is used",
            quoted.join(", "),
            quote(&own)
        )))
}

/// What to do where roles cannot be made.
fn no_role(client: &mut Client, error: LiveError) -> LiveError {
    if !error.is("42501") {
        return error;
    }
    // what the provider brings comes in a transaction
    let _ = client.batch_execute("ROLLBACK");
    let Ok(own) = first(client, "SELECT current_user::text") else { return error };
    error.help(format!(
        "the roles that the table shows, and {PUBLIC}, which stands in for everybody, are made on the server and dropped again. As a \
         superuser: ALTER ROLE {} CREATEROLE; or leave the address out, and a throwaway server is used",
        quote(&own)
    ))
}

/// Builds a database again, without what looks at other tables' rows or acts by itself: its foreign keys, which may refer to what the
/// provider keeps, and its triggers. What is not of the tables may be missing where the server has not what it needs.
fn copy(client: &mut Client, of: &Imported) -> Result<(), LiveError> {
    let mut bare = of.clone();
    for table in &mut bare.resolved.schema.tables {
        table.constraints.retain(|constraint| !matches!(constraint, Constraint::ForeignKey { .. }));
    }
    bare.others.retain(|other| other.kind != OtherKind::Trigger);
    let refused = rebuild(client, &bare)?;
    batch(client, "RESET search_path")?;
    let counts = |refused: &&Refused| {
        refused
            .of
            .as_ref()
            .is_none_or(|of| matches!(of.kind, OtherKind::Table | OtherKind::Policy | OtherKind::Grant))
    };
    match refused.iter().find(counts) {
        None => Ok(()),
        Some(Refused { sql, message, .. }) => {
            let begins: String = sql.chars().take(200).collect();
            Err(LiveError::new(format!("the database cannot be built again: {message}"))
                .help(format!("what it needs goes into rls/setup.sql; it was: {begins}")))
        }
    }
}

/// The roles that are become, but for those that Postgres brings along.
fn roles_of(resolved: &Resolved) -> BTreeSet<String> {
    let mut shown: BTreeSet<String> = access(resolved).roles.iter().map(|who| as_role(&who.role)).collect();
    shown.insert(PUBLIC.to_owned());
    shown.retain(|role| !Role::is_predefined(role));
    shown
}

fn roles(client: &mut Client) -> Result<BTreeSet<String>, LiveError> {
    let rows = client
        .query("SELECT rolname::text FROM pg_roles", &[])
        .map_err(|error| failed("the roles could not be read", &error))?;
    rows.iter()
        .map(|row| row.try_get(0))
        .collect::<Result<_, _>>()
        .map_err(|error| failed("a role could not be read", &error))
}

/// Roles belong to the whole cluster, so one that is there is taken as it is.
fn made(role: &str) -> String {
    format!(
        "DO $made$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {}) THEN CREATE ROLE {}; END IF; \
         EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $made$",
        literal(role),
        quote(role)
    )
}
