//! What does a build script do about the models?
//!
//! It reads them without compiling them and keeps `rls/pending/` up to date; where nothing may be written it says what would
//! be. What it has to say is a list of lines for cargo.

mod frozen;
mod say;
mod watch;

use std::{
    fs::File,
    path::{Path, PathBuf},
    time::SystemTime,
};

use rls_core::plan::{HazardKind, summary};

pub use self::frozen::Frozen;
use crate::{
    config::{Config, PROVIDERS},
    finding::{Failure, Finding},
    models::{self, Models},
    pending::{self, Pending},
    project::Project,
    snapshot::{self, Snapshot},
    sources::Disk,
    store::{Change, Files, Outcome, Store},
};

/// More often than two builds that write at once make each other wait.
const ATTEMPTS: usize = 5;

/// What is known of a build.
#[derive(Debug)]
pub struct Build {
    /// The folder of the crate's Cargo.toml.
    pub root: PathBuf,
    /// The file that stands in for rls.toml, from there.
    pub file: Option<PathBuf>,
    /// The provider, in place of the one that it says.
    pub provider: Option<String>,
    /// Why nothing may be written; none where it may.
    pub frozen: Option<Frozen>,
    /// The files that it changes.
    pub files: Files,
}

impl Build {
    /// Does everything, and says what cargo is to be told: a line each, without the end of the line.
    pub fn run(self) -> Vec<String> {
        let mut said = say::Said::new(&self.root);
        said.env("CI");
        said.env("RLS_FROZEN");
        if self.frozen == Some(Frozen::Packaged) && !self.root.join(snapshot::FILES[0]).exists() {
            // the package holds no accepted schema; its author's build had one
            said.watch("Cargo.toml");
            return said.lines();
        }
        let project = Project::of_build(&self.root, self.file.as_deref());
        let disk = Disk::default();
        let config = known(self.provider.as_deref()).and_then(|provider| Config::read(&project, provider));
        if project.config().0.exists() || self.file.is_some() {
            said.watch_path(&project.config().0);
        }
        let done = config.and_then(|config| {
            let store = Store::new(config.folder.clone(), &config.migrations, self.files);
            let done = read(&project, &config, &store, &disk, self.frozen, &mut said);
            watch::all(&store, &disk.looked(), &mut said);
            done
        });
        if let Err(failure) = done {
            said.failure(&failure, self.frozen.is_some());
        }
        said.lines()
    }
}

/// A provider that the build script names, if it is one.
fn known(provider: Option<&str>) -> Result<Option<&str>, Failure> {
    match provider.filter(|name| !PROVIDERS.contains(name)) {
        None => Ok(provider),
        Some(name) => Err(Finding::new(format!("build.rs: no provider is called `{name}`"))
            .help(format!("there are {}", PROVIDERS.join(", ")))
            .unreadable()),
    }
}

fn read(
    project: &Project,
    config: &Config,
    store: &Store,
    disk: &Disk,
    frozen: Option<Frozen>,
    said: &mut say::Said,
) -> Result<(), Failure> {
    if frozen.is_some() && store.is_interrupted() {
        return Err(Finding::new("a change of rls/ was interrupted, and is not finished here")
            .help("run `cargo rls status` where files may be written")
            .refused());
    }
    let models = models::read_from(project, config, disk)?;
    for _ in 0..ATTEMPTS {
        let snapshot = Snapshot::read(config, store)?;
        let pending = Pending::of(config, &models, &snapshot);
        if let Some(why) = frozen {
            if !pending.is_nothing() {
                say_difference(&pending, &snapshot, &models, why, said);
            }
            return Ok(());
        }
        let files = Pending::read(store)?;
        let mut change = Change::default();
        change.keep(&snapshot.files[0]);
        pending.put(&files, &mut change);
        match store.commit(&change).map_err(|failure| read_only(failure, &pending))? {
            // another build, or a command, was faster: look again
            Outcome::Stale => continue,
            Outcome::Changed => make_older(store, disk),
            Outcome::Nothing => {}
        }
        if !pending.is_nothing() {
            say_pending(&pending, store, said);
        }
        return Ok(());
    }
    Err(Finding::new("rls/ changes all the time while this is built").help("end what changes it").refused())
}

/// The one line of a pending change.
fn say_pending(pending: &Pending, store: &Store, said: &mut say::Said) {
    let mut kinds: Vec<HazardKind> = pending.plan.hazards().iter().map(|hazard| hazard.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let names: Vec<&str> = kinds.into_iter().map(HazardKind::name).collect();
    let hazards = if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
    let file = store.path(pending::FILES[0]);
    said.warning(&format!(
        "the models say more than what was accepted{hazards}: read {}, then run `cargo rls accept NAME`",
        file.display()
    ));
}

/// What would be pending, where nothing may be written.
fn say_difference(
    pending: &Pending,
    snapshot: &Snapshot,
    models: &Models,
    why: Frozen,
    said: &mut say::Said,
) {
    let mut text = format!("the models say more than what was accepted, and {why}:\n");
    for difference in summary(&snapshot.resolved, &models.resolved) {
        text.push_str(&format!("{difference}\n"));
    }
    text.push_str(&format!("\n{}\n{}", pending.up.trim_end(), why.help()));
    said.error(&text);
}

/// Who cannot write is told that it need not.
fn read_only(mut failure: Failure, pending: &Pending) -> Failure {
    if !pending.is_nothing() {
        for finding in failure.findings.iter_mut().filter(|finding| finding.help.is_none()) {
            finding.help = Some(
                "the models say more than what was accepted; where nothing is to be written, set RLS_FROZEN=1 to see what"
                    .to_owned(),
            );
        }
    }
    failure
}

/// Cargo runs a build script again whose files are younger than its last run. What the script itself wrote is watched too, so
/// it gets the time of the youngest file that was read. Where a system cannot do that, the script runs once more.
fn make_older(store: &Store, disk: &Disk) {
    let time = |path: &Path| path.metadata().and_then(|metadata| metadata.modified()).ok();
    let Some(youngest) = disk.looked().files.iter().filter_map(|file| time(file)).max() else { return };
    let youngest = youngest.min(SystemTime::now());
    for file in pending::FILES {
        let _ =
            File::options().write(true).open(store.path(file)).and_then(|file| file.set_modified(youngest));
    }
}
