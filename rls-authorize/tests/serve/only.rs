//! What do the words stop that the guard would not find, and the guard that no word gives away?
//!
//! Each way was seen to get through with the one switched off that stops it here, and the other one on. `{A}` are alice's claims, `{B}` those of
//! bob, who tries; the role `manager` sees every row, and is served for others than him.

use pg_rls::session::Caller;
use postgres::Client;
use rls_authorize::serve::{
    pool::{Mode, Pool},
    query::Fault,
};

use crate::{
    home::{Home, LIMITS, batch, bob, config},
    leftover::RUN,
    stealing::{CARELESS, PUT_BACK},
};

const SET_UP: &str = "
    CREATE ROLE manager;
    GRANT manager TO login;
    CREATE POLICY all_of_it ON todos TO manager USING (true);
    GRANT SELECT ON todos TO manager;
    CREATE TABLE notes (tenant text, note text);
    ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
    CREATE POLICY of_tenant ON notes USING (tenant = current_setting('app.tenant', true));
    GRANT SELECT ON notes TO authenticated;
    INSERT INTO notes VALUES ('alice', 'alice task 0');
    CREATE SCHEMA own;
    GRANT USAGE ON SCHEMA own TO PUBLIC;
";

type Ways = &'static [&'static [&'static str]];

/// The extension signs claims, and no roles; and a setting of somebody's own is nobody's to look at.
const WORDS_IN_BOTH: Ways = &[
    &[
        "SELECT set_config('role', 'manager', true), query_to_xml('SELECT task FROM todos', true, true, ''), set_config('role', 'authenticated', true)",
    ],
    &[
        "CREATE FUNCTION pg_temp.f() RETURNS text LANGUAGE plpgsql AS $$ DECLARE found text; BEGIN SET LOCAL ROLE manager; SELECT string_agg(task, ',') INTO found FROM todos; SET LOCAL ROLE authenticated; RETURN found; END $$",
        "SELECT pg_temp.f()",
    ],
    &[
        "CREATE FUNCTION pg_temp.f() RETURNS text LANGUAGE plpgsql SET role = manager AS $$ BEGIN RETURN (SELECT string_agg(task, ',') FROM todos); END $$",
        "SELECT pg_temp.f()",
    ],
    &[
        "CREATE TEMP TABLE got (task text)",
        "GRANT ALL ON got TO PUBLIC",
        "DO $$ BEGIN SET LOCAL ROLE manager; INSERT INTO got SELECT task FROM todos; SET LOCAL ROLE authenticated; END $$",
        "TABLE got",
    ],
    &["SET app.tenant = 'alice'", "TABLE notes"],
    &["SET LOCAL \"app\".tenant TO alice", "TABLE notes"],
    &["SELECT set_config('app.tenant', 'alice', true)", "TABLE notes"],
    // the guard comes too late for what was committed by itself
    &["INSERT INTO todos (task) VALUES ('kept')", "COMMIT", "SELECT 1"],
    &["INSERT INTO todos (task) VALUES ('kept')", "COMMIT AND CHAIN", "SELECT 1"],
    &["INSERT INTO todos (task) VALUES ('kept')", "END"],
    &["INSERT INTO todos (task) VALUES ('kept')", "PREPARE TRANSACTION 'left'"],
];

const GUARD_IN_PLAIN_MODE: Ways = &[
    &["SELECT own.run('SET LOCAL request.jwt.claims = ''{A}''')", "SELECT task FROM todos"],
    &["SELECT own.run('SET LOCAL request.jwt.claims = ''{A}'''), (SELECT string_agg(task, ',') FROM todos)"],
    &["SELECT own.run('SET request.jwt.claims = ''{A}''')", "DELETE FROM todos"],
    &["SELECT own.run('SET standard_conforming_strings = off')", "SELECT 'another\\ntext'"],
    // what is a string to us is none to the server any more
    &[
        "SELECT own.run('SET client_encoding = SJIS')",
        "SELECT E'\u{c3}\\', set_config($$request.jwt.claims$$, $${A}$$, true), (SELECT string_agg(task, $$,$$) FROM todos), set_config($$request.jwt.claims$$, $${B}$$, true) --'",
    ],
];

const GUARD_IN_BOTH: Ways = &[
    &["SELECT own.run('SET LOCAL ROLE manager')", "SELECT task FROM todos"],
    &["SELECT own.run('SET ROLE manager')", "SELECT task FROM todos"],
    &["SELECT own.run('RESET ROLE')", "SELECT own.run('SET ROLE manager')", "SELECT task FROM todos"],
];

const GUARD_IN_THE_EXTENSIONS_MODE: Ways = &[
    // who is nobody has no rows, and no business here
    &["SELECT own.run('RESET pg_session_jwt.jwt')", "SELECT task FROM todos"],
];

/// Neither stops a function of somebody careless that becomes another served role and puts it back: docs/serve-isolation.md says so.
const OPEN_IN_BOTH: Ways = &[&[
    "SELECT own.run('SET LOCAL ROLE manager'), own.run('CREATE TEMP TABLE got AS SELECT task FROM todos; GRANT SELECT ON got TO PUBLIC'), own.run('SET LOCAL ROLE authenticated')",
    "TABLE got",
]];

#[derive(Debug, PartialEq, Eq)]
enum Stopped {
    Words,
    Guard,
    Not,
    Otherwise(String),
}

/// By what a way is stopped, and nothing is got or left by it.
fn stopped(home: &Home, admin: &mut Client, way: &[&str]) -> Stopped {
    let bob = bob();
    let queries: Vec<String> = way
        .iter()
        .map(|sql| sql.replace("{A}", r#"{"sub":"alice"}"#).replace("{B}", bob.claims().unwrap()))
        .collect();
    let queries: Vec<(&str, &[Option<&str>])> = queries.iter().map(|sql| (sql.as_str(), &[][..])).collect();
    let said = home.limited(&bob, &batch(&queries), &LIMITS);
    let left = "SELECT count(*) FILTER (WHERE user_id = 'alice') = 3 AND count(*) FILTER (WHERE task = 'kept') = 0 \
        AND NOT EXISTS (SELECT FROM pg_prepared_xacts) FROM todos";
    let clean: bool = admin.query_one(left, &[]).unwrap().get(0);
    match said {
        _ if !clean => Stopped::Not,
        Ok(answers) if answers.iter().any(|answer| format!("{:?}", answer.rows).contains("alice task")) => {
            Stopped::Not
        }
        Err(Fault::Refused(why)) if why.contains("is not for this endpoint") => Stopped::Words,
        Err(Fault::Refused(why)) if why.contains("or has changed the role, the claims") => Stopped::Guard,
        other => Stopped::Otherwise(format!("{other:?}")),
    }
}

fn each_by_one(mode: Mode) {
    let mut home = Home::with(mode, 1);
    let mut admin = home.admin();
    admin.batch_execute(SET_UP).unwrap();
    admin.batch_execute(&RUN.replace("run(", "own.run(")).unwrap();
    let mut config = config(&home.server);
    config.connections = 1;
    config.roles.insert("manager".to_owned());
    home.pool = home.runtime.block_on(Pool::open(config)).unwrap();
    let manager = Caller::signed_in("dora").with_role("manager");
    assert_eq!(home.value(&manager, "SELECT count(*) FROM todos").as_deref(), Some("9"));

    let (words, guard): (&[Ways], &[Ways]) = match mode {
        Mode::Plain => (&[WORDS_IN_BOTH, PUT_BACK], &[GUARD_IN_BOTH, GUARD_IN_PLAIN_MODE]),
        Mode::Extension => (&[WORDS_IN_BOTH], &[GUARD_IN_BOTH, GUARD_IN_THE_EXTENSIONS_MODE]),
    };
    let mut wrong = Vec::new();
    for (ways, by) in [(words, Stopped::Words), (guard, Stopped::Guard), (&[OPEN_IN_BOTH], Stopped::Not)] {
        for way in ways.iter().copied().flatten() {
            let found = stopped(&home, &mut admin, way);
            if found != by {
                wrong.push((way, found));
            }
            // whatever a way has left is not laid to the next
            let _ = admin.batch_execute("ROLLBACK PREPARED 'left'");
            admin.batch_execute("DELETE FROM todos WHERE task = 'kept'").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{mode}: {wrong:#?}");
}

/// Should the role that logs in become more than it was when this began: the guard knows it by its name.
#[test]
fn no_statement_runs_in_a_session_of_somebody_else() {
    let home = Home::new(1);
    let mut admin = home.admin();
    admin.batch_execute(CARELESS).unwrap();
    admin.batch_execute(&RUN.replace("run(", "own.run(")).unwrap();
    admin
        .batch_execute("CREATE ROLE other; GRANT authenticated TO other; ALTER ROLE login SUPERUSER")
        .unwrap();
    // it is one from its next connection on
    admin
        .batch_execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'login'")
        .unwrap();
    home.until("SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE usename = 'login')");
    let way = [
        "SELECT own.run('SET SESSION AUTHORIZATION other'), own.run('SET ROLE authenticated')",
        "SELECT session_user",
    ];
    assert_eq!(stopped(&home, &mut admin, &way), Stopped::Guard);
}

#[test]
fn each_way_is_stopped_by_the_one_that_it_says_in_plain_mode() {
    each_by_one(Mode::Plain);
}

#[test]
fn each_way_is_stopped_by_the_one_that_it_says_in_the_extensions_mode() {
    each_by_one(Mode::Extension);
}
