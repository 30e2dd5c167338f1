//! What is said of a table, a view or a sequence, and of what hangs on it?

use serde::{Deserialize, Serialize};

use super::{Acl, list};

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
    #[serde(default, deserialize_with = "list")]
    pub options: Vec<String>,
    /// Of its TOAST table.
    #[serde(default, deserialize_with = "list")]
    pub toast_options: Vec<String>,
    pub of_type: Option<String>,
    pub replica_identity: Option<String>,
    pub tablespace: Option<String>,
    /// The access method, where it is not heap.
    pub method: Option<String>,
    pub partition_key: Option<String>,
    pub partition_bound: Option<String>,
    /// Schemas and names of what it inherits from, or is a partition of.
    #[serde(default, deserialize_with = "list")]
    pub parents: Vec<(String, String)>,
    /// The foreign server.
    pub server: Option<String>,
    /// What is said to the foreign server of the table.
    #[serde(default, deserialize_with = "list")]
    pub server_options: Vec<String>,
    /// A view's query.
    pub definition: Option<String>,
    /// Schemas and names of what a view reads.
    #[serde(default, deserialize_with = "list")]
    pub reads: Vec<(String, String)>,
    pub sequence: Option<KeptSequence>,
    #[serde(default, deserialize_with = "list")]
    pub columns: Vec<Attribute>,
    #[serde(default, deserialize_with = "list")]
    pub constraints: Vec<KeptConstraint>,
    /// Those of its keys too.
    #[serde(default, deserialize_with = "list")]
    pub indexes: Vec<KeptIndex>,
    #[serde(default, deserialize_with = "list")]
    pub policies: Vec<KeptPolicy>,
    #[serde(default, deserialize_with = "list")]
    pub triggers: Vec<Trigger>,
    #[serde(default, deserialize_with = "list")]
    pub rules: Vec<Rule>,
    #[serde(default, deserialize_with = "list")]
    pub grants: Vec<Acl>,
    pub comment: Option<String>,
}

impl Relation {
    /// The constraints that somebody made. A key that refers to a table with partitions has one more in the catalog for each of them, which comes and
    /// goes with it.
    pub fn own_constraints(&self) -> impl Iterator<Item = &KeptConstraint> {
        let is_part = self.partition_bound.is_some();
        self.constraints.iter().filter(move |one| is_part || !(one.kind == "f" && one.parent))
    }

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
    #[serde(default, deserialize_with = "list")]
    pub options: Vec<String>,
    /// What is said to the foreign server of the column.
    #[serde(default, deserialize_with = "list")]
    pub foreign_options: Vec<String>,
    #[serde(default, deserialize_with = "list")]
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
    #[serde(default, deserialize_with = "list")]
    pub columns: Vec<String>,
    pub to: Option<(String, String)>,
    #[serde(default, deserialize_with = "list")]
    pub to_columns: Vec<String>,
    pub on_delete: Option<String>,
    pub on_update: Option<String>,
    pub deferrable: bool,
    pub deferred: bool,
    pub validated: bool,
    pub no_inherit: bool,
    pub enforced: bool,
    /// Of a key over time: WITHOUT OVERLAPS, PERIOD.
    pub period: bool,
    pub match_full: bool,
    /// Whether SET NULL or SET DEFAULT is about some of its columns only.
    pub set_columns: bool,
    /// Whether it belongs to a constraint of a partitioned table.
    pub parent: bool,
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
    #[serde(default, deserialize_with = "list")]
    pub keys: Vec<IndexKey>,
    #[serde(default, deserialize_with = "list")]
    pub include: Vec<String>,
    pub predicate: Option<String>,
    pub nulls_not_distinct: bool,
    #[serde(default, deserialize_with = "list")]
    pub options: Vec<String>,
    pub tablespace: Option<String>,
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
    /// Of the operator class.
    #[serde(default, deserialize_with = "list")]
    pub options: Vec<String>,
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
    #[serde(default, deserialize_with = "list")]
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
    pub comment: Option<String>,
}
