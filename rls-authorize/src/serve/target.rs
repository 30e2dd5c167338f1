//! Which role and which database does a connection string name?
//!
//! Drivers send it as a header. Only the role and the database of it count: the endpoint knows its server, and a caller is known by
//! their token. It may hold a password, so no fault repeats any of it.

use http::{HeaderMap, HeaderValue};

use super::header;

/// The header that it comes in.
pub const HEADER: &str = "neon-connection-string";

/// Whom and what a connection string names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The role.
    pub role: String,
    /// The database.
    pub database: String,
}

/// Why a connection string is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetFault {
    /// There is no header.
    #[error("the header Neon-Connection-String is missing: it says postgresql://ROLE@HOST/DATABASE")]
    Missing,
    /// There are several.
    #[error("the header Neon-Connection-String is there more than once")]
    Several,
    /// Bytes that a URL does not have.
    #[error("the connection string holds a character that a URL does not have: percent-encode it")]
    Characters,
    /// Another scheme, or none.
    #[error("the connection string does not begin with postgresql:// or postgres://")]
    Scheme,
    /// No role.
    #[error("the connection string names no role: postgresql://ROLE@HOST/DATABASE")]
    NoRole,
    /// No host.
    #[error("the connection string names no host: postgresql://ROLE@HOST/DATABASE")]
    NoHost,
    /// An address in place of a name.
    #[error("the connection string has a number for its host: write a name, such as localhost")]
    HostNumber,
    /// What no host is called.
    #[error("the host of the connection string is no name")]
    Host,
    /// No number, or too large a one.
    #[error("the port of the connection string is no number from 1 to 65535")]
    Port,
    /// No database.
    #[error("the connection string names no database: postgresql://ROLE@HOST/DATABASE")]
    NoDatabase,
    /// More than one name.
    #[error(
        "the path of the connection string is more than the name of a database: write a / in a name as %2F"
    )]
    Path,
    /// A `%` without its two digits, or what is no UTF-8.
    #[error("the connection string is not percent-encoded as it should be: a % is %25")]
    Encoding,
    /// A NUL character.
    #[error("the connection string holds a NUL character")]
    Nul,
}

/// What the headers of a request say.
///
/// # Errors
///
/// Where the header is missing, is there twice, or is no connection string.
pub fn of(headers: &HeaderMap) -> Result<Target, TargetFault> {
    let value: Option<&HeaderValue> = header::one(headers, HEADER).map_err(|_| TargetFault::Several)?;
    let value = value.ok_or(TargetFault::Missing)?;
    read(value.to_str().map_err(|_| TargetFault::Characters)?)
}

/// What a connection string says.
///
/// # Errors
///
/// Where it is none.
///
/// ```
/// use rls_authorize::serve::target::{TargetFault, read};
///
/// let target = read("postgresql://authenticated@ep-cool.neon.tech/app?sslmode=require").unwrap();
/// assert_eq!((target.role.as_str(), target.database.as_str()), ("authenticated", "app"));
/// assert_eq!(read("postgresql://authenticated@127.0.0.1/app"), Err(TargetFault::HostNumber));
/// ```
pub fn read(text: &str) -> Result<Target, TargetFault> {
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) || text.contains(['#', '"', '<', '>', '\\', '`']) {
        return Err(TargetFault::Characters);
    }
    let (scheme, rest) = text.split_once("://").ok_or(TargetFault::Scheme)?;
    if !["postgresql", "postgres"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return Err(TargetFault::Scheme);
    }
    let before_query = rest.split_once('?').map_or(rest, |(before, _)| before);
    let (authority, path) = match before_query.split_once('/') {
        Some((authority, path)) => (authority, Some(path)),
        None => (before_query, None),
    };
    let (user, place) = authority.rsplit_once('@').ok_or(TargetFault::NoRole)?;
    let role = user.split_once(':').map_or(user, |(role, _)| role);
    if role.is_empty() {
        return Err(TargetFault::NoRole);
    }
    if user.contains('@') {
        return Err(TargetFault::Encoding);
    }
    host(place)?;
    let database = path.filter(|path| !path.is_empty()).ok_or(TargetFault::NoDatabase)?;
    if database.contains('/') {
        return Err(TargetFault::Path);
    }
    Ok(Target { role: decoded(role)?, database: decoded(database)? })
}

/// Whether this is a host by its name, with a port or without.
fn host(place: &str) -> Result<(), TargetFault> {
    if place.starts_with('[') {
        return Err(TargetFault::HostNumber);
    }
    let (name, port) = match place.split_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (place, None),
    };
    if name.is_empty() {
        return Err(TargetFault::NoHost);
    }
    if name.parse::<std::net::Ipv4Addr>().is_ok() {
        return Err(TargetFault::HostNumber);
    }
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte)) {
        return Err(TargetFault::Host);
    }
    match port {
        Some(port) if !port.bytes().all(|byte| byte.is_ascii_digit()) => Err(TargetFault::Port),
        Some(port) if port.parse::<u16>().map_or(true, |port| port == 0) => Err(TargetFault::Port),
        _ => Ok(()),
    }
}

