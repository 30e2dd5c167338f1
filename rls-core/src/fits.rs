//! Do the two sides of a comparison go together?
//!
//! What Postgres would refuse, or take and never find equal, is said here: of the struct's own columns while it is
//! read, of another table's once the whole schema is there.

mod constant;

use constant::Kind;

use crate::{
    diagnostic::{Code, Diagnostic},
    expr::{Compare, Expr, Literal, Op, Value},
    schema::Type,
};

/// An atom whose sides do not go together.
#[derive(Clone, Debug)]
pub struct Misfit {
    /// What is wrong, without a place.
    pub diagnostic: Diagnostic,
    /// The constant that it is about: its number in a list, 0 in a comparison. None: it is about the whole atom.
    pub constant: Option<usize>,
}

/// Whether an atom over a table can be meant, where `ty` gives the types of its columns; what it does not know is not
/// looked at.
///
/// ```
/// use rls_core::{diagnostic::Code, expr::{Expr, Op, Value}, fits, schema::Type};
/// let atom = Expr::compare(Value::column("id"), Op::Eq, Value::text("me"));
/// assert_eq!(fits::misfit(&atom, &|_| Some(&Type::Uuid)).unwrap().diagnostic.code, Code::BAD_CONSTANT);
/// assert!(fits::misfit(&atom, &|_| Some(&Type::Text)).is_none());
/// ```
pub fn misfit<'t>(atom: &Expr, ty: &dyn Fn(&str) -> Option<&'t Type>) -> Option<Misfit> {
    let whole = |diagnostic| Misfit { diagnostic, constant: None };
    match atom {
        Expr::Owner(column) => owner(column, ty(column)?).map(whole),
        Expr::Column(column) => flag(column, ty(column)?).map(whole),
        Expr::Compare(compare) => comparison(compare, ty),
        Expr::In(value, list) => one_of(value, list, ty),
        _ => None,
    }
}

/// Whether a column can hold the caller's id.
pub(crate) fn owner(name: &str, ty: &Type) -> Option<Diagnostic> {
    if ty.caller_id().is_some() {
        return None;
    }
    let now = match ty {
        Type::Other(sql) => format!("this column is `{sql}`"),
        _ => "this field is neither".to_owned(),
    };
    let message = format!("`{name}` cannot own rows: the caller's id is text or a uuid, and {now}");
    Some(Diagnostic::new(Code::OWNER_TYPE, message).help("make the field a String or a uuid::Uuid"))
}

/// Whether a column alone is a predicate.
fn flag(name: &str, ty: &Type) -> Option<Diagnostic> {
    let kind = Kind::of(ty);
    if matches!(kind, Kind::Boolean | Kind::Any) {
        return None;
    }
    let message = format!("`{name}` is {}, and a predicate is true or false", kind.article());
    Some(Diagnostic::new(Code::PREDICATE, message).help(match kind {
        Kind::Closed(_) => format!("write what is to be true of it as SQL: sql(\"… {name} …\")"),
        _ => format!("compare it with something: {name} == {}", kind.example()),
    }))
}

fn differ(message: String, help: impl Into<String>) -> Misfit {
    Misfit { diagnostic: Diagnostic::new(Code::TYPES_DIFFER, message).help(help), constant: None }
}

fn nonsense(message: &str, help: &str) -> Misfit {
    Misfit { diagnostic: Diagnostic::new(Code::PREDICATE, message).help(help), constant: None }
}

fn comparison<'t>(compare: &Compare, ty: &dyn Fn(&str) -> Option<&'t Type>) -> Option<Misfit> {
    let Compare { left, op, right } = compare;
    if left == right {
        return Some(nonsense(
            "a value is compared with itself",
            "write the other side, or `true` or `false` if that is meant",
        ));
    }
    let ordered = !matches!(op, Op::Eq | Op::Ne);
    if ordered && (*left == Value::CallerId || *right == Value::CallerId) {
        return Some(nonsense("the caller's id is not more or less than another", "compare it by == or !="));
    }
    match (left, right) {
        (Value::Column(name), other) => column(name, Kind::of(ty(name)?), ordered, other, ty),
        (Value::CallerId, Value::Literal(literal)) => {
            texts_only(literal, "the caller's id is a text", Some(0))
        }
        (Value::Claim(_), Value::Literal(literal)) => claimed(literal),
        (Value::CallerId, Value::Now | Value::Ago(_) | Value::Ahead(_)) => Some(differ(
            "the caller's id is a text and never equal to a time".to_owned(),
            "compare a column of the table with the time",
        )),
        (Value::Now | Value::Ago(_) | Value::Ahead(_), Value::Literal(literal)) => {
            constant::misfit(&Type::TimestampTz, literal).map(|diagnostic| at(diagnostic, 0))
        }
        (Value::Literal(_), Value::Literal(_))
        | (Value::Now | Value::Ago(_) | Value::Ahead(_), Value::Now | Value::Ago(_) | Value::Ahead(_)) => {
            Some(nonsense(
                "this says the same of every row and every caller",
                "write `true` or `false`, or compare a field",
            ))
        }
        _ => None,
    }
}

