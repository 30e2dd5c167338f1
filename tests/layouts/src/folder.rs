//! A folder of migrations as a project has it, and a database that its tool runs them on.

use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use postgres::Client;
use rls_core::{
    migration::{self, File, Layout, Migration, Version},
    plan::Plan,
    provider::Provider,
};

use crate::{server, tool};

static COUNT: AtomicU32 = AtomicU32::new(0);
/// When the first migration is accepted.
const NOW: u64 = 1_795_590_117;

pub(crate) struct Folder {
    pub(crate) layout: &'static Layout,
    pub(crate) path: PathBuf,
    /// Those that were written, each with its files.
    pub(crate) migrations: Vec<Vec<File>>,
    pub(crate) database: String,
    /// Another connection than the tool's.
    pub(crate) client: Option<Client>,
}

impl Folder {
    /// An empty one, and a database with a provider's roles and functions.
    pub(crate) fn new(layout: &'static Layout, provider: &Provider) -> Folder {
        let (client, database) = server::database(provider);
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("rls-layouts-{}-{n}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder { layout, path, migrations: Vec::new(), database, client: Some(client) }
    }

    pub(crate) fn client(&mut self) -> &mut Client {
        self.client.as_mut().unwrap()
    }

    /// Every file that is there.
    fn files(&self) -> impl Iterator<Item = &File> {
        self.migrations.iter().flatten()
    }

    /// One more migration is accepted.
    pub(crate) fn accept(&mut self, name: &str, plan: &Plan) {
        let hash = |n: usize| format!("{n:064x}");
        let n = self.migrations.len();
        let version = Version::next(self.layout, NOW, self.files().map(|file| file.path.as_str())).unwrap();
        let migration = Migration { name, before: &hash(n), after: &hash(n + 1), plan };
        let files = migration::files(self.layout, version, &migration).unwrap();
        for file in &files {
            let path = self.path.join(&file.path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            assert!(!path.exists(), "{} is there already", file.path);
            fs::write(path, &file.text).unwrap();
        }
        self.migrations.push(files);
    }

    /// The tool runs what it has not run yet.
    pub(crate) fn up(&self) -> Result<(), String> {
        tool::of(self.layout).up(self)
    }

    /// The tool takes the last migration back, all of its parts.
    pub(crate) fn down(&self, n: usize) -> Result<(), String> {
        tool::of(self.layout).down(self, n)
    }

    /// The last parts of a migration's paths, there or back, in order.
    pub(crate) fn paths(&self, n: usize, is_up: bool) -> Vec<&str> {
        let is_down = |path: &str| {
            path.ends_with(".down.sql") || path.ends_with("/down.sql") || path.starts_with("down/")
        };
        let paths = self.migrations[n].iter().map(|file| file.path.as_str());
        paths.filter(|path| path.ends_with(".sql") && is_down(path) != is_up).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
        if let Some(client) = self.client.take() {
            server::drop_database(client, &self.database);
        }
    }
}
