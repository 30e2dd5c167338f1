//! What if a transaction is torn: its future dropped at any moment, its connection killed, its query still running?

use std::{future::poll_fn, pin::pin, task::Poll, time::Duration};

use pg_rls::session::Caller;
use sqlx::Row;

use crate::{
    database::Mode,
    driver::{Driver, Sqlx, TokioPostgres},
};

/// The future, dropped when it was polled so often.
async fn cut<F: Future>(future: F, polls: usize) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

fn as_ever(driver: &mut dyn Driver, here: &str) {
    let bob = Caller::signed_in("bob");
    let seen = driver.ask(&bob, "SELECT string_agg(task, ', ') || ' as ' || auth.user_id() FROM todos");
    assert_eq!(seen, Ok(Some("of bob as bob".to_owned())), "{here}");
    let left = "SELECT current_user || ' ' || coalesce(auth.user_id(), 'none') || (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())";
    assert_eq!(driver.plain(left), Ok(Some("session_app none0".to_owned())), "{here}");
}

const LEAVE: &str = "SELECT pg_advisory_lock(1)::text, set_config('statement_timeout', '60s', false)";

#[test]
fn a_future_of_sqlx_is_dropped_anywhere() {
    let alice = Caller::signed_in("alice");
    for mode in Mode::BOTH {
        let mut driver = Sqlx::open(mode);
        for polls in 0..14 {
            let (session, pool) = (driver.session.clone(), driver.pool.clone());
            driver.runtime.block_on(async {
                let all = async {
                    let mut tx = session.begin(&pool, &alice).await.unwrap();
                    sqlx::query(LEAVE).execute(&mut *tx).await.unwrap();
                    tx.commit().await.unwrap();
                };
                cut(all, polls).await;
            });
            as_ever(&mut driver, &format!("{mode:?}, {polls}"));
        }
    }
}

#[test]
fn a_future_of_tokio_postgres_is_dropped_anywhere() {
    let alice = Caller::signed_in("alice");
    for mode in Mode::BOTH {
        let mut driver = TokioPostgres::open(mode);
        for polls in 0..14 {
            driver.runtime.block_on(async {
                let mut client = driver.client().await;
                let all = async {
                    let tx = driver.session.begin_on(&mut client, &alice).await.unwrap();
                    tx.execute(LEAVE, &[]).await.unwrap();
                    tx.commit().await.unwrap();
                };
                cut(all, polls).await;
            });
            as_ever(&mut driver, &format!("{mode:?}, {polls}"));
        }
    }
}

#[test]
fn a_query_that_nobody_waits_for_is_over_before_the_next() {
    let alice = Caller::signed_in("alice");
    let slow = "SELECT pg_advisory_lock(1), pg_sleep(0.3)";
    for mode in Mode::BOTH {
        let mut driver = Sqlx::open(mode);
        driver.runtime.block_on(async {
            let mut tx = driver.session.begin(&driver.pool, &alice).await.unwrap();
            let query = sqlx::query(slow).execute(&mut *tx);
            assert!(tokio::time::timeout(Duration::from_millis(50), query).await.is_err());
        });
        as_ever(&mut driver, &format!("sqlx, {mode:?}"));
        let mut driver = TokioPostgres::open(mode);
        driver.runtime.block_on(async {
            let mut client = driver.client().await;
            let tx = driver.session.begin_on(&mut client, &alice).await.unwrap();
            let query = tx.execute(slow, &[]);
            assert!(tokio::time::timeout(Duration::from_millis(50), query).await.is_err());
        });
        as_ever(&mut driver, &format!("tokio-postgres, {mode:?}"));
    }
}

#[test]
fn a_connection_that_is_killed_is_replaced() {
    let alice = Caller::signed_in("alice");
    for mode in Mode::BOTH {
        for (name, open) in crate::driver::ALL {
            let mut driver = open(mode);
            let kill =
                "SELECT pg_advisory_lock(1); RESET ROLE; SELECT pg_terminate_backend(pg_backend_pid())";
            assert!(driver.run(&alice, kill, crate::driver::End::Commit).is_err());
            as_ever(&mut *driver, &format!("{name}, {mode:?}"));
        }
    }
}

#[test]
fn a_transaction_within_is_a_savepoint() {
    use sqlx::Connection;
    let driver = Sqlx::open(Mode::Plain);
    driver.runtime.block_on(async {
        let mut tx = driver.session.begin(&driver.pool, &Caller::signed_in("alice")).await.unwrap();
        let mut inner = tx.begin().await.unwrap();
        assert!(sqlx::query("SELECT 1 / 0").execute(&mut *inner).await.is_err());
        inner.rollback().await.unwrap();
        let inner = tx.begin().await.unwrap();
        drop(inner);
        let row = sqlx::query("SELECT auth.user_id() || current_setting('role')")
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        assert_eq!(row.get::<String, _>(0), "aliceauthenticated");
        tx.commit().await.unwrap();
    });
}

#[test]
fn a_transaction_is_of_the_kind_that_was_asked_for() {
    use pg_rls::session::Isolation;
    let sql = "SELECT current_setting('transaction_isolation') || ' ' || current_setting('transaction_read_only') \
        || ' ' || current_setting('transaction_deferrable')";
    for mode in Mode::BOTH {
        let mut sqlx = Sqlx::open(mode);
        let mut tokio = TokioPostgres::open(mode);
        let mut diesel = crate::driver::Diesel::open(mode);
        let plain = sqlx.session.clone();
        let all = plain.isolation(Isolation::Serializable).read_only().deferrable();
        for (how, says) in [
            (plain.clone(), "read committed off off"),
            (plain.isolation(Isolation::RepeatableRead), "repeatable read off off"),
            (plain.read_only(), "read committed on off"),
            (all, "serializable on on"),
        ] {
            sqlx.session = how;
            assert_eq!(sqlx.ask(&Caller::anonymous(), sql), Ok(Some(says.to_owned())));
            let whose = sqlx.ask(&Caller::signed_in("alice"), "SELECT auth.user_id()");
            assert_eq!(whose, Ok(Some("alice".to_owned())), "{mode:?}: {says}");
        }
        let how = tokio.session.isolation(Isolation::Serializable).read_only();
        tokio.session = how;
        assert_eq!(tokio.ask(&Caller::anonymous(), sql), Ok(Some("serializable on off".to_owned())));
        let how = diesel.session.isolation(Isolation::Serializable).read_only();
        diesel.session = how;
        assert_eq!(diesel.ask(&Caller::anonymous(), sql), Ok(Some("serializable on off".to_owned())));
    }
}
