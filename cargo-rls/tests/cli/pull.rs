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

/// A database of Supabase's kind: keys to a table of the provider's, a function that policies call, serial, partitions.
const SUPABASE: &str = "
    CREATE TYPE auth.aal AS ENUM ('aal1');
    CREATE TABLE auth.users (id uuid PRIMARY KEY, email varchar(255), level auth.aal);
    CREATE TABLE teams (id serial PRIMARY KEY, name text NOT NULL);
    CREATE TABLE members (team_id int REFERENCES teams, user_id uuid REFERENCES auth.users, PRIMARY KEY (team_id, user_id));
    CREATE FUNCTION is_member(t int) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
        AS $$ SELECT EXISTS (SELECT FROM public.members WHERE team_id = t AND user_id = auth.uid()) $$;
    CREATE TABLE logs (at timestamptz NOT NULL, who uuid NOT NULL) PARTITION BY RANGE (at);
    CREATE TABLE logs_all PARTITION OF logs DEFAULT;
    CREATE TABLE noise (id int);
    CREATE SCHEMA other; CREATE TABLE other.things (id int);
    ALTER TABLE teams ENABLE ROW LEVEL SECURITY; ALTER TABLE members ENABLE ROW LEVEL SECURITY; ALTER TABLE logs ENABLE ROW LEVEL SECURITY;
    CREATE POLICY theirs ON teams FOR SELECT TO authenticated USING (is_member(id));
    CREATE POLICY staff ON teams FOR SELECT TO authenticated USING (EXISTS (SELECT FROM auth.users u WHERE u.id = auth.uid() AND u.email LIKE '%@staff'));
    CREATE POLICY own ON members TO authenticated USING (user_id = (SELECT auth.uid()));
    CREATE POLICY own ON logs FOR SELECT TO authenticated USING (who = (SELECT auth.uid()));
    GRANT SELECT ON teams, members, logs TO authenticated";

#[test]
fn what_is_pulled_is_nothing_else_than_the_database() {
    let server = Server::start().unwrap();
    let bootstrap = rls_core::provider::Provider::Supabase.bootstrap();
    let url = database(&server, "supa", &format!("{bootstrap};{SUPABASE}"));
    let scratch = server.conninfo("postgres");
    // the scratch server is named, and what is looked at is the file's
    let project = Project::with("mod models;\n").file(
        "rls.toml",
        "provider = \"supabase\"\n\n[live]\nschemas = [\"public\"]\nignore = [\"noise\"]\n",
    );
    let said = project.run(&["pull", "--database-url", &url, "--scratch-url", &scratch]).good();
    assert!(said.contains("supa: 4 tables, 0 enums, 4 policies; provider supabase"), "{said}");
    assert!(said.contains("auth.users: it is not looked at"), "{said}");
    let models = project.text("src/models.rs");
    assert!(!models.contains("Noise") && !models.contains("Thing"), "{models}");
    assert!(models.contains("references = \"auth.users(id)\""), "{models}");
    let uses = ["--scratch-url", &scratch];
    let said = project.run(&[&["diff", "--from", &url, "--to", "models"], uses.as_slice()].concat()).good();
    assert!(said.starts_with("-- Nothing: ") && !said.contains("sequence"), "{said}");
    let said = project.run(&["verify", "--from", "models", "--database-url", &scratch]);
    assert!(said.status == 0, "{said:?}");
    let said = project.run(&["verify", "--from", &url]);
    assert!(said.status == 0, "{said:?}");
    // nothing is left where it was tried
    let left = "SELECT count(*) FROM pg_database WHERE datname LIKE 'rls\\_scratch%'";
    let left: i64 = Client::connect(&scratch, NoTls).unwrap().query_one(left, &[]).unwrap().get(0);
    assert_eq!(left, 0);
}
