//! What is there with `--dev`?
//!
//! Two users who sign in by a button, with tokens of an issuer whose key this program made when it started; and a throwaway server.
//! Whoever gets to the page is who they say, so it is for this machine: `settings` refuses to listen on another address, and `app` to be called
//! by another name.

use std::{
    error::Error,
    time::{Duration, SystemTime},
};

use rls_authorize::dev::Issuer;
use rls_postgres::{Binaries, Server};
use sqlx::{ConnectOptions as _, Executor as _, postgres::PgConnectOptions};

pub(crate) const USERS: &[&str] = &["alice", "bob"];

const LIFE: Duration = Duration::from_secs(3600);

/// A token of one of the users; nobody else signs in here.
pub(crate) fn token(issuer: &Issuer, user: &str) -> Option<String> {
    USERS.contains(&user).then(|| issuer.token(user, SystemTime::now(), LIFE))
}

/// A server of this program's own, with who owns the tables there, and who logs in for the callers.
pub(crate) async fn database() -> Result<(Server, PgConnectOptions, PgConnectOptions), Box<dyn Error>> {
    let server = Server::start_with(&Binaries::find()?)?;
    let options = PgConnectOptions::new_without_pgpass()
        .socket(server.socket_dir())
        .port(server.port())
        .database("postgres");
    let owner = options.clone().username("postgres");
    let mut connection = owner.connect().await?;
    // what README.md does by hand: `cargo rls bootstrap | psql`, and a role to log in as
    connection.execute(sqlx::AssertSqlSafe(pg_rls::Provider::Neon.bootstrap())).await?;
    connection.execute("CREATE ROLE todos_app LOGIN NOINHERIT; GRANT authenticated TO todos_app").await?;
    Ok((server, owner, options.username("todos_app")))
}
