//! What does an endpoint have to know?

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use super::{pool::Pool, query};
use crate::{Verifiers, dev::Issuer};

/// What an endpoint has to know.
#[derive(Debug)]
pub struct Config {
    /// Where it listens; port 0 takes one that is free.
    pub listen: SocketAddr,
    /// Where statements run.
    pub pool: Pool,
    /// Whose tokens are taken.
    pub verifiers: Verifiers,
    /// The role that whoever has no token may have: without it they get nothing, as at Neon.
    pub anonymous: Option<String>,
    /// Who gets tokens for trying, if anybody does.
    pub handout: Option<Handout>,
    /// Whether the log says which callers ask: their `sub`.
    pub log_subjects: bool,
    /// How much may be asked.
    pub limits: Limits,
}

impl Config {
    /// On loopback, at a port that is free, for whoever has a token.
    pub fn new(pool: Pool, verifiers: Verifiers) -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            pool,
            verifiers,
            anonymous: None,
            handout: None,
            log_subjects: false,
            limits: Limits::default(),
        }
    }
}

/// Tokens for trying: whoever is on this machine gets one of each of these users, from `/dev/token?user=…`.
#[derive(Debug)]
pub struct Handout {
    /// Who issues them. The endpoint has to trust it: [`Issuer::verifier`].
    pub issuer: Issuer,
    /// Whose tokens there are.
    pub users: BTreeSet<String>,
    /// How long a token is good.
    pub lifetime: Duration,
}

/// How much may be asked, and how long anything may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of a request in the database: time, rows, and bytes as they come from there.
    pub query: query::Limits,
    /// Bytes of the body of a request.
    pub request: usize,
    /// Bytes of the JSON of an answer.
    pub response: usize,
    /// Requests at once; those of the pool's queue are among them.
    pub running: usize,
    /// Connections of clients at once. Others wait in the system's queue.
    pub connections: usize,
    /// How long a client may take to send its headers, or leave a connection without a request.
    pub idle: Duration,
    /// How long a client may take to send the body.
    pub body: Duration,
    /// How long a client may take without reading anything of the answer.
    pub stall: Duration,
    /// How long what runs may go on when it stops.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        const TEN_MIB: usize = 10 * 1024 * 1024;
        Self {
            query: query::Limits { time: Duration::from_secs(30), rows: 100_000, bytes: TEN_MIB },
            request: TEN_MIB,
            response: TEN_MIB,
            running: 256,
            connections: 1024,
            idle: Duration::from_secs(30),
            body: Duration::from_secs(30),
            stall: Duration::from_secs(30),
            grace: Duration::from_secs(10),
        }
    }
}
