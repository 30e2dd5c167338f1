//! How does a request run?
//!
//! There are two flushes. The first has all of it but its end: `BEGIN`, who the caller is, each statement with its guard behind it; an error in it
//! skips the rest on the server. The second, once its answers were read and are not more than they may be, is `COMMIT` or
//! `ROLLBACK`, with what cleans the connection.

use pg_rls::session::{
    Caller,
    opening::{Opening, Settings},
};

use super::{
    Mode,
    guard::Guard,
    seat::{Lease, Seat, State},
};
use crate::serve::{
    query::{Answer, Batch, Fault, Isolation, Limits},
    wire::{Broken, Budget, Heard, Script, Transaction, Unheard},
};

/// Why a request has no answer.
pub(super) enum Failed {
    /// It has none.
    With(Fault),
    /// The connection was gone before anything came of it: nothing of it can have been kept.
    Unbegun(Fault),
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        Failed::With(fault)
    }
}

/// Runs it, on a connection that is clean.
pub(super) async fn run(
    mut lease: Lease,
    mode: Mode,
    login: &str,
    caller: &Caller,
    batch: &Batch,
    limits: &Limits,
) -> Result<Vec<Answer>, Failed> {
    let Some(seat) = lease.seat() else { return Err(gone("it was given away").into()) };
    let script = script(seat, mode, login, caller, batch)?;
    seat.state = State::Busy;
    seat.connection.send(script);
    let mut budget = Budget { rows: limits.rows, bytes: limits.bytes };
    let heard = match seat.connection.heard(&mut budget).await {
        Ok(heard) => heard,
        Err(Unheard::Broken(broken)) => {
            seat.state = State::Broken;
            let unbegun = matches!(&broken, Broken::Io(_)) && seat.connection.is_unanswered();
            let fault = lost(broken);
            return Err(if unbegun { Failed::Unbegun(fault) } else { fault.into() });
        }
        // what still comes is not read: the connection goes
        Err(Unheard::TooMany) => return Err(Fault::TooMany(limits.rows).into()),
        Err(Unheard::TooLarge) => return Err(Fault::TooLarge(limits.bytes).into()),
    };
    let Heard { begun, answers, done, fault, copied, transaction } = heard;
    if let Some(fault) = fault {
        if fault.ends_the_connection() {
            // said before it looked at anything: the session was ended while nobody used it
            seat.state = State::Broken;
            let fault = gone(&fault.message);
            return Err(if begun { fault.into() } else { Failed::Unbegun(fault) });
        }
        seat.finish("ROLLBACK", login)?;
        seat.flush().await?;
        return Err(match done.checked_sub(BEFORE) {
            Some(behind) if behind % 2 == 1 && !copied => Guard::told(fault),
            _ if copied => Fault::Refused(COPY.to_owned()),
            _ => Fault::Sql(Box::new(fault)),
        }
        .into());
    }
    if transaction != Transaction::Open || answers.len() != batch.queries.len() {
        seat.state = State::Broken;
        return Err(Fault::Refused("the transaction was ended by a statement of its own".to_owned()).into());
    }
    if copied {
        seat.finish("ROLLBACK", login)?;
        seat.flush().await?;
        return Err(Fault::Refused(COPY.to_owned()).into());
    }
    seat.finish("COMMIT", login)?;
    match seat.connection.heard(&mut Budget::ours()).await {
        Ok(Heard { fault: None, answers: ended, .. }) if ended.iter().all(|end| end.tag == "COMMIT") => {
            Ok(answers)
        }
        Ok(Heard { fault: Some(fault), .. }) if !fault.ends_the_connection() => {
            Err(Fault::Sql(Box::new(fault)).into())
        }
        _ => {
            seat.state = State::Broken;
            Err(gone("it was to commit: whether it did is not known").into())
        }
    }
}

