//! What do the SQL strings of predicates do that nobody wants?
//!
//! Found by what `understand` read, never by text. Where an expression in Rust can do the same harm, the same rule
//! looks at it too.

mod constants;
mod identity;
mod membership;
mod reading;
mod speed;

pub(super) use constants::{LITERAL, USER_EDITABLE};
pub(super) use identity::{NEGATIVE, PATTERN, TOLERANT};
pub(super) use membership::{MEMBERSHIP, OF_THE_ROW};
pub(super) use reading::{SAME_COLUMN, UNKNOWN_COLUMN, UNREADABLE};
pub(super) use speed::{CAST, INSIDE, PER_ROW, RAISES};

use super::{
    Fix, Found, Model,
    model::{for_each_text, policy_at},
};
use crate::{
    diagnostic::Spot,
    expr::Expr,
    schema::{Policy, Table},
    understand::{Sign, SignKind, Understood},
};

/// A string of SQL in the policies of a table.
struct Text<'m> {
    /// The table whose policies hold it.
    table: &'m Table,
    sql: &'m str,
    known: &'m Understood,
    /// Whether some policy looks at rows that are there by it.
    using: bool,
    /// Whether some policy lets rows through by it, and not only holds others back.
    permissive: bool,
}

impl Text<'_> {
    fn spot(&self) -> Spot {
        Spot::Sql(self.table.name.clone(), self.sql.to_owned())
    }

    /// A finding at some of its bytes.
    fn found(&self, range: std::ops::Range<usize>, message: String, help: &str) -> Found {
        Found::new(self.spot(), message, help).range(range)
    }

    fn piece(&self, sign: &Sign) -> &str {
        &self.sql[sign.range.clone()]
    }
}

/// Every string, once.
fn texts<'m>(model: &'m Model<'_>) -> Vec<Text<'m>> {
    let mut texts: Vec<Text<'m>> = Vec::new();
    for table in &model.written.schema.tables {
        let first = texts.len();
        for policy in &table.policies {
            for (expr, using) in [(&policy.using, true), (&policy.check, false)] {
                let Some(expr) = expr else { continue };
                for_each_text(expr, table, &model.written.schema, &mut |over, atom| {
                    let (Expr::Sql(sql) | Expr::Exists(sql)) = atom else { return };
                    let Some(known) = model.understood(&over.name, sql) else { return };
                    let same = |text: &&mut Text<'_>| text.sql == sql && std::ptr::eq(text.known, known);
                    if let Some(text) = texts[first..].iter_mut().find(same) {
                        text.using |= using;
                        text.permissive |= policy.permissive;
                    } else {
                        texts.push(Text { table, sql, known, using, permissive: policy.permissive });
                    }
                });
            }
        }
    }
    texts
}

/// The signs of these kinds, each with its string.
fn signs<'m>(model: &'m Model<'_>, kinds: &'static [SignKind]) -> Vec<(Text<'m>, &'m Sign)> {
    let mut all = Vec::new();
    for text in texts(model) {
        for sign in text.known.signs.iter().filter(|sign| kinds.contains(&sign.kind)) {
            all.push((Text { ..text }, sign));
        }
    }
    all
}

/// A finding for a sign, with its mend.
fn of_sign(text: &Text<'_>, sign: &Sign, message: String, help: &str) -> Found {
    let found = text.found(sign.range.clone(), message, help);
    match &sign.fix {
        Some((range, sql)) => found.fix(Fix::Sql(range.clone(), sql.clone())),
        None => found,
    }
}

/// A predicate as it was written, with the number of the first policy that has it.
struct Written<'m> {
    table: &'m Table,
    number: usize,
    policy: &'m Policy,
    expr: &'m Expr,
}

/// The predicates of all policies, each once a table and kind of policy.
fn written<'m>(model: &Model<'m>) -> Vec<Written<'m>> {
    let mut all: Vec<Written<'m>> = Vec::new();
    for table in &model.written.schema.tables {
        let first = all.len();
        for (number, policy) in table.policies.iter().enumerate() {
            for expr in [&policy.using, &policy.check].into_iter().flatten() {
                let seen =
                    |other: &Written<'_>| other.expr == expr && other.policy.permissive == policy.permissive;
                if !all[first..].iter().any(seen) {
                    all.push(Written { table, number, policy, expr });
                }
            }
        }
    }
    all
}

impl Written<'_> {
    fn found(&self, message: String, help: &str) -> Found {
        Found::new(policy_at(self.table, self.number), message, help)
    }
}
