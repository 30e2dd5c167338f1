//! Why are there no keys?

use super::key::{Keys, NotKeys};

/// What is wrong with where the keys are, or with what came from there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwksError {
    /// It is no address that keys can be asked from.
    #[error("{url} is no address for a JWKS: {why}")]
    Address {
        /// What was given, as far as it may be shown.
        url: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Nobody answers.
    #[error("the keys cannot be had from {place}: {why}")]
    Unreachable {
        /// From where.
        place: String,
        /// What happened.
        why: String,
    },
    /// It took longer than five seconds.
    #[error("{0} did not send its keys within 5 s")]
    TooSlow(String),
    /// There is an answer, and it is not 200.
    #[error("{place} answers {status} in place of its keys")]
    Status {
        /// Who answers.
        place: String,
        /// What.
        status: u16,
    },
    /// It sends elsewhere; keys are taken only from where they are said to be.
    #[error("{place} redirects ({status}), which is not followed; give the address that it leads to")]
    Redirect {
        /// Who answers.
        place: String,
        /// What.
        status: u16,
    },
    /// It has more than 64 KiB.
    #[error("the answer of {0} is larger than 64 KiB, which no JWKS is")]
    TooLarge(String),
    /// It is no JSON object.
    #[error("{0} is not JSON; is it the address of the JWKS, and not of a page?")]
    NotJson(String),
    /// It has no list `keys`.
    #[error(
        "{0} is JSON without a list `keys`; is it the address of the JWKS, and not of the OpenID configuration?"
    )]
    NoList(String),
    /// Nothing in it can be used.
    #[error("{place} has no key that a token can be checked with{}", .why.as_ref().map(|why| format!("; of one: {why}")).unwrap_or_default())]
    NoKeys {
        /// Where they are.
        place: String,
        /// What is wrong with the first.
        why: Option<String>,
    },
    /// The file cannot be read.
    #[error("the file {path} cannot be read: {why}")]
    File {
        /// Which.
        path: String,
        /// What the system says.
        why: String,
    },
}

/// Reads what came from a place.
pub(super) fn keys(text: &[u8], place: &str) -> Result<Keys, JwksError> {
    let keys = Keys::read(text).map_err(|fault| match fault {
        NotKeys::NotJson => JwksError::NotJson(place.to_owned()),
        NotKeys::NoList => JwksError::NoList(place.to_owned()),
    })?;
    if keys.usable() == 0 {
        return Err(JwksError::NoKeys { place: place.to_owned(), why: keys.first_fault() });
    }
    Ok(keys)
}
