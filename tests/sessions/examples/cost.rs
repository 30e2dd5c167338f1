//! What does a session cost? A transaction of one query as a caller, beside the same query in a transaction of the driver's own.
//!
//! `cargo run --release --manifest-path tests/sessions/Cargo.toml --example cost`. Both kinds take turns; what is printed is what
//! one in ten is faster than, in one run, and the ratio of both.

use std::time::{Duration, Instant};

use diesel::{Connection, RunQueryDsl};
use pg_rls::session::Caller;
use rls_sessions::{
    database::Mode,
    driver::{Diesel, Sqlx, TokioPostgres},
};

const QUERY: &str = "SELECT count(*) FROM todos";
const TURNS: usize = 300;

/// What one in ten is faster than: what others do on the machine is in the slower ones.
fn tenth(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 10]
}

fn print(name: &str, mode: Mode, own: Vec<Duration>, session: Vec<Duration>) {
    let (own, session) = (tenth(own), tenth(session));
    let ratio = session.as_secs_f64() / own.as_secs_f64();
    println!("{name:<16} {mode:<8?} {own:>10.0?} {session:>10.0?} {ratio:>6.2}", mode = mode);
}

fn main() {
    let alice = Caller::signed_in("alice");
    println!("driver           mode            own    session  ratio");
    for mode in Mode::BOTH {
        let (mut own, mut session) = (Vec::new(), Vec::new());
        let driver = Sqlx::open(mode);
        driver.runtime.block_on(async {
            for _ in 0..TURNS {
                let start = Instant::now();
                let mut tx = driver.pool.begin().await.unwrap();
                sqlx::query(QUERY).fetch_one(&mut *tx).await.unwrap();
                tx.commit().await.unwrap();
                own.push(start.elapsed());
                let start = Instant::now();
                let mut tx = driver.session.begin(&driver.pool, &alice).await.unwrap();
                sqlx::query(QUERY).fetch_one(&mut *tx).await.unwrap();
                tx.commit().await.unwrap();
                session.push(start.elapsed());
            }
        });
        print("sqlx", mode, own, session);
        let (mut own, mut session) = (Vec::new(), Vec::new());
        let driver = TokioPostgres::open(mode);
        driver.runtime.block_on(async {
            let mut client = driver.client().await;
            let query = client.prepare(QUERY).await.unwrap();
            for _ in 0..TURNS {
                let start = Instant::now();
                let tx = client.transaction().await.unwrap();
                tx.query_one(&query, &[]).await.unwrap();
                tx.commit().await.unwrap();
                own.push(start.elapsed());
                let start = Instant::now();
                let tx = driver.session.begin_on(&mut client, &alice).await.unwrap();
                tx.query_one(&query, &[]).await.unwrap();
                tx.commit().await.unwrap();
                session.push(start.elapsed());
            }
        });
        print("tokio-postgres", mode, own, session);
        let (mut own, mut session) = (Vec::new(), Vec::new());
        let driver = Diesel::open(mode);
        let connection = &mut *driver.pool.get().unwrap();
        for _ in 0..TURNS {
            let start = Instant::now();
            connection.transaction(|connection| diesel::sql_query(QUERY).execute(connection)).unwrap();
            own.push(start.elapsed());
            let start = Instant::now();
            let done = driver
                .session
                .transaction(connection, &alice, |connection| diesel::sql_query(QUERY).execute(connection));
            done.map_err(|error: diesel::result::Error| error).unwrap();
            session.push(start.elapsed());
        }
        print("diesel", mode, own, session);
    }
}
