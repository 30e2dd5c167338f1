//! Anybody else, who has a JWKS.

use super::{Audience, Own, Provider, Settings};
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
    own: Some(Own {
        example: "https://auth.example.com",
        // letter for letter, whatever it is
        settle: |issuer| {
            let odd = |letter: char| letter.is_whitespace() || letter.is_control();
            (!issuer.is_empty() && !issuer.contains(odd)).then(|| issuer.to_owned())
        },
    }),
};
