//! What does a schema, or a file of SQL, make of an empty database?
//!
//! Both are built in a scratch database, and its catalog is read: what Postgres makes of them is what counts.

mod split;

use std::ops::Range;

use postgres::{Client, error::ErrorPosition};
use rls_core::{
    catalog::{Catalog, Scope},
    ident::literal,
    provider::Provider,
    resolve::Resolved,
    sql,
};

use crate::{
    LiveError, Scratch, Session, Workshop, catalog,
    rebuild::{Refused, rebuild},
    run,
};

/// How much of a line is shown.
const SHOWN: usize = 200;

/// What is wrong with a file of SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// In one sentence.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Which bytes of the text; none where it is not the text that is wrong.
    pub range: Option<Range<usize>>,
}

impl From<LiveError> for Fault {
    fn from(error: LiveError) -> Self {
        Fault { message: error.message, help: error.help, range: None }
    }
}

/// The catalog of a schema that is built: what the provider brings, then `setup`, then the schema.
///
/// # Errors
/// What cannot be built, and what the server says.
pub fn schema(workshop: &Workshop, resolved: &Resolved, setup: Option<&str>) -> Result<Catalog, LiveError> {
    let scratch = workshop.database("models")?;
    let mut session = scratch.session()?;
    bootstrap(&scratch, &mut session, &resolved.provider)?;
    if let Some(setup) = setup {
        run::script(session.client(), "rls/setup.sql, which runs before the schema, was refused", setup)?;
    }
    let roles = new_roles(&mut session, resolved.schema.roles.keys())?;
    run::script(session.client(), "the schema could not be built in a scratch database", &sql::ddl(resolved))
        .map_err(|error| match error.help {
            Some(_) => error,
            None => error
                .help("extensions and functions that the models need and do not make go into rls/setup.sql"),
        })?;
    workshop.roles_made(&roles)?;
    read(&scratch)
}

/// The catalog of what a file makes. Where it makes no schema `auth`, the provider's comes first. A role that it names and does not make is made.
///
/// # Errors
/// The statement that is refused, or that is none for a server.
pub fn file(workshop: &Workshop, text: &str, provider: &Provider) -> Result<Catalog, Fault> {
    let statements = split::statements(text)?;
    let scratch = workshop.database("file")?;
    let mut session = scratch.session()?;
    let makes_auth = statements.iter().any(|range| split::makes_auth(&text[range.clone()]));
    if makes_auth {
        workshop.make_roles(&provider.roles().collect::<Vec<_>>())?;
    } else {
        bootstrap(&scratch, &mut session, provider)?;
    }
    run::script(session.client(), "the session could not be set", "SET check_function_bodies = off")?;
    for range in statements {
        let statement = &text[range.clone()];
        let mut tries = 0;
        while let Err(error) = session.client().batch_execute(statement) {
            let missing =
                error.as_db_error().and_then(|said| missing_role(said.code().code(), said.message()));
            // one at a time is told
            match missing.filter(|_| tries < 20) {
                Some(role) => workshop.make_roles(&[&role]).map(drop)?,
                None => return Err(refused(statement, range, &error)),
            }
            tries += 1;
        }
    }
    Ok(read(&scratch)?)
}

/// Runs a file that is the user's, statement by statement.
///
/// # Errors
/// The statement that is refused, or that is none for a server: the file, the line, and what stands there.
pub(crate) fn script(client: &mut Client, name: &str, text: &str) -> Result<(), LiveError> {
    let told = |Fault { message, help, range }: Fault| {
        let at = range.map(|range| text[..range.start].matches('\n').count());
        let line = at.and_then(|at| Some((at + 1, text.lines().nth(at)?.trim())));
        let message = match line {
            Some((number, line)) => {
                let shown: String = line.chars().take(SHOWN).collect();
                format!("{name}, line {number}: {message}\n  {shown}")
            }
            None => format!("{name}: {message}"),
        };
        LiveError { message, help, code: None }
    };
    for range in split::statements(text).map_err(told)? {
        let statement = &text[range.clone()];
        client.batch_execute(statement).map_err(|error| told(refused(statement, range, &error)))?;
    }
    Ok(())
}

