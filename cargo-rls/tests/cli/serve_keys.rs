//! Does `cargo rls serve` take the tokens of a file of keys, and nobody else's?

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::{Duration, SystemTime},
};

use rls_authorize::{dev::Issuer, provider::PROVIDERS};
use serde_json::{Map, Value};

use crate::project::{Project, TODO};

struct Ends(Child);

impl Drop for Ends {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The answer to who asks, by whom the token says; its last line.
fn asked(started: &Value, token: &str) -> String {
    let address = started["url"].as_str().unwrap().trim_start_matches("http://").trim_end_matches("/sql");
    let string = started["connection_string"].as_str().unwrap();
    let body = r#"{"query":"SELECT auth.user_id()","arrayMode":true}"#;
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    write!(
        stream,
        "POST /sql HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n\
         Neon-Connection-String: {string}\r\nAuthorization: Bearer {token}\r\n\r\n{body}",
        body.len(),
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.lines().last().unwrap().to_owned()
}

#[test]
fn a_file_of_keys_says_whose_tokens_are_taken() {
    let issuer = Issuer::new().unwrap();
    // as an editor for Windows writes it
    let toml = format!(
        "\u{feff}[serve]\r\njwks = \"keys.json\" # beside this file\r\nissuer = \"{}\"\r\naudience = [\r\n  \"todos\",\r\n]\r\nport = 0\r\n",
        issuer.name()
    );
    let project = Project::with(TODO).file("rls.toml", toml).file("keys.json", issuer.jwks());
    let mut command = project.command(&["serve", "--throwaway", "--format", "json", "--log-subjects"]);
    let mut serve = Ends(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
    let mut line = String::new();
    BufReader::new(serve.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let started: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(started["users"], Value::Array(Vec::new()));

    let now = SystemTime::now();
    let long = Duration::from_secs(60);
    let of = |issuer: &Issuer, audience: &str, from: SystemTime| {
        let claims = Map::from_iter([("aud".to_owned(), Value::from(audience))]);
        issuer.token_with("alice of the file", claims, from, long)
    };
    for (token, expected) in [
        (of(&issuer, "todos", now), r#""rows":[["alice of the file"]]"#),
        (of(&issuer, "shop", now), "the token is for somebody else (aud)"),
        (of(&issuer, "todos", now - Duration::from_secs(600)), "the token has expired 540 s ago"),
        (of(&Issuer::new().unwrap(), "todos", now), "the token is issued by"),
        ("a.b.c".to_owned(), "is not base64url"),
    ] {
        let answer = asked(&started, &token);
        // seconds may pass
        assert!(answer.replace("541 s", "540 s").contains(expected), "{expected}: {answer}");
    }

    let kill = Command::new("kill").args(["-TERM", &serve.0.id().to_string()]).status().unwrap();
    assert!(kill.success() && serve.0.wait().unwrap().success());
    let mut said = String::new();
    serve.0.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(said.contains(r#""subject":"alice of the file""#), "{said}");
    for check in ["audience", "time", "issuer", "malformed"] {
        assert!(said.contains(&format!(r#""reason":"token","check":"{check}""#)), "{check}: {said}");
    }
}

#[test]
fn help_names_each_provider() {
    let help = Project::empty().run(&["serve", "--help"]).good();
    let (_, about) = help.split_once("--provider <NAME>").unwrap();
    let (about, _) = about.split_once("--id <ID>").unwrap();
    let names: Vec<&str> =
        about.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|word| !word.is_empty()).collect();
    let known: Vec<&str> = PROVIDERS.iter().map(|provider| provider.name).collect();
    assert!(names.ends_with(&known), "{about}");
}
