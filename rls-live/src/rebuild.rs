//! Is all that was read enough to build it again?
//!
//! Into an empty database of a server: the statements run one by one, and those that were refused run again for as long as that makes some of them
//! go. What stays refused is said, with what the server says.

use postgres::Client;
use rls_core::catalog::{Imported, Other, OtherKind, Statement};

use crate::LiveError;

/// A statement that the server refuses, whatever else is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The thing that the model has no word for; none where it is the model's.
    pub of: Option<Other>,
    /// The statement.
    pub sql: String,
    /// What the server says.
    pub message: String,
}

/// What a session that builds is set to: names without a schema are in `public`, and a function may come before what it reads.
const SETTINGS: &str =
    "SET search_path = public; SET check_function_bodies = off; SET client_min_messages = error";

/// Builds all of it in an empty database, in one transaction; gives what cannot be built. Roles belong to the cluster: one that is there
/// is taken as it is.
///
/// # Errors
/// The connection's, and those of the transaction itself.
pub fn rebuild(client: &mut Client, imported: &Imported) -> Result<Vec<Refused>, LiveError> {
    let failed = |error: postgres::Error| LiveError::new(format!("the database cannot be built: {error}"));
    client.batch_execute(SETTINGS).map_err(failed)?;
    let roles = client.query("SELECT rolname::text FROM pg_catalog.pg_roles", &[]).map_err(failed)?;
    let roles: Vec<String> = roles.iter().map(|row| row.get(0)).collect();
    let is_there = |statement: &Statement<'_>| {
        statement.of.is_some_and(|of| of.kind == OtherKind::Role && roles.contains(&of.name))
    };
    let mut waiting = imported.statements();
    waiting.retain(|statement| !is_there(statement));
    client.batch_execute("BEGIN").map_err(failed)?;
    // what is granted by default is granted on whatever comes later
    let (last, waiting): (Vec<_>, Vec<_>) =
        waiting.into_iter().partition(|one| one.of.is_some_and(|of| of.kind == OtherKind::DefaultPrivileges));
    let mut refused = tried(client, waiting).map_err(failed)?;
    refused.extend(tried(client, last).map_err(failed)?);
    client.batch_execute("COMMIT").map_err(failed)?;
    let said = |(statement, message): (Statement<'_>, String)| Refused {
        of: statement.of.cloned(),
        sql: statement.sql,
        message,
    };
    Ok(refused.into_iter().map(said).collect())
}

/// Runs statements, and those that were refused again, for as long as that makes some of them go.
fn tried<'i>(
    client: &mut Client,
    mut waiting: Vec<Statement<'i>>,
) -> Result<Vec<(Statement<'i>, String)>, postgres::Error> {
    loop {
        let before = waiting.len();
        let mut refused = Vec::new();
        run(client, waiting, &mut refused)?;
        if refused.is_empty() || refused.len() == before {
            return Ok(refused);
        }
        waiting = refused.into_iter().map(|(statement, _)| statement).collect();
    }
}

/// Runs statements: all at once where that works, otherwise each half.
fn run<'i>(
    client: &mut Client,
    mut all: Vec<Statement<'i>>,
    refused: &mut Vec<(Statement<'i>, String)>,
) -> Result<(), postgres::Error> {
    let text: Vec<&str> = all.iter().map(|one| one.sql.as_str()).collect();
    let Some(message) = attempt(client, &text.join("\n;\n"))? else { return Ok(()) };
    if all.len() <= 1 {
        refused.extend(all.pop().map(|one| (one, message)));
        return Ok(());
    }
    let second = all.split_off(all.len() / 2);
    run(client, all, refused)?;
    run(client, second, refused)
}

/// Runs statements, or leaves everything as it was and gives what the server says.
fn attempt(client: &mut Client, sql: &str) -> Result<Option<String>, postgres::Error> {
    client.batch_execute("SAVEPOINT built")?;
    match client.batch_execute(sql) {
        Ok(()) => client.batch_execute("RELEASE built").map(|()| None),
        Err(error) => match error.as_db_error() {
            None => Err(error),
            Some(said) => {
                let message = said.message().to_owned();
                client.batch_execute("ROLLBACK TO built; RELEASE built")?;
                Ok(Some(message))
            }
        },
    }
}
