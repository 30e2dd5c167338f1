//! What comes of one statement, by one caller?
//!
//! A session holds the schema in a transaction that is never committed. Each probe begins from the same rows, in a
//! savepoint, as the role, after a look at what that role is.

use std::io::Read as _;

use postgres::{Client, SimpleQueryMessage, SimpleQueryRow};
use rls_core::ident::literal;

use super::{
    cell::{Cell, NEW, Outcome, State},
    claims::Claims,
    statements::{How, Statement},
};
use crate::server;

/// Two of Alice's, two of Bob's and one that is nobody's. One of Bob's says `alice` where it means nothing.
pub(super) const ROWS: [(i64, &str, &str); 5] =
    [(1, "alice", "water"), (2, "alice", "paint"), (3, "bob", "walk"), (4, "bob", "alice"), (5, "", "old")];

const STATE: &str = "SELECT id, user_id, concat_ws(' ', task, is_complete, inserted_at) FROM todos";

/// What somebody is told before they try: who they are, and that nothing exempts them.
const GUARD: &str = "SELECT current_user, \
    (SELECT rolsuper OR rolbypassrls FROM pg_catalog.pg_roles WHERE rolname = current_user), \
    current_setting('request.jwt.claims', true)";

/// A schema, its rows, and a session that has never heard of the setting.
pub(super) struct Session<'d> {
    client: Client,
    database: &'d str,
    ddl: &'d str,
    before: State,
    pid: i32,
}

impl<'d> Session<'d> {
    pub(super) fn open(database: &'d str, ddl: &'d str) -> Self {
        let mut client = server::connect(database);
        // a lock that is never let go must not be waited for
        client.batch_execute("SET statement_timeout = '20s'; BEGIN").unwrap();
        client.batch_execute(ddl).unwrap_or_else(|error| panic!("{error:?}\n{ddl}"));
        fill(&mut client);
        let before = state(&client.simple_query(STATE).unwrap());
        let pid = client.query_one("SELECT pg_backend_pid()", &[]).unwrap().get(0);
        Session { client, database, ddl, before, pid }
    }

    /// The rows must be what they were.
    pub(super) fn close(mut self) {
        assert_eq!(
            state(&self.client.simple_query(STATE).unwrap()),
            self.before,
            "a probe left something behind"
        );
    }

    /// One try, undone.
    pub(super) fn probe(&mut self, role: &str, claims: &Claims, statement: &Statement) -> Cell {
        self.become_caller(role, claims);
        let outcome = match statement.how {
            How::Rows => self.rows(statement.sql),
            How::Count => self.count(statement.sql),
            How::CopyOut => self.copy_out(statement.sql),
            How::CopyIn(line) => self.copy_in(role, claims, statement.sql, line),
        };
        let outcome = outcome.unwrap_or_else(|error| Outcome::of(&error));
        let back = if matches!(outcome, Outcome::Rows(_)) { "RESET ROLE" } else { "ROLLBACK TO probe" };
        let look = format!("{back}; {STATE}; ROLLBACK TO probe; RELEASE probe");
        let after = state(&self.client.simple_query(&look).unwrap());
        Cell::new(outcome, &self.before, &after)
    }

    fn become_caller(&mut self, role: &str, claims: &Claims) {
        let set = claims.setting.map_or(String::new(), |claims| {
            format!("DO $$BEGIN PERFORM set_config('request.jwt.claims', {}, true); END$$; ", literal(claims))
        });
        let guard = format!("SAVEPOINT probe; {set}SET LOCAL ROLE {role}; {GUARD}");
        let answer = self.client.simple_query(&guard).unwrap();
        let row = rows(&answer).next().expect("the guard answers");
        assert_eq!((row.get(0), row.get(1)), (Some(role), Some("f")), "row security must hold for {role}");
        assert_eq!(row.get(2), claims.setting, "{}", claims.name);
    }

    fn rows(&mut self, sql: &str) -> Result<Outcome, postgres::Error> {
        let messages = self.client.simple_query(sql)?;
        let count = messages.iter().find_map(|message| match message {
            SimpleQueryMessage::CommandComplete(rows) => Some(*rows),
            _ => None,
        });
        Ok(Outcome::Rows(count.expect("the statement ends")))
    }

    fn count(&mut self, sql: &str) -> Result<Outcome, postgres::Error> {
        let messages = self.client.simple_query(sql)?;
        let row = rows(&messages).next().expect("one row");
        Ok(Outcome::Rows(row.get(0).expect("a count").parse().unwrap()))
    }

    fn copy_out(&mut self, sql: &str) -> Result<Outcome, postgres::Error> {
        let mut text = String::new();
        match self.client.copy_out(sql)?.read_to_string(&mut text) {
            Ok(_) => Ok(Outcome::Rows(text.lines().count() as u64)),
            Err(error) => Err(of_server(error)),
        }
    }

    /// The driver's `copy_in` loses step with the server when the statement is refused, and a simple query cannot
    /// send rows when it is not. So first the one, which as a rule ends it, and then the other in a new session.
    fn copy_in(
        &mut self,
        role: &str,
        claims: &Claims,
        sql: &str,
        line: &str,
    ) -> Result<Outcome, postgres::Error> {
        use std::io::Write as _;
        match self.client.simple_query(sql) {
            Ok(_) => panic!("{sql} ended without a row"),
            Err(error) if error.as_db_error().is_some() => return Err(error),
            Err(_) => {}
        }
        // the old session holds the table, and waits for rows for ever
        let mut other = server::connect(self.database);
        other.execute("SELECT pg_terminate_backend($1)", &[&self.pid]).unwrap();
        self.client = other;
        *self = Session::open(self.database, self.ddl);
        self.become_caller(role, claims);
        let mut copy = self.client.copy_in(sql)?;
        copy.write_all(line.as_bytes()).map_err(of_server)?;
        copy.finish().map(Outcome::Rows)
    }
}

fn fill(client: &mut Client) {
    for (id, owner, task) in ROWS {
        client
            .execute("INSERT INTO todos (id, user_id, task) VALUES ($1, $2, $3)", &[&id, &owner, &task])
            .unwrap();
    }
    let column =
        "SELECT attnotnull FROM pg_attribute WHERE attrelid = 'todos'::regclass AND attname = 'user_id'";
    if !client.query_one(column, &[]).unwrap().get::<_, bool>(0) {
        client.execute("INSERT INTO todos (id, user_id, task) VALUES (6, NULL, 'lost')", &[]).unwrap();
    }
    client.batch_execute(&format!("ALTER TABLE todos ALTER id RESTART WITH {NEW}")).unwrap();
}

fn rows(messages: &[SimpleQueryMessage]) -> impl Iterator<Item = &SimpleQueryRow> {
    messages.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    })
}

fn state(messages: &[SimpleQueryMessage]) -> State {
    let text = |row: &SimpleQueryRow, column: usize| row.get(column).map(str::to_owned);
    rows(messages)
        .map(|row| (text(row, 0).unwrap().parse().unwrap(), (text(row, 1), text(row, 2).unwrap())))
        .collect()
}

/// The server's error, which came as one of reading or writing.
fn of_server(error: std::io::Error) -> postgres::Error {
    match error.into_inner().map(<dyn std::error::Error + Send + Sync>::downcast::<postgres::Error>) {
        Some(Ok(error)) => *error,
        other => panic!("{other:?}"),
    }
}
