//! What does the same take by a driver, as a program would do it?

use std::{
    error::Error,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use pg_rls::session::{
    Caller,
    key::{INIT, Key},
    opening::{Opening, Settings},
};
use tokio::sync::Semaphore;
use tokio_postgres::{Client, Config, NoTls, Statement};

use crate::{Bench, ROWS, SQL, database::Mode, times::Times};

/// One connection, its key where claims are signed, and what is prepared there.
struct Seat {
    client: Client,
    key: Option<Key>,
    set: Statement,
    ask: Statement,
}

impl Seat {
    async fn open(bench: &Bench) -> Result<Self, Box<dyn Error>> {
        let mut key = if bench.database.mode == Mode::Plain { None } else { Some(Key::generate()?) };
        let mut config: Config = bench.database.conninfo().parse()?;
        if let Some(key) = &key {
            config.options(key.options());
        }
        let (client, connection) = config.connect(NoTls).await?;
        tokio::spawn(connection);
        if key.is_some() {
            client.batch_execute(INIT).await?;
        }
        let set = client.prepare(opening(key.as_mut(), &Caller::signed_in("nobody"))?.sql()).await?;
        client.batch_execute("BEGIN; SET LOCAL ROLE authenticated").await?;
        let ask = client.prepare(SQL).await?;
        client.batch_execute("COMMIT").await?;
        Ok(Self { client, key, set, ask })
    }

    /// In a transaction, one after the other: whose rows there are.
    async fn ask(&mut self, caller: &Caller) -> Result<Vec<String>, Box<dyn Error + Send + Sync>> {
        let opening = opening(self.key.as_mut(), caller)?;
        let parameters: Vec<&(dyn tokio_postgres::types::ToSql + Sync)> =
            opening.parameters().iter().map(|one| one as _).collect();
        self.client.batch_execute("BEGIN").await?;
        self.client.query(&self.set, &parameters).await?;
        let rows = self.client.query(&self.ask, &[]).await?;
        self.client.batch_execute("COMMIT").await?;
        Ok(rows.iter().map(|row| row.try_get(1)).collect::<Result<_, _>>()?)
    }
}

fn opening(key: Option<&mut Key>, caller: &Caller) -> Result<Opening, pg_rls::session::Refused> {
    match key {
        Some(key) => Opening::signed(caller, key),
        None => Opening::plain(&Settings::default(), caller),
    }
}

pub(crate) async fn run(bench: &Bench) -> Result<Times, Box<dyn Error>> {
    let mut seats = Vec::new();
    for _ in 0..bench.connections {
        seats.push(Seat::open(bench).await?);
    }
    let (free, seats) = (Arc::new(Semaphore::new(seats.len())), Arc::new(Mutex::new(seats)));
    let times = bench.all(|client, each| {
        let (free, seats, user) = (Arc::clone(&free), Arc::clone(&seats), bench.user(client));
        async move {
            let caller = Caller::signed_in(&user);
            let mut times = Times::default();
            for _ in 0..each {
                let begin = Instant::now();
                let _one = free.acquire().await.map_err(|error| error.to_string())?;
                let seat = seats.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let mut seat = seat.ok_or("there are fewer connections than were counted")?;
                let rows = seat.ask(&caller).await.map_err(|error| error.to_string())?;
                seats.lock().unwrap_or_else(PoisonError::into_inner).push(seat);
                times.push(begin.elapsed());
                if rows.len() != ROWS || rows.iter().any(|owner| *owner != user) {
                    return Err(format!("{user} has a row of somebody else"));
                }
            }
            Ok(times)
        }
    });
    times.await
}
