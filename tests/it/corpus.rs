//! Which cases are there, and what does each mean by the scanner's door?

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use pg_rls::Provider;
use rls_core::{
    resolve::Resolved,
    schema::{RoleDef, Schema},
    syntax::scan::scan,
};

use crate::settings::settings;

/// A folder of `tests/corpus`.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    pub(crate) provider: Provider,
    pub(crate) roles: BTreeMap<String, RoleDef>,
}

/// Every case, by name.
pub(crate) fn cases() -> Vec<Case> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut folders: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders.into_iter().filter(|folder| folder.is_dir()).map(Case::of).collect()
}

impl Case {
    pub(crate) fn of(folder: PathBuf) -> Case {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let (provider, roles) = settings(&fs::read_to_string(folder.join("rls.toml")).unwrap_or_default());
        Case { name, folder, provider, roles }
    }

    /// A file of the examples, for Neon.
    pub(crate) fn example(file: &Path) -> Case {
        Case {
            name: file.file_name().unwrap().to_str().unwrap().to_owned(),
            folder: file.to_owned(),
            provider: Provider::Neon,
            roles: BTreeMap::new(),
        }
    }

    /// What the scanner makes of it.
    pub(crate) fn scanned(&self) -> Schema {
        let file = PathBuf::from("models.rs");
        let path = if self.folder.is_dir() { self.folder.join(&file) } else { self.folder.clone() };
        let text = fs::read_to_string(path).unwrap();
        match scan(std::slice::from_ref(&file), &BTreeMap::from([(file.clone(), text)])) {
            Ok(scanned) => Schema { roles: self.roles.clone(), ..scanned.schema },
            Err(failure) => panic!("{}: {}", self.name, failure.errors),
        }
    }

    /// The same with nothing left open.
    pub(crate) fn resolved(&self) -> Resolved {
        let resolved =
            self.scanned().resolve(&self.provider).unwrap_or_else(|e| panic!("{}: {e}", self.name));
        let unknown = resolved.unknown_roles();
        assert!(unknown.is_empty(), "{}: {unknown}", self.name);
        resolved
    }
}

/// One snapshot of the SQL and one of the document, beside the models.
#[test]
fn snapshots() {
    for case in cases() {
        let resolved = case.resolved();
        insta::with_settings!({
            snapshot_path => &case.folder,
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!("sql", rls_core::sql::ddl(&resolved));
            insta::assert_snapshot!("document", rls_core::document::write(&resolved));
        });
    }
}

/// A document says all of the schema but `backfill`: read back, it is the same.
#[test]
fn documents_round_trip() {
    for case in cases() {
        let mut resolved = case.resolved();
        let read = rls_core::document::read(&rls_core::document::write(&resolved)).unwrap();
        // for the plan that makes the column, and for no other
        resolved.schema.tables.iter_mut().flat_map(|t| &mut t.columns).for_each(|c| c.backfill = None);
        assert_eq!(read, resolved, "{}", case.name);
    }
}
