//! How is a live database said in the models' words?
//!
//! The candidates of `rls_core::pull` are built in scratch databases.

use std::time::{Duration, Instant};

use rls_core::{
    catalog::{Catalog, Imported},
    diagnostic::Errors,
    pull::{self, Built, Settled},
};

use crate::{Address, LiveError, Workshop, catalog, connect, rebuild, run};

impl From<Errors> for LiveError {
    fn from(errors: Errors) -> Self {
        LiveError::new(format!("the schema of the database cannot be settled: {errors}"))
    }
}

/// The catalog of the database at an address.
///
/// # Errors
/// There is no connection, or the catalog cannot be read.
pub fn read(address: &str) -> Result<Catalog, LiveError> {
    let mut session = connect(&Address::read(address)?)?;
    catalog::read(session.client())
}

/// Says a catalog in the models' words; `round` is told each time that a candidate was built, which it
/// was, and how long that took.
///
/// # Errors
/// A scratch database cannot be made or built in.
pub fn settle(
    workshop: &Workshop,
    live: &Catalog,
    imported: Imported,
    round: &mut dyn FnMut(u32, Duration),
) -> Result<Settled, LiveError> {
    let bootstrap = imported.resolved.provider.bootstrap();
    let template = workshop.database("provider")?;
    {
        let mut session = template.session()?;
        run::each(session.client(), "the provider's functions", &[bootstrap])?;
    }
    let mut number = 0;
    pull::settle(live, imported, &mut |all| {
        number += 1;
        let begun = Instant::now();
        let scratch = workshop.copy(&template, "pull")?;
        let mut session = scratch.session()?;
        let refused = rebuild::rebuild(session.client(), all)?;
        let catalog = catalog::read(session.client())?;
        round(number, begun.elapsed());
        Ok(Built { catalog, refused: refused.into_iter().map(|one| (one.sql, one.message)).collect() })
    })
}
