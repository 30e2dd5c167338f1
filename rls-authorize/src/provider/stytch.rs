//! Stytch, and Stytch B2B.
//!
//! Where from: stytchauth/stytch-node, lib/shared/envs.ts (both hosts), lib/b2c/client.ts and lib/b2b/client.ts (the keys,
//! `iss`, `aud`), lib/shared/sessions.ts (`https://stytch.com/session`), lib/b2b/sessions.ts
//! (`https://stytch.com/organization`: `organization_id`, `slug`). lib/b2c/m2m.ts and idp.ts verify tokens of machines (M2M)
//! and of connected applications with the same keys, `iss` and `aud`; these have no session, though those of B2B have an
//! organisation.
//!
//! Where a project has a domain of its own and is asked there, that address is `iss` (stytchauth/stytch-go,
//! stytch/shared/jwt.go): then say the issuer beside the id.

use super::{
    Audience, Own, Provider, Settings,
    parts::{address, is_slug},
};
use crate::{Requirement, Rules};

const EXAMPLE: &str = "project-test-11111111-1111-4111-8111-111111111111";

const SESSION: Requirement = Requirement::Has {
    claims: &["https://stytch.com/session"],
    why: "tokens of users have a session; those of machines and of connected applications have none",
};

/// Its own has no scheme; so what is given is taken as it is written.
const OWN: Own = Own {
    example: "https://login.example.com",
    settle: |issuer| {
        let (_, whole) = address(&format!("https://{}", issuer.strip_prefix("https://").unwrap_or(issuer)))?;
        whole.ends_with(issuer).then(|| issuer.to_owned())
    },
};

pub(super) static STYTCH: Provider = Provider {
    name: "stytch",
    title: "Stytch",
    id: "project id",
    example: EXAMPLE,
    audience: Audience::Known,
    settle: |id| settle(id, "sessions"),
    own: Some(OWN),
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
    own: Some(OWN),
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
