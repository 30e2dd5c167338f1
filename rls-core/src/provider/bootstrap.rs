//! Which SQL gives a plain Postgres what a provider would?
//!
//! What a provider says of itself, its roles, its functions if it has any, and USAGE: the first and the third are its
//! own file, the roles and the privileges are written alike for all.

use super::Spec;
use crate::ident::literal;

const ROLES: &str = include_str!("bootstrap/roles.sql");
const USAGE: &str = include_str!("bootstrap/usage.sql");

pub(super) fn write(spec: &Spec) -> String {
    let (about, functions) = parts(spec.bootstrap);
    let roles: Vec<String> = spec
        .roles
        .iter()
        .map(|role| format!("({}, {})", literal(role.name), literal(role.attributes)))
        .collect();
    let names: Vec<String> = spec.roles.iter().map(|role| literal(role.name)).collect();
    let schemas = if functions.is_empty() { "'public'" } else { "'auth', 'public'" };
    let parts = [
        format!("{about}{}", ROLES.replace("{roles}", &roles.join(", "))),
        functions.to_owned(),
        USAGE.replace("{schemas}", schemas).replace("{names}", &names.join(", ")),
    ];
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

/// The comment that a file opens with, and what follows the empty line behind it.
fn parts(file: &str) -> (&str, &str) {
    match file.find("\n\n") {
        Some(end) => (&file[..=end], &file[end + 2..]),
        None => (file, ""),
    }
}
