//! How do messages come and go?
//!
//! What is to be sent goes out while answers are waited for: a server that waits until somebody reads does not read either.
//! Whoever stops in the middle loses nothing: all that is known is in the stream.

use std::{
    future::poll_fn,
    io,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use bytes::BytesMut;
use postgres_protocol::message::backend::{Header, Message};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What bytes go over: a TCP connection, a unix socket, TLS.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Unpin + Send + Sync {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send + Sync> Duplex for T {}

/// Why nothing more comes.
#[derive(Debug)]
pub(crate) enum Broken {
    /// The connection.
    Io(io::Error),
    /// What came is not what the protocol has.
    Protocol(&'static str),
    /// A message is longer than it may be.
    TooLong,
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Broken::Io(error)
    }
}

/// Bytes that are read at once.
const CHUNK: usize = 16 * 1024;

/// One connection, as messages.
pub(super) struct Stream {
    io: Box<dyn Duplex>,
    /// What is to be sent.
    pub(super) out: BytesMut,
    input: BytesMut,
    /// Whether something came since it was last asked to say.
    pub(super) received: bool,
}

impl Stream {
    pub(super) fn new(io: Box<dyn Duplex>) -> Self {
        Self { io, out: BytesMut::new(), input: BytesMut::new(), received: false }
    }

    /// The next message, of at most so many bytes.
    pub(super) async fn next(&mut self, longest: usize) -> Result<Message, Broken> {
        loop {
            if let Some(header) = Header::parse(&self.input)? {
                let length = usize::try_from(header.len()).map_err(|_| Broken::Protocol("a length"))?;
                if length > longest {
                    return Err(Broken::TooLong);
                }
                if let Some(message) = Message::parse(&mut self.input)? {
                    return Ok(message);
                }
            }
            poll_fn(|cx| self.poll_more(cx)).await?;
        }
    }

    /// Sends all that is to be sent.
    pub(super) async fn flush(&mut self) -> io::Result<()> {
        poll_fn(|cx| self.poll_send(cx)).await
    }

    /// Waits until the other side has closed, whatever comes before.
    pub(super) async fn closed(&mut self) {
        loop {
            self.input.clear();
            if poll_fn(|cx| self.poll_more(cx)).await.is_err() {
                return;
            }
        }
    }

    /// Whether nothing has come that was not read, no end either; it does not wait.
    pub(super) fn is_quiet(&mut self) -> bool {
        if !self.input.is_empty() || !self.out.is_empty() {
            return false;
        }
        let mut cx = Context::from_waker(Waker::noop());
        self.poll_read(&mut cx).is_pending()
    }

    /// Sends what can be sent, and is ready when something came.
    fn poll_more(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Poll::Ready(Err(error)) = self.poll_send(cx) {
            // what the server said before it closed is worth more than that it closed
            return match self.poll_read(cx) {
                Poll::Ready(Ok(())) => Poll::Ready(Ok(())),
                _ => Poll::Ready(Err(error)),
            };
        }
        self.poll_read(cx)
    }

    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.out.is_empty() {
            match Pin::new(&mut self.io).poll_write(cx, &self.out) {
                Poll::Ready(Ok(0)) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Poll::Ready(Ok(sent)) => drop(self.out.split_to(sent)),
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => return Poll::Pending,
            }
        }
        Pin::new(&mut self.io).poll_flush(cx)
    }

    /// An end is an error.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut chunk = [0; CHUNK];
        let mut read = ReadBuf::new(&mut chunk);
        match Pin::new(&mut self.io).poll_read(cx, &mut read) {
            Poll::Ready(Ok(())) if read.filled().is_empty() => {
                Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into()))
            }
            Poll::Ready(Ok(())) => {
                self.input.extend_from_slice(read.filled());
                self.received = true;
                Poll::Ready(Ok(()))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => Poll::Pending,
        }
    }
}
