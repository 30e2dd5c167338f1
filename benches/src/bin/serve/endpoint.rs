//! What does it take by the endpoint's pool, and by HTTP?

use std::{
    error::Error,
    future::Future,
    net::SocketAddr,
    time::{Duration, Instant, SystemTime},
};

use pg_rls::session::Caller;
use rls_authorize::{
    Verifiers,
    dev::Issuer,
    serve::{
        Config, Server,
        pool::Pool,
        query::{Batch, Fault, Limits, Query},
    },
};
use serde_json::json;

use crate::{Bench, ROWS, SQL, client::Client, times::Times};

/// By the pool, without HTTP.
pub(crate) async fn pooled(bench: &Bench) -> Result<Times, Box<dyn Error>> {
    let pool = bench.database.pool(bench.connections, bench.clients).await?;
    let queries = vec![Query { text: SQL.to_owned(), parameters: Vec::new() }];
    let batch = Batch { queries, ..Batch::default() };
    let limits = Limits { time: Duration::from_secs(60), rows: 1000, bytes: 1 << 20 };
    let times = bench.all(|client, each| {
        let (pool, batch, user) = (pool.clone(), batch.clone(), bench.user(client));
        async move {
            let caller = Caller::signed_in(&user);
            let mut times = Times::default();
            for _ in 0..each {
                let begin = Instant::now();
                let answers = pool.run(&caller, "postgres", &batch, &limits).await?;
                times.push(begin.elapsed());
                let rows: Vec<_> = answers.iter().flat_map(|answer| &answer.rows).collect();
                if rows.len() != ROWS || rows.iter().any(|row| row[1].as_ref() != Some(&user)) {
                    return Err(Fault::Unreachable(format!("{user} has a row of somebody else")));
                }
            }
            Ok(times)
        }
    });
    times.await
}

/// By HTTP.
pub(crate) async fn served(bench: &Bench) -> Result<Times, Box<dyn Error>> {
    let pool = bench.database.pool(bench.connections, bench.clients).await?;
    let body = json!({ "query": SQL, "params": [] }).to_string();
    serving(bench, pool, |address, tokens| {
        bench.all(move |client, each| {
            let (body, user) = (body.clone(), bench.user(client));
            let token = tokens[client % bench.users].clone();
            async move {
                let marker = format!("\"user_id\":\"{user}\"");
                let (mut client, mut times) = (Client::new(address), Times::default());
                for _ in 0..each {
                    let begin = Instant::now();
                    let (status, body) =
                        client.ask(&token, &body).await.map_err(|error| error.to_string())?;
                    times.push(begin.elapsed());
                    let rows = body.matches("\"user_id\":\"").count();
                    if status != 200 || rows != ROWS || body.matches(&marker).count() != ROWS {
                        return Err(format!("{user} is answered {status}, {rows} rows: {body}"));
                    }
                }
                Ok(times)
            }
        })
    })
    .await
}

/// With an endpoint that runs: its address, and a token of each user.
pub(crate) async fn serving<T, F>(
    bench: &Bench,
    pool: Pool,
    with: impl FnOnce(SocketAddr, Vec<String>) -> F,
) -> Result<T, Box<dyn Error>>
where
    F: Future<Output = Result<T, Box<dyn Error>>>,
{
    let issuer = Issuer::new()?;
    let tokens = (0..bench.users)
        .map(|user| issuer.token(&bench.user(user), SystemTime::now(), Duration::from_secs(3600)));
    let server = Server::bind(Config::new(pool, Verifiers::new(vec![issuer.verifier()?]))).await?;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let done = with(server.address(), tokens.collect());
    let running = tokio::spawn(server.run(async {
        let _ = stopped.await;
    }));
    let done = done.await?;
    let _ = stop.send(());
    if !running.await? {
        return Err("the endpoint has stopped while requests ran".into());
    }
    Ok(done)
}
