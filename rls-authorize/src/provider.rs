//! What does one have to know of an issuer?
//!
//! A provider is a value: from the one id that its users know (of their project, tenant or pool), it knows where the keys
//! are, what tokens say of their issuer and their audience, and how a user's token is told from others that are signed
//! with the same keys. Adding one is a file in `provider/` and a line here.

mod auth0;
mod azure;
mod clerk;
mod cognito;
mod custom;
mod firebase;
mod keycloak;
mod neon_auth;
mod parts;
mod stytch;
mod supabase;

use crate::{
    Jwks, JwksError, Rules, Verifier,
    error::{listed, shown},
};

/// What is known of an issuer.
#[derive(Debug)]
pub struct Provider {
    /// As flags and settings call it: `stytch`.
    pub name: &'static str,
    /// As people call it: `Stytch`.
    pub title: &'static str,
    /// What its id is: `project id`.
    pub id: &'static str,
    /// One as it could be.
    pub example: &'static str,
    /// For whom its tokens are.
    pub audience: Audience,
    settle: fn(&str) -> Option<Settings>,
    /// None: no token of its says another issuer than the one that follows from the id.
    own: Option<Own>,
}

/// How an issuer is written that does not follow from the id, because its user has a domain of their own, say.
#[derive(Debug)]
struct Own {
    example: &'static str,
    /// As the tokens have it, of what people write.
    settle: fn(&str) -> Option<String>,
}

