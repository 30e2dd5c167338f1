//! What does the text say? Both forms of libpq.
//!
//! `postgres://user:password@host:port/database?key=value` and `key=value key='a value'`.

use std::collections::BTreeMap;

use crate::LiveError;

/// What to do about most that is wrong in a URL.
pub(super) const ENCODE: &str = "in a URL, a character of a name or a password other than letters, digits and - . _ ~ is written as % and two digits: \
     @ is %40, : is %3A, / is %2F, # is %23, ? is %3F, % is %25";

/// What counts here.
const USED: [&str; 15] = [
    "application_name",
    "channel_binding",
    "connect_timeout",
    "dbname",
    "fallback_application_name",
    "host",
    "hostaddr",
    "load_balance_hosts",
    "options",
    "passfile",
    "password",
    "port",
    "sslmode",
    "sslrootcert",
    "target_session_attrs",
];

/// What libpq knows and what changes nothing here.
const IDLE: [&str; 16] = [
    "client_encoding",
    "gssdelegation",
    "gssencmode",
    "gsslib",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "krbsrvname",
    "min_protocol_version",
    "max_protocol_version",
    "sslcompression",
    "sslsni",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "tcp_user_timeout",
];

/// What libpq knows and we do not do; to leave it out silently would be less safe than was asked for.
const NOT_DONE: [(&str, &str); 10] = [
    ("sslcert", "client certificates are not used here: log in by password"),
    ("sslkey", "client certificates are not used here: log in by password"),
    ("sslpassword", "client certificates are not used here: log in by password"),
    ("sslcertmode", "client certificates are not used here"),
    ("sslcrl", "lists of revoked certificates are not read here"),
    ("sslcrldir", "lists of revoked certificates are not read here"),
    ("require_auth", "leave it out; channel_binding=require does what is mostly wanted of it"),
    ("requirepeer", "it is not checked here: leave it out"),
    ("service", "write what the service file says: host, port, user, dbname"),
    ("sslnegotiation", "leave it out: TLS is asked for in the usual way"),
];

/// What other tools put into their URLs, and Postgres does not know.
const FOREIGN: [&str; 8] = [
    "schema",
    "pgbouncer",
    "connection_limit",
    "pool_timeout",
    "statement_cache_capacity",
    "sslaccept",
    "ssl",
    "supa",
];

/// The parameters by keyword; those that are empty are left out, as libpq has it.
pub(super) fn parameters(text: &str) -> Result<BTreeMap<String, String>, LiveError> {
    let text = text.trim();
    if text.contains('\0') {
        return Err(unreadable());
    }
    let rest = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"));
    let pairs = match rest {
        Some(rest) => url(rest)?,
        None => words(text)?,
    };
    let mut parameters = BTreeMap::new();
    for (key, value) in pairs {
        known(&key, rest.is_some())?;
        if value.is_empty() {
            parameters.remove(&key);
        } else {
            parameters.insert(key, value);
        }
    }
    Ok(parameters)
}

fn unreadable() -> LiveError {
    LiveError::new("that is no address of a database (it is not repeated here, since it may hold a password)")
        .help("write postgres://user:password@host:port/database, or host=… port=… user=… dbname=…")
}

/// A keyword that is not known is said only where it cannot be a piece of a password.
fn known(key: &str, url: bool) -> Result<(), LiveError> {
    if key == "user" || USED.contains(&key) || IDLE.contains(&key) {
        return Ok(());
    }
    if let Some((_, help)) = NOT_DONE.iter().find(|(name, _)| *name == key) {
        return Err(LiveError::new(format!("the address has `{key}`, which is not done here")).help(*help));
    }
    if url && FOREIGN.contains(&key) {
        return Err(LiveError::new(format!("the address has `{key}`, which is another tool's word"))
            .help("leave it out: Postgres's own tools do not know it either"));
    }
    Err(LiveError::new("the address has a parameter that Postgres does not know").help(if url {
        "look at what stands behind the `?`"
    } else {
        "look at the words before each `=`; a value with a blank in it stands in quotes: password='a b'"
    }))
}

