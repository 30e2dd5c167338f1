//! Is everything that was accepted still what it was, and nothing pending?

use crate::{
    config::Config,
    finding::{Failure, Finding},
    models::Models,
    pending::Pending,
    snapshot::{self, Snapshot},
    store::Store,
};

/// What a pull request must not have: a pending change, files that say something else than what was accepted, a migration
/// that is no longer what was sealed.
///
/// # Errors
/// A file cannot be read.
pub fn check(
    config: &Config,
    store: &Store,
    models: &Models,
    snapshot: &Snapshot,
) -> Result<Vec<Finding>, Failure> {
    let mut findings = Vec::new();
    let pending = Pending::of(config, models, snapshot);
    if !pending.is_nothing() {
        findings.push(
            Finding::new("the models say more than what was accepted")
                .help("read it with `cargo rls diff`, and seal it: cargo rls accept NAME"),
        );
    }
    let texts = snapshot::texts(&snapshot.resolved);
    for (file, text) in snapshot.files.iter().zip(&texts) {
        if !snapshot.is_new() && !file.is(text) {
            findings.push(
                Finding::new(format!("{} is not what was accepted", store.path(&file.path).display()))
                    .help("it is written by `cargo rls accept`; bring it back: git checkout HEAD -- rls"),
            );
        }
    }
    Ok(findings)
}
