//! Does a database go there, and back, and back by another way?

use std::fmt;

use postgres::Client;
use rls_core::{
    plan::{Options, Part, Plan, Purpose},
    resolve::Resolved,
    sql,
};
use serde_json::Value;

use super::{
    kept::Fate,
    pair::Pair,
    place::{Place, Refused},
    promise, rows, state,
};
use crate::random::Rng;

/// Makes plans: the planner, or one with a slip.
pub(super) type Planner<'p> = dyn Fn(&Resolved, &Resolved, &Options) -> Plan + Sync + 'p;

/// What went wrong.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    /// Where on the way.
    pub(super) at: &'static str,
    pub(super) why: String,
    /// What failures of one kind have in common.
    pub(super) kind: String,
    /// The statements.
    pub(super) plan: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\n{}", self.at, self.why, self.plan)
    }
}

/// What was done and seen.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) parts: usize,
    pub(super) steps: usize,
    pub(super) rows: usize,
    pub(super) values: usize,
    /// What rows rightly refused: where, and Postgres's code.
    pub(super) refused: Option<(&'static str, String)>,
}

/// What rows may rightly refuse: NULLs, values that are there twice, that break a check or have nothing to refer to, and
/// casts that their values do not allow.
fn is_honest(code: &str) -> bool {
    matches!(code, "23502" | "23505" | "23514" | "23503") || code.starts_with("22")
}

/// Where a schema is refused that Postgres does not take at all: a few are made, since strings of SQL are not typed.
pub(super) const APPLIES: [&str; 2] = ["what was made before", "what was made of it"];

/// One pair on its way.
pub(super) struct Trial<'t> {
    place: &'t mut Place,
    options: Options,
    has_rows: bool,
    seen: Seen,
    plan: String,
}

/// What ends a trial early.
enum Stop {
    Wrong(Failure),
    Refused(&'static str, String),
}

pub(super) fn run(pair: &Pair, place: &mut Place, planner: &Planner<'_>) -> Result<Seen, Failure> {
    let Some((old, new)) = pair.resolved() else { return Ok(Seen::default()) };
    let mut trial = Trial {
        options: pair.options.clone(),
        has_rows: pair.rows.is_some(),
        seen: Seen::default(),
        plan: String::new(),
        place,
    };
    let result = trial.all(pair, &old, &new, planner);
    trial.place.clear();
    match result {
        Ok(()) => Ok(trial.seen),
        Err(Stop::Refused(at, code)) => {
            trial.seen.refused = Some((at, code));
            Ok(trial.seen)
        }
        Err(Stop::Wrong(failure)) => Err(failure),
    }
}

impl Trial<'_> {
    fn all(
        &mut self,
        pair: &Pair,
        old: &Resolved,
        new: &Resolved,
        planner: &Planner<'_>,
    ) -> Result<(), Stop> {
        let still = planner(new, new, &self.options);
        if !still.is_empty() || !still.access.is_empty() {
            return Err(self.wrong("after alone", &format!("something is to do\n{}", written(&still))));
        }
        let there = planner(old, new, &self.options);
        let back = planner(new, old, &self.options);
        let fate = Fate::of(&old.schema, &new.schema);
        self.plan =
            format!("--- there and down\n{}--- from the new schema\n{}", written(&there), written(&back));
        if let Err(why) = promise::hold(old, new, &there, &fate) {
            return Err(self.wrong("promises there", &why));
        }
        let other = Fate::of(&new.schema, &old.schema);
        if let Err(why) = promise::hold(new, old, &back, &other) {
            return Err(self.wrong("promises back", &why));
        }
        let new_state = self.fresh(APPLIES[1], new)?;
        if let Err(refused) = self.place.run(&sql::ddl(old)) {
            return Err(Stop::Refused(APPLIES[0], refused.code));
        }
        let old_state = state::read(self.place);
        if let Some(seed) = pair.rows {
            let inserts = rows::inserts(&old.schema, &mut Rng::new(seed));
            // what a deferred reference refuses at the end goes with all the rest
            if let Err(refused) = self.place.run(&inserts)
                && refused.code != "23503"
            {
                return Err(self.refused("rows", &refused));
            }
            self.seen.rows = state::count(self.client(), &old.schema);
        }
        let before = self.values(&fate, false);
        self.go("there", &there, &there.parts.iter().collect::<Vec<_>>(), true, &old_state)?;
        self.compare("there", &new_state)?;
        self.same("values there", &before, &fate, true)?;
        let parts: Vec<&Part> = there.parts.iter().rev().collect();
        self.go("down", &there, &parts, false, &new_state)?;
        self.compare("down", &old_state)?;
        self.same("values down", &before, &fate, false)?;
        self.go("there again", &there, &there.parts.iter().collect::<Vec<_>>(), true, &old_state)?;
        let before = self.values(&other, false);
        self.go("afresh", &back, &back.parts.iter().collect::<Vec<_>>(), true, &new_state)?;
        self.compare("afresh", &old_state)?;
        self.same("values afresh", &before, &other, true)
    }

    fn client(&mut self) -> &mut Client {
        self.place.client()
    }

    /// The catalog of a schema that is built from nothing.
    fn fresh(&mut self, at: &'static str, resolved: &Resolved) -> Result<Value, Stop> {
        let ddl = sql::ddl(resolved);
        self.client().batch_execute("BEGIN").unwrap();
        if let Err(refused) = self.place.run(&ddl) {
            return Err(Stop::Refused(at, refused.code));
        }
        let state = state::read(self.place);
        self.client().batch_execute("ROLLBACK").unwrap();
        Ok(state)
    }

