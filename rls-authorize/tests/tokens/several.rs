//! Is a token held against the keys and the rules of one issuer, and of the right one?

use rls_authorize::{Jwks, Rules, TokenError, Verifier, Verifiers, dev::Issuer};
use serde_json::{Value, json};

use crate::{
    server::{Answer, Server},
    signer::{EC, ED, NOW, Signer, jwks, new_ec, new_ed, now, run},
};

fn of(name: &str, signer: &Signer, rules: Rules) -> Verifier {
    Verifier::new(name, Jwks::text(&jwks(&[signer.jwk()])).unwrap(), rules)
}

fn token(signer: &Signer, more: Value) -> String {
    let mut claims = json!({ "sub": "alice", "exp": NOW + 60 });
    claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    signer.token(&claims)
}

#[test]
fn by_the_issuer() {
    let both = Verifiers::new([
        of("a", &EC, Rules::new().issuer("https://a").audience("todos")),
        of("b", &ED, Rules::new().issuer("https://b")),
    ]);
    let verify = |signer, more| run(both.verify(&token(signer, more), now()));
    assert!(verify(&EC, json!({ "iss": "https://a", "aud": "todos" })).is_ok());
    assert!(verify(&ED, json!({ "iss": "https://b" })).is_ok());
    // the other's key does not make it right, nor do the other's rules
    assert!(matches!(
        verify(&ED, json!({ "iss": "https://a", "aud": "todos" })),
        Err(TokenError::UnknownKey { .. })
    ));
    assert!(matches!(verify(&EC, json!({ "iss": "https://b" })), Err(TokenError::UnknownKey { .. })));
    assert!(matches!(verify(&EC, json!({ "iss": "https://a" })), Err(TokenError::NoAudience { .. })));
    let expected = r#""https://a" or "https://b""#.to_owned();
    let found = r#""https://c""#.to_owned();
    assert_eq!(
        verify(&EC, json!({ "iss": "https://c" })),
        Err(TokenError::Issuer { found, expected: expected.clone() })
    );
    assert_eq!(verify(&EC, json!({})), Err(TokenError::NoIssuer { expected }));
}

#[test]
fn by_the_key_where_no_issuer_is_known() {
    let (one, two) = (new_ec("one"), new_ed("two"));
    let both = Verifiers::new([of("a", &one, Rules::new()), of("b", &two, Rules::new().audience("todos"))]);
    let verify = |signer, more| run(both.verify(&token(signer, more), now()));
    assert!(verify(&one, json!({})).is_ok());
    assert!(verify(&two, json!({ "aud": "todos" })).is_ok());
    assert!(matches!(verify(&two, json!({})), Err(TokenError::NoAudience { .. })));
    let Err(TokenError::UnknownKey { of, .. }) = verify(&EC, json!({})) else { panic!() };
    assert_eq!(of, "a");
}

/// By name and by key, so that tokens of the last run are told apart from forged ones.
#[test]
fn an_issuer_of_ones_own_takes_its_own() {
    let (own, last) = (Issuer::new().unwrap(), Issuer::new().unwrap());
    let verify = |token: &str| run(own.verifier().unwrap().verify(token, now()));
    let claims = |iss: &str| json!({ "iss": iss, "sub": "alice", "exp": NOW + 60 }).to_string();
    assert!(verify(&own.sign(&claims(own.name()))).is_ok());
    assert!(matches!(verify(&own.sign(&claims(last.name()))), Err(TokenError::Issuer { .. })));
    assert!(matches!(verify(&last.sign(&claims(own.name()))), Err(TokenError::UnknownKey { .. })));
}

/// Each has its own length, and what is longer than all of them is not read.
#[test]
fn as_long_as_each_takes() {
    let long = token(&EC, json!({ "iss": "https://a" }));
    let both = Verifiers::new([
        of("a", &EC, Rules::new().issuer("https://a").longest(long.len() - 1)),
        of("b", &ED, Rules::new().issuer("https://b").longest(long.len() + 1)),
    ]);
    let refused = |length, most| Err(TokenError::TooLong { length, most });
    assert_eq!(run(both.verify(&long, now())), refused(long.len(), long.len() - 1));
    assert!(run(both.verify(&token(&ED, json!({ "iss": "https://b" })), now())).is_ok());
    let most = long.len() + 1;
    assert_eq!(run(both.verify(&" ".repeat(most + 1), now())), refused(most + 1, most));
}

/// An issuer that calls its key as another one does.
#[test]
fn a_key_of_the_same_name() {
    let (one, two) = (new_ec("k"), new_ec("k"));
    let both = Verifiers::new([
        of("a", &one, Rules::new().issuer("https://a")),
        of("b", &two, Rules::new().issuer("https://b")),
    ]);
    assert!(run(both.verify(&token(&two, json!({ "iss": "https://b" })), now())).is_ok());
    let refused = run(both.verify(&token(&two, json!({ "iss": "https://a" })), now()));
    assert_eq!(refused, Err(TokenError::Signature { kid: "\"k\"".to_owned() }));
}

/// Neon takes several for one project; one that is down is no reason to refuse the tokens of another.
#[test]
fn one_that_is_down() {
    let server = Server::new(Answer::Status(500));
    let down = Verifier::new("a", Jwks::url(&server.url()).unwrap(), Rules::new());
    let both = Verifiers::new([down, of("b", &EC, Rules::new())]);
    assert!(run(both.verify(&token(&EC, json!({})), now())).is_ok());
    assert!(matches!(run(both.verify(&token(&ED, json!({})), now())), Err(TokenError::Jwks(_))));
}

#[test]
fn of_nobody() {
    let nobody = Verifiers::new([]);
    assert!(run(nobody.verify(&token(&EC, json!({})), now())).is_err());
}
