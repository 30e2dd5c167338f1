//! How much does a client send, and how slowly?

use std::time::Duration;

use http_body_util::BodyExt as _;
use hyper::{
    StatusCode,
    body::{Body as _, Bytes, Incoming},
};
use tokio::time::{Instant, timeout_at};

use super::refusal::Refusal;

/// How many times the limit a client may send until it is not listened to any more.
const PATIENCE: usize = 4;

/// The body of a request on its way in.
pub(super) struct Inflow {
    body: Incoming,
    most: usize,
    read: usize,
    until: Instant,
    is_over: bool,
}

impl Inflow {
    pub(super) fn new(body: Incoming, most: usize, time: Duration) -> Self {
        Self { body, most, read: 0, until: Instant::now() + time, is_over: false }
    }

    /// All of it.
    pub(super) async fn gather(&mut self) -> Result<Vec<u8>, Refusal> {
        let declared = usize::try_from(self.body.size_hint().lower()).unwrap_or(usize::MAX);
        if declared > self.most {
            return Err(self.too_large());
        }
        let mut bytes = Vec::with_capacity(declared);
        while let Some(part) = self.next().await? {
            if self.read > self.most {
                return Err(self.too_large());
            }
            bytes.extend_from_slice(&part);
        }
        Ok(bytes)
    }

    /// Reads on and forgets it, so that the client gets to reading.
    pub(super) async fn drain(&mut self) {
        while self.read < self.most.saturating_mul(PATIENCE) && matches!(self.next().await, Ok(Some(_))) {}
    }

    async fn next(&mut self) -> Result<Option<Bytes>, Refusal> {
        while !self.is_over {
            let frame = match timeout_at(self.until, self.body.frame()).await {
                Ok(Some(Ok(frame))) => frame,
                Ok(None) => break,
                Ok(Some(Err(_))) => {
                    self.is_over = true;
                    return Err(Refusal::new("body", "the body could not be read to its end"));
                }
                Err(_) => {
                    self.is_over = true;
                    let message = "the body did not come in time";
                    return Err(Refusal::with(StatusCode::REQUEST_TIMEOUT, "slow", message));
                }
            };
            // trailers are nobody's business
            if let Ok(part) = frame.into_data() {
                self.read = self.read.saturating_add(part.len());
                return Ok(Some(part));
            }
        }
        self.is_over = true;
        Ok(None)
    }

    fn too_large(&self) -> Refusal {
        let message = format!("request is too large (max is {} bytes)", self.most);
        Refusal::with(StatusCode::PAYLOAD_TOO_LARGE, "request-size", message)
    }
}
