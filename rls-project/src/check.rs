//! Is everything that was accepted still what it was, and nothing pending?

use rls_core::migration::{self, Fault, FaultKind, File};

use crate::{
    config::Config,
    finding::{Failure, Finding},
    models::Models,
    pending::Pending,
    snapshot::{self, Snapshot},
    store::Store,
};

/// What a pull request must not have: a pending change, files that say something else than what was accepted, a migration
/// that is no longer what was sealed. Where the models or the snapshot cannot be gone by, that has been said; the rest is
/// looked at all the same.
///
/// # Errors
/// A file cannot be read.
pub fn check(
    config: &Config,
    store: &Store,
    models: Option<&Models>,
    snapshot: Option<&Snapshot>,
) -> Result<Vec<Finding>, Failure> {
    let mut findings = Vec::new();
    if let (Some(models), Some(snapshot)) = (models, snapshot) {
        let pending = Pending::of(config, models, snapshot);
        if !pending.is_nothing() {
            findings.push(
                Finding::new("the models say something else than what was accepted")
                    .help("read it, `cargo rls diff`, and seal it: `cargo rls accept NAME`"),
            );
        }
        findings.extend(stale(store, models, snapshot, &pending));
    }
    findings.extend(migrations(config, store, snapshot)?);
    Ok(findings)
}

/// What is wrong with the migrations that were sealed.
///
/// # Errors
/// A file cannot be read.
pub fn migrations(
    config: &Config,
    store: &Store,
    snapshot: Option<&Snapshot>,
) -> Result<Vec<Finding>, Failure> {
    let there = store.migrations()?;
    let files: Vec<File> = there
        .iter()
        .filter_map(|file| {
            // what is no text is none of ours
            let text = file.text().ok().flatten()?;
            Some(File { path: store.below_migrations(&file.path)?.to_owned(), text })
        })
        .collect();
    let folder = migration::read(config.layout, &files);
    let hash = snapshot.filter(|snapshot| !snapshot.is_new()).map(|snapshot| snapshot.hash.as_str());
    let mut faults = migration::chain(&folder, hash);
    if snapshot.is_none() {
        // to where they lead, and which branch stays, is not known before that is mended
        faults.retain(|fault| !matches!(fault.kind, FaultKind::End | FaultKind::Fork));
    }
    Ok(faults.iter().map(|fault| of_migration(store, fault)).collect())
}

/// Files of `rls/` that say something else than what was accepted; where nothing is pending, than what the models say.
fn stale(store: &Store, models: &Models, snapshot: &Snapshot, pending: &Pending) -> Vec<Finding> {
    if snapshot.is_new() {
        return Vec::new();
    }
    let schema = if pending.is_nothing() { &models.resolved } else { &snapshot.resolved };
    let texts = snapshot::texts(schema, &snapshot.hash);
    let stale = snapshot.files.iter().zip(&texts).filter(|(file, text)| !file.is(text));
    let findings = stale.map(|(file, _)| {
        let file = store.path(&file.path);
        let finding = Finding::new(format!("{} is not up to date", file.display()));
        finding.help(if pending.is_nothing() {
            "the database has nothing to do, and no migration is made: cargo rls accept refresh"
        } else {
            "it is written when the pending change is accepted: cargo rls accept NAME"
        })
    });
    findings.collect()
}

fn of_migration(store: &Store, fault: &Fault) -> Finding {
    let shown = |path: &str| store.path(&store.in_migrations(path)).display().to_string();
    // the core knows paths below the folder of migrations; people paste them
    let in_full = |text: &str| {
        let paths = fault.paths.iter();
        paths.fold(text.to_owned(), |text, path| {
            text.replace(&format!("`{path}`"), &format!("`{}`", shown(path)))
        })
    };
    let mut finding = Finding::new(in_full(&fault.message)).help(in_full(&fault.help));
    if let Some(path) = fault.paths.first() {
        finding = finding.at(&store.path(&store.in_migrations(path)), 0..0);
    }
    finding
}
