//! Is anything of one caller there for the next, or for whoever uses the pool without a session?
//!
//! Some twenty ways to leave something, each by every end of a transaction.

use pg_rls::session::Caller;

use crate::{
    database::Mode,
    driver::{ALL, Driver, End},
};

/// What is tried, what asks whether it is there, and what the answer is when nothing is. The question is asked as
/// text; an error that says so is an answer, too. What is set between a COMMIT and a BEGIN is taken back with what the latter begins,
/// where they come in one message, so it has a COMMIT of its own.
const LEAKS: [(&str, &str, &str, &str); 23] = [
    (
        "a setting of their own",
        "SELECT set_config('leak.setting', 'left', false)",
        "SELECT coalesce(nullif(current_setting('leak.setting', true), ''), 'none')",
        "none",
    ),
    (
        "a setting of the server's",
        "SET statement_timeout = '77s'",
        "SELECT current_setting('statement_timeout')",
        "0",
    ),
    (
        "a timeout that leaves no time",
        "COMMIT; SET statement_timeout = '30ms'; COMMIT; BEGIN",
        "SELECT current_setting('statement_timeout')",
        "0",
    ),
    (
        "claims",
        "SELECT set_config('request.jwt.claims', '{\"sub\":\"alice\"}', false)",
        "SELECT coalesce(auth.user_id(), 'none')",
        "none",
    ),
    (
        "claims, after a COMMIT",
        "COMMIT; SELECT set_config('request.jwt.claims', '{\"sub\":\"alice\"}', false); COMMIT; BEGIN",
        "SELECT coalesce(auth.user_id(), 'none')",
        "none",
    ),
    (
        "claims, after a ROLLBACK",
        "ROLLBACK; SELECT set_config('request.jwt.claims', '{\"sub\":\"alice\"}', false)",
        "SELECT coalesce(auth.user_id(), 'none')",
        "none",
    ),
    ("a role", "SET ROLE anonymous", "SELECT CURRENT_USER::text", "session_app"),
    ("a role, after a COMMIT", "COMMIT; SET ROLE anonymous", "SELECT CURRENT_USER::text", "session_app"),
    ("no role", "RESET ROLE", "SELECT CURRENT_USER::text", "session_app"),
    (
        "a search path",
        "SET search_path = pg_temp, pg_catalog",
        "SELECT current_setting('search_path')",
        "\"$user\", public",
    ),
    (
        "transactions that only read",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        "SELECT current_setting('default_transaction_read_only')",
        "off",
    ),
    (
        "a table over the real one",
        "CREATE TEMP TABLE todos AS SELECT 1 AS id, 'bob' AS user_id, 'of nobody' AS task",
        "SELECT coalesce(to_regclass('pg_temp.todos')::text, 'none')",
        "none",
    ),
    (
        "a table that outlives a ROLLBACK",
        "COMMIT; CREATE TEMP TABLE todos AS SELECT 1 AS id, 'of nobody' AS task; GRANT SELECT ON todos TO PUBLIC; COMMIT; BEGIN",
        "SELECT coalesce(to_regclass('pg_temp.todos')::text, 'none')",
        "none",
    ),
    (
        "a prepared statement",
        "PREPARE leak AS SELECT 1",
        "SELECT count(*)::text FROM pg_prepared_statements WHERE from_sql",
        "0",
    ),
    (
        "an ear in the name of a prepared statement",
        "PREPARE \"all; LISTEN leak\" AS SELECT 1",
        "SELECT count(*)::text FROM pg_listening_channels()",
        "0",
    ),
    (
        "a lock of the session",
        "SELECT pg_advisory_lock(4711)",
        "SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()",
        "0",
    ),
    ("an ear", "LISTEN leak", "SELECT count(*)::text FROM pg_listening_channels()", "0"),
    (
        "an ear, after a COMMIT",
        "COMMIT; LISTEN leak; COMMIT; BEGIN",
        "SELECT count(*)::text FROM pg_listening_channels()",
        "0",
    ),
    (
        "a cursor",
        "DECLARE leak CURSOR WITH HOLD FOR SELECT * FROM generate_series(1, 9)",
        "SELECT count(*)::text FROM pg_cursors WHERE name = 'leak'",
        "0",
    ),
    (
        "the last number of a sequence",
        "INSERT INTO todos (task) VALUES ('gone'); DELETE FROM todos WHERE task = 'gone'",
        "SELECT lastval()::text",
        "lastval is not yet defined in this session",
    ),
    (
        "a savepoint",
        "SAVEPOINT leak; SELECT 1",
        "SELECT (now() = statement_timestamp() OR pg_current_xact_id_if_assigned() IS NULL)::text",
        "true",
    ),
    (
        "an open transaction",
        "COMMIT; BEGIN; INSERT INTO held VALUES (77); SELECT 1",
        "SELECT coalesce(pg_current_xact_id_if_assigned()::text, 'none')",
        "none",
    ),
    (
        "a function over another",
        "SELECT set_config('search_path', 'pg_temp, public', false); CREATE FUNCTION pg_temp.leak() RETURNS int LANGUAGE sql RETURN 1",
        "SELECT count(*)::text FROM pg_proc WHERE proname = 'leak'",
        "0",
    ),
];

