//! Do docs/migrations.md and docs/pull.md show what the commands print?
//!
//! Each is one session in an empty project, as `session` says.

pub(crate) mod session;

use std::fs;

use crate::project::Project;
use session::{Shell, session, shows};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/migrations.md");
const PULL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/pull.md");

#[test]
fn the_page_is_a_session_that_went_so() {
    let page = fs::read_to_string(PAGE).unwrap();
    let project = Project::empty().file("Cargo.toml", "[package]\nname = \"app\"\n");
    let (project, written, ran) = session(&page, project, &Shell::default(), &mut |_| {});
    assert!(ran > 8, "{ran} commands");
    shows(PAGE, &page, &written);
    project.run(&["check"]).good();
}

/// The same of docs/pull.md, whose SQL is what is in the database.
#[test]
fn a_database_is_pulled_as_the_page_shows() {
    let server = rls_postgres::Server::start().unwrap();
    let connect = |name: &str| postgres::Client::connect(&server.conninfo(name), postgres::NoTls).unwrap();
    connect("postgres").batch_execute("CREATE DATABASE app").unwrap();
    let mut client = connect("app");
    client.batch_execute(&rls_core::provider::Provider::Supabase.bootstrap()).unwrap();
    let page = fs::read_to_string(PULL).unwrap();
    let project = Project::with("mod models;\n");
    let shell = Shell { variables: vec![("DATABASE_URL", server.conninfo("app"))], ..Shell::default() };
    let (project, written, ran) =
        session(&page, project, &shell, &mut |sql| client.batch_execute(sql).unwrap());
    assert!(ran > 3, "{ran} commands");
    shows(PULL, &page, &written);
    project.run(&["check"]).good();
}
