//! `cargo rls accept`: does it seal what is pending, whole, and only when everything that is dangerous was named?

use std::{collections::BTreeMap, fs, path::Path};

use crate::project::{Project, TODO, ran};

/// Every file below a folder, with its text.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                all.insert(name, fs::read_to_string(path).unwrap());
            }
        }
    }
    all
}

/// What everybody reads, and no column `task` any more.
fn dangerous() -> String {
    let open =
        TODO.replace("owner = \"user_id\"", "owner = \"user_id\", crud(role = \"anonymous\", read = true)");
    open.replace("    #[rls(check = \"char_length(task) > 0\")]\n    pub task: String,\n", "")
}

#[test]
fn it_writes_the_migration_and_the_snapshot_and_says_what_runs_it() {
    let project = Project::with(TODO);
    let said = project.run(&["accept", "Init the DB"]).good();
    let written: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("wrote ")).collect();
    assert_eq!(written.len(), 5, "{said}");
    assert!(written.iter().all(|file| project.folder().join(file).is_file()), "{said}");
    assert!(written[0].ends_with("_init_the_db.up.sql") && written[1].ends_with("_init_the_db.down.sql"));
    assert_eq!(written[2..], ["rls/schema.json", "rls/schema.sql", "rls/access.md"]);
    assert!(said.ends_with("run the migration:\n\n  sqlx migrate run\n"), "{said}");
    assert!(project.text(written[0]).contains("CREATE TABLE \"todos\""));
    project.run(&["check"]).good();
    // a second run has nothing to do, and says so
    let before = files(project.folder());
    assert!(project.run(&["accept", "init"]).good().starts_with("Nothing is pending"));
    assert_eq!(files(project.folder()), before);
}

#[test]
fn every_hazard_is_named_with_the_command_that_allows_it() {
    let project = Project::with(TODO);
    project.run(&["accept", "init"]).good();
    let project = project.file("src/lib.rs", dangerous());
    let before = files(project.folder());
    let refused = project.run(&["accept", "open"]).failed(1);
    for part in [
        "WIDENS_ACCESS: widens: anonymous may now SELECT todos: all rows",
        "DELETES_DATA: drops column todos.task",
        "cargo rls explain WIDENS_ACCESS",
        "cargo rls accept open --allow WIDENS_ACCESS --allow DELETES_DATA\n",
    ] {
        assert!(refused.contains(part), "{part} is not in\n{refused}");
    }
    let one = project.run(&["accept", "open", "--allow", "DELETES_DATA"]).failed(1);
    assert!(!one.contains("DELETES_DATA: ") && one.contains("WIDENS_ACCESS: "), "{one}");
    let unknown = project.run(&["accept", "open", "--allow", "WIDEN_ACCESS"]).failed(2);
    assert!(unknown.contains("a similar value exists: 'WIDENS_ACCESS'"), "{unknown}");
    assert_eq!(files(project.folder()), before, "nothing was written");
    project.run(&["accept", "open", "--allow", "widens_access", "--allow", "DELETES_DATA"]).good();
    project.run(&["check"]).good();
}

