//! Which of several issuers is asked about a token?

use std::time::SystemTime;

use serde_json::Value;

use super::Verifier;
use crate::{
    Caller, TokenError,
    error::{listed, shown},
    token::Token,
};

/// Several issuers whose tokens are trusted alike.
///
/// What a token says of its issuer chooses who is asked; then, where several could be meant, which of them has the key
/// that it names. A token is right by the keys and the rules of one of them, never by the keys of one and the rules of
/// another.
#[derive(Clone, Debug)]
pub struct Verifiers(Vec<Verifier>);

impl Verifiers {
    /// These, in the order in which they are asked.
    pub fn new(verifiers: impl IntoIterator<Item = Verifier>) -> Self {
        Self(verifiers.into_iter().collect())
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Verifier> {
        self.0.iter()
    }

    /// Whose token it is.
    ///
    /// # Errors
    ///
    /// As with one [`Verifier::verify`]; where no issuer is meant, all that would be are named.
    pub async fn verify(&self, token: &str, now: SystemTime) -> Result<Caller, TokenError> {
        let longest = self.0.iter().map(|verifier| verifier.rules.longest).max().unwrap_or(0);
        let token = Token::read(token, longest)?;
        let mut refused = None;
        for verifier in self.meant(&token)? {
            match verifier.verify_read(&token, now).await {
                // another one may have it
                Err(error @ (TokenError::UnknownKey { .. } | TokenError::Jwks(_))) => {
                    refused.get_or_insert(error);
                }
                answer => return answer,
            }
        }
        Err(refused.unwrap_or_else(|| TokenError::NoIssuer { expected: "nobody".to_owned() }))
    }

    /// Those that issue such tokens: by name, or else those that name none.
    fn meant(&self, token: &Token<'_>) -> Result<Vec<&Verifier>, TokenError> {
        let issuer = token.claims.get("iss").and_then(Value::as_str);
        let named =
            |verifier: &&Verifier| verifier.rules.issuers.iter().any(|known| Some(known.as_str()) == issuer);
        let mut meant: Vec<&Verifier> = self.0.iter().filter(named).collect();
        if meant.is_empty() {
            meant = self.0.iter().filter(|verifier| verifier.rules.issuers.is_empty()).collect();
        }
        if !meant.is_empty() {
            return Ok(meant);
        }
        let known: Vec<String> =
            self.0.iter().flat_map(|verifier| verifier.rules.issuers.iter().cloned()).collect();
        let expected = if known.is_empty() { "nobody".to_owned() } else { listed(&known) };
        Err(match issuer {
            None => TokenError::NoIssuer { expected },
            Some(found) => TokenError::Issuer { found: shown(found), expected },
        })
    }
}

impl FromIterator<Verifier> for Verifiers {
    fn from_iter<I: IntoIterator<Item = Verifier>>(verifiers: I) -> Self {
        Self::new(verifiers)
    }
}

impl From<Verifier> for Verifiers {
    fn from(verifier: Verifier) -> Self {
        Self(vec![verifier])
    }
}
