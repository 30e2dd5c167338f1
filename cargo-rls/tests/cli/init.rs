//! `cargo rls init`: does a project begin well?

use insta::assert_snapshot;

use crate::project::{Project, TODO};

#[test]
fn it_writes_what_it_reads_and_says_what_is_next() {
    let project = Project::with("");
    assert_snapshot!("init", project.run(&["init"]).good());
    assert_snapshot!("init_rls_toml", project.text("rls.toml"));
    // what it shows works as it stands
    let project = project.file("src/lib.rs", TODO);
    let with = project.run(&["sql"]).good();
    std::fs::remove_file(project.folder().join("rls.toml")).unwrap();
    assert_eq!(with, project.run(&["sql"]).good(), "the file says the defaults");
}

#[test]
fn the_struct_that_it_shows_is_a_model() {
    let shown = Project::with("").run(&["init"]).good();
    let from = shown.find("  #[derive(Rls)]").unwrap();
    let to = from + shown[from..].find("\n  }\n").unwrap() + 5;
    assert!(Project::with(&shown[from..to]).run(&["sql"]).good().contains("CREATE TABLE \"todos\""));
}

#[test]
fn the_second_time_nothing_is_written() {
    let project = Project::with("").file("rls.toml", "provider = \"supabase\"\n");
    assert_snapshot!(project.run(&["init", "--provider", "neon"]).failed(1));
    assert_eq!(project.text("rls.toml"), "provider = \"supabase\"\n");
    let project = project.file("rls.toml", "provider = \"x\"\n");
    let error = project.run(&["init"]).failed(2);
    assert!(error.contains("it has faults") && error.contains("no provider is called `x`"), "{error}");
}

#[test]
fn every_provider_can_be_chosen() {
    for provider in ["neon", "supabase", "postgrest", "custom"] {
        let project = Project::with(TODO);
        project.run(&["init", "--provider", provider]).good();
        let explicit = project.run(&["sql", "--provider", provider]).good();
        assert_eq!(project.run(&["sql"]).good(), explicit, "{provider}");
    }
}

#[test]
fn the_layout_is_found() {
    let manifest = |dependency: &str| format!("[package]\nname = \"app\"\n[dependencies]\n{dependency}\n");
    for (dependency, layout) in [
        ("serde = \"1\"", "sqlx"),
        ("sqlx = \"0.9\"", "sqlx"),
        ("diesel = { version = \"2\" }", "diesel"),
        ("refinery = \"0.9\"", "refinery"),
    ] {
        let project = Project::with("").file("Cargo.toml", manifest(dependency));
        project.run(&["init"]).good();
        assert!(project.text("rls.toml").contains(&format!("layout     = \"{layout}\"")), "{dependency}");
    }
    let project =
        Project::with("").file("Cargo.toml", manifest("sqlx = \"0.9\"")).file("supabase/config.toml", "");
    project.run(&["init"]).good();
    let text = project.text("rls.toml");
    for line in
        ["provider   = \"supabase\"", "layout     = \"supabase\"", "migrations = \"supabase/migrations\""]
    {
        assert!(text.contains(line), "{text}");
    }
}

/// What is there already is not asked for again.
#[test]
fn what_is_missing_for_the_build_is_said() {
    let says = |manifest: &str, script: Option<&str>| {
        let project = Project::with("").file("Cargo.toml", format!("[package]\nname = \"app\"\n{manifest}"));
        let project = script.into_iter().fold(project, |project, text| project.file("build.rs", text));
        let said = project.run(&["init"]).good();
        assert_eq!(script.is_some(), project.folder().join("build.rs").exists(), "it is not ours to write");
        [
            "cargo add pg-rls",
            "cargo add --build pg-rls",
            "fn main() { pg_rls::build::run() }",
            "In main of build.rs",
        ]
        .map(|part| said.contains(part))
    };
    let ours = "fn main() {\r\n    pg_rls::build::run();\r\n}\r\n";
    assert_eq!(says("", None), [true, true, true, false]);
    assert_eq!(says("[dependencies]\npg-rls = \"0.1\"\n", None), [false, true, true, false]);
    assert_eq!(
        says("[build-dependencies]\npg-rls = \"0.1\"\n", Some("fn main() {}")),
        [true, false, false, true]
    );
    let both = "[dependencies]\npg-rls = \"0.1\"\n[build-dependencies]\npg-rls = { path = \"..\", features = [\"build\"] }\n";
    assert_eq!(says(both, Some(ours)), [false; 4]);
}

#[test]
fn what_runs_the_migrations_is_said() {
    for (layout, runs) in [
        ("sqlx = \"0.9\"", "sqlx migrate run"),
        ("diesel = \"2\"", "diesel migration run"),
        ("refinery = \"0.9\"", "refinery migrate -e DATABASE_URL -p migrations"),
    ] {
        let manifest = format!("[package]\nname = \"app\"\n[dependencies]\n{layout}\n");
        let said = Project::with("").file("Cargo.toml", manifest).run(&["init"]).good();
        assert!(said.contains(&format!("  {runs}\n")), "{said}");
    }
}

#[test]
fn outside_of_a_project_it_writes_nothing() {
    let project = Project::empty();
    let error = project.run(&["init"]).failed(2);
    assert!(error.contains("there is no Cargo.toml here or above"), "{error}");
    assert!(!project.folder().join("rls.toml").exists());
}
