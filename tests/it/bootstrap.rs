//! Does `cargo rls bootstrap` give a plain server what the provider would?
//!
//! The files are read as they are printed. Each test has a server of its own, because roles belong to the cluster.

use std::sync::{Arc, Barrier};
use std::thread;

use postgres::error::SqlState;
use postgres::{Client, NoTls};
use rls_postgres::Server;

const NEON: &str = include_str!("../../rls-core/src/provider/neon.sql");
const SUPABASE: &str = include_str!("../../rls-core/src/provider/supabase.sql");
const POSTGREST: &str = include_str!("../../rls-core/src/provider/postgrest.sql");
const CUSTOM: &str = include_str!("../../rls-core/src/provider/custom.sql");

/// File, its text, the roles that may use the schemas.
const FILES: [(&str, &str, &[&str]); 4] = [
    ("neon", NEON, &["anonymous", "authenticated"]),
    ("supabase", SUPABASE, &["anon", "authenticated", "service_role"]),
    ("postgrest", POSTGREST, &["anon", "authenticated"]),
    ("custom", CUSTOM, &["anonymous", "authenticated"]),
];

const UUID: &str = "41a5f680-89d2-474d-ae59-e27bfbbbd293";

fn connect(server: &Server, database: &str) -> Client {
    Client::connect(&server.conninfo(database), NoTls).expect("the server takes connections")
}

fn as_role(server: &Server, database: &str, role: &str) -> Client {
    let mut config: postgres::Config = server.conninfo(database).parse().expect("a connection string");
    config.user(role).connect(NoTls).expect("the server trusts its socket")
}

/// A new, empty database.
fn database(server: &Server, name: &str) -> Client {
    let mut admin = connect(server, "postgres");
    admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name}")).unwrap();
    admin.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    connect(server, name)
}

fn bootstrapped(server: &Server, name: &str, file: &str) -> Client {
    let mut client = database(server, name);
    client.batch_execute(file).unwrap();
    client
}

fn text(client: &mut Client, query: &str) -> Option<String> {
    client.query_one(query, &[]).unwrap_or_else(|error| panic!("{query}: {error:?}")).get(0)
}

fn state(client: &mut Client, query: &str) -> String {
    let error = client.batch_execute(query).expect_err(query);
    error.code().map_or_else(|| error.to_string(), |code| code.code().to_owned())
}

fn set_claims(client: &mut Client, claims: Option<&str>) {
    match claims {
        None => client.batch_execute("RESET request.jwt.claims").unwrap(),
        Some(claims) => {
            client.execute("SELECT set_config('request.jwt.claims', $1, false)", &[&claims]).unwrap();
        }
    }
}

/// All that a bootstrap may touch, as text.
fn picture(client: &mut Client) -> String {
    text(
        client,
        "SELECT concat_ws(E'\n',
            (SELECT string_agg(to_jsonb(r)::text, E'\n' ORDER BY rolname) FROM pg_roles r),
            (SELECT string_agg(concat_ws(' ', nspname, nspowner::regrole, nspacl::text), E'\n' ORDER BY nspname)
                FROM pg_namespace WHERE nspname !~ '^pg_'),
            (SELECT string_agg(concat_ws(E'\n', pg_get_functiondef(p.oid), proowner::regrole, proacl::text,
                obj_description(p.oid, 'pg_proc')), E'\n' ORDER BY proname)
                FROM pg_proc p WHERE pronamespace = to_regnamespace('auth')))",
    )
    .unwrap()
}

#[test]
fn the_second_run_changes_nothing_and_is_quiet() {
    for (name, file, _) in FILES {
        let server = Server::start().unwrap();
        let mut client = bootstrapped(&server, "first", file);
        let before = picture(&mut client);
        // a notice or a warning would be counted as a client sees it
        let notices = Arc::new(std::sync::Mutex::new(Vec::new()));
        let sink = Arc::clone(&notices);
        let mut config: postgres::Config = server.conninfo("first").parse().unwrap();
        config.notice_callback(move |notice| sink.lock().unwrap().push(notice.message().to_owned()));
        config.connect(NoTls).unwrap().batch_execute(file).unwrap();
        assert_eq!(*notices.lock().unwrap(), [""; 0], "{name}");
        assert_eq!(picture(&mut client), before, "{name}");
        // and another database of the same cluster, where the roles exist already
        let mut other = bootstrapped(&server, "second", file);
        assert_eq!(picture(&mut other), before, "{name}");
    }
}

#[test]
fn databases_are_bootstrapped_at_the_same_moment() {
    let server = Server::start().unwrap();
    // two databases twice over, so that runs in one database meet as well as runs in two
    let databases = ["one", "two", "one", "two"];
    for name in &databases[..2] {
        database(&server, name);
    }
    for round in 0..12 {
        let (name, file, roles) = FILES[round % FILES.len()];
        let mut admin = connect(&server, "postgres");
        for database in &databases[..2] {
            let mut client = connect(&server, database);
            client.batch_execute("DROP SCHEMA IF EXISTS auth CASCADE").unwrap();
            for role in ["anon", "anonymous", "authenticated", "service_role"] {
                drop_role(&mut client, role);
            }
        }
        for role in ["anon", "anonymous", "authenticated", "service_role"] {
            admin.batch_execute(&format!("DROP ROLE IF EXISTS {role}")).unwrap();
        }
        let barrier = Arc::new(Barrier::new(databases.len()));
        let runs: Vec<_> = databases
            .iter()
            .map(|database| {
                let (mut client, barrier) = (connect(&server, database), Arc::clone(&barrier));
                thread::spawn(move || {
                    barrier.wait();
                    client.batch_execute(file)
                })
            })
            .collect();
        for run in runs {
            run.join().unwrap().unwrap_or_else(|error| panic!("{name}, round {round}: {error:?}"));
        }
        for role in roles {
            let made = admin.query("SELECT FROM pg_roles WHERE rolname = $1", &[role]).unwrap();
            assert_eq!(made.len(), 1, "{name}: {role}");
        }
    }
}

