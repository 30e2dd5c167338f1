//! Amazon Cognito.
//!
//! Where from: the Cognito developer guide, "Verifying JSON web tokens", "Understanding the access token" and
//! "Understanding the identity (ID) token". An ID token has the client in `aud`; an access token has no `aud`, and the
//! client in `client_id`. A user's have `cognito:username` or `username`; a machine's have neither.

use super::{Audience, Provider, Settings, parts::is_slug};
use crate::{Requirement, Rules};

pub(super) static COGNITO: Provider = Provider {
    name: "cognito",
    title: "Cognito",
    id: "id of the user pool",
    example: "eu-central-1_Ab12Cd34E",
    audience: Audience::Advised(
        "the ids of your clients (aud, client_id); without them, tokens of every client are taken",
    ),
    settle: |id| {
        let (region, pool) = id.split_once('_')?;
        let known = is_slug(region) && region.split('-').count() >= 3;
        let good = known && !pool.is_empty() && pool.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let issuer = format!("https://cognito-idp.{region}.amazonaws.com/{id}");
        let rules = Rules::new()
            .issuer(&issuer)
            .audience_in(&["aud", "client_id"])
            .requires(Requirement::Is {
                claim: "token_use",
                one_of: &["access", "id"],
                why: "an access token or an ID token is wanted",
            })
            .requires(Requirement::Has {
                claims: &["username", "cognito:username"],
                why: "tokens of users have one, and those of machines have none",
            });
        good.then(|| Settings { jwks: format!("{issuer}/.well-known/jwks.json"), rules })
    },
};
