//! What is answered?

use fallible_iterator::FallibleIterator;
use postgres_protocol::message::backend::{DataRowBody, Message, RowDescriptionBody};

use super::{
    say::Step,
    stream::{Broken, Stream},
};
use crate::serve::query::{Answer, Field, SqlFault};

/// Whether a transaction is there, as each ReadyForQuery says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transaction {
    /// None.
    Idle,
    /// One in which all went well.
    Open,
    /// One in which a statement failed.
    Failed,
}

/// What came of a script up to its next sync.
#[derive(Debug)]
pub(crate) struct Heard {
    /// Whether the server has looked at any of it: where it has not, nothing of it was done.
    pub(crate) begun: bool,
    /// Of each statement up to the first that failed: those that are kept.
    pub(crate) answers: Vec<Answer>,
    /// How many statements went well.
    pub(crate) done: usize,
    /// Why the next one did not.
    pub(crate) fault: Option<SqlFault>,
    /// A statement was a COPY: there is no answer to it, and nothing was copied from here.
    pub(crate) copied: bool,
    /// What the server says of the transaction.
    pub(crate) transaction: Transaction,
}

/// How much may still come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    pub(crate) rows: usize,
    pub(crate) bytes: usize,
}

/// Why what came is no answer.
#[derive(Debug)]
pub(crate) enum Unheard {
    Broken(Broken),
    TooMany,
    TooLarge,
}

impl From<Broken> for Unheard {
    fn from(broken: Broken) -> Self {
        Unheard::Broken(broken)
    }
}

impl From<std::io::Error> for Unheard {
    fn from(error: std::io::Error) -> Self {
        Unheard::Broken(Broken::Io(error))
    }
}

/// What a server says beside rows is not longer.
const MESSAGE: usize = 1 << 20;
/// What a value of a row takes beside its bytes, here as a `String`.
const VALUE: usize = 4;

/// Reads until the answer to the first sync of the steps.
pub(super) async fn hear(stream: &mut Stream, steps: &[Step], budget: &mut Budget) -> Result<Heard, Unheard> {
    let mut statements = steps.iter().filter_map(|step| match step {
        Step::Statement { kept } => Some(*kept),
        Step::Sync => None,
    });
    let mut heard = Heard {
        begun: false,
        answers: Vec::new(),
        done: 0,
        fault: None,
        copied: false,
        transaction: Transaction::Idle,
    };
    let mut kept = statements.next();
    let mut answer = Answer::default();
    loop {
        // a row that is larger than all that may come is not waited for
        let message = stream.next(MESSAGE.max(budget.bytes)).await.map_err(|broken| match broken {
            Broken::TooLong => Unheard::TooLarge,
            broken => Unheard::Broken(broken),
        })?;
        heard.begun |= !matches!(
            message,
            Message::ErrorResponse(_) | Message::NoticeResponse(_) | Message::ParameterStatus(_)
        );
        match message {
            Message::RowDescription(body) if kept == Some(true) => answer.fields = fields(&body)?,
            Message::DataRow(row) if kept == Some(true) => {
                let size = row.buffer().len().saturating_add(VALUE);
                budget.bytes = budget.bytes.checked_sub(size).ok_or(Unheard::TooLarge)?;
                budget.rows = budget.rows.checked_sub(1).ok_or(Unheard::TooMany)?;
                answer.rows.push(values(&row)?);
            }
            Message::CommandComplete(body) => {
                body.tag()?.clone_into(&mut answer.tag);
                done(&mut heard, &mut answer, kept)?;
                kept = statements.next();
            }
            Message::EmptyQueryResponse => {
                done(&mut heard, &mut answer, kept)?;
                kept = statements.next();
            }
            Message::ErrorResponse(body) => {
                let fault = SqlFault::read(&body)?;
                if fault.ends_the_connection() {
                    // nothing more comes, whatever was wrong before
                    heard.fault = Some(fault);
                    return Ok(heard);
                }
                heard.fault.get_or_insert(fault);
            }
            Message::ReadyForQuery(body) => {
                heard.transaction = match body.status() {
                    b'I' => Transaction::Idle,
                    b'T' => Transaction::Open,
                    b'E' => Transaction::Failed,
                    _ => return Err(Broken::Protocol("a transaction's status").into()),
                };
                return Ok(heard);
            }
            // what follows it ends it: the server fails at the next message, or sends until it is through
            Message::CopyInResponse(_) | Message::CopyOutResponse(_) => heard.copied = true,
            Message::CopyData(data) => {
                budget.bytes = budget.bytes.checked_sub(data.data().len()).ok_or(Unheard::TooLarge)?;
            }
            Message::DataRow(_)
            | Message::RowDescription(_)
            | Message::CopyDone
            | Message::ParseComplete
            | Message::BindComplete
            | Message::NoData
            | Message::NoticeResponse(_)
            | Message::NotificationResponse(_)
            | Message::ParameterStatus(_) => {}
            _ => return Err(Broken::Protocol("a message that nobody asked for").into()),
        }
    }
}

fn done(heard: &mut Heard, answer: &mut Answer, kept: Option<bool>) -> Result<(), Broken> {
    let answer = std::mem::take(answer);
    match kept {
        Some(true) => heard.answers.push(answer),
        Some(false) => {}
        None => return Err(Broken::Protocol("an answer that nobody asked for")),
    }
    heard.done += 1;
    Ok(())
}

fn fields(body: &RowDescriptionBody) -> Result<Vec<Field>, Broken> {
    let mut fields = Vec::new();
    let mut all = body.fields();
    while let Some(field) = all.next()? {
        fields.push(Field {
            name: field.name().to_owned(),
            table: field.table_oid(),
            column: field.column_id(),
            type_oid: field.type_oid(),
            type_size: field.type_size(),
            type_modifier: field.type_modifier(),
        });
    }
    Ok(fields)
}

fn values(row: &DataRowBody) -> Result<Vec<Option<String>>, Broken> {
    let mut values = Vec::new();
    let mut ranges = row.ranges();
    while let Some(range) = ranges.next()? {
        let value = match range {
            None => None,
            Some(range) => {
                let bytes = row.buffer().get(range).ok_or(Broken::Protocol("a value"))?;
                // a database without an encoding can hold what is no UTF-8
                Some(String::from_utf8_lossy(bytes).into_owned())
            }
        };
        values.push(value);
    }
    Ok(values)
}
