//! What does the endpoint cost, and does it keep callers apart while it is under load?

use std::{
    error::Error,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant, SystemTime},
};

use pg_rls::{Provider, session::Caller};
use postgres::NoTls;
use rls_authorize::{
    Verifiers,
    dev::Issuer,
    serve::{
        Config, Server,
        pool::{Pool, PoolConfig},
        query::{Batch, Fault, Limits, Query},
    },
};
use rls_bench::options::Options;
use rls_live::Address;
use tokio::{
    runtime::{Builder, Runtime},
    time::timeout,
};

#[path = "serve/client.rs"]
mod client;
#[path = "serve/plain.rs"]
mod plain;

use client::Client;

const HELP: &str = "\
What does the endpoint cost, and does it keep callers apart while it is under load?

Makes todos of several users on a throwaway server (RLS_PG_BIN chooses which). Then clients ask for theirs, each over a connection of its own that it
keeps: by HTTP from the endpoint; from its pool, without HTTP; and from a pool of a driver's connections, with BEGIN, set_config, the same query, prepared, and
COMMIT. Requests a second, and how many times as long a request takes as by the driver. Last, by HTTP again, some clients go before
they have their answer, and sessions are killed. Every row of every answer has to be its caller's: else it fails.

    cargo run --release -p rls-bench --bin serve -- [OPTIONS]

    --requests N      of each way                                 [20,000]
    --clients N       at once                                     [64]
    --users N         who share them                              [8]
    --connections N   to the database                             [8]
    --help            this";

/// Rows that each user has.
const ROWS: usize = 20;

const SQL: &str =
    "SELECT id, user_id, task, done FROM todos WHERE user_id = auth.user_id() ORDER BY id LIMIT 20";

/// What everybody has.
struct Bench {
    requests: usize,
    clients: usize,
    users: usize,
    connections: usize,
    runtime: Runtime,
    server: rls_postgres::Server,
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
    let options = Options::read(HELP, &["requests", "clients", "users", "connections"]);
    let bench = Bench {
        requests: options.get("requests", 20_000),
        clients: options.get("clients", 64),
        users: options.get("users", 8),
        connections: options.get("connections", 8),
        runtime: Builder::new_multi_thread().enable_all().build()?,
        server: rls_postgres::Server::start()?,
    };
    if bench.clients == 0 || bench.users == 0 || bench.connections == 0 || bench.requests < bench.clients {
        options
            .refuse("there is one client at least, one user, one connection, and a request for each client");
    }
    bench.tables()?;
    println!(
        "PostgreSQL {}, {} clients of {} users, {} connections, {} requests a way",
        bench.server.version(),
        bench.clients,
        bench.users,
        bench.connections,
        bench.requests
    );
    let plain = bench.runtime.block_on(plain::run(&bench))?;
    line("driver's pool", bench.requests, plain, plain);
    let pooled = bench.runtime.block_on(bench.pooled())?;
    line("endpoint's pool", bench.requests, pooled, plain);
    let (http, _) = bench.served(false)?;
    line("endpoint, by HTTP", bench.requests, http, plain);
    let (_, cut) = bench.served(true)?;
    println!(
        "with clients that go and sessions that are killed: {} answers, {} cut off, {} lost; every row was its caller's",
        cut.answered, cut.gone, cut.lost
    );
    Ok(())
}

#[allow(clippy::cast_precision_loss, reason = "thousands")]
fn line(name: &str, requests: usize, took: Duration, plain: Duration) {
    let (seconds, than) = (took.as_secs_f64(), took.as_secs_f64() / plain.as_secs_f64());
    println!("{name:<18} {:>8.0} requests/s   {than:.2} x", requests as f64 / seconds);
}

/// What became of requests.
#[derive(Default)]
struct Counts {
    answered: AtomicUsize,
    gone: AtomicUsize,
    lost: AtomicUsize,
}

/// The same, to be printed.
struct Cut {
    answered: usize,
    gone: usize,
    lost: usize,
}

impl Bench {
    fn tables(&self) -> Result<(), Box<dyn Error>> {
        let mut admin = postgres::Client::connect(&self.server.conninfo("postgres"), NoTls)?;
        admin.batch_execute(&Provider::Neon.bootstrap())?;
        admin.batch_execute(&format!(
            "CREATE ROLE bench_login LOGIN NOINHERIT; GRANT authenticated, anonymous TO bench_login;
             CREATE TABLE todos (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id text NOT NULL,
                 task text NOT NULL, done boolean NOT NULL DEFAULT false);
             CREATE INDEX ON todos (user_id);
             ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
             CREATE POLICY own ON todos TO authenticated USING ((SELECT auth.user_id()) = user_id);
             GRANT SELECT ON todos TO authenticated; GRANT USAGE ON SCHEMA auth TO authenticated;
             INSERT INTO todos (user_id, task)
                 SELECT 'user' || u, 'what user' || u || ' has to do, ' || n
                 FROM generate_series(0, {}) u, generate_series(1, {ROWS}) n;
             ANALYZE todos",
            self.users - 1
        ))?;
        Ok(())
    }

    fn conninfo(&self) -> String {
        self.server.conninfo("postgres").replace("user=postgres", "user=bench_login")
    }

