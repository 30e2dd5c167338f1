//! Is the issuer of a domain of one's own taken, and what cannot be one refused?

use rls_authorize::provider::{Provider, ProviderError};
use serde_json::{Value, json};

use super::{audiences, shapes, timed, verified_by};

/// An issuer that does not follow from the id takes the place of the one that does, and nothing else.
#[test]
fn a_domain_of_ones_own() {
    let shapes = shapes();
    for (name, issuer, in_iss) in [
        ("stytch", "https://login.example.com", "https://login.example.com"),
        ("stytch-b2b", "login.example.com", "login.example.com"),
        ("clerk", "clerk.example.com", "https://clerk.example.com"),
        ("clerk", "https://clerk.example.com/", "https://clerk.example.com"),
        ("auth0", "login.example.com", "https://login.example.com/"),
        ("auth0", "https://login.example.com/", "https://login.example.com/"),
        ("keycloak", "https://id.example.com/realms/todos", "https://id.example.com/realms/todos"),
        ("supabase", "https://api.example.com", "https://api.example.com/auth/v1"),
        ("supabase", "https://api.example.com/auth/v1", "https://api.example.com/auth/v1"),
        ("custom", "whoever:it-is", "whoever:it-is"),
    ] {
        let shape = shapes.iter().find(|shape| shape.name == name).unwrap();
        let provider = Provider::named(name).unwrap();
        let settings = provider.settings_issued_by(&shape.id, issuer, &audiences(shape)).unwrap();
        assert_eq!(settings.jwks, shape.jwks, "{name}: keys are where the id says");
        let verified = |claims: &Value| {
            let settings = provider.settings_issued_by(&shape.id, issuer, &audiences(shape)).unwrap();
            verified_by(settings, shape, claims)
        };
        let mut claims = timed(&shape.claims);
        let said = verified(&claims).unwrap_err();
        assert!(said.starts_with("the token is issued by") || name == "custom", "{name}: {said}");
        claims["iss"] = json!(in_iss);
        assert_eq!(verified(&claims), Ok(shape.role.to_owned()), "{name}: {issuer}");
        // the rest holds as it did
        claims["aud"] = json!("somebody else");
        assert!(verified(&claims).is_err(), "{name}");
    }
    for (name, issuers) in [
        (
            "auth0",
            &["", "login", "https://login.example.com/x", "http://login.example.com/", "a b.example.com"][..],
        ),
        ("clerk", &["https://clerk.example.com/x", "https://user@clerk.example.com"]),
        ("keycloak", &["sso.example.com", "https://sso.example.com", "https://sso.example.com/realms/a/b"]),
        ("supabase", &["api.example.com", "https://api.example.com/other", "short"]),
        (
            "stytch",
            &["", "stytch", "https://login.example.com/?x", "http://login.example.com", "a b.example.com"],
        ),
        ("custom", &["", "https://auth.example.com ", "a\nb"]),
    ] {
        let provider = Provider::named(name).unwrap();
        let id = &shapes.iter().find(|shape| shape.name == name).unwrap().id;
        for issuer in issuers {
            let refused = provider.settings_issued_by(id, issuer, &[]).map(|settings| settings.jwks);
            assert!(matches!(refused, Err(ProviderError::Issuer { .. })), "{name}: {issuer:?}: {refused:?}");
        }
    }
    let said = Provider::named("auth0").unwrap().verifier_issued_by("a.example.com", "login", &[]);
    assert_eq!(
        said.unwrap_err().to_string(),
        r#""login" is no issuer of Auth0's tokens (iss); one is like https://login.example.com/"#
    );
    for name in ["firebase", "cognito", "neon-auth", "azure"] {
        let provider = Provider::named(name).unwrap();
        let said = provider
            .verifier_issued_by(provider.example, "https://login.example.com", &["todos".to_owned()])
            .unwrap_err()
            .to_string();
        assert!(said.starts_with(&format!("tokens of {} say \"https://", provider.title)), "{said}");
        assert!(said.ends_with(" in iss and never anything else, so no issuer can be given"), "{said}");
    }
}
