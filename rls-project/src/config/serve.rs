//! What does rls.toml say of the local endpoint?

use std::{net::IpAddr, time::Duration};

use toml::de::DeTable;

use super::{
    OfServe,
    read::{UNITS, milliseconds},
    values::{Reader, Value},
};

/// The keys of `[serve]`; docs/rls-toml.schema.json has the same.
pub(super) const KEYS: [&str; 15] = [
    "database_url",
    "databases",
    "jwks",
    "provider",
    "id",
    "audience",
    "issuer",
    "listen",
    "port",
    "mode",
    "anonymous",
    "connections",
    "queue",
    "timeout",
    "rows",
];

/// How a database knows who the caller is.
pub(super) const MODES: [&str; 2] = ["plain", "extension"];

/// Takes `[serve]`.
pub(super) fn read(reader: &mut Reader<'_>, value: &Value<'_>) -> OfServe {
    let mut serve = OfServe::default();
    let Some(table) = reader.table(value, "serve", "[serve]") else { return serve };
    reader.unknown_keys(table, &KEYS, "[serve]");
    if let Some(value) = table.get("database_url") {
        serve.database_url = database_url(reader, value);
    }
    serve.databases = list(reader, table, "databases", "databases = [\"app\"]");
    serve.audience = list(reader, table, "audience", "audience = [\"todos\"]");
    for (key, usage, setting) in [
        ("jwks", "jwks = \"https://auth.example.com/.well-known/jwks.json\"", &mut serve.jwks),
        ("provider", "provider = \"stytch\"", &mut serve.provider),
        ("id", "id = \"project-test-…\"", &mut serve.id),
        ("issuer", "issuer = \"https://auth.example.com\"", &mut serve.issuer),
    ] {
        if let Some(value) = table.get(key) {
            *setting = reader.text(value, key, usage);
        }
    }
    if let Some(value) = table.get("listen") {
        serve.listen = listen(reader, value);
    }
    if let Some(value) = table.get("mode") {
        serve.mode = reader.one_of(value, "mode", &MODES);
    }
    if let Some(value) = table.get("anonymous") {
        match value.get_ref().as_bool() {
            Some(anonymous) => serve.anonymous = Some(anonymous),
            None => reader.wrong(value, "anonymous", "true or false", "anonymous = true"),
        }
    }
    serve.port =
        number(reader, table, "port", 0, u16::MAX.into(), 4444).and_then(|port| port.try_into().ok());
    serve.connections = number(reader, table, "connections", 1, 1_000, 10);
    serve.queue = number(reader, table, "queue", 0, 100_000, 100);
    serve.rows = number(reader, table, "rows", 1, 100_000_000, 100_000);
    if let Some(value) = table.get("timeout") {
        serve.timeout = timeout(reader, value);
    }
    serve
}

fn list(reader: &mut Reader<'_>, table: &DeTable<'_>, key: &str, usage: &str) -> Vec<String> {
    table.get(key).and_then(|value| reader.list(value, key, usage)).unwrap_or_default()
}

