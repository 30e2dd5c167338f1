//! Which statements are not a caller's to send?
//!
//! Those that would leave the transaction which is the caller's, become another role, or say anew who the caller is. They are known by their
//! words, before they reach the server; what is not known by words, the guard behind each statement finds (`pool/guard.rs`). What neither can
//! find is in docs/serve.md.
//!
//! What begins with a word that no statement is known to begin with is not run either. Postgres would most likely call it a syntax error, so that
//! is what it is called; but where a later version has a statement that begins so, nobody has thought about what it could do.

use rls_core::lex::{self, Kind, Token, name};

use super::query::Fault;
use crate::error::shown;

mod words;

use words::{CREATE, FUNCTIONS, NOT_CREATED, SETTINGS, STATEMENTS};

/// Whether a caller may send it.
///
/// # Errors
/// Why they may not.
pub(super) fn statement(sql: &str) -> Result<(), Fault> {
    let tokens = lex::statement(sql)
        .map_err(|fault| Fault::Unreadable { message: fault.to_string(), position: None })?;
    let text = Words { sql, tokens: &tokens };
    text.first()?;
    text.names().map_err(Fault::Refused)
}

struct Words<'a> {
    sql: &'a str,
    tokens: &'a [Token],
}

impl Words<'_> {
    fn raw(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &self.sql[token.range.clone()])
    }

    /// A keyword, in lower case; nothing for what is no bare word.
    fn word(&self, at: usize) -> String {
        match self.tokens.get(at) {
            Some(token) if token.kind == Kind::Word => name(self.raw(at)),
            _ => String::new(),
        }
    }

    /// What a statement begins with, past brackets and `EXPLAIN`'s own words.
    fn first(&self) -> Result<(), Fault> {
        let Some(at) = (0..self.tokens.len()).find(|at| !matches!(self.raw(*at), "(" | ";")) else {
            return Ok(());
        };
        let first = self.word(at);
        let allowed = match first.as_str() {
            "set" | "reset" => self.setting(at, &first),
            "create" => self.created(at + 1),
            "alter" | "drop" | "comment" => {
                if NOT_CREATED.contains(&self.word(at + 1).as_str()) {
                    Err(format!(
                        "{} {} is not for this endpoint: it changes more than a caller's own",
                        first.to_uppercase(),
                        self.word(at + 1).to_uppercase()
                    ))
                } else {
                    Ok(())
                }
            }
            _ => match STATEMENTS.iter().find(|(words, _)| words.contains(&first.as_str())) {
                Some((_, None)) => Ok(()),
                Some((_, Some(why))) => {
                    Err(format!("{} is not for this endpoint: {why}", first.to_uppercase()))
                }
                None => return Err(self.unknown(at)),
            },
        };
        allowed.map_err(Fault::Refused)
    }

    /// As Postgres says it of a word that it does not know either, and whose word it is.
    fn unknown(&self, at: usize) -> Fault {
        let before = self.tokens.get(at).map_or("", |token| &self.sql[..token.range.start]);
        Fault::Unreadable {
            message: format!(
                "syntax error at or near {}: no statement that this endpoint knows begins so",
                shown(self.raw(at))
            ),
            position: Some(before.chars().count() + 1),
        }
    }

    /// `SET` and `RESET`: what everybody may set for themselves is named by one word.
    fn setting(&self, at: usize, verb: &str) -> Result<(), String> {
        let mut at = at + 1;
        if matches!(self.word(at).as_str(), "local" | "session") && !matches!(self.raw(at + 1), "=" | "") {
            // SET SESSION AUTHORIZATION, SET SESSION CHARACTERISTICS
            if matches!(self.word(at + 1).as_str(), "authorization" | "characteristics") {
                return no_setting(verb, "SESSION");
            }
            at += 1;
        }
        let setting = name(self.raw(at)).to_ascii_lowercase();
        let one_word = self.raw(at + 1) != "." && !setting.contains('.');
        let known = SETTINGS.contains(&setting.as_str()) || setting.starts_with("enable_");
        if one_word && known { Ok(()) } else { no_setting(verb, self.raw(at)) }
    }

    fn created(&self, mut at: usize) -> Result<(), String> {
        while matches!(
            self.word(at).as_str(),
            "or" | "replace"
                | "temp"
                | "temporary"
                | "local"
                | "global"
                | "unlogged"
                | "unique"
                | "recursive"
        ) {
            at += 1;
        }
        let what = self.word(at);
        if CREATE.contains(&what.as_str()) {
            return Ok(());
        }
        Err(format!("CREATE {} is not for this endpoint: it makes more than tables", what.to_uppercase()))
    }

    /// Names that stand anywhere: functions that set something, or run text.
    fn names(&self) -> Result<(), String> {
        let updates = (0..self.tokens.len()).any(|at| self.word(at) == "update");
        for (at, token) in self.tokens.iter().enumerate() {
            let raw = self.raw(at);
            if !matches!(token.kind, Kind::Word | Kind::Quoted) {
                continue;
            }
            if raw.starts_with(['u', 'U']) && raw[1..].starts_with('&') {
                return Err("a name with U& is not for this endpoint: write the name itself".to_owned());
            }
            let name = name(raw).to_ascii_lowercase();
            let known = FUNCTIONS.iter().find(|known| {
                known.strip_suffix('*').map_or(**known == name, |start| name.starts_with(start))
            });
            if known.is_some() || updates && name == "pg_settings" {
                return Err(format!(
                    "{raw} is not for this endpoint: it runs text, or sets what the endpoint sets"
                ));
            }
        }
        Ok(())
    }
}

