//! Does it run anywhere, twice, at once with others, and give no more than it should?

use postgres::Client;
use postgres::NoTls;
use postgres::error::SqlState;
use std::sync::Arc;
use std::sync::Barrier;
use std::thread;

use super::{
    FILES, NEON, SUPABASE, UUID, as_role, bootstrapped, connect, database, nested, own_server, picture,
    set_claims, state, text,
};

#[test]
fn the_second_run_changes_nothing_and_is_quiet() {
    for (name, file, _) in *FILES {
        let server = own_server();
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
    let server = own_server();
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
    let server = own_server();
    let (mut one, mut two) = (database(&server, "one"), database(&server, "two"));
    // the first half of a run, not committed
    one.batch_execute("BEGIN; CREATE ROLE authenticated NOLOGIN").unwrap();
    let pid: i32 = two.query_one("SELECT pg_backend_pid()", &[]).unwrap().get(0);
    let run = thread::spawn(move || two.batch_execute(&NEON));
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
    for (name, file, roles) in *FILES {
        let server = own_server();
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
    for (name, file, roles) in *FILES {
        let server = own_server();
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
    for (name, file, roles) in *FILES {
        let server = own_server();
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
    for (name, file, roles) in *FILES {
        let server = own_server();
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
    let server = own_server();
    let mine = "CREATE SCHEMA auth; CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql RETURN NULL::uuid";
    for (name, file) in [("neon", &NEON), ("supabase", &SUPABASE)] {
        let mut client = database(&server, name);
        client.batch_execute(mine).unwrap();
        let before = picture(&mut client);
        assert_eq!(state(&mut client, file), "42723", "{name}");
        client.batch_execute("ROLLBACK").unwrap();
        assert_eq!(picture(&mut client), before, "{name}");
    }
    let mut client = bootstrapped(&server, "neon_first", &NEON);
    assert_eq!(state(&mut client, &SUPABASE), "42723");
}

#[test]
fn the_real_extension_is_left_alone() {
    let server = own_server();
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
    client.batch_execute(&NEON).unwrap();
    let functions = "SELECT string_agg(proname, ' ') FROM pg_proc WHERE pronamespace = 'auth'::regnamespace";
    assert_eq!(text(&mut client, functions).as_deref(), Some("uid"));
    let usage = "SELECT has_schema_privilege('authenticated', 'auth', 'USAGE')::text";
    assert_eq!(text(&mut client, usage).as_deref(), Some("true"));
}

#[test]
fn every_function_is_stable_parallel_safe_and_says_what_it_is() {
    let server = own_server();
    let flags =
        "SELECT string_agg(concat_ws(' ', p.oid::regprocedure, prorettype::regtype, provolatile, proparallel,
            prosecdef, proacl::text, proconfig::text), E'\n' ORDER BY proname)
        FROM pg_proc p WHERE pronamespace = 'auth'::regnamespace AND proname !~ '^pg_rls_'";
    let mut client = bootstrapped(&server, "neon", &NEON);
    assert_eq!(
        text(&mut client, flags).unwrap(),
        "auth.jwt() jsonb s s f\nauth.organization() jsonb s s f\nauth.organization_id() uuid s s f\n\
        auth.session() jsonb s s f\nauth.uid() uuid s s f\nauth.user_id() text s s f"
    );
    let mut other = bootstrapped(&server, "supabase", &SUPABASE);
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
