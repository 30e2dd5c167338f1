//! Keycloak.
//!
//! Where from: Keycloak's docs, "Securing applications with OpenID Connect" (the realm's endpoints), and keycloak/keycloak,
//! core/…/TokenVerifier.java, which wants `typ` = `Bearer` in the claims, in any capitals: ID tokens have `ID`, those for
//! refreshing `Refresh`. A realm has a key for encryption among its keys. An access token's `aud` has the client only where
//! an audience mapper puts it there.
//!
//! A client's own token (a service account's) has `typ` = `Bearer` too. common/…/ServiceAccountConstants.java: its user is
//! called `service-account-…`, and its mappers add `client_id` (`clientId` in older ones), which are
//! notes of that grant's sessions only.
//! Where a realm's mappers add neither, as in lightweight tokens, nothing tells it.

use super::{Audience, Own, Provider, Settings, parts::address};
use crate::{Requirement, Rules};

const SERVICE: &str = "it is a service account's, and no user's";

pub(super) static KEYCLOAK: Provider = Provider {
    name: "keycloak",
    title: "Keycloak",
    id: "address of the realm",
    example: "https://sso.example.com/realms/todos",
    audience: Audience::Advised(
        "what an audience mapper of your client adds; without it, tokens of every client are taken",
    ),
    settle: |id| {
        let realm = realm(id)?;
        let rules = Rules::new().issuer(&realm).requires(Requirement::Is {
            claim: "typ",
            one_of: &["Bearer", "bearer"],
            why: "an access token is wanted (typ is Bearer), and no ID token",
        });
        let rules = rules
            .requires(Requirement::HasNot { claims: &["client_id", "clientId"], why: SERVICE })
            .requires(Requirement::StartsNot {
                claim: "preferred_username",
                start: "service-account-",
                why: SERVICE,
            });
        let jwks = format!("{realm}/protocol/openid-connect/certs");
        Some(Settings { jwks, rules })
    },
    // behind a proxy it has one address for its users and another for whoever fetches its keys
    own: Some(Own { example: "https://sso.example.com/realms/todos", settle: realm }),
};

/// The address of a realm, as it is in `iss`.
fn realm(text: &str) -> Option<String> {
    let (_, realm) = address(text)?;
    let name = realm.rsplit_once("/realms/").map(|(_, name)| name)?;
    (!name.is_empty() && !name.contains('/')).then_some(realm)
}
