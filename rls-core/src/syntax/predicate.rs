//! What does a predicate in the source say?
//!
//! A predicate is a Rust expression, of which only what the language has is let through. Names and types are looked
//! up when it is lowered; here each thing keeps the place where it was written.

mod call;
mod rust;
mod value;

use proc_macro2::Ident;
use syn::Lit;

use self::rust::{Kind, Node};
use super::{
    attr::{Value, Word},
    text::{self, Text},
};
use crate::{
    diagnostic::{Code, Diagnostic, Errors, Place},
    expr::{Literal, MOST_DEPTH, Op},
    ident::QName,
};

/// A predicate as it was written.
#[derive(Clone)]
pub(super) enum Predicate {
    Bool(bool),
    Sql(Text),
    Exists(Text),
    Owner(Text),
    /// A field alone.
    Field(Text),
    Compare(Operand, Op, Operand, Place),
    In(Operand, Vec<Operand>, Place),
    /// `is_some()`; its `!` is `is_none()`.
    Present(Operand, Place),
    Among(Box<Rows>),
    And(Vec<Predicate>),
    Or(Vec<Predicate>),
    Not(Box<Predicate>),
    /// At fault, which was said; what stands beside it is still looked at.
    Broken,
}

/// A side of a comparison.
#[derive(Clone)]
pub(super) struct Operand {
    pub(super) said: Said,
    pub(super) place: Place,
}

/// What a side of a comparison says.
#[derive(Clone)]
pub(super) enum Said {
    Field(String),
    CallerId,
    Claim(Vec<String>),
    Now,
    Ago(String),
    Ahead(String),
    Literal(Literal),
    /// `Status::Published`, with the path before its last part.
    Variant(Vec<Ident>),
}

/// `member(…)` or `parent(…)`.
#[derive(Clone)]
pub(super) struct Rows {
    /// The field of this struct.
    pub(super) field: Text,
    pub(super) table: QName,
    pub(super) table_place: Place,
    /// The other table's column; none for a parent's primary key.
    pub(super) key: Option<Text>,
    /// The column with the member, for a `member(…)`.
    pub(super) user: Option<Text>,
    /// What must be true of the other row.
    pub(super) when: Option<Predicate>,
}

const TAKES: &str = "a predicate is a comparison such as `status == \"published\"`, a boolean field, a function such as owner(\"user_id\"), a string of SQL, and `&&`, `||`, `!` over those";

/// `word = P`.
pub(super) fn read(word: &Word, errors: &mut Errors) -> Option<Predicate> {
    let Value::Equals(tokens) = &word.value else {
        errors.push(word.wrong("a predicate").help(TAKES));
        return None;
    };
    let node = rust::read(tokens, errors)?;
    let predicate = convert(&node, errors);
    if predicate.depth() > MOST_DEPTH {
        errors.push(rust::too_deep().at(word.value_place()));
        return None;
    }
    Some(predicate)
}

impl Predicate {
    /// How deep the expression that it becomes is at most.
    fn depth(&self) -> usize {
        let inside = match self {
            Predicate::And(parts) | Predicate::Or(parts) => parts.iter().map(Predicate::depth).max(),
            Predicate::Not(inner) => Some(inner.depth()),
            // a membership's own condition is joined to what else must hold
            Predicate::Among(rows) => rows.when.as_ref().map(|when| when.depth() + 1),
            _ => None,
        };
        inside.unwrap_or_default() + 1
    }
}

fn refuse<T>(
    node: &Node,
    message: impl Into<String>,
    help: impl Into<String>,
    errors: &mut Errors,
) -> Option<T> {
    errors.push(Diagnostic::new(Code::PREDICATE, message).help(help).at(node.place()));
    None
}

/// Each part is read even when another is at fault, so that all faults show.
fn convert(node: &Node, errors: &mut Errors) -> Predicate {
    let read = match &node.kind {
        Kind::Literal(literal) => constant(node, literal, errors),
        Kind::Not(inner) => not(node, inner, errors),
        Kind::And(parts) => Some(Predicate::And(parts.iter().map(|part| convert(part, errors)).collect())),
        Kind::Or(parts) => Some(Predicate::Or(parts.iter().map(|part| convert(part, errors)).collect())),
        Kind::Binary(left, operator, right) => binary(node, left, operator, right, errors),
        Kind::Call(function, arguments) => call::predicate(node, function, arguments, errors),
        Kind::Method(inner, method, arguments) => call::method(node, inner, method, arguments, errors),
        Kind::Path(path) => match path.as_slice() {
            [name] => field(node, name, errors),
            _ => refuse(
                node,
                "a value alone is no predicate",
                "compare a field with it: status == Status::Published",
                errors,
            ),
        },
        Kind::Minus(_) => refuse(node, "a number is no predicate", TAKES, errors),
        Kind::Array(_) => {
            refuse(node, "a list is no predicate", "write status.is_in([\"draft\", \"published\"])", errors)
        }
        Kind::Wrong(message, help) => refuse(node, message, help, errors),
    };
    read.unwrap_or(Predicate::Broken)
}

