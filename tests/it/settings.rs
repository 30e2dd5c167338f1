//! What does an rls.toml of a test say?

use std::collections::BTreeMap;

use rls_core::{
    provider::{Custom, Provider},
    schema::RoleDef,
};

/// The provider and the roles of an rls.toml.
pub(crate) fn settings(text: &str) -> (Provider, BTreeMap<String, RoleDef>) {
    let settings: toml::Table = text.parse().unwrap();
    let string =
        |table: &toml::Table, key: &str| table.get(key).map(|value| value.as_str().unwrap().to_owned());
    let provider = match string(&settings, "provider").as_deref() {
        None => Provider::Neon,
        Some("custom") => {
            let custom = settings["custom"].as_table().unwrap();
            let (user_id, claims) = (string(custom, "user_id").unwrap(), string(custom, "claims").unwrap());
            Provider::Custom(Custom { user_id, claims })
        }
        Some(name) => name.parse().unwrap(),
    };
    let roles = settings.get("roles").and_then(toml::Value::as_table).cloned().unwrap_or_default();
    let roles = roles.into_iter().map(|(name, role)| {
        let login = role.get("login").is_some_and(|login| login.as_bool().unwrap());
        let in_roles = role.get("in_roles").and_then(toml::Value::as_array).cloned().unwrap_or_default();
        let in_roles = in_roles.iter().map(|role| role.as_str().unwrap().to_owned()).collect();
        (name, RoleDef { login, in_roles })
    });
    (provider, roles.collect())
}
