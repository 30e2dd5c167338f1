//! How long does each statement take as each caller?

use std::{
    error::Error,
    time::{Duration, Instant},
};

use postgres::{Client, SimpleQueryMessage, error::SqlState};
use rls_bench::plan::Plan;

use crate::forms::{FORMS, STATEMENTS, Statement};

/// Runs in a turn, the first of which finds the processor's caches as another form left them.
const A_TURN: usize = 4;
/// A turn that has lasted so long has no need of more.
const SHORT: Duration = Duration::from_millis(50);

/// A statement as each form's caller.
pub(crate) struct Measured {
    /// The statement.
    pub(crate) statement: &'static Statement,
    /// One for each form.
    pub(crate) cells: Vec<Cell>,
}

/// A statement as one caller.
pub(crate) struct Cell {
    /// The server's execution time, in milliseconds: the least of its runs.
    pub(crate) least: f64,
    /// Whether it was cut at the limit, so that it takes longer than that.
    pub(crate) cut: bool,
    /// Its plan.
    pub(crate) plan: Plan,
    spent: Duration,
}

/// Each statement as each caller, so many turns; one that is cut, or that has had three quarters of the limit, is
/// left out of the turns that are left.
pub(crate) fn all(
    admin: &mut Client,
    clients: &mut [Client],
    owner: u32,
    runs: u32,
    limit: Duration,
) -> Result<Vec<Measured>, Box<dyn Error>> {
    let mut all = Vec::new();
    for statement in STATEMENTS {
        let mut cells = Vec::new();
        for (form, client) in FORMS.iter().zip(clients.iter_mut()) {
            client.batch_execute(&format!("SET statement_timeout = {}", limit.as_millis()))?;
            cells.push(Cell::planned(client, &form.sql(statement, owner))?);
        }
        for _ in 0..runs {
            for ((form, client), cell) in FORMS.iter().zip(clients.iter_mut()).zip(&mut cells) {
                if cell.cut || cell.spent > limit * 3 / 4 {
                    continue;
                }
                let turn = Instant::now();
                for _ in 0..A_TURN {
                    cell.run(client, &form.sql(statement, owner), limit)?;
                    if statement.writes {
                        // what was rolled back must not slow the next one down
                        admin.batch_execute("VACUUM todos")?;
                    }
                    if turn.elapsed() > SHORT {
                        break;
                    }
                }
            }
        }
        all.push(Measured { statement, cells });
    }
    Ok(all)
}

/// One turn, of several runs: the first finds the processor's caches as another form left them.
pub(crate) fn turns(
    cell: &mut Cell,
    client: &mut Client,
    sql: &str,
    limit: Duration,
) -> Result<(), Box<dyn Error>> {
    let turn = Instant::now();
    for _ in 0..A_TURN {
        if cell.cut || cell.spent > limit * 3 / 4 || turn.elapsed() > SHORT {
            break;
        }
        cell.run(client, sql, limit)?;
    }
    Ok(())
}

impl Cell {
    /// One that has its plan, and has not run yet.
    pub(crate) fn planned(client: &mut Client, sql: &str) -> Result<Self, Box<dyn Error>> {
        let plan = explain(client, "COSTS OFF", sql)?.ok_or("EXPLAIN was cut")?;
        Ok(Cell { least: f64::INFINITY, cut: false, plan, spent: Duration::ZERO })
    }

    fn run(&mut self, client: &mut Client, sql: &str, limit: Duration) -> Result<(), Box<dyn Error>> {
        let start = Instant::now();
        let plan = explain(client, "ANALYZE, TIMING OFF, COSTS OFF", sql)?;
        self.spent += start.elapsed();
        match plan {
            Some(plan) => {
                let ms = plan.execution_ms().ok_or("EXPLAIN (ANALYZE) gave no execution time")?;
                self.least = self.least.min(ms);
            }
            // where it has ended before, that is its time
            None if self.least.is_finite() => self.spent = limit,
            None => {
                self.cut = true;
                self.least = limit.as_secs_f64() * 1000.0;
            }
        }
        Ok(())
    }
}

/// Milliseconds that the server takes to say who the caller is: the least of several runs.
pub(crate) fn one_call(client: &mut Client, runs: u32) -> Result<f64, Box<dyn Error>> {
    let mut least = f64::INFINITY;
    for _ in 0..runs {
        let plan = explain(client, "ANALYZE, TIMING OFF", "SELECT (SELECT auth.user_id())")?;
        least = least.min(plan.and_then(|plan| plan.execution_ms()).unwrap_or(least));
    }
    Ok(least)
}

/// The plan of a statement, whose changes are taken back; none if it was cut.
fn explain(client: &mut Client, options: &str, sql: &str) -> Result<Option<Plan>, Box<dyn Error>> {
    client.batch_execute("BEGIN")?;
    let answer = client.simple_query(&format!("EXPLAIN ({options}, FORMAT JSON) {sql}"));
    client.batch_execute("ROLLBACK")?;
    match answer {
        Err(error) if error.code() == Some(&SqlState::QUERY_CANCELED) => Ok(None),
        Err(error) => Err(error.into()),
        Ok(messages) => {
            let rows = messages.iter().filter_map(|message| match message {
                SimpleQueryMessage::Row(row) => row.get(0),
                _ => None,
            });
            let json: String = rows.collect();
            Plan::read(&json).map(Some).ok_or_else(|| format!("EXPLAIN gave no plan: {json}").into())
        }
    }
}
