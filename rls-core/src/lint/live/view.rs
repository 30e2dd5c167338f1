//! What does a lint of a live database look at?

use std::collections::{BTreeMap, BTreeSet};

use super::caller;
use crate::{
    catalog::{Acl, Catalog, InScope, KeptRole, Relation, Scope},
    lint::{Model, model::Surroundings},
    provider::Provider,
    resolve::Resolved,
    schema::{Role, RoleDef},
    understand::lift_expr,
};

/// Nobody in particular: PUBLIC.
pub(super) type Whom<'c> = Option<&'c str>;

/// The schema of a catalog for lints: its tables in the words of the model, and every role that counts in it.
pub(super) fn schema(catalog: &Catalog, provider: &Provider, scope: &Scope) -> Resolved {
    let mut resolved = catalog.import(provider, scope).resolved;
    let scope = scope.of(catalog, provider);
    for at in 0..resolved.schema.functions.len() {
        let function = &resolved.schema.functions[at];
        if let Some(table) = resolved.schema.find_table(&function.table) {
            let when = lift_expr(&function.when, table, &resolved.schema, provider);
            resolved.schema.functions[at].when = when;
        }
    }
    resolved.schema.roles.clear();
    let named = |role: &KeptRole| {
        let of_table = |table: &Relation| {
            table.policies.iter().any(|policy| policy.roles.contains(&role.name))
                || grants(table).any(|acl| acl.0.as_ref() == Some(&role.name))
        };
        provider.roles().any(|known| known == role.name)
            || catalog.relations.iter().filter(|one| scope.holds(&one.schema, &one.name)).any(of_table)
    };
    let mut waiting: Vec<&KeptRole> = catalog.roles.iter().filter(|role| named(role)).collect();
    while let Some(role) = waiting.pop() {
        // what it may do without SET ROLE
        let inherits = role.memberships.iter().filter(|one| one.inherit);
        let in_roles: Vec<String> = inherits.map(|one| one.role.clone()).collect();
        let unseen = |one: &&KeptRole| !resolved.schema.roles.contains_key(&one.name);
        waiting.extend(catalog.roles.iter().filter(|one| in_roles.contains(&one.name)).filter(unseen));
        resolved.schema.roles.insert(role.name.clone(), RoleDef { login: role.login, in_roles });
    }
    resolved
}

/// Who has on a table all that there is to have.
fn given_all(relation: &Relation) -> ((String, String), BTreeSet<String>) {
    let has = |role: &String, privilege: &str| {
        relation.grants.iter().any(|acl| acl.0.as_ref() == Some(role) && acl.1 == privilege)
    };
    let all = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"];
    let grantees = relation.grants.iter().filter_map(|acl| acl.0.clone());
    let given = grantees.filter(|role| all.iter().all(|privilege| has(role, privilege)));
    ((relation.schema.clone(), relation.name.clone()), given.collect())
}

/// All privileges on a relation and its columns.
pub(super) fn grants(relation: &Relation) -> impl Iterator<Item = &Acl> {
    relation.grants.iter().chain(relation.columns.iter().flat_map(|column| &column.grants))
}

/// A database, and what lints ask of it.
pub struct Live<'c> {
    /// All that it says.
    pub(super) catalog: &'c Catalog,
    /// Its tables in the words of the model.
    pub(super) model: Model<'c>,
    /// The relations of the schemas that are looked at.
    pub(super) relations: Vec<&'c Relation>,
    /// The roles that requests run as.
    pub(super) application: BTreeSet<&'c str>,
    roles: BTreeMap<&'c str, &'c KeptRole>,
    scope: InScope,
}

