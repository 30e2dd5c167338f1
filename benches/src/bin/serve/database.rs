//! Where do the requests run?

use std::{error::Error, str::FromStr};

use pg_rls::Provider;
use postgres::NoTls;
use rls_authorize::serve::pool::{Pool, PoolConfig};
use rls_live::Address;
use rls_postgres::Server;

use crate::ROWS;

/// How the database knows who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Plain,
    /// With the stand-in for pg_session_jwt.
    Extension,
    /// With one that takes each signature for right, whose time is therefore not that of plpgsql.
    Unverified,
}

impl Mode {
    const ALL: [Mode; 3] = [Mode::Plain, Mode::Extension, Mode::Unverified];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Mode::Plain => "plain",
            Mode::Extension => "extension",
            Mode::Unverified => "unverified",
        }
    }
}

impl FromStr for Mode {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|mode| mode.name() == word).ok_or(())
    }
}

const STAND_IN: &str = include_str!("../../../../tests/pg_session_jwt/stand-in.sql");

const UNVERIFIED: &str = "CREATE OR REPLACE FUNCTION auth.stand_in_verifies(key bytea, message bytea, signature bytea) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE STRICT AS $$ BEGIN RETURN true; END $$";

/// A server of its own, with todos of users.
pub(crate) struct Database {
    pub(crate) server: Server,
    pub(crate) mode: Mode,
}

impl Database {
    pub(crate) fn new(mode: Mode, users: usize) -> Result<Self, Box<dyn Error>> {
        let database = Self { server: Server::start()?, mode };
        let mut admin = database.admin()?;
        admin.batch_execute(&Provider::Neon.bootstrap())?;
        if mode != Mode::Plain {
            admin.batch_execute(STAND_IN)?;
        }
        if mode == Mode::Unverified {
            admin.batch_execute(UNVERIFIED)?;
        }
        admin.batch_execute(&format!(
            "CREATE ROLE bench_login LOGIN NOINHERIT; GRANT authenticated, anonymous TO bench_login;
             CREATE TABLE todos (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id text NOT NULL,
                 task text NOT NULL, done boolean NOT NULL DEFAULT false);
             CREATE INDEX ON todos (user_id);
             ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
             CREATE POLICY own ON todos TO authenticated USING ((SELECT auth.user_id()) = user_id);
             GRANT SELECT, INSERT, DELETE ON todos TO authenticated;
             GRANT USAGE ON SCHEMA auth TO authenticated, bench_login;
             INSERT INTO todos (user_id, task)
                 SELECT 'user' || u, 'what user' || u || ' has to do, ' || n
                 FROM generate_series(0, {}) u, generate_series(1, {ROWS}) n;
             ANALYZE todos",
            users - 1
        ))?;
        Ok(database)
    }

    /// A connection of the superuser.
    pub(crate) fn admin(&self) -> Result<postgres::Client, postgres::Error> {
        postgres::Client::connect(&self.server.conninfo("postgres"), NoTls)
    }

    /// For the role that logs in.
    pub(crate) fn conninfo(&self) -> String {
        self.server.conninfo("postgres").replace("user=postgres", "user=bench_login")
    }

    /// The endpoint's pool; as many may wait.
    pub(crate) async fn pool(&self, connections: usize, queue: usize) -> Result<Pool, Box<dyn Error>> {
        let mut config = PoolConfig::new(Address::parse(&self.conninfo())?);
        config.connections = connections;
        config.queue = queue;
        Ok(Pool::open(config).await?)
    }
}
