//! Which strings look for a membership in a slow way?

use super::{of_sign, signs};
use crate::{
    lint::{Level, Lint, example},
    understand::SignKind,
};

pub(in crate::lint) const MEMBERSHIP: Lint = Lint {
    code: "RLS037",
    level: Level::Warn,
    title: "A membership looked for row by row",
    why: "\
Postgres does not turn a sub-select of a policy into a join. `team_id IN (SELECT …)` and an EXISTS with the row in it are \
asked of every row of the table, whatever index it has: about 180 times the cost of what `team_id = ANY (ARRAY(SELECT …))` \
does, which gathers the caller's teams once and looks their rows up.",
    instead: "Write `member(…)` or `parent(…)`, or in SQL `column = ANY (ARRAY(SELECT …))`.",
    wrong: example!("RLS037", "wrong"),
    right: example!("RLS037", "right"),
    toml: "",
    fixes: true,
    check: |model, found| {
        for (text, sign) in signs(model, &[SignKind::InSelect, SignKind::CorrelatedExists]) {
            // in a check rows come one at a time
            if text.using {
                let form = if sign.kind == SignKind::InSelect {
                    "IN (SELECT …)"
                } else {
                    "an EXISTS with the row in it"
                };
                let message = format!("{form} is asked of every row of `{}`", text.table.name);
                found.push(of_sign(
                    &text,
                    sign,
                    message,
                    "write `column = ANY (ARRAY(SELECT …))`, or `member(…)`",
                ));
            }
        }
    },
};

pub(in crate::lint) const OF_THE_ROW: Lint = Lint {
    code: "RLS038",
    level: Level::Warn,
    title: "A predicate that is a function of the row",
    why: "\
A function that takes a column is called for every row of the table, since no index knows its answers: `is_member(team_id)` \
costs 10,000 times as much as gathering the caller's teams. What it does is also hidden from whoever reads the policy, and \
from this tool.",
    instead: "Write `member(…)`; or have the function take nothing and return the set: `team_id = ANY (ARRAY(SELECT my_teams()))`.",
    wrong: example!("RLS038", "wrong"),
    right: example!("RLS038", "right"),
    toml: "",
    fixes: false,
    check: |model, found| {
        for (text, sign) in signs(model, &[SignKind::FunctionOfRow]) {
            if text.using {
                let message =
                    format!("`{}` is called for every row of `{}`", text.piece(sign), text.table.name);
                let help = "have it return the set instead: `column = ANY (ARRAY(SELECT function()))`";
                found.push(of_sign(&text, sign, message, help));
            }
        }
    },
};
