//! When does the server agree with the candidate?
//!
//! The core has no server: who asks brings one, as a function from all that is to be there to what a new database has of it.

use super::candidate::{Candidate, Kept};
use crate::{
    catalog::{Catalog, Imported, Other},
    diagnostic::Errors,
    ident::QName,
    resolve::Resolved,
};

/// What a new database has after statements.
#[derive(Debug)]
pub struct Built {
    /// Its catalog.
    pub catalog: Catalog,
    /// The statements that it refused, each with why.
    pub refused: Vec<(String, String)>,
}

/// A live database in the models' words.
#[derive(Debug)]
pub struct Settled {
    /// The schema.
    pub resolved: Resolved,
    /// Predicates that stay SQL although there is a word for them.
    pub kept: Vec<Kept>,
    /// What the model has no word for.
    pub others: Vec<Other>,
    /// Tables that were left out, and why.
    pub left: Vec<(QName, String)>,
    /// What a new database refused to the last, and why.
    pub refused: Vec<(String, String)>,
    /// How often one was built.
    pub rounds: u32,
}

/// More rounds than there are ways to write a text.
const MOST: u32 = 12;

/// Says a live database in the models' words, the shortest with which the server prints what it printed.
///
/// # Errors
/// What the server that builds says; or the schema cannot be settled as a whole.
pub fn settle<E: From<Errors>>(
    live: &Catalog,
    imported: Imported,
    build: &mut dyn FnMut(&Imported) -> Result<Built, E>,
) -> Result<Settled, E> {
    let mut candidate = Candidate::new(live, imported);
    let mut rounds = 0;
    loop {
        rounds += 1;
        let resolved = candidate.schema()?;
        let built = build(&candidate.whole(&resolved))?;
        let mut changed = false;
        for (statement, why) in &built.refused {
            changed |= candidate.refused(&resolved, statement, why);
        }
        changed |= candidate.compare(&resolved, &built.catalog);
        if !changed || rounds == MOST {
            let (kept, others, left) = candidate.finish(&resolved);
            return Ok(Settled { resolved, kept, others, left, refused: built.refused, rounds });
        }
    }
}
