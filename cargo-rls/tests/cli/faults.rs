//! Does each command that takes an address end in one clear error where the database cannot be read, with no password in any output and no
//! scratch database left behind?
//!
//! What is said of each fault is tried in `rls-live/tests/live/`; here it is that every command comes to it.

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
    thread,
};

use postgres::{Client, NoTls};
use rls_postgres::Server;

use crate::project::{Project, Ran, TODO, ran};

static SERVER: LazyLock<Server> = LazyLock::new(|| Server::start().unwrap());
/// One test at a time: what is left on the server is counted.
static ALONE: Mutex<()> = Mutex::new(());
/// As it is typed, and as it stands in a URL.
const PASSWORDS: [&str; 2] = ["p@ss/w%rd:é ?#", "p%40ss%2Fw%25rd%3A%C3%A9%20%3F%23"];

/// Every command, with an address in its place.
fn commands(url: &str) -> [Vec<&str>; 8] {
    [
        vec!["pull", "--database-url", url, "--dry-run"],
        vec!["diff", "--from", url, "--to", "models"],
        vec!["diff", "--from", "models", "--to", url],
        vec!["status", "--database-url", url],
        vec!["check", "--database-url", url],
        vec!["lint", "--database-url", url],
        vec!["verify", "--from", url],
        vec!["access", "--from", url],
    ]
}

fn admin() -> Client {
    Client::connect(&SERVER.conninfo("postgres"), NoTls).unwrap()
}

fn word(key: &str) -> String {
    let conninfo = SERVER.conninfo("postgres");
    let value = conninfo.split(' ').find_map(|word| word.strip_prefix(&format!("{key}="))).unwrap();
    value.trim_matches('\'').replace('/', "%2F")
}

fn url(user: &str, database: &str) -> String {
    format!("postgres://{user}:{}@{}:{}/{database}", PASSWORDS[1], word("host"), word("port"))
}

/// Runs a command, which may try things on the server.
fn run(project: &Project, args: &[&str]) -> Ran {
    let ran = ran(project.command(args).env("RLS_SCRATCH_URL", SERVER.conninfo("postgres")));
    for text in [&ran.out, &ran.err] {
        let held = PASSWORDS.iter().find(|password| text.contains(**password));
        assert!(held.is_none() && !text.contains("w%25rd") && !text.contains("p@ss"), "a password: {text}");
    }
    ran
}

fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn accepted() -> Project {
    let project = Project::with(TODO);
    project.run(&["accept", "first"]);
    project
}

/// Every command says it, in one error with what to do, and is not a finding.
#[track_caller]
fn all_say(project: &Project, url: &str, words: &str) {
    for args in commands(url) {
        let ran = run(project, &args);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{args:?}: {}", ran.err);
        assert_eq!(ran.err.matches("error: ").count(), 1, "{args:?}: {}", ran.err);
        assert!(ran.err.contains(words), "{args:?}: {words:?} is not in {}", ran.err);
    }
    let left: i64 = admin()
        .query_one("SELECT count(*) FROM pg_database WHERE datname LIKE 'rls\\_scratch%'", &[])
        .unwrap()
        .get(0);
    assert_eq!(left, 0, "a scratch database is left");
}

#[test]
fn no_server_no_database_no_role_and_no_privilege() {
    let _alone = alone();
    let project = accepted();
    all_say(
        &project,
        &format!("postgres://me:{}@127.0.0.1:1/x", PASSWORDS[1]),
        "nobody listens at 127.0.0.1:1",
    );
    all_say(
        &project,
        &format!("postgres://me:{}@[/x", PASSWORDS[1]),
        "the URL of the database cannot be read",
    );
    all_say(&project, &url("postgres", "not_there"), "has no database not_there");
    all_say(&project, &url("nobody_here", "postgres"), "has no role nobody_here");
    admin().batch_execute("CREATE DATABASE locked").unwrap();
    admin()
        .batch_execute("CREATE ROLE outside LOGIN; REVOKE CONNECT ON DATABASE locked FROM PUBLIC")
        .unwrap();
    all_say(&project, &url("outside", "locked"), "permission denied");
}

/// A server that takes the connection and goes away, before or after it has said that it is one; and one that has no TLS.
#[test]
fn a_server_that_goes_away() {
    let _alone = alone();
    let project = accepted();
    let closing = listening(&[]);
    all_say(
        &project,
        &format!("postgres://me:{}@127.0.0.1:{closing}/x?sslmode=disable", PASSWORDS[1]),
        "127.0.0.1",
    );
    // it says that it is in, and that it waits for a statement
    let begun = listening(b"R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I");
    all_say(
        &project,
        &format!("postgres://me:{}@127.0.0.1:{begun}/x?sslmode=disable", PASSWORDS[1]),
        "the server",
    );
    let plain = listening(b"N");
    all_say(&project, &format!("postgres://me:{}@127.0.0.1:{plain}/x?sslmode=require", PASSWORDS[1]), "TLS");
}

/// A port that answers each connection with these bytes once something was asked, and closes it at the next question.
fn listening(answer: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut asked = [0; 4096];
            let _ = stream.read(&mut asked);
            let _ = stream.write_all(answer);
            if !answer.is_empty() {
                let _ = stream.read(&mut asked);
            }
        }
    });
    port
}

/// A role that may read no table and look into no schema reads the catalog all the same; its password has odd characters.
#[test]
fn who_may_read_no_table_reads_the_catalog() {
    let _alone = alone();
    let project = accepted();
    let mut admin = admin();
    admin.batch_execute("CREATE DATABASE hidden").unwrap();
    admin
        .batch_execute(&format!(
            "CREATE ROLE reader LOGIN PASSWORD {}",
            rls_core::ident::literal(PASSWORDS[0])
        ))
        .unwrap();
    let mut hidden = Client::connect(&SERVER.conninfo("hidden"), NoTls).unwrap();
    hidden.batch_execute(&project.run(&["bootstrap"]).good()).unwrap();
    hidden.batch_execute(&project.run(&["sql"]).good()).unwrap();
    hidden
        .batch_execute("CREATE SCHEMA secret; CREATE TABLE secret.accounts (id int PRIMARY KEY); CREATE VIEW secret.all_of_it AS TABLE secret.accounts")
        .unwrap();
    let url = url("reader", "hidden");
    for args in commands(&url) {
        let ran = run(&project, &args);
        assert_eq!(ran.status, 0, "{args:?}: {ran:?}");
    }
    let dry = run(&project, &commands(&url)[0]);
    assert!(dry.out.contains("pub struct Account"), "{dry:?}");
}
