//! Are the keys that are here new enough, or does somebody have to ask?
//!
//! Time comes with each question, so that a test can say what time it is.

use std::{
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, SystemTime},
};

use tokio::{sync::Mutex, task};

use super::{
    JwksError,
    fetch::{self, Url},
    key::{Found, Keys},
};

/// Older ones are asked for in the background.
const FRESH: Duration = Duration::from_secs(5 * 60);
/// Older ones are not used.
const GOOD: Duration = Duration::from_secs(60 * 60);
/// How long after the last time somebody asks for one key, or in the background.
const AGAIN: Duration = Duration::from_secs(30);
/// How long after a failure somebody asks who has no keys at all.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(super) enum Source {
    Url(Url),
    File(PathBuf),
    Fixed(Arc<Keys>),
}

#[derive(Debug)]
pub(super) struct Cache {
    source: Source,
    state: RwLock<State>,
    /// Held by whoever asks.
    asking: Mutex<()>,
}

#[derive(Clone, Debug, Default)]
struct State {
    /// What came last, and when it was asked for.
    keys: Option<(Arc<Keys>, SystemTime)>,
    /// When somebody last began to ask.
    asked: Option<SystemTime>,
    /// How often somebody has.
    times: u64,
    /// What came of it the last time, if no keys.
    failed: Option<JwksError>,
    /// Of the file that the keys are of.
    file: Option<Stamp>,
}

/// When a file was changed, and how long it is.
type Stamp = (Option<SystemTime>, u64);

impl State {
    fn age(&self, now: SystemTime) -> Option<Duration> {
        self.keys.as_ref().map(|(_, at)| since(*at, now))
    }

    /// Keys that may be used.
    fn good(&self, now: SystemTime) -> Option<Arc<Keys>> {
        let (keys, at) = self.keys.as_ref()?;
        (since(*at, now) < GOOD).then(|| Arc::clone(keys))
    }

    fn asked_within(&self, time: Duration, now: SystemTime) -> bool {
        self.asked.is_some_and(|at| since(at, now) < time)
    }
}

/// How long ago. A clock that was put back leaves nothing that is new for ever; a moment is no matter, since requests
/// overtake each other.
fn since(then: SystemTime, now: SystemTime) -> Duration {
    match now.duration_since(then) {
        Ok(time) => time,
        Err(ahead) if ahead.duration() < AGAIN => Duration::ZERO,
        Err(_) => Duration::MAX,
    }
}

impl Cache {
    pub(super) fn new(source: Source) -> Self {
        Self { source, state: RwLock::default(), asking: Mutex::default() }
    }

    pub(super) fn place(&self) -> String {
        match &self.source {
            Source::Url(url) => url.to_string(),
            Source::File(path) => path.display().to_string(),
            Source::Fixed(_) => "the JWKS".to_owned(),
        }
    }

    fn state(&self) -> State {
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.write().unwrap_or_else(PoisonError::into_inner));
    }

    fn stamp(&self) -> Option<Stamp> {
        let Source::File(path) = &self.source else { return None };
        let about = std::fs::metadata(path).ok()?;
        Some((about.modified().ok(), about.len()))
    }
}

/// The keys, and asked for again if `kid` is not among them and it may be.
pub(super) async fn keys(cache: &Arc<Cache>, kid: &str, now: SystemTime) -> Result<Arc<Keys>, JwksError> {
    let state = cache.state();
    let Some(keys) = state.good(now) else {
        return match state.failed {
            // those who come while nobody answers do not all ask
            Some(error) if state.asked.is_some_and(|at| since(at, now) < AFTER_FAILURE) => Err(error),
            _ => ask(cache, state.times, now).await,
        };
    };
    if matches!(cache.source, Source::File(_)) {
        let changed = cache.stamp() != state.file;
        return if changed { ask(cache, state.times, now).await } else { Ok(keys) };
    }
    if matches!(keys.find(kid), Found::Nothing) && !state.asked_within(AGAIN, now) {
        return Ok(ask(cache, state.times, now).await.unwrap_or(keys));
    }
    if state.age(now).is_some_and(|age| age >= FRESH) && !state.asked_within(AGAIN, now) {
        let (cache, times) = (Arc::clone(cache), state.times);
        task::spawn(async move { ask(&cache, times, now).await });
    }
    Ok(keys)
}

/// Whether there are some, without asking for new ones where there are.
pub(super) async fn ready(cache: &Arc<Cache>, now: SystemTime) -> Result<(), JwksError> {
    match cache.state().good(now) {
        Some(_) => Ok(()),
        None => keys(cache, "", now).await.map(drop),
    }
}

/// Asks, whatever is there.
pub(super) async fn refresh(cache: &Arc<Cache>, now: SystemTime) -> Result<Arc<Keys>, JwksError> {
    let times = cache.state().times;
    ask(cache, times, now).await
}

/// Asks, unless somebody did since `times` was read; then what they got is the answer.
///
/// It goes on when the request that began it is given up, so that the others do not wait in vain.
async fn ask(cache: &Arc<Cache>, times: u64, now: SystemTime) -> Result<Arc<Keys>, JwksError> {
    if let Source::Fixed(keys) = &cache.source {
        return Ok(Arc::clone(keys));
    }
    let of = Arc::clone(cache);
    let asked = task::spawn(async move {
        let _alone = of.asking.lock().await;
        let state = of.state();
        if state.times == times {
            of.change(|state| state.asked = Some(now));
            let stamp = of.stamp();
            let from = Arc::clone(&of);
            let got = task::spawn_blocking(move || match &from.source {
                Source::Url(url) => url.fetch(),
                Source::File(path) => fetch::file(path),
                Source::Fixed(_) => Ok(Keys::default()),
            })
            .await
            .unwrap_or_else(|_| Err(gone(&of)));
            note(&of, got, now, stamp);
        }
        let state = of.state();
        match (state.failed.clone(), state.good(now)) {
            (_, Some(keys)) => Ok(keys),
            (Some(error), None) => Err(error),
            (None, None) => Err(gone(&of)),
        }
    });
    asked.await.unwrap_or_else(|_| Err(gone(cache)))
}

/// Keeps what came. What did not come changes nothing: the old keys have their hour.
fn note(cache: &Cache, got: Result<Keys, JwksError>, now: SystemTime, stamp: Option<Stamp>) {
    if let Err(error) = &got {
        tracing::warn!(place = cache.place(), %error, "the keys could not be asked for");
    }
    cache.change(|state| {
        state.times += 1;
        match got {
            Ok(keys) => {
                state.keys = Some((Arc::new(keys), now));
                state.file = stamp;
                state.failed = None;
            }
            Err(error) => state.failed = Some(error),
        }
    });
}

/// Where the runtime ends.
fn gone(cache: &Cache) -> JwksError {
    JwksError::Unreachable { place: cache.place(), why: "asking was given up".to_owned() }
}
