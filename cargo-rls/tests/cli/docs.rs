//! Do docs/migrations.md and docs/pull.md show what the commands print?
//!
//! A page is one session in an empty project: a block of Rust or TOML that begins with the name of a file becomes that
//! file, and each `$` line of a `console` block is run, with what it prints below it. Versions of migrations are the time,
//! and are compared as such. `RLS_OVERWRITE=1` writes what is printed into the page; read what changes.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::project::Project;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/migrations.md");
const PULL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/pull.md");

/// What a shell prints for a line, on both of its outputs.
fn printed(project: &Project, line: &str, database: &str) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_cargo-rls")).parent().unwrap().to_owned();
    let mut paths = vec![binary];
    paths.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect::<Vec<PathBuf>>());
    let mut bash = Command::new("bash");
    bash.args(["-c", &format!("exec 2>&1; {line}")]).current_dir(project.folder());
    bash.env("PATH", env::join_paths(paths).unwrap()).env_remove("CI").env("DATABASE_URL", database);
    let output = bash.output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// A text in which each version is the same number.
fn timeless(text: &str) -> String {
    let mut timeless = String::new();
    let mut digits = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        timeless.push_str(if digits.len() == 14 { "20260601120000" } else { &digits });
        digits.clear();
        timeless.push(c);
    }
    timeless.pop();
    timeless
}

/// What the page would be if it showed what is printed now; and how many commands it runs. SQL is for `sql`.
fn session(
    page: &str,
    mut project: Project,
    database: &str,
    sql: &mut dyn FnMut(&str),
) -> (Project, String, usize) {
    let mut written = String::new();
    let mut ran = 0;
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        written.push_str(&format!("{line}\n"));
        let Some(language) = line.strip_prefix("```") else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if language == "console" {
            for command in block.iter().filter_map(|line| line.strip_prefix("$ ")) {
                let printed = timeless(&printed(&project, command, database));
                written.push_str(&format!("$ {command}\n{printed}"));
                ran += 1;
            }
        } else {
            let first = block.first().copied().unwrap_or_default();
            if language == "sql" {
                sql(&block.join("\n"));
            } else if let Some(file) = first.strip_prefix("// ").or_else(|| first.strip_prefix("# "))
                && Path::new(file).extension().is_some()
            {
                project = project.file(file, block[1..].join("\n") + "\n");
            }
            block.iter().for_each(|line| written.push_str(&format!("{line}\n")));
        }
        written.push_str("```\n");
    }
    (project, written, ran)
}

fn shows(path: &str, page: &str, written: &str) {
    if env::var_os("RLS_OVERWRITE").is_some() {
        fs::write(path, written).unwrap();
    } else {
        assert_eq!(written, page, "RLS_OVERWRITE=1 writes what is printed now");
    }
}

#[test]
fn the_page_is_a_session_that_went_so() {
    let page = fs::read_to_string(PAGE).unwrap();
    let project = Project::empty().file("Cargo.toml", "[package]\nname = \"app\"\n");
    let (project, written, ran) = session(&page, project, "", &mut |_| {});
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
    let (project, written, ran) =
        session(&page, project, &server.conninfo("app"), &mut |sql| client.batch_execute(sql).unwrap());
    assert!(ran > 3, "{ran} commands");
    shows(PULL, &page, &written);
    project.run(&["check"]).good();
}
