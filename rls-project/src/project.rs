//! Where is the project?

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::{
    finding::{Failure, Finding},
    sources::plain,
};

/// The name of our file.
pub const CONFIG: &str = "rls.toml";
const MANIFEST: &str = "Cargo.toml";

/// Where the project's files are.
#[derive(Debug)]
pub struct Project {
    /// The folder of Cargo.toml; the current folder where there is none.
    pub root: PathBuf,
    /// The nearest Cargo.toml, if there is one.
    pub manifest: Option<PathBuf>,
    /// The file that was named in place of rls.toml.
    config: Option<PathBuf>,
    /// The folder that we are in, to show paths from.
    here: PathBuf,
}

impl Project {
    /// The project of this Cargo.toml, or the one that this folder is in; with a file in place of its rls.toml.
    ///
    /// # Errors
    /// The Cargo.toml that was named is none, or the current folder cannot be read.
    pub fn find(manifest: Option<&Path>, config: Option<&Path>) -> Result<Project, Failure> {
        let here = env::current_dir().map_err(|error| {
            Finding::new(format!("the current folder cannot be read: {}", plain(&error))).unreadable()
        })?;
        let manifest = match manifest {
            Some(path) => Some(given_manifest(path)?),
            None => here.ancestors().map(|folder| folder.join(MANIFEST)).find(|file| file.is_file()),
        };
        let root = match manifest.as_deref().and_then(Path::parent) {
            Some(folder) => here.join(folder),
            None => here.clone(),
        };
        Ok(Project { root, manifest, config: config.map(Path::to_owned), here })
    }

    /// The project of a build script: paths are shown as they are.
    pub fn of_build(root: &Path, config: Option<&Path>) -> Project {
        let config = config.map(|file| root.join(file));
        Project { root: root.to_owned(), manifest: Some(root.join(MANIFEST)), config, here: PathBuf::new() }
    }

    /// The file that must be there, because it was named; otherwise the one that may be.
    pub fn config(&self) -> (PathBuf, bool) {
        match &self.config {
            Some(file) => (file.clone(), true),
            None => (self.shown(&self.root.join(CONFIG)), false),
        }
    }

    /// A path as people want to read it: from the folder that they are in, where it is in there.
    pub fn shown(&self, path: &Path) -> PathBuf {
        match path.strip_prefix(&self.here) {
            Ok(inside) if inside.as_os_str().is_empty() => PathBuf::from("."),
            Ok(inside) => inside.to_owned(),
            Err(_) => path.to_owned(),
        }
    }
}

fn given_manifest(path: &Path) -> Result<PathBuf, Failure> {
    let shown = path.display();
    if path.file_name().is_none_or(|name| name != MANIFEST) {
        let fault = Finding::new(format!("--manifest-path names `{shown}`, which is no Cargo.toml"));
        return Err(fault.help(format!("write {}", path.join(MANIFEST).display())).unreadable());
    }
    if !path.is_file() {
        return Err(Finding::new(format!("--manifest-path names `{shown}`, which is not there")).unreadable());
    }
    Ok(path.to_owned())
}
