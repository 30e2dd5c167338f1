//! In which order can things take each other's names?
//!
//! Whoever takes a name comes after whoever gives it up. Where they wait for one another in a circle, one of them
//! goes over a name that nobody has.

use std::collections::BTreeMap;

/// The renamings, old name and new, in an order that works. Whatever else has one of the new names is gone by then.
pub(super) fn in_order<N: Ord + Clone>(
    renames: impl IntoIterator<Item = (N, N)>,
    mut free: impl FnMut(&N) -> N,
) -> Vec<(N, N)> {
    let mut waiting: BTreeMap<N, N> = renames.into_iter().filter(|(old, new)| old != new).collect();
    let takes: BTreeMap<N, N> = waiting.iter().map(|(old, new)| (new.clone(), old.clone())).collect();
    let mut ordered = Vec::with_capacity(waiting.len());
    let ends: Vec<N> = waiting.iter().filter(|(_, new)| !waiting.contains_key(new)).map(pair).collect();
    for end in ends {
        let mut next = Some(end);
        while let Some(old) = next {
            next = takes.get(&old).cloned();
            ordered.extend(waiting.remove_entry(&old));
        }
    }
    while let Some((first, target)) = waiting.pop_first() {
        let aside = free(&first);
        ordered.push((first.clone(), aside.clone()));
        let mut next = takes.get(&first).cloned();
        while let Some(old) = next {
            next = takes.get(&old).cloned();
            ordered.extend(waiting.remove_entry(&old));
            if old == target {
                break;
            }
        }
        ordered.push((aside, target));
    }
    ordered
}

fn pair<N: Clone>((old, _): (&N, &N)) -> N {
    old.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(renames: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
        in_order(renames.iter().copied(), |_| "aside")
    }

    #[test]
    fn whoever_takes_a_name_waits() {
        assert_eq!(ordered(&[("a", "b"), ("b", "c"), ("x", "x")]), [("b", "c"), ("a", "b")]);
        assert_eq!(ordered(&[("b", "a"), ("a", "b")]), [("a", "aside"), ("b", "a"), ("aside", "b")]);
        assert_eq!(
            ordered(&[("a", "b"), ("b", "c"), ("c", "a"), ("d", "e")]),
            [("d", "e"), ("a", "aside"), ("c", "a"), ("b", "c"), ("aside", "b")]
        );
    }
}
