//! Whose token is this?
//!
//! | module | question it answers |
//! | --- | --- |
//! | `token` | what does a token say, before anybody is asked whether it is true? |
//! | `jwks` | which keys does an issuer sign with, now? |
//! | `verifier` | is this token right, and whose is it? |
//! | [`provider`] | what does one have to know of an issuer? |
//! | `bearer` | which token comes with a request? |
//! | `error` | why is a token not taken? |
//! | `dev` (feature `dev`) | who issues tokens where there is no issuer yet? |
//! | `serve` (feature `serve`) | what does a local Neon Authorize endpoint answer? |

mod base64;
mod bearer;
#[cfg(feature = "dev")]
pub mod dev;
mod error;
mod jwks;
pub mod provider;
#[cfg(feature = "serve")]
pub mod serve;
mod token;
mod verifier;

pub use bearer::bearer;
pub use error::{Part, TokenError};
pub use jwks::{Jwks, JwksError};
pub use pg_rls::session::Caller;
pub use verifier::{Requirement, Roles, Rules, Verifier, Verifiers};

/// The page for users is tested.
#[cfg(doctest)]
#[doc = include_str!("../../docs/tokens.md")]
struct Page;
