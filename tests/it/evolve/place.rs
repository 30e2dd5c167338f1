//! Where do pairs live, one after the other?
//!
//! Each worker has a server of its own, because roles belong to the cluster, and a database that is emptied after each pair:
//! that is quicker than a new one. What dropped things leave in the catalogs slows it down, so it is made anew at times.

use std::{collections::BTreeMap, fmt};

use pg_rls::Provider;
use postgres::{Client, NoTls, Row, Statement, types::ToSql};
use rls_postgres::{Binaries, Server};

/// So many pairs in one database.
const PAIRS: usize = 60;

/// Drops all but what the provider brought along.
const EMPTY: &str = "
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT nspname FROM pg_namespace WHERE nspname NOT IN ('auth', 'information_schema') AND nspname !~ '^pg_' LOOP
        EXECUTE format('DROP SCHEMA %I CASCADE', name);
    END LOOP;
    CREATE SCHEMA public;
    GRANT USAGE ON SCHEMA public TO PUBLIC;
    FOR name IN SELECT rolname FROM pg_roles WHERE rolname NOT IN ('authenticated', 'anonymous', 'postgres') AND rolname !~ '^pg_' LOOP
        EXECUTE format('DROP ROLE %I', name);
    END LOOP;
END $$";

/// What Postgres said no to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) code: String,
    pub(super) message: String,
    pub(super) sql: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}\n{}", self.code, self.message, self.sql)
    }
}

pub(crate) struct Place {
    server: Server,
    client: Client,
    /// Questions that are asked again and again, as this connection has them prepared.
    asked: BTreeMap<&'static str, Statement>,
    number: usize,
    used: usize,
}

impl Place {
    pub(crate) fn new() -> Self {
        let server = Binaries::find().and_then(|binaries| Server::start_with(&binaries));
        let server = server.unwrap_or_else(|error| panic!("{error}"));
        let connect = |name: &str| Client::connect(&server.conninfo(name), NoTls).unwrap();
        connect("postgres").batch_execute("CREATE DATABASE bootstrapped").unwrap();
        connect("bootstrapped").batch_execute(&Provider::Neon.bootstrap()).unwrap();
        let client = connect("postgres");
        let mut place = Place { server, client, asked: BTreeMap::new(), number: 0, used: 0 };
        place.renew();
        place
    }

    fn connect(&self, name: &str) -> Client {
        Client::connect(&self.server.conninfo(name), NoTls).expect("the server takes connections")
    }

    fn renew(&mut self) {
        self.client = self.connect("postgres");
        if self.number > 0 {
            self.client.batch_execute(&format!("DROP DATABASE pairs_{} WITH (FORCE)", self.number)).unwrap();
            self.client.batch_execute("VACUUM pg_authid, pg_auth_members, pg_shdepend, pg_database").unwrap();
        }
        self.number += 1;
        let make = format!("CREATE DATABASE pairs_{} TEMPLATE bootstrapped", self.number);
        let mut tries = 0;
        // a session of the template may take a moment to end
        while let Err(error) = self.client.batch_execute(&make) {
            tries += 1;
            assert!(tries < 100, "{error}");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        self.client = self.connect(&format!("pairs_{}", self.number));
        self.asked.clear();
        self.used = 0;
    }

    /// Empty again.
    pub(crate) fn clear(&mut self) {
        self.used += 1;
        let emptied =
            self.client.batch_execute("ROLLBACK; RESET ALL").and_then(|()| self.client.batch_execute(EMPTY));
        match emptied {
            Ok(()) if self.used < PAIRS => {}
            _ => self.renew(),
        }
    }

    pub(crate) fn client(&mut self) -> &mut Client {
        &mut self.client
    }

    /// What the catalog says, by a question that is prepared once.
    pub(super) fn ask(&mut self, query: &'static str, about: &[&(dyn ToSql + Sync)]) -> Vec<Row> {
        if !self.asked.contains_key(query) {
            self.asked.insert(query, self.client.prepare(query).unwrap());
        }
        self.client.query(&self.asked[query], about).unwrap()
    }

    /// Statements of one go: one, or several in a transaction.
    pub(super) fn run(&mut self, sql: &str) -> Result<(), Refused> {
        self.client.batch_execute(sql).map_err(|error| refused(&error, sql))
    }

    /// Statements one after the other in one transaction, which is taken back if one is refused. The look is before the
    /// end.
    pub(super) fn transaction<T>(
        &mut self,
        steps: &[&str],
        look: impl FnOnce(&mut Place) -> T,
    ) -> Result<T, Refused> {
        self.client.batch_execute("BEGIN").unwrap();
        let done = steps.iter().try_for_each(|sql| self.run(sql));
        if let Err(error) = done {
            self.client.batch_execute("ROLLBACK").unwrap();
            return Err(error);
        }
        let seen = look(self);
        self.run("COMMIT").map(|()| seen)
    }
}

fn refused(error: &postgres::Error, sql: &str) -> Refused {
    let (code, message) = match error.as_db_error() {
        Some(error) => (error.code().code().to_owned(), error.message().to_owned()),
        None => ("?".to_owned(), error.to_string()),
    };
    Refused { code, message, sql: sql.to_owned() }
}
