//! Are callers kept apart while many connections of a pool are opened, used and closed at once?

use std::time::Duration;

use diesel::{Connection, PgConnection};
use pg_rls::session::{Caller, Session};
use sqlx::{Executor, postgres::PgPoolOptions};
use tokio_postgres::NoTls;

use crate::{
    database::Mode,
    driver::{Sqlx, TokioPostgres},
};

#[test]
fn many_callers_over_one_pool() {
    for mode in Mode::BOTH {
        let driver = Sqlx::with(mode, 8);
        driver.runtime.block_on(async {
            let tasks: Vec<_> = (0..32)
                .map(|who| {
                    let (session, pool) = (driver.session.clone(), driver.pool.clone());
                    tokio::spawn(async move {
                        let me = format!("caller {who}");
                        for turn in 0..4 {
                            let mut tx = session.begin(&pool, &Caller::signed_in(&me)).await.unwrap();
                            let id: Option<String> = sqlx::query_scalar("SELECT auth.user_id()")
                                .fetch_one(&mut *tx)
                                .await
                                .unwrap();
                            assert_eq!(id.as_deref(), Some(me.as_str()));
                            match turn {
                                0 => tx.commit().await.unwrap(),
                                1 => tx.rollback().await.unwrap(),
                                2 => drop(tx),
                                // the connection goes away
                                _ => drop(
                                    tx.execute("RESET ROLE; SELECT pg_terminate_backend(pg_backend_pid())")
                                        .await,
                                ),
                            }
                        }
                    })
                })
                .collect();
            for task in tasks {
                task.await.unwrap();
            }
        });
    }
}

/// Each connection of a pool has a key of its own, also of those that the pool opens by itself.
#[test]
fn no_two_connections_share_a_key() {
    let driver = Sqlx::open(Mode::Plain);
    driver.runtime.block_on(async {
        let session = Session::signed();
        let options = PgPoolOptions::new().min_connections(4).max_connections(6);
        let pool = session.connect(options, Sqlx::options(Mode::Signed)).await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
        let mut open = Vec::new();
        let mut keys = Vec::new();
        for _ in 0..6 {
            let mut tx = session.begin(&pool, &Caller::signed_in("alice")).await.unwrap();
            let key: String = sqlx::query_scalar("SELECT current_setting('pg_session_jwt.jwk')")
                .fetch_one(&mut *tx)
                .await
                .unwrap();
            keys.push(key);
            open.push(tx);
        }
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), 6);
        for tx in open {
            tx.commit().await.unwrap();
        }
        assert!(
            session.connect(PgPoolOptions::new(), Sqlx::options(Mode::Signed)).await.is_err(),
            "a second pool"
        );
        assert!(
            Session::signed().begin(&pool, &Caller::anonymous()).await.is_err(),
            "another session's pool"
        );
    });
}

/// A key that is given to two connections is that of the first.
#[test]
fn a_key_is_not_lent() {
    let alice = Caller::signed_in("alice");
    let tokio = TokioPostgres::open(Mode::Plain);
    tokio.runtime.block_on(async {
        let session = Session::signed();
        let config = session.config(&TokioPostgres::config(Mode::Signed)).unwrap();
        let (mut first, one) = config.connect(NoTls).await.unwrap();
        let (mut second, other) = config.connect(NoTls).await.unwrap();
        let driving = [tokio::spawn(one), tokio::spawn(other)];
        session.begin_on(&mut first, &alice).await.unwrap().commit().await.unwrap();
        let fault = session.begin_on(&mut second, &alice).await.unwrap_err().to_string();
        assert!(fault.contains("has no key of this session"), "{fault}");
        session.begin_on(&mut first, &alice).await.unwrap().commit().await.unwrap();
        drop((first, second));
        for driven in driving {
            driven.await.unwrap().unwrap();
        }
    });
    let session = Session::signed();
    let url = session.url(&Mode::Signed.login("session_app")).unwrap();
    let mut first = PgConnection::establish(&url).unwrap();
    let mut second = PgConnection::establish(&url).unwrap();
    let begins = |connection: &mut PgConnection| {
        session.transaction(connection, &alice, |_| Ok::<_, pg_rls::session::diesel::Fault>(()))
    };
    begins(&mut first).unwrap();
    let fault = begins(&mut second).unwrap_err().to_string();
    assert!(fault.contains("has no key of this session"), "{fault}");
    begins(&mut first).unwrap();
}
