//! Clerk.
//!
//! Where from: Clerk's docs, "Session tokens" and "Manual JWT verification". `iss` is the address of the instance's
//! Frontend API; there is no `aud` unless a JWT template says one; `azp` is the origin of the page that asked for the
//! token, and may be missing.

use super::{Audience, Provider, Settings, parts::domain};
use crate::Rules;

pub(super) static CLERK: Provider = Provider {
    name: "clerk",
    title: "Clerk",
    id: "domain of the Frontend API",
    example: "quick-fox-12.clerk.accounts.dev",
    audience: Audience::Advised("the origins of your pages (azp), https://todos.example.com"),
    settle: |id| {
        let issuer = format!("https://{}", domain(id)?);
        let rules = Rules::new().issuer(&issuer).audience_in(&["aud", "azp"]);
        Some(Settings { jwks: format!("{issuer}/.well-known/jwks.json"), rules })
    },
};
