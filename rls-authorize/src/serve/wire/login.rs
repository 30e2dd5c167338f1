//! How does a connection begin?

use std::{io, sync::Arc};

use fallible_iterator::FallibleIterator;
use postgres_protocol::{
    authentication::{
        md5_hash,
        sasl::{ChannelBinding, SCRAM_SHA_256, SCRAM_SHA_256_PLUS, ScramSha256},
    },
    message::{
        backend::{AuthenticationSaslBody, Message},
        frontend,
    },
};
use rls_live::{
    Address, LiveError,
    dial::{Binding, Dial, Way},
};
use tokio::time::timeout;

use super::{
    Connection,
    dial::{Line, Privacy, Route, Unreached, startup},
    stream::{Broken, Stream},
};
use crate::serve::query::SqlFault;

/// What a server says before it knows who is there is not longer.
const MESSAGE: usize = 1 << 16;

/// Why a place was not taken.
enum Refusal {
    Reached(Unreached),
    /// The server said no.
    Said(Box<SqlFault>),
    /// We did.
    Ours(LiveError),
}

impl From<Broken> for Refusal {
    fn from(broken: Broken) -> Self {
        Refusal::Reached(Unreached::Io(match broken {
            Broken::Io(error) => error,
            Broken::Protocol(_) | Broken::TooLong => io::ErrorKind::UnexpectedEof.into(),
        }))
    }
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Refusal::Reached(error.into())
    }
}

/// Connects: to the first place that is there, in the first way that is let in. `options` are startup options beside the address's.
pub(crate) async fn connect(
    address: &Address,
    dial: &Arc<Dial>,
    options: Option<&str>,
) -> Result<Connection, LiveError> {
    let mut first = None;
    for place in &dial.places {
        for way in dial.ways {
            let route = Route::new(dial, place, *way);
            let Ok(reached) = timeout(dial.within, one(address, dial, route, options)).await else {
                first.get_or_insert(LiveError::silent(address));
                break;
            };
            let (other_way, error) = match reached {
                Ok(connection) => return Ok(connection),
                Err(Refusal::Said(said)) => {
                    let error = LiveError::refused(address, &said.code, &said.message, said.hint.as_deref());
                    // another place would say the same; another way need not
                    if said.code != "28000" {
                        return Err(error);
                    }
                    (true, error)
                }
                Err(Refusal::Ours(error)) => return Err(error),
                Err(Refusal::Reached(unreached)) => (way != &Way::Plain, unreached.told(address)),
            };
            first.get_or_insert(error);
            if !other_way {
                break;
            }
        }
    }
    Err(first.unwrap_or_else(|| LiveError::silent(address)))
}

async fn one(
    address: &Address,
    dial: &Dial,
    route: Route,
    more: Option<&str>,
) -> Result<Connection, Refusal> {
    let Line { mut stream, route, privacy } = route.line().await.map_err(Refusal::Reached)?;
    let options = [dial.options.as_deref(), more].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let mut parameters = vec![
        ("user", address.user()),
        ("database", address.database()),
        ("application_name", &dial.application_name),
        ("client_encoding", "UTF8"),
        ("standard_conforming_strings", "on"),
    ];
    if !options.is_empty() {
        parameters.push(("options", &options));
    }
    stream.out = startup(&parameters)?;
    authenticate(address, dial, &route, privacy, &mut stream).await?;
    let (mut process, mut secret) = (0, 0);
    loop {
        match stream.next(MESSAGE).await? {
            Message::BackendKeyData(key) => (process, secret) = (key.process_id(), key.secret_key()),
            Message::ParameterStatus(_) | Message::NoticeResponse(_) => {}
            Message::ErrorResponse(body) => return Err(Refusal::Said(Box::new(SqlFault::read(&body)?))),
            Message::ReadyForQuery(_) => return Ok(Connection::new(stream, route, process, secret)),
            _ => return Err(Broken::Protocol("a start").into()),
        }
    }
}

