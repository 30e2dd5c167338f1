//! What does a predicate in the source say?
//!
//! A predicate is Rust, parsed by syn, of which only what the language has is let through. Columns are looked up
//! when it is lowered; here a field keeps the place where it was named.

use proc_macro2::TokenStream;
use syn::{BinOp, Expr as Rust, Lit, UnOp, spanned::Spanned};

use super::{
    attr::{Value, Word},
    place,
    text::{self, Text},
};
use crate::diagnostic::{Code, Diagnostic, Errors, Place};

/// A predicate as it was written.
#[derive(Clone)]
pub(super) enum Predicate {
    Bool(bool),
    Sql(String),
    Owner(Text),
    And(Box<Predicate>, Box<Predicate>),
    Or(Box<Predicate>, Box<Predicate>),
    Not(Box<Predicate>),
    /// At fault, which was said; what stands beside it is still looked at.
    Broken,
}

const TAKES: &str =
    "a predicate is `true`, `false`, `owner(\"field\")`, a string of SQL, and `||`, `&&`, `!` over those";

/// `word = P`.
pub(super) fn read(word: &Word, errors: &mut Errors) -> Option<Predicate> {
    let Value::Equals(tokens) = &word.value else {
        errors.push(word.wrong("a predicate").help(TAKES));
        return None;
    };
    parse(tokens, errors)
}

fn parse(tokens: &TokenStream, errors: &mut Errors) -> Option<Predicate> {
    if super::too_deep(tokens) {
        errors.push(
            Diagnostic::new(Code::PREDICATE, "this predicate is nested too deeply")
                .help("write it flatter, or put part of it into an SQL function")
                .at(place(tokens)),
        );
        return None;
    }
    match syn::parse2::<Rust>(tokens.clone()) {
        Ok(rust) => convert(&rust, errors),
        Err(error) => {
            errors.push(
                Diagnostic::new(Code::PREDICATE, format!("this is no predicate: {error}"))
                    .help(TAKES)
                    .at(if at_the_end(&error) { place(tokens) } else { error.span().into() }),
            );
            None
        }
    }
}

/// Whether the tokens ended too early, which is nowhere among them.
fn at_the_end(error: &syn::Error) -> bool {
    error.to_string().starts_with("unexpected end of input")
}

/// Both sides are read even when one is at fault, so that all faults show.
fn convert(rust: &Rust, errors: &mut Errors) -> Option<Predicate> {
    match rust {
        Rust::Paren(inner) => convert(&inner.expr, errors),
        Rust::Group(inner) => convert(&inner.expr, errors),
        Rust::Lit(literal) => match &literal.lit {
            Lit::Bool(value) => Some(Predicate::Bool(value.value)),
            Lit::Str(value) if value.suffix().is_empty() => {
                let text = Text { value: value.value(), place: place(rust) };
                text::check_sql(&text, errors).then_some(())?;
                Some(Predicate::Sql(text.value))
            }
            _ => refuse(rust, "this literal is no predicate", TAKES, errors),
        },
        Rust::Unary(unary) if matches!(unary.op, UnOp::Not(_)) => {
            let inner = convert(&unary.expr, errors)?;
            Some(Predicate::Not(Box::new(inner)))
        }
        Rust::Binary(binary) => {
            let join: fn(Box<Predicate>, Box<Predicate>) -> Predicate = match binary.op {
                BinOp::And(_) => Predicate::And,
                BinOp::Or(_) => Predicate::Or,
                BinOp::BitAnd(_) => return refuse(rust, "`&` joins no predicates", "write `&&`", errors),
                BinOp::BitOr(_) => return refuse(rust, "`|` joins no predicates", "write `||`", errors),
                _ => {
                    let help = "write the comparison as a string of SQL, such as \"status = 'published'\"; for the caller's own rows, owner(\"user_id\")";
                    return refuse(rust, "comparisons are not in the language yet", help, errors);
                }
            };
            let mut side = |rust| Box::new(convert(rust, errors).unwrap_or(Predicate::Broken));
            Some(join(side(&binary.left), side(&binary.right)))
        }
        Rust::Call(call) => call_of(rust, call, errors),
        Rust::Path(path) => {
            let Some(name) = path.path.get_ident().map(super::item::plain) else {
                return refuse(rust, "this is no predicate", TAKES, errors);
            };
            match name.as_str() {
                "owner" => refuse(rust, "`owner` needs its column here", "write owner(\"user_id\")", errors),
                "none" | "None" => refuse(
                    rust,
                    "`none` is no predicate",
                    "leave the word out: an absent half makes no policy",
                    errors,
                ),
                _ => refuse(
                    rust,
                    &format!("`{name}` is no predicate"),
                    &format!("for a boolean column write it as SQL: \"{name}\""),
                    errors,
                ),
            }
        }
        _ => refuse(rust, "this is no predicate", TAKES, errors),
    }
}

fn call_of(rust: &Rust, call: &syn::ExprCall, errors: &mut Errors) -> Option<Predicate> {
    let name = match &*call.func {
        Rust::Path(path) => path.path.get_ident().map(ToString::to_string).unwrap_or_default(),
        _ => String::new(),
    };
    let argument = |errors: &mut Errors| match call.args.iter().map(bare).collect::<Vec<_>>().as_slice() {
        [Rust::Lit(literal)] if matches!(&literal.lit, Lit::Str(text) if text.suffix().is_empty()) => {
            match &literal.lit {
                Lit::Str(text) => Some(Text { value: text.value(), place: Place::from(literal.span()) }),
                _ => None,
            }
        }
        _ => {
            let usage = if name == "owner" { "write owner(\"user_id\")" } else { "write sql(\"…\")" };
            errors.push(
                Diagnostic::new(Code::PREDICATE, format!("`{name}` takes one string"))
                    .help(usage)
                    .at(place(rust)),
            );
            None
        }
    };
    match name.as_str() {
        "owner" => Some(Predicate::Owner(argument(errors)?)),
        "sql" => {
            let text = argument(errors)?;
            text::check_sql(&text, errors).then_some(Predicate::Sql(text.value))
        }
        "claim" | "tenant" | "member" | "parent" | "exists" | "user_id" => refuse(
            rust,
            &format!("`{name}(…)` is not in the language yet"),
            "write it as a string of SQL for now",
            errors,
        ),
        _ => match crate::suggest::nearest(&name, ["owner", "sql"]) {
            Some(near) => refuse(
                rust,
                &format!("`{name}` is no predicate"),
                &format!("did you mean `{near}(\"…\")`?"),
                errors,
            ),
            None => refuse(rust, "this call is no predicate", TAKES, errors),
        },
    }
}

/// Without the invisible brackets that a variable of macro_rules! brings.
fn bare(rust: &Rust) -> &Rust {
    match rust {
        Rust::Group(group) => bare(&group.expr),
        other => other,
    }
}

fn refuse(rust: &Rust, message: &str, help: &str, errors: &mut Errors) -> Option<Predicate> {
    errors.push(Diagnostic::new(Code::PREDICATE, message).help(help).at(place(rust)));
    None
}