fn drop_role(client: &mut Client, role: &str) {
    if !client.query("SELECT FROM pg_roles WHERE rolname = $1", &[&role]).unwrap().is_empty() {
        client.batch_execute(&format!("DROP OWNED BY {role}")).unwrap();
    }
}

#[test]
fn a_run_waits_for_the_role_that_another_database_is_making() {
    let server = Server::start().unwrap();
    let (mut one, mut two) = (database(&server, "one"), database(&server, "two"));
    // the first half of a run, not committed
    one.batch_execute("BEGIN; CREATE ROLE authenticated NOLOGIN").unwrap();
    let pid: i32 = two.query_one("SELECT pg_backend_pid()", &[]).unwrap().get(0);
    let run = thread::spawn(move || two.batch_execute(NEON));
    let mut watch = connect(&server, "postgres");
    let waits = "SELECT FROM pg_stat_activity WHERE pid = $1 AND wait_event_type = 'Lock'";
    while watch.query(waits, &[&pid]).unwrap().is_empty() {
        thread::sleep(std::time::Duration::from_millis(10));
        assert!(!run.is_finished(), "it did not wait");
    }
    one.batch_execute("COMMIT").unwrap();
    run.join().unwrap().unwrap();
}

#[test]
fn the_owner_of_a_database_may_run_it() {
    for (name, file, roles) in FILES {
        let server = Server::start().unwrap();
        let mut admin = connect(&server, "postgres");
        admin.batch_execute("CREATE ROLE owner LOGIN CREATEROLE CREATEDB").unwrap();
        let mut owner = as_role(&server, "postgres", "owner");
        owner.batch_execute("CREATE DATABASE mine").unwrap();
        let mut mine = as_role(&server, "mine", "owner");
        if roles.contains(&"service_role") {
            let error = mine.batch_execute(file).unwrap_err();
            let error = error.as_db_error().expect("an error of the server");
            assert_eq!(error.code(), &SqlState::INSUFFICIENT_PRIVILEGE);
            assert_eq!(
                error.message(),
                "role \"service_role\" does not exist, and \"owner\" may not create it"
            );
            assert_eq!(
                error.hint(),
                Some(
                    "As a superuser: CREATE ROLE service_role NOLOGIN NOINHERIT BYPASSRLS; then run this again."
                )
            );
            mine.batch_execute("ROLLBACK").unwrap();
            assert_eq!(mine.query("SELECT FROM pg_roles WHERE rolname = 'anon'", &[]).unwrap().len(), 0);
            if server.version().major >= 16 {
                admin.batch_execute("ALTER ROLE owner BYPASSRLS").unwrap();
                mine = as_role(&server, "mine", "owner");
            } else {
                admin.batch_execute("CREATE ROLE service_role BYPASSRLS").unwrap();
            }
        }
        for _ in 0..2 {
            mine.batch_execute(file).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        }
    }
}

#[test]
fn roles_that_exist_stay_as_they_are() {
    for (name, file, roles) in FILES {
        let server = Server::start().unwrap();
        let mut client = database(&server, "mine");
        for role in roles {
            client.batch_execute(&format!("CREATE ROLE {role} LOGIN CREATEDB CONNECTION LIMIT 3")).unwrap();
        }
        let attributes = "SELECT string_agg(to_jsonb(r)::text, ' ' ORDER BY rolname) FROM pg_roles r";
        let before = text(&mut client, attributes);
        client.batch_execute(file).unwrap();
        assert_eq!(text(&mut client, attributes), before, "{name}");
    }
}

#[test]
fn roles_that_are_made_can_not_log_in() {
    for (name, file, roles) in FILES {
        let server = Server::start().unwrap();
        let mut client = bootstrapped(&server, "mine", file);
        for role in roles {
            let row = client
                .query_one(
                    "SELECT rolcanlogin, rolsuper, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = $1",
                    &[role],
                )
                .unwrap();
            let has = [row.get::<_, bool>(0), row.get(1), row.get(2), row.get(3)];
            assert_eq!(has, [false, false, false, *role == "service_role"], "{name}: {role}");
        }
    }
}

