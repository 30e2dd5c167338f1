//! What do files and faults look like?

mod hazards;

use super::*;
use crate::{
    access::{Change, Occasion, Piece, Verdict, Words},
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
        after: Some(Words(vec![Piece::Text("all rows".to_owned())])),
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

/// A folder of sqlx migrations, each of one part, which lead along these states.
fn along(states: &[&str]) -> Vec<File> {
    let plan = Plan { parts: plan().parts.into_iter().take(1).collect(), ..plan() };
    let pairs = states.windows(2).enumerate();
    let files = pairs.map(|(n, pair)| {
        migration(LAYOUTS[0], n as u64 * 10, &format!("to_{}", pair[1]), pair[0], pair[1], &plan)
    });
    files.flatten().collect()
}

/// What is said of a folder whose snapshot has this state.
fn faults(files: &[File], snapshot: &str) -> Vec<(FaultKind, String)> {
    let faults = chain(&read(LAYOUTS[0], files), Some(&sha(snapshot)));
    faults.into_iter().map(|fault| (fault.kind, fault.to_string())).collect()
}

fn kinds(files: &[File], snapshot: &str) -> Vec<FaultKind> {
    faults(files, snapshot).into_iter().map(|(kind, _)| kind).collect()
}

/// The place of the file whose path holds this.
fn at(files: &[File], path: &str) -> usize {
    files.iter().position(|file| file.path.contains(path)).unwrap()
}

#[test]
fn a_chain_that_holds_has_no_faults() {
    assert_eq!(kinds(&[], ""), []);
    assert_eq!(chain(&Folder::default(), None), []);
    assert_eq!(kinds(&along(&["", "a", "b", "c"]), "c"), []);
    // back to a schema that was there before, and once more
    assert_eq!(kinds(&along(&["", "a", "b", "a", "b"]), "b"), []);
    let mut files = along(&["", "a", "b"]);
    for (path, text) in [
        ("20261125070159_by_hand.up.sql", "UPDATE todos SET done = true;\n-- seal: none\n"),
        ("20261125070159_by_hand.down.sql", "SELECT 1;\n"),
        ("0001_long_ago.sql", ""),
        ("README.md", "-- Migration by hand\n"),
    ] {
        files.push(File { path: path.to_owned(), text: text.to_owned() });
    }
    assert_eq!(kinds(&files, "b"), []);
}

#[test]
fn an_edit_is_found_wherever_it_is() {
    let edits: [(&str, &str); 7] = [
        ("DROP COLUMN \"note\"", "DROP COLUMN \"nota\""),
        ("--   DELETES_DATA: the column note of todos goes, with what is in it\n", ""),
        ("part 1 of 1", "part 1 of 2"),
        ("Migration to_a", "Migration to_z"),
        ("-- schema after:  ca", "-- schema after:  cb"),
        ("-- seal:          ", "-- seal:          0"),
        ("-- seal:  ", "-- sael:  "),
    ];
    for (from, to) in edits {
        let mut files = along(&["", "a"]);
        assert!(files[0].text.contains(from), "{from}");
        files[0].text = files[0].text.replacen(from, to, 1);
        let kinds = kinds(&files, "a");
        assert!(kinds.contains(&FaultKind::Edited), "{from} → {to}: {kinds:?}");
        let mut files = along(&["", "a"]);
        files.swap(0, 1);
        let (up, down) = (files[1].path.clone(), files[0].path.clone());
        (files[0].path, files[1].path) = (up, down);
        assert!(
            self::kinds(&files, "a").contains(&FaultKind::Edited),
            "there and back in each other's place"
        );
    }
    let mut files = along(&["", "a"]);
    files[1].text.push_str("DROP TABLE todos;\n");
    let [(kind, says)] = &faults(&files, "a")[..] else { panic!("one fault") };
    assert_eq!(*kind, FaultKind::Edited);
    assert_eq!(
        says,
        "`20261125070157_to_a.down.sql` is not what was accepted: its seal does not fit\n  help: restore it from version \
         control; where something is to be changed, change the models and accept another migration, or write one by hand \
         beside it"
    );
}

#[test]
fn a_conflict_is_found() {
    let mut files = along(&["", "a"]);
    files[0].text = files[0].text.replacen("-- seal:", "<<<<<<< HEAD\n-- seal:", 1);
    let [(kind, says)] = &faults(&files, "a")[..] else { panic!("one fault") };
    assert_eq!(*kind, FaultKind::Conflict);
    assert!(says.contains("holds a merge conflict, at line 5"), "{says}");
    // further down, it is an edit that says why
    let mut files = along(&["", "a"]);
    files[0].text.push_str("<<<<<<< HEAD\n=======\n>>>>>>> other\n");
    assert_eq!(kinds(&files, "a"), [FaultKind::Conflict]);
}

#[test]
fn what_is_missing_is_found() {
    let whole = along(&["", "a", "b", "c"]);
    let without = |path: &str| {
        let mut files = whole.clone();
        files.retain(|file| !file.path.contains(path));
        files
    };
    assert_eq!(kinds(&without("to_b.down"), "c"), [FaultKind::MissingPart]);
    assert_eq!(kinds(&without("to_b.up"), "c"), [FaultKind::MissingPart]);
    let (kind, says) = &faults(&without("to_b"), "c")[0];
    assert_eq!(*kind, FaultKind::Missing);
    assert!(
        says.starts_with("a migration is missing between `20261125070157_to_a` and `20261125070217_to_c`"),
        "{says}"
    );
    let (kind, says) = &faults(&without("to_a"), "c")[0];
    assert_eq!(*kind, FaultKind::Missing);
    assert!(says.starts_with("a migration is missing before `20261125070207_to_b`"), "{says}");
    for (files, snapshot, says) in [
        (
            without("to_c"),
            "c",
            "rls/schema.json is another schema than the one to which `20261125070207_to_b` leads",
        ),
        (
            whole.clone(),
            "b",
            "rls/schema.json is the schema after `20261125070207_to_b`, and `20261125070217_to_c` comes later",
        ),
        (Vec::new(), "c", "there are no migrations, and rls/schema.json says that a schema was accepted"),
    ] {
        let [(kind, found)] = &faults(&files, snapshot)[..] else { panic!("one fault") };
        assert_eq!(*kind, FaultKind::End);
        assert!(found.starts_with(says), "{found}");
    }
    let none = chain(&read(LAYOUTS[0], &whole), None);
    assert!(none[0].message.starts_with("rls/schema.json is missing"), "{none:?}");
}

#[test]
fn a_part_that_is_missing_is_found() {
    for layout in [LAYOUTS[0], LAYOUTS[1], LAYOUTS[3], LAYOUTS[4]] {
        let whole = migration(layout, 0, "open", "", "a", &plan());
        let look = |files: &[File]| {
            let faults = chain(&read(layout, files), Some(&sha("a")));
            faults.into_iter().map(|fault| fault.kind).collect::<Vec<_>>()
        };
        assert_eq!(look(&whole), [], "{}", layout.name);
        for part in ["part_1", "part_2"] {
            let mut files = whole.clone();
            files.retain(|file| !file.path.contains(part));
            assert_eq!(look(&files), [FaultKind::MissingPart], "{}, {part}", layout.name);
        }
        // what says that a part is run in no transaction
        if layout.name == "diesel" {
            let mut files = whole.clone();
            let toml = at(&files, "metadata.toml");
            files[toml].text = "run_in_transaction = true\n".to_owned();
            assert_eq!(look(&files), [FaultKind::Edited]);
            files.remove(toml);
            assert_eq!(look(&files), [FaultKind::MissingPart]);
            let mut files = whole.clone();
            files[toml].path = files[at(&whole, "part_1/up")].path.replace("up.sql", "metadata.toml");
            assert_eq!(look(&files), [FaultKind::Edited, FaultKind::MissingPart]);
        }
    }
}

#[test]
fn another_order_is_found() {
    let mut files = along(&["", "a", "b", "c"]);
    for file in &mut files {
        file.path = file.path.replace("20261125070207_to_b", "20261125070227_to_b");
    }
    let [(kind, says)] = &faults(&files, "c")[..] else { panic!("one fault") };
    assert_eq!(*kind, FaultKind::Reordered);
    assert!(
        says.contains("which is `20261125070157_to_a`, `20261125070227_to_b`, `20261125070217_to_c`"),
        "{says}"
    );
}

/// Two branches from one state, the other accepted in between.
fn forked() -> Vec<File> {
    let plan = Plan { parts: plan().parts.into_iter().take(1).collect(), ..plan() };
    let mut files = along(&["", "a", "b", "c"]);
    files.extend(migration(LAYOUTS[0], 15, "theirs", "a", "x", &plan));
    files
}

#[test]
fn two_branches_are_told_apart_and_told_what_to_do() {
    let ours = "`20261125070207_to_b.up.sql`, `20261125070207_to_b.down.sql`, `20261125070217_to_c.up.sql`, \
                `20261125070217_to_c.down.sql`";
    let theirs = "`20261125070212_theirs.up.sql`, `20261125070212_theirs.down.sql`";
    for (snapshot, stays, goes) in [("c", ours, theirs), ("x", theirs, ours)] {
        let [(kind, says)] = &faults(&forked(), snapshot)[..] else { panic!("one fault") };
        assert_eq!(*kind, FaultKind::Fork);
        assert!(
            says.contains(&format!("rls/schema.json is that of {stays}, which stays. Remove {goes}, build")),
            "{says}"
        );
    }
    let [(kind, says)] = &faults(&forked(), "merged")[..] else { panic!("one fault") };
    assert_eq!(*kind, FaultKind::Fork);
    assert!(says.contains("rls/schema.json is of neither"), "{says}");
    // doing it
    let mut files = forked();
    files.retain(|file| !file.path.contains("theirs"));
    assert_eq!(kinds(&files, "c"), []);
    // both did the same
    let plan = Plan { parts: plan().parts.into_iter().take(1).collect(), ..plan() };
    let mut files = along(&["", "a", "b"]);
    files.extend(migration(LAYOUTS[0], 15, "theirs", "a", "b", &plan));
    let [(kind, says)] = &faults(&files, "b")[..] else { panic!("one fault") };
    assert_eq!(*kind, FaultKind::Fork);
    assert!(says.ends_with(&format!("both made the same change: remove {theirs}")), "{says}");
}

#[test]
fn no_note_and_no_name_ends_a_comment() {
    let hostile = "x\nDROP TABLE a;\r\nDROP TABLE b;\u{2028}DROP TABLE c;\u{0}\u{85}";
    let mut main = part(Purpose::Main, &["SELECT 1"], &["SELECT 2"]);
    for step in main.up.iter_mut().chain(&mut main.down) {
        step.note = Some(hostile.to_owned());
        step.hazards.push(Hazard::new(HazardKind::DeletesData, hostile));
    }
    let mut change = plan().access.remove(0);
    change.table = QName::new(hostile);
    change.role = Role::named(hostile);
    let plan = Plan { parts: vec![main], access: vec![change] };
    let mut texts: Vec<String> = LAYOUTS
        .iter()
        .flat_map(|layout| migration(layout, 0, "odd", "", "a", &plan))
        .map(|file| file.text)
        .collect();
    let (up, down) = pending(&plan);
    texts.extend([up, down]);
    for text in texts {
        for line in text.split(['\n', '\r']) {
            let is_known = ["", "BEGIN;", "COMMIT;", "SELECT 1;", "SELECT 2;"].contains(&line);
            assert!(is_known || line.starts_with("-- ") || line == "--", "{line:?} in\n{text}");
        }
        assert!(!text.contains(['\u{0}', '\u{85}', '\u{2028}']), "{text}");
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let version = Version::next(LAYOUTS[2], 1_795_590_117, []).unwrap();
    let plan = plan();
    let of = |name| Migration { name, before: "", after: "", plan: &plan };
    assert_eq!(files(LAYOUTS[2], version, &of("a")), Err(Unfit::Transaction { layout: "refinery" }));
    let version = Version::next(LAYOUTS[0], 1_795_590_117, []).unwrap();
    assert_eq!(files(LAYOUTS[0], version, &of("ä")), Err(Unfit::NameLetter('ä')));
    assert_eq!(files(LAYOUTS[0], version, &of(&"a".repeat(101))), Err(Unfit::NameLong(101)));
    let last = Version::next(LAYOUTS[2], 2_147_483_647, []).unwrap();
    let two = Plan {
        parts: vec![part(Purpose::Main, &[], &[]), part(Purpose::Main, &[], &[])],
        access: Vec::new(),
    };
    let two = Migration { name: "a", before: "", after: "", plan: &two };
    assert!(matches!(files(LAYOUTS[2], last, &two), Err(Unfit::Version { .. })));
}

/// The samples of docs/layouts.md: each block stands below the path of its file.
#[test]
fn the_page_shows_what_is_written() {
    let index = "CREATE INDEX CONCURRENTLY \"todos_user_id_idx\" ON \"todos\" (\"user_id\")";
    let mut plan = plan();
    plan.parts[1] = part(Purpose::Index, &[index], &["DROP INDEX CONCURRENTLY \"todos_user_id_idx\""]);
    plan.parts[0].down[2].note = Some("rows that are there get NULL".to_owned());
    plan.parts[0].up[1].hazards[0].says = "what is in todos.note is gone".to_owned();
    let mut one = plan.clone();
    one.parts.truncate(1);
    let mut written: Vec<(&str, File)> = Vec::new();
    for layout in LAYOUTS {
        let plan = if layout.is_always_in_transaction() { &one } else { &plan };
        let files = migration(layout, 0, "open todos", "", "a", plan);
        written.extend(files.into_iter().map(|file| (layout.name, file)));
    }
    let page = include_str!("../../../docs/layouts.md");
    let mut shown = std::collections::BTreeSet::new();
    let mut layout = "";
    for section in page.split("\n## ").skip(1) {
        layout = LAYOUTS.iter().map(|one| one.name).find(|name| section.starts_with(name)).unwrap_or(layout);
        for (before, after) in section.match_indices(":\n\n```").map(|(at, _)| section.split_at(at)) {
            let path = before.rsplit('`').nth(1).unwrap();
            let block = after.split("```").nth(1).unwrap();
            let text = block.split_once('\n').unwrap().1;
            let file = written.iter().find(|(of, file)| *of == layout && file.path == path);
            let Some((_, file)) = file else { panic!("{layout} writes no {path}") };
            assert_eq!(text, file.text, "{path}");
            shown.insert(layout);
        }
    }
    assert_eq!(shown.len(), LAYOUTS.len(), "{shown:?}");
}
