//! What is taken of what an issuer answers?

use std::{
    process::Command,
    time::{Duration, Instant},
};

use rls_authorize::{Jwks, JwksError};
use serde_json::json;

use crate::{
    server::{Answer, Server},
    signer::{EC, RSA, jwks, now, run},
};

fn refused(answer: Answer) -> (JwksError, Server, Duration) {
    let server = Server::new(answer);
    let start = Instant::now();
    let error = run(Jwks::url(&server.url()).unwrap().refresh(now())).unwrap_err();
    (error, server, start.elapsed())
}

#[test]
fn keys_with_others_among_them() {
    let server = Server::new(Answer::Keys(jwks(&[json!(1), EC.jwk(), json!({ "kty": "x" }), RSA.jwk()])));
    assert_eq!(run(Jwks::url(&server.url()).unwrap().refresh(now())), Ok(2));
}

#[test]
fn other_answers() {
    for (answer, expected) in [
        (Answer::Status(404), "answers 404 in place of its keys"),
        (Answer::Status(500), "answers 500 in place of its keys"),
        (Answer::Status(204), "answers 204 in place of its keys"),
        (Answer::Keys("<html>".to_owned()), "is not JSON; is it the address of the JWKS, and not of a page?"),
        (Answer::Keys("[]".to_owned()), "is not JSON; is it the address of the JWKS, and not of a page?"),
        (
            Answer::Keys(json!({ "issuer": "a", "jwks_uri": "b" }).to_string()),
            "is JSON without a list `keys`; is it the address of the JWKS, and not of the OpenID configuration?",
        ),
        (Answer::Keys(jwks(&[])), "has no key that a token can be checked with"),
        (
            Answer::Keys(jwks(&[json!({ "kty": "oct", "kid": "a", "k": "AA" })])),
            "has no key that a token can be checked with; of one: it is a shared secret",
        ),
    ] {
        let (error, server, _) = refused(answer);
        assert_eq!(error.to_string(), format!("{} {expected}", server.url()));
        assert_eq!(server.asked(), 1);
    }
    let (error, server, _) = refused(Answer::HangUp);
    assert!(
        error.to_string().starts_with(&format!("the keys cannot be had from {}: ", server.url())),
        "{error}"
    );
}

#[test]
fn an_answer_of_64_kib_and_no_more() {
    let fits = jwks(&[EC.jwk()]);
    let most = 64 * 1024;
    let server = Server::new(Answer::Keys(format!("{fits}{}", " ".repeat(most - fits.len()))));
    assert_eq!(run(Jwks::url(&server.url()).unwrap().refresh(now())), Ok(1));
    let (error, server, _) = refused(Answer::Keys(format!("{fits}{}", " ".repeat(most + 1 - fits.len()))));
    assert_eq!(error, JwksError::TooLarge(server.url()));
    for said in [true, false] {
        let (error, server, _) = refused(Answer::Huge { bytes: 50_000_000, said });
        assert_eq!(error, JwksError::TooLarge(server.url()));
    }
}

#[test]
fn a_file_of_64_kib_and_no_more() {
    let path = std::env::temp_dir().join(format!("rls-authorize-large-{}.json", std::process::id()));
    let fits = jwks(&[EC.jwk()]);
    let most = 64 * 1024;
    let of = |bytes: usize| {
        std::fs::write(&path, format!("{fits}{}", " ".repeat(bytes - fits.len()))).unwrap();
        run(Jwks::file(&path).refresh(now()))
    };
    assert_eq!(of(most), Ok(1));
    assert_eq!(of(most + 1), Err(JwksError::TooLarge(path.display().to_string())));
    std::fs::remove_file(&path).unwrap();
}

/// What an environment says of proxies is for other machines.
#[test]
fn this_machine_is_asked_without_a_proxy() {
    let mut again = Command::new(std::env::current_exe().unwrap());
    again.args(["--exact", "fetch::a_redirect_is_not_followed"]);
    for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        again.env(name, "http://127.0.0.1:1");
    }
    again.env_remove("no_proxy").env_remove("NO_PROXY");
    let said = again.output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stdout));
    assert!(String::from_utf8_lossy(&said.stdout).contains("1 passed"));
}

#[test]
fn a_redirect_is_not_followed() {
    let target = Server::new(Answer::Keys(jwks(&[EC.jwk()])));
    let (error, server, _) = refused(Answer::Redirect(target.url()));
    assert_eq!(error, JwksError::Redirect { place: server.url(), status: 302 });
    assert_eq!(target.asked(), 0);
}

/// Six seconds for both, at once.
#[test]
fn an_answer_has_five_seconds() {
    std::thread::scope(|scope| {
        for answer in [Answer::Silent, Answer::Drip] {
            scope.spawn(move || {
                let (error, server, took) = refused(answer);
                assert_eq!(error, JwksError::TooSlow(server.url()));
                assert!((4..8).contains(&took.as_secs()), "{took:?}");
            });
        }
    });
}

#[test]
fn nobody_listens() {
    let server = Server::new(Answer::HangUp);
    let url = server.url();
    drop(server);
    let error = run(Jwks::url(&url).unwrap().refresh(now())).unwrap_err();
    assert!(error.to_string().starts_with(&format!("the keys cannot be had from {url}: ")), "{error}");
}

#[test]
fn addresses() {
    for good in [
        "https://auth.example.com/.well-known/jwks.json",
        "https://auth.example.com:8443/keys?tenant=1",
        "http://127.0.0.1:4000/jwks",
        "http://127.9.9.9/jwks",
        "http://localhost:4000/jwks",
        "http://[::1]:4000/jwks",
    ] {
        assert!(Jwks::url(good).is_ok(), "{good}");
    }
    let insecure =
        "http is taken from this machine only, because anybody on the way could change the keys: use https";
    for (bad, why) in [
        ("http://auth.example.com/jwks", insecure),
        ("http://localhost.example.com/jwks", insecure),
        ("http://127.0.0.1.example.com/jwks", insecure),
        ("http://192.168.1.5/jwks", insecure),
        ("http://0.0.0.0/jwks", insecure),
        ("http://[::]/jwks", insecure),
        ("ftp://auth.example.com/jwks", "it has to start with https://"),
        ("file:///etc/passwd", "it cannot be read"),
        ("/jwks.json", "it has to start with https://"),
        ("auth.example.com", "it has to start with https://"),
        ("", "it cannot be read"),
        ("https://", "it cannot be read"),
        ("https://auth.example.com/a b", "it cannot be read"),
        ("https://alice:secret@auth.example.com/jwks", "a name and a password have no place in it"),
        ("https://127.0.0.1@mallory.example/jwks", "a name and a password have no place in it"),
    ] {
        match Jwks::url(bad) {
            Err(JwksError::Address { why: said, url }) => {
                assert_eq!(said, why, "{bad}");
                assert!(!url.contains("secret"), "{url}");
            }
            other => panic!("{bad}: {other:?}"),
        }
    }
    // what comes after the question mark may be a key of another kind
    let said = Jwks::url("http://auth.example.com/jwks?apikey=secret").unwrap_err().to_string();
    assert!(!said.contains("secret"), "{said}");
    let jwks = Jwks::url("https://auth.example.com/jwks?apikey=secret").unwrap();
    assert_eq!(jwks.place(), "https://auth.example.com/jwks");
    assert!(!format!("{jwks:?}").contains("secret"));
}