impl<'c> Live<'c> {
    pub(super) fn new(catalog: &'c Catalog, schema: &'c Resolved, scope: InScope) -> Live<'c> {
        let roles: BTreeMap<&str, &KeptRole> =
            catalog.roles.iter().map(|role| (role.name.as_str(), role)).collect();
        let relations: Vec<&Relation> =
            catalog.relations.iter().filter(|one| scope.holds(&one.schema, &one.name)).collect();
        let bypassing: BTreeSet<String> = catalog
            .roles
            .iter()
            .filter(|role| role.superuser || role.bypassrls)
            .map(|role| role.name.clone())
            .collect();
        let key = |one: &&Relation| ((one.schema.clone(), one.name.clone()), one.owner.clone());
        let surroundings = Surroundings {
            session: caller::session(catalog),
            bypassing,
            owners: relations.iter().map(key).collect(),
            given_all: relations.iter().copied().map(given_all).collect(),
        };
        let application = application(&relations, &schema.provider, &roles);
        let model = Model::of_live(schema, surroundings);
        Live { catalog, model, relations, application, roles, scope }
    }

    /// The tables, whatever their kind.
    pub(super) fn tables(&self) -> impl Iterator<Item = &'c Relation> {
        self.relations.iter().copied().filter(|one| one.is_table())
    }

    /// Whether a schema is looked at.
    pub(super) fn holds(&self, schema: &str) -> bool {
        self.scope.schema(schema)
    }

    /// Whether row security does not look at the role: it is a superuser or has BYPASSRLS.
    pub(super) fn bypasses(&self, role: &str) -> bool {
        self.roles.get(role).is_some_and(|role| role.superuser || role.bypassrls)
    }

    /// Whether what runs as this role sees all rows of a table.
    pub(super) fn is_above(&self, role: &str, table: &Relation) -> bool {
        !table.row_security || self.bypasses(role) || (self.has_role(role, &table.owner) && !table.force)
    }

    /// Whether a role may do what another one may, without SET ROLE.
    fn has_role(&self, role: &str, other: &str) -> bool {
        self.inherited(role).contains(other)
    }

    /// A role, and what it is a member of with INHERIT.
    fn inherited<'r>(&self, role: &'r str) -> BTreeSet<&'r str>
    where
        'c: 'r,
    {
        self.reached(role, |one| one.inherit)
    }

    /// A role, and all roles that it may become.
    pub(super) fn becomes<'r>(&self, role: &'r str) -> BTreeSet<&'r str>
    where
        'c: 'r,
    {
        self.reached(role, |one| one.inherit || one.set)
    }

    fn reached<'r>(&self, role: &'r str, by: fn(&crate::catalog::Membership) -> bool) -> BTreeSet<&'r str>
    where
        'c: 'r,
    {
        let mut all = BTreeSet::new();
        let mut waiting = vec![role];
        while let Some(role) = waiting.pop() {
            if all.insert(role)
                && let Some(known) = self.roles.get(role)
            {
                waiting.extend(known.memberships.iter().filter(|one| by(one)).map(|one| one.role.as_str()));
            }
        }
        all
    }

    /// Whether a privilege in a list is this role's: its own, PUBLIC's, or one of a role that it inherits from.
    fn given(&self, whom: Whom<'c>, acls: impl IntoIterator<Item = &'c Acl>, privilege: &str) -> bool {
        let all = whom.map(|role| self.inherited(role)).unwrap_or_default();
        acls.into_iter()
            .any(|acl| acl.1 == privilege && acl.0.as_deref().is_none_or(|role| all.contains(role)))
    }

    /// Whether the role may look into a schema.
    fn enters(&self, whom: Whom<'c>, schema: &str) -> bool {
        let Some(space) = self.catalog.schemas.iter().find(|one| one.name == schema) else { return true };
        whom == Some(space.owner.as_str()) || self.given(whom, &space.grants, "USAGE")
    }

    /// Whether the role has a privilege on a relation, or on some of its columns, and reaches it.
    pub(super) fn has(&self, whom: Whom<'c>, relation: &'c Relation, privilege: &str) -> bool {
        self.given(whom, grants(relation), privilege) && self.enters(whom, &relation.schema)
    }

    /// The roles that requests run as, and PUBLIC, of those who have one of these privileges on a relation. Where PUBLIC
    /// has it, nobody else is named.
    pub(super) fn reaching(&self, relation: &'c Relation, privileges: &[&str]) -> Vec<Whom<'c>> {
        self.whom(|whom| privileges.iter().any(|privilege| self.has(whom, relation, privilege)))
    }

    /// The same for a function.
    pub(super) fn calling(&self, function: &'c crate::catalog::KeptFunction) -> Vec<Whom<'c>> {
        self.whom(|whom| self.given(whom, &function.grants, "EXECUTE") && self.enters(whom, &function.schema))
    }

    fn whom(&self, may: impl Fn(Whom<'c>) -> bool) -> Vec<Whom<'c>> {
        let mut all: Vec<Whom<'c>> = if may(None) { vec![None] } else { Vec::new() };
        if all.is_empty() {
            all.extend(self.application.iter().map(|role| Some(*role)).filter(|role| may(*role)));
        }
        all
    }

    /// The relation of this name.
    pub(super) fn relation(&self, (schema, name): &(String, String)) -> Option<&'c Relation> {
        self.catalog.relation(schema, name)
    }
}

/// The provider's roles, those that policies are for, and those that have privileges and own nothing: without those that
/// row security does not look at.
fn application<'c>(
    relations: &[&'c Relation],
    provider: &Provider,
    roles: &BTreeMap<&'c str, &'c KeptRole>,
) -> BTreeSet<&'c str> {
    let owners: BTreeSet<&str> = relations.iter().map(|one| one.owner.as_str()).collect();
    let mut all = BTreeSet::new();
    all.extend(roles.keys().filter(|role| provider.roles().any(|known| known == **role)));
    for relation in relations {
        all.extend(relation.policies.iter().flat_map(|policy| &policy.roles).map(String::as_str));
        let grantees = grants(relation).filter_map(|acl| acl.0.as_deref());
        all.extend(grantees.filter(|role| !owners.contains(role)));
    }
    let held = |role: &&str| roles.get(role).is_none_or(|role| !role.superuser && !role.bypassrls);
    all.into_iter().filter(|role| !role.is_empty()).filter(held).collect()
}

/// Roles for people.
pub(super) fn people(whom: &[Whom<'_>]) -> String {
    let roles: Vec<Role> = whom.iter().map(|role| role.map_or(Role::Public, Role::named)).collect();
    crate::lint::model::roles(&roles)
}
