//! `cargo rls sql`: which models does it read, and what does it print?

use std::{
    fs::{self, File},
    io::Read,
    process::{Command, Stdio},
};

use insta::assert_snapshot;
use rls_core::{document, provider::Provider, schema::RoleDef};

use crate::project::{Project, TODO, ran};

#[test]
fn the_ddl_is_one_transaction() {
    assert_snapshot!(Project::with(TODO).run(&["sql"]).good());
}

#[test]
fn without_cargo_the_binary_does_the_same() {
    let project = Project::with(TODO);
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-rls"));
    let direct = ran(command.arg("sql").current_dir(project.folder())).good();
    assert_eq!(direct, project.run(&["sql"]).good());
}

#[test]
fn a_provider_overrides_the_one_of_rls_toml() {
    let project = Project::with(TODO).file("rls.toml", "provider = \"postgrest\"\n");
    let uses = |args: &[&str], what: &str| project.run(args).good().contains(what);
    assert!(uses(&["sql"], "request.jwt.claims"));
    assert!(uses(&["sql", "--provider", "supabase"], "auth.jwt()"));
    assert!(uses(&["sql", "--provider", "neon"], "auth.user_id()"));
    assert!(uses(&["sql", "--provider", "custom"], "current_setting('app.user_id', true)"));
    let error = project.run(&["sql", "--provider", "neno"]).failed(2);
    assert!(error.contains("a similar value exists: 'neon'"), "{error}");
}

#[test]
fn the_settings_of_custom_are_used_by_the_override_too() {
    let project = Project::with(TODO).file("rls.toml", "[custom]\nuser_id = \"app.whoami()\"\n");
    assert!(project.run(&["sql", "--provider", "custom"]).good().contains("app.whoami()"));
    let error = project.run(&["sql"]).failed(2);
    assert!(error.contains("`[custom]` has no effect: the provider is neon"), "{error}");
}

#[test]
fn what_looks_like_a_colour_in_a_literal_is_kept() {
    let todo = TODO.replace("owner = ", "comment = \"\\u{1b}[31mred\", owner = ");
    let out = Project::with(todo).run(&["sql"]).good();
    assert!(out.contains("IS '\u{1b}[31mred'"), "{out:?}");
}

#[test]
fn the_document_can_be_read_back() {
    let project = Project::with(TODO).file(
        "rls.toml",
        "provider = \"supabase\"\n[roles.editor]\nlogin = true\nin_roles = [\"authenticated\"]\n",
    );
    let resolved = document::read(&project.run(&["sql", "--format", "json"]).good()).unwrap();
    assert_eq!(resolved.provider, Provider::Supabase);
    assert_eq!(resolved.schema.tables.len(), 1);
    let editor = RoleDef { login: true, in_roles: vec!["authenticated".to_owned()] };
    assert_eq!(resolved.schema.roles.get("editor"), Some(&editor));
}

#[test]
fn paths_replace_the_models_and_need_no_project() {
    let project = Project::empty().file("a.rs", TODO).file("more/b.rs", TODO.replace("Todo", "Note"));
    let out = project.run(&["sql", "a.rs", "more"]).good();
    assert!(out.contains("CREATE TABLE \"todos\"") && out.contains("CREATE TABLE \"notes\""), "{out}");
    let error = project.run(&["sql", "b.rs"]).failed(2);
    assert!(error.contains("there is no file or folder `b.rs`"), "{error}");
}

#[test]
fn the_project_is_found_from_a_folder_below_and_by_its_manifest() {
    let project = Project::with(TODO);
    let below = project.folder().join("src/deep");
    fs::create_dir(&below).unwrap();
    assert!(ran(project.command(&["sql"]).current_dir(&below)).good().contains("\"todos\""));
    let elsewhere = Project::empty();
    let manifest = project.folder().join("Cargo.toml").display().to_string();
    assert!(elsewhere.run(&["sql", "--manifest-path", &manifest]).good().contains("\"todos\""));
    let error = elsewhere.run(&["sql", "--manifest-path", "x/Cargo.toml"]).failed(2);
    assert!(error.contains("which is not there"), "{error}");
    let folder = project.folder().display().to_string();
    let error = elsewhere.run(&["sql", "--manifest-path", &folder]).failed(2);
    assert!(error.contains("which is no Cargo.toml"), "{error}");
}

#[test]
fn where_there_are_no_models_it_says_what_to_write() {
    let nothing = Project::empty().run(&["sql"]).failed(2);
    assert!(nothing.contains("there is no Cargo.toml here or above"), "{nothing}");
    let workspace = Project::empty().file("Cargo.toml", "[workspace]\n").run(&["sql"]).failed(2);
    assert!(workspace.contains("is a workspace without a package"), "{workspace}");
    assert_snapshot!(
        Project::with("mod a;\n").file("src/a.rs", "struct A { id: i64 }\n").run(&["sql"]).failed(1)
    );
    let folder = Project::with("").file("empty/README", "").run(&["sql", "empty"]).failed(1);
    assert!(folder.contains("no struct in empty derives `Rls` (no .rs file is there)"), "{folder}");
}

#[test]
fn hidden_folders_and_cargo_s_own_are_not_read() {
    let project = Project::with("")
        .file("all/a.rs", TODO)
        .file("all/.git/b.rs", "this is no Rust")
        .file("all/target/CACHEDIR.TAG", "")
        .file("all/target/c.rs", "nor is this");
    assert!(project.run(&["sql", "all"]).good().contains("\"todos\""));
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_are_followed_once() {
    let project = Project::with("").file("a/one.rs", TODO).file("b/two.rs", TODO.replace("Todo", "Note"));
    for (folder, link) in [("a", "a/again"), ("b", "a/b"), ("a", "b/a")] {
        std::os::unix::fs::symlink(project.folder().join(folder), project.folder().join(link)).unwrap();
    }
    let out = project.run(&["sql", "a"]).good();
    assert_eq!(out.matches("CREATE TABLE").count(), 2, "{out}");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let many: String = (0..400).map(|i| TODO.replace("Todo", &format!("Todo{i}"))).collect();
    let project = Project::with(many.replace("use pg_rls::Rls;", ""));
    let mut child = project.command(&["sql"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0];
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut first).unwrap();
    drop(out); // more than a pipe holds is still to come
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let project = Project::with(TODO);
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = project.command(&["sql"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("standard output cannot be written"));
}

#[test]
fn help_says_what_can_be_asked() {
    let project = Project::empty();
    assert_snapshot!("help", project.run(&["--help"]).good());
    assert_snapshot!("help_sql", project.run(&["sql", "--help"]).good());
    assert_snapshot!("help_lint", project.run(&["lint", "--help"]).good());
    assert_snapshot!("help_bootstrap", project.run(&["bootstrap", "--help"]).good());
    assert_snapshot!("help_init", project.run(&["init", "--help"]).good());
    assert_snapshot!("help_access", project.run(&["access", "--help"]).good());
    assert_snapshot!("help_explain", project.run(&["explain", "--help"]).good());
    for command in ["status", "diff", "accept", "check"] {
        let help = project.run(&[command, "--help"]).good();
        assert!(help.contains("Examples:") && help.lines().all(|line| line.chars().count() <= 100), "{help}");
        assert_snapshot!(format!("help_{command}"), help);
    }
    let none = project.run(&[]).failed(2);
    assert!(none.contains("Usage: cargo rls"), "{none}");
    assert!(project.run(&["--version"]).good().contains(env!("CARGO_PKG_VERSION")));
    let error = project.run(&["sqll"]).failed(2);
    assert!(error.contains("a similar subcommand exists: 'sql'"), "{error}");
}
