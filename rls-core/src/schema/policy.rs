//! What is a policy: for whom, for which command, over which rows?

use std::fmt;

use super::Role;
use crate::expr::Expr;

/// The command that a policy is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(
    feature = "document",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[allow(missing_docs, reason = "each is the SQL command of its name")]
pub enum Command {
    All,
    Select,
    Insert,
    Update,
    Delete,
}

impl Command {
    /// Whether a policy for it takes USING: which rows that are there.
    pub fn takes_using(self) -> bool {
        self != Command::Insert
    }

    /// Whether a policy for it takes WITH CHECK: which rows may come to be.
    pub fn takes_check(self) -> bool {
        !matches!(self, Command::Select | Command::Delete)
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Command::All => "ALL",
            Command::Select => "SELECT",
            Command::Insert => "INSERT",
            Command::Update => "UPDATE",
            Command::Delete => "DELETE",
        })
    }
}

/// A policy's name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "document", derive(serde::Serialize, serde::Deserialize), serde(untagged))]
pub enum PolicyName {
    /// As it was given.
    Given(String),
    /// By Drizzle's rule, `crud-<role>-policy-<command>`, once the roles are known.
    Crud,
}

/// A policy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "document", derive(serde::Serialize, serde::Deserialize))]
pub struct Policy {
    /// Its name.
    pub name: PolicyName,
    /// The command that it is for.
    pub command: Command,
    /// Permissive policies are OR-ed; restrictive ones (`false`) are AND-ed to that.
    pub permissive: bool,
    /// Whom it is for. Never empty.
    pub roles: Vec<Role>,
    /// Which rows that are there.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "Option::is_none", default))]
    pub using: Option<Expr>,
    /// Which rows may come to be.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "Option::is_none", default))]
    pub check: Option<Expr>,
}

impl Policy {
    /// A permissive policy without an expression, which allows nothing yet.
    pub fn new(name: impl Into<String>, command: Command, roles: impl Into<Vec<Role>>) -> Self {
        Policy {
            name: PolicyName::Given(name.into()),
            command,
            permissive: true,
            roles: roles.into(),
            using: None,
            check: None,
        }
    }

    /// The same, named by Drizzle's rule.
    pub fn crud(command: Command, roles: impl Into<Vec<Role>>) -> Self {
        Policy { name: PolicyName::Crud, ..Policy::new("", command, roles) }
    }

    /// Which rows that are there.
    pub fn using(mut self, expr: Expr) -> Self {
        self.using = Some(expr);
        self
    }

    /// Which rows may come to be.
    pub fn check(mut self, expr: Expr) -> Self {
        self.check = Some(expr);
        self
    }

    /// AND-ed to the permissive ones, not OR-ed.
    pub fn restrictive(mut self) -> Self {
        self.permissive = false;
        self
    }

    /// Its name; empty while it waits for the rule.
    pub fn name(&self) -> &str {
        match &self.name {
            PolicyName::Given(name) => name,
            PolicyName::Crud => "",
        }
    }

    /// Whether it lets no row through, so that it needs no privilege.
    pub fn denies(&self) -> bool {
        let open = |clause: &Option<Expr>| clause.as_ref().is_some_and(|expr| !expr.is_deny());
        match self.command {
            Command::Insert => !open(&self.check),
            _ => !open(&self.using),
        }
    }
}

/// Drizzle's name: the roles in the order in which they were written.
#[cfg(any(feature = "resolve", feature = "syntax"))]
pub(crate) fn crud_name(roles: &[Role], command: Command) -> String {
    let names: Vec<&str> = roles
        .iter()
        .map(|role| match role {
            // every provider's signed-in role is called so; a provider's own name has been put in by then
            Role::SignedIn => "authenticated",
            Role::Public => "public",
            Role::Named(name) => name,
        })
        .collect();
    format!("crud-{}-policy-{}", names.join("-"), command.to_string().to_ascii_lowercase())
}
