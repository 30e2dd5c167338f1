//! Is it still the caller's transaction?
//!
//! A query that stands behind each statement of a caller, in the same flush: it fails where the role is another, or the claims, or where
//! text would be read in another way than it was looked at. What fails has the server skip what follows, so that
//! no statement runs as somebody else, and nobody had to wait for an answer in between. All of its names are bound: what a caller has put before
//! `pg_catalog` is not asked.

use pg_rls::session::Caller;

use super::Mode;
use crate::serve::query::{Fault, SqlFault};

/// One over nothing is an error where the answer is no. The third parameter is what the setting that says who the caller is has to be.
macro_rules! guard {
    ($who:literal) => {
        concat!(
            "SELECT 1 OPERATOR(pg_catalog./) CASE WHEN \
            current_user::pg_catalog.text OPERATOR(pg_catalog.=) $1::pg_catalog.text \
            AND session_user::pg_catalog.text OPERATOR(pg_catalog.=) $2::pg_catalog.text \
            AND coalesce(pg_catalog.current_setting('",
            $who,
            "', true), '') OPERATOR(pg_catalog.=) $3::pg_catalog.text \
            AND pg_catalog.current_setting('client_encoding') OPERATOR(pg_catalog.=) 'UTF8' \
            AND pg_catalog.current_setting('standard_conforming_strings') OPERATOR(pg_catalog.=) 'on' \
            THEN 1 ELSE 0 END"
        )
    };
}

const PLAIN: &str = guard!("request.jwt.claims");
const EXTENSION: &str = guard!("pg_session_jwt.jwt");

/// What is asked, and what must be.
pub(super) struct Guard<'a> {
    pub(super) sql: &'static str,
    pub(super) parameters: [Option<&'a str>; 3],
}

impl<'a> Guard<'a> {
    /// `token` is what the extension was given for the caller.
    pub(super) fn new(mode: Mode, caller: &'a Caller, login: &'a str, token: Option<&'a str>) -> Self {
        let (sql, who) = match mode {
            Mode::Plain => (PLAIN, caller.claims()),
            Mode::Extension => (EXTENSION, token),
        };
        Self { sql, parameters: [Some(caller.role()), Some(login), Some(who.unwrap_or_default())] }
    }

    /// What its error says to a caller.
    pub(super) fn told(fault: SqlFault) -> Fault {
        match fault.code.as_str() {
            DIVISION_BY_ZERO => Fault::Refused(
                "the statement has ended the transaction, or has changed the role, the claims, client_encoding or \
                 standard_conforming_strings: the endpoint sets them, and nothing of this request was kept"
                    .to_owned(),
            ),
            _ => Fault::Sql(Box::new(fault)),
        }
    }
}

const DIVISION_BY_ZERO: &str = "22012";
