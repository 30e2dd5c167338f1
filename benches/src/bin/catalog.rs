//! What does it cost to read a database of thousands of tables, beside `pg_dump --schema-only` of the same one in the same run?

use std::{
    error::Error,
    fs,
    path::PathBuf,
    process::{Command, ExitCode, Stdio},
    thread,
    time::{Duration, Instant},
};

use pg_rls::Provider;
use postgres::{Client, NoTls};
use rls_bench::{many::fill, options::Options, table};
use rls_core::catalog::{AFTER, BEFORE, Catalog, QUERY, Scope};
use rls_postgres::{Binaries, Server};

const HELP: &str = "\
What does it cost to read a database of thousands of tables, beside pg_dump --schema-only?

Makes tables of eight columns with a key, an identity, a reference, a check, two indexes, a comment, four policies and
privileges, on a throwaway server (RLS_PG_BIN chooses which), at a tenth of the size and at all of it. Then, in turns: pg_dump, the query
of the catalog with its way to us, decoding the document, saying it in the words of the model. Seconds, the least of several runs; bytes; the most
memory that pg_dump had, and that we had more than before. Growth is how many times more a table costs at the greater size: 1 is linear.
pg_dump is the server's own, or the one on the PATH; where there is none, its line is left out.

    cargo run --release -p rls-bench --bin catalog -- [OPTIONS]

    --tables N     tables, 100 at least                        [1,000]
    --runs N       turns                                       [3]
    --help         this";

const MB: f64 = 1e6;

/// What one way took: seconds, bytes that it gave, bytes of memory.
#[derive(Clone, Copy)]
struct Took {
    seconds: f64,
    bytes: Option<f64>,
    memory: Option<f64>,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("catalog: {error}");
            ExitCode::FAILURE
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "thousands")]
fn run() -> Result<(), Box<dyn Error>> {
    let options = Options::read(HELP, &["tables", "runs"]);
    let tables: usize = options.get("tables", 1000);
    let runs: usize = options.get("runs", 3);
    if tables < 100 || runs == 0 {
        options.refuse("--tables takes 100 at least, --runs 1");
    }
    let binaries = Binaries::find()?;
    let server = Server::start_with(&binaries)?;
    let dump = pg_dump(&binaries);
    println!(
        "PostgreSQL {}, {} tables x 4 policies, the least of {runs} turns.",
        server.version(),
        table::thousands(tables as f64)
    );
    let mut all = Vec::new();
    for size in [tables / 10, tables] {
        let database = format!("tables_{size}");
        Client::connect(&server.conninfo("postgres"), NoTls)?
            .batch_execute(&format!("CREATE DATABASE {database}"))?;
        let conninfo = server.conninfo(&database);
        fill(&mut Client::connect(&conninfo, NoTls)?, size)?;
        let mut least: Vec<(&str, Took)> = Vec::new();
        for _ in 0..runs {
            let now = once(&conninfo, dump.as_ref())?;
            if least.is_empty() {
                least = now;
            } else {
                least.iter_mut().zip(now).for_each(|((_, least), (_, took))| {
                    least.seconds = least.seconds.min(took.seconds);
                });
            }
        }
        all.push(least);
    }
    print(&all, tables);
    Ok(())
}

#[allow(clippy::cast_precision_loss, reason = "thousands")]
fn print(all: &[Vec<(&str, Took)>], tables: usize) {
    let mut heading = vec!["seconds".to_owned()];
    heading.extend([tables / 10, tables].map(|size| format!("{} tables", table::thousands(size as f64))));
    heading.extend(["growth", "to pg_dump", "MB", "MB of memory"].map(str::to_owned));
    let mut rows = vec![heading];
    let dump = all[1].iter().find(|(step, _)| *step == "pg_dump").map(|(_, took)| took.seconds);
    for ((step, few), (_, many)) in all[0].iter().zip(&all[1]) {
        let growth = (many.seconds / tables as f64) / (few.seconds / (tables / 10) as f64);
        let mega = |bytes: Option<f64>| bytes.map_or(String::new(), |bytes| format!("{:.1}", bytes / MB));
        rows.push(vec![
            (*step).to_owned(),
            format!("{:.3}", few.seconds),
            format!("{:.3}", many.seconds),
            table::ratio(growth),
            dump.map_or(String::new(), |dump| table::ratio(many.seconds / dump)),
            mega(many.bytes),
            mega(many.memory),
        ]);
    }
    table::print(&rows);
}

