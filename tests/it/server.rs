//! Where do the tests get a database?
//!
//! One server for the whole binary, started when the first test asks, and a template database for each provider with
//! its bootstrap in it. Roles belong to the cluster: what counts them takes a `Server` of its own.

use std::sync::{
    LazyLock, Mutex,
    atomic::{AtomicU32, Ordering},
};

use postgres::{Client, NoTls};
use rls_core::provider::Provider;
use rls_postgres::Server;

static SERVER: LazyLock<Server> = LazyLock::new(|| match Server::start() {
    Ok(server) => server,
    Err(error) => panic!("{error}"),
});

/// Templates that are there; held while a database is made, because a template must not be in use then.
static TEMPLATES: Mutex<Vec<String>> = Mutex::new(Vec::new());
static COUNT: AtomicU32 = AtomicU32::new(0);

/// Where a database of the shared server is.
pub(crate) fn conninfo(database: &str) -> String {
    SERVER.conninfo(database)
}

/// A connection to it.
pub(crate) fn connect(database: &str) -> Client {
    Client::connect(&conninfo(database), NoTls).expect("the server takes connections")
}

/// A new database with the provider's roles and functions, and its name.
pub(crate) fn database(provider: &Provider) -> (Client, String) {
    let mut templates = TEMPLATES.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let run = std::process::id();
    let template = format!("rls_{run}_{}", provider.name());
    let mut admin = connect("postgres");
    if !templates.contains(&template) {
        admin.batch_execute(&format!("CREATE DATABASE {template}")).unwrap();
        connect(&template).batch_execute(&provider.bootstrap()).unwrap();
        templates.push(template.clone());
    }
    copy(&template)
}

/// A new database with all that is in another, which nobody may be connected to, and its name.
pub(crate) fn copy(template: &str) -> (Client, String) {
    let mut admin = connect("postgres");
    let name = format!("{template}_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    // a session of the template may take a moment to end
    let mut tries = 0;
    while let Err(error) = admin.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}")) {
        tries += 1;
        assert!(tries < 100, "{error}");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    (connect(&name), name)
}

/// Drops a database that [`database`] made.
pub(crate) fn drop_database(client: Client, name: &str) {
    drop(client);
    connect("postgres").batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).unwrap();
}
