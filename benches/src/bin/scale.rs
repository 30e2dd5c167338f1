//! What do linting and the table of who may do what cost for a thousand tables?
//!
//! No server: source text is made, read, settled, written, linted and summed up, each step timed beside the others.

use std::{collections::BTreeMap, error::Error, path::PathBuf, process::ExitCode, time::Instant};

use pg_rls::Provider;
use rls_bench::{growth, options::Options, sources::sources};
use rls_core::{access, document, lint, resolve::Resolved, sql, syntax::scan::scan};

const HELP: &str = "\
What do linting and the table of who may do what cost for a thousand tables?

Makes source text with tables of the usual patterns (owner, owner or public, tenant by a claim, member, member with a
role, parent, a string of SQL, a guard; four policies or more each), in files of fifty, and times what is done with it:
microseconds a table, the least of several runs. A step that costs the same for each table of a hundred and of ten
thousand is linear; the last column says how many times more the greatest size takes a table than the least.

    cargo run --release -p rls-bench --bin scale -- [OPTIONS]

    --tables N     the middle size; a tenth and ten times as many are measured too [1,000]
    --runs N       runs of the two smaller sizes                                   [5]
    --help         this";

const STEPS: [&str; 8] = [
    "read the source",
    "resolve",
    "write the SQL",
    "write the document",
    "lint",
    "access",
    "access as Markdown",
    "compare with itself",
];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("scale: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let options = Options::read(HELP, &["tables", "runs"]);
    let middle: usize = options.get("tables", 1000);
    let runs: usize = options.get("runs", 5);
    if middle < 100 || runs == 0 {
        options.refuse("--tables takes 100 at least, --runs 1");
    }
    growth::print(&STEPS, middle, runs, |size| Ok(sources(size)), once)
}

/// Seconds of each step.
fn once(sources: &BTreeMap<PathBuf, String>) -> Result<Vec<f64>, Box<dyn Error>> {
    let mut taken = Vec::new();
    let mut start = Instant::now();
    let mut lap = || {
        taken.push(start.elapsed().as_secs_f64());
        start = Instant::now();
    };
    let files: Vec<PathBuf> = sources.keys().cloned().collect();
    let schema = scan(&files, sources).map_err(|failure| failure.errors)?.schema;
    lap();
    let resolved: Resolved = schema.resolve(&Provider::Neon)?;
    lap();
    let written = sql::ddl(&resolved).len();
    lap();
    let documented = document::write(&resolved).len();
    lap();
    let found = lint::lint(&resolved).len();
    lap();
    let may = access::access(&resolved);
    lap();
    let said = may.markdown().len();
    lap();
    let changes = access::compare(&resolved, &resolved).len();
    lap();
    // they must have done something, and nothing changed
    if written.min(documented).min(said) < 1000 || found == 0 || changes > 0 {
        return Err(format!("{written} bytes, {found} findings, {changes} changes").into());
    }
    Ok(taken)
}
