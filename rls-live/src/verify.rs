//! Does a server do what the access table says?
//!
//! `rls_core::verify` says what is tried and what must come of it; here it is run, in a scratch database and nowhere else: the
//! schema is built, rows are put in, and each statement runs as its role, with its caller's claims, in a block that is undone.

mod build;
mod fill;
mod mutants;
mod tables;

use postgres::{Client, SimpleQueryMessage};
use rls_core::{
    catalog::Imported,
    ident::QName,
    resolve::Resolved,
    verify::{FUNCTIONS, Filled, mutants::mutants as weakenings, report::Report},
};

pub use mutants::{Fate, Tried, weaken};
pub use tables::prove;

use build::build;

use crate::{
    LiveError,
    scratch::{Scratch, Workshop, is_scratch},
};

/// What is wanted of a run.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// SQL that runs before the schema: what the models need and do not make.
    pub setup: Option<String>,
    /// SQL that puts rows in, before ours.
    pub seed: Option<String>,
    /// The tables that are tried; none is all.
    pub tables: Vec<QName>,
    /// The database whose schema this is: what the model has no word for is built with it, such as functions that policies call.
    pub of: Option<Imported>,
    /// Whether weakenings are tried, too, of which it is shown that nobody can see them: that puts what shows it to the proof.
    pub unseen: bool,
}

impl Options {
    /// Whether a table is tried.
    fn wants(&self, name: &QName) -> bool {
        self.tables.is_empty() || self.tables.iter().any(|wanted| wanted.key() == name.key())
    }
}

/// How far a run is: tables done, of how many, and the one that comes next.
pub struct Progress<'a> {
    /// Tables done.
    pub done: usize,
    /// Of how many.
    pub of: usize,
    /// What is tried now.
    pub table: &'a str,
}

/// Who is told how far it is.
pub type Tell<'t> = dyn FnMut(Progress<'_>) + 't;

/// Builds the schema in a scratch database, and tries every cell of its access table. Roles that had to be made on the server
/// are dropped with it.
///
/// # Errors
/// Where it cannot be run: the schema cannot be built there, a role cannot be become, or what ran was another role.
pub fn verify(
    workshop: &Workshop,
    resolved: &Resolved,
    options: &Options,
    tell: &mut Tell<'_>,
) -> Result<Report, LiveError> {
    let (scratch, filled) = ready(workshop, resolved, options)?;
    prove(&scratch, resolved, &filled, options, tell)
}

/// Builds the schema in a scratch database, and tries each of its weakenings, one after the other, in a transaction that is
/// rolled back.
///
/// # Errors
/// As [`verify`].
pub fn try_mutants(
    workshop: &Workshop,
    resolved: &Resolved,
    options: &Options,
    tell: &mut Tell<'_>,
) -> Result<Vec<Tried>, LiveError> {
    let (scratch, filled) = ready(workshop, resolved, options)?;
    let mut all = weakenings(resolved);
    all.retain(|one| one.seen_by.iter().any(|name| options.wants(name)));
    weaken(&scratch, resolved, &filled, all, options, tell)
}

/// A scratch database with the schema and its rows.
///
/// # Errors
/// Where the schema cannot be built there, or the user's rows are refused.
pub fn ready(
    workshop: &Workshop,
    resolved: &Resolved,
    options: &Options,
) -> Result<(Scratch, Filled), LiveError> {
    let scratch = workshop.database("verify")?;
    let mut client = scratch.session()?.into_client();
    build(workshop, &mut client, resolved, options)?;
    let filled = fill::fill(&mut client, resolved, options.seed.as_deref())?;
    Ok((scratch, filled))
}

