//! Does the endpoint answer as it should over HTTP, whatever a client sends, and however slowly?

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    sync::Barrier,
    thread::{self, JoinHandle},
    time::{Duration, Instant, SystemTime},
};

use rls_authorize::{
    dev::Issuer,
    serve::{Config, Limits, Server},
};
use tokio::sync::oneshot;

use crate::home::{Home, PATIENCE, alice};

/// An endpoint over a database of its own.
pub(crate) struct Endpoint {
    pub(crate) address: SocketAddr,
    pub(crate) issuer: Issuer,
    stop: Option<oneshot::Sender<()>>,
    ended: Option<JoinHandle<bool>>,
    // the pool's runtime and server end last
    pub(crate) home: &'static Home,
}

impl Endpoint {
    pub(crate) fn new(change: impl FnOnce(&mut Limits)) -> Self {
        Self::over(Box::leak(Box::new(Home::new(4))), |config| change(&mut config.limits))
    }

    pub(crate) fn over(home: &'static Home, change: impl FnOnce(&mut Config)) -> Self {
        let issuer = Issuer::new().unwrap();
        let mut config = Config::new(home.pool.clone(), issuer.verifier().unwrap().into());
        change(&mut config);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let server = runtime.block_on(Server::bind(config)).unwrap();
        let address = server.address();
        let (stop, stopped) = oneshot::channel::<()>();
        let ended = thread::spawn(move || {
            let ended = runtime.block_on(server.run(async {
                let _ = stopped.await;
            }));
            // as the command does: what still runs is not waited for
            runtime.shutdown_background();
            ended
        });
        Self { address, issuer, stop: Some(stop), ended: Some(ended), home }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE * 6)).unwrap();
        stream
    }

    /// The text of a request of somebody.
    pub(crate) fn request(&self, user: &str, body: &str) -> String {
        format!("{}Content-Length: {}\r\n\r\n{body}", self.head(user), body.len())
    }

    pub(crate) fn head(&self, user: &str) -> String {
        let token = self.issuer.token(user, SystemTime::now(), Duration::from_secs(60));
        format!(
            "POST /sql HTTP/1.1\r\nHost: x\r\nNeon-Connection-String: postgresql://authenticated@localhost/app\r\n\
             Authorization: Bearer {token}\r\n"
        )
    }

    /// What comes back for these bytes.
    pub(crate) fn ask(&self, bytes: &str) -> Answered {
        let mut stream = self.connect();
        stream.write_all(bytes.as_bytes()).unwrap();
        answered(&mut stream)
    }

    /// Until a request is in the middle of its `pg_sleep`.
    pub(crate) fn until_it_sleeps(&self) {
        self.home.until(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE usename = 'login' AND wait_event = 'PgSleep')",
        );
    }

    pub(crate) fn stop(&mut self) -> JoinHandle<bool> {
        self.stop.take().unwrap().send(()).unwrap();
        self.ended.take().unwrap()
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        if self.stop.is_some() {
            let _ = self.stop().join();
        }
    }
}

#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

/// One answer, and not a byte of the next.
fn answered(stream: &mut TcpStream) -> Answered {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        let read = stream.read_exact(&mut byte);
        assert!(read.is_ok(), "{read:?} behind {:?}", String::from_utf8_lossy(&head));
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap().to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).unwrap();
    let status = head[9..12].parse().unwrap();
    Answered { status, head, body: String::from_utf8(body).unwrap() }
}

/// Until the other side ends the connection; how long that took.
fn end(stream: &mut TcpStream) -> Duration {
    let begun = Instant::now();
    let mut rest = Vec::new();
    match stream.read_to_end(&mut rest) {
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {}
        Err(error) => panic!("it was not ended: {error}"),
    }
    begun.elapsed()
}

const ONE: &str = r#"{"query":"SELECT auth.user_id() AS v"}"#;
const SLEEP: &str = r#"{"query":"SELECT pg_sleep(1)"}"#;

