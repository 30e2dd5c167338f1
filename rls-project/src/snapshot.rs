//! What was accepted?
//!
//! `rls/schema.json` says it; `rls/schema.sql` and `rls/access.md` say the same for people.

use rls_core::{
    resolve::Resolved,
    schema::Schema,
    snapshot::{self, SnapshotError},
};

use crate::{
    config::Config,
    finding::{Failure, Finding, Status},
    store::{Change, Read, Store},
};

/// The files of an accepted schema, from the folder of rls.toml.
pub const FILES: [&str; 3] = ["rls/schema.json", "rls/schema.sql", "rls/access.md"];

/// The accepted schema.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// What it says; empty where nothing was accepted yet.
    pub resolved: Resolved,
    /// Its name in the headers of migrations.
    pub hash: String,
    /// Its files, in the order of [`FILES`].
    pub files: [Read; 3],
}

impl Snapshot {
    /// Reads it.
    ///
    /// # Errors
    /// `rls/schema.json` cannot be read, or is no snapshot that can be gone by; says how to go on.
    pub fn read(config: &Config, store: &Store) -> Result<Snapshot, Failure> {
        let files = store.read(FILES)?;
        let (resolved, hash) = match files[0].text().map_err(|reason| faulty(store, &reason))? {
            None => {
                let empty = Resolved { schema: Schema::new(), provider: config.provider.clone() };
                let hash = snapshot::hash(&empty);
                (empty, hash)
            }
            Some(text) => {
                let read = snapshot::read(&text).map_err(|error| of_snapshot(store, &error))?;
                (read.resolved, read.hash)
            }
        };
        Ok(Snapshot { resolved, hash, files })
    }

    /// Whether nothing was accepted yet.
    pub fn is_new(&self) -> bool {
        !self.files[0].is_there()
    }

    /// Whether the file of this number, of [`FILES`], says something else than that this schema was accepted, where the
    /// database has nothing to do for it.
    pub fn is_stale(&self, file: usize, resolved: &Resolved) -> bool {
        !self.files[file].is(&texts(resolved, &self.hash)[file])
    }

    /// The schema is accepted, under this name: what becomes of the files.
    pub fn put(&self, resolved: &Resolved, hash: &str, change: &mut Change) {
        for (file, text) in self.files.iter().zip(texts(resolved, hash)) {
            change.put(file, text);
        }
    }
}

/// The texts of the files that say a schema, in the order of [`FILES`].
pub fn texts(resolved: &Resolved, hash: &str) -> [String; 3] {
    let files = snapshot::files(resolved, hash);
    [files.schema_json, files.schema_sql, files.access_md]
}

/// What somebody did to the file is a finding; what this version cannot read is not.
fn of_snapshot(store: &Store, error: &SnapshotError) -> Failure {
    let mut failure = faulty(store, &error.to_string());
    failure.findings.iter_mut().for_each(|finding| finding.help = error.help().map(str::to_owned));
    if matches!(error, SnapshotError::Conflict(_) | SnapshotError::Edited | SnapshotError::Unsealed) {
        failure.status = Status::Findings;
    }
    failure
}

fn faulty(store: &Store, reason: &str) -> Failure {
    Finding::new(format!("{}: {reason}", store.path(FILES[0]).display())).unreadable()
}
