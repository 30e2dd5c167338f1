//! How are all tables gone through?
//!
//! By a few sessions at once, each with a table at a time, in a transaction that is rolled back. In each, the caller whose settings
//! were never made comes before all others: in a session that never comes back.

use std::{
    sync::{
        Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use postgres::Client;
use rls_core::{
    access::COMMANDS,
    resolve::Resolved,
    schema::Command,
    verify::{
        Caller, Filled, Session,
        ask::{self, Answers},
        cast,
        proof::{Place, Proof},
        report::Report,
        session::{settings, statements},
    },
};

use super::{Options, Progress, Tell, batch, first, only_scratch, query, session};
use crate::{LiveError, scratch::Scratch};

/// Sessions at once, at most, and tables for which one more is worth it.
const SESSIONS: usize = 4;
const EACH: usize = 3;

/// A caller, by the number in the cast.
pub(super) type Numbered<'c> = (usize, &'c Caller);

/// Which cells of a table are tried, by the number of the role.
pub(super) type Only<'o> = dyn Fn(usize, Command) -> bool + Sync + 'o;

/// What the sessions say of themselves.
enum Said {
    Begins(usize),
    Ends,
    Fails(LiveError),
}

/// Tries what the access table says in a scratch database that is [`ready`](super::ready).
///
/// # Errors
/// As [`verify`](super::verify).
pub fn prove(
    scratch: &Scratch,
    resolved: &Resolved,
    filled: &Filled,
    options: &Options,
    tell: &mut Tell<'_>,
) -> Result<Report, LiveError> {
    let mut client = ready(scratch)?;
    let version = first(&mut client, "SELECT current_setting('server_version')")?;
    let proof = Proof::new(resolved, filled, |name| options.wants(name));
    let cast = cast::cast(resolved);
    let passes = [true, false].map(|without| {
        let of_pass = cast.iter().enumerate().filter(|(_, one)| (one.session == Session::None) == without);
        of_pass.collect::<Vec<Numbered<'_>>>()
    });
    let tables = proof.tables();
    let names: Vec<String> = (0..tables)
        .map(|at| proof.table(at).map(|table| table.name.to_string()).unwrap_or_default())
        .collect();
    let queue = Queue {
        next: AtomicUsize::new(0),
        end: tables * passes.len(),
        busy: (0..tables).map(|_| Mutex::default()).collect(),
    };
    let proof = RwLock::new(proof);
    let mut clients = vec![client];
    let cores = thread::available_parallelism().map_or(1, usize::from);
    for _ in 1..SESSIONS.min(cores).min(tables.div_ceil(EACH)) {
        // a server that gives no more is gone through by those that are there
        clients.extend(ready(scratch).ok());
    }
    let mut fault = None;
    thread::scope(|scope| {
        let (say, heard) = mpsc::channel();
        for mut client in clients {
            let (say, queue, proof, passes) = (say.clone(), &queue, &proof, &passes);
            scope.spawn(move || {
                while let Some(at) = queue.take() {
                    let _ = say.send(Said::Begins(at));
                    let (pass, table) = (at / tables, at % tables);
                    let _busy = queue.busy[table].lock().unwrap_or_else(PoisonError::into_inner);
                    let ran = undone(&mut client, None, |client| {
                        run(client, resolved, proof, table, &passes[pass], &|_, _| true, false)
                    });
                    let _ = say.send(match ran {
                        Ok(()) => Said::Ends,
                        Err(error) => {
                            queue.stop();
                            Said::Fails(error)
                        }
                    });
                }
            });
        }
        drop(say);
        let mut done = 0;
        for said in heard {
            match said {
                Said::Begins(at) => tell(Progress { done, of: queue.end, table: &names[at % tables] }),
                Said::Ends => done += 1,
                Said::Fails(error) => fault = fault.take().or(Some(error)),
            }
        }
    });
    match fault {
        Some(error) => Err(error),
        None => Ok(proof.into_inner().unwrap_or_else(PoisonError::into_inner).report(version)),
    }
}

/// What is still to do: each table once a pass.
struct Queue {
    next: AtomicUsize,
    end: usize,
    /// A table is one session's: others would wait for its rows.
    busy: Vec<Mutex<()>>,
}

impl Queue {
    fn take(&self) -> Option<usize> {
        let at = self.next.fetch_add(1, Ordering::Relaxed);
        (at < self.end).then_some(at)
    }

    fn stop(&self) {
        self.next.store(self.end, Ordering::Relaxed);
    }
}

/// A session in which nobody's claims were ever set.
pub(super) fn ready(scratch: &Scratch) -> Result<Client, LiveError> {
    let mut client = scratch.session()?.into_client();
    only_scratch(&mut client)?;
    session(&mut client)?;
    Ok(client)
}

/// Does it in a transaction that is rolled back, perhaps with something before it.
pub(super) fn undone<T>(
    client: &mut Client,
    before: Option<&str>,
    then: impl FnOnce(&mut Client) -> Result<T, LiveError>,
) -> Result<T, LiveError> {
    batch(client, "BEGIN")?;
    let done = before.map_or(Ok(()), |before| batch(client, before)).and_then(|()| then(client));
    match batch(client, "ROLLBACK") {
        Err(error) if done.is_ok() => Err(error),
        _ => done,
    }
}

/// Tries the cells of a table, as these callers; perhaps no longer than until one is refuted.
pub(super) fn run(
    client: &mut Client,
    resolved: &Resolved,
    proof: &RwLock<Proof<'_>>,
    table: usize,
    callers: &[Numbered<'_>],
    only: &Only<'_>,
    until_refuted: bool,
) -> Result<(), LiveError> {
    let now = first(client, "SELECT (extract(epoch FROM now()) * 1000000)::bigint::text")?;
    let now = now.parse().map_err(|_| LiveError::new("the server does not tell the time"))?;
    let roles = read(proof).roles();
    for (role, as_role) in roles.iter().enumerate() {
        if !COMMANDS.iter().any(|command| only(role, *command)) {
            continue;
        }
        for (number, caller) in callers {
            if !read(proof).wants(table, role, *number) {
                continue;
            }
            let place = Place { table, role, caller, now };
            let settings = settings(&resolved.provider, &caller.session).map_err(LiveError::new)?;
            // what another caller had is not this one's
            let sets = statements(&settings).join("; ");
            let answers = asked(client, &read(proof), place, as_role, &sets)?;
            let (probes, calls) = {
                let proof = read(proof);
                let mut probes = proof.probes(place, &answers);
                probes.retain(|probe| only(role, probe.command));
                let calls: Vec<String> = probes.iter().filter_map(|probe| proof.call(place, probe)).collect();
                (probes, calls)
            };
            let came = query(client, &format!("{sets};\n{}", calls.join(";\n")), calls.len())?;
            let came: Vec<_> = probes.into_iter().zip(came).collect();
            write(proof).take(place, &answers, &came).map_err(LiveError::new)?;
            if until_refuted && read(proof).refuted(table).is_some() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Asks about the SQL that nobody here understands.
fn asked(
    client: &mut Client,
    proof: &Proof<'_>,
    place: Place<'_>,
    role: &str,
    sets: &str,
) -> Result<Answers, LiveError> {
    let questions = proof.questions(place.table, place.role);
    let mut answers = Answers::default();
    if questions.is_empty() {
        return Ok(answers);
    }
    let calls: Vec<String> =
        questions.iter().map(|one| ask::call((!one.as_owner).then_some(role), &one.statement)).collect();
    let said = query(client, &format!("{sets};\n{}", calls.join(";\n")), calls.len())?;
    for (one, answer) in questions.into_iter().zip(said) {
        answers.add(one.question, one.row, ask::read(&answer));
    }
    Ok(answers)
}

pub(super) fn read<'l, 'p>(proof: &'l RwLock<Proof<'p>>) -> RwLockReadGuard<'l, Proof<'p>> {
    proof.read().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn write<'l, 'p>(proof: &'l RwLock<Proof<'p>>) -> RwLockWriteGuard<'l, Proof<'p>> {
    proof.write().unwrap_or_else(PoisonError::into_inner)
}
