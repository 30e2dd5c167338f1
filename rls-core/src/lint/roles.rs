//! Is a policy for those for whom it is meant?

use std::collections::BTreeSet;

use super::{
    Found, Level, Lint, Model,
    clauses::check_of,
    example,
    model::{by_roles, commands, item, listed, policy_at, roles},
};
use crate::{
    expr::Expr,
    schema::{Command, Policy, Role, Table},
};

pub(super) const ONLY_RESTRICTIVE: Lint = Lint {
    code: "RLS004",
    level: Level::Error,
    title: "Only restrictive policies for a role",
    why: "\
A restrictive policy lets nothing through by itself: it takes away from what permissive ones let through. Where there is \
none for its role and command, every row is denied, whatever it says.",
    instead: "Write a permissive policy for what the role may do, and leave `restrictive` to what must hold on top of it.",
    wrong: example!("RLS004", "wrong"),
    right: example!("RLS004", "right"),
    toml: "",
    fixes: false,
    check: |model, found| {
        for table in model.protected() {
            for (number, policy) in table.policies.iter().enumerate().filter(|(_, policy)| !policy.permissive)
            {
                let given = |role: &Role| {
                    commands(policy).into_iter().any(|command| model.has_policy(table, role, command))
                };
                let mut whom = policy.roles.iter().flat_map(|role| model.members(role));
                // a role that row security does not look at has nothing to be denied
                let known = policy.roles.iter().any(|role| !model.bypasses(role));
                if known && !whom.any(given) {
                    found.push(Found::new(
                        policy_at(table, number),
                        format!(
                            "policy `{}` of `{}` is restrictive, and no permissive policy gives {} anything",
                            policy.name(),
                            table.name,
                            roles(&policy.roles)
                        ),
                        "leave `restrictive` out if it is to let rows through, or write the policy that does",
                    ));
                }
            }
        }
    },
};

pub(super) const PUBLIC: Lint = Lint {
    code: "RLS005",
    level: Level::Warn,
    title: "A permissive policy or a grant for PUBLIC",
    why: "\
PUBLIC is every role of the database: those of today, and those that somebody makes tomorrow for a report or a backup. \
A policy for it is asked of callers who are not signed in too, row by row where no index helps. Naming the roles costs \
nothing for them, and stops every other one before the predicate is looked at.

A restrictive policy for PUBLIC only takes away, and is right as it is.",
    instead: "Name the roles: `to = [\"anonymous\", \"authenticated\"]`.",
    wrong: example!("RLS005", "wrong"),
    right: example!("RLS005", "right"),
    toml: "",
    fixes: false,
    check: |model, found| {
        for table in model.protected() {
            let mut of_policies = false;
            for (number, policy) in table.policies.iter().enumerate() {
                if policy.permissive && !policy.denies() && policy.roles.contains(&Role::Public) {
                    of_policies = true;
                    found.push(Found::new(
                        policy_at(table, number),
                        format!("policy `{}` of `{}` is for every role there is", policy.name(), table.name),
                        "name the roles that requests run as",
                    ));
                }
            }
            if !of_policies && table.grants.iter().any(|grant| grant.role == Role::Public) {
                found.push(Found::new(
                    item(table),
                    format!("a grant on `{}` is to every role there is", table.name),
                    "name the roles that requests run as",
                ));
            }
        }
    },
};

pub(super) const EVERYONE_WRITES: Lint = Lint {
    code: "RLS006",
    level: Level::Warn,
    title: "A role that many callers share may write every row",
    why: "\
A policy that is `true` for INSERT, UPDATE or DELETE lets each caller of its role add rows in anybody's name, or change \
and delete everybody's. That is seldom meant for the role of whoever signed in, and hardly ever for that of whoever did \
not.

It is not said of roles that your rls.toml declares, which have their name for a reason, nor where a restrictive policy \
narrows the same command.",
    instead: "Say whose rows: `modify = owner(\"user_id\")`; or give the right to a role of its own.",
    wrong: example!("RLS006", "wrong"),
    right: example!("RLS006", "right"),
    toml: "",
    fixes: false,
    check: |model, found| {
        for table in model.protected() {
            let open = |(_, policy): &(usize, &Policy)| !writes(model, table, policy).is_empty();
            for (number, policies) in by_roles(table.policies.iter().enumerate().filter(open)) {
                let commands: BTreeSet<Command> =
                    policies.iter().flat_map(|policy| writes(model, table, policy)).collect();
                found.push(Found::new(
                    policy_at(table, number),
                    format!(
                        "every caller of {} may {} any row of `{}`",
                        roles(policies[0].roles.iter().filter(|role| shared(model, role))),
                        listed(&commands, "and"),
                        table.name
                    ),
                    "say whose rows, such as owner(\"user_id\"), or give it to a role of its own",
                ));
            }
        }
    },
};

/// The commands for which a policy lets every caller of a role that many share write any row.
fn writes(model: &Model<'_>, table: &Table, policy: &Policy) -> Vec<Command> {
    let always = |clause: Option<&Expr>| clause == Some(&Expr::Bool(true));
    let open = |command: &Command| match command {
        Command::Insert => always(check_of(policy)),
        Command::Update | Command::Delete => always(policy.using.as_ref()),
        _ => false,
    };
    let narrowed = |role: &Role, command: Command| {
        model.applying(table, role, command).filter(|(_, other)| !other.permissive).any(|(_, other)| {
            let clause = if command == Command::Insert { check_of(other) } else { other.using.as_ref() };
            clause.is_some_and(|clause| *clause != Expr::Bool(true))
        })
    };
    let mut commands = commands(policy);
    commands.retain(|command| {
        let mut whom = policy.roles.iter().filter(|role| shared(model, role));
        policy.permissive && open(command) && whom.any(|role| !narrowed(role, *command))
    });
    commands
}

/// Whether a role is one that many callers share: the provider's, and not one that rls.toml declares. In a live database,
/// the provider's too, and one that some policy holds to what its caller has.
fn shared(model: &Model<'_>, role: &Role) -> bool {
    match role {
        Role::Named(name) if model.live.is_some() => {
            !model.bypasses(role)
                && (model.provider().roles().any(|known| known == name) || model.held.contains(role))
        }
        Role::Named(name) => !model.schema().roles.contains_key(name) && !model.bypasses(role),
        _ => true,
    }
}
