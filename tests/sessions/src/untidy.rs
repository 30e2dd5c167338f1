//! What if nothing can be tidied up?
//!
//! A table that another session has locked cannot be dropped, so what forgets a connection's temporary tables waits; it is
//! cancelled then, as a timeout of the login's own would. The connection is closed: nobody comes after who was on it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::channel,
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use diesel::{
    Connection, PgConnection, RunQueryDsl, connection::SimpleConnection, dsl::sql as text, sql_query,
    sql_types::Text,
};
use pg_rls::session::{Caller, Session};

use crate::{
    database::Mode,
    driver::{ALL, End},
};

/// A temporary table of the only connection of a pool, locked by somebody else until that has cancelled who waits for it.
struct InTheWay {
    over: Arc<AtomicBool>,
    keeper: Option<JoinHandle<()>>,
}

impl InTheWay {
    fn of(mode: Mode, schema: &str) -> Self {
        let mut keeper = PgConnection::establish(&mode.superuser()).unwrap();
        keeper.batch_execute(&format!("BEGIN; LOCK TABLE {schema}.in_the_way IN ACCESS SHARE MODE")).unwrap();
        let over = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&over);
        let cancel = format!(
            "SELECT pg_cancel_backend(pid) FROM pg_locks WHERE NOT granted AND relation = '{schema}.in_the_way'::regclass"
        );
        let keeper = thread::spawn(move || {
            // no longer than that: a connection that ends waits for its tables, too
            while !seen.load(Ordering::Relaxed) && sql_query(&cancel).execute(&mut keeper).unwrap() == 0 {
                thread::sleep(Duration::from_millis(5));
            }
        });
        Self { over, keeper: Some(keeper) }
    }
}

impl Drop for InTheWay {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        _ = self.keeper.take().map(JoinHandle::join);
    }
}

const LEAVE: &str = "SELECT pg_advisory_lock_shared(4712)";

const MAKE: &str = "CREATE OR REPLACE FUNCTION in_the_way() RETURNS text LANGUAGE plpgsql AS \
    $$BEGIN CREATE TEMP TABLE in_the_way(); RETURN pg_my_temp_schema()::regnamespace; END$$";

#[test]
fn a_connection_that_cannot_be_tidied_is_closed() {
    let alice = Caller::signed_in("alice");
    let left = "SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()";
    for mode in Mode::BOTH {
        mode.superuser_does(MAKE);
        for (name, open) in ALL {
            for (end, more) in
                [(End::Commit, ""), (End::Rollback, ""), (End::Drop, ""), (End::Commit, "; RESET ROLE")]
            {
                let here = format!("{name}, {mode:?}, {end:?}{more}");
                let mut driver = open(mode);
                let schema = driver.plain("SELECT in_the_way()").unwrap().unwrap();
                let in_the_way = InTheWay::of(mode, &schema);
                let ended = driver.run(&alice, &format!("{LEAVE}{more}"), end);
                assert_eq!(ended.is_ok(), more.is_empty(), "{here}: {ended:?}");
                // a pool sees that a connection is closed, or whoever gets it does
                let seen = driver.plain(left).or_else(|_| driver.plain(left));
                assert_eq!(seen, Ok(Some("0".to_owned())), "{here}");
                drop(in_the_way);
            }
        }
    }
}

/// Without a pool, which takes no connection back that is in a transaction, whoever has it could end that and go on.
#[test]
fn a_connection_of_no_pool_is_closed_too() {
    let mut connection = PgConnection::establish(&Mode::Plain.login("session_app")).unwrap();
    connection.batch_execute("CREATE TEMP TABLE in_the_way()").unwrap();
    let schema: String = diesel::select(text::<Text>("pg_my_temp_schema()::regnamespace::text"))
        .get_result(&mut connection)
        .unwrap();
    let in_the_way = InTheWay::of(Mode::Plain, &schema);
    let ended = Session::plain().transaction(&mut connection, &Caller::signed_in("alice"), |connection| {
        connection.batch_execute(LEAVE)
    });
    assert!(ended.is_ok(), "{ended:?}");
    assert!(connection.batch_execute("ROLLBACK").is_err());
    drop(in_the_way);
}

/// A login that may do that is none for callers; it is tidied up after all the same.
#[test]
fn a_login_is_itself_again() {
    let mut connection = PgConnection::establish(&Mode::Plain.superuser()).unwrap();
    let leave =
        "COMMIT; RESET ROLE; SET SESSION AUTHORIZATION session_app; SET ROLE anonymous; COMMIT; BEGIN";
    let left = Session::plain().transaction(&mut connection, &Caller::signed_in("alice"), |connection| {
        connection.batch_execute(leave)
    });
    assert!(left.is_err(), "{left:?}");
    let who: String = diesel::select(text::<Text>("SESSION_USER || ' ' || CURRENT_USER"))
        .get_result(&mut connection)
        .unwrap();
    assert_eq!(who, "postgres postgres");
}

/// Who only reads, deferrable and serializable, waits until nobody else writes: no caller can have that done to the next one.
#[test]
fn a_caller_makes_nobody_wait() {
    let long = Duration::from_secs(20);
    let leave =
        "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY, DEFERRABLE";
    for (name, open) in ALL {
        for (end, leave) in
            [(End::Commit, leave.to_owned()), (End::Drop, format!("COMMIT; {leave}; COMMIT; BEGIN"))]
        {
            let mut writes = PgConnection::establish(&Mode::Plain.superuser()).unwrap();
            writes
                .batch_execute(
                    "BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT pg_current_xact_id(), count(*) FROM todos",
                )
                .unwrap();
            let (over, waits) = channel::<()>();
            let writer = thread::spawn(move || {
                waits.recv_timeout(long).ok();
                drop(writes);
            });
            let began = Instant::now();
            let mut driver = open(Mode::Plain);
            let ended = driver.run(&Caller::signed_in("alice"), &leave, end);
            let next = driver.plain("SELECT count(*)::text FROM pg_class WHERE false");
            assert_eq!(next, Ok(Some("0".to_owned())));
            assert!(began.elapsed() < long, "{name}, {end:?}: {ended:?}");
            drop(over);
            writer.join().unwrap();
        }
    }
}
