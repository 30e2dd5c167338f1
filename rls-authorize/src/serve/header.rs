//! What do the headers of a request say?

use http::{HeaderMap, HeaderValue};

use super::query::Isolation;

/// Of a batch: no statement of it may write.
pub const READ_ONLY: &str = "neon-batch-read-only";
/// Of a batch: it waits until it can be serializable.
pub const DEFERRABLE: &str = "neon-batch-deferrable";
/// Of a batch: how far it is kept apart from others.
pub const ISOLATION: &str = "neon-batch-isolation-level";
/// Every value as Postgres prints it.
pub const RAW: &str = "neon-raw-text-output";
/// Rows are arrays, not objects.
pub const ARRAYS: &str = "neon-array-mode";

const LEVELS: [(&str, Isolation); 4] = [
    ("ReadUncommitted", Isolation::ReadUncommitted),
    ("ReadCommitted", Isolation::ReadCommitted),
    ("RepeatableRead", Isolation::RepeatableRead),
    ("Serializable", Isolation::Serializable),
];

/// How the answer is wanted, and what holds for a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Wishes {
    /// Every value as Postgres prints it, or null.
    pub raw: bool,
    /// Rows are arrays where the query itself says nothing else.
    pub arrays: bool,
    /// The isolation level of a batch.
    pub isolation: Option<Isolation>,
    /// A batch that may not write.
    pub read_only: bool,
    /// A batch that waits.
    pub deferrable: bool,
}

/// Why headers cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderFault {
    /// One that may be there once.
    #[error("the header {0} is there more than once")]
    Several(&'static str),
    /// No level of Postgres's.
    #[error(
        "the header Neon-Batch-Isolation-Level is none of ReadUncommitted, ReadCommitted, RepeatableRead and Serializable"
    )]
    Isolation,
}

/// The value of a header that may be there once.
///
/// # Errors
///
/// Where it is there more than once: which of them counts would be a guess.
pub fn one<'h>(headers: &'h HeaderMap, name: &'static str) -> Result<Option<&'h HeaderValue>, HeaderFault> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (value, None) => Ok(value),
        _ => Err(HeaderFault::Several(name)),
    }
}

/// How the answer is wanted. A boolean is `true` to the letter; anything else is false.
///
/// # Errors
///
/// Where a header is there twice, or the isolation level is none.
pub fn wishes(headers: &HeaderMap) -> Result<Wishes, HeaderFault> {
    let is_true = |name| Ok(one(headers, name)?.is_some_and(|value| value == "true"));
    let isolation = match one(headers, ISOLATION)? {
        None => None,
        Some(value) => {
            let level = LEVELS.iter().find(|(name, _)| value == name).ok_or(HeaderFault::Isolation)?;
            Some(level.1)
        }
    };
    Ok(Wishes {
        raw: is_true(RAW)?,
        arrays: is_true(ARRAYS)?,
        isolation,
        read_only: is_true(READ_ONLY)?,
        deferrable: is_true(DEFERRABLE)?,
    })
}

impl Wishes {
    /// What an answer to a batch repeats of them.
    pub fn echo(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let level = LEVELS.iter().find(|(_, level)| Some(*level) == self.isolation);
        [
            self.read_only.then_some((READ_ONLY, "true")),
            self.deferrable.then_some((DEFERRABLE, "true")),
            level.map(|(name, _)| (ISOLATION, *name)),
        ]
        .into_iter()
        .flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(all: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in all {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn booleans_are_true_to_the_letter() {
        assert_eq!(wishes(&HeaderMap::new()), Ok(Wishes::default()));
        let every = [RAW, ARRAYS, READ_ONLY, DEFERRABLE];
        for value in ["True", "TRUE", "1", "yes", " true ,", "false", ""] {
            let all = headers(&every.map(|name| (name, value)));
            assert_eq!(wishes(&all), Ok(Wishes::default()), "{value}");
        }
        let all = wishes(&headers(&every.map(|name| (name, "true")))).unwrap();
        assert!(all.raw && all.arrays && all.read_only && all.deferrable);
    }

    #[test]
    fn isolation_levels_have_their_names() {
        for (name, level) in LEVELS {
            let wishes = wishes(&headers(&[(ISOLATION, name)])).unwrap();
            assert_eq!(wishes.isolation, Some(level));
            assert_eq!(wishes.echo().collect::<Vec<_>>(), [(ISOLATION, name)]);
        }
        for name in ["serializable", "Serializable ;", "", "SERIALIZABLE", "Snapshot"] {
            assert_eq!(wishes(&headers(&[(ISOLATION, name)])), Err(HeaderFault::Isolation), "{name}");
        }
    }

    #[test]
    fn what_is_there_twice_is_refused() {
        for name in [RAW, ARRAYS, READ_ONLY, DEFERRABLE, ISOLATION] {
            let all = headers(&[(name, "true"), (name, "true")]);
            assert_eq!(wishes(&all), Err(HeaderFault::Several(name)));
        }
    }
}
