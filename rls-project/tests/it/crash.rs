//! Is everything as before or as after, wherever the process ends?
//!
//! The process is this program itself, started again for one step: it aborts, as if the power went.

use std::{
    env, fs,
    io::ErrorKind,
    path::Path,
    process::{Command, Stdio},
};

use rls_project::store::{End, Files, Store};

use crate::{
    folder::{Folder, Tree},
    project::{FIRST, SECOND, THIRD, accepts, builds, new},
};

/// What is done, and up to which step: `accept 3`.
const CHILD: &str = "RLS_PROJECT_TEST_CHILD";

/// What a test does to a project.
#[derive(Clone, Copy, Debug)]
enum Act {
    Accept,
    Build,
    /// Whatever comes next looks first whether something was left half done.
    Recover,
}

impl Act {
    fn name(self) -> &'static str {
        match self {
            Act::Accept => "accept",
            Act::Build => "build",
            Act::Recover => "recover",
        }
    }

    fn done(self, root: &Path, files: Files) {
        match self {
            Act::Accept => {
                let _ = accepts(root, "next", files);
            }
            Act::Build => {
                builds(root, None, files);
            }
            Act::Recover => Store::new(root.to_owned(), "migrations", files).recover().unwrap(),
        }
    }

    /// Whether the process did not come to the end.
    fn ends_at(self, root: &Path, step: u32) -> bool {
        let status = Command::new(env::current_exe().unwrap())
            .args(["--exact", "crash::wherever_accept_ends", "--nocapture"])
            .env(CHILD, format!("{} {step}", self.name()))
            .current_dir(root)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        // a test that fails ends with a code, and a process that aborts has none, but on Windows
        assert!(status.success() || status.code().is_none_or(|code| code != 101), "{status}");
        !status.success()
    }
}

/// Whether this is such a process; then it has done what it was started for.
fn is_child() -> bool {
    let Ok(what) = env::var(CHILD) else { return false };
    let (act, step) = what.split_once(' ').unwrap();
    let files = Files::ending_at(step.parse().unwrap(), End::Abort);
    let acts = [Act::Accept, Act::Build, Act::Recover];
    let act = acts.into_iter().find(|other| other.name() == act).unwrap();
    act.done(&env::current_dir().unwrap(), files);
    true
}

fn recovered(folder: &Folder) -> Tree {
    Act::Recover.done(folder.path(), Files::default());
    folder.tree()
}

/// Ends the process at each step, and looks what is left; then once more while that is put in order.
fn everywhere(before: &Folder, act: Act) {
    let old = before.tree();
    let done = Folder::of(&old);
    act.done(done.path(), Files::default());
    let new = done.tree();
    assert_ne!(old, new);
    let (mut olds, mut news) = (0, 0);
    for step in 0.. {
        let folder = Folder::of(&old);
        if !act.ends_at(folder.path(), step) {
            assert_eq!(folder.tree(), new);
            break;
        }
        let left = folder.tree();
        let tree = recovered(&folder);
        assert!(tree == old || tree == new, "{act:?}, step {step}: {:#?}", tree.keys());
        if tree == old {
            olds += 1;
        } else {
            news += 1;
        }
        // what comes next can end as well; without a process of its own, since there are many
        for next in 0.. {
            let again = Folder::of(&left);
            let files = Files::ending_at(next, End::Fail(ErrorKind::Other));
            if Store::new(again.path().to_owned(), "migrations", files).recover().is_ok() {
                break;
            }
            assert_eq!(recovered(&again), tree, "{act:?}, steps {step} and {next}");
        }
        // and whoever does it again comes to the same end
        act.done(folder.path(), Files::default());
        assert_eq!(folder.tree(), new, "{act:?} again, after step {step}");
    }
    assert!(olds > 3 && news > 1, "{act:?}: {olds} as before, {news} as after");
}

/// A project in which the first models were accepted, and the second are pending.
fn pending(layout: &str) -> Folder {
    let folder = new(layout, FIRST);
    accepts(folder.path(), "first", Files::default()).0.unwrap();
    folder.write("src/lib.rs", SECOND);
    builds(folder.path(), None, Files::default());
    folder
}

#[test]
fn wherever_accept_ends() {
    if is_child() {
        return;
    }
    everywhere(&new("sqlx", FIRST), Act::Accept);
    everywhere(&pending("diesel"), Act::Accept);
}

#[test]
fn wherever_a_build_ends() {
    // nothing was pending; something else was; and what is pending is taken back
    everywhere(&new("sqlx", FIRST), Act::Build);
    let folder = pending("plain");
    folder.write("src/lib.rs", THIRD);
    everywhere(&folder, Act::Build);
    folder.write("src/lib.rs", FIRST);
    everywhere(&folder, Act::Build);
}

/// A full disk, a folder that cannot be written: an error, and all is as it was.
#[test]
fn wherever_a_disk_fails() {
    let old = pending("refinery").tree();
    let done = Folder::of(&old);
    let (accepted, steps) = accepts(done.path(), "next", Files::default());
    accepted.unwrap();
    let new = done.tree();
    let mut finished = 0;
    for kind in [ErrorKind::StorageFull, ErrorKind::PermissionDenied] {
        for step in 0..steps {
            let folder = Folder::of(&old);
            let failure =
                accepts(folder.path(), "next", Files::ending_at(step, End::Fail(kind))).0.unwrap_err();
            assert!(!failure.findings.is_empty());
            let tree = recovered(&folder);
            let says_so = failure.findings[0].help.as_ref().is_some_and(|help| help.contains("finishes it"));
            assert!(tree == if says_so { new.clone() } else { old.clone() }, "step {step}: {failure:?}");
            finished += u32::from(says_so);
        }
    }
    assert!(finished > 3 && finished < steps);
}

/// What was interrupted does not overwrite what somebody wrote since.
#[test]
fn what_was_edited_since_is_left() {
    let old = pending("supabase").tree();
    let mut refused = 0;
    for step in 0.. {
        let folder = Folder::of(&old);
        if !Act::Accept.ends_at(folder.path(), step) {
            break;
        }
        folder.write("rls/schema.json", "mine");
        let store = Store::new(folder.path().to_owned(), "migrations", Files::default());
        if let Err(failure) = store.recover() {
            refused += 1;
            assert!(failure.findings[0].message.contains("has changed since"), "{failure:?}");
            assert!(failure.findings[0].help.as_ref().unwrap().contains(".journal"));
            // one of the two ways to go on that it says
            fs::remove_file(folder.path().join("rls/.journal")).unwrap();
            store.recover().unwrap();
        }
        assert_eq!(folder.tree()["rls/schema.json"], "mine", "step {step}");
    }
    assert!(refused > 3);
}
