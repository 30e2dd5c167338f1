//! How does a pending change become a migration?

use std::{path::PathBuf, time::SystemTime};

use rls_core::plan::{Hazard, HazardKind};

use crate::{
    config::Config,
    finding::{Failure, Finding, Status, Texts},
    models::Models,
    pending::{self, Pending},
    snapshot::Snapshot,
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
    /// What is dangerous about it.
    pub hazards: Vec<Hazard>,
}

/// Seals the pending change: the migration's files, the snapshot's, and nothing pending any more, all at once.
///
/// # Errors
/// Nothing is to be accepted; a hazard is not allowed; or a file cannot be read or written. Nothing was changed then.
pub fn accept(
    config: &Config,
    store: &Store,
    models: &Models,
    snapshot: &Snapshot,
    request: &Request<'_>,
) -> Result<Accepted, Failure> {
    let pending = Pending::of(config, models, snapshot);
    let hazards = pending.plan.hazards();
    refuse(&hazards, request.allow)?;
    let mut change = Change::default();
    pending::remove(&Pending::read(store)?, &mut change);
    snapshot.put(&models.resolved, &mut change);
    let files = Vec::new();
    if pending.is_nothing() && change.is_nothing() {
        return Err(Finding::new("there is nothing to accept: the models say what was accepted").refused());
    }
    match store.commit(&change)? {
        Outcome::Stale => Err(stale()),
        Outcome::Changed | Outcome::Nothing => Ok(Accepted { files, hazards }),
    }
}

/// Every hazard that has to be named and is not.
fn refuse(hazards: &[Hazard], allow: &[HazardKind]) -> Result<(), Failure> {
    let refused = hazards.iter().filter(|hazard| hazard.kind.needs_allow() && !allow.contains(&hazard.kind));
    let findings: Vec<Finding> = refused
        .map(|hazard| {
            Finding::new(hazard.to_string()).help(format!("if that is meant: --allow {}", hazard.kind))
        })
        .collect();
    if findings.is_empty() {
        return Ok(());
    }
    Err(Failure { findings, texts: Texts::new(), status: Status::Findings })
}

fn stale() -> Failure {
    Finding::new("a file changed while this command worked, and nothing was written")
        .help("see what changed (`git status`), and run it again")
        .refused()
}
