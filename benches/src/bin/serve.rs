//! What does the endpoint cost, and does it keep callers apart while it is under load?
//!
//! | module | question it answers |
//! | --- | --- |
//! | `database` | where do the requests run? |
//! | `driver` | what does the same take by a driver, as a program would do it? |
//! | `pgbench` | what does the same take by Postgres's own bench? |
//! | `endpoint` | what does it take by the endpoint's pool, and by HTTP? |
//! | `storm` | whose rows come, while clients go and sessions are killed? |
//! | `client` | who asks by HTTP? |
//! | `times` | how long did requests take? |

use std::{error::Error, future::Future, process::ExitCode, time::Instant};

use rls_bench::options::Options;
use tokio::runtime::{Builder, Runtime};

#[path = "serve/client.rs"]
mod client;
#[path = "serve/database.rs"]
mod database;
#[path = "serve/driver.rs"]
mod driver;
#[path = "serve/endpoint.rs"]
mod endpoint;
#[path = "serve/pgbench.rs"]
mod pgbench;
#[path = "serve/storm.rs"]
mod storm;
#[path = "serve/times.rs"]
mod times;

use database::{Database, Mode};
use times::Times;

const HELP: &str = "\
What does the endpoint cost, and does it keep callers apart while it is under load?

Makes todos of several users on a throwaway server (RLS_PG_BIN chooses which). Then clients ask for theirs, each over a connection of its own that it
keeps: by HTTP from the endpoint; from its pool, without HTTP; and from a pool of a driver's connections, with BEGIN, the claims, the same query, prepared, and
COMMIT; in plain mode by pgbench as well, where it is installed. Requests a second, how long the quick half of them, 95 and 99 of a hundred took, and how many times
as long all of them as by the driver. Last, by HTTP again, each request as another user, some clients go before they have their answer, and
sessions are killed. Every row of every answer has to be its caller's: else it fails.

    cargo run --release -p rls-bench --bin serve -- [OPTIONS]

    --requests N      of each way                                 [20,000]
    --clients N       at once                                     [64]
    --users N         who share them                              [8]
    --connections N   to the database                             [8]
    --mode MODE       plain; extension, with the stand-in for pg_session_jwt, which takes 20 ms and more for a
                      signature; unverified, with a stand-in that takes each signature for right [plain]
    --help            this";

/// Rows that each user has.
const ROWS: usize = 20;

/// What is asked, by every way.
const SQL: &str =
    "SELECT id, user_id, task, done FROM todos WHERE user_id = auth.user_id() ORDER BY id LIMIT 20";

/// What everybody has.
struct Bench {
    requests: usize,
    clients: usize,
    users: usize,
    connections: usize,
    runtime: Runtime,
    database: Database,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("serve: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let options = Options::read(HELP, &["requests", "clients", "users", "connections", "mode"]);
    let [requests, clients, users, connections] =
        [("requests", 20_000), ("clients", 64), ("users", 8), ("connections", 8)]
            .map(|(name, usual)| options.get(name, usual));
    if clients == 0 || users == 0 || connections == 0 || requests < clients {
        options
            .refuse("there is one client at least, one user, one connection, and a request for each client");
    }
    let mode = options.get("mode", Mode::Plain);
    let bench = Bench {
        requests,
        clients,
        users,
        connections,
        runtime: Builder::new_multi_thread().enable_all().build()?,
        database: Database::new(mode, users)?,
    };
    println!(
        "PostgreSQL {}, {} mode, {clients} clients of {users} users, {connections} connections, {requests} requests a way",
        bench.database.server.version(),
        mode.name(),
    );
    println!("{:<20} {:>10} {:>10} {:>10} {:>10}", "", "requests/s", "half", "95 %", "99 %");
    let driver = bench.runtime.block_on(driver::run(&bench))?;
    driver.line("driver's pool", &driver);
    match pgbench::run(&bench)? {
        Some(times) => times.line("pgbench", &driver),
        None if mode == Mode::Plain => println!("pgbench is not installed beside the server"),
        None => {}
    }
    bench.runtime.block_on(endpoint::pooled(&bench))?.line("endpoint's pool", &driver);
    bench.runtime.block_on(endpoint::served(&bench))?.line("endpoint, by HTTP", &driver);
    println!("\nwith clients that go and sessions that are killed:\n{}", storm::run(&bench)?);
    Ok(())
}

impl Bench {
    fn user(&self, number: usize) -> String {
        format!("user{}", number % self.users)
    }

    /// How many requests a client sends, so that all of them send those that were asked for.
    fn each(&self, client: usize) -> usize {
        self.requests / self.clients + usize::from(client < self.requests % self.clients)
    }

    /// Each client at once, by its number and how many requests it sends; and how long those took.
    async fn all<F, E>(&self, one: impl Fn(usize, usize) -> F) -> Result<Times, Box<dyn Error>>
    where
        F: Future<Output = Result<Times, E>> + Send + 'static,
        E: Into<Box<dyn Error>> + Send + 'static,
    {
        let begin = Instant::now();
        let clients: Vec<_> =
            (0..self.clients).map(|client| tokio::spawn(one(client, self.each(client)))).collect();
        let mut times = Times::default();
        for client in clients {
            times.take(client.await?.map_err(Into::into)?);
        }
        times.all = begin.elapsed();
        Ok(times)
    }
}
