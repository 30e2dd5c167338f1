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
    let has = Project::with("").file("Cargo.toml", manifest("pg-rls = \"0.1\"")).run(&["init"]).good();
    assert!(!has.contains("cargo add pg-rls"), "{has}");
}

#[test]
fn outside_of_a_project_it_writes_nothing() {
    let project = Project::empty();
    let error = project.run(&["init"]).failed(2);
    assert!(error.contains("there is no Cargo.toml here or above"), "{error}");
    assert!(!project.folder().join("rls.toml").exists());
}
