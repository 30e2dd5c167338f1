//! What do all requests of an endpoint share?

use std::{
    net::SocketAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use ring::rand::{SecureRandom as _, SystemRandom};
use tokio::sync::Semaphore;

use super::{Config, Handout, Limits, metrics::Metrics, pool::Pool};
use crate::Verifiers;

#[derive(Debug)]
pub(super) struct State {
    pub(super) address: SocketAddr,
    pub(super) pool: Pool,
    pub(super) verifiers: Verifiers,
    pub(super) anonymous: Option<String>,
    pub(super) handout: Option<Handout>,
    pub(super) log_subjects: bool,
    pub(super) limits: Limits,
    pub(super) metrics: Metrics,
    pub(super) running: Semaphore,
    pub(super) health: Mutex<Option<(Instant, Health)>>,
    random: SystemRandom,
}

/// What was found out when somebody asked last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Health {
    pub(super) database: bool,
    pub(super) keys: bool,
}

impl State {
    pub(super) fn new(config: Config, address: SocketAddr) -> Self {
        let Config { listen: _, pool, verifiers, anonymous, handout, log_subjects, limits } = config;
        Self {
            address,
            pool,
            verifiers,
            anonymous,
            handout,
            log_subjects,
            limits,
            metrics: Metrics::default(),
            running: Semaphore::new(limits.running.min(Semaphore::MAX_PERMITS)),
            health: Mutex::new(None),
            random: SystemRandom::new(),
        }
    }

    /// A name for a request, as Neon gives one: a random uuid.
    pub(super) fn request_id(&self) -> String {
        let mut bytes = [0; 16];
        // an id is for finding a line of the log again: where there is no chance to be had, it is one of zeros
        let _ = self.random.fill(&mut bytes);
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let mut id = String::with_capacity(36);
        for (at, byte) in bytes.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                id.push('-');
            }
            id.push_str(&format!("{byte:02x}"));
        }
        id
    }

    /// What was found out not longer ago than this.
    pub(super) fn health(&self, within: Duration) -> Option<Health> {
        let last = *self.health.lock().unwrap_or_else(PoisonError::into_inner);
        last.filter(|(when, _)| when.elapsed() < within).map(|(_, health)| health)
    }

    pub(super) fn set_health(&self, health: Health) {
        *self.health.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), health));
    }
}
