//! Amazon Cognito.
//!
//! Where from: awslabs/aws-jwt-verify, src/cognito-verifier.ts and jwt-model.ts, and the Cognito developer guide,
//! "Verifying JSON web tokens", "Understanding the access token" and "Understanding the identity (ID) token". An ID token
//! has the client in `aud`, an access token in `client_id`, and no `aud`, or that of a resource. A user's have
//! `cognito:username` or `username`.
//!
//! A machine's have neither: no page of Amazon's lists its claims, but who met them says so
//! (markomirosavljev/fastapi-cognito#30, Lokicoule/nestjs-cognito#1400).

use super::{Audience, Provider, Settings, parts::is_slug};
use crate::{Requirement, Rules};

pub(super) static COGNITO: Provider = Provider {
    name: "cognito",
    title: "Cognito",
    id: "id of the user pool",
    example: "eu-central-1_Ab12Cd34E",
    audience: Audience::Advised(
        "the ids of your clients (client_id, aud); without them, tokens of every client are taken",
    ),
    settle: |id| {
        let (region, pool) = id.split_once('_')?;
        let known = is_slug(region) && region.split('-').count() >= 3;
        let good = known && !pool.is_empty() && pool.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let issuer = format!("https://cognito-idp.{region}.amazonaws.com/{id}");
        let rules = Rules::new()
            .issuer(&issuer)
            .audience_in(&["client_id", "aud"])
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
    own: None,
};
