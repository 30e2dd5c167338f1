//! Is this token right, and whose is it?
//!
//! | module | question it answers |
//! | --- | --- |
//! | `claims` | do the claims say what they have to? |
//! | `rules` | what do they have to say? |
//! | `several` | which of several issuers is asked? |

mod claims;
mod rules;
mod several;

use std::time::SystemTime;

use jsonwebtoken::crypto;

pub use rules::{Requirement, Roles, Rules};
pub use several::Verifiers;

use crate::{
    Caller, Jwks, TokenError,
    error::shown,
    jwks::key::{Found, Key, name_of},
    token::Token,
};

/// Whose tokens are trusted: the keys of one issuer, and what its tokens have to say.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::SystemTime;
/// use rls_authorize::{Jwks, Rules, TokenError, Verifier};
///
/// let jwks = Jwks::url("https://auth.example.com/.well-known/jwks.json")?;
/// let rules = Rules::new().issuer("https://auth.example.com").audience("todos");
/// let verifier = Verifier::new("example", jwks, rules);
///
/// let refused = verifier.verify("not.a.token", SystemTime::now()).await;
/// assert!(refused.is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Verifier {
    name: String,
    jwks: Jwks,
    rules: Rules,
}

impl Verifier {
    /// By the keys, and by the rules; the name is for people.
    pub fn new(name: &str, jwks: Jwks, rules: Rules) -> Self {
        Self { name: name.to_owned(), jwks, rules }
    }

    /// What the issuer is called in errors.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where its keys are.
    pub fn jwks(&self) -> &Jwks {
        &self.jwks
    }

    /// What its tokens have to say.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Whose token it is.
    ///
    /// `now` is the time that the token's own times and the age of the keys are held against.
    ///
    /// # Errors
    ///
    /// Each check has its own [`TokenError`]; none says the token or its claims.
    pub async fn verify(&self, token: &str, now: SystemTime) -> Result<Caller, TokenError> {
        let token = Token::read(token, self.rules.longest)?;
        self.verify_read(&token, now).await
    }

    /// The signature first: nothing that a stranger wrote is looked at any further.
    async fn verify_read(&self, token: &Token<'_>, now: SystemTime) -> Result<Caller, TokenError> {
        if token.text.len() > self.rules.longest {
            return Err(TokenError::TooLong { length: token.text.len(), most: self.rules.longest });
        }
        let keys = self.jwks.keys(&token.kid, now).await?;
        let kid = || shown(&token.kid);
        let candidates = match keys.find(&token.kid) {
            Found::Keys(keys) => keys,
            Found::Unfit(why) => {
                return Err(TokenError::UnfitKey { kid: kid(), of: self.name.clone(), why: why.to_owned() });
            }
            Found::Nothing => {
                return Err(TokenError::UnknownKey {
                    kid: kid(),
                    of: self.name.clone(),
                    known: keys.counted(),
                });
            }
        };
        let mut fitting = candidates.iter().filter(|key| key.algorithm == token.algorithm).peekable();
        if fitting.peek().is_none() {
            let key = candidates.first().map_or("another algorithm", |key| name_of(key.algorithm));
            return Err(TokenError::KeyAlgorithm { kid: kid(), key, token: name_of(token.algorithm) });
        }
        if !fitting.any(|key| is_signed(token, key)) {
            return Err(TokenError::Signature { kid: kid() });
        }
        claims::caller(token, &self.rules, now)
    }
}

/// Whether the key signed it: the one place that says so.
fn is_signed(token: &Token<'_>, key: &Key) -> bool {
    let Some((message, signature)) = token.text.rsplit_once('.') else { return false };
    crypto::verify(signature, message.as_bytes(), &key.public, key.algorithm).unwrap_or(false)
}
