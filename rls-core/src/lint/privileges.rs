//! Do row security, policies and privileges go together?

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Fix, Found, Level, Lint, Model, example,
    model::{by_roles, command, commands, item, listed, named, policy_at, privilege, roles},
};
use crate::provider::Provider;
use crate::schema::{Command, Policy, Privilege, Role, Table};

pub(super) const NO_ROW_SECURITY: Lint = Lint {
    code: "RLS001",
    level: Level::Error,
    title: "A table without row security that a role reaches",
    why: "\
`rls = false` leaves row security off: whoever has a privilege on the table has it over every row. A grant to a role \
that requests run as opens all of it to every caller.",
    instead: "Leave `rls = false` out and say who may see which rows; or take the grant away.",
    wrong: example!("RLS001", "wrong"),
    right: example!("RLS001", "right"),
    toml: "",
    fixes: false,
    check: |model, found| {
        for table in model.tables().filter(|table| !table.row_security) {
            let open = table.grants.iter().filter(|grant| !model.bypasses(&grant.role));
            let whom: BTreeSet<&Role> = open.clone().map(|grant| &grant.role).collect();
            let what: BTreeSet<Privilege> = open.map(|grant| grant.privilege).collect();
            // a project's default privileges give each new table of `public` to the API's roles
            let given = model.live.is_none()
                && *model.provider() == Provider::Supabase
                && table.name.key().0 == "public";
            let (who, help) = match whom.is_empty() {
                false => (
                    format!("{} may {} every row of it", roles(whom), listed(what, "and")),
                    "leave out `rls = false` and write policies, or leave out the grant",
                ),
                true if given => (
                    "Supabase's default privileges give it to `anon` and `authenticated`".to_owned(),
                    "leave out `rls = false`, or put it into a schema of its own: schema = \"private\"",
                ),
                true => continue,
            };
            found.push(Found::new(
                item(table),
                format!("`{}` has no row security, and {who}", table.name),
                help,
            ));
        }
    },
};

pub(super) const GRANT_AND_POLICY: Lint = Lint {
    code: "RLS003",
    level: Level::Error,
    title: "A grant without its policy, or a policy without its grant",
    why: "\
A command needs both: the privilege, and a policy that lets some row through. With the privilege alone a SELECT, an \
UPDATE and a DELETE find no row and say nothing, and an INSERT fails; with the policy alone each of them fails with \
\"permission denied\".

Policies bring their privileges along, so this is about what `grant` and `grants = \"none\"` say. A policy that is \
`false` says that the command is denied on purpose, and a grant beside it is left alone.",
    instead: "Write the policy or the grant that is missing, or leave out the one that is there.",
    wrong: example!("RLS003", "wrong"),
    right: example!("RLS003", "right"),
    toml: "",
    fixes: false,
    check: |model, found| {
        for table in model.protected() {
            grants_without_policy(model, table, found);
            for (number, policy) in table.policies.iter().enumerate().filter(|(_, policy)| gives(policy)) {
                policy_without_grant(model, table, number, policy, found);
            }
        }
    },
};

fn gives(policy: &Policy) -> bool {
    policy.permissive && !policy.denies()
}

fn grants_without_policy(model: &Model<'_>, table: &Table, found: &mut Vec<Found>) {
    let mut idle: BTreeMap<&Role, Vec<Privilege>> = BTreeMap::new();
    // of GRANT ALL, which of them is one too many is another rule's to say
    let meant = |role: &Role| !model.given_all(table, role) || table.policies.is_empty();
    for grant in table.grants.iter().filter(|grant| !model.bypasses(&grant.role) && meant(&grant.role)) {
        let used = |role| model.has_policy(table, role, command(grant.privilege));
        if !model.members(&grant.role).any(used) {
            let privileges = idle.entry(&grant.role).or_default();
            if privileges.last() != Some(&grant.privilege) {
                privileges.push(grant.privilege);
            }
        }
    }
    for (role, privileges) in idle {
        let what = listed(privileges, "and");
        found.push(Found::new(
            item(table),
            format!(
                "{} has {what} on `{}`, and no policy lets a row through for that",
                roles([role]),
                table.name
            ),
            "write a policy for it, or leave the grant out",
        ));
    }
}

