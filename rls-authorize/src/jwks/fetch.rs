//! What does the issuer answer?

use std::{
    fmt,
    io::Read,
    net::{IpAddr, Ipv6Addr},
    path::Path,
    sync::Arc,
    time::Duration,
};

use http::{Uri, uri::Scheme};
use ureq::{
    Agent, Error,
    tls::{Certificate, RootCerts, TlsConfig},
};

use super::{JwksError, error, key::Keys};
use crate::error::shown;

/// How long an answer may be.
const MOST: u64 = 64 * 1024;

/// How long it may take.
const TIME: Duration = Duration::from_secs(5);

/// An address that keys may come from.
#[derive(Clone)]
pub(super) struct Url {
    uri: Uri,
    local: bool,
}

impl Url {
    pub(super) fn read(text: &str) -> Result<Self, JwksError> {
        let fault = |why| Err(JwksError::Address { url: shown(before_query(text)), why });
        let Ok(uri) = text.parse::<Uri>() else { return fault("it cannot be read") };
        let Some(authority) = uri.authority() else { return fault("it has to start with https://") };
        if authority.as_str().contains('@') {
            return Err(JwksError::Address {
                url: "it".to_owned(),
                why: "a name and a password have no place in it",
            });
        }
        let local = is_local(authority.host());
        match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => {}
            Some(scheme) if *scheme == Scheme::HTTP && local => {}
            Some(scheme) if *scheme == Scheme::HTTP => {
                return fault(
                    "http is taken from this machine only, because anybody on the way could change the keys: use https",
                );
            }
            _ => return fault("it has to start with https://"),
        }
        Ok(Self { uri, local })
    }

    /// Asks, and waits. Not on a thread of the runtime.
    pub(super) fn fetch(&self) -> Result<Keys, JwksError> {
        let place = self.to_string();
        let unreachable = |why: String| JwksError::Unreachable { place: place.clone(), why };
        let mut config = Agent::config_builder()
            .timeout_global(Some(TIME))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .max_idle_connections(0)
            .accept("application/json")
            .user_agent(concat!("pg-rls/", env!("CARGO_PKG_VERSION")));
        if self.uri.scheme() == Some(&Scheme::HTTPS) {
            config = config.tls_config(tls().map_err(unreachable)?);
        }
        if self.local {
            config = config.proxy(None);
        }
        let response =
            config.build().new_agent().get(&self.uri).call().map_err(|error| said(error, &place))?;
        let status = response.status().as_u16();
        match status {
            200 => {}
            300..400 => return Err(JwksError::Redirect { place, status }),
            _ => return Err(JwksError::Status { place, status }),
        }
        let body = response.into_body().into_with_config().limit(MOST).read_to_vec();
        error::keys(&body.map_err(|error| said(error, &place))?, &place)
    }
}

/// Without what comes after `?`, which some use for keys of another kind.
impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(before_query(&self.uri.to_string()))
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn before_query(text: &str) -> &str {
    text.split(['?', '#']).next().unwrap_or_default()
}

/// This machine.
fn is_local(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => ip.is_loopback(),
        Ok(IpAddr::V6(ip)) => ip == Ipv6Addr::LOCALHOST,
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}

/// What the machine trusts, as with databases.
fn tls() -> Result<TlsConfig, String> {
    let found = rustls_native_certs::load_native_certs();
    if found.certs.is_empty() {
        return Err("this machine has no certificates that could be trusted (the package ca-certificates?)"
            .to_owned());
    }
    let certificates = found.certs.iter().map(|certificate| Certificate::from_der(certificate).to_owned());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let roots = RootCerts::from(certificates);
    Ok(TlsConfig::builder().root_certs(roots).unversioned_rustls_crypto_provider(provider).build())
}

fn said(error: Error, place: &str) -> JwksError {
    match error {
        Error::Timeout(_) => JwksError::TooSlow(place.to_owned()),
        Error::BodyExceedsLimit(_) => JwksError::TooLarge(place.to_owned()),
        Error::HostNotFound => {
            JwksError::Unreachable { place: place.to_owned(), why: "there is no such host".to_owned() }
        }
        Error::Io(error) => JwksError::Unreachable { place: place.to_owned(), why: error.to_string() },
        error => JwksError::Unreachable { place: place.to_owned(), why: error.to_string() },
    }
}

/// The keys of a file.
pub(super) fn file(path: &Path) -> Result<Keys, JwksError> {
    let place = path.display().to_string();
    let fault = |error: std::io::Error| JwksError::File { path: place.clone(), why: error.to_string() };
    let mut text = Vec::new();
    let file = std::fs::File::open(path).map_err(fault)?;
    file.take(MOST + 1).read_to_end(&mut text).map_err(fault)?;
    if text.len() as u64 > MOST {
        return Err(JwksError::TooLarge(place));
    }
    error::keys(&text, &place)
}
