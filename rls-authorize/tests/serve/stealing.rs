//! Does a caller get another's row, by any statements that they may send?
//!
//! Bob tries, each way as a batch of its own; alice's rows are neither in an answer nor changed. [`OPEN`] are the ways that are known to be open in plain
//! mode, and have to be: docs/serve.md names them.

use std::cell::RefCell;

use pg_rls::session::Caller;
use postgres::Client;
use rls_authorize::serve::{pool::Mode, query::Fault};

use crate::{
    home::{Home, LIMITS, alice, batch, bob},
    leftover::RUN,
};

/// What somebody careless has in a database: text that is run, and a view that asks as its owner.
pub(crate) const CARELESS: &str = "CREATE SCHEMA own; GRANT USAGE ON SCHEMA own TO PUBLIC";

const ALICE: &str = r#"{"sub":"alice"}"#;

/// `{A}` is a claim that is alice's, `{T}` the token of alice's last request on the same connection.
const WAYS: &[&[&str]] = &[
    // in so many words
    &["SELECT * FROM todos WHERE user_id = 'alice'"],
    &["SELECT * FROM todos WHERE user_id = 'alice' OR true OR auth.user_id() = 'alice'"],
    &["UPDATE todos SET task = 'stolen' WHERE user_id = 'alice' RETURNING *"],
    &["DELETE FROM todos WHERE user_id = 'alice' RETURNING *"],
    &["UPDATE todos SET user_id = 'alice'"],
    &["INSERT INTO todos (user_id, task) VALUES ('alice', 'stolen')"],
    &[
        "INSERT INTO todos (id, user_id, task) OVERRIDING SYSTEM VALUE VALUES (1, 'bob', 'x') ON CONFLICT (id) DO UPDATE SET task = 'stolen' RETURNING *",
    ],
    &["TRUNCATE todos"],
    &["SELECT * FROM todos FOR UPDATE"],
    &["TABLE todos"],
    // a row that only an error would show
    &[
        "SELECT 1 / (CASE WHEN task LIKE 'alice%' THEN 0 ELSE 1 END), task::int FROM todos WHERE user_id = 'alice'",
    ],
    // out of the transaction
    &["COMMIT", "SELECT * FROM todos"],
    &["COMMIT AND CHAIN", "SELECT * FROM todos"],
    &["COMMIT; SELECT * FROM todos"],
    &["SELECT 1; COMMIT; RESET ROLE; SELECT * FROM todos"],
    &["END", "SELECT * FROM todos"],
    &["ABORT", "SELECT * FROM todos"],
    &["ROLLBACK", "SELECT * FROM todos"],
    &["/* x */ ROLLBACK AND NO CHAIN", "SELECT * FROM todos"],
    &["PREPARE TRANSACTION 'x'", "SELECT * FROM todos"],
    &["SAVEPOINT a", "ROLLBACK TO a", "SELECT * FROM todos"],
    &["CALL own.ends()", "SELECT * FROM todos"],
    // as somebody else
    &["RESET ROLE", "SELECT * FROM todos"],
    &["SET ROLE NONE", "SELECT * FROM todos"],
    &["SET ROLE postgres", "SELECT * FROM todos"],
    &["SET LOCAL ROLE admin", "SELECT * FROM todos"],
    &["SET \"role\" = 'admin'", "SELECT * FROM todos"],
    &["SET U&\"ro\\006ce\" = 'admin'", "SELECT * FROM todos"],
    &["SET SESSION AUTHORIZATION postgres", "SELECT * FROM todos"],
    &["SET SESSION AUTHORIZATION DEFAULT", "SELECT * FROM todos"],
    &["RESET SESSION AUTHORIZATION", "SELECT * FROM todos"],
    &["RESET ALL", "SELECT * FROM todos"],
    &["DISCARD ALL", "SELECT * FROM todos"],
    &["SELECT set_config('role', 'admin', true)", "SELECT * FROM todos"],
    &["SELECT set_config('role', 'none', false)", "SELECT * FROM todos"],
    &["WITH r AS MATERIALIZED (SELECT set_config('role', 'postgres', true)) SELECT * FROM r, todos"],
    &["UPDATE pg_settings SET setting = 'admin' WHERE name = 'role'", "SELECT * FROM todos"],
    &["DO $$ BEGIN RESET ROLE; PERFORM 1; END $$", "SELECT * FROM todos"],
    &["GRANT postgres TO authenticated", "SET ROLE postgres"],
    &["GRANT SELECT ON todos TO PUBLIC"],
    &["ALTER TABLE todos DISABLE ROW LEVEL SECURITY", "SELECT * FROM todos"],
    &["ALTER TABLE todos OWNER TO authenticated"],
    &["DROP POLICY own ON todos"],
    &["CREATE POLICY open ON todos USING (true)"],
    &["ALTER ROLE authenticated BYPASSRLS"],
    &["ALTER ROLE authenticated SET search_path = x"],
    &["SET row_security = off", "SELECT * FROM todos"],
    &["SET LOCAL row_security = off", "SELECT * FROM todos"],
    // with other claims
    &["SELECT set_config('request.jwt.claims', '{A}', true)", "SELECT * FROM todos"],
    &["SELECT pg_catalog.SET_CONFIG('request.jwt.claims', '{A}', false)", "SELECT * FROM todos"],
    &["SELECT \"set_config\"('request.jwt.claims', '{A}', true), t.* FROM todos t"],
    &["SELECT U&\"set\\005fconfig\"('request.jwt.claims', '{A}', true), t.* FROM todos t"],
    &["WITH c AS MATERIALIZED (SELECT set_config('request.jwt.claims', '{A}', true)) SELECT * FROM c, todos"],
    &["SELECT * FROM todos WHERE set_config('request.jwt.claims', '{A}', true) <> ''"],
    &["INSERT INTO todos (task) SELECT set_config('request.jwt.claims', '{A}', true)"],
    &["SET request.jwt.claims = '{A}'", "SELECT * FROM todos"],
    &["SET LOCAL \"request.jwt.claims\" TO '{A}'", "SELECT * FROM todos"],
    &["SET \"request\".jwt.\"claims\" TO '{A}'", "SELECT * FROM todos"],
    &["SET REQUEST.JWT.CLAIMS TO '{A}'", "SELECT * FROM todos"],
    &["RESET request.jwt.claims", "SELECT * FROM todos"],
    &["UPDATE pg_settings SET setting = '{A}' WHERE name = 'request.jwt.claims'", "SELECT * FROM todos"],
    &[
        "CREATE TEMP VIEW v AS SELECT * FROM pg_settings",
        "UPDATE v SET setting = '{A}' WHERE name = 'request.jwt.claims'",
        "SELECT * FROM todos",
    ],
    &[
        "CREATE TEMP VIEW v AS SELECT * FROM pg_settings",
        "UPDATE v SET setting = 'admin' WHERE name = 'role'",
        "SELECT * FROM todos",
    ],
    &["DO $$ BEGIN PERFORM set_config('request.jwt.claims', '{A}', true); END $$", "SELECT * FROM todos"],
    &[
        "SELECT query_to_xml('SELECT set_config(''request.jwt.claims'', ''{A}'', true)', true, true, ''), (SELECT string_agg(task, ',') FROM todos)",
    ],
    &[
        "SELECT query_to_xml_and_xmlschema('SELECT set_config(''request.jwt.claims'', ''{A}'', true)', true, true, '')",
    ],
    &["SELECT * FROM ts_stat('SELECT set_config(''request.jwt.claims'', ''{A}'', true)::tsvector')"],
    &[
        "SELECT ts_rewrite('a'::tsquery, 'SELECT set_config(''request.jwt.claims'', ''{A}'', true)::tsquery, ''b''::tsquery')",
    ],
    &[
        "CREATE FUNCTION pg_temp.f() RETURNS text LANGUAGE sql AS $$ SELECT set_config('request.jwt.claims', '{A}', true) $$",
        "SELECT pg_temp.f(), t.* FROM todos t",
    ],
    &[
        "CREATE AGGREGATE pg_temp.a (text, text, bool) (sfunc = 'set_config', stype = text)",
        "SELECT pg_temp.a('x', 'y', true)",
    ],
    &["CREATE OPERATOR pg_temp.<=> (function = 'set_config')"],
    &[
        "CREATE TEMP TABLE x (a text DEFAULT set_config('request.jwt.claims', '{A}', true))",
        "INSERT INTO x DEFAULT VALUES",
        "SELECT * FROM todos",
    ],
    &["SET client_encoding = 'GBK'", "SELECT '\u{5c}' , set_config('request.jwt.claims', '{A}', true) --'"],
    &["SET NAMES 'SJIS'", "SELECT * FROM todos"],
    &[
        "SET standard_conforming_strings = off",
        "SELECT '\\', set_config('request.jwt.claims', '{A}', true), '",
    ],
    // in front of who says who it is
    &[
        "CREATE TEMP TABLE pg_class (a int)",
        "SET search_path = pg_temp, pg_catalog",
        "SELECT * FROM public.todos",
    ],
    &["CREATE SCHEMA auth", "SELECT * FROM todos"],
    &[
        "CREATE FUNCTION auth.user_id() RETURNS text LANGUAGE sql AS $$ SELECT 'alice' $$",
        "SELECT * FROM todos",
    ],
    &[
        "CREATE OR REPLACE FUNCTION auth.user_id() RETURNS text LANGUAGE sql AS $$ SELECT 'alice' $$",
        "SELECT * FROM todos",
    ],
    &[
        "CREATE OR REPLACE FUNCTION pg_temp.current_setting(text, bool) RETURNS text LANGUAGE sql AS $$ SELECT '{A}' $$",
        "SET search_path = pg_temp, pg_catalog, public",
        "SELECT * FROM todos",
    ],
    &["DROP FUNCTION auth.user_id()"],
    &["ALTER FUNCTION auth.user_id() RENAME TO x"],
    &["CREATE TEMP VIEW v AS SELECT * FROM todos", "SELECT * FROM v"],
    &["CREATE TEMP TABLE t AS TABLE todos", "TABLE t"],
    // by what the extension has
    &[
        "SELECT auth.jwt_session_init('eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhbGljZSIsImp0aSI6OTl9.AAAA')",
        "SELECT * FROM todos",
    ],
    &["SELECT auth.jwt_session_init('{T}')", "SELECT * FROM todos"],
    &["SELECT auth.init()", "SELECT auth.jwt_session_init('{T}')", "SELECT * FROM todos"],
    &["SET pg_session_jwt.jwt = '{T}'", "SELECT * FROM todos"],
    &[
        "SET \"pg_session_jwt.jwk\" = '{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}'",
        "SELECT auth.init()",
        "SELECT * FROM todos",
    ],
    &["RESET pg_session_jwt.jwk", "SET request.jwt.claims = '{A}'", "SELECT * FROM todos"],
    &["UPDATE pg_settings SET setting = '' WHERE name LIKE 'pg_session_jwt.%'", "SELECT * FROM todos"],
    &["SELECT * FROM auth.stand_in"],
    // from others
    &["SELECT * FROM pg_stat_activity WHERE query LIKE '%alice task%' AND pid <> pg_backend_pid()"],
    &["SELECT * FROM pg_prepared_statements"],
    &["SELECT * FROM pg_cursors", "FETCH ALL FROM c"],
    &["EXECUTE p"],
    &["LISTEN todos"],
    &["COPY todos TO STDOUT"],
    &["COPY (SELECT * FROM todos) TO PROGRAM 'cat'"],
    &["COPY todos FROM STDIN"],
    &["SELECT pg_read_file('/etc/passwd')"],
    &["SELECT lo_import('/etc/passwd')"],
    &["SELECT most_common_vals FROM pg_stats WHERE tablename = 'todos'"],
    &["SELECT * FROM pg_statistic"],
    &["SELECT pg_logical_slot_get_changes('x', NULL, NULL)"],
    &["SELECT dblink('dbname=app', 'SELECT * FROM todos')"],
    &["SELECT loread(lo_open(1, 262144), 1000)"],
    &["EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM todos"],
    &["DECLARE c CURSOR WITH HOLD FOR SELECT * FROM todos", "FETCH ALL FROM c"],
    &["LOAD 'pg_session_jwt'"],
    // by text that somebody's own function runs; what it leaves is noticed
    &["SELECT own.run('SET LOCAL request.jwt.claims = ''{A}''')", "SELECT * FROM todos"],
    &["SELECT own.run('SET LOCAL request.jwt.claims = ''{A}'''), (SELECT string_agg(task, ',') FROM todos)"],
    &["SELECT own.run('RESET ROLE')", "SELECT * FROM todos"],
    &["SELECT own.run('RESET ROLE'), (SELECT string_agg(task, ',') FROM todos)"],
    &["SELECT own.run('SET ROLE anonymous'), (SELECT string_agg(task, ',') FROM todos)"],
    &["SELECT own.run('SET pg_session_jwt.jwt = ''{T}'''), (SELECT string_agg(task, ',') FROM todos)"],
    &[
        "SELECT own.run('SET pg_session_jwt.jwt = ''{T}'''), (SELECT string_agg(task, ',') FROM todos), own.run('SET pg_session_jwt.jwt = ''''')",
    ],
    &["SELECT own.run('SET pg_session_jwt.jwk = '''''), (SELECT string_agg(task, ',') FROM todos)"],
    &["SELECT own.run('SELECT auth.jwt_session_init(''{T}'')'), (SELECT string_agg(task, ',') FROM todos)"],
    &["SELECT own.run('SET client_encoding = GBK')", "SELECT * FROM todos"],
    &["SELECT own.run('PREPARE x AS SELECT 1')", "SELECT * FROM todos"],
    // and so is what it puts back but for the role
    &["SELECT own.run('RESET ROLE'), own.run('SELECT task FROM todos'), own.run('SET ROLE authenticated')"],
];

