//! Does a request end where it may take no more, on the server too, and is its connection good or gone?

use std::time::{Duration, Instant};

use rls_authorize::serve::query::{Fault, Limits};

use crate::home::{Home, LIMITS, PATIENCE, alice, batch};

/// Whether nobody but the asker runs anything in the database.
const QUIET: &str = "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = 'app' AND state <> 'idle' \
    AND pid <> pg_backend_pid())";

#[test]
fn rows_and_bytes_are_counted_together() {
    let home = Home::new(1);
    let rows = |rows| Limits { rows, ..LIMITS };
    let bytes = |bytes| Limits { bytes, ..LIMITS };
    let two = batch(&[
        ("SELECT repeat('x', 100) FROM generate_series(1, 50)", &[]),
        ("SELECT repeat('x', 100) FROM generate_series(1, 50)", &[]),
    ]);
    assert_eq!(home.limited(&alice(), &two, &rows(100)).unwrap().len(), 2);
    assert!(matches!(home.limited(&alice(), &two, &rows(99)), Err(Fault::TooMany(99))));
    assert!(home.limited(&alice(), &two, &bytes(20_000)).is_ok());
    assert!(matches!(home.limited(&alice(), &two, &bytes(9_999)), Err(Fault::TooLarge(9_999))));
    // one value that is larger than all that may come is not waited for
    let large = batch(&[("SELECT repeat('x', 100000000)", &[])]);
    let begin = Instant::now();
    assert!(matches!(home.limited(&alice(), &large, &LIMITS), Err(Fault::TooLarge(_))));
    assert!(begin.elapsed() < Duration::from_secs(5));
    // and one that never ends is ended
    let endless = batch(&[("SELECT generate_series(1, 1000000000000)", &[])]);
    assert!(matches!(home.limited(&alice(), &endless, &LIMITS), Err(Fault::TooMany(_))));
    home.until(QUIET);
    // what writes is not kept where its answer is not given
    let writes =
        batch(&[("INSERT INTO todos (task) SELECT 'x' FROM generate_series(1, 100) RETURNING id", &[])]);
    assert!(matches!(home.limited(&alice(), &writes, &rows(99)), Err(Fault::TooMany(99))));
    assert_eq!(home.value(&alice(), "SELECT count(*) FROM todos").as_deref(), Some("3"));
}

#[test]
fn time_is_counted_on_the_server_too() {
    let home = Home::new(1);
    let short = Limits { time: Duration::from_millis(300), ..LIMITS };
    let sleeps = batch(&[("INSERT INTO todos (task) VALUES ('late') RETURNING pg_sleep(60)", &[])]);
    let begin = Instant::now();
    assert!(matches!(home.limited(&alice(), &sleeps, &short), Err(Fault::TooLong(_))));
    assert!(begin.elapsed() < Duration::from_secs(5));
    home.until(QUIET);
    assert_eq!(home.value(&alice(), "SELECT count(*) FROM todos").as_deref(), Some("3"));
    // a function that does not care for being cancelled is left alone, and its connection goes
    home.admin()
        .batch_execute(
            "CREATE FUNCTION deaf() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
             LOOP BEGIN PERFORM pg_sleep(0.2); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$",
        )
        .unwrap();
    let deaf = batch(&[("SELECT deaf()", &[])]);
    assert!(matches!(home.limited(&alice(), &deaf, &short), Err(Fault::TooLong(_))));
    assert_eq!(home.value(&alice(), "SELECT 1").as_deref(), Some("1"));
}

#[test]
fn a_client_that_goes_is_noticed() {
    let home = Home::new(2);
    for _ in 0..5 {
        let sleeps = batch(&[("SELECT pg_sleep(60)", &[])]);
        let (pool, caller) = (home.pool.clone(), alice());
        let task = home.runtime.spawn(async move { pool.run(&caller, "app", &sleeps, &LIMITS).await });
        home.until("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = 'app' AND query LIKE '%pg_sleep(60)%' \
                    AND state = 'active' AND pid <> pg_backend_pid())");
        task.abort();
        home.until(QUIET);
    }
    assert_eq!(home.pool.status().requests, 0);
    assert_eq!(home.value(&alice(), "SELECT 1").as_deref(), Some("1"));
}

#[test]
fn who_finds_no_room_is_told_at_once() {
    let home = Home::new(2);
    // two run, a hundred wait, and one is too many
    let sleeps = batch(&[("SELECT pg_sleep(0.5)", &[])]);
    let begin = Instant::now();
    let ends = home.runtime.block_on(async {
        let tasks: Vec<_> = (0..103)
            .map(|at| {
                let (pool, caller) = (home.pool.clone(), alice());
                let batch = if at < 2 { sleeps.clone() } else { batch(&[("SELECT 1", &[])]) };
                tokio::spawn(async move { pool.run(&caller, "app", &batch, &LIMITS).await })
            })
            .collect();
        let mut ends = Vec::new();
        for task in tasks {
            ends.push(task.await.unwrap());
        }
        ends
    });
    assert!(begin.elapsed() < PATIENCE);
    assert_eq!(ends.iter().filter(|end| matches!(end, Err(Fault::Busy))).count(), 1);
    assert_eq!(ends.iter().filter(|end| end.is_ok()).count(), 102);
    let status = home.pool.status();
    assert_eq!((status.requests, status.open), (0, 2));
    // waiting is a part of the time
    let short = Limits { time: Duration::from_millis(100), ..LIMITS };
    let ends = home.runtime.block_on(async {
        let long = || {
            let (pool, batch) = (home.pool.clone(), sleeps.clone());
            tokio::spawn(async move { pool.run(&alice(), "app", &batch, &LIMITS).await })
        };
        let two = [long(), long()];
        tokio::time::sleep(Duration::from_millis(100)).await;
        let third = home.pool.run(&alice(), "app", &batch(&[("SELECT 1", &[])]), &short).await;
        for one in two {
            one.await.unwrap().unwrap();
        }
        third
    });
    assert!(matches!(ends, Err(Fault::TooLong(_))));
}
