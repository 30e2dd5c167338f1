//! How is a request told that there is no answer?
//!
//! Drivers show the message of a 400 and hide that of any other status, so whatever a caller can mend is a 400: SQL, the connection
//! string, the body, the token.

use hyper::StatusCode;
use serde::Serialize;

use super::{
    body::BodyFault,
    header::HeaderFault,
    query::{Fault, SqlFault},
    target::TargetFault,
};
use crate::TokenError;

/// Why there is no answer: for the caller as JSON, and for the log as one word.
#[derive(Debug)]
pub struct Refusal {
    /// Of the answer.
    pub status: StatusCode,
    /// What is said; SQLSTATE and the rest where the database says it.
    pub fault: Box<SqlFault>,
    /// For logs and metrics: which check it was, and nothing of the request.
    pub reason: &'static str,
}

impl Refusal {
    /// One that the caller can mend.
    pub fn new(reason: &'static str, message: impl Into<String>) -> Self {
        Self::with(StatusCode::BAD_REQUEST, reason, message)
    }

    /// One with another status.
    pub fn with(status: StatusCode, reason: &'static str, message: impl Into<String>) -> Self {
        let fault = SqlFault { message: message.into(), ..SqlFault::default() };
        Self { status, fault: Box::new(fault), reason }
    }

    fn coded(mut self, code: &str) -> Self {
        code.clone_into(&mut self.fault.code);
        "ERROR".clone_into(&mut self.fault.severity);
        self
    }

