//! How do roles, memberships and the use of Postgres schemas change?

use super::{order::Steps, transition::Transition};

/// Gives the statements their places.
pub(super) fn steps(_transition: &Transition<'_>, _steps: &mut Steps) {}
