//! Does `cargo rls bootstrap` give a plain server what the provider would?
//!
//! The files are read as they are printed. Each test has a server of its own, because roles belong to the cluster.

mod neon;
mod others;
mod run;

use std::sync::LazyLock;

use pg_rls::{Custom, Provider};
use postgres::{Client, NoTls};
use rls_postgres::{Binaries, Server};

/// What `cargo rls bootstrap` prints for each provider.
static NEON: LazyLock<String> = LazyLock::new(|| Provider::Neon.bootstrap());
static SUPABASE: LazyLock<String> = LazyLock::new(|| Provider::Supabase.bootstrap());
static POSTGREST: LazyLock<String> = LazyLock::new(|| Provider::Postgrest.bootstrap());
static CUSTOM: LazyLock<String> = LazyLock::new(|| Provider::Custom(Custom::default()).bootstrap());

/// Provider, its text, the roles that may use the schemas.
static FILES: LazyLock<[(&str, &str, &[&str]); 4]> = LazyLock::new(|| {
    [
        ("neon", &NEON, &["anonymous", "authenticated"]),
        ("supabase", &SUPABASE, &["anon", "authenticated", "service_role"]),
        ("postgrest", &POSTGREST, &["anon", "authenticated"]),
        ("custom", &CUSTOM, &["anonymous", "authenticated"]),
    ]
});

const UUID: &str = "41a5f680-89d2-474d-ae59-e27bfbbbd293";

/// A server of the test's own, whatever server the others were given: it makes and drops the provider's roles.
fn own_server() -> Server {
    Binaries::find()
        .and_then(|binaries| Server::start_with(&binaries))
        .unwrap_or_else(|error| panic!("{error}"))
}

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

fn nested(levels: usize) -> String {
    format!("{{\"sub\":\"a\",\"x\":{}{}}}", "[".repeat(levels), "]".repeat(levels))
}
