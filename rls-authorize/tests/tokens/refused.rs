//! Is each wrong token refused, for its reason?
//!
//! One table, in parts. The reason is the whole message; none has any of the token's text but what is named as such, and
//! none is long.

mod claims;
mod header;
mod keys;
mod shape;
mod signature;

use rls_authorize::{Jwks, Verifier};
use serde_json::{Value, json};

use crate::signer::{EC, ED, RSA, SECRET, encode, jwks, now, rules, run};

/// What it is, the token, and why it is refused.
type Case = (&'static str, String, &'static str);

/// The keys of the issuer: three good ones, and those that nothing is taken for.
fn all_keys() -> String {
    let with = |mut key: Value, kid: &str, name: &str, value: Value| {
        key["kid"] = json!(kid);
        key[name] = value;
        key
    };
    let short = |bytes: usize| Value::from(encode(vec![0xff; bytes]));
    jwks(&[
        RSA.jwk(),
        EC.jwk(),
        ED.jwk(),
        with(RSA.jwk(), "for-encryption", "use", json!("enc")),
        with(RSA.jwk(), "for-wrapping", "key_ops", json!(["wrapKey", "encrypt"])),
        with(RSA.jwk(), "for-pss", "alg", json!("PS256")),
        with(RSA.jwk(), "for-secrets", "alg", json!("HS256")),
        with(RSA.jwk(), "for-tls", "use", json!("tls")),
        with(RSA.jwk(), "for-a-number", "use", json!(1)),
        with(RSA.jwk(), "by-a-number", "alg", json!(256)),
        with(RSA.jwk(), "by-a-curve", "alg", json!("Ed25519")),
        with(RSA.jwk(), "small", "n", short(128)),
        with(RSA.jwk(), "padded", "n", Value::from(encode([vec![0; 128], vec![0xff; 128]].concat()))),
        with(RSA.jwk(), "vast", "n", short(2048)),
        with(RSA.jwk(), "one", "e", json!("AQ")),
        with(RSA.jwk(), "zeros-and-one", "e", json!("AAAAAQ")),
        with(RSA.jwk(), "even", "e", json!("AQAC")),
        with(RSA.jwk(), "large", "e", json!("AQAAAAE")),
        with(EC.jwk(), "p384", "crv", json!("P-384")),
        with(EC.jwk(), "off", "x", json!(encode([7; 32]))),
        with(EC.jwk(), "short-ec", "x", short(31)),
        with(ED.jwk(), "ed448", "crv", json!("Ed448")),
        with(ED.jwk(), "short-ed", "x", short(31)),
        with(ED.jwk(), "long-ed", "x", short(33)),
        json!({ "kty": "oct", "k": encode("secret"), "kid": "shared", "alg": "HS256" }),
        json!({ "kty": "AKP", "kid": "new", "alg": "ML-DSA-44", "pub": "AA" }),
        json!({ "kid": "bare" }),
        json!({ "kty": "RSA", "kid": 5, "n": "AQAB", "e": "AQAB" }),
        json!("no object"),
        Value::Null,
    ])
}

#[test]
fn each_for_its_reason() {
    let verifier = Verifier::new("example", Jwks::text(&all_keys()).unwrap(), rules());
    let good = EC.token(&crate::signer::claims());
    assert!(run(verifier.verify(&good, now())).is_ok());

    let parts = [shape::cases(), header::cases(), keys::cases(), signature::cases(), claims::cases()];
    let cases: Vec<Case> = parts.into_iter().flatten().collect();
    let mut wrong = String::new();
    for (case, token, expected) in &cases {
        let said = match run(verifier.verify(token, now())) {
            Ok(_) => "taken".to_owned(),
            Err(error) => error.to_string(),
        };
        if said != *expected {
            wrong += &format!("{case}:\n    {said}\n    {expected}\n");
        }
        assert!(!said.contains(SECRET), "{case}: {said}");
        assert!(said.len() < 500, "{case}: {said}");
        for part in token.split('.').filter(|part| part.len() > 12) {
            assert!(!said.contains(part), "{case}: {said}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    println!("{} tokens", cases.len());
    assert!(cases.len() >= 60);
}

/// Cut anywhere, or with any byte changed.
#[test]
fn every_token_that_is_near_a_good_one() {
    let verifier = Verifier::new("example", Jwks::text(&all_keys()).unwrap(), rules());
    for (signer, bytes) in [(&*EC, &b"A"[..]), (&*ED, &b"A-.= "[..])] {
        let token = signer.token(&crate::signer::claims());
        for end in 0..token.len() {
            assert!(run(verifier.verify(&token[..end], now())).is_err());
        }
        for at in 0..token.len() {
            for byte in bytes {
                let mut changed = token.clone().into_bytes();
                changed[at] = if changed[at] == *byte { b'B' } else { *byte };
                let changed = String::from_utf8(changed).unwrap();
                assert!(run(verifier.verify(&changed, now())).is_err(), "byte {at}: {}", byte.escape_ascii());
            }
        }
    }
}
