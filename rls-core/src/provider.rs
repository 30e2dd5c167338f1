//! Who is the caller, and which roles are there?
//!
//! A provider is a value: how it spells the caller's id, what its roles are called, and the SQL that gives a plain
//! Postgres the same. Adding one is a file in `provider/` and a line here.

mod bootstrap;
mod custom;
mod neon;
mod postgrest;
mod supabase;

use std::{fmt, str::FromStr};

pub use custom::Custom;

use crate::{ident::literal, schema::CallerId, suggest::nearest};

/// Whose tokens the database trusts.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Provider {
    /// Neon Authorize: `auth.user_id()` of `pg_session_jwt`; the roles `authenticated` and `anonymous`.
    #[default]
    Neon,
    /// Supabase: `auth.uid()`, `auth.jwt()`; the roles `authenticated`, `anon`, `service_role`.
    Supabase,
    /// PostgREST: the setting `request.jwt.claims`; the roles `authenticated` and `anon`.
    Postgrest,
    /// Plain Postgres with settings or functions of your own.
    Custom(Custom),
}

/// What is known of a provider.
struct Spec {
    name: &'static str,
    signed_in: &'static str,
    roles: &'static [ProviderRole],
    /// The caller's id, as text and as uuid: bare, for a column's default.
    id: [&'static str; 2],
    /// The same, asked for once a statement, for a policy (predicates.md: the InitPlan form).
    once: [&'static str; 2],
    /// The caller's token, as jsonb.
    claims: &'static str,
    /// What the provider is, as a comment, and its functions.
    bootstrap: &'static str,
    setup: Option<&'static str>,
    /// The Postgres schemas that it brings along, whose things are its own.
    schemas: &'static [&'static str],
}

/// A role that a provider brings along, and with which attributes a bootstrap makes it.
struct ProviderRole {
    name: &'static str,
    attributes: &'static str,
}

/// A role that requests run as.
const fn role(name: &'static str) -> ProviderRole {
    ProviderRole { name, attributes: "NOLOGIN" }
}

impl Provider {
    /// Those that need no settings.
    pub const KNOWN: [Provider; 3] = [Provider::Neon, Provider::Supabase, Provider::Postgrest];

    fn spec(&self) -> &'static Spec {
        match self {
            Provider::Neon => &neon::SPEC,
            Provider::Supabase => &supabase::SPEC,
            Provider::Postgrest => &postgrest::SPEC,
            Provider::Custom(_) => &custom::SPEC,
        }
    }

    /// As rls.toml names it.
    pub fn name(&self) -> &'static str {
        self.spec().name
    }

    /// The role of whoever signed in.
    pub fn signed_in(&self) -> &'static str {
        self.spec().signed_in
    }

    /// The roles that it brings along.
    pub fn roles(&self) -> impl Iterator<Item = &'static str> {
        self.spec().roles.iter().map(|role| role.name)
    }

    /// Whether row security does not look at this role of the provider's.
    pub fn bypasses_row_security(&self, role: &str) -> bool {
        let mut roles = self.spec().roles.iter().filter(|known| known.name == role);
        roles.any(|known| known.attributes.split(' ').any(|attribute| attribute == "BYPASSRLS"))
    }

    /// The Postgres schemas that it brings along: what is in them is its own, and not the application's.
    pub fn own_schemas(&self) -> &'static [&'static str] {
        self.spec().schemas
    }

    /// The caller's id as a column's default.
    pub fn caller_id(&self, ty: CallerId) -> String {
        match self {
            Provider::Custom(custom) => custom.caller_id(ty),
            _ => self.spec().id[ty as usize].to_owned(),
        }
    }

    /// The caller's id in a policy: asked for once a statement, cast outside, so that the column keeps its index.
    pub fn caller_id_once(&self, ty: CallerId) -> String {
        match self {
            Provider::Custom(custom) => custom.caller_id_once(ty),
            _ => self.spec().once[ty as usize].to_owned(),
        }
    }

    /// What is at a path of the caller's token, as text: NULL where they have no session or not this claim. The token is
    /// asked for once a statement.
    ///
    /// ```
    /// let path = ["o".to_owned(), "id".to_owned()];
    /// let sql = rls_core::provider::Provider::Neon.claim_once(&path);
    /// assert_eq!(sql, "((SELECT auth.session()) -> 'o' ->> 'id')");
    /// ```
    pub fn claim_once(&self, path: &[String]) -> String {
        let mut sql = match self {
            Provider::Custom(custom) => format!("((SELECT {})", custom.claims),
            _ => format!("((SELECT {})", self.spec().claims),
        };
        for (i, key) in path.iter().enumerate() {
            sql.push_str(if i + 1 == path.len() { " ->> " } else { " -> " });
            sql.push_str(&literal(key));
        }
        sql.push(')');
        sql
    }

    /// SQL that gives a plain Postgres the provider's roles and functions.
    pub fn bootstrap(&self) -> String {
        bootstrap::write(self.spec())
    }

    /// SQL that sets up the provider's own database, where it asks for some.
    pub fn setup(&self) -> Option<&'static str> {
        self.spec().setup
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Provider {
    type Err = String;

    /// By its name; `custom` with the settings of [`Custom::default`].
    fn from_str(name: &str) -> Result<Self, String> {
        let names = ["neon", "supabase", "postgrest", "custom"];
        match name {
            "neon" => Ok(Provider::Neon),
            "supabase" => Ok(Provider::Supabase),
            "postgrest" => Ok(Provider::Postgrest),
            "custom" => Ok(Provider::Custom(Custom::default())),
            other => Err(match nearest(other, names) {
                Some(near) => format!("no provider is called `{other}`; did you mean `{near}`?"),
                None => format!("no provider is called `{other}`; there are {}", names.join(", ")),
            }),
        }
    }
}