/// A literal in the place of a predicate: a string is SQL.
fn constant(node: &Node, literal: &Lit, errors: &mut Errors) -> Option<Predicate> {
    match literal {
        Lit::Bool(value) => Some(Predicate::Bool(value.value)),
        Lit::Str(value) if value.suffix().is_empty() => {
            let text = Text { value: text::value_of(value), place: literal.span().into() };
            text::check_sql(&text, errors).then_some(Predicate::Sql(text))
        }
        _ => refuse(node, "this literal is no predicate", TAKES, errors),
    }
}

/// A name in the place of a predicate: a field, once it is looked up.
fn field(node: &Node, name: &Ident, errors: &mut Errors) -> Option<Predicate> {
    let name = super::item::plain(name);
    match name.as_str() {
        "none" | "None" => refuse(
            node,
            format!("`{name}` is no predicate"),
            "leave the word out: an absent half makes no policy",
            errors,
        ),
        "self" | "Self" | "_" => refuse(node, format!("`{name}` is no predicate"), TAKES, errors),
        _ => Some(Predicate::Field(Text { value: name, place: node.place() })),
    }
}

/// `!` before a test of what the caller has is true of whoever has no session as well.
fn not(node: &Node, inner: &Node, errors: &mut Errors) -> Option<Predicate> {
    if let Kind::Method(value, method, _) = &inner.kind
        && method == "is_some"
        && call::is_the_callers(value)
    {
        errors.push(call::absent(node.place()));
        return None;
    }
    Some(Predicate::Not(Box::new(convert(inner, errors))))
}

fn binary(node: &Node, left: &Node, operator: &str, right: &Node, errors: &mut Errors) -> Option<Predicate> {
    let op = match operator {
        "==" => Op::Eq,
        "!=" => Op::Ne,
        "<" => Op::Lt,
        "<=" => Op::Le,
        ">" => Op::Gt,
        ">=" => Op::Ge,
        "=" => return refuse(node, "`=` compares nothing in Rust", "write `==`", errors),
        "&" => return refuse(node, "`&` joins no predicates", "write `&&`", errors),
        "|" => return refuse(node, "`|` joins no predicates", "write `||`", errors),
        "<<" | ">>" | "^" | ".." | "..=" => {
            return refuse(node, format!("`{operator}` has no meaning in a predicate"), TAKES, errors);
        }
        _ => {
            return refuse(
                node,
                "a result of arithmetic is no predicate",
                "compare it, or write the whole as SQL: sql(\"…\")",
                errors,
            );
        }
    };
    if let Some(diagnostic) = null_test(left, op, right).or_else(|| null_test(right, op, left)) {
        errors.push(diagnostic.at(node.place()));
        return None;
    }
    let (left, right) = (value::operand(left, errors), value::operand(right, errors));
    Some(Predicate::Compare(left?, op, right?, node.place()))
}

/// `x == None` and `x == Some(…)`: a column's value is the value itself, or NULL.
fn null_test(side: &Node, op: Op, other: &Node) -> Option<Diagnostic> {
    let name = match &other.kind {
        Kind::Path(path) if path.len() == 1 => super::item::plain(&path[0]),
        _ => "x".to_owned(),
    };
    match &side.kind {
        Kind::Path(path)
            if path.len() == 1 && ["None", "none", "null", "NULL"].iter().any(|n| path[0] == n) =>
        {
            let method = if op == Op::Ne { "is_some" } else { "is_none" };
            let help = if call::is_the_callers(other) {
                "what the caller has is there or not: user_id().is_some(), claim(\"…\").is_some()".to_owned()
            } else {
                format!("write {name}.{method}()")
            };
            Some(Diagnostic::new(Code::NULL_TEST, "nothing is equal to NULL").help(help))
        }
        Kind::Call(function, arguments) if function == "Some" => {
            let inner = match arguments.as_slice() {
                [one] => value::shown(&one.value),
                _ => "…".to_owned(),
            };
            let operator = match op {
                Op::Eq => "==",
                Op::Ne => "!=",
                Op::Lt => "<",
                Op::Le => "<=",
                Op::Gt => ">",
                Op::Ge => ">=",
            };
            let help = format!("write {name} {operator} {inner}: a NULL is equal to nothing");
            Some(Diagnostic::new(Code::NULL_TEST, "a value is compared without `Some`").help(help))
        }
        _ => None,
    }
}
