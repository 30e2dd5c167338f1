//! What do the tokens of each provider look like, as its documentation and its own libraries have them?
//!
//! Where each is from stands in `src/provider/`.

use serde_json::{Value, json};

use crate::signer::{EC, ED, NOW, RSA, Signer};

pub(super) const UUID: &str = "11111111-1111-4111-8111-111111111111";

/// A provider, one of its ids, where its keys are, the audiences that a user says, and who signs.
pub(super) struct Shape {
    pub(super) name: &'static str,
    pub(super) id: String,
    pub(super) jwks: String,
    pub(super) audiences: &'static [&'static str],
    pub(super) signer: &'static Signer,
    /// As its documentation shows them.
    pub(super) claims: Value,
    pub(super) role: &'static str,
}

/// All of them; a provider has several where its tokens differ.
pub(super) fn shapes() -> Vec<Shape> {
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
    let supabase_claims =
        |role: &str| json!({ "iss": supabase, "aud": role, "role": role, "sub": UUID, "aal": "aal1" });
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
                "typ": "Bearer", "azp": "todos-web", "preferred_username": "alice", "realm_access": { "roles": ["user"] },
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
        // bound to a resource
        of(
            "cognito",
            pool,
            &cognito_keys,
            &["client1"],
            &RSA,
            json!({
                "iss": cognito, "client_id": "client1", "aud": "https://todos.example.com/api", "token_use": "access",
                "sub": UUID, "username": "alice",
            }),
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
            json!({ "iss": format!("https://sts.windows.net/{UUID}/"), "aud": "api://todos", "sub": "AbC-_1", "scp": "todos.read", "ver": "1.0" }),
            authenticated,
        ),
        of(
            "azure",
            UUID,
            &azure_keys,
            &[UUID],
            &RSA,
            json!({ "iss": format!("https://login.microsoftonline.com/{UUID}/v2.0"), "aud": UUID, "sub": "AbC", "scp": "todos.read", "ver": "2.0" }),
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
