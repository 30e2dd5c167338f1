//! Who is there, and which privileges do they need?

use std::fmt;

/// Whom a policy or a grant is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(
    feature = "document",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Role {
    /// Whoever signed in, as the provider names the role.
    SignedIn,
    /// Everyone: PUBLIC.
    Public,
    /// A role by its name.
    Named(String),
}

impl Role {
    /// A role by its name; `public` is everyone, as in Postgres.
    pub fn named(name: impl Into<String>) -> Self {
        let name = name.into();
        if name == "public" { Role::Public } else { Role::Named(name) }
    }

    /// Whether Postgres brings the role along, as it does `pg_read_all_data`; nobody else's name may begin so.
    pub fn is_predefined(name: &str) -> bool {
        name.starts_with("pg_")
    }
}

/// A role that the schema owns.
#[derive(Clone, Debug, PartialEq, Eq, std::default::Default)]
#[cfg_attr(feature = "document", derive(serde::Serialize, serde::Deserialize))]
pub struct RoleDef {
    /// Whether it may log in.
    #[cfg_attr(feature = "document", serde(default))]
    pub login: bool,
    /// The roles that it is a member of.
    #[cfg_attr(feature = "document", serde(default))]
    pub in_roles: Vec<String>,
}

/// A privilege on a table. TRUNCATE, REFERENCES and TRIGGER are not sayable: row security does not look at them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(
    feature = "document",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[allow(missing_docs, reason = "each is the SQL privilege of its name")]
pub enum Privilege {
    Select,
    Insert,
    Update,
    Delete,
}

impl fmt::Display for Privilege {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Privilege::Select => "SELECT",
            Privilege::Insert => "INSERT",
            Privilege::Update => "UPDATE",
            Privilege::Delete => "DELETE",
        })
    }
}

/// One privilege, on the whole table or on some columns, for one role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "document", derive(serde::Serialize, serde::Deserialize))]
pub struct Grant {
    /// For whom.
    pub role: Role,
    /// What.
    pub privilege: Privilege,
    /// On which columns; none is the whole table.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "Vec::is_empty", default))]
    pub columns: Vec<String>,
}

impl Grant {
    /// A privilege on the whole table.
    pub fn new(privilege: Privilege, role: Role) -> Self {
        Grant { role, privilege, columns: Vec::new() }
    }

    /// On one column only, or on one more.
    pub fn column(mut self, column: impl Into<String>) -> Self {
        self.columns.push(column.into());
        self
    }
}
