//! How does a pending change become a migration?

use std::{
    path::PathBuf,
    time::{SystemTime, UNIX_EPOCH},
};

use rls_core::{
    migration::{self, Migration, Unfit, Version},
    plan::{Hazard, HazardKind},
    snapshot as core,
};

use crate::{
    check,
    config::Config,
    finding::{Failure, Finding, Status, Texts},
    models::Models,
    pending::{self, Pending},
    snapshot::{self, Snapshot},
    store::{Change, Outcome, Store},
};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request<'r> {
    /// The name of the migration.
    pub name: &'r str,
    /// The hazards that are meant.
    pub allow: &'r [HazardKind],
    /// What its version is made of.
    pub now: SystemTime,
}

/// What was done.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// The files of the migration, in the order in which they run; none where nothing in the database changes.
    pub files: Vec<PathBuf>,
    /// The files of `rls/` that say something else now; none too where there was nothing to accept.
    pub snapshot: Vec<PathBuf>,
    /// What is dangerous about it.
    pub hazards: Vec<Hazard>,
}

/// Seals the pending change: the migration's files, the snapshot's, and nothing pending any more, all at once.
///
/// # Errors
/// A hazard is not allowed; what was reviewed or sealed is something else; or a file cannot be read or written. Nothing was
/// changed then.
pub fn accept(
    config: &Config,
    store: &Store,
    models: &Models,
    snapshot: &Snapshot,
    request: &Request<'_>,
) -> Result<Accepted, Failure> {
    let pending = Pending::of(config, models, snapshot);
    let hazards = pending.plan.hazards();
    let files_of_pending = Pending::read(store)?;
    let mut refused = refused(&hazards, request.allow);
    // what was read in a review is what is sealed
    if !pending.is_nothing() && !pending.is_what_files_say(&files_of_pending) {
        let up = store.path(pending::FILES[0]);
        refused.push(
            Finding::new(format!("{} is not what the models say now", up.display())).help(
                "it was edited, or is older than the models: build again, or remove rls/pending, and read `cargo rls diff`",
            ),
        );
    }
    // nothing is built on a chain that is broken
    refused.extend(check::migrations(config, store, Some(snapshot))?);
    if !refused.is_empty() {
        return Err(Failure { findings: refused, texts: Texts::new(), status: Status::Findings });
    }
    let mut change = Change::default();
    let mut files = Vec::new();
    // a schema keeps its name where the database has nothing to do
    let mut hash = snapshot.hash.clone();
    if !pending.is_nothing() {
        hash = core::hash(&models.resolved);
        for file in migration(config, store, snapshot, &pending, &hash, request)? {
            let path = store.in_migrations(&file.path);
            files.push(store.path(&path));
            change.put(&Store::absent(path), file.text);
        }
    }
    // last, so that who looks while it is done sees a pending change rather than none
    snapshot.put(&models.resolved, &hash, &mut change);
    pending::remove(&files_of_pending, &mut change);
    let texts = snapshot::texts(&models.resolved, &hash);
    let changed = snapshot.files.iter().zip(&texts).filter(|(file, text)| !file.is(text));
    let changed = changed.map(|(file, _)| store.path(&file.path)).collect();
    match store.commit(&change)? {
        Outcome::Stale => Err(stale()),
        Outcome::Changed | Outcome::Nothing => Ok(Accepted { files, snapshot: changed, hazards }),
    }
}

/// The files of the migration.
fn migration(
    config: &Config,
    store: &Store,
    snapshot: &Snapshot,
    pending: &Pending,
    after: &str,
    request: &Request<'_>,
) -> Result<Vec<migration::File>, Failure> {
    let unfit = |unfit: Unfit| Finding::new(unfit.to_string()).unreadable();
    let there = store.migrations()?;
    let paths = there.iter().filter_map(|file| store.below_migrations(&file.path));
    // a clock that stands before 1970 is passed by what is there
    let now = request.now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let version = Version::next(config.layout, now, paths).map_err(unfit)?;
    let migration = Migration { name: request.name, before: &snapshot.hash, after, plan: &pending.plan };
    migration::files(config.layout, version, &migration).map_err(unfit)
}

/// Every hazard that has to be named and is not.
fn refused(hazards: &[Hazard], allow: &[HazardKind]) -> Vec<Finding> {
    let refused = hazards.iter().filter(|hazard| hazard.kind.needs_allow() && !allow.contains(&hazard.kind));
    refused
        .map(|hazard| {
            Finding::new(hazard.to_string()).help(format!("if that is meant: --allow {}", hazard.kind))
        })
        .collect()
}

fn stale() -> Failure {
    Finding::new("a file changed while this command worked, and nothing was written")
        .help("see what changed (`git status`), and run it again")
        .refused()
}
