//! Auth0.
//!
//! Where from: Auth0's docs, "Locate JSON Web Key Sets", "Validate Access Tokens" and "Access Token Profiles"
//! (auth0.com/docs/secure/tokens). `iss` is the domain with a `/` after it; `aud` is a text or a list, with the
//! identifier of the API. The subject of a machine's token is its client, with `@clients` after it, in both profiles;
//! the claim `gty` is in one of them only.

use super::{Audience, Own, Provider, Settings, parts::domain};
use crate::{Requirement, Rules};

pub(super) static AUTH0: Provider = Provider {
    name: "auth0",
    title: "Auth0",
    id: "domain",
    example: "dev-abc123.us.auth0.com",
    audience: Audience::Advised(
        "the identifier of your API; without it, ID tokens of every application are taken",
    ),
    settle: |id| {
        let issuer = format!("https://{}/", domain(id)?);
        let rules = Rules::new().issuer(&issuer).requires(Requirement::EndsNot {
            claim: "sub",
            end: "@clients",
            why: "it is a machine's, and no user's",
        });
        Some(Settings { jwks: format!("{issuer}.well-known/jwks.json"), rules })
    },
    own: Some(Own {
        example: "https://login.example.com/",
        settle: |issuer| Some(format!("https://{}/", domain(issuer)?)),
    }),
};
