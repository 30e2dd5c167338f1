//! Microsoft Entra ID, once Azure AD.
//!
//! Where from: MicrosoftDocs/entra-docs, docs/identity-platform/access-tokens.md, access-token-claims-reference.md and
//! optional-claims-reference.md. The keys of a tenant have no `alg`; `iss` depends on the version of the token, which the
//! API's registration says. Every application of a tenant gets tokens signed with the same keys, so the audience has to be
//! said, and that is not enough: an application asks for a token of its own for any API. Such a one has no `scp`, which is
//! "only included for user tokens"; `idtyp` says `app` only where the API asks for that optional claim. ID tokens have no
//! `scp` either, and are for the application that asked.
//!
//! Not confirmed: that tokens of version 1 are signed with keys of this address. They have one of their own
//! (/discovery/keys), and both are said to list the same keys.

use super::{Audience, Provider, Settings, parts::is_uuid};
use crate::{Requirement, Rules};

pub(super) static AZURE: Provider = Provider {
    name: "azure",
    title: "Microsoft Entra ID",
    id: "tenant id",
    example: "11111111-1111-4111-8111-111111111111",
    audience: Audience::Needed("the application id of your API, or its api://…, as the token's aud has it"),
    settle: |id| {
        let id = id.to_ascii_lowercase();
        let rules = Rules::new()
            .issuer(&format!("https://login.microsoftonline.com/{id}/v2.0"))
            .issuer(&format!("https://sts.windows.net/{id}/"))
            .requires(Requirement::EndsNot {
                claim: "idtyp",
                end: "app",
                why: "it is an application's, and no user's",
            })
            .requires(Requirement::Has {
                claims: &["scp"],
                why: "access tokens of users have scopes, and those of applications have none",
            });
        let jwks = format!("https://login.microsoftonline.com/{id}/discovery/v2.0/keys");
        is_uuid(&id).then_some(Settings { jwks, rules })
    },
    own: None,
};