/// No question is asked, and who only gave a field another name is told in time what to write.
#[test]
fn a_name_that_was_given_up_is_said_before_it_is_lost() {
    let project = Project::with(TODO);
    project.run(&["accept", "init"]).good();
    let project = project.file("src/lib.rs", TODO.replace("task", "title"));
    let says = "if todos.task only has another name now, say so, and nothing is lost: #[rls(renamed_from = \"task\")]";
    let status = project.run(&["status"]).good();
    assert!(status.contains(&format!("\nNote: {says}\n\nRead the SQL")), "{status}");
    let refused = project.run(&["accept", "title"]).failed(1);
    assert!(refused.contains(&format!("help: {says}; see what to look for")), "{refused}");
    let renamed = TODO
        .replace("task", "title")
        .replace("    pub title", "    #[rls(renamed_from = \"task\")]\n    pub title");
    let project = project.file("src/lib.rs", renamed);
    let status = project.run(&["status"]).good();
    assert!(status.contains("~ todos.title (was task)") && !status.contains("Note"), "{status}");
    project.run(&["accept", "title"]).good();
    // a table too; and where nothing else comes, nothing is said
    let tables = TODO.replace("task", "title").replace("Todo", "Errand");
    let project = project.file("src/lib.rs", tables);
    let status = project.run(&["status"]).good();
    assert!(status.contains("if table todos only has another name"), "{status}");
    let fewer = TODO.lines().filter(|line| !line.contains("task"));
    let project = project.file("src/lib.rs", fewer.collect::<Vec<_>>().join("\n"));
    let status = project.run(&["status"]).good();
    assert!(status.contains("DELETES_DATA") && !status.contains("Note"), "{status}");
}

/// The command that is shown can be pasted where the project was named.
#[test]
fn the_command_names_the_project_where_that_was_named() {
    let project = Project::with(TODO);
    project.run(&["accept", "init"]).good();
    let project = project.file("src/lib.rs", dangerous());
    let manifest = project.folder().join("Cargo.toml").display().to_string();
    let refused = Project::empty().run(&["accept", "x", "--manifest-path", &manifest]).failed(1);
    assert!(refused.contains(&format!("--allow DELETES_DATA --manifest-path {manifest}\n")), "{refused}");
}

#[test]
fn a_name_that_is_none_is_wrong_usage() {
    let project = Project::with(TODO);
    for name in ["", "--", "größe", &"x".repeat(101)] {
        project.run(&["accept", "--", name]).failed(2);
    }
    assert!(!project.folder().join("rls").exists());
}

/// What the database does not see needs no migration.
#[test]
fn the_order_of_fields_only_refreshes_the_files() {
    let project = Project::with(TODO);
    project.run(&["accept", "init"]).good();
    let project = project.file(
        "src/lib.rs",
        TODO.replace("    pub user_id: String,\n", "").replace("}\n", "    pub user_id: String,\n}\n"),
    );
    let status = project.run(&["status"]).good();
    assert!(status.contains("cargo rls accept refresh"), "{status}");
    let check = project.run(&["check"]);
    assert!(check.status == 1 && check.out.contains("cargo rls accept refresh"), "{}", check.out);
    let said = project.run(&["accept", "refresh"]).good();
    assert!(said.contains("wrote rls/schema.json") && said.contains("there is no migration"), "{said}");
    assert_eq!(fs::read_dir(project.folder().join("migrations")).unwrap().count(), 2);
    project.run(&["check"]).good();
}

#[test]
fn nothing_is_sealed_on_what_was_edited() {
    let project = Project::with(TODO);
    let said = project.run(&["accept", "init"]).good();
    let up = said.lines().next().unwrap().strip_prefix("wrote ").unwrap().to_owned();
    let more =
        TODO.replace("pub task", "pub done: Option<bool>,\n    #[rls(check = \"task <> ''\")]\n    pub task");
    let project = project.file("src/lib.rs", &more);
    let (sql, json) = (project.text(&up), project.text("rls/schema.json"));
    let project = project.file(&up, sql.replace("bigint", "integer"));
    let refused = project.run(&["accept", "more"]).failed(1);
    assert!(refused.contains("is not what was accepted: its seal does not fit"), "{refused}");
    let project = project.file(&up, sql).file("rls/schema.json", json.replace("\"todos\"", "\"tasks\""));
    let refused = project.run(&["accept", "more"]).failed(1);
    assert!(refused.contains("rls/schema.json") && refused.contains("its seal does not fit"), "{refused}");
    // a pending change that nobody has read as it is now
    let project = project.file("rls/schema.json", json).file("rls/pending/up.sql", "-- my own\n");
    let refused = project.run(&["accept", "more"]).failed(1);
    assert!(refused.contains("rls/pending/up.sql is not what the models say now"), "{refused}");
    assert_eq!(project.text("rls/pending/up.sql"), "-- my own\n");
    fs::remove_dir_all(project.folder().join("rls/pending")).unwrap();
    project.run(&["accept", "more"]).good();
}

