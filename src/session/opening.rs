//! Which SQL makes a transaction a caller's?
//!
//! Text and parameters; the drivers send them, and so does whoever speaks the protocol themselves. They are one statement,
//! so that a transaction is either the caller's or nobody's.

use std::fmt;

use super::{caller::Caller, key::Key, refused::Refused};

const PLAIN: &str = "SELECT pg_catalog.set_config('role', $1, true), \
    pg_catalog.set_config('pg_rls.role', $1, true), pg_catalog.set_config($2, $3, true)";
const PLAIN_WITH_SUBJECT: &str = "SELECT pg_catalog.set_config('role', $1, true), \
    pg_catalog.set_config('pg_rls.role', $1, true), pg_catalog.set_config($2, $3, true), \
    pg_catalog.set_config($4, $5, true)";
// what is left of the list is evaluated first: who may not become the role has set nothing that stays
const SIGNED: &str = "SELECT auth.jwt_session_init($2), pg_catalog.set_config('request.jwt.claims', '', true), \
    pg_catalog.set_config('pg_rls.role', $1, true), pg_catalog.set_config('role', $1, true)";
// a token without claims first: from then on the connection takes that of its last caller no more, whoever sets it
const SIGNED_ANONYMOUS: &str = "SELECT auth.jwt_session_init($2), pg_catalog.set_config('pg_session_jwt.jwt', NULL, true), \
    pg_catalog.set_config('request.jwt.claims', '', true), pg_catalog.set_config('pg_rls.role', $1, true), \
    pg_catalog.set_config('role', $1, true)";

/// Which settings tell the database who the caller is, where no extension does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    claims: String,
    subject: Option<String>,
}

impl Default for Settings {
    /// The claims in `request.jwt.claims`, which Neon's, Supabase's and PostgREST's functions read.
    fn default() -> Self {
        Self { claims: "request.jwt.claims".to_owned(), subject: None }
    }
}

impl Settings {
    /// Of the provider `custom`: the claims in a setting of this name.
    pub fn claims_in(setting: &str) -> Self {
        Self { claims: setting.to_owned(), subject: None }
    }

    /// And the claim `sub` in one of its own, `app.user_id` say.
    #[must_use]
    pub fn subject_in(mut self, setting: &str) -> Self {
        self.subject = Some(setting.to_owned());
        self
    }
}

/// The statement that makes a transaction a caller's: run first in it, once.
///
/// ```
/// use pg_rls::session::{Caller, opening::{Opening, Settings}};
///
/// let opening = Opening::plain(&Settings::default(), &Caller::signed_in("alice"))?;
/// let parameters = ["authenticated", "request.jwt.claims", r#"{"sub":"alice"}"#];
/// assert_eq!(opening.parameters(), parameters);
/// # Ok::<_, pg_rls::session::Refused>(())
/// ```
pub struct Opening {
    sql: &'static str,
    parameters: Vec<String>,
}

impl Opening {
    /// By settings, which the caller's own SQL could set again.
    ///
    /// # Errors
    ///
    /// For a caller whom no transaction is begun for.
    pub fn plain(settings: &Settings, caller: &Caller) -> Result<Self, Refused> {
        let mut parameters =
            vec![role(caller)?, settings.claims.clone(), claims(caller)?.unwrap_or_default().to_owned()];
        let Some(setting) = &settings.subject else {
            return Ok(Self { sql: PLAIN, parameters });
        };
        parameters.extend([setting.clone(), caller.subject().unwrap_or_default().to_owned()]);
        Ok(Self { sql: PLAIN_WITH_SUBJECT, parameters })
    }

    /// By a token of the connection's key, which nobody else can make.
    ///
    /// # Errors
    ///
    /// For a caller whom no transaction is begun for.
    pub fn signed(caller: &Caller, key: &mut Key) -> Result<Self, Refused> {
        let role = role(caller)?;
        let (sql, claims) = match claims(caller)? {
            None => (SIGNED_ANONYMOUS, "{}"),
            Some(claims) => (SIGNED, claims),
        };
        Ok(Self { sql, parameters: vec![role, key.sign(claims)?.into_string()] })
    }

