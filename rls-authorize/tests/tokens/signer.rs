//! Keys, and what is signed with them.

use std::{
    future::Future,
    sync::LazyLock,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, crypto, jwk::Jwk};
use p256::pkcs8::EncodePrivateKey;
use ring::rand::{SecureRandom, SystemRandom};
use rls_authorize::{Jwks, Rules, Verifier};
use rsa::{Generate, pkcs1::EncodeRsaPrivateKey};
use serde_json::{Value, json};

pub(crate) const NOW: u64 = 1_800_000_000;
pub(crate) const ISSUER: &str = "https://auth.example.com";
pub(crate) const AUDIENCE: &str = "todos";

pub(crate) fn now() -> SystemTime {
    at(0)
}

/// So many seconds after now.
pub(crate) fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(NOW + seconds)
}

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(future)
}

pub(crate) struct Signer {
    pub(crate) kid: &'static str,
    pub(crate) algorithm: Algorithm,
    key: EncodingKey,
}

pub(crate) static RSA: LazyLock<Signer> = LazyLock::new(|| new_rsa("rsa"));
pub(crate) static EC: LazyLock<Signer> = LazyLock::new(|| new_ec("ec"));
pub(crate) static ED: LazyLock<Signer> = LazyLock::new(|| new_ed("ed"));

fn new_rsa(kid: &'static str) -> Signer {
    let key = rsa::PrivateKey::generate().to_pkcs1_der().unwrap();
    Signer { kid, algorithm: Algorithm::RS256, key: EncodingKey::from_rsa_der(key.as_bytes()) }
}

pub(crate) fn new_ec(kid: &'static str) -> Signer {
    let key = p256::SecretKey::generate().to_pkcs8_der().unwrap();
    Signer { kid, algorithm: Algorithm::ES256, key: EncodingKey::from_ec_der(key.as_bytes()) }
}

pub(crate) fn new_ed(kid: &'static str) -> Signer {
    let mut seed = [0; 32];
    SystemRandom::new().fill(&mut seed).unwrap();
    // PKCS#8: version 0, the algorithm 1.3.101.112, and the seed
    let before = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
    let key = [&before[..], &seed].concat();
    Signer { kid, algorithm: Algorithm::EdDSA, key: EncodingKey::from_ed_der(&key) }
}

impl Signer {
    /// The public half.
    pub(crate) fn jwk(&self) -> Value {
        let mut jwk =
            serde_json::to_value(Jwk::from_encoding_key(&self.key, self.algorithm).unwrap()).unwrap();
        jwk["kid"] = json!(self.kid);
        jwk["use"] = json!("sig");
        jwk
    }

    pub(crate) fn header(&self) -> Value {
        json!({ "typ": "JWT", "alg": format!("{:?}", self.algorithm), "kid": self.kid })
    }

    /// A token of these claims.
    pub(crate) fn token(&self, claims: &Value) -> String {
        self.sign(&self.header().to_string(), &claims.to_string())
    }

    /// A token of these texts, right or wrong.
    pub(crate) fn sign(&self, header: &str, payload: &str) -> String {
        self.sign_bytes(header, payload.as_bytes())
    }

    pub(crate) fn sign_bytes(&self, header: &str, payload: &[u8]) -> String {
        let message = format!("{}.{}", encode(header), encode(payload));
        let signature = self.signature(&message);
        format!("{message}.{signature}")
    }

    pub(crate) fn signature(&self, message: &str) -> String {
        crypto::sign(message.as_bytes(), &self.key, self.algorithm).unwrap()
    }
}

pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn decode(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

/// What every check is content with.
pub(crate) fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": "alice", "iat": NOW, "nbf": NOW, "exp": NOW + 300,
        "note": SECRET,
    })
}

/// What is in each token, and never in an error.
pub(crate) const SECRET: &str = "for-alice-only";

/// The claims with some of them otherwise; null takes one away.
pub(crate) fn but(changes: &Value) -> Value {
    let mut claims = claims();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => claims.as_object_mut().unwrap().remove(name),
            value => claims.as_object_mut().unwrap().insert(name.clone(), value.clone()),
        };
    }
    claims
}

pub(crate) fn jwks(keys: &[Value]) -> String {
    json!({ "keys": keys }).to_string()
}

pub(crate) fn rules() -> Rules {
    Rules::new().issuer(ISSUER).audience(AUDIENCE)
}

/// Of the three keys.
pub(crate) fn verifier(rules: Rules) -> Verifier {
    let jwks = jwks(&[RSA.jwk(), EC.jwk(), ED.jwk()]);
    Verifier::new("example", Jwks::text(&jwks).unwrap(), rules)
}
