//! May a row be written that its writer may not see, or may not own?

use std::collections::BTreeSet;

use super::{
    Found, Level, Lint, Model,
    clauses::{Meets, identity, lets_more, mentions, state, weakened},
    example,
    model::{listed, policy_at, roles},
};
use crate::{
    expr::Expr,
    schema::{Command, Policy, Privilege},
};

pub(super) const GIVES_AWAY: Lint = Lint {
    code: "RLS007",
    level: Level::Error,
    title: "A check that lets a row be given away",
    why: "\
USING says whose rows may be changed, WITH CHECK what they may become. Where the check does not ask whose the row is, a \
caller may put somebody else's id into their own row: an UPDATE without WHERE needs no policy for SELECT, so nothing else \
stops it. What they wrote then stands there under another's name, or in another tenant.",
    instead: "Say in the check whose the row is, as in the using; or leave the check out, and the using is taken for both.",
    wrong: example!("RLS007", "wrong"),
    right: example!("RLS007", "right"),
    toml: "",
    fixes: false,
    check: |model, found| {
        each_write(
            model,
            Command::Update,
            &mut |meets, number, policy| {
                let (Some(using), Some(_)) = (&policy.using, &policy.check) else { return None };
                let whose = weakened(using, &|atom| identity(atom).is_some());
                let check = meets.writable(policy, Command::Update);
                let columns: BTreeSet<&str> = whose
                    .atoms()
                    .iter()
                    .filter_map(|(atom, _)| identity(atom))
                    .filter(|c| meets.may_set(c))
                    .collect();
                let facts = model.schema().facts(meets.table);
                // SQL that does not name the column says nothing of it
                let check = weakened(&check, &|atom| match atom {
                    Expr::Sql(sql) | Expr::Exists(sql) => columns.iter().any(|column| mentions(sql, column)),
                    _ => true,
                });
                (!columns.is_empty() && lets_more(&check, &whose, &facts)).then(|| {
                    let columns: Vec<String> = columns.iter().map(|column| format!("`{column}`")).collect();
                    Found::new(
                        policy_at(meets.table, number),
                        format!(
                            "policy `{}` of `{}` asks for {} in the using and not in the check",
                            policy.name(),
                            meets.table.name,
                            listed(columns, "and")
                        ),
                        "repeat it in `with_check`, or leave `with_check` out",
                    )
                })
            },
            found,
        );
    },
};

pub(super) const RETURNING: Lint = Lint {
    code: "RLS009",
    level: Level::Warn,
    title: "An INSERT of rows that the role cannot read back",
    why: "\
INSERT … RETURNING, and ON CONFLICT with a column, ask the policies for SELECT about the new row. Where the check lets a \
row in that they do not show, the same INSERT works without RETURNING and fails with it: \"new row violates row-level \
security policy\". Most client libraries write RETURNING by themselves.

The usual case is a team that its maker may add, but that only members may read: nobody is a member yet.

It is not said where the role may read nothing at all: that is a box to put things in.",
    instead: "Let the role read what it may insert, such as rows that it made.",
    wrong: example!("RLS009", "wrong"),
    right: example!("RLS009", "right"),
    toml: "",
    fixes: false,
    check: |model, found| {
        each_write(model, Command::Insert, &mut |meets, number, policy| {
            let facts = model.schema().facts(meets.table);
            let (check, readable) = (meets.writable(policy, Command::Insert), meets.readable());
            (meets.reads() && lets_more(&check, &readable, &facts)).then(|| {
                Found::new(
                    policy_at(meets.table, number),
                    format!(
                        "policy `{}` lets {} insert rows into `{}` that no policy lets them SELECT",
                        policy.name(),
                        roles([meets.role]),
                        meets.table.name
                    ),
                    "let them read those rows too, or INSERT … RETURNING fails",
                )
            })
        }, found);
    },
};

pub(super) const OUT_OF_VIEW: Lint = Lint {
    code: "RLS010",
    level: Level::Warn,
    title: "A row that its own change would hide",
    why: "\
An UPDATE with a WHERE asks the policies for SELECT about the row as it was and as it becomes. Where they hide rows by a \
column that the caller may change, the change that hides the row fails: \"new row violates row-level security policy\". \
So a soft delete cannot be done where `deleted_at IS NULL` stands in the policy.",
    instead: "Let the writer go on seeing the row, and leave it out in the application's query or in a view; or delete it.",
    wrong: example!("RLS010", "wrong"),
    right: example!("RLS010", "right"),
    toml: "",
    fixes: false,
    check: |model, found| {
        each_write(
            model,
            Command::Update,
            &mut |meets, number, policy| {
                let may = |atom: &Expr| state(atom).is_some_and(|column| meets.may_set(column));
                let hides = weakened(&meets.readable(), &may);
                let facts = model.schema().facts(meets.table);
                let check = meets.writable(policy, Command::Update);
                (meets.reads() && lets_more(&check, &hides, &facts)).then(|| {
                let columns: BTreeSet<String> = hides
                    .atoms()
                    .iter()
                    .filter_map(|(atom, _)| state(atom))
                    .map(|column| format!("`{column}`"))
                    .collect();
                Found::new(
                    policy_at(meets.table, number),
                    format!(
                        "policy `{}` lets {} change {} of `{}`, and the row then is one that they cannot SELECT",
                        policy.name(),
                        roles([meets.role]),
                        listed(columns, "and"),
                        meets.table.name
                    ),
                    "that UPDATE fails: let them read the row whatever the column says",
                )
            })
            },
            found,
        );
    },
};

impl Meets<'_> {
    /// Whether the role may read some rows.
    fn reads(&self) -> bool {
        self.model.lets(self.table, self.role, Command::Select)
    }

    /// Whether the role may put another value into a column.
    fn may_set(&self, column: &str) -> bool {
        let whom = self.model.as_whom(self.role);
        self.table.grants.iter().any(|grant| {
            grant.privilege == Privilege::Update
                && whom.contains(&grant.role)
                && (grant.columns.is_empty() || grant.columns.iter().any(|granted| granted == column))
        })
    }
}

type Look<'l> = dyn FnMut(&Meets<'_>, usize, &Policy) -> Option<Found> + 'l;

/// Each policy that lets a role write, with the first of its roles for which something is to be said.
fn each_write(model: &Model<'_>, command: Command, look: &mut Look<'_>, found: &mut Vec<Found>) {
    for table in model.protected() {
        for (number, policy) in table.policies.iter().enumerate() {
            let writes = policy.command == command || policy.command == Command::All;
            if !writes || !policy.permissive || policy.denies() {
                continue;
            }
            let mut whom = policy.roles.iter().filter(|role| !model.bypasses(role));
            found.extend(whom.find_map(|role| look(&Meets { model, table, role }, number, policy)));
        }
    }
}
