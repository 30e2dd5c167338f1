//! What is no signed token at all, or one that two readers could read differently.

use serde_json::json;

use super::Case;
use crate::signer::{EC, claims, encode};

pub(super) fn cases() -> Vec<Case> {
    let good = EC.token(&claims());
    let (head, rest) = good.split_once('.').unwrap();
    let (payload, signature) = rest.split_once('.').unwrap();
    let text = claims().to_string();
    let of = |payload: &str| EC.sign(&EC.header().to_string(), payload);
    let with = |more: &str| of(&format!("{{{more},{}", &text[1..]));
    let space = "the token has a space at byte ";
    let not_json = "the token's payload is not JSON that can be read";
    let twice = "the token's payload has a name twice in one object, so that two readers could take it for two tokens";
    let nul = "the token's payload has a NUL in a text, which Postgres cannot hold";
    let two_parts =
        "the token has 2 parts between dots, and a signed token has 3; a JWT is wanted, not an opaque token";
    let cut = "the token's payload is not base64url without padding; it may have been cut off";
    let at_the_end: &str = Box::leak(format!("{space}{}, which no token has", good.len()).into_boxed_str());
    let inside: &str = Box::leak(format!("{space}{}, which no token has", head.len()).into_boxed_str());
    vec![
        ("nothing", String::new(), "the token is empty"),
        (
            "an opaque token",
            "WJtR5BCy38Szd5AfoDpf0iqFKEt4EE5JhjlWUY7l3FtY".to_owned(),
            "the token has 1 part and no dots, and a signed token has 3; a JWT is wanted, not an opaque token",
        ),
        ("no signature and no dot", format!("{head}.{payload}"), two_parts),
        (
            "four parts",
            format!("{good}.{signature}"),
            "the token has 4 parts between dots, and a signed token has 3; a JWT is wanted, not an opaque token",
        ),
        (
            "encrypted",
            format!("{head}.{payload}.{signature}.{signature}.{signature}"),
            "the token is encrypted (5 parts between dots); it has to be a signed one (3 parts)",
        ),
        ("dots", "..".to_owned(), "the token's header is not JSON that can be read"),
        (
            "huge",
            of(&json!({ "sub": "a".repeat(20_000) }).to_string()),
            "the token has 26819 bytes, and 16384 are taken at most",
        ),
        ("Bearer in it", format!("Bearer {good}"), "the token has a space at byte 6, which no token has"),
        ("a space before", format!(" {good}"), "the token has a space at byte 0, which no token has"),
        ("a space after", format!("{good} "), at_the_end),
        ("a space inside", format!("{head} .{payload}.{signature}"), inside),
        (
            "a line break before",
            format!("\n{good}"),
            "the token has a tab or a line break at byte 0, which no token has",
        ),
        ("a tab", format!("a\t{good}"), "the token has a tab or a line break at byte 1, which no token has"),
        ("a NUL", format!("a\0{good}"), "the token has a NUL at byte 1, which no token has"),
        ("quoted", format!("\"{good}\""), "the token has a quote at byte 0, which no token has"),
        (
            "beyond ASCII",
            format!("é{good}"),
            "the token has a character beyond ASCII at byte 0, which no token has",
        ),
        (
            "a letter that looks like one",
            format!("\u{430}{good}"),
            "the token has a character beyond ASCII at byte 0, which no token has",
        ),
        (
            "the other base64, +",
            format!("a+{good}"),
            "the token has a character of the other base64 (+ or /) at byte 1, which no token has",
        ),
        (
            "the other base64, /",
            format!("a/{good}"),
            "the token has a character of the other base64 (+ or /) at byte 1, which no token has",
        ),
        ("padding", format!("{head}.{payload}=.{signature}"), cut),
        (
            "padding after the signature",
            format!("{good}=="),
            "the token's signature is not base64url without padding; it may have been cut off",
        ),
        ("a payload of a length that is none", format!("{head}.{}.{signature}", &"A".repeat(401)), cut),
        (
            "bits left over",
            format!("{}.{payload}.{signature}", left_over(head)),
            "the token's header is not base64url without padding; it may have been cut off",
        ),
        ("a claim twice", with(r#""sub":"mallory""#), twice),
        ("a claim twice, once escaped", with(r#""s\u0075b":"mallory""#), twice),
        ("a name twice inside a claim", with(r#""a":{"b":1,"b":2}"#), twice),
        ("a name twice inside a list", with(r#""a":[{"b":1,"b":1}]"#), twice),
        ("a NUL in the subject", of(&text.replace("alice", "alice\\u0000")), nul),
        ("a NUL in a claim's name", with(r#""a\u0000":1"#), nul),
        ("a NUL deep inside", with(r#""a":[{"b":"\u0000"}]"#), nul),
        ("half a surrogate", with(r#""a":"\ud800""#), not_json),
        ("a list", of("[1,2]"), "the token's payload is not a JSON object"),
        ("a text", of("\"alice\""), "the token's payload is not a JSON object"),
        ("null", of("null"), "the token's payload is not a JSON object"),
        ("no payload", of(""), not_json),
        ("no JSON", of("sub=alice"), not_json),
        ("two objects", of(&format!("{text}{text}")), not_json),
        ("something behind", of(&format!("{text};")), not_json),
        ("a comma too many", of(&format!("{},}}", &text[..text.len() - 1])), not_json),
        ("a comment", of(&format!("/**/{text}")), not_json),
        ("a byte order mark", of(&format!("\u{feff}{text}")), not_json),
        ("a number beyond all", with(r#""a":1e999"#), not_json),
        ("NaN", with(r#""a":NaN"#), not_json),
        ("deep", with(&format!(r#""a":{}{}"#, "[".repeat(500), "]".repeat(500))), not_json),
        ("no UTF-8", EC.sign_bytes(&EC.header().to_string(), b"{\"sub\":\"\xff\"}"), not_json),
        ("a header that is a list", EC.sign("[]", &text), "the token's header is not a JSON object"),
        (
            "a header that is no JSON",
            EC.sign("ES256", &text),
            "the token's header is not JSON that can be read",
        ),
        (
            "two algorithms",
            EC.sign(r#"{"alg":"none","alg":"ES256","kid":"ec"}"#, &text),
            "the token's header has a name twice in one object, so that two readers could take it for two tokens",
        ),
        (
            "a header within the payload",
            format!("{}.{payload}.{signature}", encode("{}")),
            "the token's header does not say by which algorithm it is signed (alg)",
        ),
    ]
}

/// The same bytes in another text, which a careless reader takes: in the last digit of two or three there are bits that
/// say nothing.
fn left_over(part: &str) -> String {
    let whole = part.len() - part.len() % 4;
    // one byte more takes two digits, of which the last has four such bits: `g` is the letter with none of them set, `h` the next
    format!("{}Ih", &part[..whole])
}
