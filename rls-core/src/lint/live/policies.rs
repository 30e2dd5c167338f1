//! Do the policies of a database hold, and does each do something?

use std::collections::BTreeMap;

use super::{LiveLint, Object, ObjectKind, Told, example, mend, view::people};
use crate::{
    lint::{
        Level,
        model::{COMMANDS, listed, roles},
    },
    schema::{Command, Role},
};

pub(super) const SWITCHED_OFF: LiveLint = LiveLint {
    code: "RLS050",
    level: Level::Error,
    title: "Policies on a table whose row security is off",
    why: "\
CREATE POLICY does not switch row security on. Until ALTER TABLE … ENABLE ROW LEVEL SECURITY has run, no policy of the table \
is looked at, and whoever has a privilege has it over every row. Who reads the policies believes otherwise.",
    instead: "Switch row security on; or drop the policies, if everybody is to have every row.",
    wrong: example!("RLS050", "wrong"),
    right: example!("RLS050", "right"),
    fixes: true,
    check: |live, told| {
        for table in live.tables().filter(|table| !table.row_security && !table.policies.is_empty()) {
            let whom = live.reaching(table, &["SELECT", "INSERT", "UPDATE", "DELETE"]);
            let open = match whom.as_slice() {
                [] => String::new(),
                whom => format!(": {} may do what the privileges say with every row", people(whom)),
            };
            let (policies, do_nothing) = match table.policies.len() {
                1 => ("its policy".to_owned(), "does nothing"),
                number => (format!("its {number} policies"), "do nothing"),
            };
            let object = Object::relation(table);
            let message =
                format!("row security of `{}` is off, and {policies} {do_nothing}{open}", object.name);
            told.push(
                Told::new(object, message, "ALTER TABLE … ENABLE ROW LEVEL SECURITY")
                    .mend([mend::enable(table)]),
            );
        }
    },
};

pub(super) const NO_EXPRESSION: LiveLint = LiveLint {
    code: "RLS057",
    level: Level::Error,
    title: "A policy without the predicate that its command needs",
    why: "\
Postgres takes a policy without any predicate. A permissive one then lets nothing through: not everything, as it is often \
said. A restrictive one takes nothing away: whatever it was to hold back is let through.

The same goes for a policy for ALL that has a WITH CHECK and no USING, for SELECT, UPDATE and DELETE. What a command does not \
take, WITH CHECK for SELECT and DELETE or USING for INSERT, Postgres refuses, so no database has that.",
    instead: "Write the predicate, or drop the policy.",
    wrong: example!("RLS057", "wrong"),
    right: example!("RLS057", "right"),
    fixes: false,
    check: |live, told| {
        for table in live.tables() {
            for policy in &table.policies {
                let lacks = match policy.command.as_str() {
                    "a" => policy.check.is_none(),
                    _ => policy.using.is_none(),
                };
                if !lacks {
                    continue;
                }
                let word = if policy.command == "a" { "WITH CHECK" } else { "USING" };
                let does = match (policy.permissive, policy.command.as_str(), &policy.check) {
                    (true, "*", Some(_)) => "lets rows be added, and none be read, changed or deleted",
                    (true, ..) => "lets nothing through",
                    (false, "*", Some(_)) => "holds back rows that are added or changed, and none that are there",
                    (false, ..) => "holds nothing back",
                };
                let name = (table.schema.as_str(), table.name.as_str());
                let object = Object::on(ObjectKind::Policy, name, &policy.name);
                let message = format!("policy `{}` of `{}` has no {word}: it {does}", policy.name, object.on);
                let (text, _) = mend::shown(name, policy);
                let end = text.len();
                told.push(Told {
                    text: Some((text, 0..end)),
                    ..Told::new(object, message, format!("write {word} (…), or drop the policy"))
                });
            }
        }
    },
};

pub(super) const SEVERAL: LiveLint = LiveLint {
    code: "RLS065",
    level: Level::Info,
    title: "Several permissive policies for one role and command",
    why: "\
Permissive policies are OR-ed. Postgres puts the predicates of all of them into the query, so each is paid for, and an index \
serves only if every side of the OR has one. Whoever changes one of them has to know the others to say what the change does.",
    instead: "Write one policy with an OR, where the parts do not belong to different owners of the schema.",
    wrong: example!("RLS065", "wrong"),
    right: example!("RLS065", "right"),
    fixes: false,
    check: |live, told| {
        for table in live.model.protected() {
            let mut groups: BTreeMap<Vec<&str>, (Vec<&Role>, Vec<Command>)> = BTreeMap::new();
            for role in &live.model.roles {
                for command in COMMANDS {
                    let policies = live.model.applying(table, role, command);
                    let named: Vec<&str> =
                        policies.filter(|(_, one)| one.permissive).map(|(_, one)| one.name()).collect();
                    // a privilege in the first place
                    let may = crate::lint::model::privilege(command)
                        .is_some_and(|privilege| live.model.has_privilege(table, role, privilege));
                    if named.len() > 1 && may {
                        let group = groups.entry(named).or_default();
                        if group.0.last() != Some(&role) {
                            group.0.push(role);
                        }
                        if !group.1.contains(&command) {
                            group.1.push(command);
                        }
                    }
                }
            }
            for (policies, (whom, commands)) in groups {
                let (schema, name) = table.name.key();
                let object = Object::new(ObjectKind::Table, super::object::qualified(schema, name));
                let names = policies.iter().map(|name| format!("`{name}`"));
                let message = format!(
                    "{} policies of `{}` are OR-ed for {} of {}: {}",
                    policies.len(),
                    object.name,
                    listed(commands, "and"),
                    roles(whom),
                    listed(names, "and")
                );
                told.push(Told::new(
                    object,
                    message,
                    "write one policy with an OR, where they belong together",
                ));
            }
        }
    },
};
