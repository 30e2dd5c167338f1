//! Is every block of the README true?
//!
//! Rust and SQL are compared and compiled; commands are run, in their order, as a new user would, in an empty folder, with
//! this repository's path for `../pg-rls`. A block that this test does not know fails it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use pg_rls::Provider;
use rls_core::syntax::scan::scan;

use crate::nested;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The blocks of a page, each with its language.
fn blocks(page: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => open = Some((language.to_owned(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, block)), None) => {
                block.push_str(line);
                block.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "{page} has a block that does not end");
    blocks
}

fn ddl(rust: &str) -> String {
    let file = PathBuf::from("models.rs");
    let scanned = scan(std::slice::from_ref(&file), &BTreeMap::from([(file.clone(), rust.to_owned())]));
    let scanned = scanned.unwrap_or_else(|failure| panic!("{}\n{rust}", failure.errors));
    rls_core::sql::ddl(&scanned.schema.resolve(&Provider::Neon).unwrap())
}

#[test]
fn the_struct_and_its_sql_stand_side_by_side() {
    let blocks = blocks("README.md");
    let of =
        |language: &str| blocks.iter().find(|(l, _)| l == language).map(|(_, block)| block.clone()).unwrap();
    assert_eq!(ddl(&of("rust")), of("sql"));
    let example = fs::read_to_string(root().join("examples/todos.rs")).unwrap();
    assert!(
        example.contains(of("rust").trim_start_matches("use pg_rls::Rls;").trim()),
        "examples/todos.rs is another"
    );
}

#[test]
fn every_block_of_rust_is_a_model() {
    let mut seen = 0;
    for page in ["README.md", "docs/language.md"] {
        for (language, block) in blocks(page) {
            match language.as_str() {
                "rust" if block.contains("derive(") => {
                    ddl(&block);
                    seen += 1;
                }
                "rust,wrong" => {
                    let file = PathBuf::from("models.rs");
                    let scanned =
                        scan(std::slice::from_ref(&file), &BTreeMap::from([(file.clone(), block.clone())]));
                    assert!(scanned.is_err(), "{page} says that this is wrong:\n{block}");
                    seen += 1;
                }
                "rust" | "sh" | "sql" | "toml" | "text" | "" => {}
                other => panic!("{page}: a block of `{other}`, which this test does not know"),
            }
        }
    }
    assert!(seen > 5, "{seen} blocks");
}

/// The commands, as they stand there, one shell for all.
#[test]
fn a_new_user_gets_what_it_says() {
    let blocks = blocks("README.md");
    let commands: Vec<&str> =
        blocks.iter().filter(|(l, _)| l == "sh").map(|(_, block)| block.as_str()).collect();
    let [in_repository, set_up, first_run, command_line] = commands.as_slice() else {
        panic!("another number of command blocks: say here how each is run");
    };
    assert_eq!(*in_repository, "cargo run --example todos\n./test\n");
    // ./test runs this test; CI runs ./test, and the first command too
    let ci = fs::read_to_string(root().join(".ci/run")).unwrap();
    assert!(in_repository.lines().all(|line| ci.contains(line)), ".ci/run runs both");

    let target = nested::target().join("readme");
    // outside of this workspace: `cargo new` would make the crate a member of it
    let place = std::env::temp_dir().join(format!("pg-rls-readme-{}", std::process::id()));
    let _ = fs::remove_dir_all(&place);
    fs::create_dir_all(&place).unwrap();
    run(set_up, &place, &target);
    let model = blocks.iter().filter(|(l, _)| l == "rust").nth(1).unwrap();
    let crate_root = place.join("todo-app");
    fs::write(crate_root.join("src/lib.rs"), &model.1).unwrap();
    let output = run(first_run, &crate_root, &target);
    assert!(output.contains("test ddl ... ok"), "{output}");
    let snapshot = fs::read_dir(crate_root.join("src/snapshots")).unwrap().next().unwrap().unwrap().path();
    assert!(fs::read_to_string(snapshot).unwrap().contains(&ddl(&model.1).trim_end().to_owned()));
    let install = "cargo install --path ../pg-rls/cargo-rls\n";
    assert!(command_line.starts_with(install));
    // the same, unoptimised, of what is built, and into the test's own folder
    let here =
        format!("cargo install --debug --locked --root {} --path ../pg-rls/cargo-rls", target.display());
    let output = run(&command_line.replace(install.trim_end(), &here), &crate_root, &target);
    assert!(output.contains(&ddl(&model.1)), "{output}");
    for part in ["BEGIN;", "FUNCTION auth.user_id()", "RLS105"] {
        assert!(output.contains(part), "{part} is not in what `cargo rls` printed:\n{output}");
    }
    assert!(crate_root.join("rls.toml").is_file());
    fs::remove_dir_all(&place).unwrap();
}

fn run(script: &str, folder: &Path, target: &Path) -> String {
    let path = std::env::var("PATH").unwrap_or_default();
    let script = script.replace("../pg-rls", &root().display().to_string());
    let _one = nested::ONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let output = nested::command("bash", folder)
        .args(["-euo", "pipefail", "-c", &script])
        .env("PATH", format!("{}:{path}", target.join("bin").display()))
        .env_remove("INSTA_WORKSPACE_ROOT")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{script}\n{}\n{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}
