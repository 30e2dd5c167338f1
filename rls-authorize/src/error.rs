//! Why is a token not taken?
//!
//! Each check has its own answer. None holds the token or what it claims, but for its `kid` and its `iss`, which are
//! shown as far as [`shown`] goes, because whoever sets this up has to compare them.

use std::fmt;

use crate::JwksError;

/// Why there is no caller: which check failed, and what it wanted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// There is no header `Authorization`.
    #[error("there is no header Authorization; send `Authorization: Bearer` and the token")]
    NoHeader,
    /// There are several.
    #[error("there are several headers Authorization; send one")]
    SeveralHeaders,
    /// It is of another scheme, has no token, or is no text.
    #[error("the header Authorization is not `Bearer`, one space, and the token")]
    NotBearer,
    /// `Bearer Bearer …`.
    #[error("the header Authorization says Bearer twice; whatever sends it adds the word itself")]
    BearerTwice,

    /// There is nothing.
    #[error("the token is empty")]
    Empty,
    /// It is longer than any token should be.
    #[error("the token has {length} bytes, and {most} are taken at most")]
    TooLong {
        /// Of the token.
        length: usize,
        /// What is taken.
        most: usize,
    },
    /// A character that is in no token: a space, a line break, a NUL.
    #[error("the token has {what} at byte {at}, which no token has")]
    Character {
        /// What it is.
        what: &'static str,
        /// Where, from 0.
        at: usize,
    },
    /// It is no header, payload and signature.
    #[error(
        "the token has {}, and a signed token has 3; a JWT is wanted, not an opaque token",
        parts(*.0)
    )]
    Parts(usize),
    /// A JWE.
    #[error("the token is encrypted (5 parts between dots); it has to be a signed one (3 parts)")]
    Encrypted,
    /// A part is no base64url: cut off, padded, with bits left over.
    #[error("the token's {0} is not base64url without padding; it may have been cut off")]
    Base64(Part),
    /// A part is no JSON.
    #[error("the token's {0} is not JSON that can be read")]
    Json(Part),
    /// A part is another kind of JSON.
    #[error("the token's {0} is not a JSON object")]
    NotObject(Part),
    /// A name is there twice.
    #[error(
        "the token's {0} has a name twice in one object, so that two readers could take it for two tokens"
    )]
    Duplicate(Part),
    /// Text with a NUL, which Postgres cannot hold.
    #[error("the token's {0} has a NUL in a text, which Postgres cannot hold")]
    Nul(Part),

    /// No `alg`, or one that is no text.
    #[error("the token's header does not say by which algorithm it is signed (alg)")]
    NoAlgorithm,
    /// `alg: none`.
    #[error("the token is not signed (alg is none)")]
    Unsigned,
    /// HS256 and its like: whoever can check those can make them.
    #[error(
        "the token is signed with a shared secret (alg is {0}); only keys of which the public half is known are taken: RS256, ES256, EdDSA"
    )]
    Symmetric(String),
    /// Another one.
    #[error("the token is signed by {0}; taken are RS256, ES256 and EdDSA")]
    Algorithm(String),
    /// No `kid`, or none that is a text.
    #[error("the token's header does not say with which key it is signed (kid)")]
    NoKid,
    /// Extensions of the header that have to be understood.
    #[error("the token's header has critical extensions (crit), and none is known here")]
    Critical,
    /// The payload is no claims as they are: `b64`, `zip`, `cty`.
    #[error("the token's payload is encoded in another way ({0} in the header)")]
    Encoded(&'static str),
    /// A signed thing that is not meant to let anybody in.
    #[error("the token is of another kind (typ is {0}); taken are JWT and at+jwt")]
    Kind(String),

    /// The keys could not be had.
    #[error("{0}")]
    Jwks(#[from] JwksError),
    /// The issuer does not have it, or no longer.
    #[error(
        "no key {kid} among the keys of {of} ({known}); is it a token of that project, and not of another one?"
    )]
    UnknownKey {
        /// Which was asked for.
        kid: String,
        /// Where was looked.
        of: String,
        /// How many there are.
        known: String,
    },
    /// The key is there, and cannot be used.
    #[error("the key {kid} among the keys of {of} cannot be used: {why}")]
    UnfitKey {
        /// Which was asked for.
        kid: String,
        /// Where it is.
        of: String,
        /// What is wrong with it.
        why: String,
    },
    /// The token says another algorithm than the key has.
    #[error("the token is signed by {token}, and the key {kid} is for {key}")]
    KeyAlgorithm {
        /// Which was asked for.
        kid: String,
        /// Of the key.
        key: &'static str,
        /// Of the token.
        token: &'static str,
    },
    /// The signature is not by that key over this text.
    #[error(
        "the token's signature is not by the key {kid}: it was changed, cut off, or signed by somebody else"
    )]
    Signature {
        /// Which was asked for.
        kid: String,
    },

    /// No `exp`.
    #[error(
        "the token has no expiry (exp), so that it would be good for ever; it is not taken unless that is allowed"
    )]
    NoExpiry,
    /// `exp` is past.
    #[error("the token has expired {ago} s ago; get a new one (or look at the clocks)")]
    Expired {
        /// Seconds.
        ago: u64,
    },
    /// `nbf` is not yet.
    #[error("the token is not valid before {ahead} s from now; look at the clocks")]
    NotYet {
        /// Seconds.
        ahead: u64,
    },
    /// A claim that has to be a number of seconds.
    #[error("the token's {0} is not a number of seconds since 1970")]
    Date(&'static str),
    /// No `iss`, or none that is a text.
    #[error("the token does not say who issued it (iss); expected is {expected}")]
    NoIssuer {
        /// Who is trusted.
        expected: String,
    },
    /// Another issuer.
    #[error("the token is issued by {found}; expected is {expected}")]
    Issuer {
        /// Who says to have issued it.
        found: String,
        /// Who is trusted.
        expected: String,
    },
    /// None of the claims that say for whom it is.
    #[error("the token does not say for whom it is ({claims}); expected is {expected}")]
    NoAudience {
        /// Where it would.
        claims: String,
        /// What is configured.
        expected: String,
    },
    /// It is for somebody else.
    #[error("the token is for somebody else ({claims}); expected is {expected}")]
    Audience {
        /// Where it says so.
        claims: String,
        /// What is configured.
        expected: String,
    },
    /// A claim that the provider's tokens for users have.
    #[error("the token has no {claims}: {why}")]
    Missing {
        /// Its name, or those of which one would do.
        claims: String,
        /// What it tells.
        why: &'static str,
    },
    /// A claim that says that it is another kind of token.
    #[error("the token is of another kind ({claim}): {why}")]
    Claim {
        /// Its name.
        claim: &'static str,
        /// What it tells.
        why: &'static str,
    },
    /// No `sub`.
    #[error("the token does not say whose it is (sub)")]
    NoSubject,
    /// `sub` is a number, an object, null.
    #[error("the token's subject (sub) is not a text")]
    SubjectNotText,
    /// `sub` is `""`.
    #[error("the token's subject (sub) is empty")]
    EmptySubject,
    /// No claim that says the role.
    #[error("the token has no {0}, which says the role; add it where the token is made")]
    NoRole(&'static str),
    /// A role that tokens may not choose: `service_role`.
    #[error(
        "the token asks for another role than {allowed}; such a token is a key to everything, and belongs to no caller"
    )]
    Role {
        /// Those that may be.
        allowed: String,
    },
}

/// Which part of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What is said of the token.
    Header,
    /// What it claims.
    Payload,
    /// Who says so.
    Signature,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Part::Header => "header",
            Part::Payload => "payload",
            Part::Signature => "signature",
        })
    }
}

fn parts(count: usize) -> String {
    if count == 1 { "1 part and no dots".to_owned() } else { format!("{count} parts between dots") }
}

/// How much of a stranger's text is shown, in characters.
const SHOWN: usize = 80;

/// A stranger's text for an error: quoted, escaped, and not longer than anybody reads.
pub(crate) fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(SHOWN).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("{short:?}")
}

/// Several of our own settings for an error.
pub(crate) fn listed(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| shown(text)).collect();
    quoted.join(" or ")
}
