//! Does each provider know what its tokens look like, and is what looks otherwise refused?

use rls_authorize::{
    Jwks, Verifier,
    provider::{Audience, PROVIDERS, Provider, ProviderError},
};
use serde_json::{Value, json};

use crate::signer::{EC, ED, NOW, RSA, Signer, jwks, now, run};

const UUID: &str = "11111111-1111-4111-8111-111111111111";

/// A provider, one of its ids, where its keys are, the audiences that a user says, and who signs.
struct Shape {
    name: &'static str,
    id: String,
    jwks: String,
    audiences: &'static [&'static str],
    signer: &'static Signer,
    /// As its documentation shows them.
    claims: Value,
    role: &'static str,
}

fn shapes() -> Vec<Shape> {
    let authenticated = "authenticated";
    let stytch = |kind: &str| format!("project-{kind}-{UUID}");
    let stytch_claims = |kind: &str| {
        json!({
            "aud": [stytch(kind)], "iss": format!("stytch.com/{}", stytch(kind)), "sub": format!("user-{kind}-{UUID}"),
            "https://stytch.com/session": { "id": format!("session-{kind}-{UUID}"), "authentication_factors": [] },
        })
    };
    let mut member = stytch_claims("live");
    member["https://stytch.com/organization"] =
        json!({ "organization_id": "organization-live-1", "slug": "acme" });
    let neon = "https://ep-quiet-fox-12345678.neonauth.eu-central-1.aws.neon.tech";
    let pool = "eu-central-1_Ab12Cd34E";
    let cognito = format!("https://cognito-idp.eu-central-1.amazonaws.com/{pool}");
    let cognito_keys = format!("{cognito}/.well-known/jwks.json");
    let google = "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com";
    let azure_keys = format!("https://login.microsoftonline.com/{UUID}/discovery/v2.0/keys");
    let supabase = "https://abcdefghijklmnopqrst.supabase.co/auth/v1";
    let supabase_claims = |role: &str| json!({ "iss": supabase, "aud": "authenticated", "role": role, "sub": UUID, "aal": "aal1" });
    let of = |name, id: &str, jwks: &str, audiences, signer, claims, role| Shape {
        name,
        id: id.to_owned(),
        jwks: jwks.to_owned(),
        audiences,
        signer,
        claims,
        role,
    };
    vec![
        of(
            "stytch",
            &stytch("test"),
            &format!("https://test.stytch.com/v1/sessions/jwks/{}", stytch("test")),
            &[],
            &RSA,
            stytch_claims("test"),
            authenticated,
        ),
        of(
            "stytch-b2b",
            &stytch("live"),
            &format!("https://api.stytch.com/v1/b2b/sessions/jwks/{}", stytch("live")),
            &[],
            &RSA,
            member,
            authenticated,
        ),
        of(
            "clerk",
            "quick-fox-12.clerk.accounts.dev",
            "https://quick-fox-12.clerk.accounts.dev/.well-known/jwks.json",
            &["https://todos.example.com"],
            &RSA,
            json!({
                "iss": "https://quick-fox-12.clerk.accounts.dev", "azp": "https://todos.example.com", "sub": "user_2a",
                "sid": "sess_2a", "v": 2, "fva": [7, -1], "o": { "id": "org_1", "rol": "admin" },
            }),
            authenticated,
        ),
        of(
            "auth0",
            "dev-abc123.us.auth0.com",
            "https://dev-abc123.us.auth0.com/.well-known/jwks.json",
            &["https://todos.example.com/api"],
            &RSA,
            json!({
                "iss": "https://dev-abc123.us.auth0.com/", "sub": "auth0|5f7c8ec7c33c6c004bbafe82", "azp": "client",
                "aud": ["https://todos.example.com/api", "https://dev-abc123.us.auth0.com/userinfo"], "scope": "openid",
            }),
            authenticated,
        ),
        of(
            "firebase",
            "todos-1a2b3",
            google,
            &[],
            &RSA,
            json!({
                "iss": "https://securetoken.google.com/todos-1a2b3", "aud": "todos-1a2b3", "auth_time": NOW,
                "user_id": "Xk8", "sub": "Xk8", "firebase": { "identities": {}, "sign_in_provider": "password" },
            }),
            authenticated,
        ),
        of(
            "keycloak",
            "https://sso.example.com/realms/todos",
            "https://sso.example.com/realms/todos/protocol/openid-connect/certs",
            &["todos-api"],
            &RSA,
            json!({
                "iss": "https://sso.example.com/realms/todos", "aud": ["account", "todos-api"], "sub": UUID,
                "typ": "Bearer", "azp": "todos-web", "realm_access": { "roles": ["user"] },
            }),
            authenticated,
        ),
        of(
            "cognito",
            pool,
            &cognito_keys,
            &["client1"],
            &RSA,
            json!({ "iss": cognito, "client_id": "client1", "token_use": "access", "sub": UUID, "username": "alice" }),
            authenticated,
        ),
        of(
            "cognito",
            pool,
            &cognito_keys,
            &["client1"],
            &RSA,
            json!({ "iss": cognito, "aud": "client1", "token_use": "id", "sub": UUID, "cognito:username": "alice" }),
            authenticated,
        ),
        of(
            "supabase",
            "abcdefghijklmnopqrst",
            &format!("{supabase}/.well-known/jwks.json"),
            &[],
            &EC,
            supabase_claims("authenticated"),
            authenticated,
        ),
        of(
            "supabase",
            "https://abcdefghijklmnopqrst.supabase.co/",
            &format!("{supabase}/.well-known/jwks.json"),
            &[],
            &EC,
            supabase_claims("anon"),
            "anon",
        ),
        of(
            "neon-auth",
            &format!("{neon}/neondb/auth"),
            &format!("{neon}/neondb/auth/.well-known/jwks.json"),
            &[],
            &ED,
            json!({ "iss": neon, "aud": neon, "sub": UUID, "id": UUID, "role": "admin", "emailVerified": false }),
            authenticated,
        ),
        of(
            "azure",
            UUID,
            &azure_keys,
            &["api://todos"],
            &RSA,
            json!({ "iss": format!("https://sts.windows.net/{UUID}/"), "aud": "api://todos", "sub": "AbC-_1", "ver": "1.0" }),
            authenticated,
        ),
        of(
            "azure",
            UUID,
            &azure_keys,
            &[UUID],
            &RSA,
            json!({ "iss": format!("https://login.microsoftonline.com/{UUID}/v2.0"), "aud": UUID, "sub": "AbC", "ver": "2.0" }),
            authenticated,
        ),
        of(
            "custom",
            "https://auth.example.com/keys",
            "https://auth.example.com/keys",
            &["todos"],
            &ED,
            json!({ "aud": "todos", "sub": "alice" }),
            authenticated,
        ),
    ]
}