/// An address without a password: the file is in a repository.
fn database_url(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<String> {
    let usage = "database_url = \"postgres://authenticator@localhost/app\"";
    let url = reader.text(value, "database_url", usage)?;
    let authority = url.split_once("://").map_or("", |(_, rest)| rest.split('/').next().unwrap_or_default());
    let user = authority.rsplit_once('@').map_or("", |(user, _)| user);
    if user.contains(':') || url.contains("password") {
        reader.fault(
            value.span(),
            "`database_url` holds a password, and this file is for everybody to read",
            "leave it out here, and put it into PGPASSWORD or ~/.pgpass; or name the database by --database-url",
        );
        return None;
    }
    Some(url)
}

fn listen(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<IpAddr> {
    let usage = "listen = \"127.0.0.1\"";
    let text = reader.text(value, "listen", usage)?;
    let address = text.parse().ok();
    if address.is_none() {
        reader.fault(
            value.span(),
            format!("`{text}` is no address of a machine"),
            format!("write {usage}; the port is a key of its own"),
        );
    }
    address
}

/// A number in a range, and one as it could be.
fn number(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    key: &str,
    least: u32,
    most: u32,
    usual: u32,
) -> Option<u32> {
    let value = table.get(key)?;
    let read = value.get_ref().as_integer().filter(|number| number.radix() == 10);
    let number = read.and_then(|number| number.as_str().parse().ok());
    let fits = number.filter(|number| (least..=most).contains(number));
    if fits.is_none() {
        let takes = format!("a whole number from {least} to {most}");
        match read {
            Some(_) => reader.fault(value.span(), format!("`{key}` takes {takes}"), "write one of those"),
            None => reader.wrong(value, key, &takes, &format!("{key} = {usual}")),
        }
    }
    fits
}

fn timeout(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Duration> {
    let usage = "timeout = \"30s\"";
    let text = reader.text(value, "timeout", usage)?;
    let time = milliseconds(&text).map(Duration::from_millis);
    if time.is_none() {
        reader.fault(
            value.span(),
            format!("`{text}` is no time that a request could take"),
            format!("write {usage}, with one of the units {}", UNITS.join(", ")),
        );
    }
    time
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::read::read;

    fn faults(text: &str) -> Vec<String> {
        let (_, findings) = read(Path::new("rls.toml"), &format!("[serve]\n{text}\n"), None);
        findings.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn what_is_written_is_read() {
        let text = r#"[serve]
            database_url = "postgres://authenticator@localhost/app"
            databases = ["other"]
            provider = "stytch"
            id = "project-test-1"
            audience = ["a", "b"]
            listen = "::1"
            port = 0
            mode = "extension"
            anonymous = true
            connections = 5
            queue = 0
            timeout = "1500ms"
            rows = 10
        "#;
        let (written, findings) = read(Path::new("rls.toml"), text, None);
        assert!(findings.is_empty(), "{findings:?}");
        let expected = OfServe {
            database_url: Some("postgres://authenticator@localhost/app".to_owned()),
            databases: vec!["other".to_owned()],
            jwks: None,
            provider: Some("stytch".to_owned()),
            id: Some("project-test-1".to_owned()),
            audience: vec!["a".to_owned(), "b".to_owned()],
            issuer: None,
            listen: Some("::1".parse().unwrap()),
            port: Some(0),
            mode: Some("extension".to_owned()),
            anonymous: Some(true),
            connections: Some(5),
            queue: Some(0),
            timeout: Some(Duration::from_millis(1500)),
            rows: Some(10),
        };
        assert_eq!(written.serve, expected);
    }

    #[test]
    fn each_fault_is_found_and_no_password_is_repeated() {
        for (text, said) in [
            ("prot = 1", "`prot` is no key of [serve]"),
            ("port = 65536", "`port` takes a whole number from 0 to 65535"),
            ("port = -1", "`port` takes"),
            ("port = \"80\"", "`port` takes"),
            ("port = 0x50", "`port` takes"),
            ("connections = 0", "`connections` takes"),
            ("listen = \"localhost:80\"", "is no address"),
            ("mode = \"auto\"", "no mode is called"),
            ("timeout = \"0s\"", "is no time"),
            ("timeout = 30", "`timeout` takes a text"),
            ("anonymous = \"yes\"", "`anonymous` takes true or false"),
            ("audience = \"a\"", "`audience` takes a list"),
            ("database_url = \"postgres://a:hunter2@h/b\"", "holds a password"),
            ("database_url = \"host=h password=hunter2\"", "holds a password"),
            ("database_url = \"postgres://a@h/b?password=hunter2\"", "holds a password"),
        ] {
            let faults = faults(text);
            assert_eq!(faults.len(), 1, "{text}: {faults:?}");
            assert!(faults[0].contains(said) && !faults[0].contains("hunter2"), "{text}: {faults:?}");
        }
    }
}
