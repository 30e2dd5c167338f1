//! What is given from outside?

use std::{env, error::Error, net::SocketAddr};

use rls_authorize::{Verifier, dev::Issuer, provider::Provider};
use rls_postgres::Server;
use sqlx::postgres::PgConnectOptions;

use crate::dev;

const USAGE: &str = "todos-app [--dev]

  --dev   two users who sign in by a button, on this machine only; and without DATABASE_URL a
          throwaway server, from the PostgreSQL that is installed

from the environment:

  DATABASE_URL                who owns the tables, and migrates them
  DATABASE_AUTHENTICATED_URL  who logs in for the callers: a role that owns nothing, and that may
                              become authenticated
  STYTCH_PROJECT_ID           whose tokens sign in; not with --dev
  LISTEN                      127.0.0.1:3000, if not said otherwise";

pub(crate) struct Settings {
    pub(crate) listen: SocketAddr,
    pub(crate) owner: PgConnectOptions,
    pub(crate) login: PgConnectOptions,
    pub(crate) verifier: Verifier,
    /// With `--dev`.
    pub(crate) issuer: Option<Issuer>,
    /// Goes when this does.
    pub(crate) server: Option<Server>,
}

impl Settings {
    pub(crate) async fn read() -> Result<Self, Box<dyn Error>> {
        let dev = match env::args().skip(1).collect::<Vec<_>>().as_slice() {
            [] => false,
            [dev] if dev == "--dev" => true,
            _ => return Err(USAGE.into()),
        };
        let listen: SocketAddr = match env::var("LISTEN") {
            Ok(given) => given.parse().map_err(|_| format!("LISTEN is no address and port: {given}"))?,
            Err(_) => SocketAddr::from(([127, 0, 0, 1], 3000)),
        };
        if dev && !listen.ip().is_loopback() {
            return Err(format!("--dev signs anybody in, so it does not listen on {}", listen.ip()).into());
        }
        let (server, owner, login) = if dev && env::var_os("DATABASE_URL").is_none() {
            let (server, owner, login) = dev::database().await?;
            (Some(server), owner, login)
        } else {
            (None, address("DATABASE_URL")?, address("DATABASE_AUTHENTICATED_URL")?)
        };
        let issuer = if dev { Some(Issuer::new()?) } else { None };
        let verifier = match &issuer {
            Some(issuer) => issuer.verifier()?,
            // another provider is another name and its id: `cargo rls serve --help` lists them
            None => Provider::named("stytch")?.verifier(&given("STYTCH_PROJECT_ID")?, &[])?,
        };
        Ok(Self { listen, owner, login, verifier, issuer, server })
    }
}

fn given(name: &str) -> Result<String, Box<dyn Error>> {
    env::var(name).map_err(|_| format!("{name} is not set\n\n{USAGE}").into())
}

fn address(name: &str) -> Result<PgConnectOptions, Box<dyn Error>> {
    // what is wrong with it may have the password in it
    given(name)?.parse().map_err(|_| format!("{name} is no postgres:// address").into())
}
