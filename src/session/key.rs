//! With which key does a connection believe its claims?
//!
//! The extension pg_session_jwt takes a public key when a connection opens, and from then on nothing but tokens of that
//! key, each with a higher number than the one before. So each connection has a [`Key`] of its own: what was signed
//! for one means nothing to another, and what a caller has seen there can be used by nobody after them.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair},
};
use serde_json::value::RawValue;

use super::refused::Refused;

/// The setting that takes the public key, which a connection can be opened with and nobody can change later.
pub const SETTING: &str = "pg_session_jwt.jwk";

/// What is run once on a connection that was opened with [`Key::options`]: the extension is loaded and keeps the key.
pub const INIT: &str = "SELECT auth.init()";

/// The key of one connection, and how many tokens it has signed.
///
/// ```
/// use pg_rls::session::{Caller, key::Key};
///
/// let mut key = Key::generate()?;
/// assert!(key.options().starts_with(r#"-c pg_session_jwt.jwk={"kty":"OKP","crv":"Ed25519","x":""#));
/// let alice = Caller::signed_in("alice");
/// let token = key.sign(alice.claims().unwrap())?;
/// assert_eq!(token.as_str().split('.').count(), 3);
/// # Ok::<_, pg_rls::session::Refused>(())
/// ```
pub struct Key {
    pair: Ed25519KeyPair,
    /// The number of the last token.
    last: i64,
}

impl Key {
    /// A fresh one, for one connection.
    ///
    /// # Errors
    ///
    /// Where the system has no randomness to give.
    pub fn generate() -> Result<Self, Refused> {
        let document =
            Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| Refused::NoRandomness)?;
        let pair = Ed25519KeyPair::from_pkcs8(document.as_ref()).map_err(|_| Refused::NoRandomness)?;
        Ok(Self { pair, last: 0 })
    }

    /// The public key as a JSON Web Key, without a space: what [`SETTING`] takes.
    pub fn jwk(&self) -> String {
        let x = URL_SAFE_NO_PAD.encode(self.pair.public_key().as_ref());
        format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}"}}"#)
    }

    /// The startup parameter `options` of the connection whose key this is.
    pub fn options(&self) -> String {
        format!("-c {SETTING}={}", self.jwk())
    }

    /// A token with these claims, but for `jti`, which is the next number: for `auth.jwt_session_init`.
    ///
    /// # Errors
    ///
    /// Where the claims are no JSON object.
    pub fn sign(&mut self, claims: &str) -> Result<Token, Refused> {
        let number = self.last + 1;
        let payload = numbered(claims, number)?;
        // {"alg":"EdDSA"}
        let mut token = String::from("eyJhbGciOiJFZERTQSJ9.");
        token.push_str(&URL_SAFE_NO_PAD.encode(payload.as_bytes()));
        let signature = self.pair.sign(token.as_bytes());
        token.push('.');
        token.push_str(&URL_SAFE_NO_PAD.encode(signature.as_ref()));
        self.last = number;
        Ok(Token(token))
    }
}

/// A key is nobody else's business, not even its public half.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").finish_non_exhaustive()
    }
}

/// The claims of a caller, signed for one connection.
pub struct Token(String);

impl Token {
    /// As it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}

/// Whoever has it is the caller, on that connection.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").finish_non_exhaustive()
    }
}

/// The claims with this `jti`: all others stay as they were written, of a name that is there twice the last one.
fn numbered(claims: &str, number: i64) -> Result<String, Refused> {
    let mut claims: std::collections::BTreeMap<String, &RawValue> =
        serde_json::from_str(claims).map_err(|_| Refused::NotClaims)?;
    let number: Box<RawValue> = serde_json::value::to_raw_value(&number).map_err(|_| Refused::NotClaims)?;
    claims.insert("jti".to_owned(), &number);
    serde_json::to_string(&claims).map_err(|_| Refused::NotClaims)
}

#[cfg(test)]
mod tests {
    use ring::signature::{ED25519, UnparsedPublicKey};

    use super::*;

    #[test]
    fn a_token_is_of_its_key() {
        let (mut key, other) = (Key::generate().unwrap(), Key::generate().unwrap());
        let token = key.sign(r#"{"sub":"alice"}"#).unwrap();
        let (body, signature) = token.as_str().rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let holds = |key: &Key| {
            UnparsedPublicKey::new(&ED25519, key.pair.public_key().as_ref())
                .verify(body.as_bytes(), &signature)
                .is_ok()
        };
        assert!(holds(&key));
        assert!(!holds(&other));
        assert_ne!(key.jwk(), other.jwk());
        let jwk = key.jwk();
        let x = jwk.split('"').nth(11).and_then(|x| URL_SAFE_NO_PAD.decode(x).ok());
        assert_eq!(x.as_deref(), Some(key.pair.public_key().as_ref()));
    }

    #[test]
    fn numbers_rise_and_claims_stay_as_they_were_written() {
        let mut key = Key::generate().unwrap();
        let mut payload = |claims: &str| {
            let token = key.sign(claims).ok()?;
            let payload = token.as_str().split('.').nth(1)?;
            String::from_utf8(URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
        };
        let first = payload(r#"{"jti":"theirs","sub":"a\/\"ü","n":1.10,"deep":{"jti":"stays"}}"#).unwrap();
        assert_eq!(first, r#"{"deep":{"jti":"stays"},"jti":1,"n":1.10,"sub":"a\/\"ü"}"#);
        assert_eq!(payload("{}").unwrap(), r#"{"jti":2}"#);
        assert_eq!(payload(r#"{"jti":99,"jti":98}"#).unwrap(), r#"{"jti":3}"#);
        assert_eq!(payload("[]"), None);
        assert_eq!(payload("{} {}"), None);
        assert_eq!(payload(r#"{"j\u0074i":7}"#).unwrap(), r#"{"jti":4}"#);
    }

    #[test]
    fn nothing_prints_a_key_or_a_token() {
        let mut key = Key::generate().unwrap();
        let token = key.sign("{}").unwrap();
        assert_eq!(format!("{key:?} {token:?}"), "Key { .. } Token { .. }");
    }
}
