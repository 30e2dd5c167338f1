//! Two branches both changed the schema: does what `cargo rls check` says lead to one chain of migrations, with git itself?

use std::{fs, process::Command};

use crate::project::{Project, Ran, TODO, ran};

impl Project {
    /// git, with nothing of our own settings.
    fn git(&self, args: &[&str]) -> Ran {
        let mut git = Command::new("git");
        git.args(args).current_dir(self.folder());
        for (variable, value) in [
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_AUTHOR_NAME", "a"),
            ("GIT_AUTHOR_EMAIL", "a@example.org"),
            ("GIT_COMMITTER_NAME", "a"),
            ("GIT_COMMITTER_EMAIL", "a@example.org"),
            ("GIT_EDITOR", "true"),
        ] {
            git.env(variable, value);
        }
        ran(&mut git)
    }

    fn commit(&self, message: &str) {
        assert_eq!(self.git(&["add", "-A"]).status, 0);
        let done = self.git(&["commit", "-q", "-m", message]);
        assert_eq!(done.status, 0, "{}{}", done.out, done.err);
    }

    /// The files of the migrations there.
    fn migrations(&self) -> Vec<String> {
        let folder = fs::read_dir(self.folder().join("migrations")).unwrap();
        let mut names: Vec<String> =
            folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// A repository with one migration, whose branches `due` and `notes` each have another.
fn branches() -> Project {
    let project = Project::with(format!("mod notes;\n\n{TODO}")).file("src/notes.rs", "");
    assert_eq!(project.git(&["init", "-q", "-b", "main"]).status, 0);
    project.run(&["accept", "init"]).good();
    project.commit("init");
    assert_eq!(project.git(&["checkout", "-q", "-b", "due"]).status, 0);
    let project = project.file(
        "src/lib.rs",
        format!("mod notes;\n\n{TODO}").replace(
            "    pub task: String,\n",
            "    pub task: String,\n    pub due: Option<chrono::NaiveDate>,\n",
        ),
    );
    project.run(&["accept", "add_due"]).good();
    project.commit("due");
    assert_eq!(project.git(&["checkout", "-q", "-b", "notes", "main"]).status, 0);
    let project = project.file("src/notes.rs", TODO.replace("Todo", "Note"));
    project.run(&["accept", "add_notes"]).good();
    project.commit("notes");
    project
}

/// What stands between backticks.
fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Does what the check says until it says nothing more: takes the first command of each kind that it names, removes the files
/// that it names. Gives back what was done.
fn mend(project: &Project, side: &str) -> Vec<String> {
    let mut done = Vec::new();
    for _ in 0..6 {
        let check = project.run(&["check"]);
        if check.status == 0 {
            return done;
        }
        let said = check.out;
        let checkout = format!("git checkout --{side} -- rls");
        if quoted(&said).contains(&checkout) {
            let words: Vec<&str> = checkout.split(' ').skip(1).collect();
            assert_eq!(project.git(&words).status, 0);
            done.push(checkout);
        } else if let Some(files) = said.split("Remove ").nth(1).and_then(|rest| rest.split(", build").next())
        {
            for file in quoted(files) {
                fs::remove_file(project.folder().join(&file)).unwrap();
                done.push(format!("rm {file}"));
            }
        } else {
            assert!(quoted(&said).contains(&"cargo rls accept NAME".to_owned()), "{said}");
            project.run(&["accept", "both"]).good();
            done.push("accept".to_owned());
        }
    }
    panic!("it never ends: {done:?}\n{}", project.run(&["check"]).out);
}

fn is_whole(project: &Project, kept: &str) {
    let names = project.migrations();
    let ups: Vec<&String> = names.iter().filter(|name| name.ends_with(".up.sql")).collect();
    let called: Vec<&str> = ups.iter().map(|name| name.split_once('_').unwrap().1).collect();
    assert_eq!(called, ["init.up.sql", kept, "both.up.sql"]);
    // each begins where the one before it ended
    let field = |name: &String, key: &str| {
        let text = project.text(&format!("migrations/{name}"));
        text.lines().find_map(|line| line.strip_prefix(key)).unwrap().trim().to_owned()
    };
    for pair in ups.windows(2) {
        assert_eq!(field(pair[0], "-- schema after:"), field(pair[1], "-- schema before:"));
    }
    assert!(project.run(&["status"]).good().starts_with("Nothing is pending"));
    project.commit("merged");
    assert_eq!(project.git(&["status", "--porcelain"]).good(), "");
}

#[test]
fn ours_stays_and_theirs_is_made_anew() {
    let project = branches();
    let merge = project.git(&["merge", "due"]);
    assert!(merge.status != 0 && merge.out.contains("CONFLICT (content): Merge conflict in rls/schema.json"));
    for command in ["status", "diff", "accept"] {
        let name: &[&str] = if command == "accept" { &["accept", "x"] } else { &[command] };
        let refused = project.run(name).failed(1);
        assert!(refused.contains("holds a merge conflict"), "{refused}");
    }
    let done = mend(&project, "ours");
    assert_eq!(done.len(), 4, "{done:?}");
    assert!(done[1].contains("_add_due.") && done[2].contains("_add_due."), "{done:?}");
    is_whole(&project, "add_notes.up.sql");
}

#[test]
fn theirs_stays_and_ours_is_made_anew() {
    let project = branches();
    assert_ne!(project.git(&["merge", "due"]).status, 0);
    let done = mend(&project, "theirs");
    assert!(done[1].contains("_add_notes."), "{done:?}");
    is_whole(&project, "add_due.up.sql");
}

/// In a rebase, `ours` is what is rebased on.
#[test]
fn a_rebase_is_mended_alike() {
    let project = branches();
    assert_ne!(project.git(&["rebase", "due"]).status, 0);
    mend(&project, "ours");
    is_whole(&project, "add_due.up.sql");
}

/// No conflict of git's, and a fork all the same.
#[test]
fn the_same_change_on_both_branches_is_one_too_many() {
    let project = branches();
    assert_eq!(project.git(&["checkout", "-q", "-b", "again", "main"]).status, 0);
    assert_eq!(project.git(&["checkout", "-q", "notes", "--", "src", "rls"]).status, 0);
    assert_eq!(project.git(&["checkout", "-q", "main", "--", "rls"]).status, 0);
    project.run(&["accept", "notes_too"]).good();
    project.commit("notes too");
    let merge = project.git(&["merge", "notes"]);
    assert_eq!(merge.status, 0, "{}", merge.out);
    let check = project.run(&["check"]);
    assert_eq!(check.status, 1);
    let (_, rest) = check.out.split_once("both made the same change: remove ").unwrap();
    for file in quoted(rest) {
        fs::remove_file(project.folder().join(file)).unwrap();
    }
    project.run(&["check"]).good();
    assert_eq!(project.migrations().len(), 4, "{:?}", project.migrations());
}
