//! What is in the document that the query answers?
//!
//! Field for field what `catalog.sql` builds. Nothing is interpreted here, so that two documents can be compared.

mod relation;

pub use relation::*;
use serde::{Deserialize, Deserializer, Serialize};

/// Everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalog {
    /// `server_version_num`: 150018 is 15.18.
    pub version: u32,
    /// The database's name.
    pub database: String,
    /// Who owns it.
    pub owner: String,
    /// Extensions, but for plpgsql.
    pub extensions: Vec<Extension>,
    /// Schemas, but for Postgres's own.
    pub schemas: Vec<Namespace>,
    /// Roles, but for Postgres's own.
    pub roles: Vec<KeptRole>,
    /// Enums.
    pub enums: Vec<EnumType>,
    /// Domains, composite types and ranges.
    pub types: Vec<UserType>,
    /// Tables, views and sequences, by schema and name.
    pub relations: Vec<Relation>,
    /// Functions, procedures and aggregates.
    pub functions: Vec<KeptFunction>,
    /// `ALTER DEFAULT PRIVILEGES`.
    pub default_privileges: Vec<DefaultPrivileges>,
    /// What few databases have: statistics objects, collations, publications, event triggers, and so on.
    pub objects: Vec<KeptObject>,
}

/// The major version.
impl Catalog {
    /// 15 for 15.18.
    pub fn major(&self) -> u32 {
        self.version / 10_000
    }
}

/// An extension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the words are the catalog's")]
pub struct Extension {
    pub name: String,
    pub schema: String,
    pub version: String,
}

/// A privilege: who has it (nobody in particular is PUBLIC), which, and whether they may hand it on. The owner's own are left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Acl(pub Option<String>, pub String, pub bool);

/// A schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the words are the catalog's")]
pub struct Namespace {
    pub name: String,
    pub owner: String,
    /// The extension that made it.
    pub extension: Option<String>,
    #[serde(default, deserialize_with = "list")]
    pub grants: Vec<Acl>,
    pub comment: Option<String>,
}

/// A role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the words are the catalog's")]
pub struct KeptRole {
    pub name: String,
    pub superuser: bool,
    pub inherit: bool,
    pub createrole: bool,
    pub createdb: bool,
    pub login: bool,
    pub replication: bool,
    pub bypassrls: bool,
    /// `CONNECTION LIMIT`.
    pub connections: Option<i64>,
    pub valid_until: Option<String>,
    /// `ALTER ROLE … SET`, for all databases.
    #[serde(default, deserialize_with = "list")]
    pub settings: Vec<String>,
    /// The same, for this database alone.
    #[serde(default, deserialize_with = "list")]
    pub settings_here: Vec<String>,
    /// What it is a member of.
    #[serde(rename = "in", default, deserialize_with = "list")]
    pub memberships: Vec<Membership>,
    pub comment: Option<String>,
}

/// A role in another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the words are the catalog's")]
pub struct Membership {
    pub role: String,
    pub admin: bool,
    pub inherit: bool,
    pub set: bool,
}

/// An enum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the words are the catalog's")]
pub struct EnumType {
    pub schema: String,
    pub name: String,
    pub owner: String,
    pub values: Vec<String>,
    #[serde(default, deserialize_with = "list")]
    pub grants: Vec<Acl>,
    pub comment: Option<String>,
}

/// A type that is no enum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the words are the catalog's")]
pub struct UserType {
    pub schema: String,
    pub name: String,
    /// `d` a domain, `c` composite, `r` a range, `b` one whose functions are no SQL, `p` one that is only named.
    pub kind: String,
    pub owner: String,
    pub base: Option<String>,
    pub not_null: bool,
    pub default: Option<String>,
    /// A domain's, where it is not that of its base.
    pub collation: Option<String>,
    /// Names, definitions and comments of a domain's constraints.
    #[serde(default, deserialize_with = "list")]
    pub checks: Vec<(String, String, Option<String>)>,
    /// Names, types, collations and comments of a composite type's parts.
    #[serde(default, deserialize_with = "list")]
    pub attributes: Vec<(String, String, Option<String>, Option<String>)>,
    /// What `CREATE TYPE … AS RANGE` takes in its brackets.
    pub range: Option<String>,
    #[serde(default, deserialize_with = "list")]
    pub grants: Vec<Acl>,
    pub comment: Option<String>,
}

/// A function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the words are the catalog's")]
pub struct KeptFunction {
    pub schema: String,
    pub name: String,
    pub owner: String,
    /// `f` function, `p` procedure, `a` aggregate, `w` window.
    pub kind: String,
    /// As `pg_get_function_identity_arguments` prints them.
    pub arguments: String,
    pub argument_count: i32,
    pub returns: Option<String>,
    /// Whether it gives a set.
    pub set: bool,
    pub language: String,
    /// `i` immutable, `s` stable, `v` volatile.
    pub volatility: String,
    /// `s` safe, `r` restricted, `u` unsafe.
    pub parallel: String,
    pub definer: bool,
    pub leakproof: bool,
    /// Whether its body was read when it was made, so that no search_path turns it.
    pub bound: bool,
    /// `search_path=…`.
    #[serde(default, deserialize_with = "list")]
    pub settings: Vec<String>,
    /// `CREATE OR REPLACE FUNCTION …`.
    pub definition: Option<String>,
    pub source: Option<String>,
    /// Whether a policy uses it.
    pub in_policy: bool,
    #[serde(default, deserialize_with = "list")]
    pub grants: Vec<Acl>,
    pub comment: Option<String>,
}

/// Privileges that what is made later gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the words are the catalog's")]
pub struct DefaultPrivileges {
    /// Whose things.
    pub role: String,
    /// Where; everywhere where there is none.
    pub schema: Option<String>,
    /// `r` tables, `S` sequences, `f` functions, `T` types, `n` schemas.
    pub kind: String,
    #[serde(default, deserialize_with = "list")]
    pub grants: Vec<Acl>,
}

/// Something that few databases have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptObject {
    /// As Postgres calls it: `statistics object`, `publication`.
    pub kind: String,
    /// The schema that it is in, if it is in one; an event trigger's is that of its function.
    pub schema: Option<String>,
    /// As SQL names it.
    pub name: String,
    /// Schema and name of the table that it is about.
    pub table: Option<(String, String)>,
    /// What makes it, where that can be said.
    #[serde(default, deserialize_with = "list")]
    pub sql: Vec<String>,
    /// `COMMENT ON`.
    pub comment: Option<String>,
}

/// A list, which the query leaves null where it is empty.
fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Option::<Vec<T>>::deserialize(deserializer).map(Option::unwrap_or_default)
}