/// A part of a URL without its percent signs.
pub(super) fn decoded(part: &str) -> Result<String, TargetFault> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16));
        match (digit(), digit()) {
            (Some(high), Some(low)) => bytes.extend(u8::try_from(high * 16 + low)),
            _ => return Err(TargetFault::Encoding),
        }
    }
    if bytes.contains(&0) {
        return Err(TargetFault::Nul);
    }
    String::from_utf8(bytes).map_err(|_| TargetFault::Encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_string_names_a_role_and_a_database() {
        for (text, role, database) in [
            ("postgresql://authenticated@localhost/app", "authenticated", "app"),
            (
                "postgres://a:b@h.x-y.example:5432/app?application_name=x&user=z#".trim_end_matches('#'),
                "a",
                "app",
            ),
            ("POSTGRES://a:@h/b?", "a", "b"),
            ("postgres://a%40b:p%2Fw@h/n%2Fm%20o", "a@b", "n/m o"),
            ("postgres://r%C3%B6le@h/d", "röle", "d"),
            ("postgres://a%22%3BDROP@h/d'", "a\";DROP", "d'"),
        ] {
            let expected = Target { role: role.to_owned(), database: database.to_owned() };
            assert_eq!(read(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn each_fault_is_its_own() {
        for (text, fault) in [
            ("", TargetFault::Scheme),
            ("authenticated@localhost/app", TargetFault::Scheme),
            ("mysql://a@h/b", TargetFault::Scheme),
            ("https://a@h/b", TargetFault::Scheme),
            ("postgres:a@h/b", TargetFault::Scheme),
            ("postgres://h/b", TargetFault::NoRole),
            ("postgres://@h/b", TargetFault::NoRole),
            ("postgres://:secret@h/b", TargetFault::NoRole),
            ("postgres://a@/b", TargetFault::NoHost),
            ("postgres://a@:5432/b", TargetFault::NoHost),
            ("postgres://a@127.0.0.1/b", TargetFault::HostNumber),
            ("postgres://a@[::1]:5432/b", TargetFault::HostNumber),
            ("postgres://a@h,i/b", TargetFault::Host),
            ("postgres://a@h%2Fi/b", TargetFault::Host),
            ("postgres://a@h:0/b", TargetFault::Port),
            ("postgres://a@h:+1/b", TargetFault::Port),
            ("postgres://a@h:65536/b", TargetFault::Port),
            ("postgres://a@h:/b", TargetFault::Port),
            ("postgres://a@h", TargetFault::NoDatabase),
            ("postgres://a@h/", TargetFault::NoDatabase),
            ("postgres://a@h/?dbname=b", TargetFault::NoDatabase),
            ("postgres://a@h/b/c", TargetFault::Path),
            ("postgres://a@h/b/", TargetFault::Path),
            ("postgres://a%4@h/b", TargetFault::Encoding),
            ("postgres://a@h/%zz", TargetFault::Encoding),
            ("postgres://a@h/%+1", TargetFault::Encoding),
            ("postgres://a%ff@h/b", TargetFault::Encoding),
            ("postgres://a@b:secret@h/b", TargetFault::Encoding),
            ("postgres://a@h/b%00", TargetFault::Nul),
            ("postgres://a@h/b c", TargetFault::Characters),
            ("postgres://a@h/b\n", TargetFault::Characters),
            ("postgres://a@h/ü", TargetFault::Characters),
            ("postgres://a@h/b#c", TargetFault::Characters),
        ] {
            assert_eq!(read(text), Err(fault), "{text}");
            assert!(!fault.to_string().contains("secret"));
        }
    }

    #[test]
    fn it_comes_in_one_header() {
        let mut headers = HeaderMap::new();
        assert_eq!(of(&headers), Err(TargetFault::Missing));
        headers.insert(HEADER, HeaderValue::from_static("postgres://a@h/b"));
        assert_eq!(of(&headers).map(|target| target.role), Ok("a".to_owned()));
        headers.append(HEADER, HeaderValue::from_static("postgres://b@h/b"));
        assert_eq!(of(&headers), Err(TargetFault::Several));
        let bytes = HeaderValue::from_bytes(b"postgres://\xff@h/b").unwrap();
        headers.insert(HEADER, bytes);
        assert_eq!(of(&headers), Err(TargetFault::Characters));
    }
}
