//! Does rls.toml say what it should, and are its faults shown where they are?

use insta::assert_snapshot;

use crate::project::{Project, TODO};

#[test]
fn all_faults_at_once() {
    let text = "\
provider = \"neno\"
model = [\"src\"]
models = [\"src\", 7]
migrations = \"\"
layout = 7

[custom]
user_id = \"app.id(); DROP TABLE x\"
claim = \"x\"

[roles.public]

[roles.editor]
login = \"no\"
in_role = [\"authenticated\"]
";
    assert_snapshot!(Project::with(TODO).file("rls.toml", text).run(&["sql"]).failed(2));
}

#[test]
fn what_is_no_toml() {
    let text = "provider = \"neon\nlayout = \"sqlx\"\nmodels = [\"src\"\n";
    assert_snapshot!(Project::with(TODO).file("rls.toml", text).run(&["sql"]).failed(2));
}

#[test]
fn lines_that_end_in_crlf_and_a_byte_order_mark() {
    for (text, place) in [
        ("models = [\"src\"]\r\nlayuot = \"sqlx\"\r\n", "rls.toml:2:1\n"),
        ("\u{feff}layuot = \"sqlx\"\n", "rls.toml:1:1\n"),
        ("# ä\nprovider = \"neon\" # ü\n\"läyout\" = \"sqlx\"\n", "rls.toml:3:1\n"),
    ] {
        let error = Project::with(TODO).file("rls.toml", text).run(&["sql"]).failed(2);
        assert!(error.contains(place) && error.contains("did you mean `layout`?"), "{error}");
        assert!(
            error.lines().any(|line| line.ends_with("| ^^^^^^") || line.ends_with("| ^^^^^^^^")),
            "{error}"
        );
    }
}

#[test]
fn models_are_named_from_the_folder_of_the_file() {
    let project = Project::with("").file("db/todo.rs", TODO).file("db/rls.toml", "models = [\"todo.rs\"]\n");
    assert!(project.run(&["sql", "--config", "db/rls.toml"]).good().contains("\"todos\""));
    let error = project.run(&["sql", "--config", "rls.toml"]).failed(2);
    assert!(error.contains("rls.toml cannot be read: it is not there"), "{error}");
    let missing = Project::with("").file("rls.toml", "models = [\"gone\"]\n").run(&["sql"]).failed(2);
    assert!(missing.contains("there is no file or folder `gone`"), "{missing}");
}

#[test]
fn one_that_cannot_be_read() {
    let error = Project::with(TODO).file("rls.toml", b"provider = \"\xff\"\n").run(&["sql"]).failed(2);
    assert!(error.contains("rls.toml cannot be read: it is not UTF-8"), "{error}");
    let error = Project::with(TODO).file("rls.toml/x", "").run(&["sql"]).failed(2);
    assert!(error.contains("rls.toml cannot be read: it is a folder"), "{error}");
}

#[test]
fn roles_that_have_bad_names() {
    for (name, says) in [
        ("\"\"", "this role has no name"),
        ("none", "keeps to itself"),
        ("pg_monitor", "keeps to itself"),
        ("a2345678901234567890123456789012345678901234567890123456789012345", "has 65 bytes"),
    ] {
        let error = Project::with(TODO).file("rls.toml", format!("[roles.{name}]\n")).run(&["sql"]).failed(2);
        assert!(error.contains(says), "{name}: {error}");
    }
}

#[test]
fn memberships_that_cannot_be() {
    let text = "\
[roles.editor]
in_roles = [\"authentcated\"]

[roles.one]
in_roles = [\"two\"]

[roles.two]
in_roles = [\"authenticated\", \"one\"]
";
    let project = Project::with(TODO).file("rls.toml", text);
    assert_snapshot!(project.run(&["sql"]).failed(2));
    let own = Project::with(TODO).file("rls.toml", "[roles.a]\nin_roles = [\"anon\"]\n");
    own.run(&["sql", "--provider", "supabase"]).good();
    let error = own.run(&["sql"]).failed(2);
    assert!(error.contains("nobody declares the role `anon`"), "{error}");
}
