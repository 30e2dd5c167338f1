//! What do the models of this project say?

use std::{
    fs,
    path::{Path, PathBuf},
};

use rls_core::{
    diagnostic::Errors,
    provider::Provider,
    resolve::Resolved,
    schema::RoleDef,
    syntax::scan::{Scanned, scan},
};

use crate::{
    config::Config,
    finding::{Failure, Finding, Status, of_models},
    project::Project,
    sources::Disk,
};

/// What was found.
pub(crate) struct Models {
    pub(crate) resolved: Resolved,
    /// How many files were read.
    files: usize,
    entries: Vec<PathBuf>,
}

/// Reads the models of these paths, or of the project where none is given, and settles them with the provider.
pub(crate) fn read(project: &Project, config: &Config, paths: &[PathBuf]) -> Result<Models, Failure> {
    let entries = if paths.is_empty() { config.models.clone() } else { paths.to_vec() };
    for entry in &entries {
        there(entry, paths.is_empty().then_some(project))?;
    }
    let disk = Disk::default();
    let (resolved, errors, files) = match scan(&entries, &disk) {
        Ok(scanned) => {
            let files = scanned.files.len();
            let (resolved, errors) = settle(scanned, config);
            (resolved, errors, files)
        }
        Err(failure) => (None, failure.errors, failure.files.len()),
    };
    match resolved {
        Some(resolved) if errors.is_empty() => Ok(Models { resolved, files, entries }),
        _ => {
            let status = if disk.refused() { Status::Unreadable } else { Status::Findings };
            Err(Failure { findings: of_models(&errors), texts: disk.into_texts(), status })
        }
    }
}

impl Models {
    /// Whether there is no table and no enum.
    pub(crate) fn none(&self) -> bool {
        self.resolved.schema.tables.is_empty() && self.resolved.schema.enums.is_empty()
    }

    /// These models, where there are some.
    pub(crate) fn some(self) -> Result<Models, Failure> {
        if !self.none() {
            return Ok(self);
        }
        let entries: Vec<String> = self.entries.iter().map(|entry| entry.display().to_string()).collect();
        let files = match self.files {
            0 => "no .rs file is there".to_owned(),
            1 => "1 file was read".to_owned(),
            several => format!("{several} files were read"),
        };
        Err(Finding::new(format!("no struct in {} derives `Rls` ({files})", entries.join(", ")))
            .help("write #[derive(pg_rls::Rls)] on a struct with named fields; or say where they are: `models` in rls.toml, or cargo rls sql PATH")
            .refused())
    }
}

/// Everything that only the whole schema can show, each with its place.
fn settle(mut scanned: Scanned, config: &Config) -> (Option<Resolved>, Errors) {
    scanned.schema.roles = config.roles.clone();
    let (resolved, mut errors) = match resolve(&scanned, &config.provider) {
        Ok(resolved) => {
            let errors = resolved.unknown_roles();
            (Some(resolved), errors)
        }
        Err(errors) => (None, errors),
    };
    scanned.locate(&mut errors);
    (resolved, errors)
}

fn resolve(scanned: &Scanned, provider: &Provider) -> Result<Resolved, Errors> {
    scanned.schema.resolve(provider)
}

/// The roles of rls.toml.
pub(crate) type Roles = std::collections::BTreeMap<String, RoleDef>;

/// A path that nobody can read is wrong usage, not a fault of a model.
fn there(entry: &Path, project: Option<&Project>) -> Result<(), Failure> {
    if entry.exists() {
        return Ok(());
    }
    let fault = Finding::new(format!("there is no file or folder `{}`", entry.display()));
    let Some(project) = project else { return Err(fault.unreadable()) };
    let help = match &project.manifest {
        None => "there is no Cargo.toml here or above: go to a project, or name files: cargo rls sql PATH",
        Some(manifest) if is_virtual(manifest) => {
            "this Cargo.toml is a workspace without a package: go to a member, or name its Cargo.toml: --manifest-path PATH"
        }
        Some(_) => "say where the structs are: `models` in rls.toml, or cargo rls sql PATH",
    };
    Err(fault.help(help).unreadable())
}

fn is_virtual(manifest: &Path) -> bool {
    let text = fs::read_to_string(manifest).unwrap_or_default();
    text.parse::<toml::Table>()
        .is_ok_and(|table| table.contains_key("workspace") && !table.contains_key("package"))
}
