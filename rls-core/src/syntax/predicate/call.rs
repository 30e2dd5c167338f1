//! What do the functions and methods of predicates say?

mod rows;

use proc_macro2::Ident;
use syn::Lit;

use super::{
    Operand, Predicate, Said, refuse,
    rust::{Argument, Kind, Node},
    value,
};
use crate::{
    diagnostic::{Code, Diagnostic, Errors, Place},
    expr::Op,
    suggest::nearest,
    syntax::{
        keyword::{FUNCTIONS, function},
        text::{self, Text},
    },
};

/// Whether it is what the caller has: their id, or a claim.
pub(super) fn is_the_callers(node: &Node) -> bool {
    matches!(&node.kind, Kind::Call(function, _) if function == "user_id" || function == "claim")
}

/// The fault of asking whether the caller lacks something.
pub(super) fn absent(place: Place) -> Diagnostic {
    Diagnostic::new(Code::NULL_TEST, "this is true of whoever has no session as well")
        .help("requests without a caller run as a role of their own: write crud(role = \"anonymous\", …) for them")
        .at(place)
}

/// A call in the place of a predicate.
pub(super) fn predicate(
    node: &Node,
    name: &Ident,
    arguments: &[Argument],
    errors: &mut Errors,
) -> Option<Predicate> {
    match name.to_string().as_str() {
        "owner" => Some(Predicate::Owner(one_string(node, name, arguments, errors)?)),
        "sql" => {
            let text = one_string(node, name, arguments, errors)?;
            text::check_sql(&text, errors).then_some(Predicate::Sql(text))
        }
        "exists" => {
            let text = one_string(node, name, arguments, errors)?;
            rows::check_select(&text, errors).then_some(Predicate::Exists(text))
        }
        "tenant" => tenant(node, name, arguments, errors),
        "member" => rows::member(node, name, arguments, errors),
        "parent" => rows::parent(node, name, arguments, errors),
        "user_id" => refuse(
            node,
            "the caller's id is a value, and no predicate",
            "compare it, user_id == user_id(), or ask whether there is a caller: user_id().is_some()",
            errors,
        ),
        "claim" => {
            let shown = value::shown(node);
            let help = format!("compare it, {shown} == true, or ask whether it is there: {shown}.is_some()");
            refuse(node, "a claim is a value, and no predicate", help, errors)
        }
        "now" | "interval" => refuse(
            node,
            format!("`{name}(…)` is a time, and no predicate"),
            "compare it: created_at > now() - interval(\"24 hours\")",
            errors,
        ),
        _ => unknown(node, name, errors),
    }
}

/// A call on a side of a comparison.
pub(super) fn value(node: &Node, name: &Ident, arguments: &[Argument], errors: &mut Errors) -> Option<Said> {
    match name.to_string().as_str() {
        "user_id" => no_arguments(node, errors).map(|()| Said::CallerId),
        "now" => no_arguments(node, errors).map(|()| Said::Now),
        "claim" => claim(node, arguments, errors).map(Said::Claim),
        "interval" => refuse(
            node,
            "an interval stands after `now() +` or `now() -`",
            "write now() - interval(\"24 hours\")",
            errors,
        ),
        "Some" => refuse(node, "a value is compared without `Some`", "write what is in it", errors),
        name if function(name).is_some() => refuse(
            node,
            format!("`{name}(…)` is a predicate, and is compared with nothing"),
            "write it alone, or `!` before it",
            errors,
        ),
        _ => unknown(node, name, errors),
    }
}

fn unknown<T>(node: &Node, name: &Ident, errors: &mut Errors) -> Option<T> {
    let message = format!("there is no function `{name}` in a predicate");
    let meant = match name.to_string().as_str() {
        "auth_uid" | "uid" | "auth_user_id" | "caller" | "current_user_id" => function("user_id"),
        "jwt" | "auth_jwt" => function("claim"),
        other => nearest(other, FUNCTIONS.iter().map(|function| function.word)).and_then(function),
    };
    let help = match meant {
        Some(meant) => format!("did you mean {}?", meant.usage),
        None => {
            let all: Vec<&str> = FUNCTIONS.iter().map(|function| function.word).collect();
            format!("there are {}; a function of yours is called in SQL: sql(\"…\")", all.join(", "))
        }
    };
    refuse(node, message, help, errors)
}

