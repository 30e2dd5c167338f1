//! A project, and what is done in it.

use std::{
    path::Path,
    time::{Duration, SystemTime},
};

use rls_core::plan::HazardKind;
use rls_project::{
    accept::{Accepted, Request, accept},
    build::{Build, Frozen},
    check,
    config::Config,
    finding::{Failure, Finding},
    models::{self, Models},
    project::Project,
    snapshot::Snapshot,
    store::{Files, Store},
};

use crate::folder::{Folder, Tree};

/// Models of three times.
pub(crate) const FIRST: &str = "#[derive(Rls)] #[rls(owner = \"user_id\")]
pub struct Todo { #[rls(primary_key, identity)] pub id: i64, pub user_id: String, pub task: String }
";
pub(crate) const SECOND: &str = "#[derive(Rls)] #[rls(owner = \"user_id\")]
pub struct Todo { #[rls(primary_key, identity)] pub id: i64, pub user_id: String, pub task: String, pub note: Option<String> }
#[derive(Rls)] #[rls(owner = \"user_id\")]
pub struct Team { #[rls(primary_key, identity)] pub id: i64, pub user_id: String }
";
pub(crate) const THIRD: &str = "#[derive(Rls)] #[rls(owner = \"user_id\")]
pub struct Todo { #[rls(primary_key, identity)] pub id: i64, pub user_id: String, pub task: String }
#[derive(Rls)] #[rls(owner = \"user_id\")]
pub struct Note { #[rls(primary_key, identity)] pub id: i64, pub user_id: String }
";

/// A project with these models, where nothing was accepted yet.
pub(crate) fn new(layout: &str, models: &str) -> Folder {
    Folder::of(&Tree::from([
        ("Cargo.toml".to_owned(), "[package]\nname = \"app\"\n".to_owned()),
        ("rls.toml".to_owned(), format!("layout = \"{layout}\"\n")),
        ("src/lib.rs".to_owned(), models.to_owned()),
    ]))
}

/// Everything that was read of a project.
pub(crate) struct Here {
    pub(crate) config: Config,
    pub(crate) store: Store,
    pub(crate) models: Models,
}

impl Here {
    pub(crate) fn of(root: &Path, files: Files) -> Result<Here, Failure> {
        let project = Project::of_build(root, None);
        let config = Config::read(&project, None)?;
        let store = Store::new(config.folder.clone(), &config.migrations, files);
        let models = models::read(&project, &config, &[])?;
        Ok(Here { config, store, models })
    }

    pub(crate) fn snapshot(&self) -> Result<Snapshot, Failure> {
        Snapshot::read(&self.config, &self.store)
    }
}

/// Accepts what is pending, at a time that is always the same.
pub(crate) fn accepts(root: &Path, name: &str, files: Files) -> (Result<Accepted, Failure>, u32) {
    let here = Here::of(root, files).unwrap_or_else(|failure| panic!("{failure:?}"));
    let done = here.snapshot().and_then(|snapshot| {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_590_117);
        let request = Request { name, allow: &HazardKind::ALL, now };
        accept(&here.config, &here.store, &here.models, &snapshot, &request)
    });
    (done, here.store.steps())
}

/// Builds, and gives what cargo is told.
pub(crate) fn builds(root: &Path, frozen: Option<Frozen>, files: Files) -> Vec<String> {
    Build { root: root.to_owned(), file: None, provider: None, frozen, files }.run()
}

/// What `check` finds.
pub(crate) fn checks(root: &Path) -> Vec<Finding> {
    let here = Here::of(root, Files::default()).unwrap_or_else(|failure| panic!("{failure:?}"));
    let snapshot = here.snapshot().unwrap_or_else(|failure| panic!("{failure:?}"));
    check::check(&here.config, &here.store, Some(&here.models), Some(&snapshot)).unwrap()
}
