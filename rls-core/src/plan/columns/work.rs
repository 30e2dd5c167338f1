//! What is done to the columns of one table, in as few statements as can be?

use std::collections::BTreeSet;

use super::{fill::Fill, may_be_null};
use crate::{
    plan::{
        Hazard, HazardKind, Step,
        order::{Phase, Steps},
        renames::name,
        transition::{Transition, Way},
    },
    schema::{Column, Table},
    sql::alter as sql,
};

/// Parts of an ALTER TABLE, and what is to be said of it.
#[derive(Debug, Default)]
pub(super) struct Parts {
    parts: Vec<String>,
    hazards: BTreeSet<Hazard>,
    notes: Vec<String>,
}

impl Parts {
    pub(super) fn add(&mut self, part: String) {
        self.parts.push(part);
    }

    pub(super) fn hazard(&mut self, kind: HazardKind, says: String) {
        self.hazards.insert(Hazard::new(kind, says));
    }

    pub(super) fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    fn say(self, step: &mut Step) {
        step.hazards.extend(self.hazards);
        self.notes.into_iter().for_each(|note| {
            step.note(note);
        });
    }

    fn write(self, table: &Table, phase: Phase, steps: &mut Steps) {
        if !self.parts.is_empty() {
            let step = steps.add(phase, sql::table(&table.name, &self.parts));
            self.say(step);
        }
    }
}

/// The work on one table that stays.
pub(super) struct Work<'t, 'p> {
    pub(super) transition: &'t Transition<'p>,
    pub(super) old: &'p Table,
    pub(super) new: &'p Table,
    /// What makes way.
    pub(super) early: Parts,
    /// What comes and changes.
    pub(super) main: Parts,
    /// What rows get.
    pub(super) fills: Vec<Fill>,
    /// What waits for that.
    pub(super) late: Parts,
    /// Identities that come, whose sequence has to go on after what is there.
    pub(super) identities: Vec<&'p Column>,
}

impl<'t, 'p> Work<'t, 'p> {
    pub(super) fn of(transition: &'t Transition<'p>, old: &'p Table, new: &'p Table) -> Self {
        Work {
            transition,
            old,
            new,
            early: Parts::default(),
            main: Parts::default(),
            fills: Vec::new(),
            late: Parts::default(),
            identities: Vec::new(),
        }
    }

    /// A column as people say it.
    pub(super) fn say(&self, column: &Column) -> String {
        format!("{}.{}", self.new.name, column.name)
    }

    pub(super) fn goes_there(&self) -> bool {
        self.transition.way == Way::There
    }

    /// Whether its NOT NULL is a later part's, so that it may be NULL after this one, or on the way back before it.
    pub(super) fn is_later(&self, column: &Column) -> bool {
        self.transition.later.not_null.contains(&(name(&self.new.name), column.name.clone()))
    }

    /// Whether a column could be NULL before.
    pub(super) fn was_nullable(&self, old: &Column) -> bool {
        may_be_null(self.old, old) || !self.goes_there() && self.is_later(old)
    }

    /// Whether it may be NULL after this part.
    pub(super) fn is_nullable(&self, new: &Column) -> bool {
        may_be_null(self.new, new) || self.goes_there() && self.is_later(new)
    }

    /// What makes way, what comes, what rows get, what waits for that.
    pub(super) fn finish(mut self, steps: &mut Steps) {
        let is_locked = !self.main.parts.is_empty() || !self.early.parts.is_empty();
        // one look at the rows is enough where nothing comes between
        if self.fills.is_empty() && !self.main.parts.is_empty() && self.waits_for_nothing() {
            let late = std::mem::take(&mut self.late);
            self.main.parts.extend(late.parts);
            self.main.hazards.extend(late.hazards);
            self.main.notes.extend(late.notes);
        }
        self.early.write(self.new, Phase::MakeWay, steps);
        self.main.write(self.new, Phase::Columns, steps);
        super::fill::write(self.transition, self.old, self.new, &self.fills, is_locked, steps);
        self.late.write(self.new, Phase::NotNull, steps);
        super::fill::identities(self.transition, self.old, self.new, &self.identities, steps);
    }

    /// Whether no part waits for another statement to be done: a default that only fills what comes, or an identity.
    fn waits_for_nothing(&self) -> bool {
        self.late.parts.iter().all(|part| part.ends_with(" SET NOT NULL"))
    }
}
