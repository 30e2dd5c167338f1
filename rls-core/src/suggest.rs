//! Which word did the author mean?

/// The candidate that is nearest to a word: within a third of its letters, at least one, two swapped counting as one.
///
/// ```
/// use rls_core::suggest::nearest;
/// assert_eq!(nearest("onwer", ["owner", "role"]), Some("owner"));
/// assert_eq!(nearest("banana", ["owner", "role"]), None);
/// ```
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(&word.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Letters to insert, leave out, replace or swap with their neighbour (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    // a word of the language or a name has at most 63 bytes; what is longer is nobody's slip
    if a.len().max(b.len()) > 128 {
        return usize::MAX;
    }
    let mut rows = vec![(0..=b.len()).collect::<Vec<_>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("owner", "owner"), 0);
        assert_eq!(distance("onwer", "owner"), 1);
        assert_eq!(distance("primry_key", "primary_key"), 1);
        assert_eq!(nearest("usr_id", ["id", "user_id", "task"]), Some("user_id"));
        assert_eq!(nearest("userid", ["user_id"]), Some("user_id"));
        assert_eq!(nearest(&"x".repeat(5000), ["owner"]), None);
    }
}
