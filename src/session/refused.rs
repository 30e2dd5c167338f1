//! Why is a caller refused before anything is sent?

use std::{error::Error, fmt};

/// What no transaction is begun for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// A role without a name.
    NoRole,
    /// The role `none`, which is Postgres's word for the role that logged in.
    RoleNone,
    /// A role whose name holds NUL, which no text of Postgres can.
    RoleWithNul,
    /// Claims that are no JSON object.
    NotClaims,
    /// Claims that hold NUL, which no text of Postgres can.
    ClaimsWithNul,
    /// The system has no randomness to make a key of.
    NoRandomness,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refused::NoRole => "the caller has no role: `Caller::with_role` takes the one that its SQL runs as",
            Refused::RoleNone => {
                "the caller's role is `none`, which to Postgres is the role that logged in: row security may not hold for it"
            }
            Refused::RoleWithNul => "the name of the caller's role holds NUL, which Postgres's names cannot",
            Refused::NotClaims => "the claims of a caller are a JSON object",
            Refused::ClaimsWithNul => "the caller's claims hold NUL, which Postgres's text cannot",
            Refused::NoRandomness => "the system gives no randomness, so there is no key for the connection",
        })
    }
}

impl Error for Refused {}
