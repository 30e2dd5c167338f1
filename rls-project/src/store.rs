//! How do several files change at once, or not at all?
//!
//! What is written was read first: a [`Read`] is what a file held, and a [`Change`] is made of those. If a file holds
//! something else when the change is to be made, nothing is changed. A process that ends half way leaves what the next one
//! takes back or finishes: see `journal`.

mod change;
mod files;
mod journal;
mod lock;
mod text;

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};

use self::change::Becomes;
use self::journal::{Entry, INTENT, JOURNAL, Journal, Stuck, real, staged};
pub use self::{
    change::{Change, Read},
    files::{End, Files},
};
use crate::{
    finding::{Failure, Finding},
    sources::plain,
};

/// The files that a project keeps of its schema: those in `rls/`, and the migrations.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    migrations: String,
    files: Files,
}

/// Whether files were changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// They were.
    Changed,
    /// They were already as they were to be.
    Nothing,
    /// One of them holds something else than when it was read: none was changed.
    Stale,
}

impl Store {
    /// The store of a project: the folder of its rls.toml, and where the migrations are from there.
    pub fn new(root: PathBuf, migrations: &str, files: Files) -> Store {
        Store { root, migrations: migrations.trim_end_matches('/').to_owned(), files }
    }

    /// Where a file of the store is.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// How many steps were made, for tests.
    #[doc(hidden)]
    pub fn steps(&self) -> u32 {
        self.files.steps()
    }

    /// Whether a change was begun, here or by another process, and is not made yet.
    pub fn is_interrupted(&self) -> bool {
        [JOURNAL, INTENT].iter().any(|path| fs::symlink_metadata(self.path(path)).is_ok())
    }

    /// Finishes what a process left half done when it ended, or takes it back.
    ///
    /// # Errors
    /// It can neither be finished nor taken back: says by what.
    pub fn recover(&self) -> Result<(), Failure> {
        if !self.is_interrupted() {
            return Ok(());
        }
        let _lock = self.lock()?;
        self.recover_locked()
    }

    /// Reads files, all at one moment: nobody changes them meanwhile, and a change that was interrupted is finished first.
    ///
    /// # Errors
    /// One is there and cannot be read.
    pub fn read<const N: usize>(&self, paths: [&str; N]) -> Result<[Read; N], Failure> {
        let _lock = self.lock()?;
        self.recover_locked()?;
        let mut reads = paths.map(|path| Read { path: path.to_owned(), bytes: None });
        for read in &mut reads {
            *read = self.read_one(&read.path)?;
        }
        Ok(reads)
    }

    fn read_one(&self, path: &str) -> Result<Read, Failure> {
        match text::bytes(&self.path(path)) {
            Ok(bytes) => Ok(Read { path: path.to_owned(), bytes }),
            Err(reason) => Err(self.unreadable(path, "read", &reason)),
        }
    }

    /// Reads every file of the folder of migrations and below; their paths are from the store. None where there is no
    /// such folder.
    ///
    /// # Errors
    /// Something there cannot be read.
    pub fn migrations(&self) -> Result<Vec<Read>, Failure> {
        let _lock = self.lock()?;
        self.recover_locked()?;
        let mut paths = Vec::new();
        self.list(&self.migrations, &mut paths)?;
        paths.sort();
        paths.iter().map(|path| self.read_one(path)).collect()
    }

    /// The path of a file of the folder of migrations, from the store.
    pub fn in_migrations(&self, path: &str) -> String {
        format!("{}/{path}", self.migrations)
    }