/// What follows `postgres://`.
fn url(rest: &str) -> Result<Vec<(String, String)>, LiveError> {
    let wrong =
        |what: &str| LiveError::new(format!("the URL of the database cannot be read: {what}")).help(ENCODE);
    let mut pairs = Vec::new();
    let mut add = |key: &str, value: &str| -> Result<(), LiveError> {
        let value = decoded(value)
            .ok_or_else(|| wrong("a `%` in it is not followed by two digits, or stands for no text"))?;
        pairs.push((key.to_owned(), value));
        Ok(())
    };
    // as libpq: the first @ ends the login, if it comes before the first /
    let login = rest.find(['@', '/']).filter(|at| rest[*at..].starts_with('@'));
    let (login, rest) = match login {
        Some(at) => (&rest[..at], &rest[at + 1..]),
        None => ("", rest),
    };
    if rest.contains('@') {
        return Err(wrong("it has more than one `@`, or one behind the host"));
    }
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (places, database) = rest.split_once('/').unwrap_or((rest, ""));
    let (user, password) = login.split_once(':').unwrap_or((login, ""));
    add("user", user)?;
    add("password", password)?;
    let (mut hosts, mut ports) = (Vec::new(), Vec::new());
    for place in places.split(',') {
        // the brackets of an IPv6 address hold colons of their own
        let (host, port) = match place.strip_prefix('[') {
            Some(inside) => {
                let (host, port) = inside.split_once(']').ok_or_else(|| wrong("a `[` is not closed"))?;
                (host, port.strip_prefix(':').unwrap_or(port))
            }
            None => place.split_once(':').unwrap_or((place, "")),
        };
        if !port.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong("the port is no number"));
        }
        hosts.push(host);
        ports.push(port);
    }
    add("host", &hosts.join(","))?;
    let ports = ports.join(",");
    add("port", if ports.bytes().all(|byte| byte == b',') { "" } else { &ports })?;
    add("dbname", database)?;
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) =
            pair.split_once('=').ok_or_else(|| wrong("a parameter behind the `?` has no `=`"))?;
        let key = decoded(key).ok_or_else(|| wrong("a parameter behind the `?` has no name"))?;
        // the driver of Java writes it so, and libpq takes it
        let key =
            if key == "ssl" && value == "true" { ("sslmode", "require") } else { (key.as_str(), value) };
        add(key.0, key.1)?;
    }
    Ok(pairs)
}

/// `%2F` → `/`.
fn decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let digits = part.get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        bytes.push(u8::from_str_radix(digits, 16).ok().filter(|byte| *byte != 0)?);
        bytes.extend_from_slice(part.get(2..)?.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

/// `/` → `%2F`.
pub(super) fn encoded(text: &str) -> String {
    let mut written = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            written.push(char::from(byte));
        } else {
            written.push_str(&format!("%{byte:02X}"));
        }
    }
    written
}

/// `key=value key = 'it\'s'`.
fn words(text: &str) -> Result<Vec<(String, String)>, LiveError> {
    let mut pairs = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (key, value) = rest.split_once('=').ok_or_else(unreadable)?;
        let key = key.trim_end();
        if key.is_empty() || key.contains(char::is_whitespace) {
            return Err(unreadable());
        }
        let value = value.trim_start();
        let quoted = value.strip_prefix('\'');
        let body = quoted.unwrap_or(value);
        let (mut read, mut escaped, mut end) = (String::new(), false, None);
        for (at, letter) in body.char_indices() {
            if escaped {
                escaped = false;
            } else if letter == '\\' {
                escaped = true;
                continue;
            } else if quoted.is_some() && letter == '\'' {
                end = Some(at + 1);
                break;
            } else if quoted.is_none() && letter.is_whitespace() {
                end = Some(at);
                break;
            }
            read.push(letter);
        }
        if quoted.is_some() && end.is_none() {
            return Err(LiveError::new("a quote in the address is not closed")
                .help(r"in key='value', ' is written \' and \ is written \\"));
        }
        pairs.push((key.to_owned(), read));
        rest = body[end.unwrap_or(body.len())..].trim_start();
    }
    if pairs.is_empty() { Err(unreadable()) } else { Ok(pairs) }
}
