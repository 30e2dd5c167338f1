//! What do the models say beyond what was accepted?

use rls_core::{
    migration,
    plan::{self, Plan},
};

use crate::{
    config::Config,
    finding::Failure,
    models::Models,
    snapshot::Snapshot,
    store::{Change, Outcome, Read, Store},
};

/// Its files, from the folder of rls.toml, and their folder.
pub const FILES: [&str; 2] = ["rls/pending/up.sql", "rls/pending/down.sql"];
const FOLDER: &str = "rls/pending";

/// The change that is to be accepted next.
#[derive(Clone, Debug)]
pub struct Pending {
    /// From what was accepted to the models; empty where nothing in the database changes.
    pub plan: Plan,
    /// What leads there, for people.
    pub up: String,
    /// And back.
    pub down: String,
}

impl Pending {
    /// What turns the accepted schema into that of the models.
    pub fn of(config: &Config, models: &Models, snapshot: &Snapshot) -> Pending {
        let plan = plan::plan(&snapshot.resolved, &models.resolved, &config.plan);
        let (up, down) = migration::pending(&plan);
        Pending { plan, up, down }
    }

    /// Whether nothing in the database changes.
    pub fn is_nothing(&self) -> bool {
        self.plan.is_empty()
    }

    /// Its files as they are on the disk.
    ///
    /// # Errors
    /// One of them is there and cannot be read.
    pub fn read(store: &Store) -> Result<[Read; 2], Failure> {
        store.read(FILES)
    }

    /// Whether its files, where they are there, say what it does. They do not where the models changed since they were
    /// written, and where somebody edited them.
    pub fn is_what_files_say(&self, files: &[Read]) -> bool {
        files.iter().zip([&self.up, &self.down]).all(|(file, text)| !file.is_there() || file.is(text))
    }

    /// What becomes of its files: gone where nothing is pending.
    pub fn put(&self, files: &[Read], change: &mut Change) {
        if self.is_nothing() {
            return remove(files, change);
        }
        for (file, text) in files.iter().zip([&self.up, &self.down]) {
            change.put(file, text);
        }
    }

    /// Brings its files up to date, if what was accepted is still what was read.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn write(&self, snapshot: &Snapshot, store: &Store) -> Result<Outcome, Failure> {
        let mut change = Change::default();
        change.keep(&snapshot.files[0]);
        self.put(&Pending::read(store)?, &mut change);
        store.commit(&change)
    }
}

/// Nothing is pending any more.
pub(crate) fn remove(files: &[Read], change: &mut Change) {
    files.iter().for_each(|file| change.remove(file));
    change.empty(FOLDER);
}
