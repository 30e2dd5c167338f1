//! What do the claims of a token have to say?

use std::time::Duration;

/// What an issuer's tokens have to say, beside being signed.
///
/// The least is an expiry and a subject. Without an audience, a token that the issuer made for another application is
/// taken too.
///
/// ```
/// use rls_authorize::Rules;
///
/// let rules = Rules::new().issuer("https://auth.example.com").audience("todos").audience("todos-admin");
/// ```
#[derive(Clone, Debug)]
pub struct Rules {
    pub(crate) issuers: Vec<String>,
    pub(crate) audiences: Vec<String>,
    pub(crate) audience_in: &'static [&'static str],
    pub(crate) requires: Vec<Requirement>,
    pub(crate) roles: Roles,
    pub(crate) expiry: bool,
    pub(crate) leeway: Duration,
    pub(crate) longest: usize,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            issuers: Vec::new(),
            audiences: Vec::new(),
            audience_in: &["aud"],
            requires: Vec::new(),
            roles: Roles::SignedIn,
            expiry: true,
            leeway: Duration::from_secs(30),
            longest: 16 * 1024,
        }
    }
}

impl Rules {
    /// An expiry and a subject.
    pub fn new() -> Self {
        Self::default()
    }

    /// `iss` is this one, or another one that is said: letter for letter.
    #[must_use]
    pub fn issuer(mut self, issuer: &str) -> Self {
        self.issuers.push(issuer.to_owned());
        self
    }

    /// `aud` is this one, or has it among others; or one of the other audiences that are said.
    #[must_use]
    pub fn audience(mut self, audience: &str) -> Self {
        self.audiences.push(audience.to_owned());
        self
    }

    /// In which claims the audience is: the first of them that a token has counts. It is `aud` without a word;
    /// Cognito's access tokens have it in `client_id`, Clerk's session tokens in `azp`.
    #[must_use]
    pub fn audience_in(mut self, claims: &'static [&'static str]) -> Self {
        self.audience_in = claims;
        self
    }

    /// What else there has to be.
    #[must_use]
    pub fn requires(mut self, requirement: Requirement) -> Self {
        self.requires.push(requirement);
        self
    }

    /// As which role the caller's SQL runs.
    #[must_use]
    pub fn roles(mut self, roles: Roles) -> Self {
        self.roles = roles;
        self
    }

    /// A token without `exp` is taken: one that got lost is good for ever. One with `exp` still ends then.
    #[must_use]
    pub fn without_expiry(mut self) -> Self {
        self.expiry = false;
        self
    }

    /// How far clocks may be apart; 30 seconds without a word.
    #[must_use]
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// How many bytes a token has at most; 16 KiB without a word.
    #[must_use]
    pub fn longest(mut self, bytes: usize) -> Self {
        self.longest = bytes;
        self
    }
}

/// What tells an issuer's tokens for users from the others that it signs with the same keys.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Requirement {
    /// One of these claims is there, and not null.
    Has {
        /// Any of them will do.
        claims: &'static [&'static str],
        /// What it tells, for the error.
        why: &'static str,
    },
    /// The claim is there, and is one of these texts.
    Is {
        /// Which claim.
        claim: &'static str,
        /// What it may be.
        one_of: &'static [&'static str],
        /// What it tells, for the error.
        why: &'static str,
    },
    /// None of these claims is there.
    HasNot {
        /// Any of them is too much.
        claims: &'static [&'static str],
        /// What it tells, for the error.
        why: &'static str,
    },
    /// The claim is a text that begins so.
    Starts {
        /// Which claim.
        claim: &'static str,
        /// How it has to begin.
        start: &'static str,
        /// What it tells, for the error.
        why: &'static str,
    },
    /// The claim does not begin so; it may not be there at all.
    StartsNot {
        /// Which claim.
        claim: &'static str,
        /// How it may not begin.
        start: &'static str,
        /// What it tells, for the error.
        why: &'static str,
    },
    /// The claim does not end so; it may not be there at all.
    EndsNot {
        /// Which claim.
        claim: &'static str,
        /// How it may not end.
        end: &'static str,
        /// What it tells, for the error.
        why: &'static str,
    },
}

/// As which role a caller's SQL runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Roles {
    /// As `authenticated`, whatever the token says: what Neon does. A subject is needed.
    #[default]
    SignedIn,
    /// As the role that a claim says, where that is one of these; other tokens are refused. A subject is needed for
    /// the first of them, which is that of whoever signed in.
    Claim {
        /// Which claim.
        claim: &'static str,
        /// Those that a token may choose. Never one that row security does not look at.
        allowed: &'static [&'static str],
    },
}
