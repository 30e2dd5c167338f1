//! Which claims and constants should no policy stand on?

use super::{of_sign, signs, written};
use crate::{
    expr::{Compare, Expr, Literal, Value},
    lint::{Level, Lint, example},
    understand::{SignKind, is_user_editable, known_literal},
};

pub(in crate::lint) const USER_EDITABLE: Lint = Lint {
    code: "RLS039",
    level: Level::Error,
    title: "A claim that users set themselves",
    why: "\
`user_metadata` of Supabase and `unsafe_metadata` of Clerk are what the client may write: a signed-in caller sets a role or \
an organisation there and has it. What a policy stands on must come from the issuer: `app_metadata`, `public_metadata`, \
a claim that a hook of the server sets.",
    instead: "Take the claim from `app_metadata`, or from a table that only the server writes.",
    wrong: example!("RLS039", "wrong"),
    right: example!("RLS039", "right"),
    toml: "provider = \"supabase\"\n",
    fixes: false,
    check: |model, found| {
        let help = "take it from what only the server sets, such as `app_metadata`";
        for (text, sign) in signs(model, &[SignKind::UserEditable]) {
            found.push(of_sign(&text, sign, format!("callers write {} themselves", text.piece(sign)), help));
        }
        for one in written(model) {
            for value in one.expr.atoms().into_iter().flat_map(|(atom, _)| values(atom)) {
                if let Value::Claim(path) = value
                    && let Some(key) = path.iter().find(|key| is_user_editable(key))
                {
                    found.push(one.found(format!("callers write the claim `{key}` themselves"), help));
                }
            }
        }
    },
};

pub(in crate::lint) const LITERAL: Lint = Lint {
    code: "RLS040",
    level: Level::Warn,
    title: "Someone's id, address or secret in a policy",
    why: "\
A policy is read by everyone who may read the catalog, stays in every migration and in the history of the repository. A \
person's id or address in it is a right that no one will think of when they leave; a secret in it is none.",
    instead: "Give the right by a role, a claim or a row of a table.",
    wrong: example!("RLS040", "wrong"),
    right: example!("RLS040", "right"),
    toml: "",
    fixes: false,
    check: |model, found| {
        let kinds: &[SignKind] = &[SignKind::IdLiteral, SignKind::MailLiteral, SignKind::SecretLiteral];
        let help = "give the right by a role, a claim or a row of a table";
        for (text, sign) in signs(model, kinds) {
            found.push(of_sign(&text, sign, format!("the policy holds {}", what(&sign.kind)), help));
        }
        for one in written(model) {
            for literal in one.expr.atoms().into_iter().flat_map(|(atom, _)| literals(atom)) {
                if let Literal::Text(text) = literal
                    && let Some(kind) = known_literal(text)
                {
                    found.push(one.found(format!("the policy holds {}", what(&kind)), help));
                }
            }
        }
    },
};

/// It is not shown again.
fn what(kind: &SignKind) -> &'static str {
    match kind {
        SignKind::MailLiteral => "a mail address",
        SignKind::SecretLiteral => "what looks like a secret",
        _ => "one thing's or one person's id",
    }
}

fn values(atom: &Expr) -> Vec<&Value> {
    match atom {
        Expr::Compare(Compare { left, right, .. }) => vec![left, right],
        Expr::In(value, _) | Expr::Present(value) => vec![value],
        Expr::Among(among) => among.when.atoms().into_iter().flat_map(|(atom, _)| values(atom)).collect(),
        _ => Vec::new(),
    }
}

fn literals(atom: &Expr) -> Vec<&Literal> {
    match atom {
        Expr::In(_, list) => list.iter().collect(),
        Expr::Among(among) => among.when.atoms().into_iter().flat_map(|(atom, _)| literals(atom)).collect(),
        atom => values(atom)
            .into_iter()
            .filter_map(|value| match value {
                Value::Literal(literal) => Some(literal),
                _ => None,
            })
            .collect(),
    }
}
