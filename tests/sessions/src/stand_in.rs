//! Does the stand-in for pg_session_jwt do what the extension does?
//!
//! The same is asked of both: of the extension where the server has it. What is expected is the extension's.

use pg_rls::session::key::{INIT, Key};
use tokio_postgres::{Client, Config, NoTls, SimpleQueryMessage};

use crate::database::Mode;

async fn open(options: &str) -> Client {
    let mut config: Config = Mode::Signed.login("session_app").parse().unwrap();
    let (client, connection) = config.options(options).connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// The text that a statement gives, or the SQLSTATE that it fails with.
async fn says(client: &Client, sql: &str) -> String {
    match client.simple_query(sql).await {
        Err(error) => error.code().map_or_else(|| error.to_string(), |code| code.code().to_owned()),
        Ok(messages) => {
            let row = messages.iter().find_map(|message| match message {
                SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or("NULL").to_owned()),
                _ => None,
            });
            row.unwrap_or_default()
        }
    }
}

fn now() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
}

#[test]
fn a_token_holds_on_its_connection_and_once() {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let mut key = Key::generate().unwrap();
        let client = open(&key.options()).await;
        let take = |token: &str| format!("SELECT auth.jwt_session_init('{token}')");
        let mut sign = |claims: &str| key.sign(claims).unwrap().as_str().to_owned();
        let who = "SELECT auth.user_id()";
        let first = sign(r#"{"sub":"alice"}"#);
        let second = sign(r#"{"sub":"bob"}"#);
        let other = Key::generate().unwrap().sign(r#"{"sub":"eve"}"#).unwrap();
        for (sql, expected) in [
            (who.to_owned(), "NULL"),
            ("SELECT auth.session()".to_owned(), "null"),
            (INIT.to_owned(), ""),
            (who.to_owned(), "NULL"),
            (take(&first), ""),
            (who.to_owned(), "alice"),
            ("SELECT auth.jwt() ->> 'jti'".to_owned(), "1"),
            (INIT.to_owned(), ""),
            (take(&first), ""),
            (who.to_owned(), "alice"),
            ("SET request.jwt.claims = '{\"sub\":\"eve\"}'".to_owned(), ""),
            (who.to_owned(), "alice"),
            (take(other.as_str()), "23514"),
            (take("a.b.c"), "42804"),
            (take("abc"), "42804"),
            (take(&first.replace("eyJhbGciOiJFZERTQSJ9", "eyJhbGciOiJub25lIn0")), "23514"),
            (format!("{}x", &take(&first)[..take(&first).len() - 2]) + "')", "42804"),
            (who.to_owned(), "alice"),
            (take(&second), ""),
            (who.to_owned(), "bob"),
            (take(&first), "23514"),
            (format!("SET pg_session_jwt.jwt = '{first}'"), ""),
            (who.to_owned(), "23514"),
            (format!("SET pg_session_jwt.jwt = '{}'", other.as_str()), ""),
            (who.to_owned(), "23514"),
            ("RESET pg_session_jwt.jwt".to_owned(), ""),
            (who.to_owned(), "NULL"),
        ] {
            // a refused one is taken back with its transaction, as the setting that it was
            assert_eq!(says(&client, &sql).await, expected, "{sql}");
        }
        // a rollback takes the token back, and not its number
        let third = sign(r#"{"sub":"carol"}"#);
        for (sql, expected) in [
            ("BEGIN".to_owned(), ""),
            (take(&third), ""),
            (who.to_owned(), "carol"),
            ("ROLLBACK".to_owned(), ""),
            (who.to_owned(), "NULL"),
            (take(&second), "23514"),
            (who.to_owned(), "NULL"),
        ] {
            assert_eq!(says(&client, &sql).await, expected, "{sql}");
        }
        for (claims, expected) in [
            (format!(r#"{{"exp":{}}}"#, now() - 50), ""),
            (format!(r#"{{"exp":{}}}"#, now() - 70), "23514"),
            (format!(r#"{{"nbf":{}}}"#, now() + 50), ""),
            (format!(r#"{{"nbf":{}}}"#, now() + 70), "23514"),
            (r#"{"exp":"soon"}"#.to_owned(), "42804"),
            (r#"{"nbf":1.5}"#.to_owned(), "42804"),
            (r#"{"sub":7}"#.to_owned(), ""),
        ] {
            assert_eq!(says(&client, &take(&sign(&claims))).await, expected, "{claims}");
        }
        assert_eq!(says(&client, who).await, "42804", "a subject that is no string");
        assert_eq!(says(&client, &take(&sign("{}"))).await, "");
        assert_eq!(says(&client, who).await, "NULL", "no subject");
        // a token means nothing on another connection, also not one with the same number
        let client = open(&Key::generate().unwrap().options()).await;
        assert_eq!(says(&client, &take(&sign("{}"))).await, "23514");
    });
}

#[test]
fn a_key_is_taken_when_a_connection_opens_and_never_again() {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let (mut key, mut own) = (Key::generate().unwrap(), Key::generate().unwrap());
        let client = open(&key.options()).await;
        let take = |token: &str| format!("SELECT auth.jwt_session_init('{token}')");
        says(&client, INIT).await;
        // the extension refuses this, and a name that is nobody's does not
        says(&client, &format!("SET pg_session_jwt.jwk = '{}'", own.jwk())).await;
        says(&client, INIT).await;
        assert_eq!(says(&client, &take(own.sign(r#"{"sub":"eve"}"#).unwrap().as_str())).await, "23514");
        says(&client, "SET pg_session_jwt.jwk = ''").await;
        says(&client, "SET request.jwt.claims = '{\"sub\":\"eve\"}'").await;
        assert_eq!(says(&client, "SELECT auth.user_id()").await, "NULL");
        says(&client, "DISCARD ALL").await;
        assert_eq!(says(&client, &take(own.sign(r#"{"sub":"eve"}"#).unwrap().as_str())).await, "23514");
        assert_eq!(says(&client, &take(key.sign(r#"{"sub":"alice"}"#).unwrap().as_str())).await, "");
        assert_eq!(says(&client, "SELECT auth.user_id()").await, "alice");
        says(&client, "DISCARD ALL").await;
        assert_eq!(says(&client, "SELECT auth.user_id()").await, "NULL");
        // no key at all: the claims are the setting
        let client = open("").await;
        assert_eq!(says(&client, INIT).await, "02000");
        assert_eq!(says(&client, &take("a.b.c")).await, "02000");
        says(&client, "RESET pg_session_jwt.jwt; SET request.jwt.claims = '{\"sub\":\"alice\"}'").await;
        assert_eq!(says(&client, "SELECT auth.user_id()").await, "alice");
        let client = open("-c pg_session_jwt.jwk={}").await;
        assert_eq!(says(&client, INIT).await, "42804");
    });
    if !Mode::Signed.is_real() {
        let none = "SELECT count(*)::text FROM pg_proc WHERE pronamespace = 'auth'::regnamespace AND proname LIKE 'stand\\_in\\_%' \
            AND has_function_privilege('authenticated', oid, 'EXECUTE') OR has_table_privilege('authenticated', 'auth.stand_in', 'SELECT')";
        assert_eq!(Mode::Signed.superuser_says(none), "0");
    }
}