    async fn pool(&self) -> Result<Pool, Box<dyn Error>> {
        let mut config = PoolConfig::new(Address::parse(&self.conninfo())?);
        config.connections = self.connections;
        config.queue = self.clients;
        Ok(Pool::open(config).await?)
    }

    /// How many requests each client sends.
    fn each(&self) -> usize {
        self.requests / self.clients
    }

    fn user(&self, client: usize) -> String {
        format!("user{}", client % self.users)
    }

    /// By the pool, without HTTP.
    async fn pooled(&self) -> Result<Duration, Box<dyn Error>> {
        let pool = self.pool().await?;
        let batch = Batch {
            queries: vec![Query { text: SQL.to_owned(), parameters: Vec::new() }],
            ..Batch::default()
        };
        let limits = Limits { time: Duration::from_secs(30), rows: 1000, bytes: 1 << 20 };
        let begin = Instant::now();
        let clients = (0..self.clients).map(|client| {
            let (pool, batch, user, each) = (pool.clone(), batch.clone(), self.user(client), self.each());
            tokio::spawn(async move {
                let caller = Caller::signed_in(&user);
                for _ in 0..each {
                    let answers = pool.run(&caller, "postgres", &batch, &limits).await?;
                    let rows = answers.iter().flat_map(|answer| &answer.rows);
                    let own = rows.filter(|row| row.get(1).and_then(Option::as_ref) == Some(&user)).count();
                    if own != ROWS || answers.iter().map(|answer| answer.rows.len()).sum::<usize>() != ROWS {
                        return Err(Fault::Unreachable(format!("{user} has a row of somebody else")));
                    }
                }
                Ok(())
            })
        });
        for client in clients.collect::<Vec<_>>() {
            client.await??;
        }
        Ok(begin.elapsed())
    }

    /// By HTTP; `cut`: some clients go early, and sessions are killed.
    fn served(&self, cut: bool) -> Result<(Duration, Cut), Box<dyn Error>> {
        let counts = Arc::new(Counts::default());
        let over = Arc::new(AtomicBool::new(false));
        let (took, killer) = self.runtime.block_on(async {
            let issuer = Issuer::new()?;
            let config = Config::new(self.pool().await?, Verifiers::new(vec![issuer.verifier()?]));
            let server = Server::bind(config).await?;
            let address = server.address();
            let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
            let running = tokio::spawn(server.run(async {
                let _ = stopped.await;
            }));
            let killer = cut.then(|| {
                let (conninfo, over) = (self.server.conninfo("postgres"), Arc::clone(&over));
                std::thread::spawn(move || kill(&conninfo, &over))
            });
            let begin = Instant::now();
            let clients: Vec<_> = (0..self.clients)
                .map(|client| {
                    let user = self.user(client);
                    let token = issuer.token(&user, SystemTime::now(), Duration::from_secs(3600));
                    let (each, counts) = (self.each(), Arc::clone(&counts));
                    tokio::spawn(asks(Client::new(address, &token), user, each, cut, counts))
                })
                .collect();
            for client in clients {
                client.await??;
            }
            let took = begin.elapsed();
            let _ = stop.send(());
            running.await?;
            Ok::<_, Box<dyn Error>>((took, killer))
        })?;
        over.store(true, Relaxed);
        if let Some(killer) = killer {
            killer.join().map_err(|_| "who kills sessions failed")??;
        }
        let (answered, gone, lost) =
            (counts.answered.load(Relaxed), counts.gone.load(Relaxed), counts.lost.load(Relaxed));
        Ok((took, Cut { answered, gone, lost }))
    }
}

/// One client, and whether each row is its own.
async fn asks(
    mut client: Client,
    user: String,
    each: usize,
    cut: bool,
    counts: Arc<Counts>,
) -> Result<(), String> {
    let marker = format!("\"user_id\":\"{user}\"");
    for round in 0..each {
        if cut && round % 20 == 7 {
            let slow = client.ask("SELECT user_id, pg_sleep(5) FROM todos");
            let _ = timeout(Duration::from_millis(u64::try_from(round % 40).unwrap_or(0)), slow).await;
            client.leave();
            counts.gone.fetch_add(1, Relaxed);
            continue;
        }
        let (status, body) = client.ask(SQL).await.map_err(|error| error.to_string())?;
        if cut && status == 500 {
            counts.lost.fetch_add(1, Relaxed);
            continue;
        }
        let rows = body.matches("\"user_id\":\"").count();
        if status != 200 || rows != ROWS || body.matches(&marker).count() != ROWS {
            return Err(format!("{user} is answered {status}, {rows} rows: {body}"));
        }
        counts.answered.fetch_add(1, Relaxed);
    }
    Ok(())
}

/// Ends a session of the endpoint every now and then.
fn kill(conninfo: &str, over: &AtomicBool) -> Result<(), String> {
    let victim = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'bench_login' ORDER BY random() LIMIT 1";
    let mut admin = postgres::Client::connect(conninfo, NoTls).map_err(|error| error.to_string())?;
    while !over.load(Relaxed) {
        admin.execute(victim, &[]).map_err(|error| error.to_string())?;
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}
