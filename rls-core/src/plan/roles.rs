//! How do roles, memberships and the use of Postgres schemas change?
//!
//! A role belongs to the whole cluster: one that is there is taken as it is, and one that something else needs stays when
//! it should go. Privileges and policies of one that goes have gone before. What a role gains by a membership it gains
//! late, and what it loses it loses early.
//!
//! USAGE of a Postgres schema was given with the first privilege on a table there, so it goes with the last one. The
//! Postgres schema itself stays: what else is in it is not ours.

use std::collections::{BTreeMap, BTreeSet};

use super::{HazardKind, order::Phase, order::Steps, transition::Transition};
use crate::{
    schema::{Role, RoleDef},
    sql::{
        grant::Way,
        role::{alter_login, create, drop, member, use_of, users},
    },
};

/// Gives the statements their places.
pub(super) fn steps(transition: &Transition<'_>, steps: &mut Steps) {
    let (old, new) = (&transition.before.schema, &transition.new.schema);
    let none = RoleDef::default();
    for (name, is) in &new.roles {
        let was = old.roles.get(name);
        match was {
            None => {
                steps.add(Phase::Roles, create(name, is.login));
            }
            Some(was) if was.login != is.login => {
                let phase = if is.login { Phase::Grants } else { Phase::Revokes };
                steps.add(phase, alter_login(name, is.login));
            }
            Some(_) => {}
        }
        members(name, was.unwrap_or(&none), is, steps);
    }
    let stays = named(transition);
    for name in old.roles.keys().filter(|name| !new.roles.contains_key(*name)) {
        if !stays.contains(name.as_str()) {
            let step = steps.add(Phase::DropRoles, drop(name));
            step.note("a role belongs to the whole cluster: it stays where anything else needs it");
            let says = format!(
                "role {name} is dropped: its password, its settings and whoever else was a member do not come back"
            );
            step.hazard(HazardKind::Irreversible, says);
        }
    }
    usage(transition, steps);
}

fn members(name: &str, was: &RoleDef, is: &RoleDef, steps: &mut Steps) {
    let without = |these: &RoleDef, those: &RoleDef| -> Vec<String> {
        these.in_roles.iter().filter(|of| !those.in_roles.contains(of)).cloned().collect()
    };
    for (phase, way, of) in
        [(Phase::Revokes, Way::Revoke, without(was, is)), (Phase::Grants, Way::Grant, without(is, was))]
    {
        if !of.is_empty() {
            steps.add(phase, member(way, &of, name));
        }
    }
}

/// The roles that the new schema names without owning them, and those that its provider brings along.
fn named<'t>(transition: &'t Transition<'_>) -> BTreeSet<&'t str> {
    let new = transition.new;
    let mut all: BTreeSet<&str> = new.provider.roles().collect();
    all.extend(new.schema.roles.values().flat_map(|role| &role.in_roles).map(String::as_str));
    for table in &new.schema.tables {
        let roles = table.policies.iter().flat_map(|policy| &policy.roles);
        for role in roles.chain(table.grants.iter().map(|grant| &grant.role)) {
            if let Role::Named(name) = role {
                all.insert(name);
            }
        }
    }
    all
}

fn usage(transition: &Transition<'_>, steps: &mut Steps) {
    let (was, is) = (users(&transition.before.schema), users(&transition.new.schema));
    for (phase, way, pairs) in
        [(Phase::Revokes, Way::Revoke, was.difference(&is)), (Phase::Grants, Way::Grant, is.difference(&was))]
    {
        let mut of_schema: BTreeMap<&str, Vec<Role>> = BTreeMap::new();
        for (schema, role) in pairs {
            of_schema.entry(schema).or_default().push((*role).clone());
        }
        for (schema, roles) in of_schema {
            steps.add(phase, use_of(way, schema, &roles));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::Expr;
    use crate::{
        ident::QName,
        plan::{Options, plan},
        provider::Provider,
        schema::{Column, Command, Grant, Policy, Privilege, Schema, Table, Type},
    };

    fn said(old: &Schema, new: &Schema) -> Vec<String> {
        let resolved = |schema: &Schema| schema.resolve(&Provider::Neon).unwrap();
        let options = Options { lock_timeout: None, ..Options::default() };
        let plan = plan(&resolved(old), &resolved(new), &options);
        let words = |sql: &str| sql.replace('"', "").replace('\n', " ");
        plan.parts.iter().flat_map(|part| &part.up).map(|step| words(&step.sql)).collect()
    }

    fn with(login: bool, in_roles: &[&str]) -> Schema {
        let mut schema = Schema::new();
        let in_roles = in_roles.iter().map(|&role| role.to_owned()).collect();
        schema.roles.insert("editor".to_owned(), RoleDef { login, in_roles });
        schema
    }

    #[test]
    fn what_is_lost_goes_early_and_what_is_gained_comes_late() {
        assert_eq!(
            said(&with(false, &["anonymous"]), &with(true, &["authenticated"])),
            ["REVOKE anonymous FROM editor", "ALTER ROLE editor LOGIN", "GRANT authenticated TO editor"]
        );
    }

    /// Its policies and privileges are gone by then, and a role that another database needs is left.
    #[test]
    fn a_role_goes_last() {
        let table = |name: &str| {
            let role = || Role::named(name);
            Table::new(QName::new("t"))
                .column(Column::new("a", Type::Text))
                .policy(Policy::new("p", Command::Select, [role()]).using(Expr::Bool(true)))
                .grant(Grant::new(Privilege::Insert, role()))
        };
        let old = with(false, &[]).table(table("editor"));
        let new = Schema::new().table(table("authenticated"));
        let all = said(&old, &new);
        assert_eq!(all[0], "REVOKE SELECT, INSERT ON t FROM editor");
        assert!(all.last().unwrap().contains("DROP ROLE IF EXISTS editor"), "{all:?}");
        assert!(all.last().unwrap().contains("dependent_objects_still_exist"), "{all:?}");
        // one that is still named is somebody else's now
        assert_eq!(said(&old, &Schema::new().table(table("editor"))), [""; 0]);
    }
}
