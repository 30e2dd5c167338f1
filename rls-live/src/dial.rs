//! What does somebody need who speaks the protocol themselves?
//!
//! An address as places, ways and words; the same rules as [`mod@crate::connect`], without the driver.

use std::{path::PathBuf, sync::Arc, time::Duration};

use postgres::config::Host;
use rustls::ClientConfig;

pub use crate::tls::end_point;
use crate::{Address, LiveError, address::Tls, tls};

/// All that is needed to connect. It holds the password, and is not printed with it.
pub struct Dial {
    /// Where to try, in this order.
    pub places: Vec<Place>,
    /// How to try each, in this order.
    pub ways: &'static [Way],
    /// Whose certificate is taken.
    pub tls: Arc<ClientConfig>,
    /// What a server may ask for.
    pub password: Option<String>,
    /// Options of the session, as of a command line.
    pub options: Option<String>,
    /// What the session calls itself.
    pub application_name: String,
    /// For one try, until the session stands.
    pub within: Duration,
    /// Whether a login is bound to its TLS session.
    pub binding: Binding,
}

/// Where a server may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A unix socket.
    Socket(PathBuf),
    /// A host and a port.
    Tcp {
        /// A name, or an address.
        host: String,
        /// Whose certificate it should have.
        name: String,
        /// The port.
        port: u16,
    },
}

/// How a place is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// As it is.
    Plain,
    /// By TLS where the server has it.
    Prefer,
    /// By TLS.
    Tls,
}

/// Whether a login is bound to its TLS session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// Never.
    Disable,
    /// Where both sides can.
    Prefer,
    /// Always.
    Require,
}

impl Address {
    /// What it says, for who connects themselves.
    ///
    /// # Errors
    /// What cannot be used: a file of certificates that is not there, say.
    pub fn dial(&self) -> Result<Dial, LiveError> {
        let config = self.config()?;
        if self.get("target_session_attrs").is_some_and(|wanted| wanted != "any") {
            return Err(LiveError::new("target_session_attrs is not looked at here")
                .help("name the one host that is meant, and leave it out"));
        }
        let (hosts, addresses, ports) = (config.get_hosts(), config.get_hostaddrs(), config.get_ports());
        let mut places = Vec::new();
        for at in 0..hosts.len().max(addresses.len()) {
            let port = ports.get(at).or(ports.first()).copied().unwrap_or(5432);
            let address = addresses.get(at).map(ToString::to_string);
            places.push(match (hosts.get(at), address) {
                #[cfg(unix)]
                (Some(Host::Unix(folder)), None) => Place::Socket(folder.join(format!(".s.PGSQL.{port}"))),
                (Some(Host::Tcp(name)), address) => {
                    Place::Tcp { host: address.unwrap_or_else(|| name.clone()), name: name.clone(), port }
                }
                (_, Some(address)) => Place::Tcp { host: address.clone(), name: address, port },
                (None, None) => continue,
            });
        }
        let tls = if self.is_socket() { Tls::Disable } else { self.tls()? };
        Ok(Dial {
            places,
            ways: match tls {
                Tls::Disable => &[Way::Plain],
                Tls::Allow => &[Way::Plain, Way::Tls],
                Tls::Prefer => &[Way::Prefer, Way::Plain],
                Tls::Require | Tls::VerifyCa | Tls::VerifyFull => &[Way::Tls],
            },
            tls: tls::client(self)?,
            password: self.get("password").map(str::to_owned),
            options: self.get("options").map(str::to_owned),
            application_name: config.get_application_name().unwrap_or("pg-rls").to_owned(),
            within: config.get_connect_timeout().copied().unwrap_or(Duration::from_secs(10)),
            binding: match self.get("channel_binding") {
                Some("disable") => Binding::Disable,
                Some("require") => Binding::Require,
                _ => Binding::Prefer,
            },
        })
    }
}

impl std::fmt::Debug for Dial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dial").field("places", &self.places).field("ways", &self.ways).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_as_libpq_pairs_them() {
        let places = |text: &str| Address::parse(text).unwrap().dial().unwrap().places;
        let tcp = |host: &str, name: &str, port| Place::Tcp { host: host.into(), name: name.into(), port };
        assert_eq!(places("postgres://a@h:1,i:2/d"), [tcp("h", "h", 1), tcp("i", "i", 2)]);
        assert_eq!(places("host=h,i port=7 user=a"), [tcp("h", "h", 7), tcp("i", "i", 7)]);
        assert_eq!(places("host=h hostaddr=127.0.0.1 user=a"), [tcp("127.0.0.1", "h", 5432)]);
        assert_eq!(places("hostaddr=127.0.0.1 user=a"), [tcp("127.0.0.1", "127.0.0.1", 5432)]);
        assert_eq!(places("user=a"), [tcp("localhost", "localhost", 5432)]);
        let socket = PathBuf::from("/run/.s.PGSQL.5433");
        assert_eq!(places("host=/run port=5433 user=a"), [Place::Socket(socket)]);
    }

    #[test]
    fn no_password_is_printed() {
        let dial = Address::parse("postgres://a:geheim@h/d").unwrap().dial().unwrap();
        assert_eq!(dial.password.as_deref(), Some("geheim"));
        assert!(!format!("{dial:?}").contains("geheim"));
    }
}
