//! Is what is right taken, and what comes of it?

use p256::ecdsa::Signature;
use rls_authorize::{Jwks, Requirement, Roles, Rules, TokenError, Verifier};
use serde_json::{Value, json};

use crate::signer::{
    AUDIENCE, EC, ED, ISSUER, NOW, RSA, SECRET, at, but, claims, decode, encode, jwks, now, rules, run,
    verifier,
};

#[test]
fn each_algorithm_and_the_claims_as_they_were_signed() {
    // escapes, order, spaces and large numbers are the issuer's
    let payload = format!(
        r#" {{ "sub":"auth0|al\/ice\u00e9", "exp": {}.5, "iss":"https:\/\/auth.example.com","aud":["x","todos"],
        "big":12345678901234567890123,"a":{{"z":1,"a":[ ]}} }} "#,
        NOW + 300
    );
    for signer in [&*RSA, &*EC, &*ED] {
        let token = signer.sign(&signer.header().to_string(), &payload);
        let caller = run(verifier(rules()).verify(&token, now())).unwrap();
        assert_eq!(caller.claims(), Some(payload.as_str()));
        assert_eq!(caller.subject(), Some("auth0|al/iceé"));
        assert_eq!(caller.role(), "authenticated");
    }
}

/// RFC 9864 has a name for each curve, and issuers have both.
#[test]
fn a_key_is_for_its_algorithm_by_either_name() {
    for name in ["EdDSA", "Ed25519"] {
        let mut key = ED.jwk();
        key["alg"] = json!(name);
        let verifier = Verifier::new("example", Jwks::text(&jwks(&[key])).unwrap(), rules());
        assert!(run(verifier.verify(&ED.token(&claims()), now())).is_ok(), "{name}");
    }
}

/// To the second.
#[test]
fn within_the_leeway() {
    let cases = [
        (json!({ "exp": NOW - 29 }), true),
        (json!({ "exp": NOW - 30 }), false),
        (json!({ "nbf": NOW + 30 }), true),
        (json!({ "nbf": NOW + 31 }), false),
        (json!({ "nbf": null, "iat": null }), true),
        (json!({ "iat": NOW + 9999 }), true),
    ];
    for (changes, taken) in cases {
        let token = EC.token(&but(&changes));
        assert_eq!(run(verifier(rules()).verify(&token, now())).is_ok(), taken, "{changes}");
    }
    let token = EC.token(&claims());
    let strict = || rules().leeway(std::time::Duration::ZERO);
    assert!(run(verifier(strict()).verify(&token, at(299))).is_ok());
    assert_eq!(run(verifier(strict()).verify(&token, at(300))), Err(TokenError::Expired { ago: 0 }));
}

/// As many bytes as may be, and not one more: of what is longer nothing else is looked at.
#[test]
fn as_long_as_it_may_be() {
    let token = EC.token(&claims());
    let of = |most: usize, token: &str| run(verifier(rules().longest(most)).verify(token, now()));
    let length = token.len();
    assert!(of(length, &token).is_ok());
    assert_eq!(of(length - 1, &token), Err(TokenError::TooLong { length, most: length - 1 }));
    assert_eq!(of(5, "no text"), Err(TokenError::TooLong { length: 7, most: 5 }));
}

#[test]
fn without_an_expiry_only_where_that_is_allowed() {
    let token = ED.token(&but(&json!({ "exp": null })));
    assert_eq!(run(verifier(rules()).verify(&token, now())), Err(TokenError::NoExpiry));
    assert!(run(verifier(rules().without_expiry()).verify(&token, now())).is_ok());
    let over = ED.token(&but(&json!({ "exp": NOW - 60 })));
    assert_eq!(
        run(verifier(rules().without_expiry()).verify(&over, now())),
        Err(TokenError::Expired { ago: 60 })
    );
    // null is no expiry that somebody chose
    let mut odd = claims();
    odd["exp"] = Value::Null;
    let refused = run(verifier(rules().without_expiry()).verify(&ED.token(&odd), now()));
    assert_eq!(refused, Err(TokenError::Date("exp")));
}

#[test]
fn nothing_is_asked_of_issuer_and_audience_where_nothing_is_said() {
    let token = EC.token(&json!({ "sub": "alice", "exp": NOW + 1 }));
    assert!(run(verifier(Rules::new()).verify(&token, now())).is_ok());
    let odd = EC.token(&but(&json!({ "iss": 1, "aud": { "a": 1 } })));
    assert!(run(verifier(Rules::new()).verify(&odd, now())).is_ok());
}

