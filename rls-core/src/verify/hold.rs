//! What does a clause say of a row, when some of it may raise?
//!
//! The interpreter `expr::eval` gives no answer for a predicate of which a part raises. Postgres does as soon as the
//! other parts decide, or raises: so here each atom is asked for alone, and what raises is a truth that is not known. A row
//! is let through only where the known parts suffice.

use crate::expr::{
    Expr,
    eval::{Fault, Truth},
};

/// What a clause says of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hold {
    /// Whether the row is let through; where something raises, whether it is without that.
    pub through: bool,
    /// Whether Postgres may raise.
    pub raises: bool,
    /// Whether the role lacks a privilege for something that the clause reads or calls: every statement fails.
    pub refused: bool,
    /// Whether the policies come back to the table: every statement fails.
    pub circle: bool,
    /// Why it is not known.
    pub unknown: Option<String>,
}

impl Hold {
    /// Every row, or none.
    pub fn all(through: bool) -> Self {
        Hold { through, ..Hold::default() }
    }

    /// Both have to let it through.
    pub fn and(&self, other: &Hold) -> Hold {
        Hold {
            through: self.through && other.through,
            raises: self.raises || other.raises,
            refused: self.refused || other.refused,
            circle: self.circle || other.circle,
            unknown: self.unknown.clone().or_else(|| other.unknown.clone()),
        }
    }
}

/// What asking for an atom came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// An answer.
    Truth(Truth),
    /// The role lacks a privilege for it.
    Refused,
    /// The policies of a table come back to it.
    Circle,
    /// No answer.
    Fault(Fault),
}

/// A truth, or none where it hangs on what raises.
type Known = Option<Truth>;

/// Works out a clause from its atoms.
pub fn hold(expr: &Expr, atom: &dyn Fn(&Expr) -> Asked) -> Hold {
    let mut said = Hold::default();
    let known = known(expr, atom, &mut said);
    said.through = known == Some(Truth::Holds);
    if known.is_some() {
        // the others decided
        said.unknown = None;
    }
    said
}

fn known(expr: &Expr, atom: &dyn Fn(&Expr) -> Asked, said: &mut Hold) -> Known {
    match expr {
        Expr::And(parts) => all(parts.iter().map(|part| known(part, atom, said)).collect()),
        Expr::Or(parts) => {
            let turned = parts.iter().map(|part| known(part, atom, said).map(|truth| !truth));
            all(turned.collect()).map(|truth| !truth)
        }
        Expr::Not(inner) => known(inner, atom, said).map(|truth| !truth),
        one => match atom(one) {
            Asked::Truth(truth) => Some(truth),
            Asked::Refused => {
                said.refused = true;
                None
            }
            Asked::Circle => {
                said.circle = true;
                None
            }
            Asked::Fault(Fault::Raises(_)) => {
                said.raises = true;
                None
            }
            Asked::Fault(Fault::Unknown(why)) => {
                said.unknown.get_or_insert(why);
                None
            }
        },
    }
}

/// One that does not hold settles it; one that is not known leaves it open, whatever is neither.
fn all(parts: Vec<Known>) -> Known {
    if parts.contains(&Some(Truth::Not)) {
        Some(Truth::Not)
    } else if parts.contains(&None) {
        None
    } else if parts.contains(&Some(Truth::Neither)) {
        Some(Truth::Neither)
    } else {
        Some(Truth::Holds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `yes` and `no` hold or do not, `bad` raises.
    fn asked(expr: &Expr) -> Asked {
        match expr {
            Expr::Column(name) if name == "yes" => Asked::Truth(Truth::Holds),
            Expr::Column(name) if name == "no" => Asked::Truth(Truth::Not),
            Expr::Column(_) => Asked::Fault(Fault::Raises("x".to_owned())),
            _ => Asked::Fault(Fault::Unknown("what".to_owned())),
        }
    }

    #[test]
    fn what_raises_lets_nothing_through_that_hangs_on_it() {
        let [yes, no, bad] = ["yes", "no", "bad"].map(Expr::column);
        let of = |expr: Expr| {
            let said = hold(&expr, &asked);
            (said.through, said.raises)
        };
        assert_eq!(of(yes.clone().and(bad.clone())), (false, true));
        assert_eq!(of(yes.or(bad.clone())), (true, true));
        assert_eq!(of(no.clone().and(bad.clone()).not()), (true, true));
        assert_eq!(of(no.or(bad).not()), (false, true));
        assert_eq!(hold(&Expr::sql("x"), &asked).unknown, Some("what".to_owned()));
    }
}
