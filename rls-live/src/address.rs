//! Where is the database, and who are we there?
//!
//! What libpq reads is read, as it reads it: a URL, or `key=value` words, what they leave out from the `PG…` variables and
//! from the password file. The driver's own reader is not used: it knows four of the six values of `sslmode`, and its errors
//! would say parts of the text, which holds a password. No text that comes from here does.

mod environment;
mod read;

use std::{collections::BTreeMap, fmt, time::Duration};

use postgres::config::{ChannelBinding, Config, LoadBalanceHosts, SslMode, TargetSessionAttrs};

use crate::LiveError;

/// How TLS is used, as libpq means it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tls {
    /// Never.
    Disable,
    /// Only where the server asks for it.
    Allow,
    /// Where the server has it.
    #[default]
    Prefer,
    /// Always; whose certificate it is counts only where `sslrootcert` says who signs.
    Require,
    /// Always, and the certificate is signed by one that is trusted.
    VerifyCa,
    /// As before, and it is for the host that was asked for.
    VerifyFull,
}

impl Tls {
    const WORDS: [(&'static str, Tls); 6] = [
        ("disable", Tls::Disable),
        ("allow", Tls::Allow),
        ("prefer", Tls::Prefer),
        ("require", Tls::Require),
        ("verify-ca", Tls::VerifyCa),
        ("verify-full", Tls::VerifyFull),
    ];
}

/// A database's address, with the password that is shown nowhere.
///
/// ```
/// let address = rls_live::Address::parse("postgres://me:secret@db.example:5433/app?sslmode=require")?;
/// assert_eq!(address.to_string(), "postgres://me@db.example:5433/app");
/// assert!(!format!("{address:?}").contains("secret"));
/// assert_eq!(address.with_database("other db").to_string(), "postgres://me@db.example:5433/other%20db");
/// # Ok::<(), rls_live::LiveError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// By libpq's keyword; those with a value only.
    parameters: BTreeMap<String, String>,
}

impl Address {
    /// Reads a URL or `key=value` words; what they leave out comes from the `PG…` variables and the password file.
    ///
    /// # Errors
    /// What cannot be read; the text itself is not repeated.
    pub fn read(text: &str) -> Result<Self, LiveError> {
        let mut parameters = read::parameters(text)?;
        environment::complete(&mut parameters, &|name| std::env::var(name).ok());
        Self::new(parameters)
    }