/// Until the server is content.
async fn authenticate(
    address: &Address,
    dial: &Dial,
    route: &Route,
    privacy: Privacy,
    stream: &mut Stream,
) -> Result<(), Refusal> {
    let password =
        || dial.password.as_deref().ok_or_else(|| Refusal::Ours(LiveError::without_password(address)));
    let unbound = || {
        if route.binding() == Binding::Require {
            return Err(Refusal::Ours(LiveError::unbound(address)));
        }
        Ok(())
    };
    loop {
        match stream.next(MESSAGE).await? {
            Message::AuthenticationOk => return unbound(),
            Message::AuthenticationCleartextPassword => {
                unbound()?;
                if privacy == Privacy::None && !route.is_socket() {
                    return Err(Refusal::Ours(
                        LiveError::new(format!("the server of {address} asks for the password as it is, without TLS"))
                            .help("write sslmode=require into the address, or have the server take scram-sha-256 (pg_hba.conf)"),
                    ));
                }
                frontend::password_message(password()?.as_bytes(), &mut stream.out)?;
            }
            Message::AuthenticationMd5Password(body) => {
                unbound()?;
                let hash = md5_hash(address.user().as_bytes(), password()?.as_bytes(), body.salt());
                frontend::password_message(hash.as_bytes(), &mut stream.out)?;
            }
            Message::AuthenticationSasl(body) => {
                scram(address, route, privacy, stream, &body, password()?).await?;
                return Ok(());
            }
            Message::ErrorResponse(body) => return Err(Refusal::Said(Box::new(SqlFault::read(&body)?))),
            Message::NoticeResponse(_) => {}
            _ => {
                return Err(Refusal::Ours(
                    LiveError::new(format!(
                        "the server of {address} asks for a login that is not known here"
                    ))
                    .help("have it take scram-sha-256 (pg_hba.conf)"),
                ));
            }
        }
    }
}

/// A password that is proven, by both sides, without being said.
async fn scram(
    address: &Address,
    route: &Route,
    privacy: Privacy,
    stream: &mut Stream,
    offered: &AuthenticationSaslBody,
    password: &str,
) -> Result<(), Refusal> {
    let (mut plain, mut plus) = (false, false);
    let mut mechanisms = offered.mechanisms();
    while let Some(mechanism) = mechanisms.next()? {
        plain |= mechanism == SCRAM_SHA_256;
        plus |= mechanism == SCRAM_SHA_256_PLUS;
    }
    let wanted = route.binding() != Binding::Disable;
    let hash = match privacy {
        Privacy::Tls { binding } if wanted => binding,
        _ => None,
    };
    let (binding, mechanism) = match hash {
        Some(hash) if plus => (ChannelBinding::tls_server_end_point(hash), SCRAM_SHA_256_PLUS),
        _ if route.binding() == Binding::Require => {
            return Err(Refusal::Ours(LiveError::unbound(address)));
        }
        // we could, and the server says that it cannot: it looks whether somebody in between made it say so
        Some(_) if plain => (ChannelBinding::unrequested(), SCRAM_SHA_256),
        None if plain => (ChannelBinding::unsupported(), SCRAM_SHA_256),
        _ => return Err(Broken::Protocol("a way to prove a password").into()),
    };
    let mut scram = ScramSha256::new(password.as_bytes(), binding);
    frontend::sasl_initial_response(mechanism, scram.message(), &mut stream.out)?;
    match stream.next(MESSAGE).await? {
        Message::AuthenticationSaslContinue(body) => scram.update(body.data())?,
        Message::ErrorResponse(body) => return Err(Refusal::Said(Box::new(SqlFault::read(&body)?))),
        _ => return Err(Broken::Protocol("a step of SCRAM").into()),
    }
    frontend::sasl_response(scram.message(), &mut stream.out)?;
    match stream.next(MESSAGE).await? {
        Message::AuthenticationSaslFinal(body) => scram.finish(body.data())?,
        Message::ErrorResponse(body) => return Err(Refusal::Said(Box::new(SqlFault::read(&body)?))),
        _ => return Err(Broken::Protocol("the end of SCRAM").into()),
    }
    match stream.next(MESSAGE).await? {
        Message::AuthenticationOk => Ok(()),
        Message::ErrorResponse(body) => Err(Refusal::Said(Box::new(SqlFault::read(&body)?))),
        _ => Err(Broken::Protocol("a login").into()),
    }
}
