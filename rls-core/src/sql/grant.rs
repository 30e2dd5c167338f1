//! How are privileges written?

use std::collections::BTreeMap;

use crate::{
    ident::{QName, quote, quote_all},
    schema::{Grant, Privilege, Role, Table},
};

/// Roles as SQL.
pub(super) fn role_list(roles: &[Role]) -> String {
    let names: Vec<String> = roles.iter().map(role).collect();
    names.join(", ")
}

fn role(role: &Role) -> String {
    match role {
        Role::Named(name) => quote(name),
        Role::Public => "PUBLIC".to_owned(),
        // settled before anything is written
        Role::SignedIn => quote("authenticated"),
    }
}

/// What a role gets, each with its columns; none is the whole table.
type Privileges<'t> = BTreeMap<Privilege, Vec<&'t String>>;

/// Whether privileges come or go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// `GRANT … TO`.
    Grant,
    /// `REVOKE … FROM`.
    Revoke,
}

impl Way {
    /// The statement for something with which roles have, or had, to do.
    pub(super) fn statement(self, what: &str, roles: &[Role]) -> String {
        match self {
            Way::Grant => format!("GRANT {what} TO {}", role_list(roles)),
            Way::Revoke => format!("REVOKE {what} FROM {}", role_list(roles)),
        }
    }
}

/// `GRANT` or `REVOKE` of privileges on something that are written already.
#[cfg(feature = "live")]
pub(crate) fn on(way: Way, what: &str, roles: &[Role]) -> String {
    way.statement(what, roles)
}

/// `GRANT … ON … TO …`, all that a table's roles have.
pub(super) fn grants(table: &Table) -> Vec<String> {
    privileges(Way::Grant, &table.name, &table.grants)
}

/// Privileges on a table that come or go, one statement for all the roles for which the same ones do.
pub(crate) fn privileges(way: Way, table: &QName, grants: &[Grant]) -> Vec<String> {
    let mut of_role: BTreeMap<&Role, Privileges<'_>> = BTreeMap::new();
    for grant in grants {
        of_role.entry(&grant.role).or_default().entry(grant.privilege).or_default().extend(&grant.columns);
    }
    let mut alike: Vec<(Privileges<'_>, Vec<Role>)> = Vec::new();
    for (role, privileges) in of_role {
        match alike.iter_mut().find(|(other, _)| *other == privileges) {
            Some((_, roles)) => roles.push(role.clone()),
            None => alike.push((privileges, vec![role.clone()])),
        }
    }
    alike
        .iter()
        .map(|(privileges, roles)| {
            let words: Vec<String> = privileges.iter().map(|(p, columns)| privilege(*p, columns)).collect();
            way.statement(&format!("{} ON {}", words.join(", "), table.quoted()), roles)
        })
        .collect()
}

fn privilege(privilege: Privilege, columns: &[&String]) -> String {
    if columns.is_empty() {
        return privilege.to_string();
    }
    let mut columns = columns.to_vec();
    columns.sort();
    columns.dedup();
    format!("{privilege} ({})", quote_all(columns))
}