    /// The same, and nothing comes from elsewhere.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn parse(text: &str) -> Result<Self, LiveError> {
        Self::new(read::parameters(text)?)
    }

    fn new(parameters: BTreeMap<String, String>) -> Result<Self, LiveError> {
        let address = Self { parameters };
        // what is wrong in it is said now, not when it is used
        address.config()?;
        address.tls()?;
        Ok(address)
    }

    /// The same server, login and options with another database.
    pub fn with_database(&self, name: &str) -> Self {
        let mut other = self.clone();
        other.parameters.insert("dbname".to_owned(), name.to_owned());
        other
    }

    /// The same server and database as another role, without the password of the first.
    pub fn with_user(&self, name: &str) -> Self {
        let mut other = self.clone();
        other.parameters.insert("user".to_owned(), name.to_owned());
        other.parameters.remove("password");
        other
    }

    /// The database; Postgres takes the name of the role where none is named.
    pub fn database(&self) -> &str {
        self.get("dbname").unwrap_or_else(|| self.user())
    }

    /// The role that logs in; empty where neither the text nor the environment says.
    pub fn user(&self) -> &str {
        self.get("user").unwrap_or_default()
    }

    /// How TLS is used.
    ///
    /// # Errors
    /// A word that `sslmode` does not have.
    pub fn tls(&self) -> Result<Tls, LiveError> {
        let Some(word) = self.get("sslmode") else {
            // as libpq: who trusts the system asks for the name, too
            let system = self.root_certificates() == Some("system");
            return Ok(if system { Tls::VerifyFull } else { Tls::default() });
        };
        let known = Tls::WORDS.iter().find(|(name, _)| *name == word);
        known.map(|(_, tls)| *tls).ok_or_else(|| {
            LiveError::new("sslmode has a value that it cannot have")
                .help("it is disable, allow, prefer, require, verify-ca or verify-full")
        })
    }

    /// The file of the certificates that are trusted, or `system`.
    pub fn root_certificates(&self) -> Option<&str> {
        self.get("sslrootcert")
    }

    /// Whether a pooler stands there, as far as the name and the port tell: Neon's, Supabase's and PgBouncer's own.
    pub fn looks_pooled(&self) -> bool {
        let port = self.get("port");
        let hosts = self.get("host").unwrap_or_default();
        hosts.contains("-pooler.")
            || port == Some("6432")
            || (hosts.contains("supabase") && port == Some("6543"))
    }

    /// `host` and `port`, for people.
    pub(crate) fn place(&self) -> String {
        let host = self.get("host").or(self.get("hostaddr")).unwrap_or(DEFAULT_HOST);
        let port = self.get("port").unwrap_or("5432");
        if host.starts_with('/') {
            format!("the socket {host}/.s.PGSQL.{port}")
        } else if host.contains(',') {
            host.to_owned()
        } else {
            format!("{host}:{port}")
        }
    }

    /// Whether a unix socket is all that is asked for; there TLS is not used, as by libpq.
    pub(crate) fn is_socket(&self) -> bool {
        self.get("hostaddr").is_none()
            && self.get("host").unwrap_or(DEFAULT_HOST).split(',').all(|host| host.starts_with('/'))
    }

    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.parameters.get(key).map(String::as_str)
    }

    /// For the driver. TLS is `Prefer` here; [`crate::connect()`] sets what is tried.
    pub(crate) fn config(&self) -> Result<Config, LiveError> {
        let mut config = Config::new();
        config.application_name(
            self.get("application_name").or(self.get("fallback_application_name")).unwrap_or("pg-rls"),
        );
        config.ssl_mode(SslMode::Prefer);
        let wrong = |key: &str| LiveError::new(format!("{key} has a value that it cannot have"));
        for (key, value) in &self.parameters {
            match key.as_str() {
                "user" => drop(config.user(value)),
                "password" => drop(config.password(value)),
                "dbname" => drop(config.dbname(value)),
                "options" => drop(config.options(value)),
                "host" => {
                    for host in value.split(',') {
                        config.host(if host.is_empty() { DEFAULT_HOST } else { host });
                    }
                }
                "hostaddr" => {
                    for address in value.split(',') {
                        config.hostaddr(address.parse().map_err(|_| wrong(key).help("it is an IP address"))?);
                    }
                }
                "port" => {
                    for port in value.split(',') {
                        let port = if port.is_empty() { "5432" } else { port };
                        let port = port.parse().ok().filter(|port| *port > 0);
                        config.port(port.ok_or_else(|| wrong(key).help(read::ENCODE))?);
                    }
                }
                "connect_timeout" => {
                    let seconds: i64 =
                        value.trim().parse().map_err(|_| wrong(key).help("it is a number of seconds"))?;
                    if let Some(seconds) = u64::try_from(seconds).ok().filter(|seconds| *seconds > 0) {
                        config.connect_timeout(Duration::from_secs(seconds));
                    }
                }
                "channel_binding" => drop(config.channel_binding(match value.as_str() {
                    "disable" => ChannelBinding::Disable,
                    "prefer" => ChannelBinding::Prefer,
                    "require" => ChannelBinding::Require,
                    _ => return Err(wrong(key).help("it is disable, prefer or require")),
                })),
                "target_session_attrs" => drop(config.target_session_attrs(match value.as_str() {
                    "any" | "prefer-standby" => TargetSessionAttrs::Any,
                    "read-write" | "primary" => TargetSessionAttrs::ReadWrite,
                    "read-only" | "standby" => TargetSessionAttrs::ReadOnly,
                    _ => return Err(wrong(key).help("it is any, read-write, read-only, primary or standby")),
                })),
                "load_balance_hosts" if value == "random" => {
                    config.load_balance_hosts(LoadBalanceHosts::Random);
                }
                _ => {}
            }
        }
        if self.get("host").is_none() && self.get("hostaddr").is_none() {
            config.host(DEFAULT_HOST);
        }
        if config.get_ports().len() > 1 && config.get_ports().len() != config.get_hosts().len() {
            return Err(LiveError::new("there are more ports than hosts, or fewer")
                .help("name one port, or one for each host"));
        }
        Ok(config)
    }
}

/// Where libpq looks for a server is a matter of how it was built; over TCP each finds it.
const DEFAULT_HOST: &str = "localhost";

/// As a URL without the password and without options.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgres://")?;
        if !self.user().is_empty() {
            write!(f, "{}@", read::encoded(self.user()))?;
        }
        let host = self.get("host").or(self.get("hostaddr")).unwrap_or(DEFAULT_HOST);
        match host {
            host if host.starts_with('/') => f.write_str(&read::encoded(host))?,
            host if host.contains(':') => write!(f, "[{host}]")?,
            host => f.write_str(host)?,
        }
        if let Some(port) = self.get("port") {
            write!(f, ":{port}")?;
        }
        write!(f, "/{}", read::encoded(self.database()))
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}