/// Set, asked and put back within one statement: the guard behind it finds what there was.
pub(crate) const PUT_BACK: &[&[&str]] = &[
    &[
        "SELECT set_config('request.jwt.claims', '{A}', true), (SELECT string_agg(task, ',') FROM todos), set_config('request.jwt.claims', '{B}', true)",
    ],
    &[
        "SELECT query_to_xml('SELECT set_config(''request.jwt.claims'', ''{A}'', true)', true, true, ''), (SELECT string_agg(task, ',') FROM todos), query_to_xml('SELECT set_config(''request.jwt.claims'', ''{B}'', true)', true, true, '')",
    ],
    &[
        "CREATE FUNCTION pg_temp.f(c text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN PERFORM set_config('request.jwt.claims', c, true); RETURN c; END $$",
        "SELECT pg_temp.f('{A}'), (SELECT string_agg(task, ',') FROM todos), pg_temp.f('{B}')",
    ],
    &[
        "CREATE TEMP TABLE got (task text)",
        "DO $$ BEGIN PERFORM set_config('request.jwt.claims', '{A}', true); INSERT INTO got SELECT task FROM todos; PERFORM set_config('request.jwt.claims', '{B}', true); END $$",
        "TABLE got",
    ],
];

/// Open in plain mode: a function of the database's own that runs text, and puts back what it set within the same statement.
const OPEN: &[&[&str]] = &[&[
    "SELECT own.run('SET LOCAL request.jwt.claims = ''{A}'''), (SELECT string_agg(task, ',') FROM todos), own.run('SET LOCAL request.jwt.claims = ''{B}''')",
]];

