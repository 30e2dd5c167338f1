//! What may a role do on a server?
//!
//! A loop in the server tries all of it, each try in a block of its own that is undone, since a round trip for each
//! would take most of the time.

use std::collections::BTreeMap;

use pg_rls::Provider;
use postgres::{Client, SimpleQueryMessage};
use rls_core::{
    ident::{literal, quote, quote_all},
    resolve::Resolved,
    schema::Command,
    sql,
};

use super::pairs::EDITOR;
use crate::random::{Caller, Rng, World, cast};

/// One statement on one row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Try {
    pub(super) command: Command,
    pub(super) caller: String,
    pub(super) row: usize,
    /// What it becomes, by an UPDATE.
    pub(super) new: Option<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Allowed,
    Denied,
    Error(String),
}

/// A database with a world's tables and rows, on which no policy is left.
pub(super) struct Probe<'w> {
    pub(super) client: Client,
    world: &'w World,
}

const CALLERS: usize = 2;
const ROWS: usize = 5;

/// Tries `statement` as the role and undoes it: allowed where it touches a row.
const TRY: &str =
    "CREATE FUNCTION pg_temp.try(role text, statement text) RETURNS text LANGUAGE plpgsql AS $try$
DECLARE touched bigint;
BEGIN
    BEGIN
        EXECUTE format('SET LOCAL ROLE %I', role);
        EXECUTE statement;
        GET DIAGNOSTICS touched = ROW_COUNT;
        RAISE EXCEPTION USING ERRCODE = 'RLS00', MESSAGE = touched;
    EXCEPTION WHEN OTHERS THEN
        IF SQLSTATE = 'RLS00' THEN
            touched := SQLERRM;
            RETURN CASE WHEN touched > 0 THEN 'allowed' ELSE 'denied' END;
        END IF;
        RETURN CASE WHEN SQLSTATE = '42501' THEN 'denied' ELSE SQLSTATE || ' ' || SQLERRM END;
    END;
END $try$;";

impl<'w> Probe<'w> {
    pub(super) fn new(mut client: Client, world: &'w World) -> Self {
        let bare = world.schema.resolve(&Provider::Neon).unwrap();
        client.batch_execute(&sql::ddl(&bare)).unwrap();
        // every row is tried alone, as the only one
        let main = world.main.quoted();
        client.batch_execute(&world.inserts()).unwrap();
        client
            .batch_execute(&format!(
                "CREATE TABLE public.all_rows AS TABLE {main};
                 ALTER TABLE {main} DISABLE ROW LEVEL SECURITY;
                 DO $$BEGIN CREATE ROLE {EDITOR}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END$$;
                 GRANT USAGE ON SCHEMA public TO PUBLIC;
                 {TRY}"
            ))
            .unwrap();
        for table in &world.schema.tables {
            client
                .batch_execute(&format!("ALTER TABLE {} DISABLE ROW LEVEL SECURITY", table.name.quoted()))
                .unwrap();
            if let Some(schema) = &table.name.schema {
                client.batch_execute(&format!("GRANT USAGE ON SCHEMA {} TO PUBLIC", quote(schema))).unwrap();
            }
        }
        Probe { client, world }
    }

    /// All that is tried with a schema's policies and privileges, which are gone afterwards.
    pub(super) fn tries(&mut self, resolved: &Resolved, role: &str, rng: &mut Rng) -> BTreeMap<Try, Answer> {
        self.client.batch_execute("BEGIN").unwrap();
        let policies = policies(resolved);
        if let Err(error) = self.client.batch_execute(&policies) {
            panic!("{error:?}\n{policies}");
        }
        let mut answers = BTreeMap::new();
        for _ in 0..CALLERS {
            let caller = rng.pick(&self.world.callers).clone();
            self.of_caller(&caller, role, rng, &mut answers);
        }
        self.client.batch_execute("ROLLBACK").unwrap();
        answers
    }