#[test]
fn nobody_else_may_use_or_create() {
    for (name, file, roles) in FILES {
        let server = Server::start().unwrap();
        let mut client = bootstrapped(&server, "mine", file);
        client.batch_execute("CREATE ROLE stranger").unwrap();
        let mut may = |role: &str, schema: &str, what: &str| -> Option<bool> {
            client
                .query_one(
                    "SELECT has_schema_privilege($1, oid, $3) FROM (SELECT to_regnamespace($2)) AS s (oid)",
                    &[&role, &schema, &what],
                )
                .unwrap()
                .get(0)
        };
        let auth = ["neon", "supabase"].contains(&name).then_some(true);
        for role in roles {
            assert_eq!(may(role, "public", "USAGE"), Some(true), "{name}: {role}");
            assert_eq!(may(role, "auth", "USAGE"), auth, "{name}: {role}");
        }
        for role in roles.iter().chain(&["stranger", "public"]) {
            assert_eq!(may(role, "public", "CREATE"), Some(false), "{name}: {role}");
            assert_eq!(may(role, "auth", "CREATE"), auth.map(|_| false), "{name}: {role}");
        }
        for role in ["stranger", "public"] {
            assert_eq!(may(role, "auth", "USAGE"), auth.map(|_| false), "{name}: {role}");
        }
        let granted = "SELECT count(*)::text FROM pg_namespace, aclexplode(nspacl) a JOIN pg_roles r ON r.oid = grantee
            WHERE nspname IN ('auth', 'public') AND r.rolname = ANY ($1) AND privilege_type = 'USAGE' AND NOT is_grantable";
        let explicit: String = client.query_one(granted, &[&roles]).unwrap().get(0);
        assert_eq!(explicit, (roles.len() * (1 + usize::from(auth.is_some()))).to_string(), "{name}");
        if auth.is_some() {
            let call = "auth.uid()";
            client
                .batch_execute(&format!(
                    "CREATE TABLE t (id uuid DEFAULT {call}); ALTER TABLE t ENABLE ROW LEVEL SECURITY;
                    CREATE POLICY p ON t USING (id = (SELECT {call})); GRANT ALL ON t TO stranger"
                ))
                .unwrap();
            // by name it takes USAGE; in a policy or a default it does not
            let mut client = connect(&server, "mine");
            assert_eq!(state(&mut client, &format!("SET ROLE stranger; SELECT {call}")), "42501");
            client.batch_execute(&format!("SET ROLE authenticated; SELECT {call}")).unwrap();
            for claims in
                [format!("{{\"sub\":\"{UUID}\"}}"), nested(90).replace("\"a\"", &format!("\"{UUID}\""))]
            {
                let mut client = connect(&server, "mine");
                set_claims(&mut client, Some(&claims));
                client.batch_execute("SET ROLE stranger; INSERT INTO t DEFAULT VALUES").unwrap();
                assert_eq!(text(&mut client, "SELECT min(id::text) FROM t").as_deref(), Some(UUID));
            }
        }
    }
}

#[test]
fn functions_of_others_are_not_overwritten() {
    let server = Server::start().unwrap();
    let mine = "CREATE SCHEMA auth; CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql RETURN NULL::uuid";
    for (name, file) in [("neon", NEON), ("supabase", SUPABASE)] {
        let mut client = database(&server, name);
        client.batch_execute(mine).unwrap();
        let before = picture(&mut client);
        assert_eq!(state(&mut client, file), "42723", "{name}");
        client.batch_execute("ROLLBACK").unwrap();
        assert_eq!(picture(&mut client), before, "{name}");
    }
    let mut client = bootstrapped(&server, "neon_first", NEON);
    assert_eq!(state(&mut client, SUPABASE), "42723");
}

#[test]
fn the_real_extension_is_left_alone() {
    let server = Server::start().unwrap();
    let mut client = database(&server, "mine");
    // the entry in the catalog is all that the file looks at
    client
        .batch_execute(
            "SET allow_system_table_mods = on;
            INSERT INTO pg_extension SELECT 99999, 'pg_session_jwt', extowner, extnamespace, false, '0.5.0', NULL, NULL
                FROM pg_extension LIMIT 1;
            CREATE SCHEMA auth; CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql RETURN NULL::uuid",
        )
        .unwrap();
    client.batch_execute(NEON).unwrap();
    let functions = "SELECT string_agg(proname, ' ') FROM pg_proc WHERE pronamespace = 'auth'::regnamespace";
    assert_eq!(text(&mut client, functions).as_deref(), Some("uid"));
    let usage = "SELECT has_schema_privilege('authenticated', 'auth', 'USAGE')::text";
    assert_eq!(text(&mut client, usage).as_deref(), Some("true"));
}

#[test]
fn every_function_is_stable_parallel_safe_and_says_what_it_is() {
    let server = Server::start().unwrap();
    let flags =
        "SELECT string_agg(concat_ws(' ', p.oid::regprocedure, prorettype::regtype, provolatile, proparallel,
            prosecdef, proacl::text, proconfig::text), E'\n' ORDER BY proname)
        FROM pg_proc p WHERE pronamespace = 'auth'::regnamespace AND proname !~ '^pg_rls_'";
    let mut client = bootstrapped(&server, "neon", NEON);
    assert_eq!(
        text(&mut client, flags).unwrap(),
        "auth.jwt() jsonb s s f\nauth.organization() jsonb s s f\nauth.organization_id() uuid s s f\n\
        auth.session() jsonb s s f\nauth.uid() uuid s s f\nauth.user_id() text s s f"
    );
    let mut other = bootstrapped(&server, "supabase", SUPABASE);
    assert_eq!(
        text(&mut other, flags).unwrap(),
        "auth.email() text s s f\nauth.jwt() jsonb s s f\nauth.role() text s s f\nauth.uid() uuid s s f"
    );
    for client in [&mut client, &mut other] {
        let odd = "SELECT string_agg(p.oid::regprocedure::text, ' ') FROM pg_proc p
            WHERE pronamespace = 'auth'::regnamespace AND (proparallel <> 's' OR provolatile = 'v' OR prosecdef
                OR obj_description(p.oid, 'pg_proc') IS NULL
                OR proname !~ '^pg_rls_' AND obj_description(p.oid, 'pg_proc') !~ 'not verified, any caller who can run SQL')";
        assert_eq!(text(client, odd), None);
    }
}

