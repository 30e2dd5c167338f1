//! Which path was asked for, and what is said of it in the log?

use std::{net::SocketAddr, sync::Arc, sync::atomic::Ordering::Relaxed, time::Instant};

use http_body_util::Full;
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, ALLOW,
        CONTENT_TYPE, HeaderName, HeaderValue,
    },
};

use super::{handout, health, refusal::Refusal, sql, state::State};

pub(super) type Answered = Response<Full<Bytes>>;

const REQUEST_ID: HeaderName = HeaderName::from_static("neon-request-id");

/// The headers that a browser may send: Neon's list, and not one more, so that what works here works there.
const ALLOWED: &str = "Authorization, Neon-Connection-String, Neon-Raw-Text-Output, Neon-Array-Mode, Neon-Pool-Opt-In, \
                       Neon-Batch-Read-Only, Neon-Batch-Isolation-Level";

/// The answer to a request. Whatever it is, it has an id, and but for tokens any origin may read it.
pub(super) async fn answer(state: &Arc<State>, peer: SocketAddr, request: Request<Incoming>) -> Answered {
    let id = state.request_id();
    let (mut response, open) = match (request.method(), request.uri().path()) {
        (&Method::POST, "/sql") => (logged(state, &id, request).await, true),
        (&Method::OPTIONS, "/sql") => (preflight(), true),
        (_, "/sql") => (not_allowed("OPTIONS, POST"), true),
        (&Method::GET, "/health") => (health::answer(state).await, true),
        (&Method::GET, "/metrics") => (metrics(state), true),
        (&Method::GET, "/dev/token") if state.handout.is_some() => {
            (handout::answer(state, peer, &request), false)
        }
        (_, "/health" | "/metrics") => (not_allowed("GET"), true),
        (_, "/dev/token") if state.handout.is_some() => (not_allowed("GET"), false),
        _ => (refused(&Refusal::with(StatusCode::NOT_FOUND, "path", NOT_FOUND)), true),
    };
    let headers = response.headers_mut();
    if open {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    // hexadecimal digits
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    response
}

const NOT_FOUND: &str = "there is nothing at this path: the endpoint is POST /sql";

/// What is known of a request, for the log. Neither its SQL nor its parameters nor its token are.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) role: Option<String>,
    pub(super) subject: Option<String>,
    /// Which check of a token that was not taken.
    pub(super) check: Option<&'static str>,
    pub(super) statements: usize,
    pub(super) rows: usize,
    pub(super) bytes_in: usize,
    pub(super) bytes_out: usize,
}

/// Says how it ended, also where the client went away and nobody waits for an answer any more.
struct Watched<'a> {
    state: &'a State,
    id: &'a str,
    begun: Instant,
    seen: Seen,
    /// The status, and why it is none of success.
    ended: Option<(StatusCode, &'static str, String)>,
}

async fn logged(state: &Arc<State>, id: &str, request: Request<Incoming>) -> Answered {
    state.metrics.running.fetch_add(1, Relaxed);
    let begun = Instant::now();
    let mut watched = Watched { state, id, begun, seen: Seen::default(), ended: None };
    match sql::answer(state, request, &mut watched.seen).await {
        Ok(response) => {
            watched.ended = Some((response.status(), "", String::new()));
            response
        }
        Err(refusal) => {
            watched.ended = Some((refusal.status, refusal.reason, refusal.fault.code.clone()));
            refused(&refusal)
        }
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        let Self { state, id, begun, seen, ended } = self;
        let took = begun.elapsed();
        let metrics = &state.metrics;
        let (status, reason, code) = match ended {
            Some((status, reason, code)) => (status.as_u16(), *reason, code.as_str()),
            None => (0, "client-gone", ""),
        };
        metrics.running.fetch_sub(1, Relaxed);
        metrics.ended(status, took);
        metrics.statements.fetch_add(seen.statements as u64, Relaxed);
        metrics.rows.fetch_add(seen.rows as u64, Relaxed);
        metrics.bytes_in.fetch_add(seen.bytes_in as u64, Relaxed);
        metrics.bytes_out.fetch_add(seen.bytes_out as u64, Relaxed);
        // to the microsecond
        let milliseconds = (took.as_secs_f64() * 1_000_000.0).round() / 1_000.0;
        tracing::info!(
            request_id = *id,
            status,
            milliseconds,
            role = seen.role.as_deref(),
            subject = seen.subject.as_deref(),
            statements = seen.statements,
            rows = seen.rows,
            reason = Some(reason).filter(|reason| !reason.is_empty()),
            check = seen.check,
            sqlstate = Some(code).filter(|code| !code.is_empty()),
            "request"
        );
    }
}

/// Whether a page of another origin may ask: it may.
fn preflight() -> Answered {
    let mut response = Response::new(Full::default());
    let headers = response.headers_mut();
    headers.insert(ALLOW, HeaderValue::from_static("OPTIONS, POST"));
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(ALLOWED));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    response
}

fn metrics(state: &State) -> Answered {
    let text = state.metrics.text(state.pool.status());
    with(StatusCode::OK, "text/plain; version=0.0.4", text.into_bytes())
}

fn not_allowed(allowed: &'static str) -> Answered {
    let message = format!("this path takes {allowed}");
    let mut response = refused(&Refusal::with(StatusCode::METHOD_NOT_ALLOWED, "method", message));
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    response
}

pub(super) fn refused(refusal: &Refusal) -> Answered {
    json(refusal.status, refusal.json())
}

pub(super) fn json(status: StatusCode, body: Vec<u8>) -> Answered {
    with(status, "application/json", body)
}

fn with(status: StatusCode, kind: &'static str, body: Vec<u8>) -> Answered {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
