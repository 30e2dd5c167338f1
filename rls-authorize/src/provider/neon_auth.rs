//! Neon Auth, which is Better Auth kept by Neon.
//!
//! Where from: neondatabase/website, content/docs/auth/guides/plugins/jwt.md. Keys are Ed25519, tokens last fifteen
//! minutes, `iss` and `aud` are where the address starts. An organisation is in `o`: `id`, `slug`, `role`. Its claim
//! `role` is the user's role in Better Auth, and not the database's: everybody is `authenticated`.

use super::{Audience, Provider, Settings, parts::address};
use crate::Rules;

pub(super) static NEON_AUTH: Provider = Provider {
    name: "neon-auth",
    title: "Neon Auth",
    id: "auth URL",
    example: "https://ep-quiet-fox-12345678.neonauth.eu-central-1.aws.neon.tech/neondb/auth",
    audience: Audience::Known,
    settle: |id| {
        let (origin, whole) = address(id)?;
        let rules = Rules::new().issuer(&origin).audience(&origin);
        // what is no path is the console's or the database's address
        (origin != whole).then(|| Settings { jwks: format!("{whole}/.well-known/jwks.json"), rules })
    },
    own: None,
};
