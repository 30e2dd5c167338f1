//! What is in the document that the query answers?
//!
//! Field for field what `catalog.sql` builds. Nothing is interpreted here, so that two documents can be compared.

use serde::{Deserialize, Deserializer, Serialize};

/// Everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalog {
    /// `server_version_num`: 150018 is 15.18.
    pub version: u32,
    /// The database's name.
    pub database: String,
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
    #[serde(deserialize_with = "list")]
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
    /// `ALTER ROLE … SET`, for all databases.
    #[serde(deserialize_with = "list")]
    pub settings: Vec<String>,
    /// What it is a member of.
    #[serde(rename = "in", deserialize_with = "list")]
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
    #[serde(deserialize_with = "list")]
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
    /// `d` a domain, `c` composite, `r` a range.
    pub kind: String,
    pub owner: String,
    pub base: Option<String>,
    pub not_null: bool,
    pub default: Option<String>,
    /// Names and definitions.
    #[serde(deserialize_with = "list")]
    pub checks: Vec<(String, String)>,
    /// Names and types.
    #[serde(deserialize_with = "list")]
    pub attributes: Vec<(String, String)>,
    pub subtype: Option<String>,
    pub comment: Option<String>,
}

/// What kind of relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is the kind of its name")]
pub enum RelationKind {
    #[serde(rename = "r")]
    Table,
    #[serde(rename = "p")]
    Partitioned,
    #[serde(rename = "v")]
    View,
    #[serde(rename = "m")]
    MaterializedView,
    #[serde(rename = "f")]
    Foreign,
    #[serde(rename = "S")]
    Sequence,
}

/// A table, a view or a sequence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the words are the catalog's")]
pub struct Relation {
    pub schema: String,
    pub name: String,
    pub kind: RelationKind,
    pub owner: String,
    pub row_security: bool,
    pub force: bool,
    pub unlogged: bool,
    /// `fillfactor=70`, `security_invoker=true`.
    #[serde(deserialize_with = "list")]
    pub options: Vec<String>,
    pub of_type: Option<String>,
    pub replica_identity: Option<String>,
    pub tablespace: Option<String>,
    /// The access method, where it is not heap.
    pub method: Option<String>,
    pub partition_key: Option<String>,
    pub partition_bound: Option<String>,
    /// Schemas and names of what it inherits from, or is a partition of.
    #[serde(deserialize_with = "list")]
    pub parents: Vec<(String, String)>,
    /// The foreign server.
    pub server: Option<String>,
    /// A view's query.
    pub definition: Option<String>,
    /// Schemas and names of what a view reads.
    #[serde(deserialize_with = "list")]
    pub reads: Vec<(String, String)>,
    pub sequence: Option<KeptSequence>,
    #[serde(deserialize_with = "list")]
    pub columns: Vec<Attribute>,
    #[serde(deserialize_with = "list")]
    pub constraints: Vec<KeptConstraint>,
    /// Those of its keys too.
    #[serde(deserialize_with = "list")]
    pub indexes: Vec<KeptIndex>,
    #[serde(deserialize_with = "list")]
    pub policies: Vec<KeptPolicy>,
    #[serde(deserialize_with = "list")]
    pub triggers: Vec<Trigger>,
    #[serde(deserialize_with = "list")]
    pub rules: Vec<Rule>,
    #[serde(deserialize_with = "list")]
    pub grants: Vec<Acl>,
    pub comment: Option<String>,
}

impl Relation {
    /// Whether it is a table of some kind: what rows are put into.
    pub fn is_table(&self) -> bool {
        matches!(self.kind, RelationKind::Table | RelationKind::Partitioned)
    }
}

/// A sequence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the words are the catalog's")]
pub struct KeptSequence {
    #[serde(rename = "type")]
    pub ty: String,
    pub start: i64,
    pub increment: i64,
    pub min: i64,
    pub max: i64,
    pub cache: i64,
    pub cycle: bool,
    /// `a` OWNED BY, `i` of an identity column; the table's schema and name, the column.
    pub owned: Option<(String, String, String, String)>,
}

