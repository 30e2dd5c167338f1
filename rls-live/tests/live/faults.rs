//! What is said where the server, a lock, a privilege or the way to it fails?

use std::{
    sync::LazyLock,
    thread,
    time::{Duration, Instant},
};

use rls_live::{Address, Limits, LiveError, Session, Workshop, connect, connect_with, run};
use rls_postgres::{Binaries, Server};

use crate::says;

static WORKSHOP: LazyLock<Workshop> = LazyLock::new(|| Workshop::throwaway().unwrap());

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

#[test]
fn no_way_to_a_server() {
    let nobody = says(
        connect(&address("postgres://me:geheim@127.0.0.1:1/db?sslmode=disable")),
        "nobody listens at 127.0.0.1:1",
    );
    assert_eq!(nobody.code, None);
    says(connect(&address("postgres://me:geheim@no-host.invalid/db")), "host");
    says(
        connect(&address("postgres:///db?host=/no/folder&user=me&password=geheim")),
        "no server at the socket /no/folder",
    );
    let here = WORKSHOP.address();
    assert!(
        says(connect(&here.with_database("geheimnis no").with_database("none")), "has no database none")
            .is("3D000")
    );
    let text = format!("{} user=nobody", rebuilt(here));
    assert!(says(connect(&address(&text)), "has no role nobody").is("28000"));
}

/// The words for the throwaway server without the role.
fn rebuilt(address: &Address) -> String {
    let text = address.to_string();
    let host = text.split_once('@').unwrap().1.split(':').next().unwrap().replace("%2F", "/");
    format!("host={host} port=5432 dbname=postgres")
}

#[test]
fn a_port_that_says_nothing_is_not_waited_for() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let begun = Instant::now();
    let limits = Limits { connect: Duration::from_millis(200), ..Limits::default() };
    says(
        connect_with(&address(&format!("postgres://me:geheim@127.0.0.1:{port}/db")), limits),
        "does not answer",
    );
    assert!(begun.elapsed() < Duration::from_secs(10));
}

/// Somebody ends the session, or the whole server goes, while an answer is waited for.
#[test]
fn the_server_goes_away_while_it_is_read() {
    let mut reader = connect(WORKSHOP.address()).unwrap();
    let pid = pid(&mut reader);
    let ended = thread::spawn(move || slow(&mut reader));
    let mut other = connect(WORKSHOP.address()).unwrap();
    let asked =
        format!("SELECT FROM pg_stat_activity WHERE pid = {pid} AND state = 'active' AND query ~ 'sleep'");
    while run::rows(other.client(), "x", &asked).unwrap().is_empty() {
        thread::sleep(Duration::from_millis(20));
    }
    run::rows(other.client(), "x", &format!("SELECT pg_terminate_backend({pid})")).unwrap();
    // the driver may see the end of the connection before the server's last word
    says(ended.join().unwrap(), "the catalog could not be read: the server");

    let server = Server::start_with(&Binaries::find().unwrap()).unwrap();
    let mut reader = connect(&address(&server.conninfo("postgres"))).unwrap();
    let ended = thread::spawn(move || slow(&mut reader));
    thread::sleep(Duration::from_millis(200));
    drop(server);
    says(ended.join().unwrap(), "the catalog could not be read: the server");
}

fn pid(session: &mut Session) -> String {
    run::rows(session.client(), "x", "SELECT pg_backend_pid()").unwrap()[0][0].clone()
}

fn slow(session: &mut Session) -> Result<(), LiveError> {
    run::rows(session.client(), "the catalog could not be read", "SELECT pg_sleep(60)").map(drop)
}

#[test]
fn locks_times_and_privileges() {
    let scratch = WORKSHOP.database("faults").unwrap();
    let mut owner = scratch.session().unwrap();
    WORKSHOP.make_roles(&["faults_other"]).unwrap();
    run::each(owner.client(), "x", &["CREATE TABLE closed (a int)", "BEGIN", "LOCK closed"]).unwrap();

    let limits = Limits {
        lock: Some(Duration::from_millis(50)),
        statement: Some(Duration::from_millis(300)),
        ..Limits::default()
    };
    let mut other = connect_with(&scratch.address(), limits).unwrap();
    let error = says(
        run::script(other.client(), "the rows could not be read", "SELECT a FROM closed"),
        "something else holds a lock",
    );
    assert!(error.is("55P03"));
    assert!(says(slow(&mut other), "for the time that it took").is("57014"));
    owner.client().batch_execute("COMMIT; SET ROLE faults_other").unwrap();
    let error = says(
        run::each(owner.client(), "the rows could not be read", &["SELECT 1", "TABLE closed"]),
        "closed",
    );
    assert!(error.is("42501") && error.message.contains("statement 2 of 2"), "{error}");

    let wrong = ["CREATE TABLE b ()", "SELECT 1,\n nothing"];
    let Err(error) = run::together(other.client(), "the schema could not be built", &wrong) else { panic!() };
    assert!(error.message.ends_with("\n  line 2:  nothing\n           ^"), "{error}");
    assert!(run::rows(other.client(), "x", "TABLE b").is_err(), "all of it is undone");
}
