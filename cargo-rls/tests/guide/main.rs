//! Does docs/guide.md go as it says, from an empty folder to the JavaScript of the Stytch and Neon guide, and does the shorter way that
//! examples/neon-driver/README.md has?
//!
//! It needs node, npm, psql and curl, so it is no part of a plain `cargo test`: `cargo test -p cargo-rls --test guide`, which
//! `.ci/run` runs. `RLS_OVERWRITE=1` writes what is printed into the page.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

#[allow(dead_code, reason = "it is shared with the tests of the commands")]
#[path = "../cli/project.rs"]
mod project;
#[path = "../cli/docs/session.rs"]
mod session;

use std::{
    fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use project::Project;
use session::{Shell, session, shows};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The driver, as package-lock.json has it.
fn driver() -> PathBuf {
    let folder = root().join("examples/neon-driver");
    let modules = folder.join("node_modules");
    if !modules.join("@neondatabase/serverless/package.json").exists() {
        let npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"];
        assert!(Command::new("npm").args(npm).current_dir(&folder).status().unwrap().success());
    }
    modules
}

/// Ends the endpoint, wherever the session ended.
struct Stop(PathBuf);

impl Drop for Stop {
    fn drop(&mut self) {
        if let Ok(pid) = fs::read_to_string(&self.0) {
            let _ = Command::new("kill").arg(pid.trim()).stderr(std::process::Stdio::null()).status();
        }
    }
}

#[test]
fn the_guide_is_a_session_that_went_so() {
    let server = rls_postgres::Server::start().unwrap();
    let mut client = postgres::Client::connect(&server.conninfo("postgres"), postgres::NoTls).unwrap();
    client.batch_execute("CREATE DATABASE app").unwrap();
    let owner = server.conninfo("app");
    let login = owner.replace("user=postgres", "user=todos_app");
    assert_ne!(owner, login, "a server of its own");

    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let shell = Shell {
        variables: vec![
            ("DATABASE_URL", owner),
            ("LOGIN_URL", login),
            ("NEON_FETCH_ENDPOINT", format!("http://127.0.0.1:{port}/sql")),
        ],
        ports: vec![("4444", port)],
    };
    let example = root().join("examples/neon-driver");
    let project = Project::empty()
        .file("Cargo.toml", "[package]\nname = \"app\"\n")
        .file("package.json", fs::read(example.join("package.json")).unwrap())
        .file("todos.js", fs::read(example.join("todos.js")).unwrap());
    std::os::unix::fs::symlink(driver(), project.folder().join("node_modules")).unwrap();

    let path = root().join("docs/guide.md");
    let page = fs::read_to_string(&path).unwrap();
    let stop = Stop(project.folder().join("serve.pid"));
    let (project, written, ran) = session(&page, project, &shell, &mut |_| {});
    assert!(ran > 8, "{ran} commands");
    shows(path.to_str().unwrap(), &page, &written);
    drop((stop, project));
}

/// One command and a throwaway server: what the README of the driver's example shows.
#[test]
fn the_driver_goes_as_its_readme_says() {
    let example = root().join("examples/neon-driver");
    let readme = fs::read_to_string(example.join("README.md")).unwrap();
    let (_, shown) = readme.split_once("```text\n").unwrap();
    let shown = shown.split("```").next().unwrap();
    let command = readme.lines().find(|line| line.starts_with("cargo rls serve ")).unwrap();
    driver();

    let mut serve = Command::new(env!("CARGO_BIN_EXE_cargo-rls"));
    serve.args(command.split(' ').skip(1)).args(["--port", "0", "--format", "json"]);
    serve.current_dir(root().join("examples/todos-app")).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut serve = Ends(serve.spawn().unwrap());
    let mut started = String::new();
    BufReader::new(serve.0.stdout.take().unwrap()).read_line(&mut started).unwrap();
    let started: serde_json::Value = serde_json::from_str(&started).unwrap();
    let endpoint = started["url"].as_str().unwrap();

    let node = Command::new("node")
        .arg("todos.js")
        .env("NEON_FETCH_ENDPOINT", endpoint)
        .current_dir(&example)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(node.stdout).unwrap(), shown, "{}", String::from_utf8_lossy(&node.stderr));
}

struct Ends(Child);

impl Drop for Ends {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}

/// The Rust of the page that is no file of its own is that of the application.
#[test]
fn its_rust_is_the_applications() {
    let page = fs::read_to_string(root().join("docs/guide.md")).unwrap();
    let source = |file: &str| fs::read_to_string(root().join("examples/todos-app/src").join(file)).unwrap();
    let application = format!("{}{}", source("todos.rs"), source("models.rs").replace("pub(crate) ", "pub "));
    let lines = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    let mut seen = 0;
    for block in page.split("```rust\n").skip(1).map(|rest| rest.split("```").next().unwrap()) {
        let from = block.find("#[rls(").unwrap_or(0);
        assert!(lines(&application).contains(lines(&block[from..]).trim()), "{block}");
        seen += 1;
    }
    assert_eq!(seen, 2);
}