    fn of_caller(&mut self, caller: &Caller, role: &str, rng: &mut Rng, answers: &mut BTreeMap<Try, Answer>) {
        let main = self.world.main.quoted();
        let count = self.world.rows[&self.world.main].rows.len();
        let mut script = String::new();
        let mut tries = Vec::new();
        for _ in 0..ROWS {
            let row = rng.below(count);
            let only = format!(
                "DELETE FROM {main}; INSERT INTO {main} SELECT * FROM public.all_rows WHERE \"no\" = {row};\n"
            );
            script.push_str(&only);
            let mut attempt = |command: Command, new: Option<usize>, statement: String| {
                script.push_str(&format!(
                    "SELECT pg_temp.try({}, {}) AS answer;\n",
                    literal(role),
                    literal(&statement)
                ));
                tries.push(Try { command, caller: caller.name.to_owned(), row, new });
            };
            attempt(Command::Select, None, format!("SELECT 1 FROM {main}"));
            attempt(Command::Delete, None, format!("DELETE FROM {main}"));
            for new in [row, rng.below(count)] {
                attempt(Command::Update, Some(new), self.update(new));
            }
            script.push_str(&format!("DELETE FROM {main};\n"));
            let mut attempt = |command: Command, statement: String| {
                script.push_str(&format!(
                    "SELECT pg_temp.try({}, {}) AS answer;\n",
                    literal(role),
                    literal(&statement)
                ));
                tries.push(Try { command, caller: caller.name.to_owned(), row, new: None });
            };
            attempt(Command::Insert, self.insert(row));
        }
        let script = format!("{}\n{script}", caller.settings(&Provider::Neon));
        let messages = match self.client.simple_query(&script) {
            Ok(messages) => messages,
            Err(error) => panic!("{error:?}\n{script}"),
        };
        let said = messages.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) if row.columns()[0].name() == "answer" => row.get(0),
            _ => None,
        });
        let said: Vec<&str> = said.collect();
        assert_eq!(said.len(), tries.len());
        for (what, said) in tries.into_iter().zip(said) {
            let answer = match said {
                "allowed" => Answer::Allowed,
                "denied" => Answer::Denied,
                error => Answer::Error(error.to_owned()),
            };
            answers.insert(what, answer);
        }
    }

    fn values(&self, row: usize) -> Vec<String> {
        let columns = &self.world.table(&self.world.main).columns;
        self.world
            .texts(row)
            .iter()
            .zip(columns)
            .map(|(text, column)| match text {
                Some(text) => format!("{}::{}", literal(text), cast(&column.ty)),
                None => "NULL".to_owned(),
            })
            .collect()
    }

    fn columns(&self) -> String {
        quote_all(self.world.table(&self.world.main).columns.iter().map(|column| &column.name))
    }

    /// Reads nothing, so that it asks for no SELECT.
    fn update(&self, new: usize) -> String {
        format!(
            "UPDATE {} SET ({}) = ROW({})",
            self.world.main.quoted(),
            self.columns(),
            self.values(new).join(", ")
        )
    }

    fn insert(&self, row: usize) -> String {
        format!(
            "INSERT INTO {} ({}) VALUES ({})",
            self.world.main.quoted(),
            self.columns(),
            self.values(row).join(", ")
        )
    }
}

/// What a schema says beside its tables, as one script.
fn policies(resolved: &Resolved) -> String {
    let beside = ["CREATE TABLE", "CREATE TYPE", "CREATE INDEX", "CREATE UNIQUE", "COMMENT", "DO "];
    let statements = sql::groups(resolved).into_iter().flatten();
    let kept = statements.filter(|statement| !beside.iter().any(|word| statement.starts_with(word)));
    let mut script = kept.collect::<Vec<_>>().join(";\n");
    // a membership of another pair, or of another test's run, must not be left
    script.insert_str(0, &format!("REVOKE authenticated FROM {EDITOR};\n"));
    script
}
