//! Where do the tests get a database?
//!
//! One server for the whole binary, started when the first test asks, and a template database for each provider with
//! its bootstrap in it. Roles belong to the cluster: what counts them, or makes those that another test makes too, takes a
//! [`Home`] or a `Server` of its own.

use std::sync::{
    LazyLock, Mutex,
    atomic::{AtomicU32, Ordering},
};

use postgres::{Client, NoTls};
use rls_core::provider::Provider;
use rls_postgres::Server;

static SHARED: Home = Home::new("");

/// A server, and its databases.
pub(crate) struct Home {
    /// What its databases have in their names: it may be a server that the others have too.
    name: &'static str,
    server: LazyLock<Server>,
    /// Templates that are there; held while a database is made, because a template must not be in use then.
    templates: Mutex<Vec<String>>,
    count: AtomicU32,
}

impl Home {
    /// Started when it is asked for.
    pub(crate) const fn new(name: &'static str) -> Self {
        Home {
            name,
            server: LazyLock::new(start),
            templates: Mutex::new(Vec::new()),
            count: AtomicU32::new(0),
        }
    }

    /// The server's major version.
    pub(crate) fn version(&self) -> u32 {
        self.server.version().major
    }

    /// Where a database is.
    pub(crate) fn conninfo(&self, database: &str) -> String {
        self.server.conninfo(database)
    }

    /// A connection to it.
    pub(crate) fn connect(&self, database: &str) -> Client {
        Client::connect(&self.conninfo(database), NoTls).expect("the server takes connections")
    }

    /// A new database with the provider's roles and functions, and its name.
    pub(crate) fn database(&self, provider: &Provider) -> (Client, String) {
        let mut templates = self.templates.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let run = std::process::id();
        let template = format!("rls_{run}{}_{}", self.name, provider.name());
        let mut admin = self.connect("postgres");
        if !templates.contains(&template) {
            admin.batch_execute(&format!("CREATE DATABASE {template}")).unwrap();
            self.connect(&template).batch_execute(&provider.bootstrap()).unwrap();
            templates.push(template.clone());
        }
        self.copy(&template)
    }

    /// A new database with all that is in another, which nobody may be connected to, and its name.
    pub(crate) fn copy(&self, template: &str) -> (Client, String) {
        let mut admin = self.connect("postgres");
        let name = format!("{template}_{}", self.count.fetch_add(1, Ordering::Relaxed));
        // a third of the server's work that copying by way of its log is
        let how = if self.version() >= 15 { "STRATEGY file_copy" } else { "" };
        // a session of the template may take a moment to end
        let mut tries = 0;
        while let Err(error) =
            admin.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template} {how}"))
        {
            tries += 1;
            assert!(tries < 100, "{error}");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        (self.connect(&name), name)
    }

    /// Drops a database that [`Home::database`] made.
    pub(crate) fn drop_database(&self, client: Client, name: &str) {
        drop(client);
        self.connect("postgres").batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).unwrap();
    }
}

fn start() -> Server {
    Server::start().unwrap_or_else(|error| panic!("{error}"))
}

/// Where a database of the shared server is.
#[allow(dead_code, reason = "the tools that run migrations ask")]
pub(crate) fn conninfo(database: &str) -> String {
    SHARED.conninfo(database)
}

/// A connection to it.
pub(crate) fn connect(database: &str) -> Client {
    SHARED.connect(database)
}

/// A new database of the shared server, as [`Home::database`] makes it.
pub(crate) fn database(provider: &Provider) -> (Client, String) {
    SHARED.database(provider)
}

/// A new database with all that is in another, as [`Home::copy`] makes it.
pub(crate) fn copy(template: &str) -> (Client, String) {
    SHARED.copy(template)
}

/// Drops a database of the shared server.
pub(crate) fn drop_database(client: Client, name: &str) {
    SHARED.drop_database(client, name);
}