fn no_setting(verb: &str, setting: &str) -> Result<(), String> {
    Err(format!(
        "{} {setting} is not for this endpoint: it sets who the caller is, and how text is read",
        verb.to_uppercase()
    ))
}

#[cfg(test)]
mod tests {
    use super::{Fault, statement};

    #[test]
    fn what_a_caller_may_send() {
        for sql in [
            "",
            "-- nothing",
            ";",
            "SELECT 1 -- one\n, 2",
            "select * from todos where user_id = auth.user_id()",
            "(SELECT 1) UNION SELECT 2",
            "/* a */ WITH x AS (SELECT 1) SELECT 'set_config' FROM x",
            "INSERT INTO todos (task) VALUES ($1) RETURNING id",
            "UPDATE todos SET role = 'x', \"session\" = 1",
            "EXPLAIN ANALYZE SELECT 1",
            "VALUES (1)",
            "TABLE todos",
            "SHOW role",
            "CREATE TEMP TABLE t (a int)",
            "CREATE OR REPLACE TEMP VIEW v AS SELECT 1",
            "SET LOCAL timezone = 'UTC'",
            "SET TIME ZONE 'UTC'",
            "RESET statement_timeout",
            "SELECT * FROM pg_settings",
            "DROP TABLE t",
            "DECLARE c CURSOR FOR SELECT 1",
            "FETCH ALL FROM c",
            "SELECT $1::text, $$set_config$$, 'a\\b', E'\\'', U&'\\0061'",
        ] {
            assert!(statement(sql).is_ok(), "{sql}");
        }
    }

