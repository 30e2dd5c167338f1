//! Are the errors of models shown where they are?

use insta::assert_snapshot;
use serde_json::Value;

use crate::project::{Project, TODO, ran};

const SEVERAL: [(&str, &str); 2] = [
    (
        "src/lib.rs",
        "mod team;\n\n#[derive(Rls)]\n#[rls(onwer = \"user_id\")]\nstruct Todo {\n    id: i64,\n    count: u32,\n}\n",
    ),
    (
        "src/team.rs",
        "#[derive(Rls)]\n#[rls(owner = \"usr_id\")]\npub struct Team {\n    user_id: String,\n}\n",
    ),
];

fn several() -> Project {
    SEVERAL.into_iter().fold(Project::with(""), |project, (path, text)| project.file(path, text))
}

#[test]
fn several_errors_in_several_files() {
    assert_snapshot!(several().run(&["sql"]).failed(1));
}

#[test]
fn for_programs_an_object_a_line() {
    let lines = several().run(&["sql", "--format", "json"]).failed(1);
    assert_snapshot!(lines);
    for line in lines.lines() {
        let object: Value = serde_json::from_str(line).unwrap();
        assert!(object["code"].as_str().unwrap().starts_with("RLS1"), "{line}");
    }
}

/// Each way to write the same fault, and the line and the column of its word.
#[test]
fn the_caret_is_under_the_word() {
    let fault = "#[derive(Rls)]\n#[rls(owner = \"usr_id\")]\nstruct T {\n    user_id: String,\n}\n";
    let cases = [
        ("plain", fault.to_owned(), 2, 15),
        ("CRLF", fault.replace('\n', "\r\n"), 2, 15),
        ("a byte order mark", format!("\u{feff}{fault}"), 2, 15),
        ("a byte order mark on its line", format!("\u{feff}{}", fault.replacen('\n', " ", 1)), 1, 30),
        ("a byte order mark and CRLF", format!("\u{feff}// ä\n{fault}").replace('\n', "\r\n"), 3, 15),
        ("a tab", fault.replace("#[rls", "\t#[rls"), 2, 16),
        ("letters of several bytes", fault.replace("#[rls", "/* ä→日本 */ #[rls"), 2, 26),
        ("a #! line", format!("#!/usr/bin/env run\n{fault}"), 3, 15),
    ];
    for (what, source, line, column) in cases {
        let project = Project::with(source);
        let shown = project.run(&["sql"]).failed(1);
        assert!(shown.contains(&format!("src/lib.rs:{line}:{column}\n")), "{what}: {shown}");
        let row = |part: &str| shown.lines().find(|row| row.contains(part)).unwrap().to_owned();
        let (code, carets) = (row("\"usr_id\""), row("^"));
        assert!(!code.contains('\r'), "{what}: {code:?}");
        let width = |text: &str| text.chars().map(|c| if c > '\u{2fff}' { 2 } else { 1 }).sum::<usize>();
        let before = code.split("\"usr_id\"").next().unwrap();
        assert_eq!(carets.find('^'), Some(width(before)), "{what}:\n{shown}");
        assert_eq!(carets.matches('^').count(), "\"usr_id\"".len(), "{what}:\n{shown}");
        let json: Value = serde_json::from_str(&project.run(&["sql", "--format", "json"]).failed(1)).unwrap();
        assert_eq!((&json["line"], &json["column"]), (&line.into(), &column.into()), "{what}: {json}");
        assert_eq!(json["end"]["column"], column + 8, "{what}: {json}");
    }
}

#[test]
fn a_crlf_file_in_full() {
    assert_snapshot!(Project::with(SEVERAL[1].1.replace('\n', "\r\n")).run(&["sql"]).failed(1));
}

#[test]
fn faults_of_the_whole_schema_have_their_struct() {
    let twice = format!(
        "{TODO}{}",
        TODO.replace("use pg_rls::Rls;", "")
            .replace("Todo", "Task")
            .replace("owner = \"user_id\"", "owner = \"user_id\", table = \"todos\"",)
    );
    assert_snapshot!(Project::with(twice).run(&["sql"]).failed(1));
}

#[test]
fn a_role_that_nobody_declares() {
    let todo = TODO.replace("owner = \"user_id\"", "owner = \"user_id\", role = \"editr\"");
    let project = Project::with(&todo).file("rls.toml", "[roles.editor]\nin_roles = [\"authenticated\"]\n");
    assert_snapshot!(project.run(&["sql"]).failed(1));
    let declared = Project::with(todo).file("rls.toml", "[roles.editr]\n");
    assert!(declared.run(&["sql"]).good().contains("TO \"editr\""));
    let other =
        Project::with(TODO.replace("owner = \"user_id\"", "owner = \"user_id\", role = \"anonymous\""));
    other.run(&["sql"]).good();
    let error = other.run(&["sql", "--provider", "supabase"]).failed(1);
    assert!(error.contains("nobody declares the role `anonymous`"), "{error}");
}

#[test]
fn what_cannot_be_read_is_another_status() {
    let error = Project::with(b"// \xff\n#[derive(Rls)]\n").run(&["sql"]).failed(2);
    assert!(error.contains("src/lib.rs cannot be read: it is not UTF-8 (line 1"), "{error}");
    let large = Project::with("mod large;\n").file("src/large.rs", vec![b'\n'; 8 * 1024 * 1024 + 1]);
    let error = large.run(&["sql"]).failed(2);
    assert!(error.contains("more than 8 MiB is not read") && error.contains("src/lib.rs:1:5"), "{error}");
    let error = Project::with("mod gone;\n").run(&["sql"]).failed(1);
    assert!(error.contains("there is no file for the module `gone`"), "{error}");
}

#[test]
fn colours_are_for_terminals() {
    let project = several();
    let coloured = |args: &[&str], variables: &[&str]| {
        let mut command = project.command(args);
        command.envs(variables.iter().map(|name| (name, "1")));
        ran(&mut command).failed(1).contains('\u{1b}')
    };
    assert!(!coloured(&["sql"], &[]), "a pipe is no terminal");
    assert!(coloured(&["sql"], &["CLICOLOR_FORCE"]));
    assert!(!coloured(&["sql"], &["CLICOLOR_FORCE", "NO_COLOR"]), "NO_COLOR is obeyed");
    assert!(coloured(&["sql", "--color", "always"], &["NO_COLOR"]), "the nearest word wins");
    assert!(!coloured(&["sql", "--color", "never"], &["CLICOLOR_FORCE"]));
}

#[test]
fn what_a_source_says_does_not_reach_the_terminal() {
    let todo = TODO.replace("user_id\")]", "\\u{1b}[31mred\")]");
    let error = Project::with(todo).run(&["sql", "--color", "always"]).failed(1);
    assert!(!error.contains("\u{1b}[31mred"), "{error:?}");
    let todo = TODO.replace("owner = ", "role = \"\\u{1b}[31mred\", owner = ");
    let error = Project::with(todo).run(&["sql", "--color", "always"]).failed(1);
    assert!(error.contains("declare it in rls.toml") && !error.contains("\u{1b}[31mred"), "{error:?}");
}

#[test]
fn a_fault_at_the_end_of_a_file() {
    assert_snapshot!(
        Project::with("#[derive(Rls)]\r\nstruct A {\r\n    id: i64,\r\n\r\n").run(&["sql"]).failed(1)
    );
    let toml = Project::with(TODO).file("rls.toml", "provider = \"neon\"\nlayout =\n\n");
    assert_snapshot!(toml.run(&["sql"]).failed(2));
}
