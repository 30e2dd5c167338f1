//! Which tests of who the caller is let the wrong ones through?

use super::{of_sign, signs, written};
use crate::{
    expr::{Compare, Expr, Op, Value},
    lint::{Level, Lint, example},
    understand::SignKind,
};

pub(in crate::lint) const TOLERANT: Lint = Lint {
    code: "RLS034",
    level: Level::Error,
    title: "A test of who the caller is that nobody passes too",
    why: "\
What the caller lacks is NULL, and `=` with NULL is not true: that is what keeps whoever has no session out. `IS NOT \
DISTINCT FROM`, a COALESCE around the caller's id and `OR user_id IS NULL` take that away: rows without an owner belong \
to everyone, or a caller without a session is taken for the owner of rows that have none.",
    instead: "Compare with `=` alone, and make the column NOT NULL; say `read = true` where everyone may read.",
    wrong: example!("RLS034", "wrong"),
    right: example!("RLS034", "right"),
    toml: "",
    fixes: false,
    check: |model, found| {
        for (text, sign) in signs(model, &[SignKind::NullTolerant]) {
            let message = format!("with `{}`, whom nobody owns or who is nobody passes", text.piece(sign));
            found.push(of_sign(&text, sign, message, "compare the column with the caller by `=`, alone"));
        }
        for one in written(model).into_iter().filter(|one| one.policy.permissive) {
            for column in tolerant(one.expr) {
                let message = format!("rows in which `{column}` is NULL belong to every caller");
                found.push(one.found(message, "leave the test for None out, and make the field no Option"));
            }
        }
    },
};

/// The columns that are the caller's, or NULL.
fn tolerant(expr: &Expr) -> Vec<&str> {
    match expr {
        Expr::Or(parts) => {
            let null = parts.iter().filter_map(|part| match part {
                Expr::Not(inner) => match &**inner {
                    Expr::Present(Value::Column(column)) => Some(column.as_str()),
                    _ => None,
                },
                _ => None,
            });
            let owned = |column: &&str| parts.iter().any(|part| owns(part, column));
            let mut all: Vec<&str> = null.filter(owned).collect();
            all.extend(parts.iter().flat_map(tolerant));
            all
        }
        Expr::And(parts) => parts.iter().flat_map(tolerant).collect(),
        _ => Vec::new(),
    }
}

fn owns(expr: &Expr, column: &str) -> bool {
    match expr {
        Expr::Owner(owner) => owner == column,
        Expr::And(parts) => parts.iter().any(|part| owns(part, column)),
        _ => false,
    }
}

pub(in crate::lint) const NEGATIVE: Lint = Lint {
    code: "RLS035",
    level: Level::Error,
    title: "A policy for everyone but the caller",
    why: "\
`user_id <> auth.user_id()` lets each caller at the rows of all others. Where it is meant, it is a ban, and a ban is safe \
only on top of what is allowed: a permissive policy is OR-ed to the others, so what one of them bans another lets through.",
    instead: "Say whose rows they may reach; write a ban as a policy of its own that is `restrictive`.",
    wrong: example!("RLS035", "wrong"),
    right: example!("RLS035", "right"),
    toml: "",
    fixes: false,
    check: |model, found| {
        let help = "say whose rows they are; a ban is a policy of its own, with `restrictive`";
        for (text, sign) in signs(model, &[SignKind::Negative]) {
            if text.permissive {
                let message = format!("`{}` lets every caller but one through", text.piece(sign));
                found.push(of_sign(&text, sign, message, help));
            }
        }
        for one in written(model).into_iter().filter(|one| one.policy.permissive) {
            for column in one.expr.atoms().into_iter().filter_map(|(atom, sign)| negative(atom, sign)) {
                let message = format!("a row is let through where `{column}` is not the caller's");
                found.push(one.found(message, help));
            }
        }
    },
};

/// The column of an atom that holds for all but the caller.
fn negative(atom: &Expr, sign: bool) -> Option<&str> {
    match atom {
        Expr::Owner(column) if !sign => Some(column),
        Expr::Compare(Compare { left: Value::Column(column), op, right }) if right.is_the_callers() => {
            (*op == if sign { Op::Ne } else { Op::Eq }).then_some(column.as_str())
        }
        Expr::Among(among) if !sign => {
            let own = among.when.atoms().iter().any(|(atom, sign)| *sign && matches!(atom, Expr::Owner(_)));
            own.then_some(among.column.as_str())
        }
        _ => None,
    }
}

pub(in crate::lint) const PATTERN: Lint = Lint {
    code: "RLS036",
    level: Level::Error,
    title: "A caller compared by a pattern",
    why: "\
With LIKE, ILIKE or a regular expression one side is a pattern, and whoever may choose it chooses whom it matches: a mail \
address `%@example.org` is everybody's, and `_` stands for any letter. Folding case, two accounts that the issuer keeps apart \
become one. And none of them can use the column's index.",
    instead: "Compare with `=`, by an id and not by a name or an address.",
    wrong: example!("RLS036", "wrong"),
    right: example!("RLS036", "right"),
    toml: "",
    fixes: false,
    check: |model, found| {
        for (text, sign) in signs(model, &[SignKind::Pattern]) {
            let message = format!("`{}` takes callers for each other", text.piece(sign));
            found.push(of_sign(&text, sign, message, "compare the caller's id with `=`"));
        }
    },
};
