//! Which models are read without a fault and still do what nobody wants?
//!
//! A [`Lint`] is a value: a code, a level, its prose, two examples and one function. Adding one is a constant in a file
//! of `lint/`, its examples in `rls-core/lints/<code>/`, a line in [`LINTS`] and one in [`CODES`]. Its page is made from
//! the same value, and its examples are its tests.
//!
//! The derive compiles the list of codes and nothing else; the rest is the feature `lint`.

mod codes;

pub use codes::{CODES, LIVE_CODES, live_title, title};

#[cfg(feature = "lint")]
mod allows;
#[cfg(feature = "lint")]
mod clauses;
#[cfg(feature = "lint")]
mod frame;
#[cfg(feature = "lint")]
mod indexes;
#[cfg(feature = "lint")]
mod leakproof;
#[cfg(feature = "live")]
pub mod live;
#[cfg(feature = "lint")]
mod model;
#[cfg(feature = "lint")]
mod owners;
#[cfg(feature = "lint")]
mod page;
#[cfg(feature = "lint")]
mod privileges;
#[cfg(feature = "lint")]
mod reads;
#[cfg(feature = "lint")]
mod roles;
#[cfg(feature = "lint")]
mod strings;
#[cfg(feature = "lint")]
mod writes;

#[cfg(feature = "lint")]
pub use frame::{Finding, Fix, Found, LINTS, Level, Lint, lint};
#[cfg(feature = "lint")]
pub use model::Model;
#[cfg(feature = "lint")]
pub use page::{find, markdown};

/// The models of an example: `example!("RLS001", "wrong")`.
#[cfg(feature = "lint")]
macro_rules! example {
    ($code:literal, $which:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/lints/", $code, "/", $which, ".rs"))
    };
}
#[cfg(feature = "lint")]
use example;
