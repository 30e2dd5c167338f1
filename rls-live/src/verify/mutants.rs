//! Is each weakening of the schema refuted?

use std::sync::RwLock;

use postgres::Client;
use rls_core::{
    resolve::Resolved,
    schema::Command,
    verify::{Filled, Session, cast, mutants::Mutant, proof::Proof, report::Refutation},
};

use super::{
    Options, Progress, Tell,
    tables::{Numbered, Only, read, ready, run, undone, write},
};
use crate::{LiveError, scratch::Scratch};

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

/// Tries weakenings of a schema, one after the other, in a scratch database that is [`ready`](super::ready).
///
/// # Errors
/// As [`verify`](super::verify).
pub fn weaken(
    scratch: &Scratch,
    resolved: &Resolved,
    filled: &Filled,
    mutants: Vec<Mutant>,
    options: &Options,
    tell: &mut Tell<'_>,
) -> Result<Vec<Tried>, LiveError> {
    let mut client = ready(scratch)?;
    let cast = cast::cast(resolved);
    // to whom rows belong sees most; what was never set was set by then
    let mut callers: Vec<Numbered<'_>> =
        cast.iter().enumerate().filter(|(_, one)| one.session != Session::None).collect();
    callers.sort_by_key(|(_, one)| one.session == Session::Empty);
    let weak = Weak { resolved, proof: RwLock::new(Proof::new(resolved, filled, |_| true)), callers };
    let of = mutants.len();
    let mut tried = Vec::new();
    for (done, mutant) in mutants.into_iter().enumerate() {
        tell(Progress { done, of, table: &mutant.name });
        let fate = match mutant.unseen {
            Some(why) if !options.unseen => Fate::Unseen(why),
            unseen => match weak.refuted(&mut client, &mutant)? {
                Some(refutation) => Fate::Refuted(refutation),
                None => unseen.map_or(Fate::Missed, Fate::Unseen),
            },
        };
        tried.push(Tried { mutant, fate });
    }
    Ok(tried)
}

struct Weak<'w> {
    resolved: &'w Resolved,
    proof: RwLock<Proof<'w>>,
    callers: Vec<Numbered<'w>>,
}

impl Weak<'_> {
    /// First in the cells that are others by it, then in all cells of the tables that it may be seen by.
    fn refuted(&self, client: &mut Client, mutant: &Mutant) -> Result<Option<Refutation>, LiveError> {
        for all in [false, true] {
            for table in &mutant.seen_by {
                let Some(at) = read(&self.proof).number(table) else { continue };
                let roles: Vec<_> = {
                    let proof = read(&self.proof);
                    (0..).map_while(|role| proof.role(role).cloned()).collect()
                };
                let changed = |role: usize, command: Command| {
                    let mut cells = mutant.cells.iter();
                    cells.any(|(of, whose, what)| of == table && *whose == roles[role] && *what == command)
                };
                let only: &Only<'_> = if all { &|_, _| true } else { &changed };
                write(&self.proof).forget();
                undone(client, Some(&mutant.sql), |client| {
                    run(client, self.resolved, &self.proof, at, &self.callers, only, true)
                })
                .map_err(|error| {
                    let message = format!("the weakening `{}`: {}", mutant.name, error.message);
                    LiveError { message, ..error }
                })?;
                if let Some((_, refutation)) = read(&self.proof).refuted(at) {
                    return Ok(Some(refutation.clone()));
                }
            }
        }
        Ok(None)
    }
}
