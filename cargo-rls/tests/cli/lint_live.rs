//! `cargo rls lint --database-url`: is what was found in a database shown in each form, silenced, and mended by what is printed?

use insta::assert_snapshot;
use postgres::{Client, NoTls};
use rls_postgres::Server;
use serde_json::Value;

use crate::project::Project;

const TABLES: &str = r#"
CREATE TABLE notes (id bigint PRIMARY KEY, user_id text NOT NULL, team_id bigint NOT NULL, parent bigint REFERENCES notes);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own; or not" ON notes TO authenticated
    USING (auth.user_id() = user_id AND team_id IN (SELECT id FROM teams WHERE lead = auth.user_id()));
CREATE TABLE later (id bigint PRIMARY KEY, user_id text NOT NULL);
CREATE POLICY own ON later FOR SELECT TO authenticated USING ((SELECT auth.user_id() = user_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON notes TO authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON later TO authenticated;
GRANT SELECT ON teams TO authenticated;
"#;

/// A database that has something to be found, and a project that knows nothing of it.
fn found() -> (Server, Client, Project, String) {
    let server = Server::start().unwrap();
    let url = server.conninfo("postgres");
    let mut client = Client::connect(&url, NoTls).unwrap();
    let project = Project::with("");
    client.batch_execute(&project.run(&["bootstrap"]).good()).unwrap();
    client.batch_execute("CREATE TABLE teams (id bigint PRIMARY KEY, lead text NOT NULL)").unwrap();
    client.batch_execute(TABLES).unwrap();
    (server, client, project, url)
}

#[test]
fn in_each_form_and_mended() {
    let (_server, mut client, project, url) = found();
    let lint = |more: &[&str]| project.run(&[&["lint", "--database-url", &url], more].concat());

    let human = lint(&[]);
    assert_eq!((human.status, human.err.as_str()), (1, ""));
    assert_snapshot!("live_human", human.out);

    let json = lint(&["--format", "json"]);
    let objects: Vec<Value> = json.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let per_row = objects.iter().find(|one| one["code"] == "RLS030").unwrap();
    assert_eq!(per_row["object"]["kind"], "policy");
    assert_eq!(per_row["object"]["name"], "policy \"own; or not\" on public.notes");
    let sql = per_row["object"]["sql"].as_str().unwrap();
    let line = sql.lines().nth(usize::try_from(per_row["line"].as_u64().unwrap()).unwrap() - 1).unwrap();
    let column = usize::try_from(per_row["column"].as_u64().unwrap()).unwrap();
    assert!(line[column - 1..].starts_with("auth.user_id()"), "{line} {column}");
    assert_eq!(per_row["file"], Value::Null);

    let sarif: Value = serde_json::from_str(&lint(&["--format", "sarif"]).out).unwrap();
    let places: Vec<&Value> =
        sarif["runs"][0]["results"].as_array().unwrap().iter().map(|one| &one["locations"][0]).collect();
    assert_eq!(places.len(), objects.len());
    assert!(
        places.iter().all(|one| one["logicalLocations"][0]["fullyQualifiedName"].is_string()),
        "{places:?}"
    );
    let github = lint(&["--format", "github"]).out;
    assert!(
        github.contains("::policy \"own; or not\" on public.notes: `auth.user_id()` is asked"),
        "{github}"
    );
    assert!(!github.contains("file="), "{github}");

    // what is printed runs, and mends what it says it does
    let fix = lint(&["--fix"]);
    assert_eq!(fix.status, 1);
    assert_snapshot!("live_fix", format!("{}---\n{}", fix.err, fix.out));
    for statement in fix.out.split(";\n").filter(|one| !one.trim().is_empty()) {
        client.batch_execute(statement).unwrap_or_else(|error| panic!("{statement}: {error:?}"));
    }
    let left = lint(&["--format", "json"]);
    let codes: Vec<String> = left
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["code"].as_str().unwrap().to_owned())
        .collect();
    for mended in ["RLS020", "RLS030", "RLS031", "RLS037", "RLS050", "RLS056"] {
        assert!(!codes.iter().any(|code| code == mended), "{mended}: {}", left.out);
    }
}

#[test]
fn what_is_meant_is_silenced_with_a_reason() {
    let (_server, _client, project, url) = found();
    let lint =
        |project: &Project, more: &[&str]| project.run(&[&["lint", "--database-url", &url], more].concat());
    let allow = |entries: &str| format!("[live]\nignore = [\"later\"]\nallow = [{entries}]\n");
    let all = ["RLS013", "RLS020", "RLS030", "RLS037"]
        .map(|code| format!("{{ code = \"{code}\", object = \"public.notes\", reason = \"known\" }}"));
    let teams = ", { code = \"RLS001\", object = \"table public.teams\", reason = \"names only\" }, \
                 { code = \"RLS013\", object = \"column public.teams.lead\", reason = \"few\" }";
    let silent = Project::with("").file("rls.toml", allow(&(all.join(", ") + teams)));
    let ran = lint(&silent, &["--deny", "info"]);
    assert_eq!((ran.status, ran.out.as_str()), (0, ""), "{}", ran.err);

    let unused = Project::with("")
        .file("rls.toml", allow("{ code = \"RLS006\", object = \"public.notes\", reason = \"once\" }"));
    let ran = lint(&unused, &[]);
    assert!(
        ran.out.contains("rls.toml allows RLS006 on `public.notes`, and that finds nothing there"),
        "{}",
        ran.out
    );

    let no_reason =
        Project::with("").file("rls.toml", allow("{ code = \"RLS6\", object = \"public.notes\" }"));
    let error = lint(&no_reason, &[]).failed(2);
    assert!(error.contains("an entry of `allow` has no `reason`"), "{error}");

    let error = lint(&project, &["--schemas", "nowhere"]).failed(2);
    assert!(error.contains("has no schema `nowhere`"), "{error}");
    let error =
        project.run(&["lint", "--database-url", "postgres://me:hidden-word@127.0.0.1:1/db"]).failed(2);
    assert!(!error.contains("hidden-word"), "{error}");
}
