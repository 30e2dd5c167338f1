//! How does a column change?

use super::{
    fill::Fill,
    is_in_a_key, may_be_null,
    stand_in::{self, StandIn},
    types::{Cast, cast},
    work::Work,
};
use crate::{
    plan::HazardKind,
    schema::{Column, Constraint, Default},
    sql::alter as sql,
};

impl<'p> Work<'_, 'p> {
    /// It stays, and what is said of it is another.
    pub(super) fn alter(&mut self, old: &'p Column, new: &'p Column) {
        if old.generated.is_some() && new.generated.is_none() {
            self.early.add(sql::drop_expression(&new.name));
        }
        if old.identity.is_some() && new.identity.is_none() {
            self.early.add(sql::drop_identity(&new.name));
        }
        if self.transition.touched.is_retyped(&self.new.name, &new.name) {
            self.retype(old, new);
        } else {
            self.default(old, new);
        }
        match (old.identity, new.identity) {
            (None, Some(_)) => self.identities.push(new),
            (Some(was), Some(is)) if was != is => self.main.add(sql::set_identity(&new.name, is)),
            _ => {}
        }
        match (self.was_nullable(old), self.is_nullable(new)) {
            (false, true) => self.main.add(sql::drop_not_null(&new.name)),
            (true, false) => self.not_null(new),
            (true, true) if self.goes_there() && self.is_later(new) => {
                if new.backfill.is_some() {
                    self.fill_nulls(new);
                }
            }
            _ => {}
        }
    }

    fn retype(&mut self, old: &'p Column, new: &'p Column) {
        let name = self.say(new);
        let Cast { using, loses, rewrites } = cast(old, new, may_be_null(self.new, new));
        let (using, loses) = match &new.backfill {
            Some(backfill) if self.goes_there() => {
                (Some(format!("({backfill})")), loses.map(|_| "what is in it is what backfill makes of it"))
            }
            _ => (using, loses),
        };
        // a default of the one type may be none of the other, and Postgres asks for no USING there
        if old.default.is_some() {
            self.main.add(sql::drop_default(&new.name));
        }
        self.main.add(sql::set_type(new, using.as_deref()));
        if let Some(default) = &new.default {
            self.main.add(sql::set_default(new, default, &self.transition.new.provider));
        }
        if let Some(loses) = loses {
            let (from, to) = (sql::type_name(&old.ty), sql::type_name(&new.ty));
            let says = format!("makes {name} {to}, which was {from}: {loses}");
            self.main.hazard(HazardKind::DeletesData, says);
        }
        if rewrites {
            let table = &self.new.name;
            let says = format!(
                "nobody reads or writes {table} while all its rows are written anew with another type of {name}; to avoid \
                 that add a new column, fill it bit by bit, and drop the old one later"
            );
            self.main.hazard(HazardKind::Locks, says);
        }
    }

    fn default(&mut self, old: &Column, new: &Column) {
        let (was, is) = (&self.transition.old.provider, &self.transition.new.provider);
        let before = old.default.as_ref().map(|default| sql::set_default(old, default, was));
        let after = new.default.as_ref().map(|default| sql::set_default(new, default, is));
        match after {
            _ if before == after => {}
            Some(sql) => self.main.add(sql),
            // what was computed has lost that already
            None => self.main.add(sql::drop_default(&new.name)),
        }
    }

    /// Rows that are there get what the model says for their NULL, or what stands for what was there.
    fn not_null(&mut self, column: &'p Column) {
        self.fill_nulls(column);
        if self.comes_with_key(column) {
            return;
        }
        self.late.add(sql::set_not_null(&column.name));
        let (table, name) = (&self.new.name, self.say(column));
        let says = format!(
            "nobody reads or writes {table} while it is looked whether {name} is NULL anywhere; with online = true a CHECK \
             that is NOT VALID at first asks that beforehand"
        );
        self.late.hazard(HazardKind::Locks, says);
    }

    /// Whether a primary key comes that makes it NOT NULL by itself.
    fn comes_with_key(&self, column: &Column) -> bool {
        let of = self.transition.changes.of(&self.new.name);
        let is_key = |constraint: &Constraint| match constraint {
            Constraint::PrimaryKey { columns, .. } => columns.contains(&column.name),
            _ => false,
        };
        let mut added = of.into_iter().flat_map(|of| of.added.iter().copied());
        column.identity.is_none() && added.any(is_key)
    }

    fn fill_nulls(&mut self, column: &'p Column) {
        if column.generated.is_some() {
            // nobody writes to it: it is what it is computed from
            return;
        }
        let name = self.say(column);
        let fill = |sql: String| Fill { column: column.name.clone(), sql, is_new: false };
        if self.goes_there() {
            match &column.backfill {
                Some(backfill) => self.fills.push(fill(backfill.clone())),
                None => {
                    let says = format!(
                        "this fails where {name} is NULL in a row; say what such rows get with backfill = \"…\""
                    );
                    self.late.hazard(HazardKind::Locks, says);
                }
            }
            return;
        }
        let numbered = is_in_a_key(self.new, &column.name);
        let stand_in = match &column.default {
            Some(Default::Sql(sql)) if !numbered => Some(StandIn::Sql(sql.clone())),
            _ => stand_in::of(&self.transition.new.schema, &column.ty, numbered),
        };
        match stand_in {
            Some(StandIn::Sql(sql)) => {
                self.late.note(format!("rows in which {name} is NULL get {sql}"));
                self.fills.push(fill(sql));
            }
            Some(StandIn::Number) => {
                self.late.note(format!("rows in which {name} is NULL get a number each"));
                self.fills.push(Fill { sql: String::new(), ..fill(String::new()) });
            }
            None => self.late.note(format!("this fails where {name} is NULL in a row")),
        }
    }
}
