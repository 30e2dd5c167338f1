//! How does a database go along a plan, there or back?

use postgres::Client;
use rls_core::plan::{Plan, Step};

use super::run::words;

/// One way along a plan: its parts in order, each with whether it runs in a transaction.
pub(crate) struct Way<'p> {
    pub(crate) up: bool,
    pub(crate) parts: Vec<(bool, Vec<&'p Step>)>,
}

impl<'p> Way<'p> {
    pub(crate) fn of(plan: &'p Plan, up: bool) -> Self {
        let steps = |steps: &'p [Step]| steps.iter().collect();
        let parts = plan.parts.iter();
        let parts: Vec<_> = if up {
            parts.map(|part| (part.in_transaction(), steps(&part.up))).collect()
        } else {
            parts.rev().map(|part| (part.in_transaction(), steps(&part.down))).collect()
        };
        Way { up, parts }
    }

    pub(crate) fn steps(&self) -> Vec<&'p Step> {
        self.parts.iter().flat_map(|(_, steps)| steps.iter().copied()).collect()
    }

    /// Every part; after each, what is to be looked at.
    pub(crate) fn go(
        &self,
        client: &mut Client,
        mut look: impl FnMut() -> Result<(), String>,
    ) -> Result<(), String> {
        for (in_transaction, steps) in &self.parts {
            self.part(client, *in_transaction, steps)?;
            look()?;
        }
        Ok(())
    }

    fn part(&self, client: &mut Client, in_transaction: bool, steps: &[&Step]) -> Result<(), String> {
        if !in_transaction {
            return steps.iter().try_for_each(|step| one(client, &step.sql));
        }
        one(client, "BEGIN")?;
        let done =
            steps.iter().try_for_each(|step| one(client, &step.sql)).and_then(|()| one(client, "COMMIT"));
        if done.is_err() {
            // the connection is of use again
            let _ = client.batch_execute("ROLLBACK");
        }
        done
    }
}

/// One statement.
pub(crate) fn one(client: &mut Client, sql: &str) -> Result<(), String> {
    client.batch_execute(sql).map_err(|error| format!("{}\n    {sql}", words(&error)))
}
