//! Does each provider know what its tokens look like, and is what looks otherwise refused?

mod domain;
mod shapes;

use rls_authorize::{
    Jwks, Verifier,
    provider::{Audience, PROVIDERS, Provider, ProviderError, Settings},
};
use serde_json::{Value, json};
use shapes::{Shape, UUID, shapes};

use crate::signer::{NOW, jwks, now, run};

fn audiences(shape: &Shape) -> Vec<String> {
    shape.audiences.iter().map(|audience| (*audience).to_owned()).collect()
}

/// What the claims say, whatever they are, by the rules of the provider and a key of ours.
fn verified(shape: &Shape, claims: &Value) -> Result<String, String> {
    let provider = Provider::named(shape.name).unwrap();
    verified_by(provider.settings(&shape.id, &audiences(shape)).unwrap(), shape, claims)
}

/// The same by these settings.
fn verified_by(settings: Settings, shape: &Shape, claims: &Value) -> Result<String, String> {
    let keys = Jwks::text(&jwks(&[shape.signer.jwk()])).unwrap();
    let verifier = Verifier::new(shape.name, keys, settings.rules);
    let caller =
        run(verifier.verify(&shape.signer.token(claims), now())).map_err(|error| error.to_string())?;
    Ok(caller.role().to_owned())
}

fn timed(claims: &Value) -> Value {
    let mut claims = claims.clone();
    claims["iat"] = json!(NOW);
    claims["exp"] = json!(NOW + 300);
    claims
}

#[test]
fn tokens_as_they_make_them() {
    let shapes = shapes();
    for shape in &shapes {
        let provider = Provider::named(shape.name).unwrap();
        let settings = provider.settings(&shape.id, &audiences(shape)).unwrap();
        assert_eq!(settings.jwks, shape.jwks);
        assert_eq!(verified(shape, &timed(&shape.claims)), Ok(shape.role.to_owned()), "{}", shape.name);
    }
    for provider in PROVIDERS {
        assert!(shapes.iter().any(|shape| shape.name == provider.name), "{}", provider.name);
    }
}

