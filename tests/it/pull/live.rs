//! How is a database pulled in a test, as the command does it?

use std::collections::BTreeMap;

use pg_rls::Provider;
use postgres::Client;
use rls_core::{
    catalog::{Catalog, Imported, Other},
    diagnostic::Errors,
    pull::{self, Built, Kept, Layout, Notes, Source},
    resolve::Resolved,
    sql,
};

use crate::server;

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
    catalog.import(provider, &|schema| schema != "auth")
}

/// A new database in which these statements were run, those that fail left out.
pub(crate) fn built(provider: &Provider, statements: &[String]) -> (Catalog, Vec<(String, String)>) {
    let (mut client, name) = server::database(provider);
    let mut failed: Vec<(String, String)> = Vec::new();
    if client.batch_execute(&statements.join(";\n")).is_err() {
        failed = statements.iter().map(|statement| (statement.clone(), String::new())).collect();
        // what needs something that comes later waits for it
        loop {
            let before = failed.len();
            failed.retain_mut(|(statement, why)| match client.batch_execute(statement) {
                Ok(()) => false,
                Err(error) => {
                    *why = error
                        .as_db_error()
                        .map_or_else(|| error.to_string(), |error| error.message().to_owned());
                    true
                }
            });
            if failed.is_empty() || failed.len() == before {
                break;
            }
        }
    }
    let catalog = read(&mut client);
    server::drop_database(client, &name);
    (catalog, failed)
}

/// Pulls what is in a database.
pub(crate) fn pull(live: &Catalog, provider: &Provider) -> Pulled {
    let mut build = |statements: &[String]| -> Result<Built, Errors> {
        let (catalog, refused) = built(provider, statements);
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
pub(crate) fn again(pulled: &Pulled, provider: &Provider) -> Catalog {
    let mut statements: Vec<String> = sql::groups(&pulled.source.resolved).into_iter().flatten().collect();
    statements.extend(pulled.others.iter().flat_map(|other| other.sql.clone()));
    let (catalog, failed) = built(provider, &statements);
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
