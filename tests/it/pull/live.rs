//! How is a database pulled in a test, as the command does it?

use std::collections::BTreeMap;

use pg_rls::Provider;
use postgres::Client;
use rls_core::{
    catalog::{Catalog, Imported, Other, Scope},
    diagnostic::Errors,
    pull::{self, Built, Kept, Layout, Notes, Source},
    resolve::Resolved,
};

/// What a pull gave.
pub(crate) struct Pulled {
    pub(crate) source: Source,
    pub(crate) kept: Vec<Kept>,
    pub(crate) others: Vec<Other>,
}

pub(crate) fn read(client: &mut Client) -> Catalog {
    rls_live::catalog::read(client).unwrap()
}

pub(crate) fn import(catalog: &Catalog, provider: &Provider) -> Imported {
    catalog.import(provider, &Scope::new())
}

/// A new database with all of this in it, and what it refused.
pub(crate) fn built(all: &Imported) -> (Catalog, Vec<(String, String)>) {
    let (mut client, name) = super::SERVER.database(&all.resolved.provider);
    let refused = rls_live::rebuild::rebuild(&mut client, all).unwrap();
    let catalog = read(&mut client);
    super::SERVER.drop_database(client, &name);
    (catalog, refused.into_iter().map(|one| (one.sql, one.message)).collect())
}

/// The same of a schema alone.
pub(crate) fn made(resolved: &Resolved) -> Catalog {
    let (catalog, refused) = built(&Imported { resolved: resolved.clone(), others: Vec::new() });
    assert!(refused.is_empty(), "{refused:?}");
    catalog
}

/// Pulls what is in a database.
pub(crate) fn pull(live: &Catalog, provider: &Provider) -> Pulled {
    let mut build = |all: &Imported| -> Result<Built, Errors> {
        let (catalog, refused) = built(all);
        Ok(Built { catalog, refused })
    };
    let settled =
        pull::settle(live, import(live, provider), &mut build).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(settled.refused.is_empty(), "{:?}", settled.refused);
    assert!(settled.left.is_empty(), "{:?}", settled.left);
    assert!(settled.rounds < 6, "{} rounds", settled.rounds);
    let source = pull::write(&settled.resolved, Layout::File, &Notes::new());
    assert!(source.left.is_empty(), "{:?}\n{}", source.left, source.module);
    Pulled { source, kept: settled.kept, others: settled.others }
}

/// The database that the structs make.
pub(crate) fn again(pulled: &Pulled) -> Catalog {
    let whole = Imported { resolved: pulled.source.resolved.clone(), others: pulled.others.clone() };
    let (catalog, failed) = built(&whole);
    assert!(failed.is_empty(), "{failed:?}");
    catalog
}

/// A schema whose lists are in an order of their own.
pub(crate) fn in_order(resolved: &Resolved) -> Resolved {
    let mut resolved = resolved.clone();
    for table in &mut resolved.schema.tables {
        table.policies.sort_by(|a, b| a.name().cmp(b.name()));
        table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
    }
    resolved.schema.functions.sort_by(|a, b| a.name.cmp(&b.name));
    resolved
}

/// The relations of a catalog, by name.
pub(crate) fn relations(catalog: &Catalog) -> BTreeMap<String, String> {
    let all = catalog.relations.iter().filter(|one| one.schema != "auth");
    all.map(|one| (format!("{}.{}", one.schema, one.name), format!("{one:#?}"))).collect()
}
