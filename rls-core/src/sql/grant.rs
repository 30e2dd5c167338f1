//! How are privileges written?

use std::collections::BTreeMap;

use crate::{
    ident::{quote, quote_all},
    schema::{Privilege, Role, Table},
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

/// `GRANT … ON … TO …`, one for all the roles that get the same.
pub(super) fn grants(table: &Table) -> Vec<String> {
    let mut of_role: BTreeMap<&Role, Privileges<'_>> = BTreeMap::new();
    for grant in &table.grants {
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
            format!("GRANT {} ON {} TO {}", words.join(", "), table.name.quoted(), role_list(roles))
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