/// The tokens of another project, another application, a machine.
#[test]
fn tokens_of_others() {
    let away = Value::Null;
    let cases = [
        (
            "stytch",
            json!({ "https://stytch.com/session": away }),
            "the token has no https://stytch.com/session",
        ),
        (
            "stytch",
            json!({ "iss": format!("https://stytch.com/project-test-{UUID}") }),
            "the token is issued by",
        ),
        ("stytch", json!({ "aud": ["project-test-2"] }), "the token is for somebody else"),
        // of a connected application of B2B: an organisation, and no session
        (
            "stytch-b2b",
            json!({ "https://stytch.com/session": away, "client_id": "connected-app-live-1", "scope": "openid" }),
            "the token has no https://stytch.com/session",
        ),
        (
            "stytch-b2b",
            json!({ "https://stytch.com/organization": away }),
            "the token has no https://stytch.com/organ",
        ),
        ("clerk", json!({ "azp": "https://mallory.example" }), "the token is for somebody else (aud, azp)"),
        ("clerk", json!({ "azp": away }), "the token does not say for whom it is (aud, azp)"),
        // a machine of one's own may say what it likes in aud
        (
            "clerk",
            json!({ "sub": "mch_2vYV", "aud": ["https://todos.example.com"], "sid": away }),
            "the token is of another kind (sub)",
        ),
        (
            "clerk",
            json!({ "client_id": "client_2VTW", "scope": "profile", "sid": away }),
            "the token is of another kind (client_id)",
        ),
        ("clerk", json!({ "sub": away }), "the token has no sub"),
        (
            "auth0",
            json!({ "sub": "awZfdIir8YFdGZWkvCejDoUb7SjTDicx@clients" }),
            "the token is of another kind (sub)",
        ),
        ("auth0", json!({ "iss": "https://dev-abc123.us.auth0.com" }), "the token is issued by"),
        ("auth0", json!({ "aud": "client" }), "the token is for somebody else"),
        ("firebase", json!({ "aud": "others-1" }), "the token is for somebody else"),
        ("firebase", json!({ "aud": away }), "the token does not say for whom it is"),
        ("firebase", json!({ "sub": "" }), "the token's subject (sub) is empty"),
        ("keycloak", json!({ "typ": "ID" }), "the token is of another kind (typ)"),
        ("keycloak", json!({ "typ": away }), "the token has no typ"),
        ("keycloak", json!({ "aud": "account" }), "the token is for somebody else"),
        (
            "keycloak",
            json!({ "client_id": "backup" }),
            "the token is of another kind (client_id): it is a service account's",
        ),
        ("keycloak", json!({ "clientId": "backup" }), "the token is of another kind (clientId)"),
        (
            "keycloak",
            json!({ "preferred_username": "service-account-backup" }),
            "the token is of another kind (preferred_username)",
        ),
        ("cognito", json!({ "client_id": "client2" }), "the token is for somebody else (client_id, aud)"),
        (
            "cognito",
            json!({ "client_id": "client2", "aud": "client1" }),
            "the token is for somebody else (client_id, aud)",
        ),
        ("cognito", json!({ "token_use": "refresh" }), "the token is of another kind (token_use)"),
        ("cognito", json!({ "username": away }), "the token has no username or cognito:username"),
        (
            "supabase",
            json!({ "role": "service_role" }),
            "the token asks for another role than authenticated or anon",
        ),
        ("supabase", json!({ "role": away }), "the token has no role"),
        ("supabase", json!({ "iss": "supabase", "sub": away }), "the token is issued by"),
        ("neon-auth", json!({ "aud": "https://ep-other.example" }), "the token is for somebody else"),
        (
            "azure",
            json!({ "iss": "https://sts.windows.net/22222222-2222-4222-8222-222222222222/" }),
            "the token is issued",
        ),
        ("azure", json!({ "idtyp": "app" }), "the token is of another kind (idtyp)"),
        // an application's own where the API does not ask for idtyp, and an ID token
        (
            "azure",
            json!({ "scp": away, "roles": ["todos.all"] }),
            "the token has no scp: access tokens of users",
        ),
        ("custom", json!({ "aud": "shop" }), "the token is for somebody else"),
    ];
    let shapes = shapes();
    let mut wrong = Vec::new();
    for (name, changes, expected) in cases {
        let shape = shapes.iter().find(|shape| shape.name == name).unwrap();
        let mut claims = timed(&shape.claims);
        for (claim, value) in changes.as_object().unwrap() {
            if value.is_null() {
                claims.as_object_mut().unwrap().remove(claim);
            } else {
                claims[claim] = value.clone();
            }
        }
        let said = verified(shape, &claims).map_or_else(|said| said, |role| format!("taken, as {role}"));
        if !said.starts_with(expected) {
            wrong.push(format!("{name}, {changes}: {said}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// An id becomes a part of an address: nothing in it leads elsewhere.
#[test]
fn ids_that_are_none() {
    let everywhere = [
        "",
        " ",
        "a b",
        "../..",
        "x/../../y",
        "a?b",
        "a#b",
        "a%2f",
        "a@mallory.example",
        "https://a@mallory.example/realms/x",
        "https://mallory.example:443@a/realms/x",
        "https://a.example/realms/x?y",
        "https://a.example/realms/x#y",
        "https://a.example/realms/../x",
        "https://a.example/realms//x",
        "http://a.example/realms/x",
        "javascript:alert(1)",
        "\u{430}bc.example.com",
        "a\nb.example.com",
        "a\0.example.com",
    ];
    for provider in PROVIDERS.iter().filter(|provider| provider.name != "custom") {
        let audiences = ["todos".to_owned()];
        for id in everywhere {
            let refused = provider.settings(id, &audiences).map(|settings| settings.jwks);
            assert!(
                matches!(refused, Err(ProviderError::Id { .. })),
                "{}: {id:?}: {refused:?}",
                provider.name
            );
        }
        let long = provider.settings(&"a".repeat(5000), &audiences).unwrap_err().to_string();
        assert!(long.len() < 300, "{long}");
        // what is shown as an example is one
        let settings = provider.settings(provider.example, &audiences).unwrap();
        assert!(Jwks::url(&settings.jwks).is_ok(), "{}", settings.jwks);
    }
    for (name, id) in [
        ("stytch", UUID),
        ("stytch", "project-prod-1"),
        ("stytch", "secret-test-1"),
        ("clerk", "pk_test_abc"),
        ("clerk", "localhost"),
        ("auth0", "127.0.0.1"),
        ("auth0", "-a.example.com"),
        ("firebase", "Todos"),
        ("keycloak", "https://sso.example.com"),
        ("keycloak", "https://sso.example.com/realms/"),
        ("keycloak", "https://sso.example.com/realms/a/b"),
        ("cognito", "eu-central-1"),
        ("cognito", "mallory.example/_x"),
        ("supabase", "short"),
        ("supabase", "https://abcdefghijklmnopqrst.supabase.co/auth/v1"),
        ("neon-auth", "https://ep-quiet-fox.eu-central-1.aws.neon.tech"),
        ("azure", "common"),
        ("azure", "contoso.onmicrosoft.com"),
        ("custom", "http://auth.example.com/keys"),
    ] {
        let provider = Provider::named(name).unwrap();
        let refused = provider.settings(id, &["todos".to_owned()]).map(|settings| settings.jwks);
        assert!(matches!(refused, Err(ProviderError::Id { .. })), "{name}: {id}: {refused:?}");
    }
    let said = Provider::named("stytch").unwrap().settings("my project", &[]).unwrap_err().to_string();
    assert_eq!(said, format!(r#""my project" is no project id of Stytch; one is like project-test-{UUID}"#));
}

#[test]
fn on_ones_own_machine() {
    for (name, id, expected) in [
        (
            "keycloak",
            "http://localhost:8080/realms/todos",
            "http://localhost:8080/realms/todos/protocol/openid-connect/certs",
        ),
        ("supabase", "http://127.0.0.1:54321", "http://127.0.0.1:54321/auth/v1/.well-known/jwks.json"),
    ] {
        assert_eq!(Provider::named(name).unwrap().settings(id, &[]).unwrap().jwks, expected);
    }
}

#[test]
fn an_audience_is_asked_for_where_keys_are_shared() {
    let said = Provider::named("azure").unwrap().verifier(UUID, &[]).unwrap_err().to_string();
    assert!(said.starts_with("Microsoft Entra ID needs an audience: "), "{said}");
    for provider in PROVIDERS.iter().filter(|provider| !matches!(provider.audience, Audience::Needed(_))) {
        assert!(provider.verifier(provider.example, &[]).is_ok(), "{}", provider.name);
    }
    let said = Provider::named("okta").unwrap_err().to_string();
    assert!(
        said.starts_with(r#"no provider is called "okta"; known are stytch, stytch-b2b, clerk, "#),
        "{said}"
    );
}