pub(super) fn no_arguments(node: &Node, errors: &mut Errors) -> Option<()> {
    match &node.kind {
        Kind::Call(name, arguments) if !arguments.is_empty() => {
            let help = match name.to_string().as_str() {
                "user_id" => "write user_id(); a row's owner is owner(\"field\")",
                _ => "write now()",
            };
            refuse(node, format!("`{name}` takes nothing in its brackets"), help, errors)
        }
        _ => Some(()),
    }
}

/// A string that an argument is.
fn string(argument: &Argument) -> Option<Text> {
    match &argument.value.kind {
        Kind::Literal(literal @ Lit::Str(text)) if text.suffix().is_empty() => {
            Some(Text { value: text::value_of(text), place: literal.span().into() })
        }
        _ => None,
    }
}

fn one_string(node: &Node, name: &Ident, arguments: &[Argument], errors: &mut Errors) -> Option<Text> {
    if let [argument @ Argument { name: None, .. }] = arguments
        && let Some(text) = string(argument)
    {
        return Some(text);
    }
    let usage = function(&name.to_string()).map_or("", |function| function.usage);
    refuse(node, format!("`{name}` takes one string"), format!("write {usage}"), errors)
}

/// `claim("a", "b")`: a path of names.
fn claim(node: &Node, arguments: &[Argument], errors: &mut Errors) -> Option<Vec<String>> {
    let mut path = Vec::new();
    for argument in arguments {
        let text = string(argument).filter(|_| argument.name.is_none());
        let Some(text) = text else {
            return refuse(
                node,
                "`claim` takes strings",
                "write claim(\"org_id\"), or claim(\"org\", \"id\") for what is inside",
                errors,
            );
        };
        let fault = if text.value.is_empty() {
            Some(("a claim's name is empty", "write the name that it has in the token"))
        } else if text.value.contains('\0') {
            Some(("a claim's name holds a NUL character", "no text in Postgres can hold one"))
        } else {
            None
        };
        if let Some((message, help)) = fault {
            errors.push(text.fault(Code::PREDICATE, message).help(help));
            return None;
        }
        path.push(text.value);
    }
    if path.is_empty() {
        return refuse(node, "`claim` takes the claim's name", "write claim(\"org_id\")", errors);
    }
    Some(path)
}

/// `tenant("org_id")`, `tenant("org_id", claim = "o")`, `tenant("org_id", claim = claim("o", "id"))`.
fn tenant(node: &Node, name: &Ident, arguments: &[Argument], errors: &mut Errors) -> Option<Predicate> {
    let mut named = rows::Named::of(node, name, arguments, &["claim"], errors);
    let [field] = named.bare.as_slice() else {
        return named.wrong("the field in its brackets", errors);
    };
    let Some(field) = string(field) else { return named.wrong("the field in its brackets", errors) };
    let (path, place) = match named.take("claim") {
        None => (vec![field.value.clone()], node.place()),
        Some(argument) => {
            let path = match (&argument.value.kind, string(argument)) {
                (_, Some(_)) => claim(&argument.value, std::slice::from_ref(&argument.unnamed()), errors)?,
                (Kind::Call(function, inner), _) if function == "claim" => {
                    claim(&argument.value, inner, errors)?
                }
                _ => {
                    return refuse(
                        &argument.value,
                        "`claim =` takes a string or a path",
                        "write claim = \"org_id\", or claim = claim(\"org\", \"id\")",
                        errors,
                    );
                }
            };
            (path, argument.value.place())
        }
    };
    if !named.good {
        return None;
    }
    let left = Operand { said: Said::Field(field.value), place: field.place };
    Some(Predicate::Compare(left, Op::Eq, Operand { said: Said::Claim(path), place }, node.place()))
}