fn look(driver: &mut dyn Driver, mode: Mode, here: &str, ask: &str, none: &str) {
    let answer = match driver.plain(ask) {
        Ok(answer) => answer.unwrap_or_default(),
        Err(error) => error,
    };
    assert!(
        answer == none || answer.contains(none) && none.contains(' '),
        "{here}: the pool's own user sees {answer}"
    );
    let bob = Caller::signed_in("bob");
    let seen = driver.ask(&bob, "SELECT string_agg(task, ', ') || ' as ' || auth.user_id() FROM todos");
    assert_eq!(seen, Ok(Some("of bob as bob".to_owned())), "{here}: bob comes next");
    let nobody = Caller::anonymous().with_role("authenticated");
    assert_eq!(
        driver.ask(&nobody, "SELECT coalesce(auth.user_id(), 'none')"),
        Ok(Some("none".to_owned())),
        "{here}"
    );
    // the stand-in writes down which token was the last one, and so has a transaction of its number
    let writes = mode == Mode::Signed && !mode.is_real() && ask.contains("xact_id");
    if !none.contains("session_app") && !writes {
        let answer = match driver.ask(&nobody, ask) {
            Ok(answer) => answer.unwrap_or_default(),
            Err(error) => error,
        };
        assert!(
            answer == none || answer.contains(none) && none.contains(' '),
            "{here}: the next caller sees {answer}"
        );
    }
}

fn try_all(name: &str, driver: &mut dyn Driver, mode: Mode, ends: &[End]) {
    let alice = Caller::signed_in("alice");
    for end in ends {
        for (leak, sql, ask, none) in LEAKS {
            let here = format!("{name}, {mode:?}, {end:?}: {leak}");
            // whether it is refused at the end is asked elsewhere
            let _ = driver.run(&alice, sql, *end);
            look(driver, mode, &here, ask, none);
        }
    }
}

#[test]
fn nothing_is_left_by_sqlx() {
    try_all("sqlx", &mut *(ALL[0].1)(Mode::Plain), Mode::Plain, &End::ALL);
    try_all("sqlx", &mut *(ALL[0].1)(Mode::Signed), Mode::Signed, &[End::Commit, End::Drop]);
}

#[test]
fn nothing_is_left_by_tokio_postgres() {
    try_all("tokio-postgres", &mut *(ALL[1].1)(Mode::Plain), Mode::Plain, &End::ALL);
    try_all("tokio-postgres", &mut *(ALL[1].1)(Mode::Signed), Mode::Signed, &[End::Commit, End::Drop]);
}

#[test]
fn nothing_is_left_by_diesel() {
    try_all("diesel", &mut *(ALL[2].1)(Mode::Plain), Mode::Plain, &End::ALL);
    try_all("diesel", &mut *(ALL[2].1)(Mode::Signed), Mode::Signed, &[End::Commit, End::Drop]);
}

#[test]
fn nothing_is_left_by_a_panic() {
    for mode in Mode::BOTH {
        for (name, open) in ALL {
            let mut driver = open(mode);
            for (leak, sql, ask, none) in LEAKS {
                driver.panic(&Caller::signed_in("alice"), sql);
                look(&mut *driver, mode, &format!("{name}, {mode:?}, a panic: {leak}"), ask, none);
            }
        }
    }
}

/// SQL can make the server forget what the driver has prepared, and prepare something else by that name.
#[test]
fn a_statement_of_the_drivers_cannot_be_replaced() {
    let alice = Caller::signed_in("alice");
    for mode in Mode::BOTH {
        for (name, open) in ALL {
            let mut driver = open(mode);
            driver.ask(&alice, "SELECT auth.user_id()").unwrap();
            for end in End::ALL {
                let poison = "DEALLOCATE ALL;
                    PREPARE sqlx_s_1(text, text, text) AS SELECT set_config('role', 'authenticated', true), set_config('request.jwt.claims', '{\"sub\":\"alice\"}', true);
                    PREPARE __diesel_stmt_0(text, text, text) AS SELECT set_config('role', 'authenticated', true), set_config('request.jwt.claims', '{\"sub\":\"alice\"}', true)";
                let _ = driver.run(&alice, poison, end);
                // a connection whose statements are gone may fail once, and never as somebody else
                for attempt in 0..2 {
                    match driver.ask(&Caller::signed_in("bob"), "SELECT auth.user_id()") {
                        Ok(id) => assert_eq!(id.as_deref(), Some("bob"), "{name}, {mode:?}"),
                        Err(error) => {
                            assert!(error.contains("prepared statement"), "{name}, {mode:?}: {error}");
                            assert_eq!(attempt, 0, "{name}, {mode:?}, {end:?}: {error}");
                        }
                    }
                }
            }
        }
    }
}
