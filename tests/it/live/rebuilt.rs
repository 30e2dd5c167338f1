//! Database → model and others → database: is the second what the first is, with nothing lost?
//!
//! The databases are hand-written DDL of what is rare, `tests/live/*.sql`.

use std::{collections::BTreeSet, fs, path::PathBuf};

use pg_rls::Provider;
use postgres::{Client, NoTls};
use rls_core::catalog::{Catalog, Imported, OtherKind, Scope};
use rls_postgres::{Binaries, Server};

use super::same::{differences, plain};

/// Files of what any version takes, and those of one, from which version on.
const FILES: [(&str, u32); 8] = [
    ("tables", 14),
    ("parts", 14),
    ("objects", 14),
    ("names", 14),
    ("pg15", 15),
    ("pg16", 16),
    ("pg17", 17),
    ("pg18", 18),
];

#[test]
fn what_is_rare_is_built_again() {
    let binaries = Binaries::find().unwrap();
    let server = Server::start_with(&binaries).unwrap();
    let connect = |name: &str| Client::connect(&server.conninfo(name), NoTls).unwrap();
    let provider = Provider::Neon;
    connect("postgres").batch_execute("CREATE DATABASE empty").unwrap();
    connect("empty").batch_execute(&provider.bootstrap()).unwrap();
    let fresh = |name: &str| {
        connect("postgres").batch_execute(&format!("CREATE DATABASE {name} TEMPLATE empty")).unwrap();
        connect(name)
    };
    let mut kinds = BTreeSet::new();
    let mut wrong = Vec::new();
    for (file, since) in FILES {
        if server.version().major < since {
            continue;
        }
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/live/{file}.sql"));
        let mut first = fresh("first");
        first.batch_execute(&fs::read_to_string(&path).unwrap()).unwrap_or_else(|e| panic!("{file}: {e:?}"));
        let was = rls_live::catalog::read(&mut first).unwrap();
        drop(first);
        // with it go the roles, so that they are made again
        let mut admin = connect("postgres");
        admin.batch_execute("DROP DATABASE first WITH (FORCE)").unwrap();
        drop_roles(&mut admin, &was);
        let imported = was.import(&provider, &Scope::new());
        kinds.extend(imported.others.iter().map(|other| other.kind));
        let mut second = fresh("second");
        let refused = rls_live::rebuild::rebuild(&mut second, &imported).unwrap();
        wrong.extend(refused.iter().map(|one| format!("{file}: {}\n{}", one.message, one.sql)));
        let is = rls_live::catalog::read(&mut second).unwrap();
        drop(second);
        admin.batch_execute("DROP DATABASE second WITH (FORCE)").unwrap();
        drop_roles(&mut admin, &is);
        let mut both = [plain(&was, &provider), plain(&is, &provider)];
        both.iter_mut().for_each(|one| unmade(one, &imported));
        wrong.extend(differences(&both[0], &both[1]).iter().map(|line| format!("{file}: {line}")));
        let live = |all: &[rls_core::catalog::KeptRole]| {
            let ours = all.iter().filter(|role| role.name.starts_with("live"));
            ours.cloned().collect::<Vec<_>>()
        };
        if live(&was.roles) != live(&is.roles) {
            wrong.push(format!("{file}: {:#?}\n{:#?}", live(&was.roles), live(&is.roles)));
        }
        let again = is.import(&provider, &Scope::new());
        if imported.resolved != again.resolved {
            wrong.push(format!("{file}: the models differ"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // only policies are always the model's
    let all = [
        OtherKind::Extension,
        OtherKind::Schema,
        OtherKind::Role,
        OtherKind::Type,
        OtherKind::Sequence,
        OtherKind::Function,
        OtherKind::Table,
        OtherKind::ForeignTable,
        OtherKind::View,
        OtherKind::Constraint,
        OtherKind::Index,
        OtherKind::Trigger,
        OtherKind::Rule,
        OtherKind::Grant,
        OtherKind::DefaultPrivileges,
        OtherKind::Comment,
        OtherKind::Setting,
        OtherKind::Object,
    ];
    let missing: Vec<OtherKind> = all.into_iter().filter(|kind| !kinds.contains(kind)).collect();
    assert!(missing.is_empty(), "nothing is tried of {missing:?}");
}

fn drop_roles(admin: &mut Client, of: &Catalog) {
    for role in of.roles.iter().filter(|role| role.name.starts_with("live")) {
        admin.batch_execute(&format!("DROP ROLE {}", rls_core::ident::quote(&role.name))).unwrap();
    }
}

/// Takes away what is only named, and not made.
fn unmade(catalog: &mut serde_json::Value, imported: &Imported) {
    let named = imported.others.iter().filter(|other| other.sql.is_empty());
    let names: BTreeSet<String> = named.map(|other| other.name.clone()).collect();
    let objects = catalog["objects"].as_array_mut().unwrap();
    let said = |one: &serde_json::Value| {
        format!("{} {}", one["kind"].as_str().unwrap(), one["name"].as_str().unwrap())
    };
    objects.retain(|one| !names.contains(&said(one)));
}
