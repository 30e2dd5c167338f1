//! Can callers be served there as they should be?

use std::{fmt, sync::Arc};

use pg_rls::session::check::{self, Finding};
use rls_core::ident::quote;
use rls_live::{Address, LiveError, dial::Dial};

use super::{Mode, PoolConfig};
use crate::serve::{
    query::Fault,
    wire::{Budget, Connection, Heard, Script, connect},
};

/// Why an endpoint does not start: what is wrong, and the command or the statement that mends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartError {
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do: a statement is written so that it can be run.
    pub help: Option<String>,
}

impl StartError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for StartError {}

impl From<LiveError> for StartError {
    fn from(error: LiveError) -> Self {
        Self { message: error.message, help: error.help }
    }
}

/// The oldest version that is known.
const OLDEST: u32 = 14;

/// The version, whether the token's function is there, and whether one is that tells the caller's id. Who logs in need not have USAGE on `auth`.
const DATABASE: &str = "SELECT pg_catalog.current_setting('server_version_num'), \
    coalesce(pg_catalog.bool_or(p.proname OPERATOR(pg_catalog.=) 'jwt_session_init'), false), \
    coalesce(pg_catalog.bool_or(p.pronargs OPERATOR(pg_catalog.=) 0), false) \
    FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) p.pronamespace \
    WHERE n.nspname OPERATOR(pg_catalog.=) 'auth' \
    AND p.proname OPERATOR(pg_catalog.=) ANY (ARRAY['jwt_session_init', 'user_id', 'uid'])";

/// Which roles the one that logs in can become that are not served: a caller who gets one of the database's own functions to run text could, too.
const OTHERS: &str = "SELECT r.rolname FROM pg_catalog.pg_roles r \
    WHERE pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER') AND r.rolname <> session_user \
    AND NOT EXISTS (SELECT FROM pg_catalog.jsonb_array_elements_text($1::pg_catalog.jsonb) served \
        WHERE pg_catalog.pg_has_role(served::pg_catalog.name, r.oid, 'MEMBER')) ORDER BY 1";

/// Looks at a database: in which mode it is served, or why it is not.
pub(super) async fn look(
    address: &Address,
    dial: &Arc<Dial>,
    config: &PoolConfig,
) -> Result<Mode, StartError> {
    if address.looks_pooled() {
        return Err(StartError::new(format!("{address} looks like the address of a pooler"))
            .help("use the address of the server itself: at Neon the host without `-pooler`, at Supabase the port 5432"));
    }
    let mut connection = connect(address, dial, None).await?;
    let database = address.database();
    let facts = rows(&mut connection, DATABASE, &[]).await?;
    let fact = |at: usize| facts.first().and_then(|row| row.get(at)).map_or("", String::as_str);
    let version = fact(0).parse::<u32>().unwrap_or(0) / 10_000;
    if version < OLDEST {
        return Err(StartError::new(format!("the server is PostgreSQL {version}"))
            .help(format!("the endpoint knows {OLDEST} and later")));
    }
    let mode = match (config.mode, fact(1) == "t") {
        (Some(Mode::Plain), _) | (None, false) => Mode::Plain,
        (Some(Mode::Extension) | None, _) => Mode::Extension,
    };
    if fact(2) != "t" {
        return Err(StartError::new(format!(
            "the database {database} has no function auth.user_id(): nothing there tells who the caller is"
        ))
        .help("`cargo rls bootstrap` prints the SQL that makes it, and the roles; or CREATE EXTENSION pg_session_jwt"));
    }
    let roles: Vec<&str> = config.roles.iter().map(String::as_str).collect();
    if roles.is_empty() {
        return Err(StartError::new("no role is served").help("name the roles that requests run as"));
    }
    let parameters = check::parameters(&roles, mode == Mode::Extension);
    let mut findings = Vec::new();
    for row in rows(&mut connection, check::SQL, &parameters.each_ref().map(String::as_str)).await? {
        if let [kind, login, role, object] = row.as_slice() {
            findings.push(Finding::read(kind, login, role, object));
        }
    }
    if let Some(first) = findings.first() {
        let more = findings.iter().skip(1).map(|finding| format!("\n  and: {finding}")).collect::<String>();
        return Err(StartError::new(first.message()).help(format!("{}{more}", first.mend())));
    }
    let others = rows(&mut connection, OTHERS, &[&parameters[0]]).await?;
    if let Some(other) = others.first().and_then(|row| row.first()) {
        let login = address.user();
        return Err(StartError::new(format!(
            "{login} can become {other}, which is not served: whatever gets a caller's text run could become it, too"
        ))
        .help(format!("REVOKE {} FROM {}; or serve that role", quote(other), quote(login))));
    }
    connection.end(std::time::Duration::from_secs(1)).await;
    Ok(mode)
}

/// The one mode of all databases.
pub(super) fn same(modes: &[(String, Mode)]) -> Result<Mode, StartError> {
    let Some((_, mode)) = modes.first() else { return Err(StartError::new("no database is served")) };
    match modes.iter().find(|(_, other)| other != mode) {
        None => Ok(*mode),
        Some((name, _)) => Err(StartError::new(format!(
            "the extension pg_session_jwt is in some of the databases and not in others: {name} differs from {}",
            modes[0].0
        ))
        .help("CREATE EXTENSION pg_session_jwt in each, or serve them in plain mode")),
    }
}

/// Asks something of ours.
async fn rows(
    connection: &mut Connection,
    sql: &str,
    parameters: &[&str],
) -> Result<Vec<Vec<String>>, StartError> {
    let mut script = Script::default();
    let parameters: Vec<Option<&str>> = parameters.iter().map(|one| Some(*one)).collect();
    script.statement(sql, &parameters, true).map_err(|fault: Fault| StartError::new(fault.to_string()))?;
    script.sync();
    connection.send(script);
    match connection.heard(&mut Budget::ours()).await {
        Ok(Heard { fault: None, answers, .. }) => Ok(answers
            .into_iter()
            .flat_map(|answer| answer.rows)
            .map(|row| row.into_iter().map(Option::unwrap_or_default).collect())
            .collect()),
        Ok(Heard { fault: Some(fault), .. }) => {
            Err(StartError::new(format!("the database cannot be looked at: {}", fault.message)))
        }
        Err(_) => Err(StartError::new("the database has ended the connection while it was looked at")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_databases_are_of_one_mode() {
        let of = |modes: &[Mode]| {
            let named: Vec<_> =
                modes.iter().enumerate().map(|(at, mode)| (format!("db{at}"), *mode)).collect();
            same(&named).map_err(|error| error.message)
        };
        let (plain, extension) = (Mode::Plain, Mode::Extension);
        assert_eq!(of(&[plain, plain]), Ok(plain));
        assert_eq!(of(&[extension]), Ok(extension));
        assert_eq!(of(&[]), Err("no database is served".to_owned()));
        for mixed in [[plain, plain, extension], [extension, extension, plain]] {
            assert!(of(&mixed).unwrap_err().ends_with("db2 differs from db0"));
        }
    }
}
