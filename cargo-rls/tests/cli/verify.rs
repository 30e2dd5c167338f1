//! `cargo rls verify`: does it say what was proven, in each of its forms, and exit as it should?

use std::{
    sync::{LazyLock, Mutex},
    thread,
    time::Duration,
};

use postgres::{Client, NoTls};
use rls_postgres::Server;
use serde_json::Value;

use crate::project::{Project, TODO};

/// A server with roles of its own.
static SERVER: LazyLock<Server> = LazyLock::new(|| {
    let server = Server::start().unwrap();
    let mut admin = Client::connect(&server.conninfo("postgres"), NoTls).unwrap();
    admin
        .batch_execute(
            "CREATE ROLE app LOGIN CREATEDB CREATEROLE; CREATE ROLE weak LOGIN; CREATE ROLE maker LOGIN CREATEDB;
             CREATE ROLE authenticated; COMMENT ON ROLE authenticated IS 'of the house'; CREATE ROLE editor IN ROLE authenticated;
             ALTER ROLE authenticated SET statement_timeout = '9s'; GRANT authenticated TO app",
        )
        .unwrap();
    admin.batch_execute("CREATE DATABASE mine OWNER app").unwrap();
    server
});

fn admin() -> Client {
    Client::connect(&SERVER.conninfo("postgres"), NoTls).unwrap()
}

/// The address of the database, as a role.
fn address(role: &str) -> String {
    let conninfo = SERVER.conninfo("mine");
    let word = |key: &str| {
        let value = conninfo.split(' ').find_map(|word| word.strip_prefix(&format!("{key}="))).unwrap();
        value.trim_matches('\'').replace('/', "%2F")
    };
    format!("postgres://{role}@{}:{}/mine", word("host"), word("port"))
}

/// The databases of the server, and all that it knows of roles.
fn there() -> Vec<String> {
    let query = "SELECT datname FROM pg_database
        UNION ALL SELECT row(r.*, shobj_description(r.oid, 'pg_authid'))::text FROM pg_roles r
        UNION ALL SELECT row(roleid::regrole, member::regrole, admin_option)::text FROM pg_auth_members
        UNION ALL SELECT row(s.*)::text FROM pg_db_role_setting s ORDER BY 1";
    admin().query(query, &[]).unwrap().iter().map(|row| row.get(0)).collect()
}

/// Waits until a query finds something, or nothing.
fn wait(query: &str, something: bool) {
    for _ in 0..300 {
        if admin().query(query, &[]).unwrap().is_empty() != something {
            return;
        }
        thread::sleep(Duration::from_millis(100));
    }
    panic!("in vain: {query}");
}

/// A table whose names want to be markup.
const HOSTILE: &str = r##"
#[derive(pg_rls::Rls)]
#[rls(table = "a|b`c <script>alert(1)</script> \"&'", owner = "user_id")]
pub struct Odd {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: String,
}
"##;

/// Held by what counts what is there.
static ALONE: Mutex<()> = Mutex::new(());

/// Gives every table to everybody, which the models do not.
const OPEN: &str = "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC";

#[test]
fn what_is_so_is_proven() {
    let project = Project::with(TODO);
    let text = project.run(&["verify", "--strict"]).good();
    assert!(text.contains(" 0 refuted, 0 not reached; "), "{text}");
    let json: Value = serde_json::from_str(&project.run(&["verify", "--format", "json"]).good()).unwrap();
    assert_eq!(json["format"], 1);
    assert_eq!(json["counts"]["cells"], json["cells"].as_array().unwrap().len());
    assert_eq!(json["counts"]["proven"], json["counts"]["cells"]);
}

