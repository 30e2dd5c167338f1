//! Clerk.
//!
//! Where from: clerk/clerk-docs, docs/guides/sessions/session-tokens.mdx, jwt-templates.mdx and
//! manual-jwt-verification.mdx: `iss` is the address of the instance's Frontend API, and the keys are there; there is no
//! `aud` unless a JWT template says one; `azp` is the origin of the page that asked for the token, and may be missing. A
//! template's token has no `sid`, so that is no sign of a user.
//!
//! The instance's one key signs machines' tokens too (clerk/javascript, packages/backend/src/tokens/machine.ts): the
//! subject of an M2M token is a machine, `mch_…`, whose owner chooses its `aud`, and an OAuth access token, which a user
//! gave to somebody else's application, has a `client_id` (api/resources/IdPOAuthAccessToken.ts). Its ID tokens have the
//! client in `aud`, and are told by that only where an audience is said.

use super::{Audience, Own, Provider, Settings, parts::domain};
use crate::{Requirement, Rules};

pub(super) static CLERK: Provider = Provider {
    name: "clerk",
    title: "Clerk",
    id: "domain of the Frontend API",
    example: "quick-fox-12.clerk.accounts.dev",
    audience: Audience::Advised("the origins of your pages (azp), https://todos.example.com"),
    settle: |id| {
        let issuer = format!("https://{}", domain(id)?);
        let rules = Rules::new()
            .issuer(&issuer)
            .audience_in(&["aud", "azp"])
            .requires(Requirement::Starts {
                claim: "sub",
                start: "user_",
                why: "those of users begin with user_, and those of machines do not",
            })
            .requires(Requirement::HasNot {
                claims: &["client_id"],
                why: "it was given to an application by OAuth, and is no session's",
            });
        Some(Settings { jwks: format!("{issuer}/.well-known/jwks.json"), rules })
    },
    own: Some(Own {
        example: "https://clerk.example.com",
        settle: |issuer| Some(format!("https://{}", domain(issuer)?)),
    }),
};