/// The same database on another server, so that one printer wrote what is compared; and what could not be built there. A table that
/// is not looked at and that a key refers to has an empty one there in its place.
///
/// # Errors
/// The connection's.
pub fn again(
    workshop: &Workshop,
    live: &Catalog,
    provider: &Provider,
    scope: &Scope,
) -> Result<(Catalog, Vec<Refused>), LiveError> {
    let scratch = workshop.database("again")?;
    let mut session = scratch.session()?;
    bootstrap(&scratch, &mut session, provider)?;
    let mut imported = live.import(provider, scope);
    imported.others.extend(live.stand_ins(&imported));
    let roles = new_roles(&mut session, imported.resolved.schema.roles.keys())?;
    let refused = rebuild(session.client(), &imported)?;
    workshop.roles_made(&roles)?;
    Ok((read(&scratch)?, refused))
}

fn bootstrap(scratch: &Scratch, session: &mut Session, provider: &Provider) -> Result<(), LiveError> {
    let roles = provider.roles().map(str::to_owned).collect::<Vec<_>>();
    let roles = new_roles(session, roles.iter())?;
    let what = "what the provider brings could not be made in a scratch database";
    run::script(session.client(), what, &provider.bootstrap())?;
    scratch.workshop().roles_made(&roles)
}

/// Those of them that are not there yet.
fn new_roles<'r>(
    session: &mut Session,
    names: impl Iterator<Item = &'r String>,
) -> Result<Vec<String>, LiveError> {
    let names: Vec<&String> = names.collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let there = run::rows(
        session.client(),
        "the roles could not be read",
        "SELECT rolname FROM pg_catalog.pg_roles",
    )?;
    let there: Vec<&String> = there.iter().filter_map(|row| row.first()).collect();
    Ok(names.into_iter().filter(|name| !there.contains(name)).cloned().collect())
}

fn read(scratch: &Scratch) -> Result<Catalog, LiveError> {
    catalog::read(scratch.session()?.client())
}

fn refused(statement: &str, range: Range<usize>, error: &postgres::Error) -> Fault {
    let Some(said) = error.as_db_error() else {
        return LiveError::of("the file could not be run", error).into();
    };
    let at = match said.position() {
        // it counts characters from 1
        Some(ErrorPosition::Original(at)) => {
            statement.char_indices().nth((*at as usize).saturating_sub(1)).map(|(at, _)| at)
        }
        _ => None,
    };
    let range = match at {
        Some(at) => {
            let rest = &statement[at..];
            let length =
                rest.find(|c: char| c.is_whitespace() || ";,()".contains(c)).unwrap_or(rest.len()).max(1);
            let length = (length..=rest.len()).find(|end| rest.is_char_boundary(*end)).unwrap_or(rest.len());
            range.start + at..range.start + at + length
        }
        // the first line says which it is
        None => range.start..range.start + statement.lines().next().map_or(0, str::len),
    };
    let detail = said.detail().map(|detail| format!(" ({detail})")).unwrap_or_default();
    Fault {
        message: format!("{}{detail}", said.message()),
        help: said.hint().map(str::to_owned),
        range: Some(range),
    }
}

/// The role that is not there, where that is what a server says.
fn missing_role(code: &str, message: &str) -> Option<String> {
    let role = message.strip_prefix("role \"").and_then(|rest| rest.strip_suffix("\" does not exist"))?;
    (code == "42704").then(|| role.to_owned())
}

/// The versions that a tool's table says have run here; none where there is no such table.
///
/// # Errors
/// What the server says.
pub fn history(session: &mut Session, layout: &str) -> Result<Option<Vec<String>>, LiveError> {
    let (table, query) = match layout {
        "sqlx" => ("_sqlx_migrations", "SELECT version FROM _sqlx_migrations WHERE success ORDER BY 1"),
        "diesel" => {
            ("__diesel_schema_migrations", "SELECT version FROM __diesel_schema_migrations ORDER BY 1")
        }
        "refinery" => ("refinery_schema_history", "SELECT version FROM refinery_schema_history ORDER BY 1"),
        "supabase" => (
            "supabase_migrations.schema_migrations",
            "SELECT version FROM supabase_migrations.schema_migrations ORDER BY 1",
        ),
        _ => return Ok(None),
    };
    let what = "the history of migrations could not be read";
    let there =
        run::rows(session.client(), what, &format!("SELECT pg_catalog.to_regclass({})", literal(table)))?;
    if there.first().and_then(|row| row.first()).is_none_or(String::is_empty) {
        return Ok(None);
    }
    let rows = run::rows(session.client(), what, query)?;
    Ok(Some(rows.into_iter().filter_map(|row| row.into_iter().next()).collect()))
}

/// The tables in which the tools keep that, as patterns of a scope.
pub const HISTORIES: [&str; 4] =
    ["_sqlx_migrations", "__diesel_schema_migrations", "refinery_schema_history", "supabase_migrations.*"];
