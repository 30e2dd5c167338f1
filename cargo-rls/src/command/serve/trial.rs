//! Where is a database, if there is none yet?
//!
//! On a throwaway server from the PostgreSQL that is installed: what the provider would bring, rls/setup.sql, the schema of the models, and
//! the rows of rls/seed.sql. It goes with us.

use rls_core::{ident::quote, sql};
use rls_live::{Address, LiveError, Workshop, connect, run};
use rls_project::{
    finding::{Failure, Finding},
    models, sources,
};

use crate::{accepted::Accepted, side::unreadable};

/// The role that logs in: it may become those that are served, and nothing else.
const LOGIN: &str = "authenticator";

/// What the database is called in connection strings.
const DATABASE: &str = "app";

/// A server of our own.
pub(super) struct Trial {
    address: Address,
    // the server ends when this does
    _workshop: Workshop,
}

impl Trial {
    /// Starts it.
    pub(super) fn start(here: &Accepted, roles: &[String]) -> Result<Self, Failure> {
        let models = models::read(here.project(), &here.config, &[])?.some()?;
        let setup = beside(here, "rls/setup.sql")?;
        let seed = beside(here, "rls/seed.sql")?;
        let workshop = Workshop::throwaway().map_err(unreadable)?;
        let built = || -> Result<Address, LiveError> {
            let admin = workshop.address();
            let create = format!("CREATE DATABASE {}", quote(DATABASE));
            run::script(connect(admin)?.client(), "the database could not be made", &create)?;
            let address = admin.with_database(DATABASE);
            let mut session = connect(&address)?;
            let client = session.client();
            let quiet = "SET client_min_messages = warning";
            run::script(client, "the session could not be set up", quiet)?;
            run::script(client, "the bootstrap was refused", &here.config.provider.bootstrap())?;
            if let Some(setup) = &setup {
                run::script(client, "rls/setup.sql, which runs before the schema, was refused", setup)?;
            }
            run::script(client, "the schema could not be built", &sql::ddl(&models.resolved)).map_err(|error| {
                match error.help {
                    Some(_) => error,
                    None => error.help("functions, types and extensions that the models need and do not make go into rls/setup.sql"),
                }
            })?;
            if let Some(seed) = &seed {
                run::script(client, "rls/seed.sql was refused", seed)?;
            }
            let mut login = format!("CREATE ROLE {} LOGIN NOINHERIT", quote(LOGIN));
            for role in roles {
                login.push_str(&format!("; GRANT {} TO {}", quote(role), quote(LOGIN)));
            }
            run::script(client, "the role that logs in could not be made", &login)?;
            Ok(address.with_user(LOGIN))
        };
        let address = built().map_err(unreadable)?;
        Ok(Self { address, _workshop: workshop })
    }

    /// Where it is, for the role that logs in.
    pub(super) fn address(&self) -> &Address {
        &self.address
    }
}

/// A file in the folder of rls.toml, if it is there.
fn beside(here: &Accepted, name: &str) -> Result<Option<String>, Failure> {
    let path = here.config.folder.join(name);
    if !path.is_file() {
        return Ok(None);
    }
    let text = sources::text(&path);
    text.map(Some).map_err(|why| Finding::new(format!("{name} cannot be read: {why}")).unreadable())
}
