//! Neon Authorize.

use super::{Spec, role};

pub(super) const SPEC: Spec = Spec {
    name: "neon",
    signed_in: "authenticated",
    roles: &[role("authenticated"), role("anonymous")],
    id: ["auth.user_id()", "auth.uid()"],
    once: ["(SELECT auth.user_id())", "(SELECT auth.uid())"],
    claims: "auth.session()",
    bootstrap: include_str!("neon.sql"),
    setup: Some(include_str!("neon_setup.sql")),
    schemas: &["auth", "neon", "neon_auth", "neon_migration"],
};
