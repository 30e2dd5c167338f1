//! Who gets a token for trying?
//!
//! Programs on this machine, and pages that this machine's own servers show them. A page of another site can make a browser ask, too: by a
//! request across origins, or by a name of its own that it lets point to this machine. So who asks must come from loopback, mean this server
//! by a name for loopback, and not be a page of another origin.

use std::{net::SocketAddr, sync::Arc, time::SystemTime};

use hyper::{
    Request, StatusCode,
    header::{CACHE_CONTROL, HOST, HeaderName, HeaderValue, ORIGIN, X_CONTENT_TYPE_OPTIONS},
};
use serde_json::json;

use super::{
    Handout,
    refusal::Refusal,
    route::{self, Answered},
    state::State,
};
use crate::error::shown;

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

pub(super) fn answer<B>(state: &Arc<State>, peer: SocketAddr, request: &Request<B>) -> Answered {
    let mut response = match token(state, peer, request) {
        Ok(json) => route::json(StatusCode::OK, json.into_bytes()),
        Err(refusal) => route::refused(&refusal),
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    response
}

fn token<B>(state: &State, peer: SocketAddr, request: &Request<B>) -> Result<String, Refusal> {
    let forbidden = |message| Refusal::with(StatusCode::FORBIDDEN, "handout", message);
    let Some(Handout { issuer, users, lifetime }) = &state.handout else {
        return Err(forbidden("no tokens are given here"));
    };
    allowed(peer, state.address.port(), request).map_err(forbidden)?;
    let user = wanted(request.uri().query().unwrap_or_default()).filter(|user| users.contains(user));
    let Some(user) = user else {
        let known: Vec<String> = users.iter().map(|user| shown(user)).collect();
        let message = format!("write /dev/token?user= and one of {}", known.join(", "));
        return Err(Refusal::new("handout", message));
    };
    let token = issuer.token(&user, SystemTime::now(), *lifetime);
    Ok(json!({ "user": user, "token": token, "expires_in": lifetime.as_secs() }).to_string())
}

/// Whether it may ask at all, or why it may not.
fn allowed<B>(peer: SocketAddr, port: u16, request: &Request<B>) -> Result<(), &'static str> {
    if !peer.ip().to_canonical().is_loopback() {
        return Err("tokens for trying are given on this machine only");
    }
    if !is_meant(port, request) {
        return Err("tokens for trying are given to programs of this machine, not to pages of other origins");
    }
    Ok(())
}

/// Whether this server is meant by a name that only this machine has, by a program or by a page of its own.
fn is_meant<B>(port: u16, request: &Request<B>) -> bool {
    let text = |name: &HeaderName| {
        let mut values = request.headers().get_all(name).iter();
        match (values.next(), values.next()) {
            (None, _) => Some(None),
            (Some(value), None) => value.to_str().ok().map(Some),
            _ => None,
        }
    };
    let (Some(host), Some(origin), Some(site)) = (text(&HOST), text(&ORIGIN), text(&SITE)) else {
        return false;
    };
    let Some(host) = host else { return false };
    let names = ["127.0.0.1", "localhost", "[::1]"];
    names.iter().any(|name| host.eq_ignore_ascii_case(&format!("{name}:{port}")))
        && origin.is_none_or(|origin| origin.eq_ignore_ascii_case(&format!("http://{host}")))
        && site.is_none_or(|site| matches!(site, "same-origin" | "none"))
}

/// The user that a query names.
fn wanted(query: &str) -> Option<String> {
    let mut users = query.split('&').filter_map(|pair| pair.strip_prefix("user="));
    let (user, None) = (users.next()?, users.next()) else { return None };
    super::target::decoded(&user.replace('+', " ")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(headers: &[(&'static str, &str)]) -> Request<()> {
        let mut request = Request::new(());
        for (name, value) in headers {
            request.headers_mut().append(*name, HeaderValue::from_str(value).unwrap());
        }
        request
    }

    #[test]
    fn who_asks_is_on_this_machine() {
        let meant = request(&[("host", "127.0.0.1:4444")]);
        for (peer, good) in [
            ("127.0.0.1:1", true),
            ("127.8.8.8:1", true),
            ("[::1]:1", true),
            ("[::ffff:127.0.0.1]:1", true),
            ("0.0.0.0:1", false),
            ("10.0.0.1:1", false),
            ("[::ffff:10.0.0.1]:1", false),
            ("[2001:db8::1]:1", false),
        ] {
            assert_eq!(allowed(peer.parse().unwrap(), 4444, &meant).is_ok(), good, "{peer}");
        }
        let other = request(&[("host", "evil.example:4444")]);
        assert!(allowed("127.0.0.1:1".parse().unwrap(), 4444, &other).is_err());
    }

    #[test]
    fn programs_and_own_pages_are_meant() {
        for headers in [
            &[("host", "127.0.0.1:4444")][..],
            &[("host", "LOCALHOST:4444")],
            &[("host", "[::1]:4444")],
            &[
                ("host", "localhost:4444"),
                ("origin", "http://localhost:4444"),
                ("sec-fetch-site", "same-origin"),
            ],
            &[("host", "localhost:4444"), ("sec-fetch-site", "none")],
        ] {
            assert!(is_meant(4444, &request(headers)), "{headers:?}");
        }
    }

    #[test]
    fn pages_of_others_and_names_of_others_are_not() {
        for headers in [
            &[][..],
            &[("host", "evil.example:4444")],
            &[("host", "localhost")],
            &[("host", "localhost:4445")],
            &[("host", "localhost.evil.example:4444")],
            &[("host", "127.0.0.1:4444"), ("host", "evil.example")],
            &[("host", "localhost:4444"), ("origin", "https://evil.example")],
            &[("host", "localhost:4444"), ("origin", "null")],
            &[("host", "localhost:4444"), ("origin", "http://localhost:3000")],
            &[("host", "localhost:4444"), ("sec-fetch-site", "cross-site")],
            &[("host", "localhost:4444"), ("sec-fetch-site", "same-site")],
        ] {
            assert!(!is_meant(4444, &request(headers)), "{headers:?}");
        }
    }

    #[test]
    fn the_query_names_one_user() {
        for (query, user) in [
            ("user=alice", Some("alice")),
            ("x=1&user=al%20ice", Some("al ice")),
            ("user=al+ice", Some("al ice")),
            ("", None),
            ("users=alice", None),
            ("user=alice&user=bob", None),
            ("user=%zz", None),
        ] {
            assert_eq!(wanted(query).as_deref(), user, "{query}");
        }
    }
}
