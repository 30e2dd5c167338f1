//! Stytch, and Stytch B2B.

use super::{Audience, Provider, Settings, is_slug};
use crate::{Requirement, Rules};

pub(super) static STYTCH: Provider = Provider {
    name: "stytch",
    title: "Stytch",
    id: "project id",
    example: "project-test-11111111-1111-4111-8111-111111111111",
    audience: Audience::Known,
    settle: |id| settle(id, "sessions"),
};

pub(super) static STYTCH_B2B: Provider = Provider {
    name: "stytch-b2b",
    title: "Stytch B2B",
    id: "project id",
    example: "project-test-11111111-1111-4111-8111-111111111111",
    audience: Audience::Known,
    settle: |id| settle(id, "b2b/sessions"),
};

fn settle(id: &str, path: &str) -> Option<Settings> {
    let rest = id.strip_prefix("project-")?;
    let (kind, number) = rest.split_once('-')?;
    let host = match kind {
        "test" => "test.stytch.com",
        "live" => "api.stytch.com",
        _ => return None,
    };
    if !is_slug(number) {
        return None;
    }
    let rules = Rules::new().issuer(&format!("stytch.com/{id}")).audience(id).requires(Requirement {
        claim: "https://stytch.com/session",
        one_of: &[],
        why: "tokens of users have a session, and those of machines, which are signed with the same keys, have none",
    });
    Some(Settings { jwks: format!("https://{host}/v1/{path}/jwks/{id}"), rules })
}
