//! Does a server start, answer, and leave nothing?
//!
//! No driver and no `psql`, which not every package of binaries has: a query is some forty bytes.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests")]

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rls_postgres::{Binaries, Error, Server};

/// These tests are about servers of our own.
fn start() -> Server {
    Binaries::find()
        .and_then(|binaries| Server::start_with(&binaries))
        .unwrap_or_else(|error| panic!("{error}"))
}

/// The first column of the first row, by the protocol's simple query.
fn ask(server: &Server, query: &str) -> String {
    let path = server.socket_dir().join(format!(".s.PGSQL.{}", server.port()));
    let mut stream = UnixStream::connect(path).unwrap();
    let startup = b"\0\x03\0\0user\0postgres\0database\0postgres\0\0";
    stream.write_all(&u32::try_from(startup.len() + 4).unwrap().to_be_bytes()).unwrap();
    stream.write_all(startup).unwrap();
    assert!(until(&mut stream, b'Z').is_none(), "ready for queries");
    stream.write_all(b"Q").unwrap();
    stream.write_all(&u32::try_from(query.len() + 5).unwrap().to_be_bytes()).unwrap();
    stream.write_all(query.as_bytes()).unwrap();
    stream.write_all(b"\0").unwrap();
    // two bytes for the number of columns, four for the length of the first
    until(&mut stream, b'Z')
        .and_then(|row| row.get(6..).map(<[u8]>::to_vec))
        .map(String::from_utf8)
        .unwrap()
        .unwrap()
}

/// Reads messages until one of a kind; gives the first row among them.
fn until(stream: &mut UnixStream, last: u8) -> Option<Vec<u8>> {
    let mut row = None;
    loop {
        let mut head = [0; 5];
        stream.read_exact(&mut head).unwrap();
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]);
        let mut body = vec![0; usize::try_from(length).unwrap() - 4];
        stream.read_exact(&mut body).unwrap();
        match head[0] {
            b'E' => panic!("{}", String::from_utf8_lossy(&body)),
            b'D' => row = row.or(Some(body)),
            kind if kind == last => return row,
            _ => {}
        }
    }
}

fn pid(dir: &Path) -> String {
    std::fs::read_to_string(dir.join("data/postmaster.pid")).unwrap().lines().next().unwrap().to_owned()
}

fn runs(pid: &str) -> bool {
    Command::new("kill").args(["-0", pid]).stderr(Stdio::null()).status().unwrap().success()
}

#[test]
fn it_answers_and_is_set_up_as_promised() {
    let server = start();
    let setting = |name: &str| ask(&server, &format!("select current_setting('{name}')"));
    assert_eq!(setting("server_version_num"), {
        let version = server.version();
        (version.major * 10_000 + version.minor).to_string()
    });
    assert_eq!(ask(&server, "select rolsuper from pg_roles where rolname = current_user"), "t");
    assert_eq!(setting("server_encoding"), "UTF8");
    assert_eq!(ask(&server, "select datcollate from pg_database where datname = current_database()"), "C");
    for (name, value) in
        [("listen_addresses", ""), ("fsync", "off"), ("wal_level", "minimal"), ("TimeZone", "UTC")]
    {
        assert_eq!(setting(name), value, "{name}");
    }
}

#[test]
fn two_at_once_know_nothing_of_each_other() {
    let (one, other) = (start(), start());
    assert_eq!(
        ask(&one, "create role only_here; select count(*) from pg_roles where rolname = 'only_here'"),
        "1"
    );
    assert_eq!(ask(&other, "select count(*) from pg_roles where rolname = 'only_here'"), "0");
}

#[test]
fn dropping_it_leaves_nothing() {
    let server = start();
    let dir = server.socket_dir().to_path_buf();
    let pid = pid(&dir);
    assert!(runs(&pid));
    drop(server);
    assert!(!runs(&pid), "the server {pid} still runs");
    assert!(!dir.exists(), "{} is still there", dir.display());
}

#[test]
fn a_connection_does_not_keep_it() {
    let server = start();
    let path = server.socket_dir().join(format!(".s.PGSQL.{}", server.port()));
    let _idle = UnixStream::connect(path).unwrap();
    let begun = Instant::now();
    drop(server);
    assert!(begun.elapsed() < Duration::from_secs(4));
}

/// Not a test by itself: what the next one starts and kills.
#[test]
fn hold_until_killed() {
    if std::env::var_os("RLS_POSTGRES_HOLD").is_some() {
        let server = start();
        println!("holds {}", server.socket_dir().display());
        sleep(Duration::from_secs(600));
    }
}

#[test]
fn a_killed_parent_leaves_nothing() {
    let mut parent = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "hold_until_killed", "--nocapture"])
        .env("RLS_POSTGRES_HOLD", "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(parent.stdout.take().unwrap()).lines();
    let dir = lines
        .map_while(Result::ok)
        .find_map(|line| line.split_once("holds ").map(|(_, dir)| PathBuf::from(dir)))
        .unwrap();
    let pid = pid(&dir);
    assert!(runs(&pid));
    parent.kill().unwrap(); // SIGKILL
    parent.wait().unwrap();
    let begun = Instant::now();
    while dir.exists() || runs(&pid) {
        assert!(begun.elapsed() < Duration::from_secs(10), "{pid} or {} is still there", dir.display());
        sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_folder_without_a_server_is_named() {
    let error = Binaries::at("/nowhere/bin").unwrap_err();
    assert!(matches!(error, Error::Unusable { .. }));
    let text = error.to_string();
    assert!(text.contains("/nowhere/bin") && text.contains("RLS_PG_BIN"), "{text}");
}
