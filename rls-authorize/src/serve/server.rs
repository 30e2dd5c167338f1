//! How does an endpoint begin, and how does it end?
//!
//! It takes connections until it is told to stop; then those that are idle are closed, and what runs goes on for a while. What is not done by then is
//! cancelled in the database, where it would go on by itself.

use std::{
    convert::Infallible, io, net::SocketAddr, pin::pin, sync::Arc, sync::atomic::Ordering::Relaxed,
    time::Duration,
};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioTimer;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    time::{sleep, timeout},
};

use super::{Config, patience::Patient, route, state::State};

/// The bytes of all headers of a request, at most; hyper itself answers 431 to more.
const HEADERS: usize = 64 * 1024;

/// How long the database may take to end what is cut off at the end.
const CUT_OFF: Duration = Duration::from_secs(2);

/// What connections know of the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    Not,
    /// What runs may go on.
    Soon,
    /// Nothing may.
    Now,
}

/// An endpoint that listens already.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    state: Arc<State>,
}

impl Server {
    /// Listens where the configuration says.
    ///
    /// # Errors
    ///
    /// Where somebody else listens there, or nobody may.
    pub async fn bind(config: Config) -> io::Result<Self> {
        let listener = TcpListener::bind(config.listen).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address, state: Arc::new(State::new(config, address)) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `stop` is ready and what runs then has ended, or its time is over. Gives whether all of it ended.
    pub async fn run(self, stop: impl Future<Output = ()>) -> bool {
        let Self { listener, state, .. } = self;
        let most = state.limits.connections.clamp(1, Semaphore::MAX_PERMITS >> 3);
        let all = u32::try_from(most).unwrap_or(u32::MAX);
        let seats = Arc::new(Semaphore::new(most));
        let (stopping, stopped) = watch::channel(Stop::Not);
        let mut stop = pin!(stop);
        loop {
            let accepted = tokio::select! {
                () = &mut stop => break,
                accepted = accept(&listener, &seats) => accepted,
            };
            let Some((stream, peer, seat)) = accepted else { continue };
            let (state, stopped) = (state.clone(), stopped.clone());
            tokio::spawn(async move {
                state.metrics.connections.fetch_add(1, Relaxed);
                connection(&state, stream, peer, stopped).await;
                state.metrics.connections.fetch_sub(1, Relaxed);
                drop(seat);
            });
        }
        drop(listener);
        // whoever listens knows by the change, and whoever does not has ended
        let _ = stopping.send(Stop::Soon);
        let ended = timeout(state.limits.grace, seats.acquire_many(all)).await.is_ok();
        if !ended {
            let _ = stopping.send(Stop::Now);
            let _ = timeout(CUT_OFF, state.pool.unused()).await;
        }
        state.pool.close();
        ended
    }
}

/// Ready once it stops, or stops now.
async fn told(stopped: &mut watch::Receiver<Stop>, what: impl Fn(Stop) -> bool) {
    // where nobody can say so any more, it has stopped
    let _ = stopped.wait_for(|stopped| what(*stopped)).await;
}

type Accepted = (TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit);

/// The next connection, once there is a seat for it; none where it was gone before it came.
async fn accept(listener: &TcpListener, seats: &Arc<Semaphore>) -> Option<Accepted> {
    let seat = seats.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer, seat)),
        Err(error) => {
            tracing::warn!(%error, "a connection could not be taken");
            // out of files, say: others have to end first
            sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

async fn connection(
    state: &Arc<State>,
    stream: TcpStream,
    peer: SocketAddr,
    mut stopped: watch::Receiver<Stop>,
) {
    // an answer is one write, and waits for nothing
    let _ = stream.set_nodelay(true);
    let service =
        service_fn(|request| async move { Ok::<_, Infallible>(route::answer(state, peer, request).await) });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(state.limits.idle)
        .max_buf_size(HEADERS)
        .serve_connection(Patient::new(stream, state.limits.stall), service);
    let mut connection = pin!(connection);
    // what goes wrong with a connection is its client's, and there is nobody left to tell
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = told(&mut stopped, |stopped| stopped != Stop::Not) => {
            connection.as_mut().graceful_shutdown();
            tokio::select! {
                ended = connection => ended,
                // dropping it cancels what it runs
                () = told(&mut stopped, |stopped| stopped == Stop::Now) => return,
            }
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}
