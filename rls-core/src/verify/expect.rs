//! What must come of a statement?
//!
//! Worked out from the cells and from what Postgres looks at for each kind of statement: an UPDATE or a DELETE that reads
//! no column asks only its own clauses; one that does (a WHERE, a RETURNING, ON CONFLICT (…)) asks SELECT's too, for the
//! rows that are there and for those that come to be.

use super::{
    hold::Hold,
    scene::{Clause, Scene},
};

/// What must come of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// What.
    pub what: What,
    /// Whether an error in the data, such as a claim that is no number, or a denial is as good.
    pub may_raise: bool,
    /// What it shows of the cell, if it comes so.
    pub shows: Shows,
    /// Whether some row is refused and another let through, so that a constraint may stop the statement at that one first.
    pub mixed: bool,
}

/// What comes of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// These rows are read, by their numbers.
    Read(Vec<usize>),
    /// These values are read.
    Values(Vec<Vec<Option<String>>>),
    /// These rows are changed or deleted.
    Touched(Vec<usize>),
    /// A row comes to be.
    Made,
    /// There is no privilege on the table.
    Refused,
    /// There is none on something that the policies read or call.
    RefusedWithin,
    /// Row security refuses a row.
    Denied,
    /// The policies come back to the table.
    Circle,
    /// It is not known.
    Unknown(String),
}

/// What agreement shows of a cell's clauses: that a row got through, and that one was kept back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shows {
    /// Of the clause over rows that are there.
    pub using: Seen,
    /// Of the clause over rows that come to be.
    pub check: Seen,
}

/// What was seen of a clause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// A row that it lets through.
    pub through: bool,
    /// A row that it keeps back.
    pub kept: bool,
}

impl Seen {
    /// Both of what was seen.
    pub fn or(self, other: Seen) -> Seen {
        Seen { through: self.through || other.through, kept: self.kept || other.kept }
    }

    fn of(hold: &Hold) -> Seen {
        let known = hold.unknown.is_none() && !hold.raises;
        Seen { through: known && hold.through, kept: known && !hold.through }
    }
}

/// What is gathered while a statement's rows are gone through.
#[derive(Default)]
struct Course {
    touched: Vec<usize>,
    denied: bool,
    raises: bool,
    refused: bool,
    circle: bool,
    unknown: Option<String>,
    shows: Shows,
}

impl Course {
    /// What holds for the whole statement, whatever its rows.
    fn heed(&mut self, hold: &Hold) {
        self.refused |= hold.refused;
        self.circle |= hold.circle;
    }

    /// What counts where it is looked at.
    fn look(&mut self, hold: &Hold) {
        self.heed(hold);
        self.raises |= hold.raises;
        if let Some(why) = &hold.unknown {
            self.unknown.get_or_insert_with(|| why.clone());
        }
    }

    fn end(self, done: impl FnOnce(Vec<usize>) -> What) -> Expected {
        let mixed = self.denied && !self.touched.is_empty();
        let (what, shows) = if self.circle {
            (What::Circle, Shows::default())
        } else if self.refused {
            (What::RefusedWithin, Shows::default())
        } else if let Some(why) = self.unknown {
            (What::Unknown(why), Shows::default())
        } else if self.denied {
            (What::Denied, Shows { using: Seen::default(), ..self.shows })
        } else {
            (done(self.touched), self.shows)
        };
        Expected { what, may_raise: self.raises, shows, mixed }
    }
}

/// There is no privilege.
pub fn refused() -> Expected {
    Expected { what: What::Refused, may_raise: false, shows: Shows::default(), mixed: false }
}

impl Scene<'_> {
    /// A query that reads these rows: all, or the one by its key.
    pub fn reads(&self, rows: impl Iterator<Item = usize>) -> Expected {
        let mut course = Course::default();
        for row in rows {
            let read = self.hold(Clause::Read, row);
            course.look(&read);
            course.shows.using = course.shows.using.or(Seen::of(&read));
            if read.through {
                course.touched.push(row);
            }
        }
        course.end(What::Read)
    }

    /// An UPDATE that makes each row another one. Where it reads a column, SELECT's clause counts.
    pub fn updates(&self, rows: impl Iterator<Item = (usize, usize)>, reading: bool) -> Expected {
        let mut course = Course::default();
        for (row, new) in rows {
            let (read, reach) = (self.hold(Clause::Read, row), self.hold(Clause::Reach, row));
            let (becomes, readable) = (self.hold(Clause::Become, new), self.hold(Clause::Read, new));
            let (old, made) = if reading {
                (read.and(&reach), readable.and(&becomes))
            } else {
                (reach.clone(), becomes.clone())
            };
            course.look(&old);
            course.heed(&made);
            if !reading || read.through {
                course.shows.using = course.shows.using.or(Seen::of(&reach));
            }
            if !old.through {
                continue;
            }
            course.look(&made);
            if made.through {
                course.touched.push(row);
                course.shows.check.through |= Seen::of(&becomes).through;
            } else {
                course.denied = true;
                course.shows.check.kept |= Seen::of(&becomes).kept;
            }
        }
        if course.denied {
            // what was let through before is undone
            course.shows.check.through = false;
        }
        course.end(What::Touched)
    }

    /// A DELETE of these rows.
    pub fn deletes(&self, rows: impl Iterator<Item = usize>, reading: bool) -> Expected {
        let mut course = Course::default();
        for row in rows {
            let (read, delete) = (self.hold(Clause::Read, row), self.hold(Clause::Delete, row));
            let old = if reading { read.and(&delete) } else { delete.clone() };
            course.look(&old);
            if !reading || read.through {
                course.shows.using = course.shows.using.or(Seen::of(&delete));
            }
            if old.through {
                course.touched.push(row);
            }
        }
        course.end(What::Touched)
    }

    /// An INSERT of a row, perhaps read back.
    pub fn inserts(&self, new: usize, reading: bool) -> Expected {
        let insert = self.hold(Clause::Insert, new);
        let made = if reading { self.hold(Clause::Read, new).and(&insert) } else { insert.clone() };
        let mut course = Course::default();
        course.look(&made);
        course.denied = !made.through;
        // kept back by SELECT's clause, it shows nothing of INSERT's
        let seen = Seen::of(&insert);
        course.shows.check = Seen { through: seen.through && made.through, ..seen };
        course.end(|_| What::Made)
    }

    /// ON CONFLICT DO UPDATE: the row that is proposed, the one that is there, and what that becomes.
    pub fn upserts(&self, proposed: usize, row: usize, new: usize) -> Expected {
        let all = [
            self.hold(Clause::Insert, proposed).and(&self.hold(Clause::Read, proposed)),
            self.hold(Clause::Reach, row).and(&self.hold(Clause::Read, row)),
            self.hold(Clause::Become, new).and(&self.hold(Clause::Read, new)),
        ];
        let mut course = Course::default();
        all.iter().for_each(|hold| course.look(hold));
        course.denied = !all.iter().all(|hold| hold.through);
        course.touched.extend((!course.denied).then_some(row));
        course.end(What::Touched)
    }

    /// ON CONFLICT DO NOTHING, on a row that is there.
    pub fn stands_aside(&self, proposed: usize) -> Expected {
        let both = self.hold(Clause::Insert, proposed).and(&self.hold(Clause::Read, proposed));
        let mut course = Course::default();
        course.look(&both);
        course.denied = !both.through;
        course.end(What::Touched)
    }
}
