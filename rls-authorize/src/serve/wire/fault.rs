//! What does the database say of what it refuses?

use fallible_iterator::FallibleIterator;
use postgres_protocol::message::backend::ErrorResponseBody;

use super::stream::Broken;
use crate::serve::query::SqlFault;

impl SqlFault {
    /// Of an error as it was sent; what a later version adds is left out.
    pub(super) fn read(body: &ErrorResponseBody) -> Result<Self, Broken> {
        let mut fault = SqlFault::default();
        let mut localized = String::new();
        let mut fields = body.fields();
        while let Some(field) = fields.next()? {
            let value = String::from_utf8_lossy(field.value_bytes()).into_owned();
            match field.type_() {
                b'V' => fault.severity = value,
                b'S' => localized = value,
                b'C' => fault.code = value,
                b'M' => fault.message = value,
                b'D' => fault.detail = Some(value),
                b'H' => fault.hint = Some(value),
                b'P' => fault.position = Some(value),
                b'p' => fault.internal_position = Some(value),
                b'q' => fault.internal_query = Some(value),
                b'W' => fault.context = Some(value),
                b's' => fault.schema = Some(value),
                b't' => fault.table = Some(value),
                b'c' => fault.column = Some(value),
                b'd' => fault.data_type = Some(value),
                b'n' => fault.constraint = Some(value),
                b'F' => fault.file = Some(value),
                b'L' => fault.line = Some(value),
                b'R' => fault.routine = Some(value),
                _ => {}
            }
        }
        if fault.severity.is_empty() {
            fault.severity = localized;
        }
        Ok(fault)
    }

    /// Whether the connection is over with it.
    pub(crate) fn ends_the_connection(&self) -> bool {
        matches!(self.severity.as_str(), "FATAL" | "PANIC")
    }
}