#[test]
fn paths_methods_and_what_is_no_http() {
    let endpoint = Endpoint::new(|_| ());
    let of = |line: &str| endpoint.ask(&format!("{line} HTTP/1.1\r\nHost: x\r\n\r\n"));
    for (line, status) in [
        ("GET /", 404),
        ("GET /sql/", 404),
        ("POST /sqlx", 404),
        ("GET /dev/token?user=alice", 404),
        ("GET /sql", 405),
        ("DELETE /sql", 405),
        ("POST /health", 405),
        ("POST /metrics", 405),
        ("OPTIONS /sql", 200),
        ("GET /health", 200),
        ("GET /metrics", 200),
        ("POST /sql", 400),
    ] {
        let answer = of(line);
        assert_eq!(answer.status, status, "{line}: {answer:?}");
        assert!(answer.head.contains("access-control-allow-origin: *"), "{line}");
        assert!(answer.head.contains("neon-request-id: "), "{line}");
        assert!(status != 405 || answer.head.contains("allow: "), "{line}");
    }
    assert_eq!(endpoint.ask("no http\r\n\r\n").status, 400);
    // who still sends when the answer is given may not get to read it
    let mut long = endpoint.connect();
    let header = format!("POST /sql HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "x".repeat(1_000_000));
    let _ = long.write_all(header.as_bytes());
    let mut said = Vec::new();
    let _ = long.read_to_end(&mut said);
    assert!(said.is_empty() || said.starts_with(b"HTTP/1.1 431 "), "{}", String::from_utf8_lossy(&said));
    // nothing of that has hurt
    assert!(endpoint.ask(&endpoint.request("alice", ONE)).body.contains(r#""rows":[{"v":"alice"}]"#));
}

#[test]
fn the_sender_is_known_before_the_body_is_looked_at() {
    let endpoint = Endpoint::new(|_| ());
    let bad = endpoint.request("alice", "{");
    let without = bad.replace("Authorization", "X-Authorization");
    assert!(endpoint.ask(&without).body.contains("Authorization"));
    assert!(endpoint.ask(&bad).body.contains("the body cannot be read"));
    let twice =
        bad.replacen("Neon-Connection-String", "Neon-Connection-String: x\r\nNeon-Connection-String", 1);
    assert!(endpoint.ask(&twice).body.contains("more than once"));
    // nobody gets in by naming the role of everybody where that is not served
    let anonymous = without.replace("authenticated@", "anonymous@");
    let answer = endpoint.ask(&anonymous);
    assert!(answer.status == 400 && answer.body.contains("Authorization"), "{answer:?}");
}

#[test]
fn bodies_have_a_size() {
    let endpoint = Endpoint::new(|limits| limits.request = 1_000);
    let sized = |length: usize| {
        let body = format!("{{\"query\":\"SELECT 1 AS v\"{}}}", " ".repeat(length - 25));
        assert_eq!(body.len(), length);
        body
    };
    assert_eq!(endpoint.ask(&endpoint.request("alice", &sized(1_000))).status, 200);
    let large = endpoint.ask(&endpoint.request("alice", &sized(1_001)));
    assert_eq!((large.status, large.body.contains("max is 1000 bytes")), (413, true));
    let chunked = |body: &str| {
        let (one, two) = body.split_at(500);
        format!(
            "{}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{one}\r\n{:x}\r\n{two}\r\n0\r\n\r\n",
            endpoint.head("alice"),
            one.len(),
            two.len()
        )
    };
    assert_eq!(endpoint.ask(&chunked(&sized(1_000))).status, 200);
    assert_eq!(endpoint.ask(&chunked(&sized(1_001))).status, 413);
    // whoever waits to be asked for the body gets an answer, too
    let mut stream = endpoint.connect();
    let head =
        format!("{}Expect: 100-continue\r\nContent-Length: {}\r\n\r\n", endpoint.head("alice"), ONE.len());
    stream.write_all(head.as_bytes()).unwrap();
    assert_eq!(answered(&mut stream).status, 100);
    stream.write_all(ONE.as_bytes()).unwrap();
    assert_eq!(answered(&mut stream).status, 200);
}

#[test]
fn slow_clients_are_left() {
    let short = Duration::from_millis(300);
    let endpoint = Endpoint::new(|limits| {
        limits.idle = short;
        limits.body = short;
        limits.stall = short;
    });
    // headers that do not end
    let mut headers = endpoint.connect();
    headers.write_all(b"POST /sql HTTP/1.1\r\nHost: x\r\n").unwrap();
    // a connection without a request, and one after its request
    let mut silent = endpoint.connect();
    let mut kept = endpoint.connect();
    kept.write_all(endpoint.request("alice", ONE).as_bytes()).unwrap();
    assert_eq!(answered(&mut kept).status, 200);
    // a body that does not end
    let mut body = endpoint.connect();
    body.write_all(format!("{}Content-Length: 100\r\n\r\n{{", endpoint.head("alice")).as_bytes()).unwrap();
    assert_eq!(answered(&mut body).status, 408);
    // an answer that is not read
    let mut unread = endpoint.connect();
    let large = r#"{"query":"SELECT repeat('x', 9000000) AS v"}"#;
    unread.write_all(endpoint.request("alice", large).as_bytes()).unwrap();
    for stream in [&mut headers, &mut silent, &mut kept, &mut body] {
        let took = end(stream);
        assert!(took < PATIENCE / 2, "{took:?}");
    }
    let begun = Instant::now();
    while !endpoint.ask("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").body.contains("http_connections 1\n") {
        assert!(begun.elapsed() < PATIENCE, "the client that reads nothing is still there");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn requests_on_one_connection_are_answered_in_their_order() {
    let endpoint = Endpoint::new(|_| ());
    let mut stream = endpoint.connect();
    let slow = r#"{"query":"SELECT auth.user_id() AS v, pg_sleep(0.2)"}"#;
    let all = [("alice", slow), ("bob", ONE), ("carol", "{"), ("carol", ONE)];
    let text: String = all.iter().map(|(user, body)| endpoint.request(user, body)).collect();
    stream.write_all(text.as_bytes()).unwrap();
    let bodies = all.map(|_| answered(&mut stream).body);
    assert!(bodies[0].contains("alice") && bodies[1].contains("bob"), "{bodies:?}");
    assert!(bodies[2].contains("cannot be read") && bodies[3].contains("carol"), "{bodies:?}");
}

#[test]
fn many_connections_at_once_each_get_their_own_rows() {
    let endpoint = Endpoint::new(|_| ());
    let begin = Barrier::new(32);
    thread::scope(|scope| {
        for n in 0..32 {
            let (endpoint, begin) = (&endpoint, &begin);
            scope.spawn(move || {
                let user = ["alice", "bob", "carol"][n % 3];
                let request =
                    endpoint.request(user, r#"{"query":"SELECT DISTINCT user_id AS v FROM todos"}"#);
                let mut stream = endpoint.connect();
                begin.wait();
                for _ in 0..3 {
                    stream.write_all(request.as_bytes()).unwrap();
                    let answer = answered(&mut stream);
                    let expected = format!("\"rows\":[{{\"v\":\"{user}\"}}]");
                    assert!(answer.body.contains(&expected), "{answer:?}");
                }
            });
        }
    });
}

#[test]
fn what_is_too_much_waits_or_is_told_so() {
    let endpoint = Endpoint::new(|limits| {
        limits.running = 1;
        limits.connections = 2;
    });
    let mut one = endpoint.connect();
    one.write_all(endpoint.request("alice", SLEEP).as_bytes()).unwrap();
    endpoint.until_it_sleeps();
    let mut two = endpoint.connect();
    two.write_all(endpoint.request("alice", ONE).as_bytes()).unwrap();
    let busy = answered(&mut two);
    assert_eq!((busy.status, busy.body.contains("too many requests")), (503, true), "{busy:?}");
    // the third connection waits until there is a seat
    let mut three = endpoint.connect();
    three.write_all(endpoint.request("alice", ONE).as_bytes()).unwrap();
    three.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    assert!(three.read(&mut [0]).is_err());
    assert_eq!(answered(&mut one).status, 200);
    drop((one, two));
    three.set_read_timeout(Some(PATIENCE)).unwrap();
    assert_eq!(answered(&mut three).status, 200);
}

#[test]
fn a_database_that_cannot_be_reached_is_said() {
    let endpoint = Endpoint::new(|_| ());
    assert_eq!(endpoint.ask(&endpoint.request("alice", ONE)).status, 200);
    let mut admin =
        postgres::Client::connect(&endpoint.home.server.conninfo("postgres"), postgres::NoTls).unwrap();
    admin.batch_execute("ALTER DATABASE app ALLOW_CONNECTIONS false").unwrap();
    let ends = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = 'login'";
    assert!(admin.query(ends, &[]).unwrap().iter().all(|row| row.get::<_, bool>(0)));
    let lost = endpoint.ask(&endpoint.request("alice", ONE));
    assert_eq!(lost.status, 500, "{lost:?}");
    let health = endpoint.ask("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(health.status, 503);
    assert!(
        health.body.contains(r#""database":"unavailable""#) && health.body.contains(r#""keys":"ok""#),
        "{health:?}"
    );
    admin.batch_execute("ALTER DATABASE app ALLOW_CONNECTIONS true").unwrap();
    assert_eq!(endpoint.ask(&endpoint.request("alice", ONE)).status, 200);
}

#[test]
fn it_stops_once_what_runs_has_ended() {
    let mut endpoint = Endpoint::new(|_| ());
    let mut idle = endpoint.connect();
    let mut busy = endpoint.connect();
    busy.write_all(endpoint.request("alice", SLEEP).as_bytes()).unwrap();
    endpoint.until_it_sleeps();
    let ended = endpoint.stop();
    // nobody new is taken while that goes on
    let begun = Instant::now();
    while TcpStream::connect(endpoint.address).is_ok() {
        assert!(begun.elapsed() < PATIENCE);
        thread::sleep(Duration::from_millis(10));
    }
    assert!(!ended.is_finished());
    assert_eq!(answered(&mut busy).status, 200);
    end(&mut idle);
    end(&mut busy);
    assert!(ended.join().unwrap());
    let closed = endpoint.home.run(&alice(), "SELECT 1").unwrap_err();
    assert!(closed.to_string().contains("stopping"), "{closed}");
}

#[test]
fn it_waits_for_what_runs_no_longer_than_it_says() {
    let mut endpoint = Endpoint::new(|limits| limits.grace = Duration::from_millis(200));
    let mut busy = endpoint.connect();
    busy.write_all(endpoint.request("alice", r#"{"query":"SELECT pg_sleep(15)"}"#).as_bytes()).unwrap();
    endpoint.until_it_sleeps();
    let mut admin = endpoint.home.admin();
    let begun = Instant::now();
    assert!(!endpoint.stop().join().unwrap());
    // what comes next is the end of the process: nobody would cancel it then
    let runs = "SELECT FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(15)' AND pid <> pg_backend_pid()";
    assert!(admin.query(runs, &[]).unwrap().is_empty());
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert_eq!(busy.read(&mut [0]).unwrap_or(0), 0);
}
