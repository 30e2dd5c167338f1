//! Does any text end in an answer, and is nothing a token that the issuer did not sign?
//!
//! The text is taken as a token; as the three parts of one that is put together; as a payload and a signature under the
//! issuer's own header; and as a payload that the issuer signs, which has to reach the caller as it is. It is taken as a
//! JWKS too.

#![no_main]

use std::{
    future::Future,
    sync::LazyLock,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use libfuzzer_sys::fuzz_target;
use rls_authorize::{Jwks, Rules, TokenError, Verifier, Verifiers, dev::Issuer};
use tokio::runtime::{Builder, Runtime};

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Builder::new_current_thread().build().unwrap());
static ISSUER: LazyLock<Issuer> = LazyLock::new(|| Issuer::new().unwrap());
/// With the issuer's own rules, and with none but that there is a subject.
static VERIFIERS: LazyLock<[Verifier; 2]> = LazyLock::new(|| {
    let jwks = Jwks::text(&ISSUER.jwks()).unwrap();
    [ISSUER.verifier().unwrap(), Verifier::new("any", jwks, Rules::new().without_expiry())]
});

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_800_000_000)
}

fn run<T>(future: impl Future<Output = T>) -> T {
    RUNTIME.block_on(future)
}

fn refused(token: &str) {
    for verifier in &*VERIFIERS {
        let error = run(verifier.verify(token, now())).expect_err("nobody signed it");
        // what is said is short, and not what was sent; `shown` escapes, which makes characters longer
        assert!(error.to_string().len() < 2000);
    }
    let several = Verifiers::new(VERIFIERS.iter().cloned());
    assert!(run(several.verify(token, now())).is_err());
}

fuzz_target!(|text: &str| {
    refused(text);
    let parts: Vec<String> = text.splitn(3, '\n').map(|part| URL_SAFE_NO_PAD.encode(part)).collect();
    refused(&parts.join("."));

    let token = ISSUER.sign(text);
    match run(VERIFIERS[1].verify(&token, now())) {
        Ok(caller) => {
            assert_eq!(caller.claims(), Some(text));
            let claims: serde_json::Value = serde_json::from_str(text).unwrap();
            assert_eq!(caller.subject(), claims["sub"].as_str());
            assert!(caller.subject().is_some_and(|subject| !subject.is_empty() && !subject.contains('\0')));
        }
        Err(TokenError::Signature { .. } | TokenError::UnknownKey { .. }) => panic!("it is signed"),
        Err(_) => {}
    }
    let (header, rest) = token.split_once('.').unwrap();
    let forged = format!("{header}.{}.{}", parts[0], parts.get(1).map_or("", |signature| signature));
    refused(&forged);
    // with another payload under the signature
    let signature = rest.split_once('.').unwrap().1;
    refused(&format!("{header}.{}.{signature}", URL_SAFE_NO_PAD.encode(format!("{text} "))));
    // cut by one byte, it is nobody's
    refused(&token[..token.len() - 1]);

    let _ = Jwks::text(text);
    let _ = Jwks::url(text).map(|jwks| jwks.place());
});