    /// Part after part. One that is refused leaves all as it was.
    fn go(
        &mut self,
        at: &'static str,
        _plan: &Plan,
        parts: &[&Part],
        up: bool,
        from: &Value,
    ) -> Result<(), Stop> {
        let mut before = from.clone();
        for (number, part) in parts.iter().enumerate() {
            if number > 0 && self.has_rows {
                before = state::read(self.place);
            }
            let steps: Vec<&str> =
                if up { &part.up } else { &part.down }.iter().map(|step| step.sql.as_str()).collect();
            self.seen.parts += 1;
            self.seen.steps += steps.len();
            let done = if part.in_transaction() {
                let there = relations(self.place);
                let timeout = self.options.lock_timeout.clone();
                match self.place.transaction(&steps, |place| patience(place, &there, timeout)) {
                    Ok(Some(why)) => return Err(self.wrong(at, &why)),
                    Ok(None) => Ok(()),
                    Err(refused) => Err(refused),
                }
            } else {
                steps.iter().try_for_each(|sql| self.place.run(sql))
            };
            let Err(refused) = done else { continue };
            if !self.has_rows || !is_honest(&refused.code) {
                return Err(self.refused(at, &refused));
            }
            if part.purpose == Purpose::Index {
                self.clear_away();
            }
            let after = state::read(self.place);
            if let Some(lines) = state::difference(&after, &before) {
                let why = format!("{refused}\nand this is left of it:\n{lines}");
                return Err(self.wrong(at, &why));
            }
            return Err(Stop::Refused(at, refused.code));
        }
        Ok(())
    }

    /// What CREATE INDEX CONCURRENTLY leaves of an index that could not be.
    fn clear_away(&mut self) {
        let query = "SELECT format('DROP INDEX %s', indexrelid::regclass) FROM pg_index WHERE NOT indisvalid";
        for row in self.client().query(query, &[]).unwrap() {
            self.client().batch_execute(row.get(0)).unwrap();
        }
    }

    /// Whether the catalog is as it should be. A way back, down or afresh, cannot promise that rows keep to constraints.
    fn compare(&mut self, at: &'static str, wanted: &Value) -> Result<(), Stop> {
        let found = state::read(self.place);
        let lines = if at == "down" {
            state::difference(&state::unvalidated(found), &state::unvalidated(wanted.clone()))
        } else {
            state::difference(&found, wanted)
        };
        lines.map_or(Ok(()), |lines| Err(self.wrong(at, &format!("the catalog differs\n{lines}"))))
    }

    fn values(&mut self, fate: &Fate, after: bool) -> state::Values {
        if self.has_rows { state::values(self.client(), &fate.kept, after) } else { state::Values::new() }
    }

    fn same(
        &mut self,
        at: &'static str,
        before: &state::Values,
        fate: &Fate,
        after: bool,
    ) -> Result<(), Stop> {
        let now = self.values(fate, after);
        self.seen.values += now.len();
        for ((table, column), value) in before {
            let found = &now[&(table.clone(), column.clone())];
            if found != value {
                let why = format!("{table}.{column} held {value:?} and holds {found:?}");
                return Err(self.wrong(at, &why));
            }
        }
        Ok(())
    }

    fn wrong(&self, at: &'static str, why: &str) -> Stop {
        let kind = format!("{at}: {}", common(why));
        Stop::Wrong(Failure { at, why: why.to_owned(), kind, plan: self.plan.clone() })
    }

    fn refused(&self, at: &'static str, refused: &Refused) -> Stop {
        let kind = format!("{at}: {} {}", refused.code, common(&refused.message));
        Stop::Wrong(Failure { at, why: refused.to_string(), kind, plan: self.plan.clone() })
    }
}

/// A message without its names, so that those of one kind are one: its first line, or where the catalog differs first.
fn common(why: &str) -> String {
    let lines = if why.starts_with("the catalog") { 2 } else { 1 };
    let mut text = String::new();
    let mut quoted = false;
    for c in why.lines().take(lines).collect::<Vec<_>>().join(" ").chars() {
        if c == '"' {
            quoted = !quoted;
            if quoted {
                text.push('_');
            }
        } else if !quoted && !c.is_ascii_digit() {
            text.push(c);
        }
    }
    text.chars().take(160).collect()
}

/// The tables that are there.
fn relations(place: &mut Place) -> Vec<u32> {
    let query = "SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'";
    place.ask(query, &[]).iter().map(|row| row.get(0)).collect()
}

/// Whether a transaction that keeps others from a table would wait for it as long as it should, and not longer.
fn patience(place: &mut Place, there: &[u32], wanted: Option<String>) -> Option<String> {
    let query = "SELECT count(*), current_setting('lock_timeout') FROM pg_locks
        WHERE pid = pg_backend_pid() AND relation = ANY ($1)
        AND mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')";
    let row = place.ask(query, &[&there]).remove(0);
    let (locks, timeout): (i64, String) = (row.get(0), row.get(1));
    let wanted = wanted.unwrap_or_else(|| "0".to_owned());
    (locks > 0 && timeout != wanted).then(|| format!("a table is locked with a lock_timeout of {timeout}"))
}

/// A plan as it is run.
pub(super) fn written(plan: &Plan) -> String {
    let mut text = String::new();
    for (number, part) in plan.parts.iter().enumerate() {
        for (way, steps) in [("up", &part.up), ("down", &part.down)] {
            text += &format!("-- part {} {:?} {way}\n", number + 1, part.purpose);
            for step in steps {
                for hazard in &step.hazards {
                    text += &format!("-- {hazard}\n");
                }
                text += &format!("{};\n", step.sql);
            }
        }
    }
    text
}
