//! Is everything that was accepted still what it was, and nothing pending?

use rls_core::{
    migration::{self, Fault, FaultKind, File},
    snapshot::conflict,
};

use crate::{
    config::Config,
    finding::{Failure, Finding},
    models::Models,
    pending::Pending,
    snapshot::{self, FILES, Snapshot},
    store::{Read, Store},
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
    let accepted = snapshot::texts(&snapshot.resolved, &snapshot.hash);
    let wanted =
        if pending.is_nothing() { &snapshot::texts(&models.resolved, &snapshot.hash) } else { &accepted };
    let files = snapshot.files.iter().zip(&accepted).zip(wanted);
    let stale = files.filter(|((file, _), wanted)| !file.is(wanted));
    let findings = stale.map(|((file, accepted), _)| {
        // schema.json has a seal, which fits: where it is no longer what we would write, nobody edited it
        let (what, is_edited) = why(file, file.path == FILES[0] || file.is(accepted));
        let again = if pending.is_nothing() {
            "the database has nothing to do, and no migration is made: cargo rls accept refresh"
        } else {
            "it is written when the pending change is accepted: cargo rls accept NAME"
        };
        let about = "it is for people, and nothing reads it: to change the schema, change the models; ";
        let help = if is_edited { format!("{about}{again}") } else { again.to_owned() };
        Finding::new(format!("{} {what}", store.path(&file.path).display())).help(help)
    });
    findings.collect()
}

/// What is wrong with a file that is not as it should be, and whether somebody made it so.
fn why(file: &Read, is_ours: bool) -> (String, bool) {
    if !file.is_there() {
        return ("is missing".to_owned(), false);
    }
    // what is no text was not written by us either
    match file.text().ok().flatten().and_then(|text| conflict(&text)) {
        Some(line) => (format!("holds a merge conflict, at line {line}"), true),
        None if is_ours => ("is not up to date".to_owned(), false),
        None => (
            "is not what was accepted: it was edited, or another version of pg-rls wrote it".to_owned(),
            true,
        ),
    }
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
