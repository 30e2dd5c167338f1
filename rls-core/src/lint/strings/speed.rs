//! Which strings are slow, or fail, by where the caller is asked for?

use super::{of_sign, signs};
use crate::{
    lint::{Level, Lint, example},
    understand::SignKind,
};

pub(in crate::lint) const PER_ROW: Lint = Lint {
    code: "RLS030",
    level: Level::Error,
    title: "The caller asked for once a row",
    why: "\
A function that stands bare in a policy is called for each row that is looked at: Postgres has no other place for it. In \
a sub-select that asks for nothing of the row, `(SELECT auth.user_id())`, it is called once a statement, and its answer is \
a constant for which an index can be used. On a million rows without an index, the bare call costs 12 to 38 times as much.

It is the call that must stand in the sub-select; one that is wrapped somewhere else in the same policy changes nothing.",
    instead: "Write `(SELECT auth.user_id())`, or the expression `owner(\"user_id\")`, which writes it so.",
    wrong: example!("RLS030", "wrong"),
    right: example!("RLS030", "right"),
    toml: "",
    fixes: true,
    check: |model, found| {
        for (text, sign) in signs(model, &[SignKind::CallPerRow]) {
            let message = format!("`{}` is asked for once a row", text.piece(sign));
            found.push(of_sign(&text, sign, message, "put it in a sub-select of its own: `(SELECT …)`"));
        }
    },
};

pub(in crate::lint) const INSIDE: Lint = Lint {
    code: "RLS031",
    level: Level::Error,
    title: "A whole comparison in a sub-select",
    why: "\
`(SELECT auth.user_id() = user_id)` holds a column, so its answer is another one for each row, and Postgres runs the \
sub-select once a row. No index can be used: reading a hundred own rows of a million costs 15,000 times as much. It is \
the form that Drizzle's authUid() writes.",
    instead: "Put only the call in the sub-select: `(SELECT auth.user_id()) = user_id`.",
    wrong: example!("RLS031", "wrong"),
    right: example!("RLS031", "right"),
    toml: "",
    fixes: true,
    check: |model, found| {
        for (text, sign) in signs(model, &[SignKind::ComparisonInSelect]) {
            let message = format!("the sub-select `{}` is run once a row", text.piece(sign));
            found.push(of_sign(&text, sign, message, "leave the column outside: `(SELECT …) = column`"));
        }
    },
};

pub(in crate::lint) const CAST: Lint = Lint {
    code: "RLS032",
    level: Level::Warn,
    title: "A cast on the column's side",
    why: "\
An index is over the column's values, not over what a cast makes of them. `user_id::text = …` cannot use it and reads the \
whole table: on a million rows that is 1,500 to 4,700 times as much. Cast what the caller has instead; that is done once.",
    instead: "Leave the column as it is, and cast the other side to its type.",
    wrong: example!("RLS032", "wrong"),
    right: example!("RLS032", "right"),
    toml: "",
    fixes: true,
    check: |model, found| {
        for (text, sign) in signs(model, &[SignKind::ColumnCast]) {
            let message = format!("`{}` keeps the column's index from being used", text.piece(sign));
            found.push(of_sign(&text, sign, message, "cast what the caller has, to the column's type"));
        }
    },
};

pub(in crate::lint) const RAISES: Lint = Lint {
    code: "RLS033",
    level: Level::Warn,
    title: "A cast of a claim that fails beside something that does not need it",
    why: "\
A claim is a text that somebody else wrote. Where it cannot be cast, the statement ends with an error, not with no rows. \
Beside an alternative, `is_public OR org_id = (…)::uuid`, a caller with such a claim does not get the public rows either: \
Postgres may look at the sides of an OR in any order.",
    instead: "Cast only what can be cast, in a sub-select with CASE, or leave the claim a text.",
    wrong: example!("RLS033", "wrong"),
    right: example!("RLS033", "right"),
    toml: "",
    fixes: false,
    check: |model, found| {
        for (text, sign) in signs(model, &[SignKind::RaisingCast]) {
            let message = format!(
                "where `{}` fails, the rows of the other side of the OR are not read either",
                text.piece(sign)
            );
            let help = "cast it only where it can be: `(SELECT CASE WHEN claim ~ '…' THEN claim::uuid END)`";
            found.push(of_sign(&text, sign, message, help));
        }
    },
};
