//! Where do the tests get a database?
//!
//! One server, and in it a database for each mode: with the bootstrap of the provider neon, a table of todos with its policies, and a
//! login that is nobody. The one for signed claims has the extension pg_session_jwt where the server has it, and its
//! stand-in otherwise.

use std::sync::LazyLock;

use diesel::{Connection, PgConnection, connection::SimpleConnection};
use rls_core::provider::Provider;
use rls_postgres::Server;

/// How the database is told who the caller is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Plain,
    Signed,
}

static SERVER: LazyLock<Server> = LazyLock::new(|| {
    let server = Server::start().unwrap_or_else(|error| panic!("{error}"));
    let mut admin = PgConnection::establish(&server.conninfo("postgres")).unwrap();
    admin.batch_execute("CREATE ROLE session_app LOGIN").unwrap();
    for name in ["plain", "signed"] {
        admin.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        let mut database = PgConnection::establish(&server.conninfo(name)).unwrap();
        let extension = database.batch_execute("CREATE EXTENSION pg_session_jwt");
        if name == "plain" || extension.is_err() {
            database.batch_execute("DROP EXTENSION IF EXISTS pg_session_jwt").unwrap();
        }
        database.batch_execute(&Provider::Neon.bootstrap()).unwrap();
        if name == "signed" && extension.is_err() {
            database.batch_execute(include_str!("../../pg_session_jwt/stand-in.sql")).unwrap();
        }
        database.batch_execute(TODOS).unwrap();
    }
    server
});

const TODOS: &str = "
    CREATE TABLE todos (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id text NOT NULL DEFAULT auth.user_id(), task text NOT NULL);
    ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON todos TO authenticated USING ((SELECT auth.user_id()) = user_id) WITH CHECK ((SELECT auth.user_id()) = user_id);
    GRANT SELECT, INSERT, UPDATE, DELETE ON todos TO authenticated;
    CREATE TABLE held (id int PRIMARY KEY, other int REFERENCES held DEFERRABLE INITIALLY DEFERRED);
    GRANT SELECT, INSERT, DELETE ON held TO authenticated;
    INSERT INTO todos (user_id, task) VALUES ('alice', 'of alice'), ('bob', 'of bob'), ('', 'of nobody');
    GRANT authenticated, anonymous TO session_app;
    GRANT USAGE ON SCHEMA auth TO session_app;
    CREATE SCHEMA tricks;
    GRANT USAGE ON SCHEMA tricks TO PUBLIC;
    CREATE FUNCTION tricks.always(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
    CREATE OPERATOR tricks.= (LEFTARG = text, RIGHTARG = text, FUNCTION = tricks.always);";

impl Mode {
    pub const BOTH: [Mode; 2] = [Mode::Plain, Mode::Signed];

    pub fn database(self) -> &'static str {
        match self {
            Mode::Plain => "plain",
            Mode::Signed => "signed",
        }
    }

    /// Where it is, for whoever may do anything.
    pub fn superuser(self) -> String {
        SERVER.conninfo(self.database())
    }

    /// Where it is, for a login of the application's.
    pub fn login(self, role: &str) -> String {
        self.superuser().replace("user=postgres", &format!("user={role}"))
    }

    pub fn socket() -> (String, u16) {
        (SERVER.socket_dir().to_str().unwrap().to_owned(), SERVER.port())
    }

    /// Whether the signed mode is of the real extension.
    pub fn is_real(self) -> bool {
        self.superuser_says("SELECT (count(*) > 0)::text FROM pg_extension WHERE extname = 'pg_session_jwt'")
            == "true"
    }

    pub fn superuser_says(self, sql: &str) -> String {
        use diesel::{RunQueryDsl, dsl::sql as text, sql_types::Text};
        let mut admin = PgConnection::establish(&self.superuser()).unwrap();
        diesel::select(text::<Text>(&format!("({sql})"))).get_result(&mut admin).unwrap()
    }

    pub fn superuser_does(self, sql: &str) {
        PgConnection::establish(&self.superuser()).unwrap().batch_execute(sql).unwrap();
    }
}
