//! `cargo rls verify`: does it say what was proven, in each of its forms, and exit as it should?

use serde_json::Value;

use crate::project::{Project, TODO};

/// A table whose names want to be markup.
const HOSTILE: &str = r##"
#[derive(pg_rls::Rls)]
#[rls(table = "a|b`c <script>alert(1)</script> \"&'", owner = "user_id")]
pub struct Odd {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: String,
}
"##;

/// Gives every table to everybody, which the models do not.
const OPEN: &str = "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC";

#[test]
fn what_is_so_is_proven() {
    let project = Project::with(TODO);
    let text = project.run(&["verify", "--strict"]).good();
    assert!(text.contains(" 0 refuted, 0 not reached; "), "{text}");
    let json: Value = serde_json::from_str(&project.run(&["verify", "--format", "json"]).good()).unwrap();
    assert_eq!(json["format"], 1);
    assert_eq!(json["counts"]["cells"], json["cells"].as_array().unwrap().len());
    assert_eq!(json["counts"]["proven"], json["counts"]["cells"]);
}

#[test]
fn what_is_not_so_is_refuted_with_a_script_and_status_1() {
    let project = Project::with(HOSTILE).file("rls/setup.sql", OPEN);
    let ran = project.run(&["verify", "--format", "md"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(
        ran.out.contains("**refuted**") && ran.out.contains("SET LOCAL ROLE \"anonymous\";"),
        "{}",
        ran.out
    );
    let xml = project.run(&["verify", "--format", "junit"]).out;
    assert!(xml.contains("<failure message=\"expected permission denied"), "{xml}");
    assert!(!xml.contains("<script") && balanced(&xml), "{xml}");
    let html = project.run(&["verify", "--format", "html"]).out;
    assert_eq!(html.matches("<script").count(), 1, "one script, ours");
}

#[test]
fn what_cannot_be_run_is_status_2() {
    let project = Project::with(TODO).file("rls/setup.sql", "SELECT nonsense()");
    let said = project.run(&["verify"]).failed(2);
    assert!(said.contains("rls/setup.sql"), "{said}");
    let said = Project::with(TODO).run(&["verify", "--table", "todo"]).failed(2);
    assert!(said.contains("there is no table todo") && said.contains("todos"), "{said}");
}

#[test]
fn weakenings_are_counted() {
    let text = Project::with(TODO).run(&["verify", "--mutants"]).good();
    assert!(text.contains("row security is off: refuted by ") && text.contains(", 0 missed"), "{text}");
}

/// Whether each element that begins ends, and no other.
fn balanced(xml: &str) -> bool {
    let mut open = Vec::new();
    for tag in xml.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let name = tag.split([' ', '/']).find(|word| !word.is_empty()).unwrap_or_default();
        if tag.starts_with('?') || tag.ends_with('/') {
            continue;
        }
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                return false;
            }
        } else {
            open.push(name);
        }
    }
    open.is_empty()
}
