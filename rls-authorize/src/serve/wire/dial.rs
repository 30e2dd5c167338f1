//! How is a server reached?

use std::{io, sync::Arc, time::Duration};

use bytes::{Buf, BytesMut};
use postgres_protocol::message::frontend;
use rls_live::{
    Address, LiveError,
    dial::{Binding, Dial, Place, Way, end_point},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};

use super::stream::{Duplex, Stream};

/// Where a connection goes, and how it got there: a cancel request takes the same way.
#[derive(Clone, Debug)]
pub(super) struct Route {
    dial: Arc<Dial>,
    place: Place,
    way: Way,
}

/// A stream on which nothing was said yet.
pub(super) struct Line {
    pub(super) stream: Stream,
    pub(super) route: Route,
    pub(super) privacy: Privacy,
}

/// Who can read along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Privacy {
    /// Whoever is in between.
    None,
    /// Nobody.
    Tls {
        /// What a login can be bound to, where the certificate has it.
        binding: Option<Vec<u8>>,
    },
}

/// Why there is no line.
#[derive(Debug)]
pub(super) enum Unreached {
    Io(io::Error),
    /// The server has no TLS, and it is asked for.
    NoTls,
}

impl From<io::Error> for Unreached {
    fn from(error: io::Error) -> Self {
        Unreached::Io(error)
    }
}

impl Unreached {
    pub(super) fn told(self, address: &Address) -> LiveError {
        match self {
            Unreached::Io(error) => LiveError::unreached(address, &error),
            Unreached::NoTls => LiveError::without_tls(address),
        }
    }
}

impl Route {
    pub(super) fn new(dial: &Arc<Dial>, place: &Place, way: Way) -> Self {
        Self { dial: Arc::clone(dial), place: place.clone(), way }
    }

    /// Whether what is sent can be read by nobody in between.
    pub(super) fn is_socket(&self) -> bool {
        matches!(self.place, Place::Socket(_))
    }

    /// Whether a login is bound to the TLS session.
    pub(super) fn binding(&self) -> Binding {
        self.dial.binding
    }

    /// A new stream.
    pub(super) async fn line(&self) -> Result<Line, Unreached> {
        let (host, port) = match &self.place {
            #[cfg(unix)]
            Place::Socket(path) => {
                let socket = tokio::net::UnixStream::connect(path).await?;
                return Ok(self.plain(Box::new(socket)));
            }
            #[cfg(not(unix))]
            Place::Socket(_) => return Err(io::Error::from(io::ErrorKind::Unsupported).into()),
            Place::Tcp { host, port, .. } => (host, *port),
        };
        let mut socket = TcpStream::connect((host.as_str(), port)).await?;
        socket.set_nodelay(true)?;
        let name = match (&self.place, self.way) {
            (_, Way::Plain) | (Place::Socket(_), _) => return Ok(self.plain(Box::new(socket))),
            (Place::Tcp { name, .. }, _) => name.clone(),
        };
        let mut request = BytesMut::new();
        frontend::ssl_request(&mut request);
        socket.write_all_buf(&mut request).await?;
        match (socket.read_u8().await?, self.way) {
            (b'S', _) => {}
            (b'N', Way::Prefer) => return Ok(self.plain(Box::new(socket))),
            (b'N', _) => return Err(Unreached::NoTls),
            _ => return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
        }
        // what came before the session stands was put there by somebody in between
        let mut early = [0];
        if matches!(socket.try_read(&mut early), Ok(1..)) {
            return Err(io::Error::other("bytes came before TLS did").into());
        }
        let name = ServerName::try_from(name).map_err(io::Error::other)?;
        let session = TlsConnector::from(Arc::clone(&self.dial.tls)).connect(name, socket).await?;
        let certificate = session.get_ref().1.peer_certificates().and_then(<[_]>::first);
        let binding = certificate.and_then(|certificate| end_point(certificate));
        Ok(Line {
            stream: Stream::new(Box::new(session)),
            route: self.clone(),
            privacy: Privacy::Tls { binding },
        })
    }

    fn plain(&self, io: Box<dyn Duplex>) -> Line {
        Line { stream: Stream::new(io), route: self.clone(), privacy: Privacy::None }
    }

    /// Asks the server to cancel what runs on a connection, and waits until it has been asked.
    pub(super) async fn cancel(&self, process: i32, secret: i32, within: Duration) {
        let asked = async {
            let mut line = self.line().await.ok()?;
            frontend::cancel_request(process, secret, &mut line.stream.out);
            line.stream.flush().await.ok()?;
            // the server closes once it has passed it on
            line.stream.closed().await;
            Some(())
        };
        let _ = timeout(within, asked).await;
    }
}

/// The bytes that a startup takes.
pub(super) fn startup(parameters: &[(&str, &str)]) -> io::Result<BytesMut> {
    let mut out = BytesMut::new();
    frontend::startup_message(parameters.iter().copied(), &mut out)?;
    debug_assert!(out.remaining() > 8);
    Ok(out)
}
