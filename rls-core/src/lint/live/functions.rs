//! Which functions do more for a caller than they should, or less for a policy?

use super::{Live, LiveLint, Object, Told, caller, example, view::people};
use crate::{
    catalog::{KeptFunction, Relation},
    lint::{Level, clauses::mentions},
};

/// The functions of the schemas that are looked at, that a statement may call.
fn functions<'c>(live: &Live<'c>) -> impl Iterator<Item = &'c KeptFunction> {
    let of_a_trigger = ["trigger", "event_trigger"];
    let catalog = live.catalog;
    let held: Vec<&KeptFunction> = catalog.functions.iter().filter(|one| live.holds(&one.schema)).collect();
    held.into_iter().filter(move |one| {
        matches!(one.kind.as_str(), "f" | "p")
            && !one.returns.as_deref().is_some_and(|returns| of_a_trigger.contains(&returns))
    })
}

/// Whether a caller's search_path says what the names in the body mean.
fn is_unpinned(function: &KeptFunction) -> bool {
    !function.bound && !function.settings.iter().any(|setting| setting.starts_with("search_path="))
}

pub(super) const UNPINNED: LiveLint = LiveLint {
    code: "RLS051",
    level: Level::Error,
    title: "A SECURITY DEFINER function whose names the caller chooses",
    why: "\
The function runs with its owner's rights, and its names are looked up by the caller's search_path. A caller who may create \
something, be it a temporary table, puts his own thing before the one that is meant, and has it used or run as the owner. \
pg_temp comes first for tables even where the path does not name it.",
    instead: "Write `SET search_path = ''` and every name with its schema; or a body that is bound when it is made: `BEGIN ATOMIC … END`.",
    wrong: example!("RLS051", "wrong"),
    right: example!("RLS051", "right"),
    fixes: false,
    check: |live, told| {
        let held = live.catalog.functions.iter().filter(|one| live.holds(&one.schema));
        for function in held.filter(|one| one.definer && is_unpinned(one)) {
            let object = Object::function(function);
            let message = format!(
                "`{}` runs as `{}`, and the caller's search_path says what its names mean",
                object.name, function.owner
            );
            let help = format!(
                "name each thing with its schema, then: ALTER FUNCTION {} SET search_path = ''",
                object.name
            );
            told.push(Told::new(object, message, help));
        }
    },
};

pub(super) const EXECUTABLE: LiveLint = LiveLint {
    code: "RLS052",
    level: Level::Error,
    title: "A SECURITY DEFINER function that everyone may call",
    why: "\
EXECUTE is everyone's until it is taken away: Postgres gives each new function to PUBLIC. In a schema that callers may look \
into, and that an API like PostgREST exposes, anybody calls this one with arguments of their choice, and it does with its \
owner's rights, past row security, what they ask. A policy needs the privilege only for the roles that it is for.",
    instead: "Take EXECUTE from PUBLIC and give it to the roles that need it; keep what only policies use in a schema without USAGE.",
    wrong: example!("RLS052", "wrong"),
    right: example!("RLS052", "right"),
    fixes: false,
    check: |live, told| {
        for function in functions(live).filter(|one| one.definer && live.calling(one).contains(&None)) {
            let object = Object::function(function);
            let message =
                format!("everyone (PUBLIC) may call `{}`, which runs as `{}`", object.name, function.owner);
            let help = format!(
                "REVOKE EXECUTE ON FUNCTION {} FROM PUBLIC, and grant it to whom it is for",
                object.name
            );
            told.push(Told::new(object, message, help));
        }
    },
};

pub(super) const FORCED: LiveLint = LiveLint {
    code: "RLS061",
    level: Level::Error,
    title: "FORCE on a table that a policy's function reads as its owner",
    why: "\
A SECURITY DEFINER function of a policy reads as its owner, so that row security does not hold for what it looks up. FORCE \
makes it hold: the function finds what the policies let its owner see, most often nothing; and where one of those policies \
calls the function again, every statement fails with \"stack depth limit exceeded\".",
    instead: "Take FORCE away (NO FORCE ROW LEVEL SECURITY), or let a role with BYPASSRLS own the function.",
    wrong: example!("RLS061", "wrong"),
    right: example!("RLS061", "right"),
    fixes: false,
    check: |live, told| {
        let forced: Vec<&Relation> =
            live.tables().filter(|table| table.row_security && table.force).collect();
        let helpers = live.catalog.functions.iter().filter(|one| one.definer && one.in_policy);
        for function in helpers.filter(|one| !live.bypasses(&one.owner)) {
            let body = caller::body(function);
            for table in forced.iter().filter(|table| table.owner == function.owner && reads(&body, table)) {
                let object = Object::relation(table);
                let helper = Object::function(function).name;
                let message = format!(
                    "row security is forced on `{}`, and `{helper}`, which a policy calls, reads it as its owner",
                    object.name
                );
                let help = format!("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY", object.name);
                told.push(Told::new(object, message, help));
            }
        }
    },
};

fn reads(body: &str, table: &Relation) -> bool {
    mentions(body, &table.name.to_ascii_lowercase())
}

pub(super) const PLANNED: LiveLint = LiveLint {
    code: "RLS064",
    level: Level::Info,
    title: "A policy's function that is VOLATILE or not PARALLEL SAFE",
    why: "\
A function is VOLATILE and PARALLEL UNSAFE unless it says otherwise. A volatile one in a predicate is called for each row, \
and no index is used for what it is compared with; one that is not parallel safe keeps every query on the table, whoever \
asks, from running in parallel.",
    instead: "Write STABLE and PARALLEL SAFE, where the function only reads.",
    wrong: example!("RLS064", "wrong"),
    right: example!("RLS064", "right"),
    fixes: false,
    check: |live, told| {
        for function in functions(live).filter(|one| one.in_policy && one.kind == "f") {
            let volatile = (function.volatility == "v").then_some("VOLATILE");
            let unsafe_ = (function.parallel == "u").then_some("PARALLEL UNSAFE");
            let words: Vec<&str> = volatile.into_iter().chain(unsafe_).collect();
            if !words.is_empty() {
                let object = Object::function(function);
                let message = format!("a policy calls `{}`, which is {}", object.name, words.join(" and "));
                let help =
                    format!("where it only reads: ALTER FUNCTION {} STABLE PARALLEL SAFE", object.name);
                told.push(Told::new(object, message, help));
            }
        }
    },
};

pub(super) const OF_POLICY: LiveLint = LiveLint {
    code: "RLS066",
    level: Level::Warn,
    title: "A policy's function whose names the caller chooses",
    why: "\
The function decides who sees which rows, and its names are looked up by the search_path of whoever asks. A caller who may run \
SQL, or send a setting along, puts a table or a function of his own before the one that is meant, and answers the \
policy's question himself.",
    instead: "Write `SET search_path = ''` and every name with its schema; or a body that is bound when it is made.",
    wrong: example!("RLS066", "wrong"),
    right: example!("RLS066", "right"),
    fixes: false,
    check: |live, told| {
        for function in functions(live).filter(|one| one.in_policy && !one.definer && is_unpinned(one)) {
            let whom = live.calling(function);
            let object = Object::function(function);
            let by = if whom.is_empty() { "its caller".to_owned() } else { people(&whom) };
            let message = format!(
                "a policy calls `{}`, and the search_path of {by} says what its names mean",
                object.name
            );
            let help = format!(
                "name each thing with its schema, then: ALTER FUNCTION {} SET search_path = ''",
                object.name
            );
            told.push(Told::new(object, message, help));
        }
    },
};
