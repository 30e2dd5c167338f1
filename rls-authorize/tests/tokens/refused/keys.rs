//! What is signed by a key that is not the issuer's, or is not for this.

use serde_json::json;

use super::Case;
use crate::signer::{EC, ED, RSA, Signer, claims, new_ec};

pub(super) fn cases() -> Vec<Case> {
    let payload = claims().to_string();
    let under = |signer: &Signer, kid: &str| {
        let mut header = signer.header();
        header["kid"] = json!(kid);
        signer.sign(&header.to_string(), &payload)
    };
    let mallory = new_ec("ec");
    let brings = |name: &str, kid: &str| {
        let mut header = mallory.header();
        header["kid"] = json!(kid);
        header[name] = match name {
            "jwk" => mallory.jwk(),
            "x5c" => json!(["MIIB"]),
            _ => json!("https://mallory.example/jwks.json"),
        };
        mallory.sign(&header.to_string(), &payload)
    };
    let by_another =
        "the token's signature is not by the key \"ec\": it was changed, cut off, or signed by somebody else";
    let long = "a".repeat(3000);
    vec![
        (
            "an unknown key",
            under(&EC, "rotated"),
            "no key \"rotated\" among the keys of example (3 keys are known, 27 more cannot be used); is it a token of that project, and not of another one?",
        ),
        (
            "an unknown key of a long name",
            under(&EC, &long),
            "no key \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…\" among the keys of example (3 keys are known, 27 more cannot be used); is it a token of that project, and not of another one?",
        ),
        (
            "a name that is SQL",
            under(&EC, "' OR 1=1 --\n"),
            "no key \"' OR 1=1 --\\n\" among the keys of example (3 keys are known, 27 more cannot be used); is it a token of that project, and not of another one?",
        ),
        (
            "a name that is a path",
            under(&EC, "../../dev/null"),
            "no key \"../../dev/null\" among the keys of example (3 keys are known, 27 more cannot be used); is it a token of that project, and not of another one?",
        ),
        (
            "a name in other letters",
            under(&EC, "EC"),
            "no key \"EC\" among the keys of example (3 keys are known, 27 more cannot be used); is it a token of that project, and not of another one?",
        ),
        (
            "a key whose name is a number",
            under(&RSA, "5"),
            "no key \"5\" among the keys of example (3 keys are known, 27 more cannot be used); is it a token of that project, and not of another one?",
        ),
        ("another key of the same name", mallory.token(&claims()), by_another),
        ("another key, in the header", brings("jwk", "ec"), by_another),
        ("another key, at an address in the header", brings("jku", "ec"), by_another),
        ("a certificate, at an address in the header", brings("x5u", "ec"), by_another),
        ("a certificate in the header", brings("x5c", "ec"), by_another),
        (
            "another key, in the header, by another name",
            brings("jwk", "mallory"),
            "no key \"mallory\" among the keys of example (3 keys are known, 27 more cannot be used); is it a token of that project, and not of another one?",
        ),
        (
            "for encryption",
            under(&RSA, "for-encryption"),
            "the key \"for-encryption\" among the keys of example cannot be used: it is for encryption (use is enc)",
        ),
        (
            "for wrapping keys",
            under(&RSA, "for-wrapping"),
            "the key \"for-wrapping\" among the keys of example cannot be used: it is not for checking signatures (key_ops)",
        ),
        (
            "for another algorithm of its kind",
            under(&RSA, "for-pss"),
            "the key \"for-pss\" among the keys of example cannot be used: it is for \"PS256\", and such a key is taken for RS256 only",
        ),
        (
            "for an algorithm of another kind",
            under(&RSA, "for-secrets"),
            "the key \"for-secrets\" among the keys of example cannot be used: it is for \"HS256\", and such a key is taken for RS256 only",
        ),
        (
            "for something else",
            under(&RSA, "for-tls"),
            "the key \"for-tls\" among the keys of example cannot be used: it is not for signatures (use)",
        ),
        (
            "for a number",
            under(&RSA, "for-a-number"),
            "the key \"for-a-number\" among the keys of example cannot be used: it is not for signatures (use)",
        ),
        (
            "for an algorithm that is a number",
            under(&RSA, "by-a-number"),
            "the key \"by-a-number\" among the keys of example cannot be used: its algorithm (alg) is no text",
        ),
        (
            "for an algorithm that is a curve of another kind",
            under(&RSA, "by-a-curve"),
            "the key \"by-a-curve\" among the keys of example cannot be used: it is for \"Ed25519\", and such a key is taken for RS256 only",
        ),
        (
            "a small key",
            under(&RSA, "small"),
            "the key \"small\" among the keys of example cannot be used: it has 1024 bits, and RSA keys of 2048 to 8192 are taken",
        ),
        (
            "a small key with zeros before it",
            under(&RSA, "padded"),
            "the key \"padded\" among the keys of example cannot be used: it has 1024 bits, and RSA keys of 2048 to 8192 are taken",
        ),
        (
            "a vast key",
            under(&RSA, "vast"),
            "the key \"vast\" among the keys of example cannot be used: it has 16384 bits, and RSA keys of 2048 to 8192 are taken",
        ),
        (
            "an exponent of one",
            under(&RSA, "one"),
            "the key \"one\" among the keys of example cannot be used: its exponent (e) is not one that keys have",
        ),
        (
            "an exponent of one with zeros before it",
            under(&RSA, "zeros-and-one"),
            "the key \"zeros-and-one\" among the keys of example cannot be used: its exponent (e) is not one that keys have",
        ),
        (
            "an exponent that is even",
            under(&RSA, "even"),
            "the key \"even\" among the keys of example cannot be used: its exponent (e) is not one that keys have",
        ),
        (
            "an exponent of five bytes",
            under(&RSA, "large"),
            "the key \"large\" among the keys of example cannot be used: its exponent (e) is not one that keys have",
        ),
        (
            "another curve",
            under(&EC, "p384"),
            "the key \"p384\" among the keys of example cannot be used: its curve is \"P-384\"; taken are P-256 and Ed25519",
        ),
        (
            "a point that is not on the curve",
            under(&EC, "off"),
            "the key \"off\" among the keys of example cannot be used: it is no point of its curve",
        ),
        (
            "a point that is too short",
            under(&EC, "short-ec"),
            "the key \"short-ec\" among the keys of example cannot be used: it is no point of P-256",
        ),
        (
            "another curve of Edwards's",
            under(&ED, "ed448"),
            "the key \"ed448\" among the keys of example cannot be used: its curve is \"Ed448\"; taken are P-256 and Ed25519",
        ),
        (
            "a point of Ed25519 that is too short",
            under(&ED, "short-ed"),
            "the key \"short-ed\" among the keys of example cannot be used: it is no point of Ed25519",
        ),
        (
            "a point of Ed25519 that is too long",
            under(&ED, "long-ed"),
            "the key \"long-ed\" among the keys of example cannot be used: it is no point of Ed25519",
        ),
        (
            "a shared secret",
            under(&RSA, "shared"),
            "the key \"shared\" among the keys of example cannot be used: it is a shared secret",
        ),
        (
            "a kind of key that came later",
            under(&RSA, "new"),
            "the key \"new\" among the keys of example cannot be used: its type is \"AKP\"; taken are RSA, EC and OKP",
        ),
        (
            "a key that says nothing",
            under(&RSA, "bare"),
            "the key \"bare\" among the keys of example cannot be used: its type (kty) is missing",
        ),
    ]
}
