//! What became of each thing in a list?
//!
//! Of any list: things are paired by their key, and what is left over by its shape, which is all of a thing but its
//! name. It knows no kind of thing, and never asks anybody.

use std::collections::{BTreeMap, VecDeque};

/// What became of one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change<'s, T> {
    /// It is new.
    Created(&'s T),
    /// It is gone.
    Dropped(&'s T),
    /// It is still there, the same or not, under its name or, where only the name is another, under a new one.
    Kept {
        /// As it was.
        old: &'s T,
        /// As it is.
        new: &'s T,
    },
}

/// What became of each: first the new list in its order, then what is gone in the order in which it was.
///
/// A thing whose shape is `None` is never taken for a renamed one.
///
/// ```
/// use rls_core::diff::{Change, diff};
/// let (old, new) = ([("a", 1), ("b", 2), ("c", 3)], [("a", 9), ("z", 2)]);
/// let changes = diff(&old, &new, |thing| thing.0, |thing| Some(thing.1));
/// assert_eq!(
///     changes,
///     [
///         Change::Kept { old: &("a", 1), new: &("a", 9) },
///         Change::Kept { old: &("b", 2), new: &("z", 2) },
///         Change::Dropped(&("c", 3)),
///     ]
/// );
/// ```
pub fn diff<'s, T, K: Ord, S: Ord>(
    old: &'s [T],
    new: &'s [T],
    key: impl Fn(&'s T) -> K,
    shape: impl Fn(&'s T) -> Option<S>,
) -> Vec<Change<'s, T>> {
    let mut by_key: BTreeMap<K, &T> = old.iter().map(|thing| (key(thing), thing)).collect();
    let paired: Vec<Option<&T>> = new.iter().map(|thing| by_key.remove(&key(thing))).collect();
    let is_left = |thing: &&'s T| by_key.contains_key(&key(thing));
    let left: Vec<&T> = old.iter().filter(is_left).collect();
    let mut by_shape: BTreeMap<S, VecDeque<usize>> = BTreeMap::new();
    if paired.iter().any(Option::is_none) {
        for (at, thing) in left.iter().enumerate() {
            if let Some(shape) = shape(thing) {
                by_shape.entry(shape).or_default().push_back(at);
            }
        }
    }
    let mut is_gone = vec![true; left.len()];
    let mut changes = Vec::with_capacity(new.len() + left.len());
    for (thing, old) in new.iter().zip(paired) {
        let mut renamed = || by_shape.get_mut(&shape(thing)?)?.pop_front();
        let old = old.or_else(|| {
            let at = renamed()?;
            is_gone[at] = false;
            Some(left[at])
        });
        changes.push(match old {
            Some(old) => Change::Kept { old, new: thing },
            None => Change::Created(thing),
        });
    }
    changes
        .extend(left.iter().zip(is_gone).filter(|(_, gone)| *gone).map(|(thing, _)| Change::Dropped(*thing)));
    changes
}
