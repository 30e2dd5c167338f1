//! When does a build script have to run again?
//!
//! When a file that it read is another one, when one that it looked for is there, or when a folder that it listed holds
//! something else. Cargo has two rules that shape this: a path that does not exist makes the script run each time, and a
//! folder is watched with everything below it. So an absent file is watched by the nearest folder above it, and no folder
//! that cargo's own files are in.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::say::Said;
use crate::{pending, snapshot, sources::Looked, store::Store};

/// Everything that the build depends on.
pub(super) fn all(store: &Store, looked: &Looked, said: &mut Said) {
    // what is accepted makes a pending change go, and so its file
    let ours = [snapshot::FILES[0], pending::FILES[0], pending::FILES[1]].map(|file| store.path(file));
    for file in looked.files.iter().chain(&ours).filter(|file| file.exists()) {
        said.watch_path(file);
    }
    let mut folders: Vec<PathBuf> = looked.folders.iter().cloned().collect();
    folders.extend(looked.absent.iter().filter_map(|path| nearest(path)));
    folders.sort();
    folders.dedup();
    for folder in &folders {
        if is_quiet(folder, store) {
            said.watch_path(folder);
        }
    }
}

/// The nearest folder above that is there.
fn nearest(path: &Path) -> Option<PathBuf> {
    path.ancestors().skip(1).find(|above| above.is_dir()).map(Path::to_owned)
}

/// Whether nothing is in a folder that a build itself changes: a target folder, a hidden one such as git's, or ours.
fn is_quiet(folder: &Path, store: &Store) -> bool {
    if store.path("rls").starts_with(folder) || folder.join("Cargo.toml").is_file() {
        return false;
    }
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).all(|path| {
        let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        !is_hidden && !path.is_symlink() && !path.join("CACHEDIR.TAG").is_file() && is_quiet(&path, store)
    })
}