/// For whom an issuer's tokens are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// It follows from the id.
    Known,
    /// It should be said: without it, tokens for the issuer's other applications are taken too.
    Advised(&'static str),
    /// It has to be said: the keys are those of many issuers.
    Needed(&'static str),
}

/// What follows from an id.
#[derive(Debug)]
pub struct Settings {
    /// Where the keys are.
    pub jwks: String,
    /// What the tokens have to say.
    pub rules: Rules,
}

/// Those that are known.
pub static PROVIDERS: [&Provider; 11] = [
    &stytch::STYTCH,
    &stytch::STYTCH_B2B,
    &clerk::CLERK,
    &auth0::AUTH0,
    &firebase::FIREBASE,
    &keycloak::KEYCLOAK,
    &cognito::COGNITO,
    &supabase::SUPABASE,
    &neon_auth::NEON_AUTH,
    &azure::AZURE,
    &custom::CUSTOM,
];

/// Why an issuer cannot be set up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// No such name.
    #[error("no provider is called {found}; known are {known}")]
    Unknown {
        /// What was asked for.
        found: String,
        /// All names.
        known: String,
    },
    /// It is no id of that provider.
    #[error("{found} is no {what} of {title}; one is like {example}")]
    Id {
        /// What was given.
        found: String,
        /// What it should be.
        what: &'static str,
        /// Whose.
        title: &'static str,
        /// One as it could be.
        example: &'static str,
    },
    /// An audience has to be said.
    #[error("{title} needs an audience: {why}")]
    NoAudience {
        /// Who.
        title: &'static str,
        /// What it is.
        why: &'static str,
    },
    /// It is no issuer of that provider's.
    #[error("{found} is no issuer of {title}'s tokens (iss); one is like {example}")]
    Issuer {
        /// What was given.
        found: String,
        /// Whose.
        title: &'static str,
        /// One as it could be.
        example: &'static str,
    },
    /// An issuer was given, and there is no choice.
    #[error("tokens of {title} say {only} in iss and never anything else, so no issuer can be given")]
    OnlyIssuer {
        /// Whose.
        title: &'static str,
        /// What follows from the id.
        only: String,
    },
    /// The address of the keys.
    #[error("{0}")]
    Jwks(#[from] JwksError),
}

impl Provider {
    /// The one of that name.
    ///
    /// # Errors
    ///
    /// Where there is none; it names all.
    pub fn named(name: &str) -> Result<&'static Provider, ProviderError> {
        let known = || PROVIDERS.iter().map(|provider| provider.name).collect::<Vec<_>>().join(", ");
        let found = PROVIDERS.iter().copied().find(|provider| provider.name == name);
        found.ok_or_else(|| ProviderError::Unknown { found: shown(name), known: known() })
    }

    /// What follows from an id; audiences are those that a user says, and may be none where it is [`Audience::Known`] or
    /// [`Audience::Advised`].
    ///
    /// ```
    /// use rls_authorize::provider::Provider;
    ///
    /// let stytch = Provider::named("stytch")?;
    /// let id = "project-test-00000000-0000-4000-8000-000000000000";
    /// let settings = stytch.settings(id, &[])?;
    /// assert_eq!(settings.jwks, format!("https://test.stytch.com/v1/sessions/jwks/{id}"));
    /// assert!(stytch.settings("my project", &[]).is_err());
    /// # Ok::<(), rls_authorize::provider::ProviderError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Where it is no id of that provider, or an audience is needed.
    pub fn settings(&self, id: &str, audiences: &[String]) -> Result<Settings, ProviderError> {
        let settled = if id.len() <= 300 { (self.settle)(id) } else { None };
        let mut settings = settled.ok_or_else(|| ProviderError::Id {
            found: shown(id),
            what: self.id,
            title: self.title,
            example: self.example,
        })?;
        if let (Audience::Needed(why), []) = (self.audience, audiences) {
            return Err(ProviderError::NoAudience { title: self.title, why });
        }
        if !audiences.is_empty() {
            settings.rules.audiences = audiences.to_vec();
        }
        Ok(settings)
    }

    /// The same where tokens say another issuer than the one that follows from the id: that of a domain of one's own.
    ///
    /// It takes the place of that one and changes nothing else. Keys come from where the id says: what has moved to the
    /// other domain altogether is better named by the id alone.
    ///
    /// ```
    /// use rls_authorize::provider::Provider;
    ///
    /// let auth0 = Provider::named("auth0")?;
    /// // as people write it, or as the tokens have it: https://login.example.com/
    /// let settings = auth0.settings_issued_by("dev-abc123.us.auth0.com", "login.example.com", &[])?;
    /// assert_eq!(settings.jwks, "https://dev-abc123.us.auth0.com/.well-known/jwks.json");
    /// assert!(Provider::named("firebase")?.settings_issued_by("todos-1a2b3", "https://example.com", &[]).is_err());
    /// # Ok::<(), rls_authorize::provider::ProviderError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Provider::settings`]; and where it is no issuer that this provider's tokens could have.
    pub fn settings_issued_by(
        &self,
        id: &str,
        issuer: &str,
        audiences: &[String],
    ) -> Result<Settings, ProviderError> {
        let mut settings = self.settings(id, audiences)?;
        let Some(own) = &self.own else {
            return Err(ProviderError::OnlyIssuer {
                title: self.title,
                only: listed(&settings.rules.issuers),
            });
        };
        let settled = if issuer.len() <= 300 { (own.settle)(issuer) } else { None };
        let issuer = settled.ok_or_else(|| ProviderError::Issuer {
            found: shown(issuer),
            title: self.title,
            example: own.example,
        })?;
        settings.rules.issuers = vec![issuer];
        Ok(settings)
    }

    /// A verifier of its tokens. Nobody is asked yet.
    ///
    /// # Errors
    ///
    /// As [`Provider::settings`].
    pub fn verifier(&self, id: &str, audiences: &[String]) -> Result<Verifier, ProviderError> {
        self.verifying(self.settings(id, audiences)?)
    }

    /// A verifier of its tokens that say this issuer.
    ///
    /// # Errors
    ///
    /// As [`Provider::settings_issued_by`].
    pub fn verifier_issued_by(
        &self,
        id: &str,
        issuer: &str,
        audiences: &[String],
    ) -> Result<Verifier, ProviderError> {
        self.verifying(self.settings_issued_by(id, issuer, audiences)?)
    }

    fn verifying(&self, settings: Settings) -> Result<Verifier, ProviderError> {
        Ok(Verifier::new(self.title, Jwks::url(&settings.jwks)?, settings.rules))
    }
}
