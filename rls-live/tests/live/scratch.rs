//! Is a scratch database dropped whatever happens, and is nothing else dropped?

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use rls_live::{Address, Session, Workshop, connect, run, scratch::is_scratch};
use rls_postgres::{Binaries, Server};

use crate::says;

fn server() -> (Server, Address) {
    let server = Server::start_with(&Binaries::find().unwrap()).unwrap();
    let address = Address::parse(&server.conninfo("postgres")).unwrap();
    (server, address)
}

/// Databases and roles that are not Postgres's own.
fn there(session: &mut Session) -> Vec<String> {
    let query = "SELECT datname FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1') \
                 UNION ALL SELECT rolname FROM pg_roles WHERE rolname NOT LIKE 'pg\\_%' AND rolname <> 'postgres' ORDER BY 1";
    run::rows(session.client(), "x", query).unwrap().into_iter().map(|row| row[0].clone()).collect()
}

#[test]
fn what_a_run_made_goes_with_it() {
    let (_server, address) = server();
    let mut admin = connect(&address).unwrap();
    let workshop = Workshop::on(&address).unwrap();
    let scratch = workshop.database("one").unwrap();
    assert!(is_scratch(scratch.name()) && !is_scratch("postgres"));
    scratch.session().unwrap().client().batch_execute("CREATE TABLE t (a int)").unwrap();
    let copy = workshop.copy(&scratch, "two").unwrap();
    let mut used = copy.session().unwrap();
    run::script(used.client(), "x", "SELECT a FROM t").unwrap();
    assert_eq!(workshop.make_roles(&["postgres", "made"]).unwrap(), ["made"]);
    assert_eq!(there(&mut admin).len(), 3);
    // an open session does not keep it
    drop((scratch, copy, workshop));
    assert_eq!(there(&mut admin), [""; 0]);
    says(run::script(used.client(), "it could not be read", "SELECT 1"), "the server");
}

#[test]
fn a_role_that_may_not_make_databases_is_told_so() {
    let (_server, address) = server();
    connect(&address)
        .unwrap()
        .client()
        .batch_execute("CREATE ROLE weak LOGIN; CREATE ROLE maker LOGIN CREATEDB")
        .unwrap();
    let as_role = |role: &str| Address::parse(&address_words(&address, role)).unwrap();
    says(Workshop::on(&as_role("weak")), "may not make scratch databases");
    let workshop = Workshop::on(&as_role("maker")).unwrap();
    let scratch = workshop.database("of maker").unwrap();
    assert!(!scratch.session().unwrap().login().superuser);
    assert!(says(workshop.make_roles(&["third"]), "could not be made").is("42501"));
}

fn address_words(address: &Address, role: &str) -> String {
    address.to_string().replace("postgres@", &format!("{role}@"))
}

/// The child of the next test: makes what is to be found, says its name and waits to be killed.
#[test]
fn child() {
    let Ok(address) = std::env::var("RLS_TEST_CHILD") else { return };
    let workshop = Workshop::on(&Address::parse(&address).unwrap()).unwrap();
    let scratch = workshop.database("child").unwrap();
    workshop.make_roles(&["childs_role"]).unwrap();
    println!("\nmade {}", scratch.name());
    let mut session = scratch.session().unwrap();
    let _ = session.client().batch_execute("SELECT pg_sleep(120)");
}

#[test]
fn what_a_killed_run_left_goes_with_the_next() {
    let (_server, address) = server();
    let mut admin = connect(&address).unwrap();
    // by its name ours, and by nothing else
    admin.client().batch_execute("CREATE DATABASE rls_scratch_mine").unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "scratch::child", "--nocapture"])
        .env("RLS_TEST_CHILD", address.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let name =
        lines.map_while(Result::ok).find_map(|line| line.strip_prefix("made ").map(str::to_owned)).unwrap();
    thread::sleep(Duration::from_millis(300));

    // it lives, so what it made stays
    drop(Workshop::on(&address).unwrap());
    let with_it = [name.as_str(), "childs_role", "rls_scratch_mine"];
    let mut found = there(&mut admin);
    found.sort();
    let mut wanted = with_it.to_vec();
    wanted.sort_unstable();
    assert_eq!(found, wanted);

    child.kill().unwrap();
    child.wait().unwrap();
    // its statement ends soon, because the server looks whether somebody is there
    let query = format!(
        "SELECT FROM pg_stat_activity WHERE datname = '{name}' OR application_name LIKE 'pg-rls scratch %'"
    );
    for _ in 0..100 {
        if run::rows(admin.client(), "x", &query).unwrap().is_empty() {
            break;
        }
        thread::sleep(Duration::from_millis(100));
    }
    drop(Workshop::on(&address).unwrap());
    assert_eq!(there(&mut admin), ["rls_scratch_mine"]);
}
