//! Does a database that people wrote by hand keep its catalog exactly?

use pg_rls::Provider;
use rls_core::catalog::Catalog;

use super::live::{again, pull, read, relations};
use crate::server::Home;

/// Its roles are the corpus's too.
static SERVER: Home = Home::new("hand");

fn database(provider: &Provider, sql: &str) -> Catalog {
    let (mut client, name) = SERVER.database(provider);
    client.batch_execute(sql).unwrap_or_else(|error| panic!("{:?}", error.as_db_error()));
    let catalog = read(&mut client);
    SERVER.drop_database(client, &name);
    catalog
}

fn keeps(provider: &Provider, sql: &str) -> String {
    let live = database(provider, sql);
    let pulled = pull(&live, provider);
    let again = again(&pulled);
    let (is, was) = (relations(&again), relations(&live));
    for (name, was) in &was {
        let is = is.get(name).map(String::as_str).unwrap_or_default();
        let lines: Vec<(&str, &str)> = is.lines().zip(was.lines()).filter(|(a, b)| a != b).take(4).collect();
        assert_eq!(is, was, "{name} (is, was): {lines:#?}\n{}", pulled.source.module);
    }
    assert_eq!(is.len(), was.len());
    pulled.source.module
}

#[test]
fn as_supabase_s_guides_write_it() {
    insta::assert_snapshot!(keeps(&Provider::Supabase, include_str!("hand/supabase.sql")));
}

#[test]
fn what_few_databases_have() {
    insta::assert_snapshot!(keeps(&Provider::Neon, include_str!("hand/odd.sql")));
}
