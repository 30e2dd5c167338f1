//! Microsoft Entra ID, once Azure AD.
//!
//! Where from: Microsoft's docs, "Access tokens in the Microsoft identity platform" and "Access token claims reference".
//! The keys of a tenant have no `alg`; `iss` depends on the version of the token, which the API's registration says. Every
//! application of a tenant gets tokens signed with the same keys, so the audience has to be said. `idtyp` is `app` where it
//! is an application's own token and the optional claim is on.

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
            });
        let jwks = format!("https://login.microsoftonline.com/{id}/discovery/v2.0/keys");
        is_uuid(&id).then_some(Settings { jwks, rules })
    },
};
