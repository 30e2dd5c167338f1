//! Does Neon's own driver get from `cargo rls serve` what Neon would give it?
//!
//! The command is started as anybody would start it, on a throwaway server with two users, and `matrix.mjs` asks it by way of
//! `@neondatabase/serverless`; each expectation of it follows from the protocol of Neon Authorize. Needs node and npm, so it is no part of a
//! plain `cargo test`: `cargo test -p cargo-rls --test neon`, which `.ci/run` runs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

const MODELS: &str = r#"use pg_rls::Rls;

/// One thing to do.
#[derive(Rls)]
#[rls(owner = "user_id")]
pub struct Todo {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: String,
    #[rls(check = "char_length(task) > 0")]
    pub task: String,
}
"#;

const SEED: &str = "INSERT INTO todos (user_id, task) VALUES ('alice', 'write'), ('alice', 'read'), ('bob', 'sleep');
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE FUNCTION complain() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'no such luck' USING ERRCODE = 'P0042', DETAIL = 'more', HINT = 'less', COLUMN = 'c', TABLE = 't',
        SCHEMA = 's', DATATYPE = 'd', CONSTRAINT = 'k';
END $$;
CREATE FUNCTION internal() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT nothing FROM todos); END $$;";

/// What ends with the test, however that ends.
struct Running(Child, PathBuf);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
        let _ = fs::remove_dir_all(&self.1);
    }
}

#[test]
fn the_driver_gets_what_neon_would_give_it() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/neon");
    install(&here);
    let folder = std::env::temp_dir().join(format!("rls-neon-{}", std::process::id()));
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::create_dir_all(folder.join("rls")).unwrap();
    for (file, text) in
        [("Cargo.toml", "[package]\nname = \"app\"\n"), ("src/lib.rs", MODELS), ("rls/seed.sql", SEED)]
    {
        fs::write(folder.join(file), text).unwrap();
    }
    let mut serve = Command::new(env!("CARGO_BIN_EXE_cargo-rls"));
    serve.args(["rls", "serve", "--throwaway", "--dev-tokens", "alice,bob", "--anonymous"]);
    serve.args(["--port", "0", "--format", "json", "--log", "off", "--timeout", "5s", "--rows", "20000"]);
    let child = serve.current_dir(&folder).stdout(Stdio::piped()).spawn().unwrap();
    let mut running = Running(child, folder);
    let mut started = String::new();
    BufReader::new(running.0.stdout.take().unwrap()).read_line(&mut started).unwrap();
    assert!(started.starts_with('{'), "it did not start");
    let matrix = Command::new("node")
        .args(["--test", "--test-reporter=spec", "matrix.mjs"])
        .current_dir(&here)
        .env("STARTED", started.trim())
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&matrix.stdout);
    assert!(matrix.status.success(), "{said}{}", String::from_utf8_lossy(&matrix.stderr));
    assert!(said.contains("pass ") && !said.contains("pass 0"), "{said}");
}

/// `npm ci`, unless the modules that are there are those of this lock file.
fn install(here: &Path) {
    let lock = fs::read(here.join("package-lock.json")).unwrap();
    let stamp = here.join("node_modules/.of-lock");
    if fs::read(&stamp).is_ok_and(|known| known == lock) {
        return;
    }
    let words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    let done = Command::new("npm").args(words).current_dir(here).output().expect("npm");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    fs::write(stamp, lock).unwrap();
}
