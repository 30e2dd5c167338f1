//! What was written as the value of a column's word: an identity, a literal, what a reference does?

use syn::{Expr as Rust, Lit, UnOp};

use crate::{
    diagnostic::{Code, Errors},
    schema::{Action, Deferrable, Identity},
    syntax::{
        attr::{Word, Words},
        text,
    },
};

/// `identity` or `identity = "always"`.
pub(in crate::syntax) fn identity(word: &Word, errors: &mut Errors) -> Option<Identity> {
    match word.choice().as_deref() {
        Some("" | "by default") => Some(Identity::ByDefault),
        Some("always") => Some(Identity::Always),
        _ => {
            errors.push(word.wrong("nothing, or \"always\""));
            None
        }
    }
}

/// A literal that Rust and Postgres write alike.
pub(in crate::syntax) enum Literal {
    Bool(bool),
    /// A whole number, as text.
    Int(String),
    /// Any other number, as text.
    Float(String),
}

/// `default = false`, `= -1`, `= 0.5`; none if the tokens are no literal.
pub(in crate::syntax) fn literal(tokens: &proc_macro2::TokenStream) -> Option<Literal> {
    let (minus, literal) = match syn::parse2::<Rust>(tokens.clone()).ok()? {
        Rust::Lit(literal) => ("", literal.lit),
        Rust::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => match *unary.expr {
            Rust::Lit(literal) => ("-", literal.lit),
            _ => return None,
        },
        _ => return None,
    };
    match literal {
        Lit::Bool(value) if minus.is_empty() => Some(Literal::Bool(value.value)),
        Lit::Int(value) => Some(Literal::Int(format!("{minus}{}", value.base10_digits()))),
        Lit::Float(value) => Some(Literal::Float(format!("{minus}{}", value.base10_digits()))),
        _ => None,
    }
}

/// `on_delete`, `on_update` and `deferrable` of a reference.
pub(in crate::syntax) struct Reactions {
    pub(in crate::syntax) on_delete: Action,
    pub(in crate::syntax) on_update: Action,
    pub(in crate::syntax) deferrable: Option<Deferrable>,
}

/// What a reference does when the other row goes.
pub(in crate::syntax) fn reactions(words: &Words, errors: &mut Errors) -> Reactions {
    let mut action = |name: &str| words.get(name).and_then(|word| action(word, errors)).unwrap_or_default();
    let (on_delete, on_update) = (action("on_delete"), action("on_update"));
    let deferrable = words.get("deferrable").and_then(|word| match word.choice().as_deref() {
        Some("" | "initially immediate") => Some(Deferrable::Immediate),
        Some("initially deferred") => Some(Deferrable::Deferred),
        _ => {
            errors.push(word.wrong("nothing, or \"initially deferred\""));
            None
        }
    });
    Reactions { on_delete, on_update, deferrable }
}

fn action(word: &Word, errors: &mut Errors) -> Option<Action> {
    let text = text::string(word, errors)?;
    let actions = ["no action", "restrict", "cascade", "set null", "set default"];
    Some(match text.value.to_ascii_lowercase().replace('_', " ").as_str() {
        "no action" => Action::NoAction,
        "restrict" => Action::Restrict,
        "cascade" => Action::Cascade,
        "set null" => Action::SetNull,
        "set default" => Action::SetDefault,
        other => {
            let help = match crate::suggest::nearest(other, actions) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("there are {}", actions.join(", ")),
            };
            errors.push(
                text.fault(
                    Code::WRONG_VALUE,
                    format!("`{}` is nothing that can happen to a row", text.value),
                )
                .help(help),
            );
            return None;
        }
    })
}
