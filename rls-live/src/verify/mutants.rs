//! Is each weakening of the schema refuted?

use postgres::Client;
use rls_core::{
    resolve::Resolved,
    verify::{
        Filled, Session, cast,
        mutants::{Mutant, mutants},
        proof::Proof,
        report::Refutation,
    },
};

use super::{Options, Progress, Tell, batch, failed, only_scratch, ready, run_table, session};
use crate::{LiveError, scratch::Workshop};

/// What became of a mutant.
#[derive(Clone, Debug)]
pub enum Fate {
    /// Some statement shows it.
    Refuted(Refutation),
    /// Nobody can see it: why.
    Unseen(&'static str),
    /// No statement shows it, and some should.
    Missed,
}

/// A mutant that was tried.
#[derive(Clone, Debug)]
pub struct Tried {
    /// The mutant.
    pub mutant: Mutant,
    /// What became of it.
    pub fate: Fate,
}

/// Builds the schema in a scratch database, and tries each of its weakenings, one after the other, in a transaction that is
/// rolled back.
///
/// # Errors
/// As [`verify`](super::verify).
pub fn try_mutants(
    workshop: &Workshop,
    resolved: &Resolved,
    options: &Options,
    tell: &mut Tell<'_>,
) -> Result<Vec<Tried>, LiveError> {
    let (scratch, filled) = ready(workshop, resolved, options)?;
    let mut client = scratch.session()?.into_client();
    only_scratch(&mut client)?;
    session(&mut client)?;
    let mut all = mutants(resolved);
    if !options.tables.is_empty() {
        all.retain(|one| {
            one.seen_by.iter().any(|name| options.tables.iter().any(|two| two.key() == name.key()))
        });
    }
    let of = all.len();
    let mut tried = Vec::new();
    for (done, mutant) in all.into_iter().enumerate() {
        tell(Progress { done, of, table: &mutant.name });
        let fate = match refuted(&mut client, resolved, &filled, &mutant)? {
            Some(refutation) => Fate::Refuted(refutation),
            None => mutant.unseen.map_or(Fate::Missed, Fate::Unseen),
        };
        tried.push(Tried { mutant, fate });
    }
    Ok(tried)
}

fn refuted(
    client: &mut Client,
    resolved: &Resolved,
    filled: &Filled,
    mutant: &Mutant,
) -> Result<Option<Refutation>, LiveError> {
    let mut proof = Proof::new(resolved, filled, |name| mutant.seen_by.contains(name));
    let cast = cast::cast(resolved);
    // to whom rows belong sees most; what was never set was set by then
    let mut callers: Vec<_> =
        cast.iter().enumerate().filter(|(_, one)| one.session != Session::None).collect();
    callers.sort_by_key(|(_, one)| one.session == Session::Empty);
    for table in 0..proof.tables() {
        for caller in &callers {
            batch(client, "BEGIN")?;
            client.batch_execute(&mutant.sql).map_err(|error| {
                failed(&format!("the weakening `{}` could not be made", mutant.name), &error)
            })?;
            let ran = run_table(client, resolved, &mut proof, table, &[*caller]);
            batch(client, "ROLLBACK")?;
            ran?;
            if let Some((_, refutation)) = proof.refuted(table) {
                return Ok(Some(refutation.clone()));
            }
        }
    }
    Ok(None)
}
