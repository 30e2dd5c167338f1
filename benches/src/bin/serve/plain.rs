//! What does the same take by a driver, as a program would do it?

use std::{
    error::Error,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::Semaphore;
use tokio_postgres::{Client, NoTls, Statement};

use crate::{Bench, ROWS, SQL};

/// One connection, and what is prepared there.
struct Seat {
    client: Client,
    set: Statement,
    ask: Statement,
}

pub(crate) async fn run(bench: &Bench) -> Result<Duration, Box<dyn Error>> {
    let mut seats = Vec::new();
    for _ in 0..bench.connections {
        let (client, connection) = tokio_postgres::connect(&bench.conninfo(), NoTls).await?;
        tokio::spawn(connection);
        let set = "SELECT set_config('role', $1, true), set_config('request.jwt.claims', $2, true)";
        let set = client.prepare(set).await?;
        client.batch_execute("BEGIN; SET LOCAL ROLE authenticated").await?;
        let ask = client.prepare(SQL).await?;
        client.batch_execute("COMMIT").await?;
        seats.push(Seat { client, set, ask });
    }
    let (free, seats) = (Arc::new(Semaphore::new(seats.len())), Arc::new(Mutex::new(seats)));
    let begin = Instant::now();
    let clients: Vec<_> = (0..bench.clients)
        .map(|client| {
            let (free, seats) = (Arc::clone(&free), Arc::clone(&seats));
            let (user, each) = (bench.user(client), bench.each());
            tokio::spawn(async move {
                let claims = format!(r#"{{"sub":"{user}"}}"#);
                for _ in 0..each {
                    let _one = free.acquire().await.map_err(|error| error.to_string())?;
                    let seat = seats.lock().unwrap_or_else(PoisonError::into_inner).pop();
                    let seat = seat.ok_or("there are fewer connections than were counted")?;
                    let rows = ask(&seat, &claims).await.map_err(|error| error.to_string())?;
                    seats.lock().unwrap_or_else(PoisonError::into_inner).push(seat);
                    if rows.len() != ROWS || rows.iter().any(|owner| *owner != user) {
                        return Err(format!("{user} has a row of somebody else"));
                    }
                }
                Ok(())
            })
        })
        .collect();
    for client in clients {
        client.await??;
    }
    Ok(begin.elapsed())
}

/// In a transaction, one after the other: whose rows there are.
async fn ask(seat: &Seat, claims: &str) -> Result<Vec<String>, tokio_postgres::Error> {
    seat.client.batch_execute("BEGIN").await?;
    seat.client.query(&seat.set, &[&"authenticated", &claims]).await?;
    let rows = seat.client.query(&seat.ask, &[]).await?;
    seat.client.batch_execute("COMMIT").await?;
    rows.iter().map(|row| row.try_get(1)).collect()
}
