//! `cargo rls status`, `diff` and `check`: do they say what is pending, to whom it is for, and end as they say?

use insta::assert_snapshot;
use serde_json::Value;

use crate::project::{Project, TODO, ran};

/// Another type, another name, a column more, and everybody reads.
fn changed() -> String {
    TODO.replace("owner = \"user_id\"", "owner = \"user_id\", crud(role = \"anonymous\", read = true)")
        .replace("    pub task: String,", "    #[rls(type = \"varchar(200)\")]\n    pub task: String,\n    pub due: Option<chrono::NaiveDate>,")
}

fn accepted() -> Project {
    let project = Project::with(TODO);
    project.run(&["accept", "init"]).good();
    project
}

#[test]
fn before_the_first_migration() {
    assert_snapshot!("first", Project::with(TODO).run(&["status"]).good());
    let none = Project::with("").run(&["status"]).failed(1);
    assert!(none.contains("no struct in src derives `Rls`"), "{none}");
    let outside = Project::empty().run(&["status"]).failed(2);
    assert!(outside.contains("there is no Cargo.toml here or above"), "{outside}");
}

#[test]
fn one_screen_says_what_changed_what_is_dangerous_and_what_is_next() {
    let project = accepted();
    assert_eq!(
        project.run(&["status"]).good(),
        "Nothing is pending: the models say what was accepted last.\n"
    );
    let project = project.file("src/lib.rs", changed());
    let status = project.run(&["status"]).good();
    assert!(!status.contains('\u{1b}'), "no colours where there is no terminal");
    assert_snapshot!("status", status);
    let colored = project.run(&["status", "--color", "always"]).good();
    assert!(colored.starts_with("\u{1b}[1m4 changes\u{1b}[0m since"), "{colored:?}");
    let mut never = project.command(&["status"]);
    assert_eq!(ran(never.env("NO_COLOR", "1")).good(), status);
    // it wrote nothing
    assert!(!project.folder().join("rls/pending").exists());
}