/// Asks nothing, to hear whether somebody is there.
pub(super) async fn ping(mut lease: Lease, login: &str) -> Result<(), Fault> {
    let Some(seat) = lease.seat() else { return Err(gone("it was given away")) };
    seat.state = State::Busy;
    seat.finish("SELECT", login)?;
    match seat.connection.heard(&mut Budget::ours()).await {
        Ok(Heard { fault: None, .. }) => Ok(()),
        Ok(Heard { fault: Some(fault), .. }) => {
            seat.state = State::Broken;
            Err(gone(&fault.message))
        }
        Err(Unheard::Broken(broken)) => {
            seat.state = State::Broken;
            Err(lost(broken))
        }
        Err(_) => Err(gone("it says too much")),
    }
}

const COPY: &str = "COPY is not for this endpoint: it answers with rows";

/// Statements of ours that stand before the caller's own: BEGIN, and who the caller is.
const BEFORE: usize = 2;

/// What the first flush has.
fn script(seat: &mut Seat, mode: Mode, login: &str, caller: &Caller, batch: &Batch) -> Result<Script, Fault> {
    let refused = |refused: pg_rls::session::Refused| Fault::Refused(refused.to_string());
    let opening = match seat.key.as_mut() {
        Some(key) => Opening::signed(caller, key),
        None => Opening::plain(&Settings::default(), caller),
    }
    .map_err(refused)?;
    let parameters: Vec<Option<&str>> = opening.parameters().iter().map(|one| Some(one.as_str())).collect();
    let token = match mode {
        Mode::Plain => None,
        Mode::Extension => caller.claims().and(opening.parameters().get(1)).map(String::as_str),
    };
    let guard = Guard::new(mode, caller, login, token);
    let mut script = Script::default();
    script.statement(&begin(batch), &[], false)?;
    script.statement(opening.sql(), &parameters, false)?;
    for query in &batch.queries {
        let parameters: Vec<Option<&str>> = query.parameters.iter().map(Option::as_deref).collect();
        script.statement(&query.text, &parameters, true)?;
        script.statement(guard.sql, &guard.parameters, false)?;
    }
    script.sync();
    Ok(script)
}

fn begin(batch: &Batch) -> String {
    let mut begin = "BEGIN".to_owned();
    begin.push_str(match batch.isolation {
        None => "",
        Some(Isolation::ReadUncommitted) => " ISOLATION LEVEL READ UNCOMMITTED",
        Some(Isolation::ReadCommitted) => " ISOLATION LEVEL READ COMMITTED",
        Some(Isolation::RepeatableRead) => " ISOLATION LEVEL REPEATABLE READ",
        Some(Isolation::Serializable) => " ISOLATION LEVEL SERIALIZABLE",
    });
    begin.push_str(match batch.read_only {
        None => "",
        Some(true) => " READ ONLY",
        Some(false) => " READ WRITE",
    });
    begin.push_str(match batch.deferrable {
        None => "",
        Some(true) => " DEFERRABLE",
        Some(false) => " NOT DEFERRABLE",
    });
    begin
}

impl Seat {
    /// Has what was sent leave, without waiting for what comes of it.
    async fn flush(&mut self) -> Result<(), Fault> {
        self.connection.flush().await.map_err(|broken| {
            self.state = State::Broken;
            lost(broken)
        })
    }
}

/// The connection is no more.
pub(super) fn gone(why: &str) -> Fault {
    Fault::Unreachable(format!("the database has ended the connection: {why}"))
}

fn lost(broken: Broken) -> Fault {
    match broken {
        Broken::Io(error) => gone(&error.to_string()),
        Broken::Protocol(what) => gone(&format!("{what} of it is not to be understood")),
        Broken::TooLong => gone("a message of it is too long"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_begins_as_it_is_asked_for() {
        let batch = Batch::default();
        assert_eq!(begin(&batch), "BEGIN");
        let batch = Batch {
            isolation: Some(Isolation::Serializable),
            read_only: Some(true),
            deferrable: Some(true),
            ..batch
        };
        assert_eq!(begin(&batch), "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE");
    }
}
