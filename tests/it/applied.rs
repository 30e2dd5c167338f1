//! Is the SQL of every case what a real Postgres takes, and does its catalog then say what the model says?

use pg_rls::Provider;

use crate::{catalog, corpus::cases, server};

#[test]
fn the_catalog_says_what_the_model_says() {
    for case in cases() {
        let resolved = case.resolved();
        let sql = rls_core::sql::transaction(&rls_core::sql::ddl(&resolved));
        let catalogs: Vec<_> = (0..2)
            .map(|_| {
                let (mut client, name) = server::database(&case.provider);
                if let Err(error) = client.batch_execute(&sql) {
                    panic!("{}: {error:?}\n{sql}", case.name);
                }
                let read = catalog::read(&mut client);
                server::drop_database(client, &name);
                read
            })
            .collect();
        assert_eq!(catalogs[0], catalogs[1], "{}: the same SQL, another catalog", case.name);
        let (said, meant) = (catalog::plain(&catalogs[0]), catalog::expected(&resolved));
        if said != meant {
            let text = |value| serde_json::to_string_pretty(value).unwrap();
            let (said, meant) = (text(&said), text(&meant));
            let lines: Vec<_> = said.lines().zip(meant.lines()).filter(|(a, b)| a != b).take(6).collect();
            panic!("{}: the catalog differs (catalog, model): {lines:#?}\n{sql}", case.name);
        }
    }
}

/// The roles of rls.toml are there, and members of what they should be.
#[test]
fn declared_roles_are_made_once() {
    let case = cases().into_iter().find(|case| case.name == "roles").unwrap();
    let sql = rls_core::sql::ddl(&case.resolved());
    for _ in 0..2 {
        // a role that another database made already is taken as it is
        let (mut client, name) = server::database(&case.provider);
        client.batch_execute(&sql).unwrap();
        let query = "SELECT pg_has_role('corpus_editor', 'authenticated', 'USAGE'),
            (SELECT rolcanlogin FROM pg_roles WHERE rolname = 'night-shift')";
        let row = client.query_one(query, &[]).unwrap();
        assert!(row.get::<_, bool>(0));
        assert!(!row.get::<_, bool>(1));
        server::drop_database(client, &name);
    }
}

/// Each example prints DDL that a real server takes.
#[test]
fn the_examples_apply() {
    let root = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut applied = 0;
    for entry in std::fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let sources = std::collections::BTreeMap::from([(path.clone(), text.clone())]);
        let scanned = rls_core::syntax::scan::scan(&[path], &sources).unwrap();
        let provider = if text.contains("Provider::Supabase") { Provider::Supabase } else { Provider::Neon };
        let resolved = scanned.schema.resolve(&provider).unwrap();
        assert!(resolved.unknown_roles().is_empty());
        let (mut client, name) = server::database(&provider);
        client.batch_execute(&rls_core::sql::ddl(&resolved)).unwrap();
        server::drop_database(client, &name);
        applied += 1;
    }
    assert!(applied >= 5, "{applied} examples");
}
