//! `cargo rls access`: does it say who may do what, in each of its forms?

use insta::assert_snapshot;
use serde_json::Value;

use crate::project::{Project, TODO};

/// Two tables, a role of one's own, SQL that is not understood, and names that want to be markup.
const HOSTILE: &str = r##"
#[derive(pg_rls::Rls)]
#[rls(table = "a|b`c <script>alert(1)</script>", crud(role = "authenticated", read = "odd(\"x\") <> '</pre><b>|`'"))]
#[rls(crud(role = "editor", modify = owner("user_id")))]
pub struct Odd {
    #[rls(primary_key)]
    pub id: i64,
    pub user_id: String,
}
"##;

#[test]
fn markdown_is_what_a_reviewer_reads() {
    assert_snapshot!(Project::with(TODO).run(&["access"]).good());
}

#[test]
fn names_and_sql_stay_in_their_cells() {
    let project = Project::with(HOSTILE).file("rls.toml", "[roles.editor]\nin_roles = [\"authenticated\"]\n");
    let page = project.run(&["access"]).good();
    assert_snapshot!(page);
    let columns = |line: &str| line.replace("\\|", "").matches('|').count();
    for line in page.lines().filter(|line| line.starts_with("| ")) {
        assert_eq!(columns(line), 4, "{line}");
    }
    let html = project.run(&["access", "--format", "html"]).good();
    assert_eq!(html.matches("<script").count(), 1, "one script, ours");
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && html.contains("&lt;/pre&gt;&lt;b&gt;"));
}

#[test]
fn json_has_a_format_and_a_cell_for_everything() {
    let text = Project::with(TODO).run(&["access", "--format", "json"]).good();
    let page: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(page["format"], 1);
    let cells = page["tables"][0]["cells"].as_array().unwrap();
    assert_eq!(cells.len(), 8, "two roles, four commands");
    assert_snapshot!(serde_json::to_string_pretty(&cells[6]).unwrap());
}

#[test]
fn the_page_asks_nobody_for_anything() {
    let html = Project::with(TODO).run(&["access", "--format", "html"]).good();
    for address in ["http:", "https:", "src=", "href=", "@import", "url("] {
        assert!(!html.contains(address), "{address}");
    }
    assert!(html.contains("CREATE POLICY"));
}

#[test]
fn errors_are_for_programs_where_the_answer_is() {
    let broken = TODO.replace("owner = \"user_id\"", "owner = \"uid\"");
    let project = Project::with(broken);
    assert!(project.run(&["access", "--format", "json"]).failed(1).starts_with('{'));
    assert!(project.run(&["access"]).failed(1).contains("-->"));
}
