//! Does an endpoint that would not keep callers apart say so instead of starting?

use rls_authorize::serve::pool::{Mode, Pool, PoolConfig, StartError};
use rls_live::Address;
use rls_postgres::{Binaries, Server};

use crate::home::{admin, config, prepare};

fn opened(config: PoolConfig) -> Result<Mode, StartError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { Pool::open(config).await.map(|pool| pool.mode()) })
}

/// Says this, and what mends it does.
#[track_caller]
fn refused(config: &PoolConfig, message: &str, help: &str) {
    let error = opened(config.clone()).expect_err(message);
    let told = error.to_string();
    assert!(error.message.contains(message), "{told}");
    assert!(error.help.as_deref().is_some_and(|told| told.contains(help)), "{told}");
}

#[test]
fn what_is_wrong_is_said_with_what_mends_it() {
    let server = Server::start_with_settings(&Binaries::find().unwrap(), &[]).unwrap();
    prepare(&server, Mode::Plain);
    let mut admin = admin(&server);
    let mut does = |sql: &str| admin.batch_execute(sql).unwrap();
    let config = config(&server);
    assert_eq!(opened(config.clone()).unwrap(), Mode::Plain);

    // each mended by what is said
    does("ALTER ROLE login SUPERUSER");
    refused(&config, "login, is a superuser", "CREATE ROLE app LOGIN");
    does("ALTER ROLE login NOSUPERUSER BYPASSRLS");
    refused(&config, "login, has BYPASSRLS", "CREATE ROLE");
    does("ALTER ROLE login NOBYPASSRLS; CREATE TABLE mine (); ALTER TABLE mine OWNER TO login");
    refused(&config, "login, owns tables", "REASSIGN OWNED BY \"login\"");
    does("DROP TABLE mine; REVOKE anonymous FROM login");
    refused(&config, "login cannot become anonymous", "GRANT \"anonymous\" TO \"login\"");
    does("GRANT anonymous TO login; CREATE ROLE boss BYPASSRLS; GRANT boss TO login");
    refused(&config, "login can act as boss", "REVOKE \"boss\" FROM \"login\"");
    does("ALTER ROLE boss NOBYPASSRLS");
    refused(&config, "login can become boss, which is not served", "REVOKE \"boss\" FROM \"login\"");
    let mut serves = config.clone();
    serves.roles.insert("boss".to_owned());
    assert_eq!(opened(serves.clone()).unwrap(), Mode::Plain);
    does("REVOKE boss FROM login; GRANT pg_read_all_data TO login");
    refused(&config, "login can become pg_read_all_data", "REVOKE \"pg_read_all_data\" FROM \"login\"");
    does("REVOKE \"pg_read_all_data\" FROM \"login\"");
    serves.roles.insert("odd \"role".to_owned());
    refused(&serves, "there is no role odd \"role", "CREATE ROLE \"odd \"\"role\"");
    serves.roles.clear();
    refused(&serves, "no role is served", "name the roles");
    let mut extension = config.clone();
    extension.mode = Some(Mode::Extension);
    does("GRANT USAGE ON SCHEMA auth TO login");
    refused(&extension, "auth.jwt_session_init", "CREATE EXTENSION pg_session_jwt");
    let mut other = config.clone();
    other.databases.insert("postgres".to_owned());
    refused(&other, "postgres has no function auth.user_id()", "cargo rls bootstrap");
    other.databases.insert("nix".to_owned());
    refused(&other, "has no database nix", "name one");
    assert_eq!(opened(config).unwrap(), Mode::Plain);

    let nowhere = PoolConfig::new(Address::parse("postgres://a:geheim@127.0.0.1:1/app").unwrap());
    refused(&nowhere, "nobody listens at 127.0.0.1:1", "start the server");
    let pooled = PoolConfig::new(Address::parse("postgres://a@ep-x-pooler.neon.tech/app").unwrap());
    refused(&pooled, "looks like the address of a pooler", "without `-pooler`");
    let error = opened(nowhere).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("geheim"));
}
