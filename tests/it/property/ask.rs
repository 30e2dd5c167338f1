//! What do Postgres and the interpreter say of predicates over every row?

use std::collections::BTreeMap;

use pg_rls::Provider;
use postgres::{Client, SimpleQueryMessage};
use rls_core::expr::{Expr, eval::Fault};

use crate::random::{Caller, World};

/// A database with a world in it.
pub(super) struct Asked<'w> {
    pub(super) client: Client,
    pub(super) world: &'w World,
    pub(super) provider: &'w Provider,
    now: i64,
    /// What was worked out before.
    known: BTreeMap<(String, Expr), Result<Vec<bool>, Fault>>,
}

impl<'w> Asked<'w> {
    pub(super) fn new(mut client: Client, world: &'w World, provider: &'w Provider) -> Self {
        let resolved = world.schema.resolve(provider).unwrap();
        client.batch_execute(&rls_core::sql::ddl(&resolved)).unwrap();
        client.batch_execute(&world.inserts()).unwrap();
        // one transaction for all, so that its time stands still
        client.batch_execute("BEGIN").unwrap();
        let now = "SELECT (extract(epoch FROM now()) * 1000000)::bigint";
        let now = client.query_one(now, &[]).unwrap().get(0);
        Asked { client, world, provider, now, known: BTreeMap::new() }
    }

    /// By the interpreter, for each row.
    pub(super) fn expected(&mut self, caller: &Caller, expr: &Expr) -> Result<Vec<bool>, Fault> {
        let key = (caller.name.to_owned(), expr.clone());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let rows = &self.world.rows[&self.world.main].rows;
        let truths: Result<Vec<_>, Fault> =
            rows.iter().map(|row| self.world.truth(self.provider, caller, self.now, expr, row)).collect();
        let expected = truths.map(super::holds);
        self.known.insert(key, expected.clone());
        expected
    }

    /// By Postgres: for each predicate, of each row; an error is its code and text.
    pub(super) fn answers(&mut self, caller: &Caller, sqls: &[String]) -> Result<Vec<Vec<bool>>, String> {
        if sqls.is_empty() {
            return Ok(Vec::new());
        }
        let columns: Vec<String> = sqls.iter().map(|sql| format!("({sql}) IS TRUE")).collect();
        let query = format!(
            "{} SELECT {} FROM {} ORDER BY \"no\"",
            caller.settings(self.provider),
            columns.join(",\n"),
            self.world.main.quoted()
        );
        self.client.batch_execute("SAVEPOINT one").unwrap();
        let answer = self.client.simple_query(&query);
        self.client.batch_execute("ROLLBACK TO one; RELEASE one").unwrap();
        let messages = answer.map_err(|error| match error.as_db_error() {
            Some(error) => format!("{} {error}", error.code().code()),
            None => error.to_string(),
        })?;
        let mut answers = vec![Vec::new(); sqls.len()];
        for message in &messages {
            // the settings answer too, with one column of their own
            let SimpleQueryMessage::Row(row) = message else { continue };
            if row.columns()[0].name() == "set_config" {
                continue;
            }
            for (i, column) in answers.iter_mut().enumerate() {
                column.push(row.get(i) == Some("t"));
            }
        }
        Ok(answers)
    }
}
