//! Stytch, and Stytch B2B.
//!
//! Where from: Stytch's API reference, "Get JWKS" and "Get JSON Web Key Set" (B2B), and "Using session JWTs"; its
//! backend SDKs, which check `iss` and `aud` and read the session from `https://stytch.com/session`, and the organisation
//! from `https://stytch.com/organization`. Tokens of machines (M2M) and of connected applications are signed with the
//! same keys and have no session.
//!
//! A project with a domain of its own has that as `iss`: then say the issuer beside the id.

use super::{Audience, Provider, Settings, parts::is_slug};
use crate::{Requirement, Rules};

const EXAMPLE: &str = "project-test-11111111-1111-4111-8111-111111111111";

const SESSION: Requirement = Requirement::Has {
    claims: &["https://stytch.com/session"],
    why: "tokens of users have a session; those of machines and of connected applications have none",
};

pub(super) static STYTCH: Provider = Provider {
    name: "stytch",
    title: "Stytch",
    id: "project id",
    example: EXAMPLE,
    audience: Audience::Known,
    settle: |id| settle(id, "sessions"),
};

pub(super) static STYTCH_B2B: Provider = Provider {
    name: "stytch-b2b",
    title: "Stytch B2B",
    id: "project id",
    example: EXAMPLE,
    audience: Audience::Known,
    settle: |id| {
        let mut settings = settle(id, "b2b/sessions")?;
        settings.rules = settings.rules.requires(Requirement::Has {
            claims: &["https://stytch.com/organization"],
            why: "tokens of members say of which organisation",
        });
        Some(settings)
    },
};

fn settle(id: &str, path: &str) -> Option<Settings> {
    let (kind, number) = id.strip_prefix("project-")?.split_once('-')?;
    let host = match kind {
        "test" => "test.stytch.com",
        "live" => "api.stytch.com",
        _ => return None,
    };
    let rules = Rules::new().issuer(&format!("stytch.com/{id}")).audience(id).requires(SESSION);
    is_slug(number).then(|| Settings { jwks: format!("https://{host}/v1/{path}/jwks/{id}"), rules })
}