#[test]
fn one_of_several_issuers_and_audiences() {
    let rules = || Rules::new().issuer("https://a").issuer(ISSUER).audience("b").audience(AUDIENCE);
    for changes in
        [json!({}), json!({ "aud": "b" }), json!({ "aud": ["c", "b"] }), json!({ "iss": "https://a" })]
    {
        assert!(run(verifier(rules()).verify(&EC.token(&but(&changes)), now())).is_ok(), "{changes}");
    }
}

#[test]
fn headers_that_mean_nothing_here() {
    for more in [
        json!({ "typ": "at+jwt" }),
        json!({ "typ": "application/at+JWT" }),
        json!({ "typ": "jwt" }),
        json!({ "x5t": "abc", "nonce": "n" }),
        json!({ "x5u": "https://evil.example", "jku": "https://evil.example" }),
    ] {
        let mut header = EC.header();
        header.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let token = EC.sign(&header.to_string(), &claims().to_string());
        assert!(run(verifier(rules()).verify(&token, now())).is_ok(), "{header}");
    }
    let bare = json!({ "alg": "ES256", "kid": "ec" }).to_string();
    assert!(run(verifier(rules()).verify(&EC.sign(&bare, &claims().to_string()), now())).is_ok());
}

/// A signature by ECDSA has a twin, n - s, which anybody can make. It signs the same text, so it is the same caller; a
/// token's text must not be taken for its identity.
#[test]
fn the_twin_of_a_signature_says_the_same() {
    let token = EC.token(&claims());
    let (message, signature) = token.rsplit_once('.').unwrap();
    let signature = Signature::from_slice(&decode(signature)).unwrap();
    let (r, s) = signature.split_scalars();
    let twin = Signature::from_scalars(r.to_bytes(), (-*s).to_bytes()).unwrap();
    let other = format!("{message}.{}", encode(twin.to_bytes()));
    assert_ne!(token, other);
    let [one, two] = [&token, &other].map(|token| run(verifier(rules()).verify(token, now())).unwrap());
    assert_eq!(one, two);
}

#[test]
fn a_role_is_chosen_among_those_that_may_be() {
    let roles = Roles::Claim { claim: "role", allowed: &["authenticated", "anon"] };
    let verified =
        |changes: &Value| run(verifier(rules().roles(roles)).verify(&EC.token(&but(changes)), now()));
    let role = |changes| verified(&changes).map(|caller| caller.role().to_owned());
    assert_eq!(role(json!({ "role": "authenticated" })), Ok("authenticated".to_owned()));
    assert_eq!(role(json!({ "role": "anon" })), Ok("anon".to_owned()));
    assert_eq!(role(json!({ "role": "anon", "sub": null })), Ok("anon".to_owned()));
    assert_eq!(role(json!({ "role": "authenticated", "sub": null })), Err(TokenError::NoSubject));
    assert_eq!(role(json!({})), Err(TokenError::NoRole("role")));
    assert_eq!(role(json!({ "role": ["anon"] })), Err(TokenError::NoRole("role")));
    for other in ["service_role", "postgres", "Authenticated", "authenticated\"; --", ""] {
        let allowed = "authenticated or anon".to_owned();
        assert_eq!(role(json!({ "role": other })), Err(TokenError::Role { allowed }), "{other}");
    }
    // where no claim says the role, none does
    let token = EC.token(&but(&json!({ "role": "service_role" })));
    assert_eq!(run(verifier(rules()).verify(&token, now())).unwrap().role(), "authenticated");
}

#[test]
fn a_claim_that_is_null_is_none() {
    let wanted = Requirement::Has { claims: &["session", "sid"], why: "of a user" };
    let asked =
        |changes: Value| run(verifier(rules().requires(wanted)).verify(&EC.token(&changes), now())).is_ok();
    for (session, sid, taken) in [
        (json!({}), Value::Null, true),
        (Value::Null, json!("s"), true),
        (json!(false), Value::Null, true),
        (Value::Null, Value::Null, false),
    ] {
        let mut claims = claims();
        (claims["session"], claims["sid"]) = (session, sid);
        assert_eq!(asked(claims.clone()), taken, "{claims}");
    }
}

#[test]
fn a_caller_does_not_print_its_claims() {
    let caller = run(verifier(rules()).verify(&EC.token(&claims()), now())).unwrap();
    assert!(caller.claims().unwrap().contains(SECRET));
    assert!(!format!("{caller:?}").contains(SECRET));
}