fn at(diagnostic: Diagnostic, constant: usize) -> Misfit {
    Misfit { diagnostic, constant: Some(constant) }
}

/// A column against something.
fn column<'t>(
    name: &str,
    kind: Kind<'_>,
    ordered: bool,
    other: &Value,
    ty: &dyn Fn(&str) -> Option<&'t Type>,
) -> Option<Misfit> {
    if let Kind::Closed(_) = kind {
        return Some(closed(name, kind));
    }
    if ordered && matches!(kind, Kind::Boolean) {
        return Some(nonsense(
            "`true` is not more or less than `false`",
            &format!("write `{name}` or `!{name}`"),
        ));
    }
    if ordered && matches!(kind, Kind::Uuid | Kind::Enum(_)) && other.is_the_callers() {
        return Some(nonsense(
            &format!("{} is not more or less than what a token says", kind.article()),
            "compare it by == or !=",
        ));
    }
    match other {
        Value::Column(other) => {
            let theirs = Kind::of(ty(other)?);
            if let Kind::Closed(_) = theirs {
                return Some(closed(other, theirs));
            }
            (!kind.goes_with(theirs)).then(|| {
                differ(
                    format!(
                        "`{name}` is {} and `{other}` is {}: they are never equal",
                        kind.article(),
                        theirs.article()
                    ),
                    "compare columns of one type, or cast one of them in SQL: sql(\"…\")",
                )
            })
        }
        Value::CallerId => owner(name, ty(name)?).map(|diagnostic| Misfit { diagnostic, constant: None }),
        Value::Claim(_) => None,
        Value::Now | Value::Ago(_) | Value::Ahead(_) => {
            (!matches!(kind, Kind::Instant(_) | Kind::Any)).then(|| {
                differ(
                    format!("`{name}` is {} and never equal to a time", kind.article()),
                    "compare a column that is a timestamp or a date",
                )
            })
        }
        Value::Literal(literal) => constant::misfit(ty(name)?, literal).map(|diagnostic| at(diagnostic, 0)),
    }
}

fn closed(name: &str, kind: Kind<'_>) -> Misfit {
    differ(
        format!("`{name}` is {}, which the language compares with nothing", kind.article()),
        format!("write the comparison as SQL: sql(\"… {name} …\")"),
    )
}

fn texts_only(literal: &Literal, what: &str, number: Option<usize>) -> Option<Misfit> {
    let help = match literal {
        Literal::Text(_) => return None,
        Literal::Bool(value) => format!("write \"{value}\""),
        Literal::Number(digits) => format!("write \"{digits}\""),
        Literal::Variant(_) => "write the value as a text: \"…\"".to_owned(),
    };
    let diagnostic = Diagnostic::new(Code::TYPES_DIFFER, format!("{what}, and this constant is none"));
    Some(Misfit { diagnostic: diagnostic.help(help), constant: number })
}

/// A claim is a text, read as a number or a boolean where it is compared with one.
fn claimed(literal: &Literal) -> Option<Misfit> {
    match literal {
        Literal::Variant(_) => texts_only(literal, "a claim is a text", Some(0)),
        _ => None,
    }
}

fn one_of<'t>(value: &Value, list: &[Literal], ty: &dyn Fn(&str) -> Option<&'t Type>) -> Option<Misfit> {
    match value {
        Value::Column(name) => {
            let ty = ty(name)?;
            let kind = Kind::of(ty);
            if let Kind::Closed(_) = kind {
                return Some(closed(name, kind));
            }
            list.iter()
                .enumerate()
                .find_map(|(i, literal)| Some(at(constant::misfit(ty, literal)?, i)))
                .or_else(|| matches!(kind, Kind::Any).then(|| one_kind(list))?)
        }
        Value::CallerId => list
            .iter()
            .enumerate()
            .find_map(|(i, literal)| texts_only(literal, "the caller's id is a text", Some(i))),
        Value::Claim(_) => list
            .iter()
            .enumerate()
            .find_map(|(i, literal)| claimed(literal).map(|misfit| Misfit { constant: Some(i), ..misfit }))
            .or_else(|| one_kind(list)),
        _ => Some(nonsense("a list is of what a field, a claim or user_id() may be", "write x == … instead")),
    }
}

/// The constants of a list are of one kind.
fn one_kind(list: &[Literal]) -> Option<Misfit> {
    let first = list.first()?;
    let other =
        list.iter().position(|literal| std::mem::discriminant(literal) != std::mem::discriminant(first))?;
    let diagnostic =
        Diagnostic::new(Code::TYPES_DIFFER, "the constants of a list are of one kind, and this is another")
            .help("write all of them as texts, or all as numbers");
    Some(at(diagnostic, other))
}
