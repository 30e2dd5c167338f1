//! What was about to be changed when the process ended?
//!
//! A change is first written down as an intent; then its new texts are staged beside the files that they are for; then the
//! intent becomes the journal, by one rename, and from there on the change is made, whoever makes it. An intent that became
//! no journal is taken back.

use std::{
    io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{digest, files::Files, text};

/// Where the journal is, and the intent before.
pub(super) const JOURNAL: &str = "rls/.journal";
pub(super) const INTENT: &str = "rls/.journal.rls-new";

const FORMAT: u32 = 1;

/// A change, without its texts.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Journal {
    format: u32,
    /// The folders that are made for it, outer ones first.
    pub(super) folders: Vec<String>,
    /// The files that it changes.
    pub(super) files: Vec<Entry>,
    /// The folders that go if nothing is left in them.
    pub(super) emptied: Vec<String>,
}

/// A file, and the SHA-256 of its bytes; none where there is no file.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) path: String,
    pub(super) old: Option<String>,
    pub(super) new: Option<String>,
}

/// Why a change could not be made to its end.
#[derive(Debug)]
pub(super) enum Stuck {
    /// The file is neither what it was nor what it is to be.
    Changed(String),
    /// What was to be put in its place is gone.
    Lost(String),
    /// The file cannot be read or changed.
    Io(String, String),
}

impl Journal {
    pub(super) fn new(folders: Vec<String>, files: Vec<Entry>, emptied: Vec<String>) -> Self {
        Journal { format: FORMAT, folders, files, emptied }
    }

    /// A text is synced before it gets its name, so one that is no journal was never meant to be.
    pub(super) fn read(bytes: &[u8]) -> Option<Journal> {
        serde_json::from_slice(bytes).ok().filter(|journal: &Journal| journal.format == FORMAT)
    }

    pub(super) fn text(&self) -> String {
        // strings and numbers cannot fail to be JSON
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Makes the change, or the rest of it.
    pub(super) fn apply(&self, root: &Path, files: &Files) -> Result<(), Stuck> {
        for entry in &self.files {
            entry.apply(root, files)?;
        }
        for path in &self.emptied {
            files.remove_empty_folder(&root.join(path)).map_err(|error| stuck(path, &error))?;
        }
        self.sync(root, files);
        files.remove(&root.join(JOURNAL)).map_err(|error| stuck(JOURNAL, &error))?;
        files.sync_folder(&parent(&root.join(JOURNAL)));
        Ok(())
    }

    /// Takes back what was staged.
    pub(super) fn discard(&self, root: &Path, files: &Files) -> io::Result<()> {
        for entry in self.files.iter().filter(|entry| entry.new.is_some()) {
            files.remove(&staged(&real(&root.join(&entry.path))))?;
        }
        let (inner, outer): (Vec<_>, Vec<_>) = self.folders.iter().rev().partition(|folder| *folder != "rls");
        for folder in inner {
            files.remove_empty_folder(&root.join(folder))?;
        }
        files.remove(&root.join(INTENT))?;
        for folder in outer {
            files.remove_empty_folder(&root.join(folder))?;
        }
        Ok(())
    }

    /// Returns when a disk has the names of all of it.
    pub(super) fn sync(&self, root: &Path, files: &Files) {
        let of_files = self.files.iter().map(|entry| parent(&root.join(&entry.path)));
        let of_folders = self.folders.iter().map(|folder| parent(&root.join(folder)));
        let mut folders: Vec<PathBuf> = of_files.chain(of_folders).collect();
        folders.sort();
        folders.dedup();
        folders.iter().for_each(|folder| files.sync_folder(folder));
    }
}

impl Entry {
    fn apply(&self, root: &Path, files: &Files) -> Result<(), Stuck> {
        let path = root.join(&self.path);
        let failed = |error: &io::Error| stuck(&self.path, error);
        let now = text::bytes(&path).map_err(|reason| Stuck::Io(self.path.clone(), reason))?;
        let now = now.as_deref().map(digest);
        if now == self.new {
            return Ok(());
        }
        if now != self.old {
            return Err(Stuck::Changed(self.path.clone()));
        }
        if self.new.is_none() {
            return files.remove(&path).map_err(|error| failed(&error));
        }
        let to = real(&path);
        let from = staged(&to);
        if text::bytes(&from).ok().flatten().as_deref().map(digest) != self.new {
            return Err(Stuck::Lost(self.path.clone()));
        }
        files.rename(&from, &to).map_err(|error| failed(&error))
    }
}

fn stuck(path: &str, error: &io::Error) -> Stuck {
    Stuck::Io(path.to_owned(), crate::sources::plain(error))
}

fn parent(path: &Path) -> PathBuf {
    path.parent().unwrap_or(Path::new("")).to_owned()
}

/// A link stays one, and what it leads to changes.
pub(super) fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// Where the new text of a file waits: beside it, since a file is not renamed from one disk to another.
pub(super) fn staged(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.rls-new"))
}
