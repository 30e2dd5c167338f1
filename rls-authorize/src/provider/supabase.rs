//! Supabase.
//!
//! Where from: Supabase's docs, "JSON Web Token (JWT)", "JWT Signing Keys" and "JWT Claims Reference". `iss` is the
//! address of the project's Auth, `aud` is `authenticated` or `anon`, `role` is the database's role. A project that still
//! signs with the shared secret of old (HS256) has no keys in its JWKS: rotate to a signing key first.
//!
//! The role is the claim's, where that is `authenticated` or `anon`. Whoever has a token of `service_role` would pass by
//! row security; such a token is refused, and so is every other role.

use super::{
    Audience, Provider, Settings,
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
        let project = if is_slug(id) && id.len() == 20 {
            format!("https://{}.supabase.co", id.to_ascii_lowercase())
        } else {
            // a domain of one's own, or the one of `supabase start`
            let (start, whole) = address(id)?;
            (start == whole).then_some(start)?
        };
        let issuer = format!("{project}/auth/v1");
        let rules = Rules::new()
            .issuer(&issuer)
            .audience("authenticated")
            .audience("anon")
            .roles(Roles::Claim { claim: "role", allowed: &["authenticated", "anon"] });
        Some(Settings { jwks: format!("{issuer}/.well-known/jwks.json"), rules })
    },
};
