//! Whose database is it, as far as one can see?

use super::{Acl, Catalog};
use crate::{
    ident::literal,
    provider::{Custom, Provider},
};

impl Catalog {
    /// The provider whose functions are there, whose settings the policies, defaults and functions ask for, or whose roles are there: Neon has
    /// `auth.user_id()`, Supabase `auth.uid()` and `auth.role()`, PostgREST `request.jwt.claims` or the role that switches to the others. A setting of one's own
    /// is a provider of one's own. None of them is no provider's: plain Postgres.
    pub fn provider(&self) -> Option<Provider> {
        let function = |name: &str| self.functions.iter().any(|one| one.schema == "auth" && one.name == name);
        let of_extension = |name: &str| self.extensions.iter().any(|one| one.name == name);
        // Neon has an `auth.uid()` too, and no `auth.role()`
        if of_extension("pg_session_jwt") || (function("user_id") && !function("role")) {
            return Some(Provider::Neon);
        }
        if function("uid") {
            return Some(Provider::Supabase);
        }
        let texts = self.asking();
        if texts.iter().any(|text| text.contains("request.jwt.claim")) {
            return Some(Provider::Postgrest);
        }
        let own = own_settings(&texts);
        if !own.is_empty() {
            // of a tenant's setting nothing is known of the user
            let of_user =
                own.iter().find(|name| ["user", "uid", "sub"].iter().any(|word| name.contains(word)));
            let of_user = of_user.map(|name| format!("current_setting({}, true)", literal(name)));
            let custom = Custom::default();
            return Some(Provider::Custom(Custom { user_id: of_user.unwrap_or(custom.user_id), ..custom }));
        }
        self.is_switched_to().then_some(Provider::Postgrest)
    }

    /// Whether a role that `authenticator` may become has something to do here: roles belong to the cluster, and may be another database's.
    fn is_switched_to(&self) -> bool {
        let becomes = self.roles.iter().filter(|one| one.name == "authenticator");
        let becomes: Vec<&String> =
            becomes.flat_map(|one| one.memberships.iter().map(|one| &one.role)).collect();
        let of = |acl: &Acl| acl.0.as_ref().is_some_and(|role| becomes.contains(&role));
        self.relations.iter().any(|one| {
            one.grants.iter().any(of)
                || one.policies.iter().flat_map(|policy| &policy.roles).any(|role| becomes.contains(&role))
        })
    }

    /// The texts in which somebody may ask who the caller is.
    fn asking(&self) -> Vec<&str> {
        let of_policies = self.relations.iter().flat_map(|one| &one.policies);
        let policies = of_policies.flat_map(|policy| policy.using.iter().chain(&policy.check));
        let defaults =
            self.relations.iter().flat_map(|one| &one.columns).filter_map(|one| one.default.as_ref());
        let functions = self.functions.iter().filter_map(|one| one.definition.as_ref());
        policies.chain(defaults).chain(functions).map(String::as_str).collect()
    }
}

/// The settings of one's own that are read.
fn own_settings<'t>(texts: &[&'t str]) -> Vec<&'t str> {
    let named = texts.iter().flat_map(|text| text.split("current_setting('").skip(1));
    let names = named.filter_map(|rest| rest.split_once('\'').map(|(name, _)| name));
    names.filter(|name| name.contains('.')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_one_s_own_have_a_dot() {
        let texts = [
            "(a = current_setting('app.tenant'::text))",
            "(current_setting('TimeZone'::text) = 'UTC'::text)",
        ];
        assert_eq!(own_settings(&texts), ["app.tenant"]);
    }
}
