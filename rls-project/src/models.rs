//! What do the models of this project say?

use std::{
    fs,
    path::{Path, PathBuf},
};

use rls_core::{
    diagnostic::{Errors, Place, Spot},
    lint::Found,
    resolve::Resolved,
    schema::RoleDef,
    syntax::scan::{Scanned, bytes_in_literal, scan},
};

use crate::{
    config::Config,
    finding::{Failure, Finding, Status, Texts, of_models},
    project::Project,
    sources::Disk,
};

/// What was found.
pub struct Models {
    /// The schema, settled with the provider.
    pub resolved: Resolved,
    /// What was read, with its places.
    pub scanned: Scanned,
    /// The texts that the places are in.
    pub texts: Texts,
    entries: Vec<PathBuf>,
}

/// Reads the models of these paths, or of the project where none is given, and settles them with the provider.
pub fn read(project: &Project, config: &Config, paths: &[PathBuf]) -> Result<Models, Failure> {
    let entries = if paths.is_empty() { config.models.clone() } else { paths.to_vec() };
    for entry in &entries {
        there(entry, paths.is_empty().then_some(project))?;
    }
    of(entries, config, &Disk::default())
}

/// Reads the models of the project from this disk, which knows afterwards what was looked at.
///
/// # Errors
/// As [`read`].
pub fn read_from(project: &Project, config: &Config, disk: &Disk) -> Result<Models, Failure> {
    for entry in &config.models {
        there(entry, Some(project))?;
    }
    of(config.models.clone(), config, disk)
}

/// The same files once more, some with another text than the disk has.
pub fn again(models: &Models, config: &Config, changed: Texts) -> Result<Models, Failure> {
    of(models.entries.clone(), config, &Disk::with(changed))
}

fn of(entries: Vec<PathBuf>, config: &Config, disk: &Disk) -> Result<Models, Failure> {
    let (errors, echoed) = match scan(&entries, disk) {
        Ok(scanned) => match settle(scanned, config) {
            Ok((scanned, resolved)) => {
                return Ok(Models { resolved, scanned, texts: disk.take_texts(), entries });
            }
            Err(errors) => (errors, false),
        },
        Err(failure) => (failure.errors, failure.alone && !disk.refused()),
    };
    let status = if disk.refused() { Status::Unreadable } else { Status::Findings };
    let mut findings = of_models(&errors);
    findings.iter_mut().for_each(|finding| finding.echoed = echoed);
    Err(Failure { findings, texts: disk.take_texts(), status })
}

impl Models {
    /// Where a part of the schema is; more than one place where it is written twice.
    pub fn places(&self, spot: &Spot) -> &[Place] {
        self.scanned.places.get(spot).map_or(&[], Vec::as_slice)
    }

    /// Where a lint found something: of a string of SQL only the bytes that are meant.
    pub fn place(&self, found: &Found) -> Place {
        let inside = |place: &Place| {
            let Spot::Sql(_, sql) = &found.spot else { return None };
            let Place::Source { file, range } = place else { return None };
            let literal = self.texts.get(file)?.get(range.clone())?;
            let bytes = bytes_in_literal(literal, sql, found.range.clone()?)?;
            Some(Place::Source {
                file: file.clone(),
                range: range.start + bytes.start..range.start + bytes.end,
            })
        };
        let place = self.scanned.place(&found.spot);
        place.and_then(inside).or_else(|| place.cloned()).unwrap_or_default()
    }

    /// Whether there is no table and no enum.
    pub fn none(&self) -> bool {
        self.resolved.schema.tables.is_empty() && self.resolved.schema.enums.is_empty()
    }

    /// These models, where there are some.
    pub fn some(self) -> Result<Models, Failure> {
        if !self.none() {
            return Ok(self);
        }
        let entries: Vec<String> = self.entries.iter().map(|entry| entry.display().to_string()).collect();
        let files = match self.scanned.files.len() {
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
fn settle(mut scanned: Scanned, config: &Config) -> Result<(Scanned, Resolved), Errors> {
    scanned.schema.roles = config.roles.clone();
    scanned.schema.private.clone_from(&config.private_schema);
    let mut errors = match scanned.schema.resolve(&config.provider) {
        Ok(resolved) => match resolved.unknown_roles() {
            errors if errors.is_empty() => return Ok((scanned, resolved)),
            errors => errors,
        },
        Err(errors) => errors,
    };
    scanned.locate(&mut errors);
    Err(errors)
}

/// The roles of rls.toml.
pub type Roles = std::collections::BTreeMap<String, RoleDef>;

/// A path that nobody can read is wrong usage, not a fault of a model.
fn there(entry: &Path, project: Option<&Project>) -> Result<(), Failure> {
    if entry.exists() {
        return Ok(());
    }
    let fault = Finding::new(format!("there is no file or folder `{}`", entry.display()));
    let Some(project) = project else { return Err(fault.unreadable()) };
    let help = match &project.manifest {
        None => {
            "there is no Cargo.toml here or above: go to a project, or name its Cargo.toml: --manifest-path PATH"
        }
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
