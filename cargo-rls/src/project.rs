//! Where is the project?

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::{
    cli::ProjectArgs,
    finding::{Failure, Finding},
    sources::plain,
};

/// The name of our file.
pub(crate) const CONFIG: &str = "rls.toml";
const MANIFEST: &str = "Cargo.toml";

/// Where the project's files are.
#[derive(Debug)]
pub(crate) struct Project {
    /// The folder of Cargo.toml; the current folder where there is none.
    pub(crate) root: PathBuf,
    /// The nearest Cargo.toml, if there is one.
    pub(crate) manifest: Option<PathBuf>,
    /// `--config`.
    config: Option<PathBuf>,
    /// The folder that we are in, to show paths from.
    here: PathBuf,
}

impl Project {
    /// The project that the arguments name, or that this folder is in.
    pub(crate) fn find(args: &ProjectArgs) -> Result<Project, Failure> {
        let here = env::current_dir().map_err(|error| {
            Finding::new(format!("the current folder cannot be read: {}", plain(&error))).unreadable()
        })?;
        let manifest = match &args.manifest_path {
            Some(path) => Some(given_manifest(path)?),
            None => here.ancestors().map(|folder| folder.join(MANIFEST)).find(|file| file.is_file()),
        };
        let root = match manifest.as_deref().and_then(Path::parent) {
            Some(folder) => here.join(folder),
            None => here.clone(),
        };
        Ok(Project { root, manifest, config: args.config.clone(), here })
    }

    /// The file that must be there, because it was named; otherwise the one that may be.
    pub(crate) fn config(&self) -> (PathBuf, bool) {
        match &self.config {
            Some(file) => (file.clone(), true),
            None => (self.shown(&self.root.join(CONFIG)), false),
        }
    }

    /// A path as people want to read it: from the folder that they are in, where it is in there.
    pub(crate) fn shown(&self, path: &Path) -> PathBuf {
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
