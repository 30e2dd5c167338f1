//! Which roles are the model's, and what more is there to a role?

use std::collections::BTreeSet;

use super::{
    super::{
        document::KeptRole,
        other::{
            OtherKind, Place,
            thing::attributes,
            words::{comment, setting},
        },
    },
    Import,
};
use crate::{
    ident::quote,
    schema::{Role, RoleDef},
};

impl Import<'_> {
    /// Roles that policies or privileges on tables are for are the model's; others that something of what is looked at
    /// names are beside it. A superuser and the provider's roles are taken as they are.
    pub(super) fn roles(&mut self) {
        let catalog = self.catalog;
        let named = self.named();
        let mut known: BTreeSet<&str> = self.provider.roles().collect();
        known.insert(&catalog.owner);
        let mut wanted = self.mentioned();
        wanted.extend(named.iter().cloned());
        // who is a member of whom decides what a policy is for
        loop {
            let more: Vec<String> = catalog
                .roles
                .iter()
                .filter(|role| wanted.contains(&role.name))
                .flat_map(|role| role.memberships.iter().map(|one| one.role.clone()))
                .filter(|name| !wanted.contains(name))
                .collect();
            if more.is_empty() {
                break;
            }
            wanted.extend(more);
        }
        for role in &catalog.roles {
            if known.contains(role.name.as_str()) || !wanted.contains(&role.name) {
                continue;
            }
            if named.contains(&role.name) && !role.superuser {
                let in_roles = role.memberships.iter().map(|one| one.role.clone()).collect();
                self.schema.roles.insert(role.name.clone(), RoleDef { login: role.login, in_roles });
                self.more_of(role, Vec::new(), true);
            } else {
                let login = if role.login { "LOGIN" } else { "NOLOGIN" };
                let made = vec![format!("CREATE ROLE {} {login}", quote(&role.name))];
                self.more_of(role, made, false);
            }
        }
    }

    /// Those whom a policy or a privilege on a table is for.
    fn named(&self) -> BTreeSet<String> {
        let tables = || self.schema.tables.iter();
        let policies = tables().flat_map(|table| &table.policies).flat_map(|policy| &policy.roles);
        let grants = tables().flat_map(|table| &table.grants).map(|grant| &grant.role);
        let roles = policies.chain(grants).chain(self.schema.functions.iter().flat_map(|one| &one.roles));
        roles
            .filter_map(|role| match role {
                Role::Named(name) if !Role::is_predefined(name) => Some(name.clone()),
                _ => None,
            })
            .collect()
    }

    /// Those whom anything else names: owners, and who may use what is no table of the model's.
    fn mentioned(&self) -> BTreeSet<String> {
        let catalog = self.catalog;
        let scope = self.scope;
        let mut names = BTreeSet::new();
        let mut say = |owner: &str, acls: &[super::super::document::Acl]| {
            names.insert(owner.to_owned());
            names.extend(acls.iter().filter_map(|acl| acl.0.clone()));
        };
        for one in self.relations() {
            say(&one.owner, &one.grants);
            one.columns.iter().for_each(|column| say(&one.owner, &column.grants));
        }
        for one in catalog.functions.iter().filter(|one| scope.holds(&one.schema, &one.name)) {
            say(&one.owner, &one.grants);
        }
        for one in catalog.types.iter().filter(|one| scope.holds(&one.schema, &one.name)) {
            say(&one.owner, &one.grants);
        }
        for one in catalog.enums.iter().filter(|one| scope.holds(&one.schema, &one.name)) {
            say(&one.owner, &one.grants);
        }
        for one in catalog.schemas.iter().filter(|one| scope.schema(&one.name)) {
            say(&one.owner, &one.grants);
        }
        let here = |schema: &Option<String>| schema.as_ref().is_none_or(|name| scope.schema(name));
        for one in catalog.default_privileges.iter().filter(|one| here(&one.schema)) {
            say(&one.role, &one.grants);
        }
        names.retain(|name| !Role::is_predefined(name));
        names
    }

    /// What the model does not say of a role.
    fn more_of(&mut self, role: &KeptRole, mut sql: Vec<String>, in_model: bool) {
        let why = if in_model {
            "the model knows of a role whether it logs in and what it is a member of"
        } else {
            "no policy and no privilege on a table is for it"
        };
        sql.extend(attributes(role));
        let own = quote(&role.name);
        for one in &role.memberships {
            let mut with = Vec::new();
            if one.admin {
                with.push("ADMIN TRUE".to_owned());
            }
            if self.catalog.major() >= 16 {
                if one.inherit != role.inherit {
                    with.push(format!("INHERIT {}", if one.inherit { "TRUE" } else { "FALSE" }));
                }
                if !one.set {
                    with.push("SET FALSE".to_owned());
                }
            } else if one.admin {
                with = vec!["ADMIN OPTION".to_owned()];
            }
            let with = if with.is_empty() { String::new() } else { format!(" WITH {}", with.join(", ")) };
            if !in_model || !with.is_empty() {
                sql.push(format!("GRANT {} TO {own}{with}", quote(&one.role)));
            }
        }
        let settings = role.settings.iter().filter_map(|one| setting(one));
        sql.extend(settings.map(|set| format!("ALTER ROLE {own} {set}")));
        sql.extend(role.comment.as_ref().map(|text| comment(&format!("ROLE {own}"), text)));
        if !sql.is_empty() {
            let place = if in_model { Place::After } else { Place::Before };
            self.other(OtherKind::Role, &role.name, why).stands(place).says(sql);
        }
        if !role.settings_here.is_empty() {
            let why = "what a role is set to in one database belongs to the database and not to its schema";
            self.other(OtherKind::Role, format!("{} in {}", role.name, self.catalog.database), why);
        }
    }
}
