//! How are privileges written that the model has no word for?

use std::collections::BTreeMap;

use crate::{catalog::Acl, ident::quote};

/// A role, or everybody.
pub(crate) fn role(role: Option<&str>) -> String {
    role.map_or("PUBLIC".to_owned(), quote)
}

/// `GRANT`, one statement for each role, and one more for what it may hand on. `on` is what they are on, with its word:
/// `SEQUENCE "public"."counter"`; of columns it is the table, and the columns are named.
pub(crate) fn grants(on: &str, acls: &[Acl], columns: Option<&str>) -> Vec<(Option<String>, String)> {
    let mut of_role: BTreeMap<(&Option<String>, bool), Vec<String>> = BTreeMap::new();
    for Acl(role, privilege, grantable) in acls {
        let words = match columns {
            Some(columns) => format!("{privilege} ({columns})"),
            None => privilege.clone(),
        };
        of_role.entry((role, *grantable)).or_default().push(words);
    }
    let say = |((to, grantable), words): ((&Option<String>, bool), Vec<String>)| {
        let option = if grantable { " WITH GRANT OPTION" } else { "" };
        (to.clone(), format!("GRANT {} ON {on} TO {}{option}", words.join(", "), role(to.as_deref())))
    };
    of_role.into_iter().map(say).collect()
}

/// `REVOKE`.
pub(crate) fn revoke(privilege: &str, on: &str, from: Option<&str>) -> String {
    format!("REVOKE {privilege} ON {on} FROM {}", role(from))
}

/// What `ALTER DEFAULT PRIVILEGES` calls a kind of thing.
pub(crate) fn default_kind(letter: &str) -> Option<&'static str> {
    Some(match letter {
        "r" => "TABLES",
        "S" => "SEQUENCES",
        "f" => "FUNCTIONS",
        "T" => "TYPES",
        "n" => "SCHEMAS",
        "L" => "LARGE OBJECTS",
        _ => return None,
    })
}

/// `ALTER DEFAULT PRIVILEGES`, up to what is granted.
pub(crate) fn default_of(role: &str, schema: Option<&str>) -> String {
    let place = schema.map(|schema| format!(" IN SCHEMA {}", quote(schema))).unwrap_or_default();
    format!("ALTER DEFAULT PRIVILEGES FOR ROLE {}{place}", quote(role))
}
