//! Whose key is this connection's?
//!
//! A pool opens connections by itself and has no place for a key beside each. But a connection knows what it was opened with:
//! it is asked for its public key, and the key is looked up here. So it does not matter who opened it or when, and what is
//! not found here is not believed.
//!
//! A key is for one connection. It is bound to the first server process that shows it; a second one that was opened with the
//! same options is another connection, on which tokens of the first would hold too, and is not used.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{caller::Caller, key::Key, opening::Opening, refused::Refused};

macro_rules! jwk {
    () => {
        "pg_catalog.current_setting('pg_session_jwt.jwk', true)"
    };
}

macro_rules! process {
    () => {
        "pg_catalog.pg_backend_pid()::pg_catalog.text"
    };
}

/// What a connection is asked: its public key, and which process of the server it is.
#[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
pub(super) const WHOSE: &str = concat!("SELECT ", jwk!(), ", ", process!());

/// The first of both.
#[cfg(feature = "diesel")]
pub(super) const JWK: &str = jwk!();

/// The second.
#[cfg(feature = "diesel")]
pub(super) const PROCESS: &str = process!();

/// As many keys are kept; connections come and go, and no pool says which have gone.
const MOST: usize = 4096;

#[derive(Default)]
pub(super) struct Keyring {
    slots: Mutex<Slots>,
    /// What the pool of this session opens connections with, but for the key.
    #[cfg(feature = "sqlx")]
    pub(super) options: std::sync::OnceLock<::sqlx::postgres::PgConnectOptions>,
}

#[derive(Default)]
struct Slots {
    by_jwk: BTreeMap<String, Slot>,
    /// How often a key was asked for, ever.
    clock: u64,
}

struct Slot {
    key: Key,
    /// The server process that showed it first.
    process: Option<String>,
    used: u64,
}

/// What is known of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// It has shown its key for the first time: the extension is still to take it.
    New,
    /// It was here before.
    Old,
    /// Its key is that of another connection.
    Shared,
    /// It has no key, or none of this session.
    No,
}

impl Keyring {
    fn slots(&self) -> MutexGuard<'_, Slots> {
        // nothing that is done under the lock can leave it half done
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A fresh key's public half, for a connection that is to be opened.
    pub(super) fn issue(&self) -> Result<String, Refused> {
        let key = Key::generate()?;
        let jwk = key.jwk();
        let mut slots = self.slots();
        slots.clock += 1;
        let used = slots.clock;
        slots.by_jwk.insert(jwk.clone(), Slot { key, process: None, used });
        if slots.by_jwk.len() > MOST {
            let oldest = slots.by_jwk.iter().min_by_key(|(_, slot)| slot.used).map(|(jwk, _)| jwk.clone());
            oldest.map(|jwk| slots.by_jwk.remove(&jwk));
        }
        Ok(jwk)
    }

    /// Whether a connection that says so of itself has a key here.
    pub(super) fn known(&self, jwk: Option<&str>, process: &str) -> Known {
        let mut slots = self.slots();
        let Some(slot) = jwk.and_then(|jwk| slots.by_jwk.get_mut(jwk)) else { return Known::No };
        match &slot.process {
            None => Known::New,
            Some(first) if first == process => Known::Old,
            Some(_) => Known::Shared,
        }
    }

    /// Binds a key to the connection that has shown it, unless another one was faster.
    pub(super) fn bind(&self, jwk: &str, process: &str) -> bool {
        let mut slots = self.slots();
        let Some(slot) = slots.by_jwk.get_mut(jwk) else { return false };
        *slot.process.get_or_insert_with(|| process.to_owned()) == process
    }

    /// The statement that makes a transaction on the connection with this key the caller's.
    pub(super) fn opening(&self, jwk: &str, caller: &Caller) -> Result<Option<Opening>, Refused> {
        let mut slots = self.slots();
        slots.clock += 1;
        let used = slots.clock;
        let Some(slot) = slots.by_jwk.get_mut(jwk) else { return Ok(None) };
        slot.used = used;
        Opening::signed(caller, &mut slot.key).map(Some)
    }
}

/// Keys are nobody else's business.
impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_for_one_connection() {
        let ring = Keyring::default();
        let jwk = ring.issue().unwrap();
        assert_eq!(ring.known(None, "7"), Known::No);
        assert_eq!(ring.known(Some(""), "7"), Known::No);
        assert_eq!(ring.known(Some(&Key::generate().unwrap().jwk()), "7"), Known::No);
        assert_eq!(ring.known(Some(&jwk), "7"), Known::New);
        assert!(ring.bind(&jwk, "7"));
        assert!(!ring.bind(&jwk, "8"), "another was faster");
        assert_eq!(ring.known(Some(&jwk), "7"), Known::Old);
        assert_eq!(ring.known(Some(&jwk), "8"), Known::Shared);
        assert_eq!(Keyring::default().known(Some(&jwk), "7"), Known::No, "another session's");
    }

    #[test]
    fn what_was_used_longest_ago_goes_first() {
        let ring = Keyring::default();
        let first = ring.issue().unwrap();
        let second = ring.issue().unwrap();
        let caller = Caller::anonymous();
        assert!(ring.opening(&first, &caller).unwrap().is_some());
        for _ in 2..=MOST {
            ring.issue().unwrap();
        }
        assert!(ring.opening(&first, &caller).unwrap().is_some());
        assert!(ring.opening(&second, &caller).unwrap().is_none());
    }
}
