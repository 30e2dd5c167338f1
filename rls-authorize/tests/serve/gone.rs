//! Is a connection that dies replaced, and is it said where a request was lost with it?

use std::{process::Command, time::Duration};

use rls_authorize::serve::query::Fault;

use crate::home::{Home, LIMITS, alice, batch};

/// The other sessions of the database, but for the superuser's.
const OTHERS: &str = "FROM pg_stat_activity WHERE datname = 'app' AND usename = 'login'";

/// Starts a statement that sleeps, and gives the process that it is on.
fn sleeping(
    home: &Home,
) -> (tokio::task::JoinHandle<Result<Vec<rls_authorize::serve::query::Answer>, Fault>>, i32) {
    let pool = home.pool.clone();
    let task = home.runtime.spawn(async move {
        let sleeps =
            batch(&[("INSERT INTO todos (task) VALUES ('lost')", &[]), ("SELECT pg_sleep(60)", &[])]);
        pool.run(&alice(), "app", &sleeps, &LIMITS).await
    });
    home.until(&format!("SELECT EXISTS (SELECT {OTHERS} AND state = 'active' AND wait_event = 'PgSleep')"));
    let pid =
        home.admin().query_one(&format!("SELECT pid {OTHERS} AND state = 'active'"), &[]).unwrap().get(0);
    (task, pid)
}

#[test]
fn sessions_that_end_are_replaced() {
    let home = Home::new(3);
    let mut admin = home.admin();
    for _ in 0..3 {
        // in the middle of a request
        let (task, pid) = sleeping(&home);
        admin.execute("SELECT pg_terminate_backend($1)", &[&pid]).unwrap();
        let fault = home.runtime.block_on(task).unwrap().unwrap_err();
        assert!(matches!(fault, Fault::Unreachable(_)), "{fault}");
        assert!(fault.to_string().contains("terminating connection"), "{fault}");
        // a request that was cancelled by somebody else is an error of SQL, and its connection stays
        let (task, pid) = sleeping(&home);
        admin.execute("SELECT pg_cancel_backend($1)", &[&pid]).unwrap();
        let fault = home.runtime.block_on(task).unwrap().unwrap_err();
        assert!(matches!(&fault, Fault::Sql(fault) if fault.code == "57014"), "{fault}");
        // while nobody used them
        home.value(&alice(), "SELECT 1");
        admin.execute(&format!("SELECT pg_terminate_backend(pid) {OTHERS}"), &[]).unwrap();
        home.until(&format!("SELECT NOT EXISTS (SELECT {OTHERS})"));
        assert_eq!(home.value(&alice(), "SELECT count(*) FROM todos").as_deref(), Some("3"));
    }
}

/// Between the look at a connection and the request that goes over it.
#[test]
fn a_request_that_no_session_began_is_begun_by_another() {
    let home = Home::new(1);
    let pid = home.value(&alice(), "SELECT pg_backend_pid()").unwrap();
    let signal = |name: &str| assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    signal("-STOP");
    let pool = home.pool.clone();
    let task = home.runtime.spawn(async move {
        pool.run(&alice(), "app", &batch(&[("INSERT INTO todos (task) VALUES ('once')", &[])]), &LIMITS).await
    });
    // it is on its way to a session that does not read, and ends before it does
    std::thread::sleep(Duration::from_millis(300));
    signal("-TERM");
    signal("-CONT");
    home.runtime.block_on(task).unwrap().unwrap();
    assert_eq!(home.value(&alice(), "SELECT count(*) FROM todos WHERE task = 'once'").as_deref(), Some("1"));
    // one that is no more is none of the pool's
    let (task, pid) = sleeping(&home);
    home.admin().execute("SELECT pg_terminate_backend($1)", &[&pid]).unwrap();
    home.runtime.block_on(task).unwrap().unwrap_err();
    assert_eq!(home.pool.status().open, 0);
}

#[test]
fn a_server_that_starts_again_is_found_again() {
    let home = Home::new(3);
    home.value(&alice(), "SELECT 1");
    let (task, pid) = sleeping(&home);
    // Postgres starts all sessions anew where one of them was killed
    assert!(Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
    let fault = home.runtime.block_on(task).unwrap().unwrap_err();
    assert!(matches!(fault, Fault::Unreachable(_)), "{fault}");
    let begin = std::time::Instant::now();
    loop {
        match home.run(&alice(), "SELECT count(*) FROM todos") {
            Ok(answer) => {
                assert_eq!(answer.rows, [[Some("3".to_owned())]]);
                break;
            }
            Err(Fault::Unreachable(_)) => assert!(begin.elapsed() < Duration::from_secs(20)),
            Err(fault) => panic!("{fault}"),
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    for _ in 0..20 {
        home.value(&alice(), "SELECT 1");
    }
}

#[test]
fn a_pool_that_is_closed_says_so() {
    let home = Home::new(1);
    home.runtime.block_on(home.pool.ping()).unwrap();
    assert!(home.pool.status().open == 1);
    home.pool.close();
    let fault = home.run(&alice(), "SELECT 1").unwrap_err();
    assert!(fault.to_string().contains("stopping"), "{fault}");
    assert!(home.runtime.block_on(home.pool.ping()).is_err());
}
