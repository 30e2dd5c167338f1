//! Does one predicate let through no row that another does not?
//!
//! Both become a formula over facts that are true or false: the column is not NULL, the caller has an id, the column is
//! less than, equal to or greater than a constant. Each atom, and each atom's `!`, is put together of those exactly as
//! [`expr`](super) says when it holds. The first implies the second if no state of the facts makes the first true and
//! the second false, which a search over the states decides.
//!
//! The answer is exact for what is joined by `&&`, `||` and `!`, and for what the facts say of each other. SQL is a
//! fact of its own, equal to the same text only: where two texts mean the same, the answer is still
//! [`No`](Implied::No). [`Yes`](Implied::Yes) is a proof. An error, such as that of a claim which cannot be cast, is
//! no answer of a predicate and is not looked at.

mod atoms;
mod number;
mod solve;
mod theory;

use super::Expr;
use crate::ident::QName;

/// Whether one predicate implies another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Implied {
    /// Wherever the first holds, so does the second.
    Yes,
    /// The atoms can be such that the first holds and the second does not.
    No,
    /// The search was given up: the predicates are too large.
    Unknown,
}

/// What a column's values are like, as far as comparisons go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Nothing is known.
    #[default]
    Other,
    /// True or false.
    Boolean,
    /// Numbers that are compared as written: integers and `numeric`.
    Number,
    /// Numbers of which so many digits count.
    Float(usize),
    /// Two values are equal if they are written alike, and only then: texts, values of an enum.
    Text,
    /// A uuid: the caller may have an id that is none.
    Uuid,
}

/// What is known of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Whether it is never NULL.
    pub not_null: bool,
    /// What its values are like.
    pub kind: Kind,
}

/// What is known of the columns that predicates are over. `()` knows nothing, which is never wrong.
pub trait Facts {
    /// What is known of a column of the predicates' own table (`None`) or of another.
    fn column(&self, table: Option<&QName>, column: &str) -> Known;
}

impl Facts for () {
    fn column(&self, _: Option<&QName>, _: &str) -> Known {
        Known::default()
    }
}

/// How much may be looked at before the search is given up, which takes some milliseconds.
const STEPS: u32 = 200_000;

impl Expr {
    /// Whether every row that this lets through for some caller is let through by `other` too.
    ///
    /// ```
    /// use rls_core::expr::{Expr, Implied};
    /// let own = Expr::owner("user_id");
    /// let shown = own.clone().or(Expr::column("is_public"));
    /// assert_eq!(own.implies(&shown, &()), Implied::Yes);
    /// assert_eq!(shown.implies(&own, &()), Implied::No);
    /// ```
    pub fn implies(&self, other: &Expr, facts: &dyn Facts) -> Implied {
        if self.is_too_deep() || other.is_too_deep() {
            return Implied::Unknown;
        }
        if self == other || self.is_deny() || *other == Expr::Bool(true) {
            return Implied::Yes;
        }
        atoms::implies(self, other, facts, None, &mut STEPS.clone())
    }

    /// Whether the two let the same rows through.
    pub fn equals(&self, other: &Expr, facts: &dyn Facts) -> Implied {
        match self.implies(other, facts) {
            Implied::Yes => other.implies(self, facts),
            not => not,
        }
    }
}

#[cfg(test)]
mod tests;