    /// And back: none where it is no file of that folder.
    pub fn below_migrations<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(&self.migrations)?.strip_prefix('/')
    }

    /// A file of which it is known that there is none.
    pub fn absent(path: String) -> Read {
        Read { path, bytes: None }
    }

    fn list(&self, folder: &str, paths: &mut Vec<String>) -> Result<(), Failure> {
        let failed = |error: &std::io::Error| self.unreadable(folder, "read", &plain(error));
        let Some(entries) =
            files::present(fs::read_dir(self.path(folder))).map_err(|error| failed(&error))?
        else {
            return Ok(());
        };
        for entry in entries {
            let entry = entry.map_err(|error| failed(&error))?;
            // what is no UTF-8 is none of our names
            let Ok(name) = entry.file_name().into_string() else { continue };
            if name.starts_with('.') {
                continue;
            }
            let path = format!("{folder}/{name}");
            if entry.path().is_dir() {
                self.list(&path, paths)?;
            } else {
                paths.push(path);
            }
        }
        Ok(())
    }

    /// Makes a change: all of it, or nothing.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn commit(&self, change: &Change) -> Result<Outcome, Failure> {
        let _lock = self.lock()?;
        self.recover_locked()?;
        if !self.still(change)? {
            return Ok(Outcome::Stale);
        }
        if change.is_nothing() {
            return Ok(Outcome::Nothing);
        }
        let journal = self.journal(change);
        match self.stage(&journal, change) {
            Ok(true) => {}
            staged => {
                // the reason is worth more than what becomes of this; the next command takes it up
                let _ = journal.discard(&self.root, &self.files);
                return staged.map(|_| Outcome::Stale);
            }
        }
        journal.apply(&self.root, &self.files).map_err(|stuck| self.stuck(&stuck))?;
        Ok(Outcome::Changed)
    }

    /// Whether all files hold what was read.
    fn still(&self, change: &Change) -> Result<bool, Failure> {
        for (read, _) in &change.becomes {
            if self.read_one(&read.path)? != *read {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn journal(&self, change: &Change) -> Journal {
        let entries = change.becomes.iter().filter_map(|(read, becomes)| {
            let new = match becomes {
                Becomes::Text(text) => Some(digest(text.as_bytes())),
                Becomes::Nothing => None,
                Becomes::Itself => return None,
            };
            Some(Entry { path: read.path.clone(), old: read.bytes.as_deref().map(digest), new })
        });
        let entries: Vec<Entry> = entries.collect();
        let mut folders = Vec::new();
        let files = entries.iter().filter(|entry| entry.new.is_some()).map(|entry| entry.path.as_str());
        for path in files.chain([JOURNAL]) {
            let above = Path::new(path).ancestors().skip(1);
            let missing =
                above.take_while(|above| !above.as_os_str().is_empty() && !self.root.join(above).exists());
            folders.extend(missing.map(|folder| folder.to_string_lossy().into_owned()));
        }
        // an outer folder is the beginning of its inner ones
        folders.sort();
        folders.dedup();
        Journal::new(folders, entries, change.emptied.clone())
    }

    /// Writes everything down, up to the rename from which on the change is made. False where a file has changed meanwhile.
    fn stage(&self, journal: &Journal, change: &Change) -> Result<bool, Failure> {
        let failed = |path: &str, error: &std::io::Error| self.unreadable(path, "written", &plain(error));
        let intent = self.path(INTENT);
        if journal.folders.iter().any(|folder| folder == "rls") {
            self.files.make_folder(&self.path("rls")).map_err(|error| failed("rls", &error))?;
        }
        self.files
            .write(&intent, journal.text().as_bytes(), None)
            .map_err(|error| failed(JOURNAL, &error))?;
        self.files.sync_folder(&self.path("rls"));
        for folder in &journal.folders {
            self.files.make_folder(&self.path(folder)).map_err(|error| failed(folder, &error))?;
        }
        for (read, becomes) in &change.becomes {
            let Becomes::Text(text) = becomes else { continue };
            let path = self.path(&read.path);
            let permissions = fs::metadata(&path).ok().map(|metadata| metadata.permissions());
            // what must not be written must not be replaced either
            if permissions.as_ref().is_some_and(fs::Permissions::readonly) {
                return Err(self.unreadable(&read.path, "written", "it is read-only"));
            }
            self.files
                .write(&staged(&real(&path)), text.as_bytes(), permissions)
                .map_err(|error| failed(&read.path, &error))?;
        }
        journal.sync(&self.root, &self.files);
        if !self.still(change)? {
            return Ok(false);
        }
        self.files.rename(&intent, &self.path(JOURNAL)).map_err(|error| failed(JOURNAL, &error))?;
        self.files.sync_folder(&self.path("rls"));
        Ok(true)
    }

    fn lock(&self) -> Result<lock::Lock, Failure> {
        let folder = if self.root.as_os_str().is_empty() { Path::new(".") } else { &self.root };
        lock::of(folder).map_err(|error| {
            let shown = folder.display();
            if error.kind() == std::io::ErrorKind::WouldBlock {
                return Finding::new(format!(
                    "another build or command is changing the project in {shown}, and does not end"
                ))
                .help("end it, and try again")
                .unreadable();
            }
            Finding::new(format!("the folder {shown} cannot be locked: {}", plain(&error))).unreadable()
        })
    }

    fn recover_locked(&self) -> Result<(), Failure> {
        if let Some(bytes) = self.bytes(JOURNAL)? {
            match Journal::read(&bytes) {
                Some(journal) if self.is_ours(&journal) => {
                    journal.apply(&self.root, &self.files).map_err(|stuck| self.stuck(&stuck))?;
                }
                _ => {
                    let fault =
                        self.unreadable(JOURNAL, "read", "it is no journal of this version of pg-rls");
                    return Err(help(
                        fault,
                        "finish with the version that began, or remove it and see `git status`",
                    ));
                }
            }
        }
        if let Some(bytes) = self.bytes(INTENT)? {
            let discarded = match Journal::read(&bytes) {
                Some(journal) if self.is_ours(&journal) => journal.discard(&self.root, &self.files),
                // nothing is staged before all of the intent is on the disk
                _ => self.files.remove(&self.path(INTENT)),
            };
            discarded.map_err(|error| self.unreadable(INTENT, "removed", &plain(&error)))?;
        }
        Ok(())
    }

    fn bytes(&self, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        text::bytes(&self.path(path)).map_err(|reason| self.unreadable(path, "read", &reason))
    }

    /// A journal that came with somebody's repository must not reach beyond what we write.
    fn is_ours(&self, journal: &Journal) -> bool {
        let inside = |path: &str| {
            ["rls", self.migrations.as_str()].iter().any(|folder| {
                path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/') && !rest.contains("/.."))
            })
        };
        journal.files.iter().all(|entry| inside(&entry.path))
            && journal.emptied.iter().all(|path| inside(path))
    }

    fn stuck(&self, stuck: &Stuck) -> Failure {
        let journal = self.path(JOURNAL);
        let journal = journal.display();
        let (message, help) = match stuck {
            Stuck::Changed(path) => (
                format!("{} has changed since a change of it was interrupted", self.path(path).display()),
                format!(
                    "bring it back to what it was (`git checkout`), and the change is finished; or remove {journal} to leave all as it is"
                ),
            ),
            Stuck::Lost(path) => (
                format!(
                    "an interrupted change of {} cannot be finished: its new text is gone",
                    self.path(path).display()
                ),
                format!("remove {journal}, bring the files back with `git checkout`, and begin anew"),
            ),
            Stuck::Io(path, reason) => (
                format!("{} cannot be changed: {reason}", self.path(path).display()),
                format!("the change is written down in {journal}; the next build or command finishes it"),
            ),
        };
        Finding::new(message).help(help).unreadable()
    }

    fn unreadable(&self, path: &str, done: &str, reason: &str) -> Failure {
        Finding::new(format!("{} cannot be {done}: {reason}", self.path(path).display())).unreadable()
    }
}

fn help(mut failure: Failure, help: &str) -> Failure {
    for finding in &mut failure.findings {
        finding.help = Some(help.to_owned());
    }
    failure
}

/// The SHA-256 of some bytes, as hexadecimal digits.
fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
