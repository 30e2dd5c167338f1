//! Is nothing overwritten that was not read, and does one change come after the other?

use std::{fs, thread};

use rls_core::plan::HazardKind;
use rls_project::{
    accept::{Request, accept},
    finding::Status,
    store::{Change, Files, Outcome, Store},
};

use crate::{
    folder::Folder,
    project::{FIRST, Here, SECOND, accepts, builds, checks, new},
};

fn store(folder: &Folder) -> Store {
    Store::new(folder.path().to_owned(), "migrations", Files::default())
}

/// Puts a text into a file of `rls/`, whatever it held.
fn put(folder: &Folder, path: &str, text: &str) -> Result<Outcome, String> {
    let store = store(folder);
    let put = || {
        let [read] = store.read([path])?;
        let mut change = Change::default();
        change.put(&read, text);
        store.commit(&change)
    };
    put().map_err(|failure| failure.findings[0].message.clone())
}

#[test]
fn what_changed_since_it_was_read_is_left() {
    let folder = Folder::new();
    folder.write("rls/a", "old");
    let store = store(&folder);
    let [a, b] = store.read(["rls/a", "rls/b"]).unwrap();
    let mut change = Change::default();
    change.put(&a, "new");
    change.put(&b, "new");
    folder.write("rls/b", "mine");
    assert_eq!(store.commit(&change).unwrap(), Outcome::Stale);
    assert_eq!((&folder.tree()["rls/a"], &folder.tree()["rls/b"]), (&"old".to_owned(), &"mine".to_owned()));
    // a file that is only looked at counts as well
    let mut change = Change::default();
    change.keep(&a);
    change.put(&store.read(["rls/b"]).unwrap()[0], "new");
    folder.write("rls/a", "other");
    assert_eq!(store.commit(&change).unwrap(), Outcome::Stale);
    assert_eq!(folder.tree()["rls/b"], "mine");
}

#[test]
fn a_change_that_is_none_touches_nothing() {
    let folder = Folder::new();
    let store = store(&folder);
    let [a, b] = store.read(["rls/a", "rls/b"]).unwrap();
    let mut change = Change::default();
    change.remove(&a);
    change.remove(&b);
    change.empty("rls/pending");
    assert_eq!(store.commit(&change).unwrap(), Outcome::Nothing);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    assert_eq!(store.steps(), 0);
}

/// git may have written CRLF.
#[test]
fn the_ends_of_lines_are_no_change() {
    let folder = new("sqlx", FIRST);
    accepts(folder.path(), "first", Files::default()).0.unwrap();
    folder.write("src/lib.rs", SECOND);
    builds(folder.path(), None, Files::default());
    for (path, text) in folder.tree() {
        folder.write(&path, &text.replace('\n', "\r\n"));
    }
    let before = folder.tree();
    builds(folder.path(), None, Files::default());
    assert_eq!(folder.tree(), before);
    let found: Vec<String> = checks(folder.path()).into_iter().map(|finding| finding.message).collect();
    assert_eq!(found, ["the models say something else than what was accepted"]);
    accepts(folder.path(), "second", Files::default()).0.unwrap();
    assert!(checks(folder.path()).is_empty());
}

#[test]
fn what_stands_in_the_way_is_named() {
    let folder = Folder::new();
    folder.write("rls/folder/x", "");
    folder.write("rls/file", "");
    let place = folder.path().display();
    for (path, reason) in [
        ("rls/folder", format!("{place}/rls/folder cannot be read: it is a folder")),
        ("rls/file/x", format!("{place}/rls/file/x cannot be written: ")),
    ] {
        let said = put(&folder, path, "text").unwrap_err();
        assert!(said.starts_with(&reason), "{said}, not {reason}");
    }
    assert_eq!(folder.tree().len(), 2, "nothing is left: {:?}", folder.tree());
}

