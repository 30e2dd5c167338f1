//! What is sent?

use bytes::{BufMut, BytesMut};
use postgres_protocol::{
    IsNull,
    message::frontend::{self, BindError},
};

use crate::serve::query::Fault;

/// Statements that are sent together, each by the extended protocol: one statement, parameters apart, everything as text. After an error
/// the server runs nothing until the next sync.
#[derive(Default)]
pub(crate) struct Script {
    bytes: BytesMut,
    steps: Vec<Step>,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The answer to a statement, which counts or does not.
    Statement {
        /// Whether its columns and rows are kept.
        kept: bool,
    },
    /// The end of what an error skips.
    Sync,
}

impl Script {
    /// A statement; of one that is kept the columns are asked for.
    ///
    /// # Errors
    /// What the protocol has no way to say.
    pub(crate) fn statement(
        &mut self,
        sql: &str,
        parameters: &[Option<&str>],
        kept: bool,
    ) -> Result<(), Fault> {
        if sql.contains('\0') {
            return Err(Fault::Refused(
                "a statement holds a NUL character, which Postgres cannot read".to_owned(),
            ));
        }
        if parameters.len() > usize::from(u16::MAX) {
            return Err(Fault::Refused(format!("a statement has more than {} parameters", u16::MAX)));
        }
        let out = &mut self.bytes;
        let large = |_| Fault::Refused("a statement or its parameters are too large for Postgres".to_owned());
        frontend::parse("", sql, [], out).map_err(large)?;
        let text = |value: Option<&str>, out: &mut BytesMut| match value {
            Some(value) => {
                out.put_slice(value.as_bytes());
                Ok(IsNull::No)
            }
            None => Ok(IsNull::Yes),
        };
        frontend::bind("", "", [], parameters.iter().copied(), text, [], out).map_err(
            |error| match error {
                BindError::Conversion(_) => Fault::Refused("a parameter cannot be sent".to_owned()),
                BindError::Serialization(error) => large(error),
            },
        )?;
        if kept {
            frontend::describe(b'P', "", out).map_err(large)?;
        }
        frontend::execute("", 0, out).map_err(large)?;
        self.steps.push(Step::Statement { kept });
        Ok(())
    }

    /// Up to here an error skips what follows it; and the server answers.
    pub(crate) fn sync(&mut self) {
        frontend::sync(&mut self.bytes);
        self.steps.push(Step::Sync);
    }

    pub(super) fn into_parts(self) -> (BytesMut, Vec<Step>) {
        (self.bytes, self.steps)
    }
}
