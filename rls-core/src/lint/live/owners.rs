//! Does row security hold for the roles that requests run as?

use super::{Live, LiveLint, Object, ObjectKind, Told, example, mend, view::people};
use crate::{
    catalog::Relation,
    lint::{Level, model::listed},
};

pub(super) const OWNER: LiveLint = LiveLint {
    code: "RLS058",
    level: Level::Error,
    title: "A table that belongs to a role which requests run as",
    why: "\
Row security does not hold for a table's owner: no policy is asked, and none for that role does anything. The owner may \
also switch it off, drop the policies, and drop the table.

FORCE ROW LEVEL SECURITY holds the owner to the policies; what an owner may do besides, it leaves.",
    instead: "Let a role own the tables that no request runs as; or write ALTER TABLE … FORCE ROW LEVEL SECURITY.",
    wrong: example!("RLS058", "wrong"),
    right: example!("RLS058", "right"),
    fixes: true,
    check: |live, told| {
        let open = |table: &&Relation| {
            table.row_security && !table.force && live.application.contains(table.owner.as_str())
        };
        for table in live.tables().filter(open) {
            let object = Object::relation(table);
            let message = format!("`{}` belongs to `{}`, so its policies do not hold for that role", object.name, table.owner);
            let help = "let another role own it, or ALTER TABLE … FORCE ROW LEVEL SECURITY";
            told.push(Told::new(object, message, help).mend([mend::force(table)]));
        }
    },
};

pub(super) const MEMBER: LiveLint = LiveLint {
    code: "RLS060",
    level: Level::Error,
    title: "A role that requests run as may become one that row security does not hold for",
    why: "\
A member of a role has its rights, or takes them with SET ROLE. Where that role owns protected tables, is a superuser or has \
BYPASSRLS, a request needs one statement to be past every policy, or none: ownership is inherited.",
    instead: "REVOKE the membership; a login role that only switches to the roles of requests is no member of others.",
    wrong: example!("RLS060", "wrong"),
    right: example!("RLS060", "right"),
    fixes: false,
    check: |live, told| {
        for role in &live.application {
            let mut others: Vec<String> = Vec::new();
            for other in live.becomes(role).into_iter().filter(|other| other != role) {
                if live.bypasses(other) {
                    others.push(format!("`{other}`, which bypasses row security"));
                } else if owns_protected(live, other) {
                    others.push(format!("`{other}`, which owns protected tables"));
                }
            }
            if !others.is_empty() {
                let message =
                    format!("{} is a member of {}", people(&[Some(role)]), listed(others, "and of"));
                told.push(Told::new(Object::new(ObjectKind::Role, *role), message, "revoke the membership"));
            }
        }
    },
};

fn owns_protected(live: &Live<'_>, role: &str) -> bool {
    live.tables().any(|table| table.owner == role && table.row_security && !table.force)
}
