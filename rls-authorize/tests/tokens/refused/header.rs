//! What says of itself that it is signed in a way that is not taken.

use serde_json::{Value, json};

use super::Case;
use crate::signer::{EC, ED, RSA, claims, encode};

/// Signed with HMAC, by what everybody knows of a key: those who take the public half for the secret take it.
fn hmac(algorithm: ring::hmac::Algorithm, name: &str, kid: &str, secret: &[u8]) -> String {
    let header = json!({ "alg": name, "kid": kid, "typ": "JWT" });
    let message = format!("{}.{}", encode(header.to_string()), encode(claims().to_string()));
    let key = ring::hmac::Key::new(algorithm, secret);
    let tag = ring::hmac::sign(&key, message.as_bytes());
    format!("{message}.{}", encode(tag))
}

fn unsigned(algorithm: &Value, signature: &str) -> String {
    let header = json!({ "alg": algorithm, "kid": "ec", "typ": "JWT" });
    format!("{}.{}.{signature}", encode(header.to_string()), encode(claims().to_string()))
}

pub(super) fn cases() -> Vec<Case> {
    let payload = claims().to_string();
    let with = |changes: Value| {
        let mut header = EC.header();
        header.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        EC.sign(&header.to_string(), &payload)
    };
    let without = |name: &str| {
        let mut header = EC.header();
        header.as_object_mut().unwrap().remove(name);
        EC.sign(&header.to_string(), &payload)
    };
    let modulus = RSA.jwk()["n"].as_str().unwrap().to_owned();
    let jwk = RSA.jwk().to_string();
    let signed = EC.token(&claims());
    let signature = signed.rsplit_once('.').unwrap().1;
    let not_signed = "the token is not signed (alg is none)";
    let no_algorithm = "the token's header does not say by which algorithm it is signed (alg)";
    let no_kid = "the token's header does not say with which key it is signed (kid)";
    vec![
        ("none", unsigned(&json!("none"), ""), not_signed),
        ("None", unsigned(&json!("None"), ""), not_signed),
        ("nOnE, with a signature", unsigned(&json!("nOnE"), signature), not_signed),
        (
            "a shared secret, which is the modulus",
            hmac(ring::hmac::HMAC_SHA256, "HS256", "rsa", modulus.as_bytes()),
            "the token is signed with a shared secret (alg is \"HS256\"); only keys of which the public half is known are taken: RS256, ES256, EdDSA",
        ),
        (
            "a shared secret, which is the public key",
            hmac(ring::hmac::HMAC_SHA512, "HS512", "rsa", jwk.as_bytes()),
            "the token is signed with a shared secret (alg is \"HS512\"); only keys of which the public half is known are taken: RS256, ES256, EdDSA",
        ),
        (
            "a shared secret that the issuer shows",
            hmac(ring::hmac::HMAC_SHA256, "hs256", "shared", b"secret"),
            "the token is signed with a shared secret (alg is \"hs256\"); only keys of which the public half is known are taken: RS256, ES256, EdDSA",
        ),
        (
            "RS384",
            with(json!({ "alg": "RS384" })),
            "the token is signed by \"RS384\"; taken are RS256, ES256 and EdDSA",
        ),
        (
            "PS256",
            with(json!({ "alg": "PS256" })),
            "the token is signed by \"PS256\"; taken are RS256, ES256 and EdDSA",
        ),
        (
            "ES384",
            with(json!({ "alg": "ES384" })),
            "the token is signed by \"ES384\"; taken are RS256, ES256 and EdDSA",
        ),
        (
            "ES256K",
            with(json!({ "alg": "ES256K" })),
            "the token is signed by \"ES256K\"; taken are RS256, ES256 and EdDSA",
        ),
        (
            "es256",
            with(json!({ "alg": "es256" })),
            "the token is signed by \"es256\"; taken are RS256, ES256 and EdDSA",
        ),
        (
            "of an odd name",
            with(json!({ "alg": "\u{202e}é\n" })),
            "the token is signed by \"\\u{202e}é\\n\"; taken are RS256, ES256 and EdDSA",
        ),
        ("no algorithm", without("alg"), no_algorithm),
        ("an algorithm that is a number", with(json!({ "alg": 256 })), no_algorithm),
        ("an algorithm that is a list", with(json!({ "alg": ["ES256", "none"] })), no_algorithm),
        ("no kid", without("kid"), no_kid),
        ("a kid that is a number", with(json!({ "kid": 1 })), no_kid),
        ("a kid that is null", with(json!({ "kid": null })), no_kid),
        ("a kid that is empty", with(json!({ "kid": "" })), no_kid),
        (
            "crit",
            with(json!({ "crit": ["exp"] })),
            "the token's header has critical extensions (crit), and none is known here",
        ),
        (
            "crit of b64",
            with(json!({ "crit": ["b64"], "b64": true })),
            "the token's header has critical extensions (crit), and none is known here",
        ),
        (
            "crit of nothing",
            with(json!({ "crit": [] })),
            "the token's header has critical extensions (crit), and none is known here",
        ),
        (
            "b64",
            with(json!({ "b64": false })),
            "the token's payload is encoded in another way (b64 in the header)",
        ),
        (
            "zip",
            with(json!({ "zip": "DEF" })),
            "the token's payload is encoded in another way (zip in the header)",
        ),
        (
            "nested",
            with(json!({ "cty": "JWT" })),
            "the token's payload is encoded in another way (cty in the header)",
        ),
        (
            "enc",
            with(json!({ "enc": "A128GCM" })),
            "the token's payload is encoded in another way (enc in the header)",
        ),
        (
            "one that signs out",
            with(json!({ "typ": "logout+jwt" })),
            "the token is of another kind (typ is \"logout+jwt\"); taken are JWT and at+jwt",
        ),
        (
            "a proof",
            with(json!({ "typ": "dpop+jwt" })),
            "the token is of another kind (typ is \"dpop+jwt\"); taken are JWT and at+jwt",
        ),
        (
            "a kind that is a number",
            with(json!({ "typ": 1 })),
            "the token is of another kind (typ is no text); taken are JWT and at+jwt",
        ),
        (
            "a secret for EdDSA",
            hmac(ring::hmac::HMAC_SHA256, "EdDSA", "ed", b"secret"),
            "the token's signature is not by the key \"ed\": it was changed, cut off, or signed by somebody else",
        ),
        (
            "another algorithm than the key's",
            ED.sign(&json!({ "alg": "EdDSA", "kid": "ec" }).to_string(), &payload),
            "the token is signed by EdDSA, and the key \"ec\" is for ES256",
        ),
        (
            "another algorithm than the key's, RSA",
            RSA.sign(&json!({ "alg": "RS256", "kid": "ed" }).to_string(), &payload),
            "the token is signed by RS256, and the key \"ed\" is for EdDSA",
        ),
    ]
}
