//! Who issues tokens where there is no issuer yet?
//!
//! For one's own machine and for tests: the key is made anew with each [`Issuer`], is never written anywhere, and is gone
//! with it.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use ring::{
    rand::{SecureRandom, SystemRandom},
    signature::{Ed25519KeyPair, KeyPair},
};
use serde_json::{Map, Value, json};

use crate::{Jwks, JwksError, Rules, Verifier, base64};

/// An issuer of one's own, with a key that nobody else has.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::{Duration, SystemTime};
/// use rls_authorize::dev::Issuer;
///
/// let issuer = Issuer::new()?;
/// let now = SystemTime::now();
/// let token = issuer.token("alice", now, Duration::from_secs(3600));
/// let caller = issuer.verifier()?.verify(&token, now).await?;
/// assert_eq!((caller.subject(), caller.role()), (Some("alice"), "authenticated"));
/// # Ok(())
/// # }
/// ```
pub struct Issuer {
    key: Ed25519KeyPair,
    kid: String,
    name: String,
}

/// There is no chance to be had: the system gives no random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the system gives no random bytes for a key")]
pub struct NoKey;

impl Issuer {
    /// With a new key. It calls itself `pg-rls-dev-…`, so that the tokens of the last run are those of another issuer.
    ///
    /// # Errors
    ///
    /// Where the system gives no random bytes.
    pub fn new() -> Result<Self, NoKey> {
        let mut seed = [0; 32];
        let mut id = [0; 9];
        let random = SystemRandom::new();
        random.fill(&mut seed).and_then(|()| random.fill(&mut id)).map_err(|_| NoKey)?;
        let key = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| NoKey)?;
        let kid = base64::encode(&id);
        Ok(Self { key, name: format!("pg-rls-dev-{kid}"), kid })
    }

    /// What its tokens say in `iss`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public half of the key, as an issuer shows it.
    pub fn jwks(&self) -> String {
        let x = base64::encode(self.key.public_key().as_ref());
        let key =
            json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": self.kid, "x": x });
        json!({ "keys": [key] }).to_string()
    }

    /// A token of a user, good from now on for so long.
    pub fn token(&self, subject: &str, now: SystemTime, lifetime: Duration) -> String {
        self.token_with(subject, Map::new(), now, lifetime)
    }

    /// A token with more claims; those that every token has (`iss`, `sub`, `iat`, `exp`) are the issuer's own where they
    /// are not among them.
    pub fn token_with(
        &self,
        subject: &str,
        claims: Map<String, Value>,
        now: SystemTime,
        lifetime: Duration,
    ) -> String {
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let mut all = Map::from_iter([
            ("iss".to_owned(), Value::from(self.name.as_str())),
            ("sub".to_owned(), Value::from(subject)),
            ("iat".to_owned(), Value::from(now)),
            ("exp".to_owned(), Value::from(now.saturating_add(lifetime.as_secs()))),
        ]);
        all.extend(claims);
        self.sign(&Value::Object(all).to_string())
    }

    /// A token with this payload, whatever it is.
    pub fn sign(&self, payload: &str) -> String {
        let header = json!({ "typ": "JWT", "alg": "EdDSA", "kid": self.kid }).to_string();
        let message = format!("{}.{}", base64::encode(header.as_bytes()), base64::encode(payload.as_bytes()));
        let signature = base64::encode(self.key.sign(message.as_bytes()).as_ref());
        format!("{message}.{signature}")
    }

    /// Who takes its tokens, and no others.
    ///
    /// # Errors
    ///
    /// Never, as long as its own keys can be read.
    pub fn verifier(&self) -> Result<Verifier, JwksError> {
        let jwks = Jwks::text(&self.jwks())?;
        Ok(Verifier::new("the tokens of this run", jwks, Rules::new().issuer(&self.name)))
    }
}

/// The key is nobody's business.
impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issuer").field("name", &self.name).finish_non_exhaustive()
    }
}