fn nested(levels: usize) -> String {
    format!("{{\"sub\":\"a\",\"x\":{}{}}}", "[".repeat(levels), "]".repeat(levels))
}

/// Claims; the subject as text; as uuid. `session` of a row with `None` is that of no session, see `sessions`.
fn subjects() -> Vec<(Option<String>, Option<&'static str>, Option<&'static str>)> {
    let mut rows: Vec<(Option<String>, _, _)> = vec![(None, None, None)];
    let mut row = |claims: &str, sub, uid| rows.push((Some(claims.to_owned()), sub, uid));
    // no subject
    for claims in [
        "",
        " ",
        "{}",
        "{\"sub\":null}",
        "{\"sub\":1}",
        "{\"sub\":1e3}",
        "{\"sub\":true}",
        "{\"sub\":[\"a\"]}",
        "{\"sub\":{\"a\":\"b\"}}",
        "{\"SUB\":\"a\"}",
        "{\"x\":{\"sub\":\"a\"}}",
    ] {
        row(claims, None, None);
    }
    for claims in NO_SESSION {
        row(claims, None, None);
    }
    // a subject
    row("{\"sub\":\"\"}", Some(""), None);
    row("{\"sub\":\" \"}", Some(" "), None);
    row("{\"sub\":\"a\",\"sub\":\"b\"}", Some("b"), None);
    row(" \r\n\t{ \"sub\" : \"a\" } \n", Some("a"), None);
    row(
        "{\"sub\":\"user-test-41a5f680-89d2-474d-ae59-e27bfbbbd293\"}",
        Some("user-test-41a5f680-89d2-474d-ae59-e27bfbbbd293"),
        None,
    );
    row("{\"sub\":\"auth0|5f7c\"}", Some("auth0|5f7c"), None);
    row("{\"sub\":\"zoë 🦀 नमस्ते\"}", Some("zoë 🦀 नमस्ते"), None);
    row("{\"s\\u0075b\":\"zo\\u00eb \\ud83e\\udd80\"}", Some("zoë 🦀"), None);
    row("{\"sub\":\"a\\/b\\\\u0000 \\\"q\\\" {[,:]}\"}", Some("a/b\\u0000 \"q\" {[,:]}"), None);
    row("{\"sub\":\"\u{7f}\"}", Some("\u{7f}"), None);
    row("{\"sub\":\"o'b; DROP TABLE x --\"}", Some("o'b; DROP TABLE x --"), None);
    row("{\"sub\":\"a\",\"n\":[0,-0,1.5,-2e-3,1E+5,1e300,[],{},\"\",true,false,null]}", Some("a"), None);
    // a uuid, in the forms of the extension's parser and no others
    for id in [
        "41a5f680-89d2-474d-ae59-e27bfbbbd293",
        "41A5F680-89D2-474D-AE59-E27BFBBBD293",
        "41a5f68089d2474dae59e27bfbbbd293",
        "{41a5f680-89d2-474d-ae59-e27bfbbbd293}",
        "urn:uuid:41a5f680-89d2-474d-ae59-e27bfbbbd293",
    ] {
        row(&format!("{{\"sub\":\"{id}\"}}"), Some(id), Some(UUID));
    }
    for id in [
        "41a5-f680-89d2-474d-ae59-e27b-fbbb-d293",
        "{41a5f68089d2474dae59e27bfbbbd293}",
        "{41a5f680-89d2-474d-ae59-e27bfbbbd293",
        "{{41a5f680-89d2-474d-ae59-e27bfbbbd293}}",
        "urn:uuid:41a5f68089d2474dae59e27bfbbbd293",
        "URN:UUID:41a5f680-89d2-474d-ae59-e27bfbbbd293",
        " 41a5f680-89d2-474d-ae59-e27bfbbbd293",
        "41a5f680-89d2-474d-ae59-e27bfbbbd293 ",
        "41a5f680-89d2-474d-ae59-e27bfbbbd29",
        "41a5f680-89d2-474d-ae59-e27bfbbbd2933",
        "41a5f680-89d2-474d-ae59-e27bfbbbd29g",
        "----------------------------------------",
        "41a5f6808-9d2-474d-ae59-e27bfbbbd293",
        "٤1a5f680-89d2-474d-ae59-e27bfbbbd293",
        "{}",
        "{-}",
        "urn:uuid:-",
    ] {
        row(&format!("{{\"sub\":\"{id}\"}}"), Some(id), None);
    }
    row(
        "{\"sub\":\"41a5f680-89d2-474d-ae59-e27bfbbbd293\\n\"}",
        Some("41a5f680-89d2-474d-ae59-e27bfbbbd293\n"),
        None,
    );
    // large and deep
    rows.push((Some(format!("{{\"pad\":\"{}\",\"sub\":\"a\"}}", "x".repeat(100_000))), Some("a"), None));
    rows.push((
        Some(format!("{{\"pad\":[{}1],\"sub\":\"a\"}}", "{\"k\":[true]},".repeat(8_000))),
        Some("a"),
        None,
    ));
    rows.push((Some(format!("{{\"sub\":\"a\",\"pad\":\"{}\"}}", "[{".repeat(1_000))), Some("a"), None));
    for (levels, sub) in [(100, Some("a")), (126, Some("a")), (127, None), (500, None), (50_000, None)] {
        rows.push((Some(nested(levels)), sub, None));
    }
    rows.push((Some("[".repeat(100_000)), None, None));
    rows.push((Some("{\"a\":".repeat(100_000)), None, None));
    rows
}

