//! Which roles does rls.toml declare?

use std::ops::Range;

use rls_core::{
    ident::{self, NameFault},
    provider::Provider,
    schema::{Role, RoleDef},
    suggest::nearest,
};
use toml::{Spanned, de::DeString};

use super::{
    Roles, Written,
    values::{Reader, Value},
};

/// The keys of `[roles.NAME]`.
pub(super) const KEYS: [&str; 2] = ["login", "in_roles"];

/// Takes every role of `[roles]`.
pub(super) fn read(
    reader: &mut Reader<'_>,
    value: &Value<'_>,
    written: &mut Written,
    override_: Option<&str>,
) {
    let Some(table) = reader.table(value, "roles", "[roles.editor]") else { return };
    let mut members = Vec::new();
    for (name, value) in table {
        check_name(reader, name);
        let label = format!("[roles.{}]", name.get_ref());
        let Some(table) = reader.table(value, &format!("roles.{}", name.get_ref()), &label) else { continue };
        reader.unknown_keys(table, &KEYS, &label);
        let mut role = RoleDef::default();
        if let Some(value) = table.get("login") {
            match value.get_ref().as_bool() {
                Some(login) => role.login = login,
                None => reader.wrong(value, "login", "true or false", "login = false"),
            }
        }
        if let Some(value) = table.get("in_roles") {
            role.in_roles =
                reader.list(value, "in_roles", "in_roles = [\"authenticated\"]").unwrap_or_default();
            members.extend(
                role.in_roles.iter().map(|of| (name.get_ref().to_string(), of.clone(), value.span())),
            );
        }
        written.roles.insert(name.get_ref().to_string(), role);
    }
    // which roles are there is known when all are read
    let provider = override_.or(written.provider.as_deref()).unwrap_or("neon");
    if let Ok(provider) = provider.parse::<Provider>() {
        for (name, of, place) in members {
            check_member(reader, &written.roles, &provider, (&name, &of), place);
        }
    }
}

/// A role is a member of roles that are there, and not of itself.
fn check_member(
    reader: &mut Reader<'_>,
    roles: &Roles,
    provider: &Provider,
    (name, of): (&str, &str),
    place: Range<usize>,
) {
    let mut known: Vec<&str> = provider.roles().collect();
    known.extend(roles.keys().map(String::as_str));
    if !known.contains(&of) && !Role::is_predefined(of) {
        let help = match nearest(of, known.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!(
                "declare it: [roles.{of}]; {provider} has {}",
                provider.roles().collect::<Vec<_>>().join(", ")
            ),
        };
        reader.fault(place, format!("nobody declares the role `{of}`"), help);
    } else if reaches(roles, of, name) {
        reader.fault(
            place,
            format!("the role `{name}` would be a member of itself"),
            "leave one membership of the circle out",
        );
    }
}

/// Whether one role is another, or a member of it over others.
fn reaches(roles: &Roles, from: &str, to: &str) -> bool {
    let mut seen = vec![from];
    let mut next = 0;
    while let Some(role) = seen.get(next).copied() {
        if role == to {
            return true;
        }
        for of in roles.get(role).map_or(&[][..], |role| &role.in_roles) {
            if !seen.contains(&of.as_str()) {
                seen.push(of);
            }
        }
        next += 1;
    }
    false
}

fn check_name(reader: &mut Reader<'_>, name: &Spanned<DeString<'_>>) {
    let text = name.get_ref();
    let reserved = matches!(text.as_ref(), "public" | "none") || text.starts_with("pg_");
    let message = match ident::check(text) {
        Ok(()) if reserved => format!("`{text}` is a role name that Postgres keeps to itself"),
        Ok(()) => return,
        Err(NameFault::Empty) => "this role has no name".to_owned(),
        Err(NameFault::Nul) => "a role's name cannot hold a NUL character".to_owned(),
        Err(NameFault::Long(bytes)) => {
            format!("this role's name has {bytes} bytes, and Postgres keeps {} of them", ident::MAX_BYTES)
        }
    };
    reader.fault(name.span(), message, "choose another name: [roles.editor]");
}
