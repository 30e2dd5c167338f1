//! Does `cargo rls serve` start, say what it should, log what it may, and refuse what it must?

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use postgres::{Client, NoTls};
use rls_postgres::Server;
use serde_json::Value;

use crate::project::{Project, TODO};

/// A command that serves, and ends with the test.
struct Serving {
    child: Child,
    started: Value,
}

impl Serving {
    fn new(project: &Project, args: &[&str]) -> Self {
        let mut all = vec!["serve", "--port", "0", "--format", "json"];
        all.extend(args);
        let mut command: Command = project.command(&all);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        if line.is_empty() {
            let mut said = String::new();
            child.stderr.as_mut().unwrap().read_to_string(&mut said).unwrap();
            panic!("it did not start: {said}");
        }
        Self { child, started: serde_json::from_str(&line).unwrap() }
    }

    fn text(&self, key: &str) -> &str {
        self.started[key].as_str().unwrap_or_else(|| panic!("no {key}: {}", self.started))
    }

    fn token(&self, user: usize) -> &str {
        self.started["users"][user]["token"].as_str().unwrap()
    }

    fn ask(&self, head: &str, body: &str) -> String {
        self.ask_with(head, &format!("Authorization: Bearer {}\r\n", self.token(0)), body)
    }

    /// With these lines, each with its end.
    fn ask_with(&self, head: &str, lines: &str, body: &str) -> String {
        let address = self.text("url").trim_start_matches("http://").trim_end_matches("/sql");
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let request = format!(
            "{head} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n\
             Neon-Connection-String: {}\r\n",
            body.len(),
            self.text("connection_string")
        );
        stream.write_all(format!("{request}{lines}\r\n{body}").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Ends it by a signal: the exit status, and what it said on standard error.
    fn stop(mut self) -> (Option<i32>, String) {
        let kill = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(kill.success());
        let begun = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(begun.elapsed() < Duration::from_secs(30), "it does not stop");
            thread::sleep(Duration::from_millis(20));
        }
        let mut said = String::new();
        if let Some(stderr) = &mut self.child.stderr {
            stderr.read_to_string(&mut said).unwrap();
        }
        (self.child.wait().unwrap().code(), said)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const SEED: &str = "INSERT INTO todos (user_id, task) VALUES ('alice', 'write'), ('bob', 'sleep')";

#[test]
fn one_command_serves_two_users_and_logs_nothing_of_theirs() {
    let project = Project::with(TODO).file("rls/seed.sql", SEED);
    let serving = Serving::new(&project, &["--throwaway", "--dev-tokens", "alice,bob", "--log", "debug"]);
    assert_eq!(serving.text("mode"), "plain");
    assert_eq!(serving.text("connection_string"), "postgresql://authenticated@localhost/app");
    assert!(serving.started["anonymous_connection_string"].is_null());
    let token = serving.token(0).to_owned();
    let answer = serving.ask(
        "POST /sql",
        r#"{"query":"SELECT task AS secret_sql FROM todos WHERE task <> $1","params":["hunter2"]}"#,
    );
    assert!(answer.contains(r#""rows":[{"secret_sql":"write"}]"#), "{answer}");
    let another = serving.ask("GET /dev/token?user=bob", "");
    assert!(another.contains("\"user\":\"bob\"") && another.contains("\"expires_in\":43200"), "{another}");
    for kept in [
        "cache-control: no-store",
        "x-content-type-options: nosniff",
        "cross-origin-resource-policy: same-origin",
    ] {
        assert!(another.contains(kept), "{kept}: {another}");
    }
    assert!(!another.contains("access-control"), "{another}");
    let page = serving.ask_with("GET /dev/token?user=bob", "Origin: https://evil.example\r\n", "");
    assert!(page.starts_with("HTTP/1.1 403") && !page.contains("\"token\""), "{page}");
    let nobody = serving.ask("GET /dev/token?user=mallory", "");
    assert!(nobody.starts_with("HTTP/1.1 400") && nobody.contains("one of"), "{nobody}");
    // of an issuer of that name, with a key of that name: both are in the answer, and in no line of the log
    let forged = "eyJhbGciOiJFZERTQSIsImtpZCI6Imh1bnRlcjMifQ.eyJpc3MiOiJodW50ZXIzIn0.AA";
    let untaken = serving.ask_with(
        "POST /sql",
        &format!("Authorization: Bearer {forged}\r\n"),
        r#"{"query":"SELECT 1"}"#,
    );
    assert!(untaken.contains("hunter3"), "{untaken}");
    let broken = serving.ask("POST /sql", "{\"query\":\"SELECT secret_sql\"}");
    assert!(broken.starts_with("HTTP/1.1 400"), "{broken}");
    let id = broken.lines().find_map(|line| line.strip_prefix("neon-request-id: ")).unwrap().to_owned();
    let (status, said) = serving.stop();
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("plain mode") && said.contains("\"check\":\"issuer\""), "{said}");
    let lines: Vec<Value> = said.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let line =
        lines.iter().find(|line| line["request_id"] == id.as_str()).unwrap_or_else(|| panic!("{said}"));
    assert_eq!((line["status"].as_u64(), line["sqlstate"].as_str()), (Some(400), Some("42703")), "{line}");
    assert_eq!(
        (line["role"].as_str(), line["statements"].as_u64()),
        (Some("authenticated"), Some(1)),
        "{line}"
    );
    for secret in [
        "secret_sql",
        "hunter2",
        "hunter3",
        "mallory",
        "evil",
        "alice",
        "Bearer",
        token.as_str(),
        token.rsplit('.').next().unwrap(),
    ] {
        assert!(!said.contains(secret), "{secret}: {said}");
    }
}

#[test]
fn for_people_it_says_what_to_paste() {
    let project = Project::with(TODO);
    let mut command =
        project.command(&["serve", "--throwaway", "--dev-tokens", "alice", "--anonymous", "--port", "0"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut serving = Serving { child, started: Value::Null };
    let mut said = String::new();
    let mut reader = BufReader::new(serving.child.stdout.take().unwrap());
    while !said.contains("SELECT auth.user_id()") {
        assert!(reader.read_line(&mut said).unwrap() > 0, "{said}");
    }
    for part in [
        "app is served at http://127.0.0.1:",
        "DATABASE_AUTHENTICATED_URL=postgresql://authenticated@localhost/app",
        "DATABASE_ANONYMOUS_URL=postgresql://anonymous@localhost/app",
        "neonConfig.fetchEndpoint = process.env.NEON_FETCH_ENDPOINT",
        "good for 12 hours",
        "/dev/token?user=alice'",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    drop(serving.stop());
}

#[test]
fn rls_toml_says_the_same_and_options_go_before() {
    let server = Server::start().unwrap();
    let mut admin = Client::connect(&server.conninfo("postgres"), NoTls).unwrap();
    let project = Project::with(TODO);
    // the roles of the cluster may be there from another test
    let login = format!("serve_login_{}", std::process::id());
    for made in [format!("CREATE ROLE {login} LOGIN NOINHERIT"), format!("CREATE DATABASE {login}")] {
        admin.batch_execute(&made).unwrap();
    }
    let mut app = Client::connect(&server.conninfo(&login), NoTls).unwrap();
    app.batch_execute(&project.run(&["bootstrap"]).good()).unwrap();
    app.batch_execute(&project.run(&["sql"]).good()).unwrap();
    let url = server.conninfo(&login).replace("user=postgres", &format!("user={login}"));
    let project = project.file(
        "rls.toml",
        format!("[serve]\ndatabase_url = {url:?}\nconnections = 2\ntimeout = \"700ms\"\nport = 1\n"),
    );
    // who logs in may not become the caller yet: the statement that mends it is there to be run
    let refused = project.run(&["serve", "--dev-tokens", "alice", "--port", "0"]).failed(2);
    let mend = format!("GRANT \"authenticated\" TO \"{login}\"");
    assert!(refused.contains(&mend), "{refused}");
    app.batch_execute(&mend).unwrap();
    let serving = Serving::new(&project, &["--dev-tokens", "alice"]);
    assert_eq!(serving.text("database"), login);
    let slow = serving.ask("POST /sql", r#"{"query":"SELECT pg_sleep(30)"}"#);
    assert!(slow.contains("700ms") && slow.contains("57014"), "{slow}");
    assert_eq!(serving.stop().0, Some(0));
    app.batch_execute("DROP OWNED BY authenticated").unwrap();
    drop(app);
    for gone in [format!("DROP DATABASE {login} WITH (FORCE)"), format!("DROP ROLE {login}")] {
        admin.batch_execute(&gone).unwrap();
    }
}

/// The keys of an issuer, to whoever asks this machine for them.
fn keys(jwks: String) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = BufReader::new(stream.try_clone().unwrap());
            let mut line = String::new();
            while head.read_line(&mut line).is_ok_and(|read| read > 2) {
                line.clear();
            }
            let length = jwks.len();
            let head = format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n");
            stream.write_all(format!("{head}{jwks}").as_bytes()).unwrap();
        }
    });
    port
}

#[test]
fn a_provider_by_a_domain_of_ones_own() {
    let issuer = rls_authorize::dev::Issuer::new().unwrap();
    let id = format!("http://127.0.0.1:{}/realms/todos", keys(issuer.jwks()));
    let own = "https://sso.example.com/realms/todos";
    let token = |iss: &str| {
        let expiry = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() + 300;
        issuer.sign(
            &serde_json::json!({ "iss": iss, "sub": "alice", "typ": "Bearer", "exp": expiry }).to_string(),
        )
    };
    let toml = format!("[serve]\nprovider = \"keycloak\"\nid = {id:?}\nissuer = {own:?}\n");
    let by_toml = Project::with(TODO).file("rls.toml", toml).file("rls/seed.sql", SEED);
    let by_option = Project::with(TODO).file("rls/seed.sql", SEED);
    for (project, args) in [
        (&by_toml, &["--throwaway"][..]),
        (&by_option, &["--throwaway", "--provider", "keycloak", "--id", &id, "--issuer", own]),
    ] {
        let mut serving = Serving::new(project, args);
        for (iss, expected) in [(own, r#""rows":[{"task":"write"}]"#), (&*id, "the token is issued by")] {
            serving.started["users"] = serde_json::json!([{ "token": token(iss) }]);
            let answer = serving.ask("POST /sql", r#"{"query":"SELECT task FROM todos"}"#);
            assert!(answer.contains(expected), "{args:?}: {answer}");
        }
        assert_eq!(serving.stop().0, Some(0));
    }
}

#[test]
fn what_cannot_be_served_is_said_and_how_to_go_on() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let project = Project::with(TODO).file("keys.json", "{}");
    for (args, said) in [
        (&["--dev-tokens", "a"][..], "there is no database to serve"),
        (&["--throwaway"], "nobody's tokens are taken"),
        (&["--throwaway", "--dev-tokens", "a", "--listen", "0.0.0.0"], "for this machine only"),
        (&["--throwaway", "--dev-tokens", "a,,b"], "nobody's name"),
        (&["--throwaway", "--provider", "stitch", "--id", "x"], "no provider is called"),
        (&["--throwaway", "--provider", "stytch", "--project-id", "x"], "is no project id of Stytch"),
        (&["--throwaway", "--provider", "stytch"], "--id"),
        (
            &["--throwaway", "--provider", "auth0", "--domain", "a.example.com", "--issuer", "login"],
            "\"login\" is no issuer of Auth0's tokens (iss); one is like https://login.example.com/",
        ),
        (
            &[
                "--throwaway",
                "--provider",
                "firebase",
                "--id",
                "todos-1",
                "--issuer",
                "https://login.example.com",
            ],
            "tokens of Firebase say \"https://securetoken.google.com/todos-1\" in iss and never anything else",
        ),
        (&["--throwaway", "--jwks", "keys.json", "--issuer", "a b"], "\"a b\" is nobody's issuer"),
        (&["--throwaway", "--dev-tokens", "a", "--issuer", "https://a.example"], "no issuer is named"),
        (&["--throwaway", "--dev-tokens", "a", "--audience", "todos"], "--audience says more of an issuer"),
        (&["--throwaway", "--jwks", "http://example.com/jwks"], "https"),
        (&["--throwaway", "--jwks", "nothing.json"], "nothing.json"),
        (&["--throwaway", "--jwks", "keys.json"], "keys.json"),
        (&["--throwaway", "--database-url", "postgres://x"], "cannot be used with"),
        (&["--throwaway", "--dev-tokens", "a", "--timeout", "5"], "a whole number and its unit"),
        (&["--throwaway", "--dev-tokens", "a", "--mode", "auto"], "plain or extension"),
        (&["--throwaway", "--dev-tokens", "a", "--port", &port], "nothing can listen at"),
        (&["--database-url", "postgres://x:hunter2@127.0.0.1:1/x", "--dev-tokens", "a"], "127.0.0.1:1"),
    ] {
        let mut all = vec!["serve"];
        all.extend(args);
        let failed = project.run(&all).failed(2);
        assert!(failed.contains(said), "{args:?}: {failed}");
        assert!(!failed.contains("hunter2"), "{failed}");
    }
    let broken = Project::with(TODO.replace("owner =", "onwer ="));
    assert!(broken.run(&["serve", "--throwaway", "--dev-tokens", "a"]).failed(1).contains("RLS101"));
    let seed = Project::with(TODO).file("rls/seed.sql", "INSERT INTO nothing VALUES (1)");
    let failed = seed.run(&["serve", "--throwaway", "--dev-tokens", "a"]).failed(2);
    assert!(failed.contains("rls/seed.sql") && failed.contains("nothing"), "{failed}");
}

#[test]
fn the_keys_of_the_docs_are_the_keys_of_rls_toml() {
    let docs = include_str!("../../../docs/serve.md");
    let (_, block) = docs.split_once("```toml\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    Project::with(TODO).file("rls.toml", block).run(&["sql"]).good();
    let schema: Value = serde_json::from_str(include_str!("../../../docs/rls-toml.schema.json")).unwrap();
    for key in schema["properties"]["serve"]["properties"].as_object().unwrap().keys() {
        assert!(block.contains(&format!("{key} = ")), "{key}");
    }
}
