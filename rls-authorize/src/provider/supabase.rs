//! Supabase.
//!
//! Where from: Supabase's docs, "JSON Web Token (JWT)", "JWT Signing Keys" and "JWT Claims Reference", and supabase/auth,
//! internal/api/jwks.go and internal/tokens/service.go. `iss` is the address of the project's Auth, `aud` is
//! `authenticated` or `anon`, `role` is the database's role. What is signed with the shared secret of old (HS256) has no
//! key in the JWKS: rotate to a signing key first. On one's own machine `iss` is the address that `supabase start` shows
//! (supabase/cli, apps/cli-go/pkg/config/config.go), unless `auth.jwt_issuer` says another.
//!
//! The role is the claim's, where that is `authenticated` or `anon`. Whoever has a token of `service_role` would pass by
//! row security; such a token is refused, and so is every other role.

use super::{
    Audience, Own, Provider, Settings,
    parts::{address, is_slug},
};
use crate::{Roles, Rules};

pub(super) static SUPABASE: Provider = Provider {
    name: "supabase",
    title: "Supabase",
    id: "reference of the project, or its address",
    example: "abcdefghijklmnopqrst",
    audience: Audience::Known,
    settle: |id| {
        let issuer = issuer(id)?;
        let rules = Rules::new()
            .issuer(&issuer)
            .audience("authenticated")
            .audience("anon")
            .roles(Roles::Claim { claim: "role", allowed: &["authenticated", "anon"] });
        Some(Settings { jwks: format!("{issuer}/.well-known/jwks.json"), rules })
    },
    // a project that is reached by a domain of its own may say that of the project all the same, and the other way round
    own: Some(Own {
        example: "https://abcdefghijklmnopqrst.supabase.co/auth/v1",
        settle: |text| issuer(text.strip_suffix("/auth/v1").unwrap_or(text)),
    }),
};

/// What follows from a project's reference or its address.
fn issuer(id: &str) -> Option<String> {
    let project = if is_slug(id) && id.len() == 20 {
        format!("https://{}.supabase.co", id.to_ascii_lowercase())
    } else {
        // a domain of one's own, or the one of `supabase start`
        let (start, whole) = address(id)?;
        (start == whole).then_some(start)?
    };
    Some(format!("{project}/auth/v1"))
}