#[test]
fn errors_of_the_models_are_shown_and_nothing_is_written() {
    let project = Project::with(TODO.replace("owner = \"user_id\"", "owner = \"usr_id\""));
    let refused = project.run(&["accept", "init"]).failed(1);
    assert!(refused.contains("error[RLS105]") && refused.contains("--> src/lib.rs:5"), "{refused}");
    assert!(!project.folder().join("rls").exists() && !project.folder().join("migrations").exists());
    let nothing = Project::with("").run(&["accept", "init"]).failed(1);
    assert!(nothing.contains("derives `Rls`"), "{nothing}");
}

/// An editor of Windows, or git there, changes nothing that matters.
#[test]
fn line_ends_of_windows_are_no_edit() {
    let project = Project::with(TODO);
    project.run(&["accept", "init"]).good();
    for (name, text) in files(project.folder()) {
        fs::write(project.folder().join(name), text.replace('\n', "\r\n")).unwrap();
    }
    project.run(&["check"]).good();
    let project = project.file(
        "src/lib.rs",
        TODO.replace("pub task", "pub done: Option<bool>,\n    #[rls(check = \"task <> ''\")]\n    pub task")
            .replace('\n', "\r\n"),
    );
    project.run(&["accept", "done"]).good();
    project.run(&["check"]).good();
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_said_and_left() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::with(TODO);
    project.run(&["accept", "init"]).good();
    let project =
        project.file("src/lib.rs", TODO.replace("pub task", "pub done: Option<bool>,\n    pub task"));
    let before = files(project.folder());
    let file = project.folder().join("rls/schema.json");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
    let failed = project.run(&["accept", "done"]).failed(2);
    assert!(failed.contains("rls/schema.json cannot be written: it is read-only"), "{failed}");
    assert_eq!(files(project.folder()), before);
}

#[test]
fn each_layout_says_its_own_tool() {
    for (toml, run, file) in [
        ("layout = \"diesel\"", "diesel migration run", "/up.sql"),
        (
            "layout = \"refinery\"\nmigrations = \"db\"",
            "refinery migrate -e DATABASE_URL -p db",
            "__init.sql",
        ),
        ("layout = \"supabase\"\nmigrations = \"supabase/migrations\"", "supabase db push", "_init.sql"),
        ("layout = \"sqlx\"\nmigrations = \"my db\"", "sqlx migrate run --source 'my db'", "_init.up.sql"),
        ("layout = \"plain\"", "psql \"$DATABASE_URL\" -v ON_ERROR_STOP=1 -f migrations/2", "_init.up.sql"),
    ] {
        let project = Project::with(TODO).file("rls.toml", toml);
        let said = project.run(&["accept", "init"]).good();
        assert!(said.contains(run) && said.lines().next().unwrap().ends_with(file), "{toml}: {said}");
        project.run(&["check"]).good();
    }
}

/// A member of a workspace has its own files, also when it is asked for from elsewhere.
#[test]
fn a_member_of_a_workspace_has_its_own_files() {
    let project = Project::empty()
        .file("Cargo.toml", "[workspace]\nmembers = [\"app\"]\n")
        .file("app/Cargo.toml", "[package]\nname = \"app\"\n")
        .file("app/src/lib.rs", TODO);
    let above = project.run(&["accept", "init"]).failed(2);
    assert!(above.contains("is a workspace without a package"), "{above}");
    let member = project.folder().join("app");
    ran(project.command(&["accept", "init"]).current_dir(member.join("src"))).good();
    assert!(member.join("rls/schema.json").is_file() && !project.folder().join("rls").exists());
    project.run(&["check", "--manifest-path", "app/Cargo.toml"]).good();
}
