//! Which lint does not fire, and why?

/// A lint that was silenced for a table: `#[rls(allow(RLS007, reason = "…"))]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Allow {
    /// The lint's code.
    pub code: String,
    /// Why it may stay as it is. Never empty.
    pub reason: String,
}
