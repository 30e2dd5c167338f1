//! Supabase.

use super::{ProviderRole, Spec};

/// A text column holds whatever subject the token has: `auth.uid()` raises for one that is no uuid, as those of
/// third-party issuers are.
pub(super) const SPEC: Spec = Spec {
    name: "supabase",
    signed_in: "authenticated",
    roles: &[
        ProviderRole { name: "authenticated", attributes: "NOLOGIN NOINHERIT" },
        ProviderRole { name: "anon", attributes: "NOLOGIN NOINHERIT" },
        ProviderRole { name: "service_role", attributes: "NOLOGIN NOINHERIT BYPASSRLS" },
    ],
    id: ["auth.jwt() ->> 'sub'", "auth.uid()"],
    once: ["((SELECT auth.jwt()) ->> 'sub')", "(SELECT auth.uid())"],
    claims: "auth.jwt()",
    bootstrap: include_str!("supabase.sql"),
    setup: None,
    schemas: &[
        "_analytics",
        "_realtime",
        "auth",
        "cron",
        "extensions",
        "graphql",
        "graphql_public",
        "net",
        "pgbouncer",
        "pgmq",
        "pgsodium",
        "pgsodium_masks",
        "pgtle",
        "realtime",
        "repack",
        "storage",
        "supabase_functions",
        "supabase_migrations",
        "tiger",
        "tiger_data",
        "topology",
        "vault",
    ],
};