    /// As a driver reads it: every field, null where there is nothing.
    pub fn json(&self) -> Vec<u8> {
        let fault = &*self.fault;
        let some = |text: &'_ String| if text.is_empty() { None } else { Some(text.clone()) };
        let told = Told {
            message: &fault.message,
            code: some(&fault.code),
            detail: fault.detail.as_deref(),
            hint: fault.hint.as_deref(),
            position: fault.position.as_deref(),
            internal_position: fault.internal_position.as_deref(),
            internal_query: fault.internal_query.as_deref(),
            severity: some(&fault.severity),
            context: fault.context.as_deref(),
            table: fault.table.as_deref(),
            column: fault.column.as_deref(),
            schema: fault.schema.as_deref(),
            data_type: fault.data_type.as_deref(),
            constraint: fault.constraint.as_deref(),
            file: fault.file.as_deref(),
            line: fault.line.as_deref(),
            routine: fault.routine.as_deref(),
        };
        // texts alone, written to memory: it does not fail
        serde_json::to_vec(&told).unwrap_or_default()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told<'a> {
    message: &'a str,
    code: Option<String>,
    detail: Option<&'a str>,
    hint: Option<&'a str>,
    position: Option<&'a str>,
    internal_position: Option<&'a str>,
    internal_query: Option<&'a str>,
    severity: Option<String>,
    #[serde(rename = "where")]
    context: Option<&'a str>,
    table: Option<&'a str>,
    column: Option<&'a str>,
    schema: Option<&'a str>,
    data_type: Option<&'a str>,
    constraint: Option<&'a str>,
    file: Option<&'a str>,
    line: Option<&'a str>,
    routine: Option<&'a str>,
}

impl From<TargetFault> for Refusal {
    fn from(fault: TargetFault) -> Self {
        Self::new("connection-string", fault.to_string())
    }
}

impl From<HeaderFault> for Refusal {
    fn from(fault: HeaderFault) -> Self {
        Self::new("header", fault.to_string())
    }
}

impl From<BodyFault> for Refusal {
    fn from(fault: BodyFault) -> Self {
        Self::new("body", fault.to_string())
    }
}

impl From<&TokenError> for Refusal {
    fn from(error: &TokenError) -> Self {
        // the issuer's keys cannot be had: nothing that the caller can mend, and the driver should say it all the same
        Self::new("token", error.to_string())
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        let message = fault.to_string();
        match fault {
            Fault::Sql(fault) => Self { status: StatusCode::BAD_REQUEST, fault, reason: "sql" },
            Fault::Refused(_) => Self::new("refused", message).coded("42501"),
            Fault::Unreadable { position, .. } => {
                let mut refusal = Self::new("syntax", message).coded("42601");
                refusal.fault.position = position.map(|position| position.to_string());
                refusal
            }
            Fault::TooLong(_) => Self::new("time", message).coded("57014"),
            Fault::Busy => Self::with(StatusCode::SERVICE_UNAVAILABLE, "busy", message).coded("53300"),
            Fault::TooLarge(_) => Self::with(StatusCode::INSUFFICIENT_STORAGE, "response-size", message),
            Fault::TooMany(_) => Self::with(StatusCode::INSUFFICIENT_STORAGE, "rows", message),
            Fault::Unreachable(_) => {
                Self::with(StatusCode::INTERNAL_SERVER_ERROR, "unreachable", message).coded("08006")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use super::*;

    fn told(refusal: &Refusal) -> Value {
        serde_json::from_slice(&refusal.json()).unwrap()
    }

    #[test]
    fn every_field_is_there_and_null_where_there_is_nothing() {
        let names = [
            "message",
            "code",
            "detail",
            "hint",
            "position",
            "internalPosition",
            "internalQuery",
            "severity",
            "where",
            "table",
            "column",
            "schema",
            "dataType",
            "constraint",
            "file",
            "line",
            "routine",
        ];
        let refusal = Refusal::new("header", "no");
        let told = told(&refusal);
        let mut known: Vec<&str> = told.as_object().unwrap().keys().map(String::as_str).collect();
        known.sort_unstable();
        let mut expected = names;
        expected.sort_unstable();
        assert_eq!(known, expected);
        assert_eq!(told["message"], "no");
        assert!(names.iter().skip(1).all(|name| told[name].is_null()));
    }

    #[test]
    fn what_the_database_says_is_said() {
        let text = |text: &str| Some(text.to_owned());
        let fault = SqlFault {
            code: "23505".to_owned(),
            message: "duplicate key".to_owned(),
            severity: "ERROR".to_owned(),
            detail: text("Key (id)=(1)"),
            hint: text("h"),
            position: text("7"),
            internal_position: text("8"),
            internal_query: text("q"),
            context: text("w"),
            schema: text("public"),
            table: text("t"),
            column: text("c"),
            data_type: text("d"),
            constraint: text("t_pkey"),
            file: text("nbtinsert.c"),
            line: text("666"),
            routine: text("_bt_check_unique"),
        };
        let refusal = Refusal::from(Fault::Sql(Box::new(fault)));
        assert_eq!(refusal.status, 400);
        let expected = json!({
            "message": "duplicate key", "code": "23505", "detail": "Key (id)=(1)", "hint": "h", "position": "7",
            "internalPosition": "8", "internalQuery": "q", "severity": "ERROR", "where": "w", "table": "t",
            "column": "c", "schema": "public", "dataType": "d", "constraint": "t_pkey", "file": "nbtinsert.c",
            "line": "666", "routine": "_bt_check_unique"
        });
        assert_eq!(told(&refusal), expected);
    }

    #[test]
    fn each_fault_has_its_status() {
        for (fault, status, reason, code) in [
            (Fault::Refused("no".to_owned()), 400, "refused", "42501"),
            (Fault::Unreadable { message: "no".to_owned(), position: Some(3) }, 400, "syntax", "42601"),
            (Fault::TooLong(Duration::from_secs(30)), 400, "time", "57014"),
            (Fault::Busy, 503, "busy", "53300"),
            (Fault::TooLarge(10), 507, "response-size", ""),
            (Fault::TooMany(10), 507, "rows", ""),
            (Fault::Unreachable("gone".to_owned()), 500, "unreachable", "08006"),
        ] {
            let refusal = Refusal::from(fault);
            let said = (refusal.status.as_u16(), refusal.reason, refusal.fault.code.as_str());
            assert_eq!(said, (status, reason, code));
        }
    }
}