fn audiences(shape: &Shape) -> Vec<String> {
    shape.audiences.iter().map(|audience| (*audience).to_owned()).collect()
}

/// What the claims say, whatever they are, by the rules of the provider and a key of ours.
fn verified(shape: &Shape, claims: &Value) -> Result<String, String> {
    let provider = Provider::named(shape.name).unwrap();
    let settings = provider.settings(&shape.id, &audiences(shape)).unwrap();
    let keys = Jwks::text(&jwks(&[shape.signer.jwk()])).unwrap();
    let verifier = Verifier::new(provider.title, keys, settings.rules);
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
        (
            "stytch-b2b",
            json!({ "https://stytch.com/organization": away }),
            "the token has no https://stytch.com/organ",
        ),
        ("clerk", json!({ "azp": "https://mallory.example" }), "the token is for somebody else (aud, azp)"),
        ("clerk", json!({ "azp": away }), "the token does not say for whom it is (aud, azp)"),
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
        ("cognito", json!({ "client_id": "client2" }), "the token is for somebody else (aud, client_id)"),
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
        ("custom", json!({ "aud": "shop" }), "the token is for somebody else"),
    ];
    let shapes = shapes();
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
        let said = verified(shape, &claims).unwrap_err();
        assert!(said.starts_with(expected), "{name}, {changes}: {said}");
    }
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