    #[test]
    fn what_a_caller_may_not_send() {
        for sql in [
            "COMMIT",
            "commit",
            " ; COMMIT",
            "(COMMIT",
            "/* x */ -- y\n cOmMiT AND CHAIN",
            "END",
            "ROLLBACK TO SAVEPOINT a",
            "ABORT",
            "BEGIN",
            "START TRANSACTION",
            "SAVEPOINT a",
            "PREPARE TRANSACTION 'x'",
            "PREPARE p AS SELECT 1",
            "EXECUTE p",
            "DEALLOCATE ALL",
            "DISCARD ALL",
            "SET ROLE postgres",
            "SET LOCAL ROLE postgres",
            "SET SESSION ROLE postgres",
            "SET \"role\" = 'postgres'",
            "SET \"ROLE\" = 'postgres'",
            "SET role TO postgres",
            "RESET ROLE",
            "RESET ALL",
            "RESET \"role\"",
            "SET SESSION AUTHORIZATION postgres",
            "SET LOCAL SESSION AUTHORIZATION postgres",
            "SET SESSION SESSION AUTHORIZATION DEFAULT",
            "RESET SESSION AUTHORIZATION",
            "SET session_authorization = x",
            "SET request.jwt.claims = '{}'",
            "SET LOCAL request.jwt.claims TO '{}'",
            "SET request . jwt . claims = '{}'",
            "SET \"request.jwt.claims\" = '{}'",
            "SET \"request\".\"jwt\".claims = '{}'",
            "SET U&\"request\\002ejwt.claims\" = '{}'",
            "SET REQUEST.JWT.CLAIMS = '{}'",
            "SET pg_session_jwt.jwk = '{}'",
            "SET client_encoding = 'GBK'",
            "SET NAMES 'GBK'",
            "SET standard_conforming_strings = off",
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
            "SELECT set_config('role', 'postgres', true)",
            "SELECT SET_CONFIG('role', 'postgres', true)",
            "SELECT pg_catalog.\"set_config\"('role', 'postgres', true)",
            "SELECT U&\"s\\0065t_config\"('role', 'postgres', true)",
            "SELECT u&\"s!0065t_config\" UESCAPE '!' ('role', 'postgres', true)",
            "SELECT set_config /* x */ ('role', 'x', true)",
            "WITH a AS (SELECT set_config('request.jwt.claims', '{}', true)) SELECT * FROM a, todos",
            "SELECT query_to_xml('SELECT 1', true, true, '')",
            "SELECT ts_stat('SELECT 1')",
            "SELECT dblink_exec('x', 'y')",
            "UPDATE pg_settings SET setting = 'x'",
            "WITH a AS (UPDATE pg_catalog.pg_settings SET setting = 'x' RETURNING 1) SELECT 1",
            "DO $$ BEGIN END $$",
            "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE PROCEDURE pg_temp.f() LANGUAGE sql AS 'SELECT 1'",
            "CREATE AGGREGATE pg_temp.a (text) (sfunc = 'set_config', stype = text)",
            "CREATE OPERATOR pg_temp.+ (function = 'x')",
            "CREATE ROLE x",
            "ALTER ROLE authenticated SET search_path = x",
            "ALTER SYSTEM SET x = 1",
            "ALTER DATABASE x SET request.jwt.claims = '{}'",
            "ALTER FUNCTION auth.user_id() SET search_path = x",
            "DROP OWNED BY authenticated",
            "COPY todos TO STDOUT",
            "COPY todos FROM STDIN",
            "LISTEN x",
            "UNLISTEN *",
            "LOAD 'x'",
            "VACUUM",
        ] {
            assert!(matches!(statement(sql), Err(Fault::Refused(_))), "{sql}");
        }
    }

    #[test]
    fn what_is_no_statement_that_is_known() {
        let unknown = |word: &str| {
            format!("syntax error at or near \"{word}\": no statement that this endpoint knows begins so")
        };
        for (sql, message, position) in [
            ("SELEC 1", unknown("SELEC"), Some(1)),
            ("/* é */ ( selct 1", unknown("selct"), Some(11)),
            ("42", unknown("42"), Some(1)),
            ("\"select\" 1", unknown("\\\"select\\\""), Some(1)),
            (") SELECT 1", unknown(")"), Some(1)),
            // a word of a version that is not there yet
            ("WAIT FOR LSN '0/0'", unknown("WAIT"), Some(1)),
            ("SELECT 'x", "a string in this SQL does not end".to_owned(), None),
            (
                "SELECT 1 \\g",
                "a `\\` outside quotes is no SQL, and psql would run what follows it".to_owned(),
                None,
            ),
        ] {
            match statement(sql) {
                Err(Fault::Unreadable { message: said, position: at }) => {
                    assert_eq!((said, at), (message, position), "{sql}");
                }
                other => panic!("{sql}: {other:?}"),
            }
        }
        let Err(Fault::Unreadable { message, .. }) = statement(&"x".repeat(100_000)) else {
            panic!("it is read")
        };
        assert!(message.len() < 300, "{message}");
    }
}
