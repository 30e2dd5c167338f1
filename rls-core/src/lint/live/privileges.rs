//! Which privileges open more than policies can hold, and which are missing?

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Live, LiveLint, Object, ObjectKind, Told, example, mend, object::qualified, view::Whom, view::people,
};
use crate::{
    catalog::{Attribute, Relation, RelationKind},
    lint::{Level, model::listed},
};

/// What row security does not look at.
const BEYOND: [&str; 4] = ["TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"];

pub(super) const MORE: LiveLint = LiveLint {
    code: "RLS056",
    level: Level::Error,
    title: "TRUNCATE, REFERENCES or TRIGGER for a role that requests run as",
    why: "\
No policy is asked for these. TRUNCATE empties the table; by REFERENCES a foreign key tells which keys there are; a TRIGGER \
runs its maker's code whenever somebody else writes. `GRANT ALL` gives them along, and so do the default privileges of \
Supabase's projects for each new table. No API needs them.",
    instead: "Grant what the policies are for, and nothing else.",
    wrong: example!("RLS056", "wrong"),
    right: example!("RLS056", "right"),
    fixes: true,
    check: |live, told| {
        for table in live.tables() {
            let mut by: BTreeMap<Vec<&str>, Vec<Whom<'_>>> = BTreeMap::new();
            for whom in live.reaching(table, &BEYOND) {
                let own: Vec<&str> =
                    BEYOND.into_iter().filter(|privilege| live.has(whom, table, privilege)).collect();
                by.entry(own).or_default().push(whom);
            }
            if by.is_empty() {
                continue;
            }
            let object = Object::relation(table);
            let what = by.iter().map(|(own, whom)| format!("{} may {}", people(whom), listed(own, "and")));
            let message =
                format!("row security does not hold for this on `{}`: {}", object.name, listed(what, "and"));
            let mends: Vec<String> = by.iter().map(|(own, whom)| mend::revoke(own, table, whom)).collect();
            told.push(Told::new(object, message, "revoke it").mend(mends));
        }
    },
};

pub(super) const DEFAULTS: LiveLint = LiveLint {
    code: "RLS059",
    level: Level::Warn,
    title: "Default privileges that open tables which are yet to be made",
    why: "\
ALTER DEFAULT PRIVILEGES gives each new table to these roles as soon as it is made. Row security is off then: whoever forgets \
to switch it on has opened the table to every caller, and nothing in the statement that made it says so.",
    instead: "Take the default away, and grant each table with its policies.",
    wrong: example!("RLS059", "wrong"),
    right: example!("RLS059", "right"),
    fixes: false,
    check: |live, told| {
        for one in live.catalog.default_privileges.iter().filter(|one| one.kind == "r") {
            if one.schema.as_ref().is_some_and(|schema| !live.holds(schema)) {
                continue;
            }
            let open = |whom: &Whom<'_>| whom.is_none_or(|role| live.application.contains(role));
            let grantees: BTreeSet<Whom<'_>> =
                one.grants.iter().map(|acl| acl.0.as_deref()).filter(open).collect();
            if grantees.is_empty() {
                continue;
            }
            let grantees: Vec<Whom<'_>> = grantees.into_iter().collect();
            let place = one.schema.as_ref().map(|schema| format!(" in `{schema}`")).unwrap_or_default();
            let name = match &one.schema {
                Some(schema) => format!("of {} in {schema}", one.role),
                None => format!("of {}", one.role),
            };
            let message = format!("each new table of `{}`{place} is open to {}", one.role, people(&grantees));
            let help = "ALTER DEFAULT PRIVILEGES … REVOKE ALL ON TABLES FROM …";
            told.push(Told::new(Object::new(ObjectKind::DefaultPrivileges, name), message, help));
        }
    },
};

pub(super) const SEQUENCE: LiveLint = LiveLint {
    code: "RLS062",
    level: Level::Warn,
    title: "INSERT on a table without USAGE on its sequence",
    why: "\
A serial column takes its value from a sequence with the caller's privileges. Without USAGE there, each INSERT that leaves the \
column out fails with \"permission denied for sequence\". An identity column asks for no privilege.",
    instead: "GRANT USAGE ON SEQUENCE … to the roles that may INSERT; or make it GENERATED ALWAYS AS IDENTITY.",
    wrong: example!("RLS062", "wrong"),
    right: example!("RLS062", "right"),
    fixes: true,
    check: |live, told| {
        for table in live.tables() {
            let inserting = live.reaching(table, &["INSERT"]);
            if inserting.is_empty() {
                continue;
            }
            for sequence in table.columns.iter().filter_map(|column| sequence(live, column)) {
                let may = |whom: &Whom<'_>| {
                    live.has(*whom, sequence, "USAGE") || live.has(*whom, sequence, "UPDATE")
                };
                let lacking: Vec<Whom<'_>> = inserting
                    .iter()
                    .copied()
                    .filter(|whom| !may(whom) && *whom != Some(sequence.owner.as_str()))
                    .collect();
                if !lacking.is_empty() {
                    let message = format!(
                        "{} may INSERT into `{}`, and may not take values from its sequence `{}`",
                        people(&lacking),
                        qualified(&table.schema, &table.name),
                        qualified(&sequence.schema, &sequence.name)
                    );
                    let usage = mend::usage(&sequence.schema, &sequence.name, &lacking);
                    told.push(Told::new(Object::relation(sequence), message, usage.clone()).mend([usage]));
                }
            }
        }
    },
};

/// The sequence that a column's default takes values from.
fn sequence<'c>(live: &Live<'c>, column: &Attribute) -> Option<&'c Relation> {
    if !column.identity.is_empty() {
        return None;
    }
    let name = column.default.as_deref()?.strip_prefix("nextval('")?.split("'::regclass").next()?;
    let called =
        |one: &&Relation| one.kind == RelationKind::Sequence && qualified(&one.schema, &one.name) == name;
    live.catalog.relations.iter().find(called)
}
