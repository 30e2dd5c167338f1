//! What does it cost to write a database of a thousand tables as structs, beside reading its catalog?

use std::{
    error::Error,
    process::ExitCode,
    time::{Duration, Instant},
};

use pg_rls::Provider;
use postgres::{Client, NoTls};
use rls_bench::{many::fill, options::Options, table};
use rls_core::{
    catalog::Scope,
    pull::{self, Layout, Notes},
};
use rls_live::{Address, Workshop};
use rls_postgres::Server;

const HELP: &str = "\
What does it cost to write a database of a thousand tables as structs, beside reading its catalog?

The tables are those of the bench `catalog`, at a tenth of the size and at all of it. Read is the catalog, decoded and said in the words of the
model. Settle builds candidates in scratch databases and compares what they print, as often as it takes; its share that the server builds and
reads stands below it. Write is the structs, read back by the scanner. Seconds of one turn. Growth is how many times more a table costs at the
greater size: 1 is linear.

    cargo run --release -p rls-bench --bin pull -- [OPTIONS]

    --tables N     tables, 50 at least                         [1,000]
    --help         this";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pull: {error}");
            ExitCode::FAILURE
        }
    }
}

type Laps = Vec<(&'static str, Duration)>;

#[allow(clippy::cast_precision_loss, reason = "thousands")]
fn run() -> Result<(), Box<dyn Error>> {
    let options = Options::read(HELP, &["tables"]);
    let tables: usize = options.get("tables", 1000);
    if tables < 50 {
        options.refuse("--tables takes 50 at least");
    }
    let server = Server::start()?;
    let mut all: Vec<Laps> = Vec::new();
    for size in [tables / 10, tables] {
        let database = format!("tables_{size}");
        Client::connect(&server.conninfo("postgres"), NoTls)?
            .batch_execute(&format!("CREATE DATABASE {database}"))?;
        let conninfo = server.conninfo(&database);
        fill(&mut Client::connect(&conninfo, NoTls)?, size)?;
        all.push(once(&conninfo, size)?);
    }
    println!("PostgreSQL {}, {} tables x 4 policies.", server.version(), table::thousands(tables as f64));
    print(&all, tables);
    Ok(())
}

/// One pull, in its steps.
fn once(conninfo: &str, tables: usize) -> Result<Laps, Box<dyn Error>> {
    let mut laps = Laps::new();
    let start = Instant::now();
    let mut session = rls_live::connect(&Address::read(conninfo)?)?;
    let live = rls_live::catalog::read(session.client())?;
    let imported = live.import(&Provider::Neon, &Scope::new());
    laps.push(("read", start.elapsed()));
    let workshop = Workshop::throwaway()?;
    let start = Instant::now();
    let (mut building, mut rounds) = (Duration::ZERO, 0);
    let settled = rls_live::pull::settle(&workshop, &live, imported, &mut |round, took| {
        rounds = round;
        building += took;
    })?;
    laps.push(("settle", start.elapsed()));
    laps.push(("of which the server", building));
    let start = Instant::now();
    let source = pull::write(&settled.resolved, Layout::File, &Notes::new());
    laps.push(("write", start.elapsed()));
    if source.resolved.schema.tables.len() != tables + 1 {
        return Err("not all tables were written".into());
    }
    eprintln!("{tables} tables: {rounds} rounds, {} lines", source.module.lines().count());
    Ok(laps)
}

#[allow(clippy::cast_precision_loss, reason = "thousands")]
fn print(all: &[Laps], tables: usize) {
    let mut heading = vec!["seconds".to_owned()];
    heading.extend([tables / 10, tables].map(|size| format!("{} tables", table::thousands(size as f64))));
    heading.extend(["growth", "to read"].map(str::to_owned));
    let mut rows = vec![heading];
    let read = all[1][0].1;
    for ((step, few), (_, many)) in all[0].iter().zip(&all[1]) {
        let growth = (many.as_secs_f64() / tables as f64) / (few.as_secs_f64() / (tables / 10) as f64);
        rows.push(vec![
            (*step).to_owned(),
            format!("{:.3}", few.as_secs_f64()),
            format!("{:.3}", many.as_secs_f64()),
            table::ratio(growth),
            table::ratio(many.as_secs_f64() / read.as_secs_f64()),
        ]);
    }
    table::print(&rows);
}
