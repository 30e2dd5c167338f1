//! Which keys does an issuer sign with, now?
//!
//! | module | question it answers |
//! | --- | --- |
//! | `cache` | are the keys that are here new enough, or does somebody have to ask? |
//! | `error` | why are there no keys? |
//! | `fetch` | what does the issuer answer? |
//! | `key` | which entries are keys that a token can be signed with? |

mod cache;
mod error;
mod fetch;
pub(crate) mod key;

use std::{path::PathBuf, sync::Arc, time::SystemTime};

pub use error::JwksError;
use key::Keys;

/// Where the keys of an issuer are: an address, a file, or a text. Cloned, it is the same one, with the same keys.
///
/// The keys behind an address are asked for when the first token comes, and then:
///
/// - in the background, when they are older than five minutes;
/// - before the token is answered, when they are older than an hour;
/// - at once, when a token names a key that is not among them, but not within thirty seconds of the last time;
/// - once for all that wait, and not again within five seconds of a failure.
///
/// An answer has 64 KiB and takes five seconds at most; redirects are not followed. The address is https, or http to
/// this machine itself. Keys that could not be asked for anew are good until they are an hour old.
///
/// It wants a Tokio runtime; asking is done on a thread of its own.
#[derive(Clone, Debug)]
pub struct Jwks(Arc<cache::Cache>);

impl Jwks {
    /// At an address.
    ///
    /// ```
    /// use rls_authorize::Jwks;
    ///
    /// assert!(Jwks::url("https://auth.example.com/.well-known/jwks.json").is_ok());
    /// assert!(Jwks::url("http://127.0.0.1:4000/jwks").is_ok());
    /// assert!(Jwks::url("http://auth.example.com/jwks").is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// Where it is no address, or neither https nor this machine's own.
    pub fn url(url: &str) -> Result<Self, JwksError> {
        Ok(Self::of(cache::Source::Url(fetch::Url::read(url)?)))
    }

    /// In a file, which is read again when it has changed.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::of(cache::Source::File(path.into()))
    }

    /// These, for ever.
    ///
    /// # Errors
    ///
    /// Where it is no JWKS, or no key in it can be used.
    pub fn text(json: &str) -> Result<Self, JwksError> {
        let keys = error::keys(json.as_bytes(), "the JWKS")?;
        Ok(Self::of(cache::Source::Fixed(Arc::new(keys))))
    }

    fn of(source: cache::Source) -> Self {
        Self(Arc::new(cache::Cache::new(source)))
    }

    /// Asks for the keys, whether or not there are some: a server does so when it starts, to say at once what is wrong.
    /// Says how many there are.
    ///
    /// # Errors
    ///
    /// Where they cannot be had.
    pub async fn refresh(&self, now: SystemTime) -> Result<usize, JwksError> {
        Ok(cache::refresh(&self.0, now).await?.usable())
    }

    /// Whether there are keys to verify with: asks for them where there are none, and not before.
    ///
    /// # Errors
    ///
    /// Where they cannot be had.
    pub async fn ready(&self, now: SystemTime) -> Result<(), JwksError> {
        cache::ready(&self.0, now).await
    }

    /// Where they are, for people.
    pub fn place(&self) -> String {
        self.0.place()
    }

    /// The keys, and asked for again if `kid` is not among them.
    pub(crate) async fn keys(&self, kid: &str, now: SystemTime) -> Result<Arc<Keys>, JwksError> {
        cache::keys(&self.0, kid, now).await
    }
}