/// Neither absent nor empty, and yet no session.
const NO_SESSION: &[&str] = &[
    "null",
    "true",
    "1",
    "\"a\"",
    "[]",
    "[1]",
    "[{\"sub\":\"a\"}]",
    "{",
    "}",
    "{\"sub\"}",
    "{\"sub\":}",
    "{\"sub\":\"a\",}",
    "{\"sub\":\"a\"",
    "{\"sub\":\"a\"}}",
    "{\"sub\":\"a\"} x",
    "{\"sub\":\"a\"}{}",
    "x{\"sub\":\"a\"}",
    "{sub:\"a\"}",
    "{'sub':'a'}",
    "{\"sub\":\"a\" \"b\":1}",
    "{\"sub\":\"a\",\"n\":01}",
    "{\"sub\":\"a\",\"n\":1.}",
    "{\"sub\":\"a\",\"n\":.5}",
    "{\"sub\":\"a\",\"n\":+1}",
    "{\"sub\":\"a\",\"n\":1 2}",
    "{\"sub\":\"a\",\"n\":NaN}",
    "{\"sub\":\"a\",\"n\":nul}",
    "{\"sub\":\"a\",\"n\":nulltrue}",
    "{\"sub\":\"a\",\"n\":1e400000}",
    "{\"sub\":\"a\",\"n\":-1e400000}",
    "{\"sub\":\"a\",\"n\":1e-400000}",
    "{\"sub\":\"a\\u0000\"}",
    "{\"sub\":\"a\",\"\\u0000\":1}",
    "{\"sub\":\"a\",\"x\":\"\\u0000\"}",
    "{\"sub\":\"\\ud83e\"}",
    "{\"sub\":\"\\udd80\"}",
    "{\"sub\":\"\\udd80\\ud83e\"}",
    "{\"sub\":\"\\ud83e\\ud83e\"}",
    "{\"sub\":\"\\ud83ex\"}",
    "{\"sub\":\"\\x\"}",
    "{\"sub\":\"\\u12\"}",
    "{\"sub\":\"\\U0041\"}",
    "{\"sub\":\"a\tb\"}",
    "{\"sub\":\"a\nb\"}",
    "{\"sub\":\"a\u{1}\"}",
    "{\u{1}:\u{2}}",
    "{\"sub\":\u{2}}",
    "{\u{b}\"sub\":\"a\"}",
    "{\u{a0}\"sub\":\"a\"}",
    "\u{feff}{\"sub\":\"a\"}",
    "{\"sub\":\"a\"}/* */",
    "{\\n\"sub\":\"a\"}",
];

#[test]
fn neon_reads_a_subject_or_none_and_raises_nothing() {
    let server = Server::start().unwrap();
    let mut client = bootstrapped(&server, "mine", NEON);
    for (claims, sub, uid) in subjects() {
        set_claims(&mut client, claims.as_deref());
        let shown = claims.as_deref().map(|text| text.chars().take(60).collect::<String>());
        let row = client
            .query_one("SELECT auth.user_id(), auth.uid()::text, auth.session() IS NULL, auth.session() = auth.jwt()", &[])
            .unwrap_or_else(|error| panic!("{shown:?}: {error:?}"));
        assert_eq!(row.get::<_, Option<&str>>(0), sub, "{shown:?}");
        assert_eq!(row.get::<_, Option<&str>>(1), uid, "{shown:?}");
        assert!(!row.get::<_, bool>(2), "{shown:?}: session() is never NULL");
        assert!(row.get::<_, bool>(3), "{shown:?}");
    }
}

#[test]
fn neon_sessions() {
    let server = Server::start().unwrap();
    let mut client = bootstrapped(&server, "mine", NEON);
    let session = "SELECT auth.session()::text";
    for claims in [None, Some(""), Some(" ")].into_iter().chain(NO_SESSION.iter().map(|claims| Some(*claims)))
    {
        set_claims(&mut client, claims);
        assert_eq!(text(&mut client, session).as_deref(), Some("null"), "{claims:?}");
        assert_eq!(text(&mut client, "SELECT auth.session() ->> 'sub'"), None, "{claims:?}");
    }
    set_claims(&mut client, Some("{\"sub\":1,\"a\":[{\"b\":\"\\u00e9\"}]}"));
    assert_eq!(text(&mut client, session).as_deref(), Some("{\"a\": [{\"b\": \"é\"}], \"sub\": 1}"));
    set_claims(&mut client, Some("{}"));
    assert_eq!(text(&mut client, session).as_deref(), Some("{}"));
    // a setting is '' and not absent once a transaction that set it has ended
    let mut client = connect(&server, "mine");
    client.batch_execute("BEGIN; SET LOCAL request.jwt.claims = '{\"sub\":\"a\"}'; COMMIT").unwrap();
    assert_eq!(text(&mut client, "SELECT current_setting('request.jwt.claims', true)").as_deref(), Some(""));
    assert_eq!(text(&mut client, session).as_deref(), Some("null"));
    assert_eq!(text(&mut client, "SELECT auth.user_id()"), None);
}

