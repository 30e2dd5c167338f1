//! Where do the requests of the tests run?

use std::time::Duration;

use pg_rls::session::Caller;
use postgres::{Client, NoTls};
use rls_authorize::serve::{
    pool::{Mode, Pool, PoolConfig},
    query::{Answer, Batch, Fault, Limits, Query},
};
use rls_core::provider::Provider;
use rls_live::Address;
use rls_postgres::{Binaries, Server};
use tokio::runtime::Runtime;

/// What the tests share: todos of three callers, a role `admin` that sees all, and functions of somebody careless.
const TABLES: &str = "
    CREATE TABLE todos (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        user_id text NOT NULL DEFAULT auth.user_id(),
        task text NOT NULL CHECK (task <> ''),
        num int UNIQUE
    );
    ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON todos TO authenticated
        USING ((SELECT auth.user_id()) = user_id) WITH CHECK ((SELECT auth.user_id()) = user_id);
    GRANT SELECT, INSERT, UPDATE, DELETE ON todos TO authenticated;
    INSERT INTO todos (user_id, task) SELECT name, name || ' task ' || n
        FROM unnest(ARRAY['alice', 'bob', 'carol']) name, generate_series(1, 3) n;
";

/// A server of its own, a database on it, and a pool over that.
pub(crate) struct Home {
    pub(crate) runtime: Runtime,
    pub(crate) pool: Pool,
    pub(crate) server: Server,
}

const STAND_IN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/pg_session_jwt/stand-in.sql");

pub(crate) const LIMITS: Limits = Limits { time: Duration::from_secs(20), rows: 10_000, bytes: 10 << 20 };

/// How long an end is waited for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

impl Home {
    /// In plain mode.
    pub(crate) fn new(connections: usize) -> Self {
        Self::with(Mode::Plain, connections)
    }

    /// In a mode; that of the extension with its stand-in.
    pub(crate) fn with(mode: Mode, connections: usize) -> Self {
        let settings = ["synchronous_commit=on", "max_prepared_transactions=2"];
        let server = Server::start_with_settings(&Binaries::find().unwrap(), &settings).unwrap();
        prepare(&server, mode);
        let mut config = config(&server);
        config.connections = connections;
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let pool = runtime.block_on(Pool::open(config)).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(pool.mode(), mode);
        Self { runtime, pool, server }
    }

    /// A connection of the superuser.
    pub(crate) fn admin(&self) -> Client {
        admin(&self.server)
    }

    pub(crate) fn run(&self, caller: &Caller, sql: &str) -> Result<Answer, Fault> {
        self.batch(caller, &[(sql, &[])]).map(|mut answers| answers.pop().unwrap())
    }

    pub(crate) fn batch(
        &self,
        caller: &Caller,
        queries: &[(&str, &[Option<&str>])],
    ) -> Result<Vec<Answer>, Fault> {
        self.limited(caller, &batch(queries), &LIMITS)
    }

    pub(crate) fn limited(
        &self,
        caller: &Caller,
        batch: &Batch,
        limits: &Limits,
    ) -> Result<Vec<Answer>, Fault> {
        self.runtime.block_on(self.pool.run(caller, "app", batch, limits))
    }

    /// One value.
    pub(crate) fn value(&self, caller: &Caller, sql: &str) -> Option<String> {
        self.run(caller, sql)
            .unwrap_or_else(|fault| panic!("{sql}: {fault}"))
            .rows
            .pop()
            .unwrap()
            .pop()
            .unwrap()
    }

    /// Until a query of the superuser's says true.
    #[track_caller]
    pub(crate) fn until(&self, sql: &str) {
        let mut admin = self.admin();
        let begin = std::time::Instant::now();
        while !admin.query_one(sql, &[]).unwrap().get::<_, bool>(0) {
            assert!(begin.elapsed() < PATIENCE, "never: {sql}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// The role that logs in, and the database `app` with the provider's functions and the tables.
pub(crate) fn prepare(server: &Server, mode: Mode) {
    let mut postgres = Client::connect(&server.conninfo("postgres"), NoTls).unwrap();
    postgres.batch_execute("CREATE ROLE login LOGIN NOINHERIT").unwrap();
    postgres.batch_execute("CREATE DATABASE app").unwrap();
    let mut app = admin(server);
    app.batch_execute(&Provider::Neon.bootstrap()).unwrap();
    if mode == Mode::Extension {
        app.batch_execute(&std::fs::read_to_string(STAND_IN).unwrap()).unwrap();
        app.batch_execute("GRANT USAGE ON SCHEMA auth TO login").unwrap();
    }
    app.batch_execute("GRANT authenticated, anonymous TO login").unwrap();
    app.batch_execute(TABLES).unwrap();
}

pub(crate) fn admin(server: &Server) -> Client {
    Client::connect(&server.conninfo("app"), NoTls).unwrap()
}

/// For the role that logs in.
pub(crate) fn config(server: &Server) -> PoolConfig {
    let conninfo = server.conninfo("app").replace("user=postgres", "user=login");
    PoolConfig::new(Address::parse(&conninfo).unwrap())
}

pub(crate) fn batch(queries: &[(&str, &[Option<&str>])]) -> Batch {
    let query = |(text, parameters): &(&str, &[Option<&str>])| Query {
        text: (*text).to_owned(),
        parameters: parameters.iter().map(|one| one.map(str::to_owned)).collect(),
    };
    Batch { queries: queries.iter().map(query).collect(), ..Batch::default() }
}

pub(crate) fn alice() -> Caller {
    Caller::signed_in("alice")
}

pub(crate) fn bob() -> Caller {
    Caller::signed_in("bob")
}
