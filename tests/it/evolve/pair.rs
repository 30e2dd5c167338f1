//! What is a random pair: a schema, and what people made of it?

use std::fmt;

use rls_core::{document, plan::Options, resolve::Resolved};

use super::{edit::edit, model::Model};
use crate::random::Rng;

/// Two models, and how one becomes the other.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(super) old: Model,
    pub(super) new: Model,
    /// What rows follow from, if there are rows.
    pub(super) rows: Option<u64>,
    pub(super) options: Options,
}

impl Pair {
    pub(crate) fn random(seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        loop {
            let mut old = Model::random(&mut rng);
            old.mend(None);
            if resolved(&old).is_none() {
                continue;
            }
            for _ in 0..6 {
                let new = changed(&old, &mut rng);
                if resolved(&new).is_none() {
                    continue;
                }
                let lock_timeout = (!rng.chance(10)).then(|| "5s".to_owned());
                let options = Options { lock_timeout, online: rng.chance(70), ..Options::default() };
                let rows = rng.chance(55).then(|| rng.next());
                return Pair { old, new, rows, options };
            }
        }
    }

    /// Both with nothing left open; nothing where the models are refused.
    pub(crate) fn resolved(&self) -> Option<(Resolved, Resolved)> {
        Some((resolved(&self.old)?, resolved(&self.new)?))
    }
}

/// One to eight changes, or something else altogether.
fn changed(old: &Model, rng: &mut Rng) -> Model {
    if rng.chance(3) {
        let mut new = Model::random(rng);
        new.mend(None);
        return new;
    }
    let mut new = old.clone();
    for _ in 0..=rng.below(8).min(rng.below(8)) {
        edit(&mut new, rng);
    }
    new.remember(old);
    if rng.chance(10) {
        // the words of earlier renamings were tidied away
        new.was.retain(|token, was| old.was.get(token) != Some(was));
    }
    new
}

fn resolved(model: &Model) -> Option<Resolved> {
    let resolved = model.declared().resolve(&model.provider).ok()?;
    let too_long = |name: &str| rls_core::ident::check(name).is_err();
    let policies = resolved.schema.tables.iter().flat_map(|table| &table.policies);
    let fits =
        resolved.unknown_roles().is_empty() && !policies.into_iter().any(|policy| too_long(policy.name()));
    fits.then_some(resolved)
}

/// The two documents.
impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((old, new)) = self.resolved() else { return f.write_str("refused") };
        for (side, resolved) in [("before", &old), ("after", &new)] {
            writeln!(f, "--- {side}, provider {}\n{}", resolved.provider, document::write(resolved))?;
        }
        writeln!(f, "--- {:?}, rows: {:?}", self.options, self.rows)
    }
}

/// What is looked at must be there to be seen: every kind of change, and often.
#[test]
fn pairs_hold_what_they_should() {
    let mut found: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for seed in 1..=400 {
        let (old, new) = Pair::random(seed).resolved().unwrap();
        let kinds: std::collections::BTreeSet<String> = rls_core::plan::summary(&old, &new)
            .into_iter()
            .map(|difference| format!("{} {}", difference.kind, difference.became.name()))
            .collect();
        for kind in kinds {
            *found.entry(kind).or_default() += 1;
        }
    }
    let sure = [
        "check changed",
        "column changed",
        "column gone",
        "column renamed",
        "enum changed",
        "enum renamed",
        "foreign key changed",
        "function gone",
        "function new",
        "index changed",
        "policy changed",
        "policy renamed",
        "primary key changed",
        "privileges of changed",
        "provider changed",
        "role changed",
        "row security changed",
        "table gone",
        "table new",
        "table renamed",
        "value renamed",
    ];
    let missing: Vec<_> =
        sure.iter().filter(|kind| found.get(**kind).is_none_or(|count| *count < 3)).collect();
    assert!(found.len() > 35 && missing.is_empty(), "{missing:?} of {found:#?}");
}