#[test]
fn neon_organizations() {
    let server = Server::start().unwrap();
    let mut client = bootstrapped(&server, "mine", NEON);
    for (claims, organization, id) in [
        ("", None, None),
        ("{\"o\":", None, None),
        ("{\"o\":null}", None, None),
        ("{\"o\":\"acme\"}", None, None),
        ("{\"o\":[{\"id\":\"a\"}]}", None, None),
        ("{\"o\":{}}", Some("{}"), None),
        ("{\"o\":{\"id\":7}}", Some("{\"id\": 7}"), None),
        ("{\"o\":{\"id\":\"acme\"}}", Some("{\"id\": \"acme\"}"), None),
        (
            "{\"o\":{\"id\":\"41a5f680-89d2-474d-ae59-e27bfbbbd293\"}}",
            Some("{\"id\": \"41a5f680-89d2-474d-ae59-e27bfbbbd293\"}"),
            Some(UUID),
        ),
    ] {
        set_claims(&mut client, Some(claims));
        assert_eq!(
            text(&mut client, "SELECT auth.organization()::text").as_deref(),
            organization,
            "{claims}"
        );
        assert_eq!(text(&mut client, "SELECT auth.organization_id()::text").as_deref(), id, "{claims}");
    }
}

/// Texts that are JSON, nearly JSON, or not at all: each piece alone, beside another, and in a place of an object.
fn json_like() -> Vec<String> {
    let pieces = [
        "",
        "\"a\"",
        "\"\\u0000\"",
        "\"\\\\u0000\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "\"\\ude00\\ud83d\"",
        "\"\\uDBFF\\uDFFF\"",
        "\"\\uD800\\n\"",
        "\"\\u00e9é\"",
        "\"\t\"",
        "\"\u{1}\"",
        "\u{1}",
        "\u{2}",
        "\"\u{7f}\"",
        "\"\\x\"",
        "\"\\/\"",
        "\"\\\"\"",
        "\"\\\\\"",
        "\"\\\"",
        "\"",
        "\\",
        "\\n",
        "1",
        "-",
        "-0",
        "01",
        "1.",
        ".5",
        "1e5",
        "1E+05",
        "1e",
        "1e400",
        "1e131071",
        "1e131072",
        "0.1e131072",
        "0.1e131073",
        "12e131070",
        "12e131071",
        "1e-16383",
        "1e-16384",
        "0.1e-16382",
        "0.1e-16383",
        "0e400000",
        "0e-16384",
        "0e1073741822",
        "0e99999999999",
        "1.5e0000000003",
        "true",
        "tru",
        "null",
        "NaN",
        "[",
        "]",
        "{",
        "}",
        ":",
        ",",
        " ",
        "\t\r\n",
        "\u{b}",
        "\u{a0}",
        "\u{feff}",
        "[]",
        "{}",
        "[1,\"a\" , {}]",
        "{\"a\":1}",
        "{\"a\":[{\"b\":null}],\"a\":{}}",
        "[1,]",
        "{\"a\"}",
        "{1:2}",
        "S",
        "'a'",
        "0x1f",
        "/**/",
    ];
    let mut texts = Vec::new();
    for one in pieces {
        texts.push(one.to_owned());
        for other in pieces {
            texts.push(format!("{one}{other}"));
            texts.push(format!("[{one},{other}]"));
            texts.push(format!("{{{one}:{other}}}"));
            texts.push(format!("{{\"a\": {one} , \"b\": [ {other} ]}}"));
        }
    }
    for length in [16_383, 16_384, 131_071, 131_072, 131_073] {
        texts.push("9".repeat(length));
        texts.push(format!("[0.{}1]", "0".repeat(length - 1)));
        texts.push(format!("{}e1000", "1".repeat(length - 1000)));
    }
    texts
}

#[test]
fn the_test_without_a_parser_agrees_with_the_parser() {
    // From PostgreSQL 16 the parser itself is asked, but not about text with more than 127 brackets: so every text is
    // tested beside a string of brackets too.
    let server = Server::start().unwrap();
    let mut client = bootstrapped(&server, "mine", NEON);
    client
        .batch_execute(
            "CREATE FUNCTION parses(given text) RETURNS boolean LANGUAGE plpgsql AS $$
            BEGIN PERFORM given::jsonb; RETURN true; EXCEPTION WHEN data_exception THEN RETURN false; END $$",
        )
        .unwrap();
    let texts = json_like();
    let rows = client
        .query(
            "SELECT c, parses(c)
            FROM unnest($1::text[]) AS u (t),
                LATERAL (VALUES (t), ('{\"v\":' || t || '}'), ('{\"brackets\":\"' || repeat('[', 130) || '\",\"v\":' || t || '}')) AS v (c)
            WHERE (parses(c) AND ltrim(c, E' \\t\\r\\n') LIKE '{%') IS DISTINCT FROM auth.pg_rls_is_claims(c)",
            &[&texts],
        )
        .unwrap();
    let wrong: Vec<_> = rows.iter().map(|row| (row.get::<_, &str>(0), row.get::<_, bool>(1))).collect();
    assert!(wrong.is_empty(), "{} of {}: {:?}", wrong.len(), texts.len(), &wrong[..wrong.len().min(20)]);
}

