//! Which schema does an argument name: of the models, a snapshot, a file, or a database?
//!
//! [`Sides`] reads both; what is a database, or SQL that is built in one, is said in the other side's words ([`align`](rls_core::catalog::align)). Whoever has one side
//! only (`access --from`) takes [`Sides::one`].

mod databases;
mod review;
mod state;

pub(crate) use databases::{Databases, unreadable};
pub(crate) use review::Drift;

use std::path::Path;

use rls_core::{
    catalog::{
        Catalog, Imported, Scope,
        align::{Built, Ours},
    },
    document,
    provider::Provider,
    resolve::Resolved,
};
use rls_live::{Session, Workshop, source};
use rls_project::{
    finding::{Failure, Finding, Status, Texts},
    sources,
};

use crate::{
    accepted::Accepted,
    cli::{LiveArgs, SCRATCH_URL},
};

/// One side.
pub(crate) enum Side {
    /// In words of the model.
    Said(Box<Resolved>),
    /// As Postgres says it.
    Kept(Box<Catalog>),
}

/// A side, and what it is called: never by a password.
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) side: Side,
}

/// Where sides are read.
pub(crate) struct Sides<'a> {
    here: &'a Accepted,
    databases: Databases<'a>,
}

impl<'a> Sides<'a> {
    pub(crate) fn new(here: &'a Accepted, args: &'a LiveArgs) -> Self {
        Sides { here, databases: Databases::new(&here.config, args) }
    }

    /// What an argument of this option names.
    pub(crate) fn read(&self, option: &str, name: &str) -> Result<Named, Failure> {
        let lower = name.to_ascii_lowercase();
        let said = |resolved| Side::Said(Box::new(resolved));
        let side = match name {
            "models" => said(self.here.models(&self.here.snapshot()?)?.resolved),
            "snapshot" => said(self.here.snapshot()?.resolved),
            _ if is_url(&lower) => {
                let (session, catalog) = self.database(name)?;
                return Ok(Named {
                    name: session.address().to_string(),
                    side: Side::Kept(Box::new(catalog)),
                });
            }
            _ if Path::new(&lower).extension().is_some_and(|extension| extension == "sql") => {
                Side::Kept(Box::new(self.sql(option, name)?))
            }
            _ => said(file(option, name)?),
        };
        Ok(Named { name: name.to_owned(), side })
    }

    /// A database by its address.
    pub(crate) fn database(&self, url: &str) -> Result<(Session, Catalog), Failure> {
        self.databases.read(url)
    }

    /// In words of the model, where there is nothing to take them from.
    pub(crate) fn one(&self, named: Named) -> Resolved {
        self.whole(named).0
    }

    /// The same; of a database also with what the model has no word for.
    pub(crate) fn whole(&self, named: Named) -> (Resolved, Option<Imported>) {
        match named.side {
            Side::Said(resolved) => (*resolved, None),
            Side::Kept(catalog) => {
                let mut imported = catalog.import(&self.provider(&catalog), &self.scope());
                imported.others.extend(catalog.stand_ins(&imported));
                (imported.resolved.clone(), Some(imported))
            }
        }
    }

    /// What is looked at.
    pub(crate) fn scope(&self) -> Scope {
        self.databases.scope()
    }

    /// Whose tokens a database trusts.
    pub(crate) fn provider(&self, catalog: &Catalog) -> Provider {
        self.databases.provider(catalog)
    }

    fn workshop(&self) -> Result<&Workshop, Failure> {
        self.databases.workshop()
    }

    fn sql(&self, option: &str, name: &str) -> Result<Catalog, Failure> {
        let text = text(option, name)?;
        source::file(self.workshop()?, &text, &self.here.config.provider).map_err(|fault| {
            let mut finding = Finding::new(fault.message);
            finding.help = fault.help;
            let Some(range) = fault.range else { return finding.unreadable() };
            let texts = Texts::from([(name.to_owned(), text.clone())]);
            Failure { findings: vec![finding.at(Path::new(name), range)], texts, status: Status::Unreadable }
        })
    }

    /// A schema, built.
    fn built(&self, resolved: &Resolved) -> Result<Catalog, Failure> {
        let setup = self.here.config.folder.join("rls/setup.sql");
        let setup =
            if setup.exists() { Some(text("rls/setup.sql", &setup.display().to_string())?) } else { None };
        source::schema(self.workshop()?, resolved, setup.as_deref()).map_err(unreadable)
    }

    /// A database as the server prints it on which the other side is built.
    fn on_one_server(&self, name: &str, catalog: Catalog, major: u32) -> Result<Catalog, Failure> {
        if catalog.major() == major {
            return Ok(catalog);
        }
        let provider = &self.here.config.provider;
        let (again, refused) =
            source::again(self.workshop()?, &catalog, provider, &self.scope()).map_err(unreadable)?;
        if let [first, ..] = refused.as_slice() {
            let message = format!(
                "{name} is PostgreSQL {}, the scratch server {major}, and {} statements of it cannot be run there: {}",
                catalog.major(),
                refused.len(),
                first.message
            );
            return Err(Finding::new(message)
                .help(format!("name a scratch server of the same version: --scratch-url, or {SCRATCH_URL}"))
                .unreadable());
        }
        Ok(again)
    }
}

/// What is built, for borrowing.
struct Base<'r> {
    catalog: Catalog,
    said: &'r Resolved,
}

impl Base<'_> {
    fn built(&self) -> Built<'_> {
        Built { catalog: &self.catalog, said: self.said }
    }
}

fn ours(bases: &[Base<'_>], live: &Catalog) -> Ours {
    let said: Vec<&Resolved> = bases.iter().map(|base| base.said).collect();
    Ours::of(&said, live)
}

/// Whether an argument is a database's address: a URL, or libpq's words.
fn is_url(lower: &str) -> bool {
    let is_word = |word: &str| ["host=", "dbname="].iter().any(|key| word.starts_with(key));
    lower.starts_with("postgres://")
        || lower.starts_with("postgresql://")
        || lower.split_whitespace().any(is_word)
}

fn file(option: &str, name: &str) -> Result<Resolved, Failure> {
    let text = text(option, name)?;
    document::read(&text).map_err(|error| Finding::new(format!("{option}: {name}: {error}")).unreadable())
}

fn text(option: &str, name: &str) -> Result<String, Failure> {
    let path = Path::new(name);
    if !path.exists() {
        return Err(Finding::new(format!("{option}: there is no file `{name}`"))
            .help("name `models`, `snapshot`, a schema document, a .sql file, or postgres://…")
            .unreadable());
    }
    sources::text(path)
        .map_err(|reason| Finding::new(format!("{option}: {name} cannot be read: {reason}")).unreadable())
}
