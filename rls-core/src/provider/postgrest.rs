//! PostgREST: no functions, one setting.

use super::{Spec, role};

pub(super) const SPEC: Spec = Spec {
    name: "postgrest",
    signed_in: "authenticated",
    roles: &[role("authenticated"), role("anon")],
    id: [
        "nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'",
        "(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid",
    ],
    once: [
        "(SELECT nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')",
        "(SELECT nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid",
    ],
    claims: "nullif(current_setting('request.jwt.claims', true), '')::jsonb",
    bootstrap: include_str!("postgrest.sql"),
    setup: None,
    schemas: &[],
};
