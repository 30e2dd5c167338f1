//! What the endpoint keeps callers from sending, and the wire has to live through all the same.

use std::sync::Arc;

use postgres::NoTls;
use rls_live::Address;
use rls_postgres::Server;

use super::{Budget, Connection, Heard, Script, Transaction, Unheard, connect};

const BUDGET: Budget = Budget { rows: 1000, bytes: 1 << 20 };

fn script(statements: &[&str]) -> Script {
    let mut script = Script::default();
    for sql in statements {
        script.statement(sql, &[], true).unwrap();
    }
    script.sync();
    script
}

async fn heard(connection: &mut Connection, statements: &[&str]) -> Result<Heard, Unheard> {
    connection.send(script(statements));
    connection.heard(&mut BUDGET.clone()).await
}

/// Runs on a connection, which is good before and after.
fn with<T>(does: impl AsyncFnOnce(&mut Connection) -> T) -> T {
    let server = Server::start().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let address = Address::parse(&server.conninfo("postgres")).unwrap();
        let dial = Arc::new(address.dial().unwrap());
        let mut connection = connect(&address, &dial, None).await.unwrap();
        let done = does(&mut connection).await;
        let answers = heard(&mut connection, &["SELECT 'good'"]).await.unwrap().answers;
        assert_eq!(answers[0].rows, [[Some("good".to_owned())]]);
        assert!(connection.is_quiet() && !connection.awaits());
        done
    })
}

#[test]
fn a_copy_out_is_passed_over() {
    with(async |connection| {
        let all = ["BEGIN", "COPY (SELECT generate_series(1, 5)) TO STDOUT", "SELECT 1"];
        let heard = heard(connection, &all).await.unwrap();
        assert_eq!((heard.copied, heard.done, heard.transaction), (true, 3, Transaction::Open));
        assert_eq!(
            heard.answers.iter().map(|one| one.tag.as_str()).collect::<Vec<_>>(),
            ["BEGIN", "COPY 5", "SELECT 1"]
        );
        super::tests::heard(connection, &["ROLLBACK"]).await.unwrap();
    });
}

/// Postgres gives the connection up, because it does not know where the next message begins.
#[test]
fn a_copy_in_ends_the_connection() {
    let server = Server::start().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let address = Address::parse(&server.conninfo("postgres")).unwrap();
        let dial = Arc::new(address.dial().unwrap());
        let mut connection = connect(&address, &dial, None).await.unwrap();
        let copies = ["BEGIN", "CREATE TEMP TABLE copied (a int)", "COPY copied FROM STDIN", "SELECT 1"];
        let heard = heard(&mut connection, &copies).await.unwrap();
        assert!(heard.copied && heard.fault.unwrap().ends_the_connection());
        assert_eq!(heard.done, 2);
    });
}

#[test]
fn an_error_skips_up_to_the_next_sync() {
    with(async |connection| {
        connection.send(script(&["SELECT 1", "SELECT 1/0", "CREATE TABLE never ()"]));
        connection.send(script(&["SELECT to_regclass('never')"]));
        let first = connection.heard(&mut BUDGET.clone()).await.unwrap();
        assert_eq!((first.done, first.fault.unwrap().code.as_str()), (1, "22012"));
        let second = connection.heard(&mut BUDGET.clone()).await.unwrap();
        assert_eq!(second.answers[0].rows, [[None]]);
    });
}

#[test]
fn what_is_large_goes_out_while_answers_come_in() {
    with(async |connection| {
        // both sides have more to say than buffers hold
        let long = format!("SELECT '{}'", "x".repeat(1 << 20));
        let statements: Vec<&str> = std::iter::repeat_n(long.as_str(), 40).collect();
        connection.send(script(&statements));
        let mut budget = Budget { rows: 40, bytes: 50 << 20 };
        let heard = connection.heard(&mut budget).await.unwrap();
        assert_eq!((heard.done, budget.rows), (40, 0));
        let loud = "DO $$ BEGIN FOR n IN 1..2000 LOOP RAISE WARNING 'a notice % %', n, repeat('x', 1000); END LOOP; END $$";
        assert!(super::tests::heard(connection, &[loud]).await.unwrap().fault.is_none());
    });
}

#[test]
fn nothing_is_asked_of_a_server_that_has_gone() {
    let server = Server::start().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut admin = postgres::Client::connect(&server.conninfo("postgres"), NoTls).unwrap();
    runtime.block_on(async {
        let address = Address::parse(&server.conninfo("postgres")).unwrap();
        let dial = Arc::new(address.dial().unwrap());
        let mut connection = connect(&address, &dial, None).await.unwrap();
        let heard = heard(&mut connection, &["SELECT pg_backend_pid()"]).await.unwrap();
        let pid = heard.answers[0].rows[0][0].clone().unwrap();
        assert!(connection.is_quiet());
        let ends = move || admin.batch_execute(&format!("SELECT pg_terminate_backend({pid})")).unwrap();
        std::thread::spawn(ends).join().unwrap();
        let begin = std::time::Instant::now();
        while connection.is_quiet() {
            assert!(begin.elapsed() < std::time::Duration::from_secs(10));
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    });
}
