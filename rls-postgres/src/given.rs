//! What does `RLS_TEST_DATABASE_URL` say?
//!
//! Both forms of libpq: `postgres://user:password@host:port/database?key=value` and `key=value key=value`.

use std::process::Command;

use crate::{Error, Version};

/// The server of that variable. We speak to it through `psql`, once, to see that it will do.
#[derive(Debug)]
pub(crate) struct Given {
    parameters: Vec<(String, String)>,
}

/// Its version, and whether the role may do what tests do.
const QUESTION: &str = "select current_setting('server_version_num'), rolsuper or (rolcreaterole and rolcreatedb) \
                        from pg_catalog.pg_roles where rolname = current_user";

impl Given {
    pub(crate) fn read(text: &str) -> Result<Self, Error> {
        let rest = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"));
        let parameters = rest.map_or_else(|| keywords(text), url);
        let parameters = parameters.ok_or_else(|| Error::Given {
            why: "it is neither `postgres://user:password@host:port/database` nor `host=… user=…`".to_owned(),
        })?;
        Ok(Self { parameters })
    }

    /// Asks the server for its version, and refuses a role that cannot make roles and databases.
    pub(crate) fn check(&self) -> Result<Version, Error> {
        let fail = |why: String| Error::Given { why };
        let database = self.get("dbname").unwrap_or("postgres");
        let output = Command::new("psql")
            .args(["--no-psqlrc", "--no-password", "--tuples-only", "--no-align", "--field-separator= "])
            .args(["--command", QUESTION, "--dbname", &self.conninfo(database)])
            .output()
            .map_err(|error| fail(format!("`psql`, which asks that server for its version: {error}")))?;
        let answer = String::from_utf8_lossy(&output.stdout);
        let (version, able) = answer
            .trim()
            .split_once(' ')
            .ok_or_else(|| fail(String::from_utf8_lossy(&output.stderr).trim().to_owned()))?;
        if able != "t" {
            return Err(fail(
                "its role is no superuser, and has not both CREATEROLE and CREATEDB".to_owned(),
            ));
        }
        Version::of_number(version).ok_or_else(|| fail(format!("its version is {version}")))
    }

    pub(crate) fn host(&self) -> &str {
        self.get("host").unwrap_or("localhost")
    }

    pub(crate) fn port(&self) -> u16 {
        self.get("port").and_then(|port| port.parse().ok()).unwrap_or(5432)
    }

    /// The same parameters with another database.
    pub(crate) fn conninfo(&self, database: &str) -> String {
        let others = self.parameters.iter().filter(|(key, _)| key != "dbname");
        let mut words: Vec<String> = others.map(|(key, value)| keyword(key, value)).collect();
        words.push(keyword("dbname", database));
        words.join(" ")
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.parameters.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }
}

/// `key=value`, quoted where it has to be.
pub(crate) fn keyword(key: &str, value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-:@+".contains(&byte);
    if !value.is_empty() && value.bytes().all(plain) {
        return format!("{key}={value}");
    }
    format!("{key}='{}'", value.replace('\\', r"\\").replace('\'', r"\'"))
}

/// What follows `postgres://`.
fn url(rest: &str) -> Option<Vec<(String, String)>> {
    let mut parameters = Vec::new();
    let mut add = |key: &str, value: &str| {
        if !value.is_empty() {
            parameters.push((key.to_owned(), decoded(value)?));
        }
        Some(())
    };
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
    let (login, address) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (user, password) = login.split_once(':').unwrap_or((login, ""));
    // the brackets of an IPv6 address hold colons of their own
    let bracketed = address.strip_prefix('[').and_then(|address| address.split_once(']'));
    let (host, port) = match bracketed {
        Some((host, port)) => (host, port.strip_prefix(':').unwrap_or(port)),
        None => address.split_once(':').unwrap_or((address, "")),
    };
    add("host", host)?;
    add("port", port)?;
    add("user", user)?;
    add("password", password)?;
    add("dbname", database)?;
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=')?;
        add(key, value)?;
    }
    Some(parameters)
}

/// `%2F` → `/`.
fn decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(part.get(..2)?, 16).ok()?);
        bytes.extend_from_slice(part.get(2..)?.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

/// `key=value key = 'it\'s'`.
fn keywords(text: &str) -> Option<Vec<(String, String)>> {
    let mut parameters = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (key, value) = rest.split_once('=')?;
        let value = value.trim_start();
        let quoted = value.strip_prefix('\'');
        let (mut read, mut escaped, mut end) = (String::new(), false, None);
        let body = quoted.unwrap_or(value);
        for (at, letter) in body.char_indices() {
            match letter {
                _ if escaped => escaped = false,
                '\\' => {
                    escaped = true;
                    continue;
                }
                '\'' if quoted.is_some() => {
                    end = Some(at + 1);
                    break;
                }
                _ if quoted.is_none() && letter.is_whitespace() => {
                    end = Some(at);
                    break;
                }
                _ => {}
            }
            read.push(letter);
        }
        if quoted.is_some() && end.is_none() {
            return None;
        }
        parameters.push((key.trim().to_owned(), read));
        rest = body.get(end.unwrap_or(body.len())..)?.trim_start();
    }
    (!parameters.is_empty()).then_some(parameters)
}

#[cfg(test)]
mod tests {
    use super::Given;

    #[test]
    fn both_forms_give_the_same_with_another_database() {
        let conninfo = |text| Given::read(text).map(|given| given.conninfo("other db")).ok();
        let other = |words: &str| Some(format!("{words} dbname='other db'"));
        assert_eq!(
            conninfo("postgres://me:p%40ss'@db.example:5433/app?sslmode=require"),
            other(r"host=db.example port=5433 user=me password='p@ss\'' sslmode=require")
        );
        assert_eq!(
            conninfo(r"host=db.example port = 5433 user=me dbname=app password='p@ss\'' sslmode=require"),
            other(r"host=db.example port=5433 user=me password='p@ss\'' sslmode=require")
        );
        assert_eq!(conninfo("postgresql://me@[::1]:5433"), other("host=::1 port=5433 user=me"));
        assert_eq!(conninfo("postgres:///app?host=%2Frun%2Fpg"), other("host=/run/pg"));
        for wrong in ["", "app", "host='open", "postgres://%zz"] {
            assert_eq!(conninfo(wrong), None, "{wrong}");
        }
    }
}
