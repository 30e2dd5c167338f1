//! Does a server do what the access table says?
//!
//! `rls_core::verify` says what is tried and what must come of it; here it is run, in a scratch database and nowhere else: the
//! schema is built, rows are put in, and each statement runs as its role, with its caller's claims, in a block that is undone.

mod build;
mod fill;
mod mutants;

use postgres::{Client, SimpleQueryMessage};
use rls_core::{
    catalog::Imported,
    ident::QName,
    resolve::Resolved,
    verify::{
        Caller, FUNCTIONS, Filled, Session,
        ask::{self, Answers},
        cast,
        proof::{Place, Proof},
        report::Report,
        session::{settings, statements},
    },
};

pub use mutants::{Fate, Tried, try_mutants};

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
    // a session in which nobody's claims were ever set
    let mut client = scratch.session()?.into_client();
    run(&mut client, resolved, &filled, options, tell)
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
    let made = build(&mut client, resolved, options)?;
    workshop.roles_made(&made)?;
    let filled = fill::fill(&mut client, resolved, options.seed.as_deref())?;
    Ok((scratch, filled))
}

/// Tries what the access table says on a database that is built and filled.
fn run(
    client: &mut Client,
    resolved: &Resolved,
    filled: &Filled,
    options: &Options,
    tell: &mut Tell<'_>,
) -> Result<Report, LiveError> {
    only_scratch(client)?;
    session(client)?;
    let wanted = |name: &QName| {
        options.tables.is_empty() || options.tables.iter().any(|wanted| wanted.key() == name.key())
    };
    let mut proof = Proof::new(resolved, filled, wanted);
    let cast = cast::cast(resolved);
    // a setting that was never made comes first: in a session it never comes back
    let passes = [true, false].map(|without| {
        let of_pass = cast.iter().enumerate().filter(|(_, one)| (one.session == Session::None) == without);
        of_pass.collect::<Vec<_>>()
    });
    let of = proof.tables() * passes.len();
    for (pass, callers) in passes.iter().enumerate() {
        for table in 0..proof.tables() {
            let name = proof.table(table).map(|table| table.name.to_string()).unwrap_or_default();
            tell(Progress { done: pass * proof.tables() + table, of, table: &name });
            batch(client, "BEGIN")?;
            run_table(client, resolved, &mut proof, table, callers)?;
            batch(client, "ROLLBACK")?;
        }
    }
    let version = first(client, "SELECT current_setting('server_version')")?;
    Ok(proof.report(version))
}

fn run_table(
    client: &mut Client,
    resolved: &Resolved,
    proof: &mut Proof<'_>,
    table: usize,
    callers: &[(usize, &Caller)],
) -> Result<(), LiveError> {
    let now = first(client, "SELECT (extract(epoch FROM now()) * 1000000)::bigint::text")?;
    let now = now.parse().map_err(|_| LiveError::new("the server does not tell the time"))?;
    for (role, as_role) in proof.roles().iter().enumerate() {
        for (number, caller) in callers {
            if !proof.wants(table, role, *number) {
                continue;
            }
            let place = Place { table, role, caller, now };
            let settings = settings(&resolved.provider, &caller.session).map_err(LiveError::new)?;
            // what another caller had is not this one's
            let sets = statements(&settings).join("; ");
            let answers = asked(client, proof, place, as_role, &sets)?;
            let probes = proof.probes(place, &answers);
            let calls: Vec<String> = probes.iter().filter_map(|probe| proof.call(place, probe)).collect();
            let came = query(client, &format!("{sets};\n{}", calls.join(";\n")), calls.len())?;
            let came: Vec<_> = probes.into_iter().zip(came).collect();
            proof.take(place, &answers, &came).map_err(LiveError::new)?;
        }
    }
    Ok(())
}

/// Asks about the SQL that nobody here understands.
fn asked(
    client: &mut Client,
    proof: &Proof<'_>,
    place: Place<'_>,
    role: &str,
    sets: &str,
) -> Result<Answers, LiveError> {
    let questions = proof.questions(place.table, place.role);
    let mut answers = Answers::default();
    if questions.is_empty() {
        return Ok(answers);
    }
    let calls: Vec<String> =
        questions.iter().map(|one| ask::call((!one.as_owner).then_some(role), &one.statement)).collect();
    let said = query(client, &format!("{sets};\n{}", calls.join(";\n")), calls.len())?;
    for (one, answer) in questions.into_iter().zip(said) {
        answers.add(one.question, one.row, ask::read(&answer));
    }
    Ok(answers)
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
