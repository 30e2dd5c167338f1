//! How does a constraint come, go or change?

use super::{order::Steps, transition::Transition};

/// Gives the statements their places.
pub(super) fn steps(_transition: &Transition<'_>, _steps: &mut Steps) {}