#[test]
fn a_program_reads_one_document() {
    let project = accepted().file("src/lib.rs", changed());
    let status: Value = serde_json::from_str(&project.run(&["status", "--format", "json"]).good()).unwrap();
    assert_eq!((&status["format"], &status["snapshot"]), (&1.into(), &true.into()));
    assert_eq!(status["next"], "cargo rls accept NAME --allow WIDENS_ACCESS --allow DELETES_DATA");
    let became: Vec<&str> = status["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| change["became"].as_str().unwrap())
        .collect();
    assert_eq!(became, ["changed", "new", "new", "changed"]);
    let broken =
        Project::with(TODO.replace("user_id\"", "uid\"")).run(&["status", "--format", "json"]).failed(1);
    assert!(serde_json::from_str::<Value>(broken.lines().next().unwrap()).unwrap()["code"] == "RLS105");
}

#[test]
fn a_diff_runs_as_it_stands_and_is_shown_to_each_as_they_read() {
    let project = accepted().file("src/lib.rs", changed());
    assert_snapshot!("diff", project.run(&["diff"]).good());
    assert_snapshot!("diff_md", project.run(&["diff", "--format", "md"]).good());
    assert_snapshot!("diff_github", project.run(&["diff", "--format", "github"]).good());
    let document: Value = serde_json::from_str(&project.run(&["diff", "--format", "json"]).good()).unwrap();
    assert_eq!(
        (&document["format"], &document["from"], &document["to"]),
        (&1.into(), &"snapshot".into(), &"models".into())
    );
    let up = document["parts"][0]["up"].as_array().unwrap();
    assert!(up.iter().any(|step| step["sql"].as_str().unwrap().contains("varchar(200)")), "{document}");
}

#[test]
fn a_diff_is_between_any_two() {
    let project = accepted().file("src/lib.rs", changed());
    let there = project.run(&["diff"]).good();
    let back = project.run(&["diff", "--from", "models", "--to", "snapshot"]).good();
    assert!(there.contains("ADD COLUMN \"due\"") && back.contains("DROP COLUMN \"due\""), "{back}");
    let document = project.run(&["sql", "--format", "json"]).good();
    let project = project.file("new.json", document);
    let same = |a: &str, b: &str| {
        let said = project.run(&["diff", "--from", a, "--to", b]).good();
        assert_eq!(said, format!("-- Nothing: {a} and {b} are the same.\n"));
    };
    same("new.json", "models");
    same("rls/schema.json", "snapshot");
    let renamed = there.replace("From snapshot to models", "From rls/schema.json to new.json");
    assert_eq!(project.run(&["diff", "--from", "rls/schema.json", "--to", "new.json"]).good(), renamed);
    // documents alone need no project
    let outside = Project::empty().file("a.json", project.text("new.json"));
    assert!(outside.run(&["diff", "--from", "a.json", "--to", "a.json"]).good().contains("the same"));
}

#[test]
fn what_cannot_be_read_is_said_of_both_sides() {
    let project = accepted().file("broken.json", "{").file("newer.json", "{\"format\": 99}");
    let both = project.run(&["diff", "--from", "gone.json", "--to", "broken.json"]).failed(2);
    assert!(both.contains("--from: there is no file `gone.json`"), "{both}");
    assert!(both.contains("--to: broken.json: this is no schema document"), "{both}");
    assert!(project.run(&["diff", "--from", "newer.json"]).failed(2).contains("update pg-rls"));
    let folder = project.run(&["diff", "--from", "src"]).failed(2);
    assert!(folder.contains("--from: src cannot be read: it is a folder"), "{folder}");
}

#[test]
fn a_check_finds_everything_at_once() {
    let project = accepted();
    assert_eq!(project.run(&["check"]).good(), "");
    let first = project.run(&["accept", "init"]).good();
    assert!(first.starts_with("Nothing is pending"));
    let up = std::fs::read_dir(project.folder().join("migrations")).unwrap();
    let up = up
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().ends_with(".up.sql"))
        .unwrap();
    let sql = std::fs::read_to_string(&up).unwrap();
    std::fs::write(&up, sql.replace("bigint", "integer")).unwrap();
    let schema = project.text("rls/schema.sql");
    let lint = "\n#[derive(Rls)]\n#[rls(policy(name = \"mine\", for = \"select\", restrictive, using = owner(\"user_id\")))]\npub struct Note {\n    #[rls(primary_key)]\n    pub id: i64,\n    pub user_id: String,\n}\n";
    let project =
        project.file("rls/schema.sql", schema + "-- more\n").file("src/lib.rs", TODO.to_owned() + lint);
    let all = project.run(&["check"]);
    assert_eq!((all.status, all.err.as_str()), (1, ""));
    let shown =
        all.out.replace(&up.file_name().unwrap().to_string_lossy().into_owned(), "VERSION_init.up.sql");
    assert_snapshot!("check", shown);
    let json = project.run(&["check", "--format", "json"]);
    let objects: Vec<Value> = json.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((json.status, objects.len()), (1, 4), "{}", json.out);
    let github = project.run(&["check", "--format", "github"]).out;
    assert_eq!(github.lines().filter(|line| line.starts_with("::error ")).count(), 4, "{github}");
    assert!(github.contains("::error file=migrations/"), "{github}");
    // models that cannot be read hide nothing of the rest
    let project = project.file("src/lib.rs", TODO.replace("user_id\"", "uid\""));
    let all = project.run(&["check"]).out;
    assert!(all.contains("RLS105") && all.contains("its seal does not fit"), "{all}");
}

