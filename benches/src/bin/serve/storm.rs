//! Whose rows come, while clients go and sessions are killed?
//!
//! Each request of a connection is another user's, by a die that falls the same way each time, and of one of several kinds. Some clients do not
//! wait for their answer, and every few milliseconds a session of the endpoint's is ended. Every row of every answer is looked at.

use std::{
    error::Error,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread::{sleep, spawn},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{Bench, ROWS, SQL, client::Client, endpoint::serving};

/// Between two sessions that are ended.
const KILLS: Duration = Duration::from_millis(50);

/// What became of requests.
#[derive(Clone, Copy, Default)]
struct Counts {
    answered: usize,
    rows: usize,
    refused: usize,
    gone: usize,
    lost: usize,
}

impl Counts {
    fn add(&mut self, other: Counts) {
        self.answered += other.answered;
        self.rows += other.rows;
        self.refused += other.refused;
        self.gone += other.gone;
        self.lost += other.lost;
    }

    fn requests(&self) -> usize {
        self.answered + self.refused + self.gone + self.lost
    }
}

/// The same, with how long it took.
pub(crate) struct Storm {
    counts: Counts,
    killed: usize,
    took: Duration,
}

impl fmt::Display for Storm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts { answered, rows, refused, gone, lost } = self.counts;
        write!(
            f,
            "{} requests in {:.0} s: {answered} answered with {rows} rows, {refused} refused by the database as they should be, \
             {gone} whose client went, {lost} lost to {} sessions that were killed\nevery row was its caller's, and nobody's was changed",
            self.counts.requests(),
            self.took.as_secs_f64(),
            self.killed
        )
    }
}

/// Numbers that look random, and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides
    }
}

/// Bodies of requests; each query gives whose its rows are as `user_id`.
fn bodies() -> Vec<String> {
    let one = |sql: &str| json!({ "query": sql });
    let several = |sqls: &[&str]| json!({ "queries": sqls.iter().map(|sql| one(sql)).collect::<Vec<_>>() });
    let all = "SELECT user_id, task FROM todos";
    let who = "SELECT auth.user_id() AS user_id, auth.session() ->> 'sub' AS sub";
    let mine = "INSERT INTO todos (user_id, task) VALUES (auth.user_id(), 'new') RETURNING user_id, task";
    let fails = several(&[all, "SELECT 1 / 0"]);
    [
        one(SQL),
        one(SQL),
        one(all),
        one(who),
        several(&[all, who]),
        several(&[mine, who, "DELETE FROM todos WHERE task = 'new' RETURNING user_id, task"]),
        several(&[mine, "SELECT user_id, task, pg_sleep(0.002) FROM todos LIMIT 2"]),
        several(&["CREATE TEMP TABLE mine AS TABLE todos", "SELECT user_id, task FROM mine"]),
        several(&["SET search_path = pg_temp", "SELECT user_id, task FROM public.todos"]),
        fails,
    ]
    .iter()
    .map(Value::to_string)
    .collect()
}

pub(crate) fn run(bench: &Bench) -> Result<Storm, Box<dyn Error>> {
    // a client that went may come again before its request is known to be nobody's
    let pool = bench.runtime.block_on(bench.database.pool(bench.connections, bench.clients * 4))?;
    let over = Arc::new(AtomicBool::new(false));
    let killer = {
        let (admin, over) = (bench.database.admin()?, Arc::clone(&over));
        spawn(move || kill(admin, &over))
    };
    let begin = Instant::now();
    let counts = bench.runtime.block_on(async {
        let counts = serving(bench, pool.clone(), |address, tokens| async move {
            let (tokens, users) = (Arc::new(tokens), (0..bench.users).map(|user| bench.user(user)));
            let users: Arc<Vec<String>> = Arc::new(users.collect());
            let clients: Vec<_> = (0..bench.clients)
                .map(|client| {
                    let (tokens, users) = (Arc::clone(&tokens), Arc::clone(&users));
                    let dice = Dice(0x9e37_79b9 + client as u64);
                    tokio::spawn(asks(Client::new(address), tokens, users, bench.each(client), dice))
                })
                .collect();
            let mut counts = Counts::default();
            for client in clients {
                counts.add(client.await??);
            }
            Ok(counts)
        });
        let counts = counts.await?;
        match pool.status().requests {
            0 => Ok(counts),
            left => Err(format!("{left} requests are counted that have ended").into()),
        }
    });
    let took = begin.elapsed();
    over.store(true, Relaxed);
    let killed =
        killer.join().map_err(|_| "who kills sessions failed")?.map_err(|error| error.to_string())?;
    let counts = counts.map_err(|error: Box<dyn Error>| error)?;
    if counts.requests() != bench.requests {
        return Err(format!("{} of {} requests came to an end", counts.requests(), bench.requests).into());
    }
    unharmed(bench)?;
    Ok(Storm { counts, killed, took })
}

