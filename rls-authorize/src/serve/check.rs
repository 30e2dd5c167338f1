//! Which check did a token fail, in one word?

use crate::TokenError;

/// A word for logs and metrics: it holds nothing of the token, and there are few of them.
pub(super) fn word(error: &TokenError) -> &'static str {
    use TokenError as E;
    match error {
        E::NoHeader | E::SeveralHeaders | E::NotBearer | E::BearerTwice => "header",
        E::Jwks(_) => "keys-unavailable",
        E::UnknownKey { .. } | E::UnfitKey { .. } | E::NoKid => "key",
        E::NoAlgorithm | E::Unsigned | E::Symmetric(_) | E::Algorithm(_) | E::KeyAlgorithm { .. } => {
            "algorithm"
        }
        E::Signature { .. } => "signature",
        E::NoExpiry | E::Expired { .. } | E::NotYet { .. } | E::Date(_) => "time",
        E::NoIssuer { .. } | E::Issuer { .. } => "issuer",
        E::NoAudience { .. } | E::Audience { .. } => "audience",
        E::Missing { .. } | E::Claim { .. } => "claim",
        E::NoSubject | E::SubjectNotText | E::EmptySubject => "subject",
        E::NoRole(_) | E::Role { .. } => "role",
        // what is no token at all
        _ => "malformed",
    }
}
