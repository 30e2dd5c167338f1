//! What does an error of a session say to who asked?

use std::error::Error as _;

use postgres::error::DbError;

use super::LiveError;

impl LiveError {
    /// What the server, or the connection, said while something was done: `what` is a sentence such as "the catalog could not
    /// be read".
    pub fn of(what: &str, error: &postgres::Error) -> Self {
        match error.as_db_error() {
            Some(said) => of_server(what, said),
            None => of_connection(what, error),
        }
    }
}

/// What the server said, with what helps for its SQLSTATE, or the hint that it gave itself.
fn of_server(what: &str, said: &DbError) -> LiveError {
    let code = said.code().code();
    let text = said.message();
    let (because, help) = match code {
        "55P03" => (
            format!("something else holds a lock on it ({text})"),
            Some(
                "look at pg_stat_activity for who holds it, and run this again once they are done".to_owned(),
            ),
        ),
        "57014" if text.contains("statement timeout") => (
            "the server gave it up for the time that it took (statement_timeout)".to_owned(),
            Some("give it longer, or look at what it waits for in pg_stat_activity".to_owned()),
        ),
        "57014" => ("it was cancelled".to_owned(), None),
        "57P01" | "57P02" | "57P03" | "57P05" => (
            format!("the server ended the connection ({text})"),
            Some("run this again once the server is there".to_owned()),
        ),
        "25P02" => (
            "a statement before it failed in the same transaction".to_owned(),
            Some("the first error says why".to_owned()),
        ),
        "42501" => (
            format!("{text}{}", object(said)),
            Some("log in as a role that may do this, such as the tables' owner".to_owned()),
        ),
        "26000" | "42P05" => {
            (format!("{text}: a pooler in transaction mode stands between"), Some(POOLER.to_owned()))
        }
        "53100" => (text.to_owned(), Some("the server's disk is full".to_owned())),
        _ => (text.to_owned(), None),
    };
    let detail = said.detail().map(|detail| format!(" ({detail})")).unwrap_or_default();
    LiveError {
        message: format!("{what}: {because}{detail}"),
        help: said.hint().map(str::to_owned).or(help),
        code: Some(code.to_owned()),
    }
}

/// What to do about a pooler.
pub(super) const POOLER: &str = "use the address of the server itself, not of the pooler: at Neon the host without `-pooler`, at Supabase the port 5432";

/// Which object it is about, where the message does not say.
fn object(said: &DbError) -> String {
    let named = [said.schema(), said.table()].into_iter().flatten().collect::<Vec<_>>().join(".");
    if named.is_empty() || said.message().contains(said.table().unwrap_or("\0")) {
        String::new()
    } else {
        format!(" ({named})")
    }
}

/// The connection is no more, or what came over it was no answer.
fn of_connection(what: &str, error: &postgres::Error) -> LiveError {
    let source = error.source();
    let io = source.and_then(|source| source.downcast_ref::<std::io::Error>());
    if error.is_closed() || io.is_some() {
        return LiveError::new(format!("{what}: the server went away before it answered"))
            .help("it was stopped, the network failed, or somebody ended the session; run this again");
    }
    let cause = source.map(|source| format!(": {source}")).unwrap_or_default();
    LiveError::new(format!("{what}: {error}{cause}"))
}
