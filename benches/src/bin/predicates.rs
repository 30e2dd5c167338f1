//! What do the policies cost the server?
//!
//! First one table, one role for each way of writing "the caller's own rows", and the same statements as each of them.
//! Then each pattern of the language, beside the query by hand and beside what others write for it.

#[path = "predicates/forms.rs"]
mod forms;
#[path = "predicates/measure.rs"]
mod measure;
#[path = "predicates/models.rs"]
mod models;
#[path = "predicates/patterns.rs"]
mod patterns;

use std::{error::Error, process::ExitCode, time::Duration};

use postgres::{Client, NoTls};
use rls_bench::{options::Options, plan::Plan, table};
use rls_postgres::{Binaries, Server};

use crate::{
    forms::{FORMS, Statement},
    measure::{Cell, Measured},
};

const HELP: &str = "\
What do the policies cost the server?

Prints, for own rows, count, 20 newest, by key, insert and update, with and without the index on the owner's column,
how long ours, the guides', a bare call and Drizzle's form take: as a ratio to the same statement without row security
and with the owner in its WHERE. A throwaway server (RLS_PG_BIN chooses which), one worker, no JIT, all in memory.
Then the same for each pattern: owner, public flag, tenant by a claim, member by a sub-select of the caller's and by our
function, member with a role, parent, guard, role in the token; beside IN, EXISTS, a function of the row and bare calls.

What is measured is the server's execution time, EXPLAIN (ANALYZE, TIMING OFF): the least of several runs, in which
the forms take turns. A statement that is cut at the limit is printed as > what it had taken by then.

Ends with 1 if the plan of our form runs something once a row, or does not ask the index. No time fails it.

    cargo run --release -p rls-bench --bin predicates -- [OPTIONS]

    --rows N       rows, 100 for each owner; 10,000 at least   [1,000,000]
    --runs N       turns of each form, of up to four runs each [15]
    --limit N      seconds after which a statement is cut      [20]
    --help         this";

fn main() -> ExitCode {
    match run() {
        Ok(faults) if faults.is_empty() => ExitCode::SUCCESS,
        Ok(faults) => {
            println!();
            faults.iter().for_each(|fault| println!("FAULT: {fault}"));
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("predicates: {error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                eprintln!("  {error}");
                cause = error.source();
            }
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<Vec<String>, Box<dyn Error>> {
    let options = Options::read(HELP, &["rows", "runs", "limit"]);
    let rows: u32 = options.get("rows", 1_000_000);
    let runs: u32 = options.get("runs", 15);
    let limit = Duration::from_secs(options.get("limit", 20));
    if rows < 10_000 || !rows.is_multiple_of(100) || runs == 0 || limit.is_zero() {
        options.refuse("--rows takes hundreds, 10,000 at least; --runs and --limit at least 1");
    }
    let owners = rows / 100;
    let server = Server::start_with(&Binaries::find()?)?;
    let mut admin = Client::connect(&server.conninfo("postgres"), NoTls)?;
    forms::set_up(&mut admin, rows, owners)?;
    println!(
        "PostgreSQL {}, {} rows, {} owners. Execution time as a ratio to no row security with WHERE user_id = '…',\n\
         whose milliseconds stand first; the least of {runs} turns.",
        server.version(),
        table::thousands(f64::from(rows)),
        table::thousands(f64::from(owners)),
    );
    let mut clients = Vec::new();
    for form in FORMS {
        let mut client = Client::connect(&server.conninfo("postgres"), NoTls)?;
        form.become_caller(&mut client, owners / 2)?;
        clients.push(client);
    }
    let call = measure::one_call(&mut clients[forms::OURS], runs)?;
    println!(
        "auth.user_id(), asked once, is {call:.3} ms of each statement: the stand-in's, in SQL; the extension's is native."
    );
    let mut faults = Vec::new();
    for index in [true, false] {
        if !index {
            admin.batch_execute(&format!("DROP INDEX {}", forms::INDEX))?;
        }
        let measured = measure::all(&mut admin, &mut clients, owners / 2, runs, limit)?;
        print(index, &measured);
        faults.extend(measured.iter().filter_map(|m| fault(index, m.statement, &m.cells[forms::OURS].plan)));
    }
    drop(clients);
    admin.batch_execute("CREATE DATABASE patterns")?;
    let mut client = Client::connect(&server.conninfo("patterns"), NoTls)?;
    models::set_up(&mut client, rows, owners)?;
    faults.extend(patterns::run(&mut client, rows, owners / 2, runs, limit)?);
    Ok(faults)
}

fn print(index: bool, measured: &[Measured]) {
    let mut rows = vec![vec![if index { "with the index" } else { "without the index" }.to_owned()]];
    rows[0].extend(FORMS.iter().map(|form| form.title.to_owned()));
    let mut plans = Vec::new();
    for Measured { statement, cells } in measured {
        let base = cells[0].least;
        let mut row = vec![statement.title.to_owned(), format!("{base:.3}")];
        row.extend(cells[1..].iter().map(|cell| figure(cell, base)));
        rows.push(row);
        let mut line = vec![statement.title.to_owned()];
        line.extend(cells.iter().map(|cell| cell.plan.kinds()));
        plans.push(line);
    }
    println!();
    table::print(&rows);
    println!();
    rows.truncate(1);
    "plans".clone_into(&mut rows[0][0]);
    rows.extend(plans);
    table::print(&rows);
}

fn figure(cell: &Cell, base: f64) -> String {
    let ratio = table::ratio(cell.least / base);
    if cell.cut { format!("> {ratio}") } else { ratio }
}

/// What must not be in a plan of ours.
fn fault(index: bool, statement: &Statement, plan: &Plan) -> Option<String> {
    let why = if plan.has_sub_plan() {
        "runs a sub-plan once a row"
    } else if index && plan.has_seq_scan() {
        "reads the table from end to end"
    } else if index && statement.by_owner && !plan.has_index_cond("user_id") {
        "does not ask the index for the owner"
    } else {
        return None;
    };
    let (title, kinds) = (statement.title, plan.kinds());
    Some(format!(
        "the plan of our form {why}: {title}, {} the index: {kinds}",
        if index { "with" } else { "without" }
    ))
}
