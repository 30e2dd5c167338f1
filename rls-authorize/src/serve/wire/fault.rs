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

#[cfg(test)]
mod tests {
    use bytes::{BufMut, BytesMut};
    use postgres_protocol::message::backend::Message;

    use super::*;

    /// A server that does not speak English says in another field what it means.
    #[test]
    fn how_bad_it_is_is_read_in_no_language() {
        for (fields, severity, ends) in [
            (&b"SFEHLER\0VERROR\0"[..], "ERROR", false),
            (b"VERROR\0SFEHLER\0", "ERROR", false),
            (b"STODLICH\0VFATAL\0", "FATAL", true),
            (b"SPANIK\0VPANIC\0", "PANIC", true),
            (b"SFATAL\0", "FATAL", true),
        ] {
            let mut bytes = BytesMut::from(&b"E"[..]);
            bytes.put_i32(i32::try_from(fields.len()).unwrap() + 5);
            bytes.put_slice(fields);
            bytes.put_u8(0);
            let Some(Message::ErrorResponse(body)) = Message::parse(&mut bytes).unwrap() else { panic!() };
            let fault = SqlFault::read(&body).unwrap();
            assert_eq!((fault.severity.as_str(), fault.ends_the_connection()), (severity, ends));
        }
    }
}
