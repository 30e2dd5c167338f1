//! What do files and faults look like?

use super::*;
use crate::{
    access::{Change, Occasion, Verdict},
    ident::QName,
    plan::{Hazard, HazardKind, Part, Purpose, Step},
    schema::{Command, Role},
};

fn step(sql: &str) -> Step {
    Step { sql: sql.to_owned(), hazards: Vec::new(), note: None }
}

fn part(purpose: Purpose, up: &[&str], down: &[&str]) -> Part {
    let steps = |sql: &[&str]| sql.iter().map(|sql| step(sql)).collect();
    Part { purpose, up: steps(up), down: steps(down) }
}

/// A column goes, a table opens, an index is built.
fn plan() -> Plan {
    let mut main = part(
        Purpose::Main,
        &[
            "SET LOCAL lock_timeout = '5s'",
            "ALTER TABLE \"todos\" DROP COLUMN \"note\"",
            "GRANT SELECT ON \"todos\" TO \"anonymous\"",
        ],
        &[
            "SET LOCAL lock_timeout = '5s'",
            "REVOKE SELECT ON \"todos\" FROM \"anonymous\"",
            "ALTER TABLE \"todos\"\n    ADD COLUMN \"note\" text",
        ],
    );
    main.up[1]
        .hazards
        .push(Hazard::new(HazardKind::DeletesData, "the column note of todos goes, with what is in it"));
    main.down[2].note = Some("note is NULL in rows that are there\nDROP TABLE todos".to_owned());
    let mut index = part(
        Purpose::Index,
        &["CREATE INDEX CONCURRENTLY \"i\" ON \"todos\" (\"user_id\")"],
        &["DROP INDEX CONCURRENTLY \"i\""],
    );
    index.up[0].note = Some("others may write while it is built".to_owned());
    let change = Change {
        table: QName::new("todos"),
        role: Role::named("anonymous"),
        command: Command::Select,
        verdict: Verdict::Widens,
        privilege: Verdict::Widens,
        using: Verdict::Same,
        check: Verdict::Same,
        occasion: Occasion::Edited,
        before: None,
        after: None,
    };
    Plan { parts: vec![main, index], access: vec![change] }
}

fn sha(of: &str) -> String {
    crate::snapshot::sha256(of)
}

/// The files of a migration between two states, at the n-th second.
fn migration(layout: &Layout, n: u64, name: &str, before: &str, after: &str, plan: &Plan) -> Vec<File> {
    let version = Version::next(layout, 1_795_590_117 + n, []).unwrap();
    files(layout, version, &Migration { name, before: &sha(before), after: &sha(after), plan }).unwrap()
}

#[test]
fn what_was_written_is_read_and_stands_in_its_place() {
    let mut folder: Vec<File> = Vec::new();
    for layout in LAYOUTS {
        let plan = if layout.is_always_in_transaction() {
            Plan { parts: plan().parts.into_iter().take(1).collect(), ..plan() }
        } else {
            plan()
        };
        folder.clear();
        folder.extend(migration(layout, 0, "open", "", "b", &plan));
        let there = Version::next(layout, 0, folder.iter().map(|file| file.path.as_str())).unwrap();
        let change = Migration { name: "more", before: &sha("b"), after: &sha("c"), plan: &plan };
        folder.extend(files(layout, there, &change).unwrap());
        // an editor on another system
        folder[0].text = folder[0].text.replace('\n', "\r\n");
        folder[1].text.insert(0, '\u{feff}');
        let read = read(layout, &folder);
        let parts: Vec<_> =
            read.parts.iter().map(|part| (part.name.as_str(), part.part, part.parts)).collect();
        let n = plan.parts.len();
        let expected: Vec<_> =
            ["open", "more"].iter().flat_map(|name| (1..=n).map(|part| (*name, part, n))).collect();
        assert_eq!(parts, expected, "{}", layout.name);
        assert_eq!(chain(&read, Some(&sha("c"))), [], "{}", layout.name);
        let paths: usize = read.parts.iter().map(|part| part.paths.len()).sum();
        assert_eq!(paths, folder.len(), "{}", layout.name);
    }
}
