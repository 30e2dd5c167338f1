//! How is Postgres spoken to?
//!
//! The drivers that there are ask for the types of parameters, or give no names of types with the text of values. The endpoint wants
//! neither: parameters are text whose types Postgres finds, and values are text with the oids of their types. So it speaks the
//! protocol itself, over [`postgres_protocol`], which knows the messages.
//!
//! | module | question it answers |
//! | --- | --- |
//! | `dial` | how is a server reached? |
//! | `login` | how does a connection begin? |
//! | `stream` | how do messages come and go? |
//! | `say` | what is sent? |
//! | `hear` | what is answered? |
//! | `fault` | what does the database say of what it refuses? |

mod dial;
mod fault;
mod hear;
mod login;
mod say;
mod stream;
#[cfg(test)]
mod tests;

use std::{collections::VecDeque, time::Duration};

use postgres_protocol::message::frontend;
use tokio::time::timeout;

use self::{dial::Route, say::Step, stream::Stream};
pub(super) use self::{
    hear::{Budget, Heard, Transaction, Unheard},
    login::connect,
    say::Script,
    stream::Broken,
};

/// A connection of its own. Whoever stops reading in the middle has to give it up.
pub(super) struct Connection {
    stream: Stream,
    route: Route,
    process: i32,
    secret: i32,
    /// What was sent and not answered yet.
    steps: VecDeque<Step>,
}

impl Connection {
    fn new(stream: Stream, route: Route, process: i32, secret: i32) -> Self {
        Self { stream, route, process, secret, steps: VecDeque::new() }
    }

    /// Puts a script behind what is to be sent.
    pub(super) fn send(&mut self, script: Script) {
        let (bytes, steps) = script.into_parts();
        self.stream.out.unsplit(bytes);
        self.steps.extend(steps);
        self.stream.received = false;
    }

    /// Whether nothing came since something was last sent.
    pub(super) fn is_unanswered(&self) -> bool {
        !self.stream.received
    }

    /// What comes of it up to its next sync. It sends what was not sent yet.
    pub(super) async fn heard(&mut self, budget: &mut Budget) -> Result<Heard, Unheard> {
        let end =
            self.steps.iter().position(|step| *step == Step::Sync).map_or(self.steps.len(), |at| at + 1);
        let steps: Vec<Step> = self.steps.drain(..end).collect();
        hear::hear(&mut self.stream, &steps, budget).await
    }

    /// Sends what was not sent yet.
    pub(super) async fn flush(&mut self) -> Result<(), Broken> {
        Ok(self.stream.flush().await?)
    }

    /// Whether something was sent that is not answered.
    pub(super) fn awaits(&self) -> bool {
        !self.steps.is_empty()
    }

    /// Whether all is answered, and nothing has come beside it: a server that goes says so.
    pub(super) fn is_quiet(&mut self) -> bool {
        self.steps.is_empty() && self.stream.is_quiet()
    }

    /// Has the server cancel what runs, and ends the connection once it has, or when it takes too long.
    pub(super) async fn cancel(&mut self, within: Duration) {
        self.route.cancel(self.process, self.secret, within).await;
        self.end(within).await;
    }

    /// Says goodbye, and waits until the server has gone.
    pub(super) async fn end(&mut self, within: Duration) {
        frontend::terminate(&mut self.stream.out);
        let _ = timeout(within, async {
            if self.stream.flush().await.is_ok() {
                self.stream.closed().await;
            }
        })
        .await;
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection")
            .field("route", &self.route)
            .field("process", &self.process)
            .finish_non_exhaustive()
    }
}
