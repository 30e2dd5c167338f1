//! Which address is answered by what, and what holds for every answer?

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Request, State},
    http::{
        HeaderMap, HeaderValue, Method,
        header::{self, HeaderName},
        uri::Authority,
    },
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use pg_rls::session::Session;
use rls_authorize::{Verifier, dev::Issuer};
use sqlx::PgPool;

use crate::{fault::Fault, page, sign_in, todos};

/// What every handler shares.
pub(crate) struct Shared {
    pub(crate) session: Session,
    pub(crate) pool: PgPool,
    pub(crate) verifier: Verifier,
    /// With `--dev`.
    pub(crate) issuer: Option<Issuer>,
}

pub(crate) type App = Arc<Shared>;

/// A form's fields; where they are not as they should be, the answer is a page like any other.
#[derive(FromRequest)]
#[from_request(via(axum::Form), rejection(Fault))]
pub(crate) struct Form<T>(pub(crate) T);

/// A number in the path; what is no number is no todo either.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Fault))]
pub(crate) struct Path<T>(pub(crate) T);

pub(crate) fn router(app: App) -> Router {
    Router::new()
        .route("/", get(todos::list))
        .route("/todos", post(todos::add))
        .route("/todos/{id}", get(todos::edit).post(todos::rename))
        .route("/todos/{id}/tick", post(todos::tick))
        .route("/todos/{id}/delete", post(todos::delete))
        .route("/sign-in", get(sign_in::show).post(sign_in::enter))
        .route("/sign-out", post(sign_in::leave))
        .route("/style.css", get(async || file("text/css", page::STYLE)))
        .route("/icon.svg", get(async || file("image/svg+xml", page::ICON)))
        .fallback(async || Fault::NotFound)
        .method_not_allowed_fallback(async || Fault::NotFound)
        .layer(DefaultBodyLimit::max(16 * 1024))
        .layer(from_fn_with_state(app.clone(), guard))
        .with_state(app)
}

fn file(kind: &'static str, text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "max-age=300")], text)
}

const HEADERS: [(HeaderName, &str); 4] = [
    // no script at all, no style but the sheet's, and nobody else's page around ours
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // not `no-referrer`: with that a browser sends `Origin: null` with our own forms, too
    (header::REFERRER_POLICY, "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
];

async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = match ours(&app, request.method(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(fault) => fault.into_response(),
    };
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Whether a request comes from a page of ours. The cookie is `SameSite=Strict`; but other ports of this host are the same site.
fn ours(app: &Shared, method: &Method, headers: &HeaderMap) -> Result<(), Fault> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let host = text(header::HOST);
    if app.issuer.is_some() {
        // a name of somebody else's that leads here, by their DNS or their proxy, is not for who signs anybody in
        let name = host.parse::<Authority>().ok();
        if !matches!(name.as_ref().map(Authority::host), Some("127.0.0.1" | "localhost" | "[::1]")) {
            return Err(Fault::Elsewhere("A development server answers on this machine only."));
        }
    }
    if method.is_safe() {
        return Ok(());
    }
    match text(header::ORIGIN).split_once("://") {
        Some(("http" | "https", origin)) if origin == host => Ok(()),
        _ => Err(Fault::Elsewhere("Go back to the todos, and send it from there.")),
    }
}