/// The sequence of a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the words are the catalog's")]
pub struct Identities {
    pub schema: String,
    pub name: String,
    #[serde(rename = "type")]
    pub ty: String,
    pub start: i64,
    pub increment: i64,
    pub min: i64,
    pub max: i64,
    pub cache: i64,
    pub cycle: bool,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the words are the catalog's")]
pub struct Attribute {
    pub name: String,
    /// As `format_type` prints it.
    #[serde(rename = "type")]
    pub ty: String,
    /// `b` base, `e` enum, `d` domain, `c` composite, `r` range, `m` multirange.
    pub kind: String,
    /// The type's schema and name.
    pub of: (String, String),
    /// Of an array: its element's kind, schema and name.
    pub element: Option<(String, String, String)>,
    pub not_null: bool,
    /// `a` always, `d` by default.
    pub identity: String,
    /// `s` stored, `v` virtual.
    pub generated: String,
    /// What an identity or a serial takes its values from.
    pub sequence: Option<Identities>,
    pub default: Option<String>,
    /// Where it is not the type's own: schema and name.
    pub collation: Option<(String, String)>,
    pub inherited: bool,
    pub local: bool,
    pub storage: Option<String>,
    pub compression: Option<String>,
    pub statistics: Option<String>,
    #[serde(deserialize_with = "list")]
    pub options: Vec<String>,
    #[serde(deserialize_with = "list")]
    pub grants: Vec<Acl>,
    pub comment: Option<String>,
}

/// A constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the words are the catalog's")]
pub struct KeptConstraint {
    pub name: String,
    /// `p` primary key, `u` unique, `c` check, `f` foreign key, `x` exclusion, `n` not null (18).
    pub kind: String,
    #[serde(deserialize_with = "list")]
    pub columns: Vec<String>,
    pub to: Option<(String, String)>,
    #[serde(deserialize_with = "list")]
    pub to_columns: Vec<String>,
    pub on_delete: Option<String>,
    pub on_update: Option<String>,
    pub deferrable: bool,
    pub deferred: bool,
    pub validated: bool,
    pub no_inherit: bool,
    pub local: bool,
    pub inherited: bool,
    /// A check's.
    pub expression: Option<String>,
    pub definition: String,
    pub comment: Option<String>,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the words are the catalog's")]
pub struct KeptIndex {
    pub name: String,
    /// The constraint that it is for.
    pub constraint: Option<String>,
    pub unique: bool,
    pub method: String,
    pub valid: bool,
    #[serde(deserialize_with = "list")]
    pub keys: Vec<IndexKey>,
    #[serde(deserialize_with = "list")]
    pub include: Vec<String>,
    pub predicate: Option<String>,
    pub nulls_not_distinct: bool,
    #[serde(deserialize_with = "list")]
    pub options: Vec<String>,
    pub clustered: bool,
    pub replica_identity: bool,
    /// Whether it belongs to an index of a partitioned table.
    pub parent: bool,
    pub definition: String,
    pub comment: Option<String>,
}

/// A key of an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the words are the catalog's")]
pub struct IndexKey {
    pub column: Option<String>,
    pub sql: Option<String>,
    /// Where it is not the default: schema and name.
    pub class: Option<(String, String)>,
    pub collation: Option<(String, String)>,
    pub desc: bool,
    pub nulls_first: bool,
}

/// A policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the words are the catalog's")]
pub struct KeptPolicy {
    pub name: String,
    /// `*` all, `r` select, `a` insert, `w` update, `d` delete.
    pub command: String,
    pub permissive: bool,
    /// None is PUBLIC.
    #[serde(deserialize_with = "list")]
    pub roles: Vec<String>,
    pub using: Option<String>,
    pub check: Option<String>,
    pub comment: Option<String>,
}

/// A trigger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the words are the catalog's")]
pub struct Trigger {
    pub name: String,
    pub enabled: String,
    pub definition: String,
    pub comment: Option<String>,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the words are the catalog's")]
pub struct Rule {
    pub name: String,
    pub enabled: String,
    pub definition: String,
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
    #[serde(deserialize_with = "list")]
    pub settings: Vec<String>,
    /// `CREATE OR REPLACE FUNCTION …`; none for an aggregate.
    pub definition: Option<String>,
    pub source: Option<String>,
    /// Whether a policy uses it.
    pub in_policy: bool,
    #[serde(deserialize_with = "list")]
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
    #[serde(deserialize_with = "list")]
    pub grants: Vec<Acl>,
}

/// A list, which the query leaves null where it is empty.
fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Option::<Vec<T>>::deserialize(deserializer).map(Option::unwrap_or_default)
}