/// One turn.
#[allow(clippy::cast_precision_loss, reason = "bytes")]
fn once(conninfo: &str, dump: Option<&PathBuf>) -> Result<Vec<(&'static str, Took)>, Box<dyn Error>> {
    let mut all = Vec::new();
    if let Some(dump) = dump {
        all.push(("pg_dump", dumped(dump, conninfo)?));
    }
    let mut client = Client::connect(conninfo, NoTls)?;
    let before = peak(true);
    let start = Instant::now();
    let mut last = start;
    let mut lap = || {
        let now = Instant::now();
        let seconds = (now - last).as_secs_f64();
        last = now;
        seconds
    };
    client.batch_execute(BEFORE)?;
    let text: String = client.query_one(QUERY, &[])?.try_get(0)?;
    client.batch_execute(AFTER)?;
    all.push(("read", Took { seconds: lap(), bytes: Some(text.len() as f64), memory: None }));
    let catalog = Catalog::read(&text)?;
    drop(text);
    all.push(("decode", Took { seconds: lap(), bytes: None, memory: None }));
    let imported = catalog.import(&Provider::Neon, &Scope::new());
    all.push(("import", Took { seconds: lap(), bytes: None, memory: None }));
    let memory = peak(false).zip(before).map(|(after, before)| after - before);
    all.push(("all three", Took { seconds: start.elapsed().as_secs_f64(), bytes: None, memory }));
    if imported.resolved.schema.tables.len() < 10 {
        return Err("hardly a table was read".into());
    }
    Ok(all)
}

#[allow(clippy::cast_precision_loss, reason = "bytes")]
fn dumped(dump: &PathBuf, conninfo: &str) -> Result<Took, Box<dyn Error>> {
    let out = std::env::temp_dir().join(format!("rls-bench-catalog-{}.sql", std::process::id()));
    let start = Instant::now();
    let mut child = Command::new(dump)
        .args(["--schema-only", "--dbname", conninfo])
        .stdout(Stdio::from(fs::File::create(&out)?))
        .spawn()?;
    let mut memory = None;
    let status = loop {
        memory = high(&format!("/proc/{}/status", child.id())).or(memory);
        match child.try_wait()? {
            Some(status) => break status,
            None => thread::sleep(Duration::from_millis(5)),
        }
    };
    let seconds = start.elapsed().as_secs_f64();
    let bytes = fs::metadata(&out)?.len() as f64;
    fs::remove_file(&out)?;
    if !status.success() {
        return Err("pg_dump failed".into());
    }
    Ok(Took { seconds, bytes: Some(bytes), memory })
}

/// The most memory that this process has had, since it was asked to count anew.
fn peak(anew: bool) -> Option<f64> {
    if anew {
        fs::write("/proc/self/clear_refs", "5").ok()?;
    }
    high("/proc/self/status")
}

fn high(status: &str) -> Option<f64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<f64>().ok().map(|kilo| kilo * 1024.0)
}

/// The server's own, or the one on the PATH.
fn pg_dump(binaries: &Binaries) -> Option<PathBuf> {
    let beside = binaries.dir().join("pg_dump");
    let found = if beside.is_file() { beside } else { PathBuf::from("pg_dump") };
    let output = Command::new(&found).arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let major: u32 = text.split_whitespace().nth(2)?.split('.').next()?.parse().ok()?;
    // an older one refuses a newer server
    (major >= binaries.version().major).then_some(found)
}
