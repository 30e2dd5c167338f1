//! `cargo rls lint --fix`: is the source mended where it can be, and left alone otherwise?

use std::fs;

use rls_core::lint::LINTS;

use crate::project::{Project, TODO};

const BOARD: &str =
    "#[derive(Rls)]\npub struct Board {\n    #[rls(primary_key, identity)]\n    pub id: i64,\n}\n";
const CARD: &str = "#[derive(Rls)]\npub struct Card {\n    #[rls(primary_key, identity)]\n    pub id: i64,\n    \
    /// Where it is.\n    #[rls(references = \"boards(id)\")]\n    pub(crate) board_id: i64,\n}\n";

fn mended(text: &str) -> String {
    let project = Project::with(text);
    let ran = project.run(&["lint", "--fix"]);
    assert_eq!((ran.status, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert_eq!(ran.err, "mended src/lib.rs: RLS020\n");
    let again = project.run(&["lint", "--fix"]);
    assert_eq!((again.status, again.out.as_str(), again.err.as_str()), (0, "", ""), "nothing is left");
    project.text("src/lib.rs")
}

#[test]
fn the_rest_of_the_file_stays_as_it_is() {
    type Form = fn(&str) -> String;
    let text = format!("{BOARD}\n{CARD}");
    let expected = text.replace("    pub(crate) board_id", "    #[rls(index)]\n    pub(crate) board_id");
    let cases: [(&str, Form); 5] = [
        ("plain", str::to_owned),
        ("CRLF", |text| text.replace('\n', "\r\n")),
        ("a byte order mark", |text| format!("\u{feff}{text}")),
        ("tabs, letters of several bytes", |text| format!("// ä→日本\n{}", text.replace("    ", "\t"))),
        ("no line at the end", |text| text.trim_end().to_owned()),
    ];
    for (what, form) in cases {
        assert_eq!(mended(&form(&text)), form(&expected), "{what}");
    }
}

#[test]
fn what_stands_on_one_line_stays_there() {
    let text = "#[derive(Rls)] struct Board { #[rls(primary_key)] id: i64 }\n\
        #[derive(Rls)] struct Card { #[rls(primary_key)] id: i64, #[rls(references = \"boards(id)\")] r#type: i64, }\n";
    assert_eq!(mended(text), text.replace("r#type", "#[rls(index)] r#type"));
}

/// Two lints ask for one index, and two attributes go above one struct: each is written once, in several rounds.
#[test]
fn fixes_that_meet() {
    let models = "#[derive(Rls)]\n#[rls(crud(role = \"authenticated\", read = owner(\"user_id\"), insert = owner(\"user_id\"), \
        delete = owner(\"user_id\")))]\n#[rls(grants = \"none\")]\npub struct Note {\n    #[rls(primary_key)]\n    id: i64,\n    \
        user_id: String,\n    #[rls(references = \"notes(id)\")]\n    above: i64,\n}\n";
    let project = Project::with("mod a;\n").file("src/a.rs", models);
    let ran = project.run(&["lint", "--fix"]);
    assert_eq!((ran.status, ran.out.as_str()), (0, ""));
    assert_eq!(ran.err, "mended src/a.rs: RLS003, RLS020\n");
    let text = project.text("src/a.rs");
    for command in ["select", "insert", "delete"] {
        let attribute = format!("\n#[rls(grant(\"{command}\", to = \"authenticated\"))]\n");
        assert_eq!(text.matches(&attribute).count(), 1, "{text}");
    }
    assert_eq!(text.matches("    #[rls(index)]\n").count(), 1, "{text}");
    assert_eq!(project.text("src/lib.rs"), "mod a;\n");
}

#[test]
fn what_has_no_fix_is_left_and_shown() {
    let models = format!(
        "{BOARD}\n{CARD}{}",
        TODO.replace("use pg_rls::Rls;", "")
            .replace("owner = \"user_id\"", "owner = \"user_id\", modify = true")
    );
    let project = Project::with(&models);
    let ran = project.run(&["lint", "--fix"]);
    assert_eq!(ran.err, "mended src/lib.rs: RLS020\n");
    assert!(ran.out.starts_with("warning[RLS006]"), "{}", ran.out);
    let again = project.run(&["lint", "--fix"]);
    assert_eq!(again.err, "nothing was mended: no finding has a fix that works\n");
    // models with errors are not touched
    let broken = Project::with(models.replace("pub id: i64", "pub id: u64"));
    let before = broken.text("src/lib.rs");
    assert!(broken.run(&["lint", "--fix"]).out.contains("error[RLS107]"));
    assert_eq!(broken.text("src/lib.rs"), before);
}

/// Every lint that says that it mends does: its wrong example then has no finding of it, and no new one.
#[test]
fn lints_that_mend_do() {
    for lint in LINTS {
        let project = Project::with(lint.wrong).file("rls.toml", lint.toml);
        let ran = project.run(&["lint", "--fix", "--deny", "info"]);
        if lint.fixes {
            assert_eq!(
                (ran.status, ran.out.as_str()),
                (0, ""),
                "{}: {}",
                lint.code,
                project.text("src/lib.rs")
            );
            assert_eq!(ran.err, format!("mended src/lib.rs: {}\n", lint.code));
        } else {
            assert_eq!(project.text("src/lib.rs"), lint.wrong, "{} says that it has no fix", lint.code);
            assert_eq!(ran.status, 1, "{}", lint.code);
        }
    }
}

#[cfg(unix)]
#[test]
fn a_file_keeps_what_it_is() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let text = format!("{BOARD}\n{CARD}");
    let project = Project::with("mod a;\n").file("elsewhere/real.rs", &text);
    let real = project.folder().join("elsewhere/real.rs");
    symlink(&real, project.folder().join("src/a.rs")).unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(project.run(&["lint", "--fix"]).err, "mended src/a.rs: RLS020\n");
    assert!(fs::symlink_metadata(project.folder().join("src/a.rs")).unwrap().is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(project.text("elsewhere/real.rs").contains("#[rls(index)]"));
    assert_eq!(
        fs::read_dir(project.folder().join("elsewhere")).unwrap().count(),
        1,
        "nothing is left beside it"
    );

    let locked = Project::with(&text);
    let file = locked.folder().join("src/lib.rs");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
    let error = locked.run(&["lint", "--fix"]).failed(2);
    assert!(error.contains("src/lib.rs cannot be written: permission denied"), "{error}");
    assert_eq!(locked.text("src/lib.rs"), text);
}