/// Each of the files of `rls/`, by what was done to it: said, with how to go on, and doing that works.
#[test]
fn each_file_of_the_snapshot_says_what_was_done_to_it() {
    const MARKS: &str = "<<<<<<< HEAD\n-- a\n=======\n-- b\n>>>>>>> other\n";
    let project = accepted();
    for file in ["rls/schema.json", "rls/schema.sql", "rls/access.md"] {
        let good = project.text(file);
        let is_read = file == "rls/schema.json";
        let cases = [
            ("conflict", Some(MARKS.to_owned() + &good)),
            ("edit", Some(good.replacen("todos", "tasks", 1))),
            ("missing", None),
        ];
        for (what, text) in cases {
            let path = project.folder().join(file);
            match &text {
                Some(text) => std::fs::write(&path, text).unwrap(),
                None => std::fs::remove_file(&path).unwrap(),
            }
            let says = match (is_read, what) {
                (true, "conflict") => ["line 1 holds a merge conflict", "git checkout --ours -- rls"],
                (true, "edit") => ["its seal does not fit", "git checkout HEAD -- rls"],
                (true, _) => ["is missing, to which", "restore the files of rls/"],
                (false, "conflict") => ["holds a merge conflict, at line 1", "cargo rls accept refresh"],
                (false, "edit") => {
                    ["it was edited, or another version", "change the models; the database has"]
                }
                (false, _) => ["is missing\n", "cargo rls accept refresh"],
            };
            let check = project.run(&["check"]);
            let all = check.out + &check.err;
            assert_eq!(check.status, 1, "{file}, {what}: {all}");
            assert!(
                all.contains(file) && says.iter().all(|part| all.contains(part)),
                "{file}, {what}: {all}"
            );
            if is_read {
                // nothing is made of it, and it is left
                project.run(&["accept", "refresh"]).failed(1);
                assert_eq!(std::fs::read_to_string(&path).ok(), text, "{file}, {what}");
                std::fs::write(&path, &good).unwrap();
            } else {
                project.run(&["accept", "refresh"]).good();
                assert_eq!(project.text(file), good, "{file}, {what}");
            }
            project.run(&["check"]).good();
        }
    }
}

/// What an older version accepted is gone on from; the snapshot is written anew once somebody accepts.
#[test]
fn a_snapshot_of_an_older_format_is_gone_on_from() {
    let project = accepted();
    let now = project.text("rls/schema.json");
    // what accept writes, with format 1 and its seal
    let project = project.file("rls/schema.json", include_str!("status/format_1.json"));
    let status = project.run(&["status"]).good();
    assert!(status.contains("Nothing is pending") && status.contains("cargo rls accept refresh"), "{status}");
    let check = project.run(&["check"]);
    assert!(check.status == 1 && check.out.contains("rls/schema.json is not up to date"), "{}", check.out);
    let said = project.run(&["accept", "refresh"]).good();
    assert!(said.contains("wrote rls/schema.json\n\nThe database has nothing to do"), "{said}");
    assert_eq!(project.text("rls/schema.json"), now);
    project.run(&["check"]).good();
    // and with a change, both at once
    let project =
        project.file("rls/schema.json", include_str!("status/format_1.json")).file("src/lib.rs", changed());
    project.run(&["accept", "more", "--allow", "WIDENS_ACCESS", "--allow", "DELETES_DATA"]).good();
    project.run(&["check"]).good();
}

#[test]
fn a_migration_that_is_missing_or_moved_is_found() {
    let project = accepted().file("src/lib.rs", changed());
    project.run(&["accept", "more", "--allow", "WIDENS_ACCESS", "--allow", "DELETES_DATA"]).good();
    project.run(&["check"]).good();
    let folder = project.folder().join("migrations");
    let named = |part: &str| {
        let files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| path.to_string_lossy().contains(part)).collect::<Vec<_>>()
    };
    for file in named("_init.") {
        let name = file.file_name().unwrap().to_string_lossy().replacen('2', "9", 1);
        std::fs::rename(&file, folder.join(name)).unwrap();
    }
    let moved = project.run(&["check"]);
    assert!(moved.status == 1 && moved.out.contains("another order"), "{}", moved.out);
    let refused = project.run(&["status"]).good();
    assert!(refused.contains("cargo rls check"), "{refused}");
    for file in named("_init.") {
        std::fs::remove_file(file).unwrap();
    }
    let missing = project.run(&["check"]);
    assert!(missing.status == 1 && missing.out.contains("a migration is missing before"), "{}", missing.out);
}

#[test]
fn many_tables_are_no_burden() {
    let many: String = (0..300).map(|i| TODO.replace("Todo", &format!("Todo{i}"))).collect();
    let project = Project::with(many.replace("use pg_rls::Rls;", ""));
    let status = project.run(&["status"]).good();
    assert_eq!(status.matches("+ table todo").count(), 300, "all of them, where there is no screen");
    let md = project.run(&["diff", "--format", "md"]).good();
    assert!(md.len() < 65_536 && md.contains("too many to show here"), "{}", md.len());
    project.run(&["accept", "init"]).good();
    project.run(&["check"]).good();
}