struct Thief {
    home: Home,
    mode: Mode,
    admin: RefCell<Client>,
    rows: Vec<String>,
}

impl Thief {
    fn new(mode: Mode) -> Self {
        let home = Home::with(mode, 1);
        let mut admin = home.admin();
        admin.batch_execute(CARELESS).unwrap();
        admin.batch_execute(&RUN.replace("run(", "own.run(")).unwrap();
        admin
            .batch_execute(
                "CREATE ROLE admin; CREATE POLICY all_of_it ON todos TO admin USING (true); GRANT ALL ON todos TO admin;
                 CREATE PROCEDURE own.ends() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;
                 ANALYZE todos",
            )
            .unwrap();
        let rows = rows(&mut admin);
        assert_eq!(rows.len(), 3);
        Self { home, mode, admin: RefCell::new(admin), rows }
    }

    /// Whether the way gets at a row.
    fn steals(&self, thief: &Caller, way: &[&str]) -> bool {
        let token = match self.mode {
            Mode::Extension if way.iter().any(|sql| sql.contains("{T}")) => {
                self.home.value(&alice(), "SHOW pg_session_jwt.jwt").unwrap()
            }
            _ => "a.b.c".to_owned(),
        };
        let claims = thief.claims().unwrap_or_default();
        let queries: Vec<String> = way
            .iter()
            .map(|sql| sql.replace("{A}", ALICE).replace("{T}", &token).replace("{B}", claims))
            .collect();
        let queries: Vec<(&str, &[Option<&str>])> =
            queries.iter().map(|sql| (sql.as_str(), &[][..])).collect();
        let said = match self.home.limited(thief, &batch(&queries), &LIMITS) {
            Ok(answers) => format!("{:?}", answers.iter().map(|answer| &answer.rows).collect::<Vec<_>>()),
            Err(Fault::Unreachable(why)) => panic!("{way:?}: {why}"),
            Err(fault) => format!("{fault} {fault:?}"),
        };
        // the thief's own rows come and go; alice's are as they were
        said.contains("alice task") || rows(&mut self.admin.borrow_mut()) != self.rows
    }
}

