//! What does a side of a comparison say?

use syn::Lit;

use super::{
    Operand, Said, call, refuse,
    rust::{Kind, Node},
};
use crate::{
    diagnostic::{Code, Diagnostic, Errors},
    expr::Literal,
    syntax::{item::plain, text::value_of},
};

/// A side of a comparison.
pub(super) fn operand(node: &Node, errors: &mut Errors) -> Option<Operand> {
    let said = match &node.kind {
        Kind::Literal(literal) => Said::Literal(constant(node, literal, errors)?),
        Kind::Minus(inner) => Said::Literal(negative(node, inner, errors)?),
        Kind::Path(path) => match path.as_slice() {
            [name] if name == "self" || name == "_" => {
                return refuse(node, format!("`{name}` is no field"), "write the field's name alone", errors);
            }
            [name] => Said::Field(plain(name)),
            _ => Said::Variant(path.clone()),
        },
        Kind::Call(function, arguments) => call::value(node, function, arguments, errors)?,
        Kind::Binary(left, operator @ ("+" | "-"), right) if is_call(left, "now") => {
            let interval = call::interval(right, errors)?;
            call::no_arguments(left, errors)?;
            if *operator == "-" { Said::Ago(interval) } else { Said::Ahead(interval) }
        }
        Kind::Binary(_, "=", _) => return refuse(node, "`=` compares nothing in Rust", "write `==`", errors),
        Kind::Binary(_, "&", _) => return refuse(node, "`&` joins no predicates", "write `&&`", errors),
        Kind::Binary(_, "|", _) => return refuse(node, "`|` joins no predicates", "write `||`", errors),
        Kind::Binary(..) => {
            return refuse(
                node,
                "only now() takes something away or more: now() - interval(\"24 hours\")",
                "write other arithmetic as SQL: sql(\"…\")",
                errors,
            );
        }
        Kind::And(_) | Kind::Or(_) | Kind::Not(_) => {
            let help = "write it alone, or `!` before it; with `!` before a comparison, brackets around it: !(a == b)";
            return refuse(node, "a predicate is compared with nothing", help, errors);
        }
        Kind::Method(inner, method, _) => {
            let message = format!("`{method}` gives no value that is compared here");
            let help = match method.to_string().as_str() {
                "is_some" | "is_none" | "is_in" => {
                    "it is a predicate: write it alone, or `!` before it".to_owned()
                }
                "as_str" | "to_string" | "to_owned" | "into" | "clone" | "as_deref" | "as_ref" | "unwrap" => {
                    format!("write {} alone: columns are compared by their values", shown(inner))
                }
                _ => "write the comparison as SQL: sql(\"…\")".to_owned(),
            };
            return refuse(node, message, help, errors);
        }
        Kind::Array(_) => {
            return refuse(
                node,
                "a list is equal to nothing",
                "write status.is_in([\"draft\", \"published\"])",
                errors,
            );
        }
        Kind::Wrong(message, help) => return refuse(node, message, help, errors),
    };
    Some(Operand { said, place: node.place() })
}

fn is_call(node: &Node, name: &str) -> bool {
    matches!(&node.kind, Kind::Call(function, _) if function == name)
}

/// A constant that Rust and Postgres both have.
fn constant(node: &Node, literal: &Lit, errors: &mut Errors) -> Option<Literal> {
    match literal {
        Lit::Bool(value) => Some(Literal::Bool(value.value)),
        Lit::Str(value) if value.suffix().is_empty() => {
            let text = value_of(value);
            if text.contains('\0') {
                errors.push(
                    Diagnostic::new(Code::BAD_CONSTANT, "this text holds a NUL character")
                        .help("no text in Postgres can hold one")
                        .at(node.place()),
                );
                return None;
            }
            Some(Literal::Text(text))
        }
        Lit::Int(value) => number(node, value.base10_digits(), errors),
        Lit::Float(value) => number(node, value.base10_digits(), errors),
        Lit::Char(value) => {
            let help = format!("write {:?}", value.value().to_string());
            refuse(node, "Postgres has no type of single characters", help, errors)
        }
        _ => refuse(
            node,
            "Postgres has no such constant",
            "write a string, a number, `true` or `false`",
            errors,
        ),
    }
}

fn number(node: &Node, digits: &str, errors: &mut Errors) -> Option<Literal> {
    if digits.contains(['e', 'E']) {
        return refuse(node, "a number is written without an exponent here", "write its digits out", errors);
    }
    // Rust lets a number end in its point
    Some(Literal::Number(digits.strip_suffix('.').unwrap_or(digits).to_owned()))
}

fn negative(node: &Node, inner: &Node, errors: &mut Errors) -> Option<Literal> {
    if let Kind::Literal(literal @ (Lit::Int(_) | Lit::Float(_))) = &inner.kind {
        return match constant(node, literal, errors)? {
            Literal::Number(digits) => Some(Literal::Number(match digits.strip_prefix('-') {
                Some(positive) => positive.to_owned(),
                None => format!("-{digits}"),
            })),
            other => Some(other),
        };
    }
    refuse(node, "`-` stands before a number only", "write other arithmetic as SQL: sql(\"…\")", errors)
}

/// A side as it was written, for a help that repeats it.
pub(super) fn shown(node: &Node) -> String {
    match &node.kind {
        Kind::Path(path) => path.iter().map(ToString::to_string).collect::<Vec<_>>().join("::"),
        Kind::Literal(Lit::Str(text)) => format!("{:?}", text.value()),
        Kind::Literal(Lit::Int(number)) => number.base10_digits().to_owned(),
        Kind::Literal(Lit::Float(number)) => number.base10_digits().to_owned(),
        Kind::Literal(Lit::Bool(value)) => value.value.to_string(),
        Kind::Call(function, arguments) => {
            let inside: Vec<String> = arguments.iter().map(|argument| shown(&argument.value)).collect();
            format!("{function}({})", inside.join(", "))
        }
        _ => "…".to_owned(),
    }
}
