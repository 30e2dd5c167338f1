//! Is nothing of one request there for the next on the same connection?

use crate::home::{Home, alice, bob};

/// A function that runs whatever it is given, as somebody careless makes them: what no word gives away.
pub(crate) const RUN: &str = "CREATE FUNCTION run(sql text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN EXECUTE sql; RETURN 'done'; END $$";

/// A function whose plan is kept with it.
const WHOSE: &str = "CREATE FUNCTION whose() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT string_agg(DISTINCT user_id, ' ') FROM todos); END $$";

/// What alice does, and what bob asks; the answer is as on a fresh connection.
const WAYS: &[(&str, &str, Option<&str>)] = &[
    ("SET search_path = pg_temp", "SHOW search_path", Some("\"$user\", public")),
    ("SET timezone = 'Asia/Tokyo'", "SHOW timezone", Some("UTC")),
    (
        "SELECT run('SET app.tenant = ''alice''')",
        "SELECT nullif(current_setting('app.tenant', true), '')",
        None,
    ),
    ("SELECT run('SET default_transaction_read_only = on')", "SHOW transaction_read_only", Some("off")),
    ("SELECT run('SET row_security = off')", "SHOW row_security", Some("on")),
    ("CREATE TEMP TABLE todos (task text)", "SELECT count(*) FROM todos", Some("3")),
    ("CREATE TEMP VIEW v AS SELECT 1", "SELECT to_regclass('v')", None),
    (
        "SELECT run('CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS ''SELECT 1''')",
        "SELECT to_regprocedure('pg_temp.f()')",
        None,
    ),
    (
        "SELECT run('PREPARE p AS SELECT 1')",
        "SELECT count(*) FROM pg_prepared_statements WHERE name <> ''",
        Some("0"),
    ),
    (
        "DECLARE c CURSOR WITH HOLD FOR SELECT * FROM todos",
        "SELECT count(*) FROM pg_cursors WHERE name <> ''",
        Some("0"),
    ),
    ("SELECT pg_advisory_lock(42)", "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'", Some("0")),
    ("SELECT run('LISTEN x')", "SELECT count(*) FROM pg_listening_channels()", Some("0")),
    // plans are kept: they are made again for another caller, and where a table that they read has gone
    ("SELECT whose()", "SELECT whose()", Some("bob")),
    (
        "SELECT whose() || run('CREATE TEMP TABLE todos (user_id) AS SELECT ''eve''::text') || whose()",
        "SELECT whose()",
        Some("bob"),
    ),
    ("SELECT nextval('numbers')", "SELECT run('SELECT currval(''numbers'')')", Some("55000")),
];

#[test]
fn nothing_is_left() {
    let home = Home::new(1);
    let mut admin = home.admin();
    admin.batch_execute(RUN).unwrap();
    admin.batch_execute(WHOSE).unwrap();
    admin.batch_execute("CREATE SEQUENCE numbers; GRANT USAGE ON SEQUENCE numbers TO authenticated").unwrap();
    let process = home.value(&alice(), "SELECT pg_backend_pid()");
    for (does, asks, answer) in WAYS {
        for does in [&[(*does, &[][..])][..], &[(*does, &[]), ("SELECT 1/0", &[])]] {
            let done = home.batch(&alice(), does);
            assert_eq!(done.is_ok(), does.len() == 1, "{does:?} {done:?}");
            let found = match home.run(&bob(), asks) {
                Ok(mut answer) => answer.rows.remove(0).remove(0),
                Err(rls_authorize::serve::query::Fault::Sql(fault)) => Some(fault.code),
                Err(fault) => panic!("{asks}: {fault}"),
            };
            assert_eq!(found.as_deref(), *answer, "{does:?}");
        }
    }
    // all of that was one connection
    assert_eq!(home.value(&bob(), "SELECT pg_backend_pid()"), process);
    assert_eq!(
        home.value(&bob(), "SELECT current_user || ' ' || auth.user_id()").as_deref(),
        Some("authenticated bob")
    );
    assert_eq!(
        home.value(
            &pg_rls::session::Caller::anonymous(),
            "SELECT current_user || ' ' || coalesce(auth.user_id(), '-')"
        )
        .as_deref(),
        Some("anonymous -")
    );
    // and between requests it is nobody's
    home.until("SELECT count(*) = 1 FROM pg_stat_activity WHERE usename = 'login' AND state = 'idle'");
}

/// Serializable, read only and deferrable, what cleans a connection would wait until nobody writes.
#[test]
fn what_cleans_does_not_wait_for_who_writes() {
    let home = Home::new(1);
    let mut admin = home.admin();
    admin.batch_execute(RUN).unwrap();
    let process = home.value(&alice(), "SELECT pg_backend_pid()");
    admin
        .batch_execute(
            "BEGIN ISOLATION LEVEL SERIALIZABLE; INSERT INTO todos (user_id, task) VALUES ('carol', 'hers')",
        )
        .unwrap();
    home.run(
        &alice(),
        "SELECT run('SET default_transaction_isolation = serializable; SET default_transaction_read_only = on; \
         SET default_transaction_deferrable = on')",
    )
    .unwrap();
    // one that cannot be cleaned in time is replaced
    assert_eq!(home.value(&bob(), "SELECT pg_backend_pid()"), process);
    admin.batch_execute("ROLLBACK").unwrap();
}
