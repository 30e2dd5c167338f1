//! Whose tokens does a database trust?

use crate::{
    catalog::Catalog,
    provider::{Custom, Provider},
};

/// The provider whose functions are there, or whose settings the policies and defaults ask for; none where nothing shows it.
pub fn guess(catalog: &Catalog) -> Option<Provider> {
    let has = |name: &str| catalog.functions.iter().any(|one| one.schema == "auth" && one.name == name);
    let extension = |name: &str| catalog.extensions.iter().any(|one| one.name == name);
    if has("user_id") || extension("pg_session_jwt") {
        return Some(Provider::Neon);
    }
    if has("uid") {
        return Some(Provider::Supabase);
    }
    let of_policies = catalog.relations.iter().flat_map(|one| &one.policies);
    let policies = of_policies.flat_map(|policy| policy.using.iter().chain(&policy.check));
    let defaults =
        catalog.relations.iter().flat_map(|one| &one.columns).filter_map(|one| one.default.as_ref());
    let functions = catalog.functions.iter().filter_map(|one| one.definition.as_ref());
    let texts: Vec<&String> = policies.chain(defaults).chain(functions).collect();
    if texts.iter().any(|text| text.contains("request.jwt.claim")) {
        return Some(Provider::Postgrest);
    }
    let setting = texts.iter().find_map(|text| {
        let (_, rest) = text.split_once("current_setting('")?;
        Some(rest.split_once('\'')?.0.to_owned()).filter(|name| name.contains('.'))
    })?;
    let user_id = format!("current_setting({}, true)", crate::ident::literal(&setting));
    Some(Provider::Custom(Custom { user_id, ..Custom::default() }))
}
