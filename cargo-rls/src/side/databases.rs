//! Which database is read, how much of it is looked at, whose is it, and where is tried what has to be tried?
//!
//! One answer for every command that takes an address.

use std::cell::OnceCell;

use rls_core::{
    catalog::{Catalog, Scope},
    provider::Provider,
};
use rls_live::{Address, LiveError, Session, Workshop, source};
use rls_project::{
    config::Config,
    finding::{Failure, Finding},
};

use crate::cli::{LiveArgs, SCRATCH_URL};

/// What rls.toml and the command line say of live databases.
pub(crate) struct Databases<'a> {
    pub(crate) config: &'a Config,
    schemas: &'a [String],
    scratch_url: Option<&'a str>,
    workshop: OnceCell<Workshop>,
}

impl<'a> Databases<'a> {
    pub(crate) fn new(config: &'a Config, args: &'a LiveArgs) -> Self {
        Databases { scratch_url: args.scratch_url.as_deref(), ..Databases::of(config, &args.schemas) }
    }

    /// For a command that tries nothing.
    pub(crate) fn of(config: &'a Config, schemas: &'a [String]) -> Self {
        Databases { config, schemas, scratch_url: None, workshop: OnceCell::new() }
    }

    /// A database by its address.
    pub(crate) fn read(&self, url: &str) -> Result<(Session, Catalog), Failure> {
        let read = || {
            let mut session = rls_live::connect(&Address::read(url)?)?;
            let catalog = rls_live::catalog::read(session.client())?;
            Ok((session, catalog))
        };
        let (session, catalog) = read().map_err(unreadable)?;
        if let [missing, ..] = self.scope().missing(&catalog).as_slice() {
            return Err(Finding::new(format!("{} has no schema `{missing}`", session.address()))
                .help("name one that it has in --schemas or in [live] of rls.toml, or leave them out")
                .unreadable());
        }
        Ok((session, catalog))
    }

    /// What is looked at. What a tool of migrations keeps for itself never is.
    pub(crate) fn scope(&self) -> Scope {
        let live = &self.config.live;
        let scope = Scope::new().ignore(&live.ignore).ignore(source::HISTORIES);
        match &live.schemas {
            _ if !self.schemas.is_empty() => scope.schemas(self.schemas.iter().map(|name| name.trim())),
            Some(schemas) => scope.schemas(schemas),
            None => scope,
        }
    }

    /// Whose tokens a database trusts: what rls.toml or `--provider` says, or what the database shows.
    pub(crate) fn provider(&self, catalog: &Catalog) -> Provider {
        let shown = if self.config.provider_is_said { None } else { catalog.provider() };
        shown.unwrap_or_else(|| self.config.provider.clone())
    }

    /// Where scratch databases are made: on the server that was named, or on one of our own.
    pub(crate) fn workshop(&self) -> Result<&Workshop, Failure> {
        if let Some(workshop) = self.workshop.get() {
            return Ok(workshop);
        }
        let url = self.scratch_url.map(str::to_owned).or_else(|| std::env::var(SCRATCH_URL).ok());
        let made = match url.filter(|url| !url.is_empty()) {
            Some(url) => Address::read(&url).and_then(|address| Workshop::on(&address)),
            None => Workshop::throwaway(),
        };
        let made = made.map_err(unreadable)?;
        Ok(self.workshop.get_or_init(|| made))
    }
}

pub(crate) fn unreadable(error: LiveError) -> Failure {
    let mut finding = Finding::new(error.message);
    finding.help = error.help;
    finding.unreadable()
}
