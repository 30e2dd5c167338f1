//! What does a build script of ours do to a real cargo project?
//!
//! A project of its own, built by cargo with path dependencies and without a network; what it is told and writes is looked
//! at. What a build writes is told apart from what cargo makes of it: see the tests of `rls-project` for the first.

mod project;

use project::Project;

const FIRST: &str = "use pg_rls::Rls;
#[derive(Rls)] #[rls(owner = \"user_id\")]
pub struct Todo { #[rls(primary_key, identity)] pub id: i64, pub user_id: String, pub task: String }
";
const WARNING: &str = "the models say more than what was accepted";

/// The same model, with a column more.
fn second() -> String {
    FIRST.replace("pub task: String", "pub task: String, pub done: bool")
}

#[test]
fn one_change_is_pending_and_an_unchanged_project_rebuilds_nothing() {
    let project = Project::new("app", "", FIRST);
    let first = project.build(&[]).good();
    assert_eq!(first.matches(WARNING).count(), 1, "{first}");
    let pending = project.files("rls");
    assert_eq!(pending.keys().collect::<Vec<_>>(), ["rls/pending/down.sql", "rls/pending/up.sql"]);
    let times = project.times();
    for _ in 0..2 {
        project.build(&[]).fresh();
        assert_eq!((project.files("rls"), project.times()), (pending.clone(), times.clone()));
    }
    // one pending change, however many builds, and each is told of it once
    project.write("src/lib.rs", &second());
    let changed = project.build(&[]).good();
    assert_eq!(changed.matches(WARNING).count(), 1, "{changed}");
    assert!(project.files("rls")["rls/pending/up.sql"].contains("\"done\""));
    project.build(&[]).fresh();
    project.write("src/lib.rs", FIRST);
    project.build(&[]).good();
    assert_eq!(project.files("rls"), pending);

    // accepted: nothing is pending, nobody is told, and that is seen without a change of the source
    project.accept("init");
    let accepted = project.build(&[]).good();
    assert!(!accepted.contains("warning: app@"), "{accepted}");
    let files = project.files("rls");
    assert_eq!(files.keys().collect::<Vec<_>>(), ["rls/access.md", "rls/schema.json", "rls/schema.sql"]);
    project.build(&[]).fresh();
    // what was not read is no reason to run again
    project.write("README.md", "read me");
    project.write("src/notes.txt", "");
    project.write("rls/notes.md", "");
    let _ = project.build(&[]).good();
    project.write("README.md", "read me again");
    project.write("rls/notes.md", "more");
    project.build(&[]).fresh();
    // and a change that is taken back leaves nothing
    project.write("src/lib.rs", &second());
    project.build(&[]).good();
    assert!(project.files("rls").contains_key("rls/pending/up.sql"));
    project.write("src/lib.rs", FIRST);
    project.build(&[]).good();
    assert!(!project.files("rls").contains_key("rls/pending/up.sql"));
    project.build(&[]).fresh();
    // a pending change that somebody took away comes back
    project.write("src/lib.rs", &second());
    project.build(&[]).good();
    project.remove("rls/pending/up.sql");
    project.build(&[]).good();
    assert!(project.files("rls").contains_key("rls/pending/up.sql"));
}

#[test]
fn what_is_new_is_seen() {
    let project = Project::new("folders", "models = [\"src/models\"]\n", "mod models;");
    project.write("src/models/mod.rs", "mod todo;");
    project.write("src/models/todo.rs", FIRST);
    project.build(&[]).good();
    project.build(&[]).fresh();
    project.write("src/models/team.rs", &FIRST.replace("Todo", "Team"));
    project.build(&[]).good();
    let up = &project.files("rls")["rls/pending/up.sql"];
    assert!(up.contains("\"todos\"") && up.contains("\"teams\""), "{up}");
    project.build(&[]).fresh();
    project.remove("src/models/team.rs");
    project.build(&[]).good();
    assert!(!project.files("rls")["rls/pending/up.sql"].contains("\"teams\""));
    project.write("rls.toml", "models = [\"src/models\"]\nprovider = \"supabase\"\n");
    project.build(&[]).good();
    assert!(project.files("rls")["rls/pending/up.sql"].contains("auth.jwt()"));
}

#[test]
fn where_nothing_may_be_written_a_difference_is_an_error() {
    let project = Project::new("frozen", "", FIRST);
    for vars in [[("CI", "true")], [("RLS_FROZEN", "1")]] {
        let error = project.build(&vars).bad();
        assert!(error.contains(WARNING) && error.contains("CREATE POLICY"), "{error}");
        assert!(project.files("rls").is_empty());
    }
    // the variable alone is a reason to run again
    project.build(&[]).good();
    project.build(&[("CI", "true")]).bad();
    project.build(&[("CI", "true"), ("RLS_FROZEN", "0")]).good();
    project.accept("init");
    project.build(&[("CI", "true")]).good();
}

#[test]
fn faults_are_shown_once_by_whom_they_concern() {
    // the derive says it, with its spans
    let project = Project::new("faults", "", &FIRST.replace("user_id\")", "user\")"));
    let said = project.build(&[]).bad();
    assert!(
        said.contains("warning: faults@0.1.0: src/lib.rs:2:30: `todos` has no field `user` [RLS105]"),
        "{said}"
    );
    assert!(said.contains("--> src/lib.rs:2:30"), "{said}");
    // only the whole shows it
    let twice = format!("{FIRST}{}", FIRST.replace("use pg_rls::Rls;", "").replace("Todo", "Task"));
    project
        .write("src/lib.rs", &twice.replace("pub struct Task", "#[rls(table = \"todos\")] pub struct Task"));
    let said = project.build(&[]).bad();
    assert!(
        said.contains("error: faults@0.1.0: src/lib.rs:6:") && said.contains("is `todos` already"),
        "{said}"
    );
    assert!(project.files("rls").is_empty());
}

#[test]
fn a_crate_with_it_is_packaged() {
    let project = Project::new("packaged", "", FIRST);
    project.accept("init");
    let packaged = project.package(&["--list"]).good();
    for file in ["rls.toml", "rls/schema.json"] {
        assert!(packaged.lines().any(|line| line == file), "{packaged}");
    }
    let verified = project.package(&[]).good();
    assert!(verified.contains("Verifying packaged") && !verified.contains("warning: packaged"), "{verified}");
    // what is pending is no package
    project.write("src/lib.rs", &second());
    let files = project.files("");
    let refused = project.package(&[]).bad();
    assert!(refused.contains("this is a packaged crate") && refused.contains("\"done\""), "{refused}");
    assert_eq!(project.files(""), files);
    project.package(&["--no-verify"]).good();
    // without its rls/ a package has nothing to be held against
    project.exclude("exclude = [\"/rls\", \"/rls.toml\", \"/migrations\"]");
    let list = project.package(&["--list"]).good();
    assert!(!list.contains("rls.toml") && !list.contains("schema.json"), "{list}");
    project.package(&[]).good();
}