#[test]
fn it_needs_no_utf8() {
    let server = Server::start().unwrap();
    let mut admin = connect(&server, "postgres");
    for (encoding, escaped) in [("SQL_ASCII", false), ("LATIN1", server.version().major >= 16)] {
        admin.batch_execute("DROP DATABASE IF EXISTS mine").unwrap();
        admin
            .batch_execute(&format!(
                "CREATE DATABASE mine TEMPLATE template0 ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'"
            ))
            .unwrap();
        let mut client = connect(&server, "mine");
        client.batch_execute(NEON).unwrap();
        for (claims, sub) in [
            ("{\"sub\":\"a\\u0062\\n\"}", Some("ab\n")),
            ("{\"sub\":\"a\\\\u00e9\"}", Some("a\\u00e9")),
            ("{\"sub\":\"a\",\"x\":\"\\u00e9\"}", escaped.then_some("a")),
            ("{\"sub\":\"a\",\"x\":\"\\ud83e\\udd80\"}", None),
        ] {
            set_claims(&mut client, Some(claims));
            assert_eq!(text(&mut client, "SELECT auth.user_id()").as_deref(), sub, "{encoding}: {claims}");
        }
    }
}

#[test]
fn a_caller_s_search_path_changes_nothing() {
    let server = Server::start().unwrap();
    for (name, file) in [("neon", NEON), ("supabase", SUPABASE)] {
        let mut client = bootstrapped(&server, name, file);
        client
            .batch_execute(
                "CREATE SCHEMA evil; CREATE DOMAIN evil.jsonb AS int; CREATE DOMAIN evil.text AS int; CREATE DOMAIN evil.uuid AS int;
                CREATE DOMAIN pg_temp.jsonb AS int; CREATE DOMAIN pg_temp.text AS int;
                CREATE FUNCTION evil.current_setting(pg_catalog.text, boolean) RETURNS pg_catalog.text LANGUAGE sql AS $$ SELECT 'evil' $$;
                CREATE FUNCTION evil.eq(pg_catalog.text, pg_catalog.text) RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;
                CREATE FUNCTION evil.get(pg_catalog.jsonb, pg_catalog.text) RETURNS pg_catalog.text LANGUAGE sql AS $$ SELECT 'evil' $$;
                CREATE OPERATOR evil.= (LEFTARG = pg_catalog.text, RIGHTARG = pg_catalog.text, FUNCTION = evil.eq);
                CREATE OPERATOR evil.<> (LEFTARG = pg_catalog.text, RIGHTARG = pg_catalog.text, FUNCTION = evil.eq);
                CREATE OPERATOR evil.~ (LEFTARG = pg_catalog.text, RIGHTARG = pg_catalog.text, FUNCTION = evil.eq);
                CREATE OPERATOR evil.->> (LEFTARG = pg_catalog.jsonb, RIGHTARG = pg_catalog.text, FUNCTION = evil.get);
                CREATE OPERATOR evil.-> (LEFTARG = pg_catalog.jsonb, RIGHTARG = pg_catalog.text, FUNCTION = evil.get);
                SET search_path = evil, pg_catalog",
            )
            .unwrap();
        for claims in
            [format!("{{\"sub\":\"{UUID}\"}}"), nested(100).replace("\"a\"", &format!("\"{UUID}\""))]
        {
            client
                .execute("SELECT pg_catalog.set_config('request.jwt.claims', $1, false)", &[&claims])
                .unwrap();
            let row = client.query_one("SELECT auth.uid()::pg_catalog.text", &[]).unwrap();
            assert_eq!(row.get::<_, &str>(0), UUID, "{name}");
        }
    }
}

