//! Who is on the other side, and what may we do there?

use std::{sync::mpsc, thread, time::Duration};

use postgres::{Client, Config, config::SslMode};

use crate::{Address, LiveError, address::Tls, run::rows, tls::Maker};

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Until the server takes the connection; an address's `connect_timeout` goes before it.
    pub connect: Duration,
    /// For one statement; none: as the server has it.
    pub statement: Option<Duration>,
    /// For one lock.
    pub lock: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), statement: None, lock: Some(Duration::from_secs(10)) }
    }
}

/// Whom we are there, and what that role may do beside its privileges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// The role.
    pub name: String,
    /// It may do everything, and row security does not hold for it.
    pub superuser: bool,
    /// Row security does not hold for it.
    pub bypass_rls: bool,
    /// It may make databases.
    pub create_db: bool,
    /// It may make roles.
    pub create_role: bool,
}

/// A connection, and who is at its ends.
pub struct Session {
    client: Client,
    address: Address,
    version: u32,
    login: Login,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { address, version, login, .. } = self;
        f.debug_struct("Session")
            .field("address", address)
            .field("version", version)
            .field("login", login)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// The driver's connection.
    pub fn client(&mut self) -> &mut Client {
        &mut self.client
    }

    /// The same, to keep.
    pub fn into_client(self) -> Client {
        self.client
    }

    /// The major version, such as 15.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Whom we are there.
    pub fn login(&self) -> &Login {
        &self.login
    }

    /// Where it is.
    pub fn address(&self) -> &Address {
        &self.address
    }
}

/// Connects, with the limits that are usual.
///
/// # Errors
/// Why there is no connection, and what to do about it.
pub fn connect(address: &Address) -> Result<Session, LiveError> {
    connect_with(address, Limits::default())
}

/// Connects.
///
/// # Errors
/// Why there is no connection, and what to do about it.
pub fn connect_with(address: &Address, limits: Limits) -> Result<Session, LiveError> {
    let mut client = open(address, limits)?;
    let (version, login) = facts(&mut client)?;
    if version < OLDEST {
        return Err(LiveError::new(format!("the server at {} is PostgreSQL {version}", address.place()))
            .help("what reads catalogs here knows 14 and later"));
    }
    Ok(Session { client, address: address.clone(), version, login })
}

/// The oldest version whose catalogs we know.
const OLDEST: u32 = 14;

/// Tries, as libpq does, what `sslmode` allows, in its order.
fn open(address: &Address, limits: Limits) -> Result<Client, LiveError> {
    let mut config = address.config()?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(limits.connect);
    }
    let tls = if address.is_socket() { Tls::Disable } else { address.tls()? };
    let maker = Maker::of(address)?;
    let modes: &[SslMode] = match tls {
        Tls::Disable => &[SslMode::Disable],
        Tls::Allow => &[SslMode::Disable, SslMode::Require],
        Tls::Prefer => &[SslMode::Prefer, SslMode::Disable],
        Tls::Require | Tls::VerifyCa | Tls::VerifyFull => &[SslMode::Require],
    };
    let mut first = None;
    for mode in modes {
        config.ssl_mode(*mode);
        match within(address, &config, &maker)? {
            Ok(mut client) => {
                settings(&mut client, limits)?;
                return Ok(client);
            }
            // the other way may be taken only where it was the way that was refused
            Err(error) => {
                let of_way = error.code().is_none_or(|code| code.code() == "28000");
                first.get_or_insert(error);
                if !of_way {
                    break;
                }
            }
        }
    }
    Err(first.map_or_else(|| LiveError::silent(address), |error| LiveError::connecting(address, &error)))
}

/// A server that takes a connection and says nothing is waited for no longer than twice the time for taking it. The thread that waits ends with the process.
fn within(
    address: &Address,
    config: &Config,
    maker: &Maker,
) -> Result<Result<Client, postgres::Error>, LiveError> {
    let limit = config.get_connect_timeout().copied().unwrap_or(Duration::from_secs(10));
    let hosts = config.get_hosts().len().max(1);
    let (send, receive) = mpsc::channel();
    let (config, maker) = (config.clone(), maker.clone());
    thread::spawn(move || {
        // nobody takes it once the time is over
        let _ = send.send(config.connect(maker));
    });
    let limit = limit.saturating_mul(2 * u32::try_from(hosts).unwrap_or(1));
    receive.recv_timeout(limit).map_err(|_| LiveError::silent(address))
}

/// What each session has: notices are not for us, and a statement ends on the server when we do (a `Ctrl-C` needs no more).
fn settings(client: &mut Client, limits: Limits) -> Result<(), LiveError> {
    let mut sets = vec!["SET client_min_messages = warning".to_owned()];
    let limited = [("statement_timeout", limits.statement), ("lock_timeout", limits.lock)];
    for (name, limit) in limited {
        if let Some(limit) = limit {
            sets.push(format!("SET {name} = {}", limit.as_millis()));
        }
    }
    client
        .batch_execute(&sets.join(";"))
        .map_err(|error| LiveError::of("the session could not be set up", &error))?;
    // not every system can tell that a client is gone; then the statement runs to its end
    let _ = client.batch_execute("SET client_connection_check_interval = 1000");
    Ok(())
}

fn facts(client: &mut Client) -> Result<(u32, Login), LiveError> {
    let read = rows(
        client,
        "the server could not be asked who it is",
        "SELECT current_setting('server_version_num'), rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole \
         FROM pg_catalog.pg_roles WHERE rolname = current_user",
    )?;
    let row =
        read.first().ok_or_else(|| LiveError::new("the server does not know the role that it let in"))?;
    let field = |at: usize| row.get(at).map_or("", String::as_str);
    let number: u32 =
        field(0).parse().map_err(|_| LiveError::new("the server does not say which version it is"))?;
    let login = Login {
        name: field(1).to_owned(),
        superuser: field(2) == "t",
        bypass_rls: field(3) == "t",
        create_db: field(4) == "t",
        create_role: field(5) == "t",
    };
    Ok((number / 10_000, login))
}