/// `x.is_some()`, `x.is_none()`, `x.is_in([…])`.
pub(super) fn method(
    node: &Node,
    inner: &Node,
    method: &Ident,
    arguments: &[Argument],
    errors: &mut Errors,
) -> Option<Predicate> {
    let name = method.to_string();
    match name.as_str() {
        "is_some" | "is_none" => {
            if !arguments.is_empty() {
                return refuse(
                    node,
                    format!("`{name}` takes nothing in its brackets"),
                    format!("write {name}()"),
                    errors,
                );
            }
            if name == "is_none" && is_the_callers(inner) {
                errors.push(absent(node.place()));
                return None;
            }
            let operand = value::operand(inner, errors)?;
            if !matches!(operand.said, Said::Field(_) | Said::CallerId | Said::Claim(_)) {
                return refuse(
                    node,
                    "this is never NULL",
                    "ask it of a field, of user_id() or of a claim",
                    errors,
                );
            }
            let present = Predicate::Present(operand, node.place());
            Some(if name == "is_some" { present } else { Predicate::Not(Box::new(present)) })
        }
        "is_in" => {
            let [Argument { name: None, value: Node { kind: Kind::Array(list), .. } }] = arguments else {
                return refuse(
                    node,
                    "`is_in` takes a list",
                    "write status.is_in([\"draft\", \"published\"])",
                    errors,
                );
            };
            let operand = value::operand(inner, errors);
            let list: Vec<_> = list.iter().map(|one| constant_of_list(one, errors)).collect();
            if list.is_empty() {
                return refuse(
                    node,
                    "nothing is in an empty list",
                    "write `false`, or the constants",
                    errors,
                );
            }
            Some(Predicate::In(operand?, list.into_iter().collect::<Option<_>>()?, node.place()))
        }
        _ => {
            let shown = value::shown(inner);
            let help = match (name.as_str(), arguments) {
                ("eq" | "ne" | "lt" | "le" | "gt" | "ge", [other]) => {
                    let operator = match name.as_str() {
                        "eq" => "==",
                        "ne" => "!=",
                        "lt" => "<",
                        "le" => "<=",
                        "gt" => ">",
                        _ => ">=",
                    };
                    format!("write {shown} {operator} {}", value::shown(&other.value))
                }
                ("and" | "or" | "not", _) => "write `&&`, `||` and `!`".to_owned(),
                ("is_null", _) => format!("write {shown}.is_none()"),
                ("is_not_null", _) => format!("write {shown}.is_some()"),
                ("contains", [other]) if matches!(inner.kind, Kind::Array(_)) => {
                    format!("write it the other way round: {}.is_in([…])", value::shown(&other.value))
                }
                _ => match nearest(&name, ["is_some", "is_none", "is_in"]) {
                    Some(near) => {
                        format!("did you mean {near}({})?", if near == "is_in" { "[…]" } else { "" })
                    }
                    None => "there are is_some(), is_none() and is_in([…]); for more, sql(\"…\")".to_owned(),
                },
            };
            refuse(node, format!("there is no method `{name}` in a predicate"), help, errors)
        }
    }
}

fn constant_of_list(node: &Node, errors: &mut Errors) -> Option<Operand> {
    let operand = value::operand(node, errors)?;
    if matches!(operand.said, Said::Literal(_) | Said::Variant(_)) {
        return Some(operand);
    }
    refuse(node, "a list holds constants", "compare with this by == and join by `||`", errors)
}

/// `interval("24 hours")`: numbers and their units.
pub(super) fn interval(node: &Node, errors: &mut Errors) -> Option<String> {
    let usage = "write interval(\"24 hours\"), interval(\"1 day 12 hours\")";
    let Kind::Call(function, arguments) = &node.kind else {
        return refuse(node, "now() takes an interval", usage, errors);
    };
    if function != "interval" {
        return refuse(node, "now() takes an interval", usage, errors);
    }
    let text = one_string(node, function, arguments, errors)?;
    match interval_text(&text.value) {
        Some(interval) => Some(interval),
        None => {
            errors.push(
                text.fault(Code::BAD_CONSTANT, format!("`{}` is no interval", text.value.escape_debug()))
                    .help("write numbers and units, from seconds to years, at most 1000 years: \"24 hours\", \"1 day 12 hours\""),
            );
            None
        }
    }
}

/// The interval with one space between its words; no longer than a thousand years, beyond which times end.
fn interval_text(text: &str) -> Option<String> {
    const MOST: u64 = 1_000 * 366 * 86_400;
    const UNITS: [(&str, u64); 7] = [
        ("second", 1),
        ("minute", 60),
        ("hour", 3_600),
        ("day", 86_400),
        ("week", 7 * 86_400),
        ("month", 31 * 86_400),
        ("year", 366 * 86_400),
    ];
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut seconds = 0u64;
    for pair in words.chunks(2) {
        let [number, unit] = pair else { return None };
        let unit = unit.strip_suffix('s').unwrap_or(unit);
        let (_, length) = UNITS.iter().find(|(name, _)| *name == unit)?;
        // no sign, which `parse` would take
        let number: u32 = number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse().ok())??;
        seconds = seconds.saturating_add(length.saturating_mul(number.into()));
    }
    (!words.is_empty() && seconds <= MOST).then(|| words.join(" "))
}