    /// Its text.
    pub fn sql(&self) -> &'static str {
        self.sql
    }

    /// Its parameters, in their order: text, all of them.
    pub fn parameters(&self) -> &[String] {
        &self.parameters
    }
}

/// Claims and tokens are nobody else's business.
impl fmt::Debug for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opening").field("sql", &self.sql).finish_non_exhaustive()
    }
}

fn role(caller: &Caller) -> Result<String, Refused> {
    match caller.role() {
        "" => Err(Refused::NoRole),
        "none" => Err(Refused::RoleNone),
        role if role.contains('\0') => Err(Refused::RoleWithNul),
        role => Ok(role.to_owned()),
    }
}

fn claims(caller: &Caller) -> Result<Option<&str>, Refused> {
    match caller.claims() {
        Some(claims) if holds_nul(claims) => Err(Refused::ClaimsWithNul),
        claims => Ok(claims),
    }
}

/// Whether JSON has a NUL in it, which it can write in one way only.
fn holds_nul(json: &str) -> bool {
    json.match_indices("u0000").any(|(at, _)| {
        let slashes = json[..at].bytes().rev().take_while(|byte| *byte == b'\\').count();
        slashes % 2 == 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(caller: &Caller) -> Result<Opening, Refused> {
        Opening::plain(&Settings::default(), caller)
    }

    #[test]
    fn a_caller_without_a_role_of_their_own_is_refused() {
        let caller = Caller::signed_in("alice");
        for (role, refused) in
            [("", Refused::NoRole), ("none", Refused::RoleNone), ("a\0b", Refused::RoleWithNul)]
        {
            let caller = caller.clone().with_role(role);
            assert_eq!(plain(&caller).unwrap_err(), refused);
            assert_eq!(Opening::signed(&caller, &mut Key::generate().unwrap()).unwrap_err(), refused);
        }
        // to Postgres these are names
        for role in ["None", "none ", "default", "\"none\""] {
            assert_eq!(plain(&caller.clone().with_role(role)).unwrap().parameters()[0], role);
        }
    }

    #[test]
    fn nul_is_refused_wherever_it_is_written() {
        for claims in [r#"{"sub":"a\u0000b"}"#, r#"{"a\u0000":1}"#, r#"{"a":[{"b":"\\\u0000"}]}"#] {
            assert_eq!(plain(&Caller::of_token(claims).unwrap()).unwrap_err(), Refused::ClaimsWithNul);
        }
        assert_eq!(plain(&Caller::signed_in("a\0b")).unwrap_err(), Refused::ClaimsWithNul);
        for claims in [r#"{"sub":"a\\u0000b"}"#, r#"{"sub":"u0000"}"#, r#"{"sub":"\u00001"}"#] {
            let harmless = !claims.contains("\"\\u0000");
            assert_eq!(plain(&Caller::of_token(claims).unwrap()).is_ok(), harmless, "{claims}");
        }
    }

    #[test]
    fn whoever_has_no_claims_has_empty_ones() {
        let settings = Settings::claims_in("app.claims").subject_in("app.user_id");
        let opening = Opening::plain(&settings, &Caller::anonymous()).unwrap();
        assert_eq!(opening.parameters(), ["anonymous", "app.claims", "", "app.user_id", ""]);
        let mut key = Key::generate().unwrap();
        let opening = Opening::signed(&Caller::anonymous(), &mut key).unwrap();
        assert_eq!((opening.sql(), opening.parameters()[0].as_str()), (SIGNED_ANONYMOUS, "anonymous"));
        // {"jti":1}
        assert_eq!(opening.parameters()[1].split('.').nth(1), Some("eyJqdGkiOjF9"));
    }
}
