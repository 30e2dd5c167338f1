//! Who is the caller?
//!
//! Whoever the token in the cookie was made for, as its issuer's keys say, each time. Nothing is stored here: a session ends when its
//! token does.

use std::time::SystemTime;

use axum::{
    extract::{FromRequestParts, RawQuery, State},
    http::{
        header::{COOKIE, SET_COOKIE},
        request::Parts,
    },
    response::{IntoResponse, Redirect},
};
use maud::Markup;
use pg_rls::session::Caller;
use rls_authorize::TokenError;
use serde::Deserialize;

use crate::{
    app::{App, Form, Shared},
    dev,
    fault::Fault,
    page,
};

/// The caller of a request; without one the request ends here, at the page to sign in.
pub(crate) struct SignedIn(pub(crate) Caller);

impl FromRequestParts<App> for SignedIn {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let token = parts
            .headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|cookies| cookies.split("; "))
            .find_map(|cookie| cookie.strip_prefix(app.cookie_name())?.strip_prefix('='))
            .ok_or(Fault::SignedOut)?;
        match app.verifier.verify(token, SystemTime::now()).await {
            Ok(caller) => Ok(SignedIn(caller)),
            // the keys cannot be had now: the token may well be good
            Err(TokenError::Jwks(error)) => {
                eprintln!("{error}");
                Err(Fault::Unreachable)
            }
            Err(_) => Err(Fault::Ended { cookie: app.cookie(None) }),
        }
    }
}

impl Shared {
    /// With `__Host-` a browser takes it by https only, and from nobody but this host. Development is without https.
    fn cookie_name(&self) -> &'static str {
        if self.issuer.is_some() { "todos" } else { "__Host-todos" }
    }

    /// The cookie of a token, or of none: no script can read it, and no page of another site sends it.
    fn cookie(&self, token: Option<&str>) -> String {
        let name = self.cookie_name();
        let secure = if self.issuer.is_some() { "" } else { "; Secure" };
        let end = if token.is_some() { "" } else { "; Max-Age=0" };
        format!("{name}={}; Path=/; HttpOnly; SameSite=Strict{secure}{end}", token.unwrap_or_default())
    }
}

pub(crate) async fn show(State(app): State<App>, RawQuery(query): RawQuery) -> Markup {
    let users = if app.issuer.is_some() { dev::USERS } else { &[] };
    page::sign_in(users, query.as_deref() == Some("ended"))
}

#[derive(Deserialize)]
pub(crate) struct Entry {
    /// With `--dev`: one of the users.
    user: Option<String>,
    /// A token of the provider, which its script would put here.
    token: Option<String>,
}

pub(crate) async fn enter(
    State(app): State<App>,
    Form(entry): Form<Entry>,
) -> Result<impl IntoResponse, Fault> {
    let token = match (&app.issuer, entry.user, entry.token) {
        (Some(issuer), Some(user), None) => dev::token(issuer, &user),
        (None, None, Some(token)) => Some(token.trim().to_owned()),
        _ => None,
    };
    let token = token.ok_or_else(|| Fault::Token("Nobody signs in by that.".to_owned()))?;
    // what it says is that of the check which failed, and nothing of the token
    app.verifier
        .verify(&token, SystemTime::now())
        .await
        .map_err(|error| Fault::Token(format!("It was refused: {error}.")))?;
    Ok(([(SET_COOKIE, app.cookie(Some(&token)))], Redirect::to("/")))
}

pub(crate) async fn leave(State(app): State<App>) -> impl IntoResponse {
    ([(SET_COOKIE, app.cookie(None))], Redirect::to("/sign-in"))
}