#[test]
fn what_is_not_so_is_refuted_with_a_script_and_status_1() {
    let project = Project::with(HOSTILE).file("rls/setup.sql", OPEN);
    let ran = project.run(&["verify", "--format", "md"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(
        ran.out.contains("**refuted**") && ran.out.contains("SET LOCAL ROLE \"anonymous\";"),
        "{}",
        ran.out
    );
    let xml = project.run(&["verify", "--format", "junit"]).out;
    assert!(xml.contains("<failure message=\"expected permission denied"), "{xml}");
    assert!(!xml.contains("<script") && balanced(&xml), "{xml}");
    let html = project.run(&["verify", "--format", "html"]).out;
    assert_eq!(html.matches("<script").count(), 1, "one script, ours");
}

#[test]
fn what_cannot_be_run_is_status_2() {
    let project = Project::with(TODO).file("rls/setup.sql", "SELECT nonsense()");
    let said = project.run(&["verify"]).failed(2);
    assert!(said.contains("rls/setup.sql"), "{said}");
    let said = Project::with(TODO).run(&["verify", "--table", "todo"]).failed(2);
    assert!(said.contains("there is no table todo") && said.contains("todos"), "{said}");
}

#[test]
fn a_server_is_left_as_it_was() {
    let _alone = ALONE.lock().unwrap();
    let was = there();
    let project = Project::with(TODO);
    let url = address("app");
    let text = project.run(&["verify", "--strict", "--database-url", &url]).good();
    assert!(text.contains(" 0 refuted, 0 not reached; "), "{text}");
    assert_eq!(there(), was);
    for (role, what, help) in [
        ("weak", "role weak may not make scratch databases", "ALTER ROLE \"weak\" CREATEDB"),
        ("maker", "may not create it", "ALTER ROLE \"maker\" CREATEROLE"),
    ] {
        let said = project.run(&["verify", "--database-url", &address(role)]).failed(2);
        assert!(said.contains(what) && said.contains(help), "{said}");
        assert_eq!(there(), was, "{role}");
    }
    // a role that is there is granted to nobody
    admin().batch_execute("REVOKE authenticated FROM app").unwrap();
    let without = there();
    let said = project.run(&["verify", "--database-url", &url]).failed(2);
    assert!(
        said.contains("role app may not become authenticated")
            && said.contains("GRANT \"authenticated\" TO \"app\""),
        "{said}"
    );
    assert_eq!(there(), without);
    admin().batch_execute("GRANT authenticated TO app").unwrap();
}

#[test]
fn a_killed_run_leaves_nothing_for_long() {
    let _alone = ALONE.lock().unwrap();
    let was = there();
    let url = address("app");
    let args = ["verify", "--database-url", &url];
    let asleep = Project::with(TODO).file("rls/seed.sql", "SELECT pg_sleep(300)");
    let mut child = asleep.command(&args).spawn().unwrap();
    wait(
        "SELECT FROM pg_stat_activity WHERE query LIKE '%pg_sleep(300)%' AND datname LIKE 'rls_scratch_%'",
        true,
    );
    child.kill().unwrap();
    child.wait().unwrap();
    assert_ne!(there(), was);
    wait(
        "SELECT FROM pg_stat_activity WHERE datname LIKE 'rls_scratch_%' OR application_name LIKE 'pg-rls scratch %'",
        false,
    );
    Project::with(TODO).run(&args).good();
    assert_eq!(there(), was);
}

#[test]
fn rows_of_ones_own_are_used_and_a_fault_in_them_has_its_line() {
    let rows = "-- people\n\nINSERT INTO todos (user_id, task)\nVALUES ('zoe', 'of the seed');\n";
    let project = Project::with(TODO).file("rls/seed.sql", rows).file("rls/setup.sql", OPEN);
    let ran = project.run(&["verify", "--format", "md"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(ran.out.contains("'of the seed'"), "{}", ran.out);
    for (more, what) in [
        (
            "INSERT INTO todos VALUES (1, 'zoe', 'x'), (1, 'zoe', 'x');",
            "line 5: duplicate key value violates",
        ),
        ("SELECT\n  nonsense;", "line 6: column \"nonsense\" does not exist"),
        ("\\connect other", "line 5: "),
    ] {
        let project = Project::with(TODO).file("rls/seed.sql", format!("{rows}{more}"));
        let said = project.run(&["verify"]).failed(2);
        assert!(said.contains(&format!("rls/seed.sql, {what}")), "{said}");
    }
}

#[test]
fn weakenings_are_counted() {
    let text = Project::with(TODO).run(&["verify", "--mutants"]).good();
    assert!(text.contains("row security is off: refuted by ") && text.contains(", 0 missed"), "{text}");
}

/// Whether each element that begins ends, and no other.
fn balanced(xml: &str) -> bool {
    let mut open = Vec::new();
    for tag in xml.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let name = tag.split([' ', '/']).find(|word| !word.is_empty()).unwrap_or_default();
        if tag.starts_with('?') || tag.ends_with('/') {
            continue;
        }
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                return false;
            }
        } else {
            open.push(name);
        }
    }
    open.is_empty()
}
