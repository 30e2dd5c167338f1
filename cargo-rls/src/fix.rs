//! How is a source file mended?
//!
//! Each fix is tried on the text in memory and proven by linting again: what cannot be read then, or has as many
//! findings as before, is taken back. Files are written at the end, whole or not at all.

mod edit;
mod literal;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use rls_core::lint::{self, Finding};
use rls_project::{
    config::Config,
    finding::{Failure, Texts},
    models::{self, Models},
};

use self::edit::Edit;

/// More rounds than fixes that stand in each other's way.
const ROUNDS: usize = 50;

/// What was found, as far as it can be told from another.
type Key = (&'static str, String);

/// The codes that were mended in each file.
pub(crate) type Mended = BTreeMap<String, BTreeSet<&'static str>>;

/// Mends what can be: the models as they are then, and what was done.
pub(crate) fn all(models: Models, config: &Config) -> Result<(Models, Mended), Failure> {
    let before = models.texts.clone();
    let mut state = State { models, config, changed: Texts::new(), mended: Mended::new() };
    let mut left: BTreeSet<Key> = BTreeSet::new();
    for _ in 0..ROUNDS {
        let fixes = state.fixes(&left);
        if fixes.is_empty() {
            break;
        }
        let together: Vec<Edit> = fixes.iter().flat_map(|(_, edits)| edits.clone()).collect();
        if state.accept(&together) {
            continue;
        }
        for (key, _) in &fixes {
            // places have moved since, where another was mended
            let now = state.fixes(&left).into_iter().find(|(other, _)| other == key);
            if !now.is_some_and(|(_, edits)| state.accept(&edits)) {
                left.insert(key.clone());
            }
        }
    }
    let State { models, changed, mended, .. } = state;
    for (file, text) in &changed {
        write::whole(file, before.get(file).map_or("", String::as_str), text)?;
    }
    Ok((models, mended))
}

struct State<'c> {
    models: Models,
    config: &'c Config,
    /// The files that are no longer as they were.
    changed: Texts,
    mended: Mended,
}

impl State<'_> {
    /// What can be mended, and how; without what was tried in vain.
    fn fixes(&self, left: &BTreeSet<Key>) -> Vec<(Key, Vec<Edit>)> {
        let key = |Finding { lint, found }: &Finding| (lint.code, found.message.clone());
        lint::lint(&self.models.resolved)
            .iter()
            .filter(|finding| !left.contains(&key(finding)))
            .filter_map(|finding| Some((key(finding), edit::of(&self.models, finding)?)))
            .collect()
    }

    /// Makes the edits, if there is less to find then.
    fn accept(&mut self, edits: &[Edit]) -> bool {
        let (texts, done) = edit::apply(&self.models.texts, edits);
        let mut changed = self.changed.clone();
        changed.extend(texts);
        let Ok(next) = models::again(&self.models, self.config, changed.clone()) else { return false };
        if lint::lint(&next.resolved).len() >= lint::lint(&self.models.resolved).len() {
            return false;
        }
        for edit in done {
            self.mended.entry(edit.file.clone()).or_default().insert(edit.code);
        }
        self.models = next;
        self.changed = changed;
        true
    }
}
