//! Which words say the privileges on a table?

use std::collections::BTreeSet;

use super::{
    policies::roles,
    source::{call, string},
};
use crate::schema::{Grant, Role, Table};

/// The words, where the policies bring these privileges along.
pub(super) fn words(table: &Table, derived: &[Grant], field: &dyn Fn(&str) -> String) -> Vec<String> {
    let has: BTreeSet<&Grant> = table.grants.iter().collect();
    let mut words = Vec::new();
    let all_there = derived.iter().all(|grant| has.contains(grant));
    // what is narrower than the derived is said whole
    let said: Vec<&Grant> = if all_there {
        table.grants.iter().filter(|grant| !derived.contains(grant)).collect()
    } else {
        words.push("grants = \"none\"".to_owned());
        table.grants.iter().collect()
    };
    let mut lists: Vec<(Vec<String>, Vec<Role>)> = Vec::new();
    let whom: BTreeSet<&Role> = said.iter().map(|grant| &grant.role).collect();
    for role in whom {
        let privileges: Vec<String> =
            said.iter().filter(|grant| grant.role == *role).map(|grant| privilege(grant, field)).collect();
        // PUBLIC stands alone in a list
        let same = lists.iter_mut().find(|(list, roles)| {
            *list == privileges && *role != Role::Public && !roles.contains(&Role::Public)
        });
        match same {
            Some((_, roles)) => roles.push(role.clone()),
            None => lists.push((privileges, vec![role.clone()])),
        }
    }
    for (mut list, whom) in lists {
        list.push(format!("to = {}", roles(&whom)));
        words.push(call("grant", &list));
    }
    words
}

fn privilege(grant: &Grant, field: &dyn Fn(&str) -> String) -> String {
    let mut text = grant.privilege.to_string().to_ascii_lowercase();
    if !grant.columns.is_empty() {
        let columns: Vec<String> = grant.columns.iter().map(|column| field(column)).collect();
        text.push_str(&format!("({})", columns.join(", ")));
    }
    string(&text)
}
