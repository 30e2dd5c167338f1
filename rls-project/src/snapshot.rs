//! What was accepted?
//!
//! `rls/schema.json` says it; `rls/schema.sql` and `rls/access.md` say the same for people.

use rls_core::{access, document, resolve::Resolved, schema::Schema, sql};

use crate::{
    config::Config,
    finding::{Failure, Finding},
    store::{Change, Read, Store},
};

/// The files of an accepted schema, from the folder of rls.toml.
pub const FILES: [&str; 3] = ["rls/schema.json", "rls/schema.sql", "rls/access.md"];

/// The accepted schema.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// What it says; empty where nothing was accepted yet.
    pub resolved: Resolved,
    /// Its files, in the order of [`FILES`].
    pub files: [Read; 3],
}

impl Snapshot {
    /// Reads it.
    ///
    /// # Errors
    /// `rls/schema.json` cannot be read, or is no schema document that this version knows; says how to go on.
    pub fn read(config: &Config, store: &Store) -> Result<Snapshot, Failure> {
        let [json, sql, access] = FILES;
        let mut read = store.read(&[json, sql, access])?.into_iter();
        let (Some(json), Some(sql), Some(access)) = (read.next(), read.next(), read.next()) else {
            return Err(Finding::new("the files of the accepted schema cannot be read").unreadable());
        };
        let resolved = match json.text().map_err(|reason| faulty(store, &reason))? {
            None => Resolved { schema: Schema::new(), provider: config.provider.clone() },
            Some(text) => document::read(&text).map_err(|error| faulty(store, &error.to_string()))?,
        };
        Ok(Snapshot { resolved, files: [json, sql, access] })
    }

    /// Whether nothing was accepted yet.
    pub fn is_new(&self) -> bool {
        !self.files[0].is_there()
    }

    /// Whether the file of this number, of [`FILES`], says something else than that this schema was accepted.
    pub fn is_stale(&self, file: usize, resolved: &Resolved) -> bool {
        !self.files[file].is(&texts(resolved)[file])
    }

    /// The schema is accepted: what becomes of the files.
    pub fn put(&self, resolved: &Resolved, change: &mut Change) {
        for (file, text) in self.files.iter().zip(texts(resolved)) {
            change.put(file, text);
        }
    }
}

/// The texts of the files that say a schema.
pub fn texts(resolved: &Resolved) -> [String; 3] {
    [document::write(resolved), sql::transaction(&sql::ddl(resolved)), access::access(resolved).markdown()]
}

fn faulty(store: &Store, reason: &str) -> Failure {
    let file = store.path(FILES[0]);
    Finding::new(format!("{}: {reason}", file.display()))
        .help("bring back what was accepted last: git checkout HEAD -- rls/schema.json")
        .unreadable()
}
