//! Does `cargo rls pull` write what it should, and nothing over what is there?

use postgres::{Client, NoTls};
use rls_postgres::Server;

use crate::project::Project;

fn database(server: &Server, name: &str, sql: &str) -> String {
    let connect = |name: &str| Client::connect(&server.conninfo(name), NoTls).unwrap();
    connect("postgres").batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    connect(name).batch_execute(sql).unwrap();
    server.conninfo(name)
}

#[test]
fn files_are_written_once_and_never_over_another_s() {
    let server = Server::start().unwrap();
    let url = database(
        &server,
        "app",
        "CREATE TABLE notes (id int PRIMARY KEY, \"userId\" text); CREATE TABLE tags (id int)",
    );
    let project = Project::with("mod models;\n");
    let dry = project.run(&["pull", "--database-url", &url, "--dry-run"]);
    assert_eq!(dry.status, 0, "{}", dry.err);
    assert!(dry.out.contains("pub struct Note") && dry.err.contains("would write src/models.rs"), "{dry:?}");
    assert!(dry.err.contains("No table has row security"), "{dry:?}");
    assert!(!project.folder().join("rls.toml").exists() && !project.folder().join("src/models.rs").exists());

    let said = project.run(&["pull", "--database-url", &url]).good();
    assert!(said.contains("wrote src/models.rs, rls.toml"), "{said}");
    let models = project.text("src/models.rs");
    project.run(&["check"]).good();
    // nothing changed: the same again
    project.run(&["pull", "--database-url", &url]).good();
    assert_eq!(project.text("src/models.rs"), models);
    // and a file of ours that nobody changed follows the database
    Client::connect(&url, NoTls).unwrap().batch_execute("DROP TABLE tags").unwrap();
    project.run(&["pull", "--database-url", &url]).good();
    assert!(!project.text("src/models.rs").contains("Tag"));
    // what the snapshot has beyond it is pending
    assert!(project.run(&["diff"]).good().contains("DROP TABLE \"tags\""));

    let project = project.file("src/models.rs", "// mine\n");
    let refused = project.run(&["pull", "--database-url", &url]).failed(1);
    assert!(refused.contains("src/models.rs is there already"), "{refused}");
    assert_eq!(project.text("src/models.rs"), "// mine\n");
    // a folder, with a file for each table
    project.run(&["pull", "--database-url", &url, "--out", "src/tables", "--force"]).good();
    assert!(project.text("src/tables/note.rs").contains("pub struct Note"));
    assert!(project.text("src/tables.rs").contains("pub use note::Note;"));
}

#[test]
fn what_is_not_there_is_said_and_no_password() {
    let server = Server::start().unwrap();
    let url = database(&server, "nothing", "");
    let project = Project::with("");
    let empty = project.run(&["pull", "--database-url", &url]);
    assert_eq!((empty.status, empty.err.as_str()), (0, "nothing has no tables: nothing was written\n"));
    let said = project.run(&["pull", "--database-url", &url, "--schemas", "elsewhere"]).failed(2);
    assert!(said.contains("no schema `elsewhere`"), "{said}");
    for wrong in ["postgres://me:s3cret@127.0.0.1:1/app", "postgres://me:s3cret@[/app", "s3cret"] {
        let said = project.run(&["pull", "--database-url", wrong]).failed(2);
        assert!(!said.contains("s3cret"), "{said}");
    }
}
