//! How does a column come?

use super::{
    fill::Fill,
    is_in_a_key, may_be_null,
    stand_in::{self, StandIn},
    work::Work,
};
use crate::{
    lex,
    plan::HazardKind,
    schema::{Column, Default, Identity},
    sql::alter as sql,
};

impl<'p> Work<'_, 'p> {
    /// It goes and comes back as another: what is computed cannot be altered.
    pub(super) fn replace(&mut self, column: &'p Column) {
        self.early.add(sql::drop_column(&column.name));
        let was = self.old.find_column(&column.name);
        if was.is_some_and(|was| was.generated.is_none()) {
            let says = format!("drops column {}: it is computed from now on", self.say(column));
            self.early.hazard(HazardKind::DeletesData, says);
            let says = format!("the way back does not bring back what was in {}", self.say(column));
            self.early.hazard(HazardKind::Irreversible, says);
        } else {
            let note = format!("{} is computed anew, since what it is made of changes", self.say(column));
            self.early.note(note);
        }
        self.add(column);
    }

    /// It comes, and rows that are there get what the model says, or what stands for it.
    pub(super) fn add(&mut self, column: &'p Column) {
        let nullable = may_be_null(self.new, column);
        if column.generated.is_some() || column.identity.is_some() {
            self.rewrites(column);
            return self.add_as(column, nullable, column.default.clone());
        }
        if !self.goes_there() {
            return self.bring_back(column, nullable);
        }
        match &column.backfill {
            Some(constant) if is_constant(constant) => {
                self.add_as(column, nullable, Some(Default::Sql(constant.clone())));
                self.set_or_drop_default(column);
            }
            Some(backfill) => {
                self.add_as(column, true, None);
                self.fills.push(Fill { column: column.name.clone(), sql: backfill.clone(), is_new: true });
                if column.default.is_some() {
                    self.set_or_drop_default(column);
                }
                if !nullable {
                    self.late.add(sql::set_not_null(&column.name));
                }
            }
            None => self.add_plain(column, nullable),
        }
    }

    fn add_plain(&mut self, column: &'p Column, nullable: bool) {
        match &column.default {
            Some(Default::Sql(sql)) if !is_stable(sql) => self.rewrites(column),
            Some(Default::Sql(_)) => {}
            Some(Default::CallerId) if !nullable => {
                let says = format!(
                    "{} is NOT NULL, and nobody has called when a migration runs: this fails where the table has rows; \
                     say what they get with backfill = \"…\"",
                    self.say(column)
                );
                self.main.hazard(HazardKind::Locks, says);
            }
            None if !nullable => {
                let says = format!(
                    "{} is NOT NULL and has no default: this fails where the table has rows; say what they get with \
                     backfill = \"…\"",
                    self.say(column)
                );
                self.main.hazard(HazardKind::Locks, says);
            }
            _ => {}
        }
        self.add_as(column, nullable, column.default.clone());
    }

    /// It was dropped, and comes back without what was in it.
    fn bring_back(&mut self, column: &'p Column, nullable: bool) {
        let numbered = !nullable && is_in_a_key(self.new, &column.name);
        let has_default = matches!(column.default, Some(Default::Sql(_)));
        if nullable || has_default && !numbered {
            self.main.note(format!("{} comes back without what was in it", self.say(column)));
            return self.add_as(column, nullable, column.default.clone());
        }
        let schema = &self.transition.new.schema;
        match stand_in::of(schema, &column.ty, numbered) {
            Some(StandIn::Number) => {
                self.main.note(format!("{} comes back with a number in each row", self.say(column)));
                let numbered =
                    Column { identity: Some(Identity::ByDefault), default: None, ..column.clone() };
                self.main.add(sql::add_column(&numbered, &self.transition.new.provider));
                self.late.add(sql::drop_identity(&column.name));
                self.set_default(column);
            }
            Some(StandIn::Sql(value)) => {
                self.main.note(format!("{} comes back with {value} in each row", self.say(column)));
                self.add_as(column, false, Some(Default::Sql(value)));
                self.set_or_drop_default(column);
            }
            None => {
                let note = format!(
                    "nothing stands for what was in {}: this fails where the table has rows",
                    self.say(column)
                );
                self.main.note(note);
                self.add_as(column, nullable, column.default.clone());
            }
        }
    }

    fn add_as(&mut self, column: &Column, nullable: bool, default: Option<Default>) {
        let column = Column { nullable, default, ..column.clone() };
        self.main.add(sql::add_column(&column, &self.transition.new.provider));
    }

    fn rewrites(&mut self, column: &Column) {
        let (table, column) = (&self.new.name, self.say(column));
        let says = format!("nobody reads or writes {table} while all its rows are written with {column}");
        self.main.hazard(HazardKind::Locks, says);
    }

    fn set_default(&mut self, column: &Column) {
        if let Some(default) = &column.default {
            self.late.add(sql::set_default(column, default, &self.transition.new.provider));
        }
    }

    /// What fills it from now on, after something else filled the rows that were there.
    fn set_or_drop_default(&mut self, column: &Column) {
        if column.default.is_some() {
            self.set_default(column);
        } else {
            self.late.add(sql::drop_default(&column.name));
        }
    }
}

/// Whether it is one value, whatever is in a row.
fn is_constant(sql: &str) -> bool {
    let sql = sql.trim();
    let is_word = ["true", "false"].iter().any(|word| sql.eq_ignore_ascii_case(word));
    let is_one = |tokens: Vec<lex::Token>| match tokens.as_slice() {
        [one] => matches!(one.kind, lex::Kind::Text | lex::Kind::Number),
        _ => false,
    };
    is_word || lex::tokens(sql).is_ok_and(is_one)
}

/// Whether Postgres keeps one value for all rows that are there: what is the same in one statement. Of what calls a
/// function only the time is known to be.
fn is_stable(sql: &str) -> bool {
    !sql.contains('(') || sql.trim().eq_ignore_ascii_case("now()")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_postgres_writes_without_looking_at_rows() {
        for constant in ["0", "'x'", "1.5", "true", " 'it''s' "] {
            assert!(is_constant(constant), "{constant}");
        }
        for other in ["title", "-1", "now()", "a || b", "'x'::text", "gen_random_uuid()"] {
            assert!(!is_constant(other), "{other}");
        }
        assert!(is_stable("now()") && is_stable("'x'") && !is_stable("gen_random_uuid()"));
    }
}
