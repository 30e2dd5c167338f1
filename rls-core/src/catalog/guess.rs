//! Whose database is it, as far as one can see?

use super::Catalog;
use crate::provider::Provider;

impl Catalog {
    /// The provider whose functions or roles are there: Supabase has `auth.uid()`, Neon has `auth.user_id()`, PostgREST the role
    /// that switches to the others. None of them is no provider's: plain Postgres.
    pub fn provider(&self) -> Option<Provider> {
        let function = |name: &str| self.functions.iter().any(|one| one.schema == "auth" && one.name == name);
        let of_extension = |name: &str| self.extensions.iter().any(|one| one.name == name);
        let role = |name: &str| self.roles.iter().any(|one| one.name == name);
        if function("uid") {
            Some(Provider::Supabase)
        } else if function("user_id") || of_extension("pg_session_jwt") {
            Some(Provider::Neon)
        } else if role("authenticator") {
            Some(Provider::Postgrest)
        } else {
            None
        }
    }
}