fn rows(admin: &mut Client) -> Vec<String> {
    let rows = admin.query("SELECT todos::text FROM todos WHERE user_id = 'alice' ORDER BY id", &[]).unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

fn every_way(mode: Mode) {
    let thief = Thief::new(mode);
    for caller in [bob(), Caller::anonymous(), Caller::signed_in("")] {
        let stolen: Vec<_> = WAYS.iter().chain(PUT_BACK).filter(|way| thief.steals(&caller, way)).collect();
        assert!(stolen.is_empty(), "{mode}, {caller:?}: {stolen:#?}");
        for way in OPEN {
            // whoever may read nothing gets nothing by claims either
            let open = mode == Mode::Plain && caller.role() == "authenticated";
            assert_eq!(thief.steals(&caller, way), open, "{mode}, {caller:?}: {way:#?}");
        }
        if mode == Mode::Extension {
            // a signature of the stand-in takes its time
            break;
        }
    }
    if mode == Mode::Extension {
        // who has no claims, whatever the role, takes no token over
        for nobody in [Caller::anonymous(), Caller::anonymous().with_role("authenticated")] {
            let tokens = WAYS.iter().filter(|way| way.iter().any(|sql| sql.contains("{T}")));
            let stolen: Vec<_> = tokens.filter(|way| thief.steals(&nobody, way)).collect();
            assert!(stolen.is_empty(), "{nobody:?}: {stolen:#?}");
        }
    }
}

#[test]
fn nobody_steals_in_plain_mode() {
    every_way(Mode::Plain);
}

#[test]
fn nobody_steals_in_the_extensions_mode() {
    every_way(Mode::Extension);
}

#[test]
fn a_role_that_is_not_served_is_none() {
    let home = Home::new(1);
    for role in [
        "postgres",
        "login",
        "service_role",
        "pg_read_all_data",
        "none",
        "",
        "Authenticated",
        "authenticated\0",
        "x' y\" z",
        "authenticated; RESET ROLE",
    ] {
        let fault = home.run(&alice().with_role(role), "SELECT 1").unwrap_err();
        assert!(matches!(&fault, Fault::Refused(why) if why.contains("is not served here")), "{fault}");
    }
    let fault =
        home.runtime.block_on(home.pool.run(&alice(), "postgres", &batch(&[("SELECT 1", &[])]), &LIMITS));
    assert!(matches!(fault, Err(Fault::Refused(_))));
    // claims are data, whatever is in them
    for subject in ["a'b", "a\"b", "a\\b", "a\nb", "'; RESET ROLE; --", "${x}", "𝄞", "$1"] {
        assert_eq!(
            home.value(&Caller::signed_in(subject), "SELECT auth.user_id()").as_deref(),
            Some(subject)
        );
    }
    let fault = home.run(&Caller::signed_in("a\0b"), "SELECT 1").unwrap_err();
    assert!(matches!(fault, Fault::Refused(_)), "{fault}");
}

#[test]
fn others_are_neither_seen_nor_ended() {
    let home = Home::new(2);
    home.admin().batch_execute("CREATE SCHEMA own; GRANT USAGE ON SCHEMA own TO PUBLIC").unwrap();
    home.admin().batch_execute(&RUN.replace("run(", "own.run(")).unwrap();
    let pool = home.pool.clone();
    let long = home.runtime.spawn(async move {
        pool.run(
            &alice(),
            "app",
            &batch(&[("SELECT 'geheim', pg_sleep(1.5), $1::text", &[Some("secret")])]),
            &LIMITS,
        )
        .await
    });
    home.until("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE query LIKE '%geheim%' AND state = 'active' AND wait_event = 'PgSleep')");
    let seen = home
        .run(
            &bob(),
            "SELECT pid, query, application_name FROM pg_stat_activity WHERE pid <> pg_backend_pid()",
        )
        .unwrap();
    let told = format!("{:?}", seen.rows);
    assert!(
        told.contains("<insufficient privilege>") && !told.contains("geheim") && !told.contains("secret"),
        "{told}"
    );
    let pid: i32 = home
        .admin()
        .query_one(
            "SELECT pid FROM pg_stat_activity WHERE query LIKE '%geheim%' AND wait_event = 'PgSleep'",
            &[],
        )
        .unwrap()
        .get(0);
    for what in ["pg_cancel_backend", "pg_terminate_backend"] {
        assert!(matches!(home.run(&bob(), &format!("SELECT {what}({pid})")), Err(Fault::Refused(_))));
        let by_text = home.run(&bob(), &format!("SELECT own.run('SELECT {what}({pid})')")).unwrap_err();
        assert!(matches!(&by_text, Fault::Sql(fault) if fault.code == "42501"), "{by_text}");
    }
    assert!(home.runtime.block_on(long).unwrap().is_ok());
}
