//! Does what is printed work on a real server, as psql would send it?

use postgres::{Client, NoTls};
use rls_postgres::Server;

use crate::project::{Project, TODO};

/// Provider, and the statement that says who calls.
const PROVIDERS: [(&str, &str); 4] = [
    ("neon", "SELECT set_config('request.jwt.claims', '{\"sub\":\"' || $1 || '\"}', false)"),
    ("supabase", "SELECT set_config('request.jwt.claims', '{\"sub\":\"' || $1 || '\"}', false)"),
    ("postgrest", "SELECT set_config('request.jwt.claims', '{\"sub\":\"' || $1 || '\"}', false)"),
    ("custom", "SELECT set_config('app.user_id', $1, false)"),
];

fn database(server: &Server, name: &str) -> Client {
    let connect = |name: &str| Client::connect(&server.conninfo(name), NoTls).unwrap();
    let mut admin = connect("postgres");
    admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name}")).unwrap();
    admin.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    connect(name)
}

fn count(client: &mut Client, query: &str) -> i64 {
    client.query_one(query, &[]).unwrap().get(0)
}

#[test]
fn bootstrap_and_then_sql_in_a_plain_database() {
    let server = Server::start().unwrap();
    let project = Project::with(TODO)
        .file("rls.toml", "[roles.cargo_rls_test_editor]\nin_roles = [\"authenticated\"]\n");
    for (provider, caller) in PROVIDERS {
        let mut client = database(&server, &format!("cargo_rls_test_{provider}"));
        for command in ["bootstrap", "sql"] {
            let sql = project.run(&[command, "--provider", provider]).good();
            client.batch_execute(&sql).unwrap_or_else(|error| panic!("{provider}, {command}: {error:?}"));
        }
        assert_eq!(
            count(&mut client, "SELECT count(*) FROM pg_policies WHERE tablename = 'todos'"),
            4,
            "{provider}"
        );
        client.batch_execute("SET ROLE cargo_rls_test_editor").unwrap();
        client.execute(caller, &[&"one"]).unwrap();
        client.batch_execute("INSERT INTO todos (task) VALUES ('write')").unwrap();
        assert_eq!(count(&mut client, "SELECT count(*) FROM todos"), 1, "{provider}: its own row");
        client.execute(caller, &[&"two"]).unwrap();
        assert_eq!(count(&mut client, "SELECT count(*) FROM todos"), 0, "{provider}: another's row");
        client.batch_execute("RESET ROLE; BEGIN; DROP TABLE todos").unwrap();
        client.batch_execute("COMMIT; DROP ROLE cargo_rls_test_editor").unwrap();
    }
}

#[test]
fn the_setup_has_the_extension_and_the_grants() {
    let project = Project::with(TODO).file("rls.toml", "[roles.editor]\nin_roles = [\"authenticated\"]\n");
    let setup = project.run(&["bootstrap", "--setup"]).good();
    insta::assert_snapshot!(setup);
    // the extension is Neon's; what follows it is for any server
    let (own, grants) = setup.split_once("COMMIT;\n").unwrap();
    assert!(own.contains("CREATE EXTENSION IF NOT EXISTS pg_session_jwt"), "{own}");
    let server = Server::start().unwrap();
    let mut client = database(&server, "cargo_rls_test_setup");
    client.batch_execute(&project.run(&["bootstrap"]).good()).unwrap();
    client.batch_execute("CREATE TABLE todos (id bigint, user_id text, task text)").unwrap();
    client.batch_execute(grants).unwrap();
    let granted = "SELECT count(*) FROM information_schema.role_table_grants
        WHERE grantee = 'authenticated' AND table_name = 'todos'";
    assert_eq!(count(&mut client, granted), 4);
}

#[test]
fn the_setup_without_models_and_for_others() {
    let empty = Project::with("").run(&["bootstrap", "--setup"]).good();
    assert!(empty.contains("no grants on tables follow") && empty.contains("pg_session_jwt"), "{empty}");
    for provider in ["supabase", "postgrest", "custom"] {
        let error = Project::with(TODO).run(&["bootstrap", "--setup", "--provider", provider]).failed(2);
        assert!(error.contains("has no set-up of its own"), "{error}");
    }
    let faulty = Project::with(TODO.replace("owner =", "onwer =")).run(&["bootstrap", "--setup"]).failed(1);
    assert!(faulty.contains("error[RLS101]"), "{faulty}");
}
