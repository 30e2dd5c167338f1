//! Anybody else, who has a JWKS.

use super::{Audience, Provider, Settings};
use crate::{Jwks, Rules};

pub(super) static CUSTOM: Provider = Provider {
    name: "custom",
    title: "the JWKS",
    id: "address of a JWKS",
    example: "https://auth.example.com/.well-known/jwks.json",
    audience: Audience::Advised(
        "what your tokens have in aud; without it, tokens for other applications are taken too",
    ),
    settle: |id| Jwks::url(id).is_ok().then(|| Settings { jwks: id.to_owned(), rules: Rules::new() }),
};