/// One client: what became of its requests.
async fn asks(
    mut client: Client,
    tokens: Arc<Vec<String>>,
    users: Arc<Vec<String>>,
    each: usize,
    mut dice: Dice,
) -> Result<Counts, String> {
    let bodies = bodies();
    let slow = json!({ "query": "SELECT user_id, pg_sleep(5) FROM todos" }).to_string();
    let mut counts = Counts::default();
    for _ in 0..each {
        let (user, kind) = (dice.roll(users.len()), dice.roll(bodies.len()));
        // of a hundred, two go from what is slow, and four from what is not
        let (body, waits) = match dice.roll(100) {
            0 | 1 => (&slow, Some(dice.roll(40))),
            2..6 => (&bodies[kind], Some(dice.roll(10))),
            _ => (&bodies[kind], None),
        };
        let ask = client.ask(&tokens[user], body);
        let answer = match waits {
            None => ask.await,
            Some(wait) => match timeout(Duration::from_millis(wait as u64), ask).await {
                Ok(answer) => answer,
                Err(_) => {
                    client.leave();
                    counts.gone += 1;
                    continue;
                }
            },
        };
        let (status, body) = answer.map_err(|error| error.to_string())?;
        let body: Value = serde_json::from_str(&body).map_err(|error| error.to_string())?;
        match (status, body["code"].as_str()) {
            (200, _) => {
                counts.answered += 1;
                counts.rows += own(&users[user], &body)?;
            }
            (400, Some("22012")) => counts.refused += 1,
            (500, _) => counts.lost += 1,
            (status, _) => return Err(format!("{} is answered {status}: {body}", users[user])),
        }
    }
    Ok(counts)
}

/// How many rows there are; each is the user's, in every column that says whose it is.
fn own(user: &str, body: &Value) -> Result<usize, String> {
    let one = std::slice::from_ref(body);
    let mut rows = 0;
    for answer in body["results"].as_array().map_or(one, Vec::as_slice) {
        for row in answer["rows"].as_array().ok_or("an answer without rows")? {
            let has = |column: &str| row.get(column).and_then(Value::as_str);
            let good = has("user_id") == Some(user)
                && has("sub").is_none_or(|sub| sub == user)
                && has("task").is_none_or(|task| {
                    task == "new" || task.starts_with(&format!("what {user} has to do, "))
                });
            if !good {
                return Err(format!("{user} has a row of somebody else: {row}"));
            }
            rows += 1;
        }
    }
    Ok(rows)
}

/// Ends a session of the endpoint every now and then, and counts them.
fn kill(mut admin: postgres::Client, over: &AtomicBool) -> Result<usize, postgres::Error> {
    let victim = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE usename = 'bench_login' ORDER BY random() LIMIT 1";
    let mut killed = 0;
    while !over.load(Relaxed) {
        // it may have gone by itself
        killed += admin.query(victim, &[])?.iter().filter(|row| row.get(0)).count();
        sleep(KILLS);
    }
    Ok(killed)
}

/// Nobody has lost a row, nobody has been given one, and no session is left.
fn unharmed(bench: &Bench) -> Result<(), Box<dyn Error>> {
    let mut admin = bench.database.admin()?;
    let strange = "SELECT count(*) FILTER (WHERE task <> 'new'),
        count(*) FILTER (WHERE task <> 'new' AND task NOT LIKE 'what ' || user_id || ' has to do, %') FROM todos";
    let row = admin.query_one(strange, &[])?;
    if row.get::<_, i64>(0) != i64::try_from(bench.users * ROWS)? || row.get::<_, i64>(1) != 0 {
        return Err("rows were changed that nobody may change".into());
    }
    let begin = Instant::now();
    let left = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'bench_login'";
    while admin.query_one(left, &[])?.get::<_, i64>(0) > 0 {
        if begin.elapsed() > Duration::from_secs(15) {
            return Err("sessions of an endpoint that has stopped are still there".into());
        }
        sleep(Duration::from_millis(50));
    }
    Ok(())
}