#[cfg(unix)]
#[test]
fn links_stay_links_and_what_is_read_only_stays_as_it_is() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = Folder::new();
    folder.write("elsewhere/real", "old");
    folder.write("rls/fixed", "old");
    symlink("../elsewhere/real", folder.path().join("rls/link")).unwrap();
    symlink("nowhere", folder.path().join("rls/dangling")).unwrap();
    assert_eq!(put(&folder, "rls/link", "new"), Ok(Outcome::Changed));
    assert!(folder.path().join("rls/link").is_symlink());
    assert_eq!(folder.tree()["elsewhere/real"], "new");
    assert!(put(&folder, "rls/dangling", "new").unwrap_err().ends_with("it is a link that leads nowhere"));
    let fixed = folder.path().join("rls/fixed");
    fs::set_permissions(&fixed, fs::Permissions::from_mode(0o444)).unwrap();
    assert!(put(&folder, "rls/fixed", "new").unwrap_err().ends_with("cannot be written: it is read-only"));
    assert_eq!(fs::read_to_string(&fixed).unwrap(), "old");
    // what is replaced keeps who may read it
    fs::set_permissions(&fixed, fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(put(&folder, "rls/fixed", "new"), Ok(Outcome::Changed));
    assert_eq!(fs::metadata(&fixed).unwrap().permissions().mode() & 0o777, 0o640);
}

/// It may have come with somebody's repository.
#[test]
fn a_journal_reaches_no_further_than_we_write() {
    let folder = Folder::new();
    folder.write("src/lib.rs", "mine");
    folder.write("rls/.journal", "");
    for path in ["src/lib.rs", "rls/../src/lib.rs", "/etc/passwd", "migrationsx/a", "rls"] {
        let old = r#""b16c0c17f45bc6e3ba0f31f4b7d7ea44a0a5e7a9ae6ad8f06c41ebe4f8bbd9ce""#;
        folder.write(
            "rls/.journal",
            &format!(r#"{{"format":1,"folders":[],"files":[{{"path":"{path}","old":{old},"new":null}}],"emptied":[]}}"#),
        );
        let failure = store(&folder).recover().unwrap_err();
        assert!(
            failure.findings[0].message.ends_with("it is no journal of this version of pg-rls"),
            "{path}"
        );
    }
    // half of an intent is the beginning of nothing
    fs::remove_file(folder.path().join("rls/.journal")).unwrap();
    folder.write("rls/.journal.rls-new", "{\"format\":1,\"fol");
    store(&folder).recover().unwrap();
    assert_eq!(folder.tree().into_keys().collect::<Vec<_>>(), ["src/lib.rs"]);
}

#[test]
fn builds_at_once_make_one_pending_change() {
    let folder = new("sqlx", FIRST);
    let root = folder.path();
    let said: Vec<Vec<String>> = thread::scope(|scope| {
        let builds: Vec<_> =
            (0..8).map(|_| scope.spawn(move || builds(root, None, Files::default()))).collect();
        builds.into_iter().map(|build| build.join().unwrap()).collect()
    });
    for lines in &said {
        assert_eq!(lines.iter().filter(|line| line.starts_with("cargo::warning=")).count(), 1, "{lines:?}");
        assert!(!lines.iter().any(|line| line.starts_with("cargo::error=")), "{lines:?}");
    }
    let files: Vec<String> = folder.tree().into_keys().filter(|path| path.starts_with("rls/")).collect();
    assert_eq!(files, ["rls/pending/down.sql", "rls/pending/up.sql"]);
}

/// Of two who accept at once, one does.
#[test]
fn one_accepts_what_two_read() {
    let folder = new("sqlx", FIRST);
    let here = Here::of(folder.path(), Files::default()).unwrap();
    let snapshot = here.snapshot().unwrap();
    accepts(folder.path(), "first", Files::default()).0.unwrap();
    let tree = folder.tree();
    let now = std::time::SystemTime::now();
    let request = Request { name: "second", allow: &HazardKind::ALL, now };
    let failure = accept(&here.config, &here.store, &here.models, &snapshot, &request).unwrap_err();
    assert_eq!(failure.status, Status::Findings);
    assert_eq!(folder.tree(), tree);
}
