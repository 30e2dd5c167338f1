//! Are two databases on servers of different major versions compared as one server prints them?
//!
//! It needs two, so it is no part of `cargo test`: the one that is found, and the one that `RLS_OTHER_PG_BIN` names.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy sees no tests in what tests share"
)]

#[allow(dead_code, reason = "the other tests ask for more")]
#[path = "../cli/project.rs"]
mod project;

use std::sync::LazyLock;

use postgres::{Client, NoTls};
use rls_core::provider::Provider;
use rls_postgres::{Binaries, Server};

use project::{Project, TODO};

const HOW: &str = "this test takes a second PostgreSQL of another major version:\n\n  \
    RLS_OTHER_PG_BIN=$(.ci/postgres 14) cargo test -p cargo-rls --test versions\n";

/// The one that scratch databases are made on, and the other one.
static SERVERS: LazyLock<[Server; 2]> = LazyLock::new(|| {
    let other = std::env::var_os("RLS_OTHER_PG_BIN").unwrap_or_else(|| panic!("{HOW}"));
    let both = [Binaries::find().unwrap(), Binaries::at(other).unwrap()];
    assert!(both[0].version().major != both[1].version().major, "both are {}; {HOW}", both[0].version());
    both.map(|binaries| Server::start_with(&binaries).unwrap())
});

fn client(server: usize, database: &str) -> Client {
    Client::connect(&SERVERS[server].conninfo(database), NoTls).unwrap()
}

/// A new database with all of this, and its address.
fn database(server: usize, name: &str, sql: &[&str]) -> String {
    client(server, "postgres").batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    for sql in sql {
        client(server, name).batch_execute(sql).unwrap();
    }
    let conninfo = SERVERS[server].conninfo(name);
    let word = |key: &str| {
        let value = conninfo.split(' ').find_map(|word| word.strip_prefix(&format!("{key}="))).unwrap();
        value.trim_matches('\'').replace('/', "%2F")
    };
    format!("postgres://{}@{}:{}/{name}", word("user"), word("host"), word("port"))
}

fn accepted() -> Project {
    let project = Project::with(TODO);
    project.run(&["accept", "first"]);
    project
}

/// What the models make on another version is what they say, and what is other there is named in the words of the one that prints.
#[test]
fn models_beside_a_database_of_another_version() {
    let project = accepted();
    let (bootstrap, sql) = (project.run(&["bootstrap"]).good(), project.run(&["sql"]).good());
    let url = database(1, "app", &[&bootstrap, &sql]);
    let nothing = project.run(&["diff", "--from", &url, "--to", "models"]).good();
    assert!(nothing.starts_with("-- Nothing"), "{nothing}");
    assert_eq!(project.run(&["check", "--database-url", &url]).good(), "");
    client(1, "app")
        .batch_execute(
            "ALTER POLICY \"crud-authenticated-policy-select\" ON todos USING (true);
             ALTER TABLE todos ADD COLUMN note text; GRANT TRUNCATE ON todos TO anonymous",
        )
        .unwrap();
    let status = project.run(&["status", "--database-url", &url]).good();
    assert!(status.contains("3 things are other than what was accepted"), "{status}");
    let sql = project.run(&["diff", "--from", &url, "--to", "models"]).good();
    client(1, "app").batch_execute(&sql).unwrap();
    let nothing = project.run(&["diff", "--from", &url, "--to", "models"]).good();
    assert!(nothing.starts_with("-- Nothing"), "{nothing}");
}

/// What the versions print otherwise: a view's column names, a key's NOT NULL, and keys to a table that is not looked at.
const RICH: &str = "
    CREATE TABLE auth.users (id uuid PRIMARY KEY, email varchar(255));
    CREATE TYPE state AS ENUM ('open', 'shut');
    CREATE TABLE teams (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE, state state NOT NULL DEFAULT 'open');
    CREATE TABLE members (team bigint REFERENCES teams, who uuid REFERENCES auth.users, PRIMARY KEY (team, who));
    CREATE FUNCTION mine() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$ SELECT team FROM public.members WHERE who = auth.uid() $$;
    CREATE TABLE logs (at timestamptz NOT NULL, who uuid) PARTITION BY RANGE (at);
    CREATE TABLE logs_rest PARTITION OF logs DEFAULT;
    CREATE VIEW open_teams AS SELECT t.id, (SELECT count(*) FROM members) AS n FROM teams t WHERE t.state = 'open';
    ALTER TABLE teams ENABLE ROW LEVEL SECURITY; ALTER TABLE members ENABLE ROW LEVEL SECURITY;
    CREATE POLICY theirs ON teams FOR SELECT TO authenticated USING (id IN (SELECT mine()));
    CREATE POLICY staff ON teams FOR SELECT TO authenticated USING (EXISTS (SELECT 1 FROM auth.users u WHERE u.id = auth.uid() AND u.email LIKE '%@staff'));
    CREATE POLICY own ON members TO authenticated USING (who = (SELECT auth.uid()));
    GRANT SELECT ON teams, members TO authenticated";

#[test]
fn two_databases_of_two_versions() {
    let project = accepted().file("rls.toml", "provider = \"supabase\"\n");
    let bootstrap = Provider::Supabase.bootstrap();
    let one = database(0, "one", &[&bootstrap, RICH]);
    let other = database(1, "other", &[&bootstrap, RICH]);
    for (from, to) in [(&one, &other), (&other, &one)] {
        let nothing = project.run(&["diff", "--from", from, "--to", to]).good();
        assert!(nothing.starts_with("-- Nothing"), "{nothing}");
        assert_eq!(nothing.lines().count(), 1, "{nothing}");
    }
    client(1, "other")
        .batch_execute("ALTER POLICY own ON members USING (who = auth.uid()); ALTER TABLE teams DROP CONSTRAINT teams_owner_fkey")
        .unwrap();
    let sql = project.run(&["diff", "--from", &other, "--to", &one]).good();
    assert!(sql.contains("ALTER POLICY \"own\"") && sql.contains("REFERENCES \"auth\".\"users\""), "{sql}");
    client(1, "other").batch_execute(&sql).unwrap();
    let nothing = project.run(&["diff", "--from", &other, "--to", &one]).good();
    assert!(nothing.starts_with("-- Nothing"), "{nothing}");
}

/// What cannot be built on the other version is refused, with what to do.
#[test]
fn what_cannot_be_built_again_is_said() {
    let project = accepted();
    let setup = "CREATE SCHEMA hidden; CREATE FUNCTION hidden.asks() RETURNS boolean LANGUAGE sql AS 'SELECT true';
        CREATE TABLE t (id int PRIMARY KEY); ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (hidden.asks())";
    let bootstrap = project.run(&["bootstrap"]).good();
    let url = database(1, "hiding", &[&bootstrap, setup]);
    let refused = project.run(&["diff", "--from", &url, "--to", "models", "--schemas", "public"]).failed(2);
    assert!(refused.contains("cannot be run there") && refused.contains("hidden"), "{refused}");
    assert!(refused.contains("--scratch-url"), "{refused}");
}
