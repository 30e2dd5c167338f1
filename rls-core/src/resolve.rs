//! What is left open in a schema, and how does a provider settle it?

mod check;
pub(crate) mod index;
mod lookup;
mod settle;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::Errors,
    provider::Provider,
    schema::{Command, Constraint, Grant, PolicyName, Privilege, Role, Schema, Table, crud_name},
};

/// A schema in which nothing is left open: every role has its name, every policy too, the privileges are listed,
/// references name their columns, lookups that need a function have one, the indexes that policies need are there, and
/// everything is in a fixed order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// Who settled it, and spells the caller's id.
    pub provider: Provider,
    /// The schema.
    pub schema: Schema,
}

impl Schema {
    /// Settles with a provider what was left open, and checks what only the whole can show: two things with one
    /// name, references to columns that are not there.
    ///
    /// # Errors
    /// Everything that is wrong with the schema as a whole.
    pub fn resolve(&self, provider: &Provider) -> Result<Resolved, Errors> {
        check::depth(self).gate(())?;
        let mut schema = self.clone();
        let keys: BTreeMap<_, _> =
            self.tables.iter().rev().map(|table| (table.name.key(), table.key_columns())).collect();
        for table in &mut schema.tables {
            resolve_table(table, provider);
            for constraint in &mut table.constraints {
                if let Constraint::ForeignKey { key, .. } = constraint
                    && key.references.is_empty()
                    && let Some(columns) = keys.get(&key.table.key())
                {
                    key.references = columns.to_vec();
                }
            }
        }
        schema.tables.sort_by(|a, b| a.name.key().cmp(&b.name.key()));
        schema.enums.sort_by(|a, b| a.name.key().cmp(&b.name.key()));
        let mut errors = check::whole(&schema);
        settle::predicates(&mut schema, &mut errors);
        // no predicate names a variant any more
        schema.enums.iter_mut().flat_map(|one| &mut one.values).for_each(|value| value.variant = None);
        errors.gate(())?;
        let mut errors = Errors::new();
        lookup::settle(&mut schema, provider, &mut errors);
        index::add(&mut schema);
        errors.gate(Resolved { provider: provider.clone(), schema })
    }
}

impl Resolved {
    /// The roles that policies and privileges name, but that neither the provider nor the schema has.
    pub fn unknown_roles(&self) -> Errors {
        check::roles(self)
    }
}

fn resolve_table(table: &mut Table, provider: &Provider) {
    one_key_of_a_kind(table);
    let settle = |role: &mut Role| {
        if *role == Role::SignedIn {
            *role = Role::Named(provider.signed_in().to_owned());
        }
    };
    for policy in &mut table.policies {
        policy.roles.iter_mut().for_each(settle);
        if policy.name == PolicyName::Crud {
            policy.name = PolicyName::Given(crud_name(&policy.roles, policy.command));
        }
        // as Drizzle and Postgres do: a list of roles has no order and no doubles
        policy.roles.sort();
        policy.roles.dedup();
    }
    for grant in &mut table.grants {
        settle(&mut grant.role);
        grant.columns.sort();
        grant.columns.dedup();
    }
    if table.derive_grants && table.row_security {
        table.grants.extend(derived_grants(table));
    }
    table.derive_grants = false;
    table.grants.sort();
    table.grants.dedup();
    let whole: BTreeSet<_> =
        table.grants.iter().filter(|g| g.columns.is_empty()).map(|g| (g.role.clone(), g.privilege)).collect();
    table.grants.retain(|g| g.columns.is_empty() || !whole.contains(&(g.role.clone(), g.privilege)));
}

/// A UNIQUE over the columns of the primary key, or of another UNIQUE, says nothing more: Postgres takes it out of a CREATE
/// TABLE without a word, and would keep it as a second index when it is added later.
fn one_key_of_a_kind(table: &mut Table) {
    let mut seen = BTreeSet::from([table.key_columns().to_vec()]);
    table.constraints.retain(|constraint| match constraint {
        Constraint::Unique { columns, .. } => seen.insert(columns.clone()),
        _ => true,
    });
}

/// The least that the policies need: a permissive policy that lets some row through needs its command's
/// privilege. One that denies needs none, and a restrictive one only takes away.
pub(crate) fn derived_grants(table: &Table) -> Vec<Grant> {
    let mut grants = Vec::new();
    for policy in table.policies.iter().filter(|policy| policy.permissive && !policy.denies()) {
        let privileges: &[Privilege] = match policy.command {
            Command::All => &[Privilege::Select, Privilege::Insert, Privilege::Update, Privilege::Delete],
            Command::Select => &[Privilege::Select],
            Command::Insert => &[Privilege::Insert],
            Command::Update => &[Privilege::Update],
            Command::Delete => &[Privilege::Delete],
        };
        for role in &policy.roles {
            grants.extend(privileges.iter().map(|&privilege| Grant::new(privilege, role.clone())));
        }
    }
    grants
}