/// The answers of the last statements of a script, one text each.
fn query(client: &mut Client, script: &str, count: usize) -> Result<Vec<String>, LiveError> {
    let messages =
        client.simple_query(script).map_err(|error| failed("a statement could not be tried", &error))?;
    let mut said: Vec<String> = messages
        .iter()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or_default().to_owned()),
            _ => None,
        })
        .collect();
    // what sets the claims answers too, before them
    let before = said.len().checked_sub(count);
    let before =
        before.ok_or_else(|| LiveError::new("the server gave fewer answers than it was asked for"))?;
    said.drain(..before);
    Ok(said)
}

/// A database whose name is not a scratch one's is let be, whatever we were told of it.
fn only_scratch(client: &mut Client) -> Result<(), LiveError> {
    let name = first(client, "SELECT current_database()")?;
    if is_scratch(&name) {
        return Ok(());
    }
    Err(LiveError::new(format!("the database {name} is no scratch one, so nothing is tried there"))
        .help("name a server; the scratch database is made on it and dropped again"))
}

/// What each session that tries needs.
fn session(client: &mut Client) -> Result<(), LiveError> {
    batch(
        client,
        "SET TimeZone = 'UTC'; SET DateStyle = 'ISO, MDY'; SET statement_timeout = '60s'; SET client_min_messages = error",
    )?;
    batch(client, FUNCTIONS)?;
    // one denial is told from another by its message
    let _ = client.batch_execute("SET lc_messages = 'C'");
    let language = first(client, "SELECT current_setting('lc_messages')")?;
    if language.is_empty() || ["C", "POSIX", "en"].iter().any(|one| language.starts_with(one)) {
        return Ok(());
    }
    Err(LiveError::new(format!(
        "the server says its errors in another language ({language}), and this role may not change that"
    ))
    .help("connect as a role that may set lc_messages, or set it to C for the role or the server"))
}

fn batch(client: &mut Client, script: &str) -> Result<(), LiveError> {
    client.batch_execute(script).map_err(|error| failed("the scratch database refused", &error))
}

fn first(client: &mut Client, query: &str) -> Result<String, LiveError> {
    let rows = client.simple_query(query).map_err(|error| failed("the server could not be asked", &error))?;
    let value = rows.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    });
    value.ok_or_else(|| LiveError::new("the server gave no answer"))
}

/// An error of the server's, in one line.
fn failed(what: &str, error: &postgres::Error) -> LiveError {
    match error.as_db_error() {
        Some(said) => {
            let mut fault = LiveError::new(format!("{what}: {} ({})", said.message(), said.code().code()));
            fault.code = Some(said.code().code().to_owned());
            fault.help = said.hint().map(str::to_owned);
            fault
        }
        None => LiveError::new(format!("{what}: {error}")),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use rls_core::{provider::Provider, schema::Schema};

    use super::*;
    use crate::{Address, connect};

    #[test]
    fn a_database_that_is_no_scratch_one_is_let_be() {
        let server = rls_postgres::Server::start().unwrap();
        let mut admin = connect(&Address::parse(&server.conninfo("postgres")).unwrap()).unwrap();
        let client = admin.client();
        client.batch_execute("CREATE DATABASE scratch_rls_").unwrap();
        let workshop = Workshop::on(&Address::parse(&server.conninfo("postgres")).unwrap()).unwrap();
        let resolved = Schema::new().resolve(&Provider::Neon).unwrap();
        for name in ["postgres", "scratch_rls_"] {
            let address = Address::parse(&server.conninfo(name)).unwrap();
            let mut client = connect(&address).unwrap().into_client();
            let refused = only_scratch(&mut client).unwrap_err();
            assert_eq!(
                refused.message,
                format!("the database {name} is no scratch one, so nothing is tried there")
            );
            let refused = build(&workshop, &mut client, &resolved, &Options::default()).unwrap_err();
            assert!(refused.message.contains("is no scratch one"), "{refused}");
            let made =
                first(&mut client, "SELECT count(*)::text FROM pg_roles WHERE rolname LIKE 'a%'").unwrap();
            assert_eq!(made, "0", "what the provider brings is not there");
        }
    }
}
