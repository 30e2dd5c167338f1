//! What does a lint look at?

use std::collections::BTreeSet;

use crate::{
    ident::QName,
    resolve::Resolved,
    schema::{Command, Policy, Privilege, Role, Schema, Table},
};

/// The models, and what lints ask of them.
pub struct Model<'r> {
    /// The schema, with its provider.
    pub resolved: &'r Resolved,
}

/// The four commands that a policy may be for, without ALL.
pub(super) const COMMANDS: [Command; 4] =
    [Command::Select, Command::Insert, Command::Update, Command::Delete];

impl<'r> Model<'r> {
    /// Over this schema.
    pub fn new(resolved: &'r Resolved) -> Self {
        Model { resolved }
    }

    /// The schema.
    pub fn schema(&self) -> &'r Schema {
        &self.resolved.schema
    }

    /// Its tables.
    pub fn tables(&self) -> impl Iterator<Item = &'r Table> {
        self.resolved.schema.tables.iter()
    }

    /// The table of this name.
    pub fn find(&self, name: &QName) -> Option<&'r Table> {
        self.resolved.schema.find_table(name)
    }

    /// The policies of a table, each with its number.
    pub fn policies(&self, table: &'r Table) -> impl Iterator<Item = (usize, &'r Policy)> {
        table.policies.iter().enumerate()
    }

    /// Every role that is known or named, and PUBLIC, without those that bypass row security.
    pub fn roles(&self) -> BTreeSet<Role> {
        let schema = self.schema();
        let provider = self.resolved.provider.roles().map(Role::named);
        let own = schema.roles.keys().map(Role::named);
        let named = schema.tables.iter().flat_map(|table| {
            let policies = table.policies.iter().flat_map(|policy| policy.roles.iter().cloned());
            policies.chain(table.grants.iter().map(|grant| grant.role.clone()))
        });
        let mut all: BTreeSet<Role> = provider.chain(own).chain(named).chain([Role::Public]).collect();
        all.retain(|role| !self.bypasses(role));
        all
    }

    /// Whether row security does not look at the role.
    pub fn bypasses(&self, role: &Role) -> bool {
        matches!(role, Role::Named(name) if self.resolved.provider.bypasses_row_security(name))
    }

    /// Those whose policies and privileges count for a role: itself, what it is a member of, PUBLIC.
    pub fn as_whom(&self, role: &Role) -> BTreeSet<Role> {
        let mut all = BTreeSet::from([Role::Public]);
        let mut waiting = vec![role.clone()];
        while let Some(role) = waiting.pop() {
            if let Role::Named(name) = &role
                && let Some(def) = self.schema().roles.get(name)
                && !all.contains(&role)
            {
                waiting.extend(def.in_roles.iter().map(Role::named));
            }
            all.insert(role);
        }
        all
    }

    /// Whether a role has a privilege on a table, or on some of its columns.
    pub fn has_privilege(&self, table: &Table, role: &Role, privilege: Privilege) -> bool {
        let whom = self.as_whom(role);
        let all_data = match privilege {
            Privilege::Select => "pg_read_all_data",
            _ => "pg_write_all_data",
        };
        whom.contains(&Role::named(all_data))
            || table.grants.iter().any(|grant| grant.privilege == privilege && whom.contains(&grant.role))
    }

    /// The policies of a table that count for a role and a command.
    pub fn applying<'t>(
        &self,
        table: &'t Table,
        role: &Role,
        command: Command,
    ) -> impl Iterator<Item = &'t Policy> {
        let whom = self.as_whom(role);
        table.policies.iter().filter(move |policy| {
            (policy.command == command || policy.command == Command::All)
                && policy.roles.iter().any(|role| whom.contains(role))
        })
    }
}

/// The privilege that a command needs.
pub(super) fn privilege(command: Command) -> Option<Privilege> {
    match command {
        Command::All => None,
        Command::Select => Some(Privilege::Select),
        Command::Insert => Some(Privilege::Insert),
        Command::Update => Some(Privilege::Update),
        Command::Delete => Some(Privilege::Delete),
    }
}