#[test]
fn supabase_reads_both_settings_and_keeps_its_errors() {
    let server = Server::start().unwrap();
    let mut client = bootstrapped(&server, "mine", SUPABASE);
    let all = "SELECT auth.uid()::text, auth.role(), auth.email(), auth.jwt()::text";
    let one =
        "{\"sub\":\"41a5f680-89d2-474d-ae59-e27bfbbbd293\",\"role\":\"authenticated\",\"email\":\"a@b.c\"}";
    let other = "00000000-0000-0000-0000-000000000001";
    // sub, the setting of one claim; claims; then the four answers
    for (single, claims, expected) in [
        (None, None, [None; 4]),
        (None, Some(""), [None; 4]),
        (None, Some("{}"), [None, None, None, Some("{}")]),
        (None, Some("[]"), [None, None, None, Some("[]")]),
        (None, Some("null"), [None, None, None, Some("null")]),
        (None, Some("{\"sub\":null}"), [None, None, None, Some("{\"sub\": null}")]),
        (
            None,
            Some(one),
            [
                Some(UUID),
                Some("authenticated"),
                Some("a@b.c"),
                Some(
                    "{\"sub\": \"41a5f680-89d2-474d-ae59-e27bfbbbd293\", \"role\": \"authenticated\", \"email\": \"a@b.c\"}",
                ),
            ],
        ),
        (Some(other), None, [Some(other), None, None, None]),
        (
            Some(other),
            Some("{\"role\":\"anon\"}"),
            [Some(other), Some("anon"), None, Some("{\"role\": \"anon\"}")],
        ),
        (
            Some(""),
            Some("{\"role\":7,\"email\":true}"),
            [None, Some("7"), Some("true"), Some("{\"role\": 7, \"email\": true}")],
        ),
    ] {
        set_claims(&mut client, claims);
        client
            .execute("SELECT set_config('request.jwt.claim.sub', $1, false)", &[&single.unwrap_or_default()])
            .unwrap();
        let row = client.query_one(all, &[]).unwrap();
        let got: [Option<&str>; 4] = [row.get(0), row.get(1), row.get(2), row.get(3)];
        assert_eq!(got, expected, "{single:?} {claims:?}");
    }
    // PostgREST's settings of one claim, and the whole token under either name
    client
        .batch_execute(
            "SET request.jwt.claim.role = 'r'; SET request.jwt.claim.email = 'e'; SET request.jwt.claim = '[1]';
            RESET request.jwt.claims",
        )
        .unwrap();
    let row = client.query_one(all, &[]).unwrap();
    assert_eq!([row.get::<_, Option<&str>>(1), row.get(2), row.get(3)], [Some("r"), Some("e"), Some("[1]")]);
    // its errors
    let mut client = connect(&server, "mine");
    for (claims, function, code) in [
        ("{\"sub\":\"user_1\"}", "uid", "22P02"),
        ("{\"sub\":\"\"}", "uid", "22P02"),
        ("{\"sub\":7}", "uid", "22P02"),
        ("{\"sub\":", "uid", "22P02"),
        ("{\"sub\":", "jwt", "22P02"),
        ("{\"sub\":", "role", "22P02"),
        ("x", "email", "22P02"),
        ("{\"sub\":\"\\u0000\"}", "uid", "22P05"),
        ("{\"sub\":\"\\ud83e\"}", "jwt", "22P02"),
        ("{\"n\":1e400000}", "jwt", "22003"),
    ] {
        set_claims(&mut client, Some(claims));
        assert_eq!(state(&mut client, &format!("SELECT auth.{function}()")), code, "{claims} {function}");
    }
    // where the setting of one claim is there, the others are not looked at
    client.batch_execute("SET request.jwt.claim.role = 'r'; SET request.jwt.claims = 'x'").unwrap();
    assert_eq!(text(&mut client, "SELECT auth.role()").as_deref(), Some("r"));
}

#[test]
fn postgrest_s_expression_needs_no_function() {
    let server = Server::start().unwrap();
    let mut client = bootstrapped(&server, "mine", POSTGREST);
    let subject = "SELECT (SELECT nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')";
    for (claims, sub) in
        [(None, None), (Some(""), None), (Some("{}"), None), (Some("{\"sub\":\"a\"}"), Some("a"))]
    {
        set_claims(&mut client, claims);
        assert_eq!(text(&mut client, subject).as_deref(), sub, "{claims:?}");
    }
    assert!(POSTGREST.contains(&subject[7..]), "the file says which expression reads the claims");
}

#[test]
fn policies_with_them_run_in_parallel() {
    let server = Server::start().unwrap();
    let forced = if server.version().major >= 16 { "debug_parallel_query" } else { "force_parallel_mode" };
    for (name, file, call) in [("neon", NEON, "auth.user_id()"), ("supabase", SUPABASE, "auth.uid()::text")] {
        let mut client = bootstrapped(&server, name, file);
        client
            .batch_execute(&format!(
                "CREATE TABLE t (id int, owner text);
                INSERT INTO t SELECT i, CASE i % 100 WHEN 0 THEN '{UUID}' ELSE 'other' END FROM generate_series(1, 1000) i;
                ALTER TABLE t SET (parallel_workers = 2); ANALYZE t; ALTER TABLE t ENABLE ROW LEVEL SECURITY; GRANT SELECT ON t TO authenticated;
                CREATE POLICY p ON t TO authenticated USING (owner = {call});
                SET {forced} = on; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;
                SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2;
                SET ROLE authenticated"
            ))
            .unwrap();
        let padding = format!("{{\"sub\":\"{UUID}\",\"x\":\"\\n\\u00e9\",\"n\":[1e5000,{{}}]}}");
        let mut claims = vec![("", "0"), (padding.as_str(), "10")];
        let (deep, far) = (nested(200), nested(90).replace("\"a\"", &format!("\"{UUID}\"")));
        claims.push((&far, "10"));
        if name == "neon" {
            claims.extend([("{\"sub\":", "0"), ("{\"sub\":\"\\u0000\"}", "0"), (deep.as_str(), "0")]);
        }
        for (claims, rows) in claims {
            set_claims(&mut client, Some(claims));
            for call in [
                "SELECT count(*)::text FROM t",
                "SELECT count(*)::text FROM t WHERE owner = (SELECT max(owner) FROM t)",
            ] {
                assert_eq!(text(&mut client, call).as_deref(), Some(rows), "{name}: {claims:.40}");
            }
        }
        let plan: Vec<String> = client
            .query("EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF, COSTS OFF) SELECT count(*) FROM t", &[])
            .unwrap()
            .iter()
            .map(|row| row.get(0))
            .collect();
        let plan = plan.join("\n");
        assert!(
            plan.contains("Workers Launched: 2") && plan.contains("Parallel Seq Scan on t"),
            "{name}: {plan}"
        );
        // the helper is called in the workers: the filter is on the scan
        assert!(plan.contains("Filter:") && plan.contains("owner"), "{name}: {plan}");
    }
}
