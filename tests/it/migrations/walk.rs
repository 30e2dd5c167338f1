//! How does a database go along a plan, there or back?

use postgres::Client;
use rls_core::plan::{Part, Plan, Purpose, Step};

use super::run::words;

/// One way along a plan: its parts in order.
#[derive(Clone)]
pub(crate) struct Way<'p> {
    pub(crate) up: bool,
    pub(crate) parts: Vec<(&'p Part, Vec<&'p Step>)>,
}

impl<'p> Way<'p> {
    pub(crate) fn of(plan: &'p Plan, up: bool) -> Self {
        let part = |part: &'p Part| (part, if up { &part.up } else { &part.down }.iter().collect());
        let parts = plan.parts.iter();
        Way { up, parts: if up { parts.map(part).collect() } else { parts.rev().map(part).collect() } }
    }

    pub(crate) fn steps(&self) -> Vec<&'p Step> {
        self.parts.iter().flat_map(|(_, steps)| steps.iter().copied()).collect()
    }

    pub(crate) fn has(&self, purpose: Purpose) -> bool {
        self.parts.iter().any(|(part, _)| part.purpose == purpose)
    }

    /// The same without the step at this place.
    pub(crate) fn without(&self, mut place: usize) -> Self {
        let mut way = self.clone();
        for (_, steps) in &mut way.parts {
            if place < steps.len() {
                steps.remove(place);
                return way;
            }
            place -= steps.len();
        }
        way
    }

    /// Every part; after each, what is to be looked at.
    pub(crate) fn go(
        &self,
        client: &mut Client,
        mut look: impl FnMut() -> Result<(), String>,
    ) -> Result<(), String> {
        for (part, steps) in &self.parts {
            if part.in_transaction() {
                transaction(client, steps)?;
            } else {
                steps.iter().try_for_each(|step| one(client, &step.sql))?;
            }
            look()?;
        }
        Ok(())
    }
}

fn transaction(client: &mut Client, steps: &[&Step]) -> Result<(), String> {
    one(client, "BEGIN")?;
    let done = steps.iter().try_for_each(|step| one(client, &step.sql)).and_then(|()| one(client, "COMMIT"));
    if done.is_err() {
        // the connection is of use again
        let _ = client.batch_execute("ROLLBACK");
    }
    done
}

/// One statement.
pub(crate) fn one(client: &mut Client, sql: &str) -> Result<(), String> {
    client.batch_execute(sql).map_err(|error| format!("{}\n    {sql}", words(&error)))
}
