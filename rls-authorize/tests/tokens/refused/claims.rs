//! What is signed, and says the wrong thing.

use serde_json::{Value, json};

use super::Case;
use crate::signer::{ED, NOW, but, claims};

pub(super) fn cases() -> Vec<Case> {
    let with = |changes: Value| ED.token(&but(&changes));
    let null = |name: &str| {
        let mut claims = claims();
        claims[name] = Value::Null;
        ED.token(&claims)
    };
    let expected = "the token is for somebody else (aud); expected is \"todos\"";
    let no_expiry = "the token has no expiry (exp), so that it would be good for ever; it is not taken unless that is allowed";
    let exp = "the token's exp is not a number of seconds since 1970";
    let nbf = "the token's nbf is not a number of seconds since 1970";
    let no_issuer = "the token does not say who issued it (iss); expected is \"https://auth.example.com\"";
    let no_text = "the token's subject (sub) is not a text";
    vec![
        (
            "expired",
            with(json!({ "exp": NOW - 600 })),
            "the token has expired 600 s ago; get a new one (or look at the clocks)",
        ),
        (
            "expired, and 30 s are over",
            with(json!({ "exp": NOW - 30 })),
            "the token has expired 30 s ago; get a new one (or look at the clocks)",
        ),
        (
            "expired in 1970",
            with(json!({ "exp": 0 })),
            "the token has expired 1800000000 s ago; get a new one (or look at the clocks)",
        ),
        (
            "expired before 1970",
            with(json!({ "exp": -1e300 })),
            "the token has expired 18446744073709551615 s ago; get a new one (or look at the clocks)",
        ),
        (
            "not yet valid",
            with(json!({ "nbf": NOW + 600 })),
            "the token is not valid before 600 s from now; look at the clocks",
        ),
        (
            "not yet valid, for ever",
            with(json!({ "nbf": 1e300 })),
            "the token is not valid before 18446744073709551615 s from now; look at the clocks",
        ),
        ("no expiry", with(json!({ "exp": null })), no_expiry),
        ("an expiry that is null", null("exp"), exp),
        ("an expiry that is a text", with(json!({ "exp": "2033-05-18" })), exp),
        ("an expiry that is a text of digits", with(json!({ "exp": (NOW + 300).to_string() })), exp),
        ("an expiry that is true", with(json!({ "exp": true })), exp),
        ("an expiry that is a list", with(json!({ "exp": [NOW + 300] })), exp),
        ("a start that is null", null("nbf"), nbf),
        ("a start that is a text", with(json!({ "nbf": "now" })), nbf),
        (
            "another issuer",
            with(json!({ "iss": "https://mallory.example" })),
            "the token is issued by \"https://mallory.example\"; expected is \"https://auth.example.com\"",
        ),
        (
            "an issuer with a slash",
            with(json!({ "iss": "https://auth.example.com/" })),
            "the token is issued by \"https://auth.example.com/\"; expected is \"https://auth.example.com\"",
        ),
        (
            "an issuer in capitals",
            with(json!({ "iss": "HTTPS://AUTH.EXAMPLE.COM" })),
            "the token is issued by \"HTTPS://AUTH.EXAMPLE.COM\"; expected is \"https://auth.example.com\"",
        ),
        (
            "an issuer that begins so",
            with(json!({ "iss": "https://auth.example.com.mallory.example" })),
            "the token is issued by \"https://auth.example.com.mallory.example\"; expected is \"https://auth.example.com\"",
        ),
        (
            "a long issuer",
            with(json!({ "iss": "x".repeat(900) })),
            "the token is issued by \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…\"; expected is \"https://auth.example.com\"",
        ),
        ("an issuer that is a list", with(json!({ "iss": ["https://auth.example.com"] })), no_issuer),
        ("no issuer", with(json!({ "iss": null })), no_issuer),
        ("another audience", with(json!({ "aud": "shop" })), expected),
        ("an audience in capitals", with(json!({ "aud": "Todos" })), expected),
        ("an audience that begins so", with(json!({ "aud": "todos-admin" })), expected),
        ("audiences with a space", with(json!({ "aud": "shop todos" })), expected),
        ("a list of other audiences", with(json!({ "aud": ["shop", "blog"] })), expected),
        ("a list of no audiences", with(json!({ "aud": [] })), expected),
        ("a list with a number in it", with(json!({ "aud": ["todos", 1] })), expected),
        ("a list in a list", with(json!({ "aud": [["todos"]] })), expected),
        ("an audience that is a number", with(json!({ "aud": 1 })), expected),
        ("an audience that is an object", with(json!({ "aud": { "todos": true } })), expected),
        ("an audience that is null", null("aud"), expected),
        (
            "no audience",
            with(json!({ "aud": null })),
            "the token does not say for whom it is (aud); expected is \"todos\"",
        ),
        ("no subject", with(json!({ "sub": null })), "the token does not say whose it is (sub)"),
        ("a subject that is a number", with(json!({ "sub": 42 })), no_text),
        ("a subject that is null", null("sub"), no_text),
        ("a subject that is an object", with(json!({ "sub": { "id": "alice" } })), no_text),
        ("a subject that is a list", with(json!({ "sub": ["alice"] })), no_text),
        ("an empty subject", with(json!({ "sub": "" })), "the token's subject (sub) is empty"),
    ]
}
