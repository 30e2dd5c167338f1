//! Does what somebody else named stay in its place, in each form?

use rls_core::{
    ident::QName,
    plan::{Became, Part, Purpose, Step},
};

use super::*;
use crate::output::{Screen, bold};

/// A name that wants to be a comment's end, a fence's, a line of its own, a tag and a mention.
const HOSTILE: &str =
    "x\n```\n</details>\n# Approved by @maintainers\n::error::no\r\n*/ ; DROP TABLE users; -- `|`";

fn step(sql: impl Into<String>) -> Step {
    Step { sql: sql.into(), hazards: Vec::new(), note: Some(HOSTILE.to_owned()) }
}

fn review(of: usize) -> Review {
    let change = |_| Difference {
        became: Became::Gone,
        kind: "column",
        table: Some(QName::new(HOSTILE)),
        name: HOSTILE.to_owned(),
        detail: HOSTILE.to_owned(),
    };
    let main = Part {
        purpose: Purpose::Main,
        up: (0..of).map(|_| step(format!("SELECT '{HOSTILE}'"))).collect(),
        down: Vec::new(),
    };
    let index =
        Part { purpose: Purpose::Index, up: vec![step("CREATE INDEX CONCURRENTLY")], down: Vec::new() };
    let kinds = [HazardKind::DeletesData, HazardKind::Locks];
    Review {
        from: HOSTILE.to_owned(),
        to: "models".to_owned(),
        changes: (0..of).map(change).collect(),
        plan: Plan { parts: vec![main, index], access: Vec::new() },
        beside: Beside { left: vec![HOSTILE.to_owned()], apart: vec![HOSTILE.to_owned()] },
        hazards: kinds.iter().cycle().take(of).map(|kind| Hazard::new(*kind, HOSTILE)).collect(),
    }
}

/// The lines that are no part of a fence.
fn outside(page: &str) -> Vec<&str> {
    let mut fence: Option<&str> = None;
    page.lines()
        .filter(|line| {
            let ticks = line.split(|c| c != '`').next().filter(|ticks| ticks.len() >= 3);
            match (fence, ticks) {
                (None, Some(ticks)) => fence = Some(ticks),
                (Some(open), Some(ticks)) if ticks.len() >= open.len() => fence = None,
                (None, None) => return true,
                _ => {}
            }
            false
        })
        .collect()
}

#[test]
fn markdown_is_ours_whatever_things_are_called() {
    let page = review(2).markdown();
    let lines = outside(&page);
    assert_eq!(
        lines.iter().filter(|line| line.contains("</details>") && !line.contains('`')).count(),
        1,
        "{page}"
    );
    let headings: Vec<&&str> = lines.iter().filter(|line| line.starts_with('#')).collect();
    assert_eq!(headings, [&"### Database changes"]);
    for line in &lines {
        let is_code = line.contains("`` ") || line.contains("```` ");
        assert!(!line.contains("@maintainers") || is_code, "{line}");
    }
    assert!(page.contains("⚠️ **DELETES_DATA**: ") && page.contains("- **LOCKS**: "), "{page}");
    assert!(page.contains("`cargo rls accept NAME --allow DELETES_DATA`"), "{page}");
}

#[test]
fn markdown_can_be_posted_however_much_changed() {
    let page = review(3000).markdown();
    assert!(page.len() < 65_536, "{}", page.len());
    assert!(page.contains("- and 2950 more\n"), "{page}");
    assert!(page.contains("too many to show here: `cargo rls diff` prints it"), "{page}");
}

#[test]
fn a_script_is_transactions_and_comments_end_with_their_line() {
    let script = review(1).script();
    let is_sql = |line: &&str| !line.is_empty() && !line.starts_with("--");
    let lines: Vec<&str> = script.lines().filter(is_sql).collect();
    let literal = HOSTILE.lines().count();
    assert_eq!(lines[..2], ["BEGIN;", "SELECT 'x"]);
    assert_eq!(lines[1 + literal..], ["COMMIT;", "CREATE INDEX CONCURRENTLY;"], "{script}");
    assert!(script.contains("\n-- Part 2 of 2, in no transaction."), "{script}");
}

#[test]
fn nothing_is_a_comment_of_one_line() {
    let mut none = review(0);
    none.plan = Plan::default();
    none.beside = Beside::default();
    let script = none.script();
    assert!(script.starts_with("-- Nothing: ") && script.lines().count() == 1, "{script}");
    assert_eq!(none.markdown(), "<!-- cargo rls diff -->\n### Database changes\n\nNone.\n");
}

#[test]
fn notes_end_with_their_line() {
    let notes = review(2).notes();
    let begins: Vec<&str> = notes.lines().map(|line| line.split("::").nth(1).unwrap()).collect();
    assert_eq!(begins, ["warning title=DELETES_DATA", "notice title=LOCKS"]);
}

#[test]
fn a_status_fits_the_screen_and_says_what_it_left_out() {
    let review = review(100);
    let status = review.status(true, "Next\n", Some(Screen { width: 80, height: 24 }));
    assert!(status.lines().count() <= 24, "{status}");
    let long = status.lines().filter(|line| line.chars().count() > 80 + bold("").len());
    assert_eq!(long.count(), 0, "{status}");
    assert_eq!(status.matches(" more").count(), 2, "{status}");
    let whole = review.status(true, "Next\n", None);
    assert_eq!((whole.matches(" more").count(), whole.matches("Approved").count()), (0, 400), "{whole}");
}

#[test]
fn documents_are_json_with_a_format() {
    let review = review(1);
    for text in [review.json(), review.status_json(true, None, None)] {
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["format"], 1);
        assert_eq!(document["changes"][0]["became"], "gone");
        assert_eq!(document["hazards"][0]["needs_allow"], true);
    }
    let document: serde_json::Value = serde_json::from_str(&review.json()).unwrap();
    assert_eq!(document["parts"][1]["transaction"], false);
    assert_eq!(document["parts"][0]["up"][0]["note"], HOSTILE);
}
