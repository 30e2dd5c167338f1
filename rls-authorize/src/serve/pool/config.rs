//! What does a pool have to know?

use std::{collections::BTreeSet, fmt, str::FromStr};

use rls_live::Address;

/// What a pool has to know.
#[derive(Clone, Debug)]
pub struct PoolConfig {
    /// Where the database is, and who logs in there.
    pub address: Address,
    /// Databases of the same server that may be named beside the address's own.
    pub databases: BTreeSet<String>,
    /// The roles that requests may run as, and no others: those of the provider.
    pub roles: BTreeSet<String>,
    /// How the database knows who the caller is; none: found out.
    pub mode: Option<Mode>,
    /// Connections to each database, at most.
    pub connections: usize,
    /// Requests that may wait for one, beside those that run.
    pub queue: usize,
}

impl PoolConfig {
    /// For an address, as Neon has it: the roles `authenticated` and `anonymous`, ten connections, a hundred waiting.
    pub fn new(address: Address) -> Self {
        Self {
            address,
            databases: BTreeSet::new(),
            roles: ["authenticated", "anonymous"].map(str::to_owned).into(),
            mode: None,
            connections: 10,
            queue: 100,
        }
    }
}

/// How the database knows who the caller is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// By settings of the transaction, which a caller's own SQL could set anew; docs/serve-isolation.md says how far that is kept from them.
    Plain,
    /// By a token that the extension pg_session_jwt verifies: no SQL of a caller can make another.
    Extension,
}

impl Mode {
    const WORDS: [(&'static str, Mode); 2] = [("plain", Mode::Plain), ("extension", Mode::Extension)];
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Mode::Plain => "plain",
            Mode::Extension => "extension",
        })
    }
}

/// A word that is no mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a mode is plain or extension")]
pub struct NotMode;

impl FromStr for Mode {
    type Err = NotMode;

    fn from_str(word: &str) -> Result<Self, NotMode> {
        Self::WORDS.iter().find(|(name, _)| *name == word).map(|(_, mode)| *mode).ok_or(NotMode)
    }
}
