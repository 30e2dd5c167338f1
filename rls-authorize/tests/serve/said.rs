//! What is said of requests: to whom a role is given, how large they may be, in numbers and of the endpoint's health?

use std::{
    io::Write,
    thread,
    time::{Duration, Instant, SystemTime},
};

use rls_authorize::{Jwks, Rules, Verifier, Verifiers, dev::Issuer, serve::pool::Pool};

use crate::{
    home::{Home, PATIENCE, config},
    http::Endpoint,
};

const WHO: &str = r#"{"query":"SELECT current_user AS r, auth.user_id() AS v"}"#;

fn leaked(home: Home) -> &'static Home {
    Box::leak(Box::new(home))
}

/// Whoever signs in is `authenticated`, also where a role that sees more is served for others.
#[test]
fn a_token_is_good_for_the_role_that_it_gives() {
    let mut home = Home::new(1);
    home.admin().batch_execute("CREATE ROLE manager; GRANT manager TO login").unwrap();
    let mut wider = config(&home.server);
    wider.roles.insert("manager".to_owned());
    home.pool = home.runtime.block_on(Pool::open(wider)).unwrap();
    let home = leaked(home);
    let endpoint = Endpoint::over(home, |_| ());
    let good = endpoint.request("alice", WHO);
    let as_role = |role: &str| good.replace("authenticated@", &format!("{role}@"));
    assert!(endpoint.ask(&good).body.contains(r#"[{"r":"authenticated","v":"alice"}]"#));
    for role in ["manager", "anonymous"] {
        let answer = endpoint.ask(&as_role(role));
        let only = format!(r#"names the role \"{role}\", and this token is good for \"authenticated\""#);
        assert!(answer.status == 400 && answer.body.contains(&only), "{answer:?}");
    }

    let endpoint = Endpoint::over(home, |config| config.anonymous = Some("anonymous".to_owned()));
    let good = endpoint.request("alice", WHO);
    let as_role = |role: &str| good.replace("authenticated@", &format!("{role}@"));
    assert_eq!(endpoint.ask(&as_role("manager")).status, 400);
    assert!(endpoint.ask(&as_role("anonymous")).body.contains(r#"[{"r":"anonymous","v":"alice"}]"#));
    let without = as_role("anonymous").replace("Authorization", "X-Authorization");
    assert!(endpoint.ask(&without).body.contains(r#"[{"r":"anonymous","v":null}]"#));
    // a token that does not hold is none that was not sent
    for wrong in ["Bearer x.y.z", "Basic YTpi", ""] {
        let sent = without.replacen("\r\n", &format!("\r\nAuthorization: {wrong}\r\n"), 1);
        assert_eq!(endpoint.ask(&sent).status, 400, "{wrong}");
    }
}

#[test]
fn what_is_too_large_is_told_so_while_it_is_sent() {
    let endpoint = Endpoint::new(|limits| {
        limits.response = 1_000;
        limits.body = Duration::from_millis(500);
    });
    let sized = |bytes: usize| format!(r#"{{"query":"SELECT repeat('x', {bytes}) AS v"}}"#);
    assert_eq!(endpoint.ask(&endpoint.request("alice", &sized(800))).status, 200);
    let large = endpoint.ask(&endpoint.request("alice", &sized(1_000)));
    assert!(large.status == 507 && large.body.contains("1000 bytes"), "{large:?}");
    // of a body that is too large nothing is waited for, nor is there room made for it
    let vast = format!("{}Content-Length: 9000000000000000000\r\n\r\n", endpoint.head("alice"));
    assert_eq!(endpoint.ask(&vast).status, 413);

    let endpoint = Endpoint::over(endpoint.home, |config| config.limits.request = 10_000_000);
    // it is read for a while, so that who sends it gets to reading,
    let body = " ".repeat(39_000_000);
    for _ in 0..2 {
        assert_eq!(endpoint.ask(&endpoint.request("alice", &body)).status, 413);
    }
    // and not for ever
    let mut stream = endpoint.connect();
    let head = format!("{}Content-Length: 1000000000\r\n\r\n", endpoint.head("alice"));
    stream.write_all(head.as_bytes()).unwrap();
    let part = vec![b' '; 1_000_000];
    let sent = (0..1_000).take_while(|_| stream.write_all(&part).is_ok()).count();
    assert!(sent < 100, "{sent} MB");
}

#[test]
fn numbers_say_how_requests_ended_and_nothing_of_them() {
    let endpoint = Endpoint::new(|_| ());
    let metrics = || endpoint.ask("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").body;
    let good = r#"{"query":"SELECT n FROM generate_series(1, 7) n"}"#;
    assert_eq!(endpoint.ask(&endpoint.request("alice", good)).status, 200);
    let wrong = r#"{"queries":[{"query":"SELECT 1"},{"query":"SELECT hunter2"}]}"#;
    assert_eq!(endpoint.ask(&endpoint.request("alice", wrong)).status, 400);
    let forged = Issuer::new().unwrap().token("hunter3", SystemTime::now(), Duration::from_secs(60));
    let head = endpoint.head("bob");
    let (before, _) = head.split_once("Authorization").unwrap();
    for _ in 0..2 {
        let answer = endpoint.ask(&format!("{before}Authorization: Bearer {forged}\r\n\r\n"));
        assert_eq!(answer.status, 400);
    }
    // who goes before there is an answer is counted too
    let mut gone = endpoint.connect();
    gone.write_all(endpoint.request("alice", r#"{"query":"SELECT pg_sleep(20)"}"#).as_bytes()).unwrap();
    endpoint.until_it_sleeps();
    assert!(metrics().contains("\nrls_serve_running 1\n"), "{}", metrics());
    drop(gone);
    let begun = Instant::now();
    while !metrics().contains("\nrls_serve_running 0\n") {
        assert!(begun.elapsed() < PATIENCE, "{}", metrics());
        thread::sleep(Duration::from_millis(20));
    }
    let text = metrics();
    for line in [
        "rls_serve_requests_total{status=\"0\"} 1",
        "rls_serve_requests_total{status=\"200\"} 1",
        "rls_serve_requests_total{status=\"400\"} 3",
        "rls_serve_request_seconds_count 5",
        "rls_serve_verifications_failed_total{check=\"issuer\"} 2",
        "rls_serve_statements_total 4",
        "rls_serve_rows_total 7",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}: {text}");
    }
    for counted in ["bytes_total{direction=\"in\"}", "bytes_total{direction=\"out\"}"] {
        assert!(text.contains(counted) && !text.contains(&format!("{counted} 0\n")), "{counted}: {text}");
    }
    assert!(!text.contains("hunter") && !text.contains("pg-rls-dev"), "{text}");
}

#[test]
fn health_says_which_part_is_not_there() {
    let home = leaked(Home::new(1));
    let nobody = "http://127.0.0.1:1/jwks";
    let verifiers = |issuer: &Issuer| -> Verifiers {
        let away = Verifier::new("away", Jwks::url(nobody).unwrap(), Rules::new());
        [issuer.verifier().unwrap(), away].into_iter().collect()
    };
    let health = |endpoint: &Endpoint| {
        let answer = endpoint.ask("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
        assert!(!answer.body.contains("127.0.0.1"), "{}", answer.body);
        (answer.status, answer.body)
    };
    let told = |status: u16, all: &str, database: &str, keys: &str| {
        let body = format!(r#"{{"database":"{database}","keys":"{keys}","mode":"plain","status":"{all}"}}"#);
        (status, body)
    };
    let without = Endpoint::over(home, |config| config.verifiers = verifiers(&Issuer::new().unwrap()));
    assert_eq!(health(&without), told(503, "unavailable", "ok", "unavailable"));
    let endpoint = Endpoint::over(home, |_| ());
    assert_eq!(health(&endpoint), told(200, "ok", "ok", "ok"));
    home.pool.close();
    // whoever asks again at once gets the same answer
    assert_eq!(health(&endpoint), told(200, "ok", "ok", "ok"));
    thread::sleep(Duration::from_millis(1_100));
    assert_eq!(health(&endpoint), told(503, "unavailable", "unavailable", "ok"));
}
