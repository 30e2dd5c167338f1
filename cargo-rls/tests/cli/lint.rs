//! `cargo rls lint`: is what was found shown in each form, and mended where that was asked for?

use insta::assert_snapshot;
use serde_json::Value;

use crate::project::{Project, TODO};

/// One finding of each level, the last with a fix.
const MODELS: &str = r#"use pg_rls::Rls;

#[derive(Rls)]
#[rls(policy(name = "mine", for = "select", restrictive, using = owner("user_id")))]
pub struct Note {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: String,
}

#[derive(Rls)]
#[rls(crud(role = "authenticated", read = true, insert = true))]
pub struct Comment {
    #[rls(primary_key, identity)]
    pub id: i64,
    #[rls(references("notes(id)", on_delete = "cascade"))]
    pub note_id: i64,
}
"#;

#[test]
fn for_people() {
    let ran = Project::with(MODELS).run(&["lint"]);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    assert_snapshot!(ran.out);
}

#[test]
fn nothing_found_is_nothing_said() {
    assert_eq!(Project::with(TODO).run(&["lint"]).good(), "");
    let none = Project::with("struct A;").run(&["lint"]).failed(1);
    assert!(none.contains("derives `Rls`"), "{none}");
}

#[test]
fn for_programs_an_object_a_line() {
    let ran = Project::with(MODELS).run(&["lint", "--format", "json"]);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    assert_snapshot!(ran.out);
    let levels: Vec<Value> =
        ran.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["level"].clone()).collect();
    assert_eq!(levels, ["error", "warning", "info"]);
}

#[test]
fn for_github() {
    let ran = Project::with(MODELS).run(&["lint", "--format", "github"]);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    assert_snapshot!(ran.out);
}

/// What the schema of SARIF 2.1.0 requires of the parts that are there.
#[test]
fn sarif() {
    let ran = Project::empty()
        .file("Cargo.toml", "[package]\nname = \"app\"\n")
        .file("src/lib.rs", "mod ä;\n")
        .file("src/ä.rs", format!("\u{feff}{}", MODELS.replace('\n', "\r\n")))
        .run(&["lint", "--format", "sarif"]);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    let log: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    assert_eq!((&driver["name"], &run["columnKind"]), (&"cargo-rls".into(), &"unicodeCodePoints".into()));
    let rules = driver["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert_eq!((rules.len(), results.len()), (3, 3));
    for rule in rules {
        for text in [&rule["shortDescription"], &rule["fullDescription"], &rule["help"]] {
            assert!(!text["text"].as_str().unwrap().is_empty(), "{rule}");
        }
        assert!(
            ["error", "warning", "note"].contains(&rule["defaultConfiguration"]["level"].as_str().unwrap())
        );
    }
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert_eq!(rule["defaultConfiguration"]["level"], result["level"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "src/%C3%A4.rs");
        for key in ["startLine", "startColumn", "endLine", "endColumn"] {
            assert!(place["region"][key].as_u64().unwrap() >= 1, "{place}");
        }
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
    }
    let nothing: Value =
        serde_json::from_str(&Project::with(TODO).run(&["lint", "--format", "sarif"]).good()).unwrap();
    assert_eq!(nothing["runs"][0]["results"], Value::Array(Vec::new()));
}

#[test]
fn the_exit_status_is_by_level() {
    let warns = MODELS.replace("restrictive, ", "");
    let status = |models: &str, args: &[&str]| {
        let ran = Project::with(models).run(&[&["lint"], args].concat());
        assert_eq!(ran.err, "");
        ran.status
    };
    assert_eq!(status(MODELS, &[]), 1);
    assert_eq!(status(&warns, &[]), 0);
    assert_eq!(status(&warns, &["--deny", "warning"]), 1);
    let informs = warns.replace("insert = true", "insert = false");
    assert_eq!(status(&informs, &["--deny", "warning"]), 0);
    assert_eq!(status(&informs, &["--deny", "info"]), 1);
    assert_eq!(status(TODO, &["--deny", "info"]), 0);
    Project::with(b"\xff").run(&["lint"]).failed(2);
    Project::with(TODO).run(&["lint", "gone.rs"]).failed(2);
    Project::with(TODO).file("rls.toml", "provider = 1").run(&["lint"]).failed(2);
}

/// Faults of the models are shown in the same forms; the lints wait until there are none.
#[test]
fn errors_of_the_models_are_findings() {
    let project = Project::with(MODELS.replace("owner(\"user_id\")", "owner(\"usr_id\")"));
    for (format, part) in [
        ("human", "error[RLS105]"),
        ("json", "\"code\":\"RLS105\""),
        ("github", "::error file=src/lib.rs,line=4,"),
        ("sarif", "\"ruleId\": \"RLS105\""),
    ] {
        let ran = project.run(&["lint", "--format", format]);
        assert_eq!((ran.status, ran.err.as_str()), (1, ""), "{format}");
        assert!(ran.out.contains(part) && !ran.out.contains("RLS006"), "{format}: {}", ran.out);
    }
}

/// Whatever the string is written like, the caret is under the table that it reads.
#[test]
fn the_caret_is_inside_the_string() {
    let models = |using: &str| {
        format!(
            "#[derive(Rls)]\n#[rls(policy(name = \"p\", for = \"select\",\n    using = {using}))]\nstruct Task {{\n    \
             #[rls(primary_key)]\n    id: i64,\n}}\n\n#[derive(Rls)]\nstruct Project {{\n    #[rls(primary_key)]\n    id: i64,\n}}\n"
        )
    };
    let plain = models(r#""id = ANY (ARRAY(SELECT id FROM projects))""#);
    let cases = [
        ("plain", plain.clone(), (3, 45)),
        ("CRLF and a mark", format!("\u{feff}{}", plain.replace('\n', "\r\n")), (3, 45)),
        ("escapes", models(r#""\"id\" = ANY (ARRAY(SELECT \u{69}d FROM projects))""#), (3, 54)),
        ("raw", models(r##"r#""id" = ANY (ARRAY(SELECT id FROM projects))"#"##), (3, 49)),
        (
            "two lines",
            models("\"id = ANY (ARRAY(\n  SELECT id FROM projects))\"").replace('\n', "\r\n"),
            (4, 18),
        ),
        ("a line that goes on", models("\"id = ANY (ARRAY(\\\n  SELECT id FROM projects))\""), (4, 18)),
        ("parts", models("\"id > 0\" && sql(\"id = ANY (ARRAY(SELECT id FROM projects))\")"), (3, 61)),
    ];
    for (what, text, (line, column)) in cases {
        let project = Project::with(text);
        let ran = project.run(&["lint", "--format", "json"]);
        let found: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let found = found
            .iter()
            .find(|found| found["code"] == "RLS015")
            .unwrap_or_else(|| panic!("{what}: {}", ran.out));
        assert_eq!((&found["line"], &found["column"]), (&line.into(), &column.into()), "{what}: {found}");
        assert_eq!(found["end"]["column"], column + 8, "{what}: {found}");
    }
}
