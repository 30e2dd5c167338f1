//! Keycloak.
//!
//! Where from: Keycloak's docs, "Securing applications with OpenID Connect" (the realm's endpoints), and its own check of
//! tokens, which wants `typ` = `Bearer` in the claims: ID tokens have `ID`, those for refreshing `Refresh`. A realm has a key
//! for encryption among its keys. An access token's `aud` has the client only where an audience mapper puts it there.

use super::{Audience, Provider, Settings, parts::address};
use crate::{Requirement, Rules};

pub(super) static KEYCLOAK: Provider = Provider {
    name: "keycloak",
    title: "Keycloak",
    id: "address of the realm",
    example: "https://sso.example.com/realms/todos",
    audience: Audience::Advised(
        "what an audience mapper of your client adds; without it, tokens of every client are taken",
    ),
    settle: |id| {
        let (_, realm) = address(id)?;
        let name = realm.rsplit_once("/realms/").map(|(_, name)| name)?;
        let rules = Rules::new().issuer(&realm).requires(Requirement::Is {
            claim: "typ",
            one_of: &["Bearer", "bearer"],
            why: "an access token is wanted (typ is Bearer), and no ID token",
        });
        let jwks = format!("{realm}/protocol/openid-connect/certs");
        (!name.is_empty() && !name.contains('/')).then_some(Settings { jwks, rules })
    },
};
