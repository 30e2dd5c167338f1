//! Who is the caller?

use std::{error::Error, fmt};

use serde_json::{Map, Value};

/// Whoever a request is made for: the role that its SQL runs as, and the claims that policies read.
///
/// ```
/// use pg_rls::session::Caller;
///
/// let alice = Caller::signed_in("alice");
/// assert_eq!((alice.role(), alice.subject()), ("authenticated", Some("alice")));
/// assert_eq!(alice.claims(), Some(r#"{"sub":"alice"}"#));
/// assert_eq!(Caller::anonymous().claims(), None);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Caller {
    role: String,
    subject: Option<String>,
    /// A JSON object, as it was in the token.
    claims: Option<String>,
}

impl Caller {
    /// Whoever has no token, as the role `anonymous`.
    pub fn anonymous() -> Self {
        Self { role: "anonymous".to_owned(), subject: None, claims: None }
    }

    /// Whoever a program has found out to be signed in, as the role `authenticated`.
    pub fn signed_in(subject: &str) -> Self {
        let claims = Map::from_iter([("sub".to_owned(), Value::from(subject))]);
        Self {
            role: "authenticated".to_owned(),
            subject: Some(subject.to_owned()),
            claims: Some(Value::Object(claims).to_string()),
        }
    }

    /// Whoever a token was verified of, by its payload: a JSON object, which reaches the database as it is.
    ///
    /// # Errors
    ///
    /// Where the payload is no JSON object.
    pub fn of_token(payload: &str) -> Result<Self, NotClaims> {
        let claims: Map<String, Value> = serde_json::from_str(payload).map_err(|_| NotClaims)?;
        let subject = claims.get("sub").and_then(Value::as_str).map(str::to_owned);
        Ok(Self { role: "authenticated".to_owned(), subject, claims: Some(payload.to_owned()) })
    }

    /// The same caller as another role: Supabase's and PostgREST's `anon`, say.
    #[must_use]
    pub fn with_role(mut self, role: &str) -> Self {
        role.clone_into(&mut self.role);
        self
    }

    /// The role that the SQL runs as.
    pub fn role(&self) -> &str {
        &self.role
    }

    /// The claim `sub`: none for whoever has no token, or one in which it is no string.
    pub fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }

    /// All claims: a JSON object.
    pub fn claims(&self) -> Option<&str> {
        self.claims.as_deref()
    }
}

/// A caller's claims are nobody else's business.
impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller")
            .field("role", &self.role)
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}

/// A payload that is no JSON object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotClaims;

impl fmt::Display for NotClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the claims of a caller are a JSON object")
    }
}

impl Error for NotClaims {}
