//! A folder of a test's own, and what is in it.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering},
};

/// What every file below a folder holds, by its path there.
pub(crate) type Tree = BTreeMap<String, String>;

/// A folder that goes when the test ends.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("rls-project-{}-{number}", process::id());
        // in memory, where that can be: every step of these tests waits for the disk
        let memory = Path::new("/dev/shm").join(&name);
        let path = if fs::create_dir(&memory).is_ok() { memory } else { env::temp_dir().join(&name) };
        fs::create_dir_all(&path).unwrap();
        Folder(path.canonicalize().unwrap())
    }

    /// One that holds these files.
    pub(crate) fn of(tree: &Tree) -> Folder {
        let folder = Folder::new();
        tree.iter().for_each(|(path, text)| folder.write(path, text));
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn tree(&self) -> Tree {
        let mut tree = Tree::new();
        add(&self.0, "", &mut tree);
        tree
    }
}

fn add(folder: &Path, prefix: &str, tree: &mut Tree) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            add(&entry.path(), &format!("{path}/"), tree);
        } else {
            // a link that leads nowhere holds nothing
            let bytes = fs::read(entry.path()).unwrap_or_default();
            tree.insert(path, String::from_utf8_lossy(&bytes).into_owned());
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