fn policy_without_grant(
    model: &Model<'_>,
    table: &Table,
    number: usize,
    policy: &Policy,
    found: &mut Vec<Found>,
) {
    let may = |role: &Role| {
        let mut privileges = commands(policy).into_iter().filter_map(privilege);
        privileges
            .any(|privilege| model.members(role).any(|member| model.has_privilege(table, member, privilege)))
    };
    let lacking: Vec<&Role> =
        policy.roles.iter().filter(|role| !model.bypasses(role) && !may(role)).collect();
    if lacking.is_empty() {
        return;
    }
    let words = match privilege(policy.command) {
        Some(privilege) => format!("\"{}\"", privilege.to_string().to_ascii_lowercase()),
        None => "\"select\", \"insert\", \"update\", \"delete\"".to_owned(),
    };
    let grant = grant(&words, &lacking);
    let one = Found::new(
        policy_at(table, number),
        format!(
            "policy `{}` lets {} reach rows of `{}`, and nothing grants the privilege",
            policy.name(),
            roles(lacking.iter().copied()),
            table.name
        ),
        format!("write {grant}, or leave out `grants = \"none\"`"),
    );
    // for ALL, which of the four are meant is the author's to say
    found.push(match policy.command {
        Command::All => one,
        _ => one.fix(Fix::Attribute(item(table), grant)),
    });
}

/// The words that grant these privileges.
fn grant(privileges: &str, to: &[&Role]) -> String {
    let names: Vec<String> = to.iter().map(|role| format!("\"{}\"", plain(role))).collect();
    match names.as_slice() {
        [one] => format!("grant({privileges}, to = {one})"),
        several => format!("grant({privileges}, to = [{}])", several.join(", ")),
    }
}

fn plain(role: &Role) -> &str {
    match role {
        Role::Named(name) => name,
        Role::Public => "public",
        Role::SignedIn => "authenticated",
    }
}

pub(super) const NO_SELECT: Lint = Lint {
    code: "RLS008",
    level: Level::Warn,
    title: "UPDATE or DELETE for a role that cannot SELECT",
    why: "\
An UPDATE or a DELETE with a WHERE, or with RETURNING, reads the rows first, and reading is SELECT's: without the \
privilege it fails with \"permission denied\", without a policy it finds no row. What is left is to change every row at \
once, which is seldom what was meant.",
    instead: "Let the role read the rows that it may change.",
    wrong: example!("RLS008", "wrong"),
    right: example!("RLS008", "right"),
    toml: "",
    fixes: false,
    check: |model, found| {
        for table in model.protected() {
            let blind = |role: &&Role| {
                !model.bypasses(role) && !model.members(role).any(|m| model.lets(table, m, Command::Select))
            };
            let changes = |(_, policy): &(usize, &Policy)| {
                matches!(policy.command, Command::Update | Command::Delete)
                    && gives(policy)
                    && policy.roles.iter().any(|role| blind(&role))
            };
            for (number, policies) in by_roles(table.policies.iter().enumerate().filter(changes)) {
                found.push(Found::new(
                    policy_at(table, number),
                    format!(
                        "{} may {} rows of `{}`, and no policy lets them SELECT any",
                        roles(policies[0].roles.iter().filter(blind)),
                        listed(policies.iter().map(|policy| policy.command), "and"),
                        table.name
                    ),
                    "write `read` in the crud, or a policy for SELECT, with the same predicate",
                ));
            }
        }
    },
};

pub(super) const BYPASSES: Lint = Lint {
    code: "RLS017",
    level: Level::Warn,
    title: "A policy for a role that bypasses row security",
    why: "\
The role has BYPASSRLS: no policy is looked at, so this one does nothing. Who reads the models believes that the role \
is held to it.

What such a role does need is the privilege, which the policy brought along: write it as a grant.",
    instead: "Leave the policy out, and grant the role what it needs.",
    wrong: example!("RLS017", "wrong"),
    right: example!("RLS017", "right"),
    toml: "provider = \"supabase\"\n",
    fixes: false,
    check: |model, found| {
        for table in model.protected() {
            let idle = |role: &&Role| model.bypasses(role);
            let some = |(_, policy): &(usize, &Policy)| policy.roles.iter().any(|role| idle(&role));
            for (number, policies) in by_roles(table.policies.iter().enumerate().filter(some)) {
                let mut commands: Vec<Command> = policies.iter().flat_map(|policy| commands(policy)).collect();
                commands.sort();
                commands.dedup();
                let words = commands.iter().map(|command| format!("\"{}\"", command.to_string().to_ascii_lowercase()));
                let whom: Vec<&Role> = policies[0].roles.iter().filter(idle).collect();
                let bypass = if whom.len() == 1 { "bypasses" } else { "bypass" };
                let (does, it) = if policies.len() == 1 { ("does", "it") } else { ("do", "them") };
                found.push(Found::new(
                    policy_at(table, number),
                    format!("{} {bypass} row security: {} {does} nothing there", roles(whom.iter().copied()), named(&policies)),
                    format!("leave {it} out, and write {}", grant(&words.collect::<Vec<_>>().join(", "), &whom)),
                ));
            }
        }
    },
};
