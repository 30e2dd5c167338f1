//! What shows the rows of protected tables past their policies?

use std::collections::BTreeSet;

use super::{Live, LiveLint, Object, Told, example, view::Whom, view::people};
use crate::{
    catalog::{Relation, RelationKind},
    lint::{Level, model::listed},
};

/// Whether a view asks its tables as whoever asks it.
fn is_invoker(view: &Relation) -> bool {
    view.options.iter().any(|option| match option.split_once('=') {
        Some((name, value)) if name.eq_ignore_ascii_case("security_invoker") => {
            ["true", "on", "yes", "1"].contains(&value.to_ascii_lowercase().as_str())
        }
        _ => option.eq_ignore_ascii_case("security_invoker"),
    })
}

/// The views and tables that a relation reads, and those that they read; itself among them.
fn below<'c>(live: &Live<'c>, relation: &'c Relation) -> Vec<&'c Relation> {
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    let mut waiting = vec![relation];
    while let Some(one) = waiting.pop() {
        if seen.insert((&one.schema, &one.name)) {
            all.push(one);
            waiting.extend(one.reads.iter().filter_map(|name| live.relation(name)));
        }
    }
    all
}

/// The tables that a view reads itself.
fn tables<'c>(live: &Live<'c>, view: &'c Relation) -> impl Iterator<Item = &'c Relation> {
    let read: Vec<&Relation> = view.reads.iter().filter_map(|name| live.relation(name)).collect();
    read.into_iter().filter(|one| one.is_table())
}

const COMMANDS: &[&str] = &["SELECT", "INSERT", "UPDATE", "DELETE"];

/// The provider's tables of accounts, and what is synchronised from them.
fn is_of_accounts(table: &Relation) -> bool {
    matches!(
        (table.schema.as_str(), table.name.as_str()),
        ("auth", "users" | "identities" | "sessions" | "refresh_tokens") | ("neon_auth", _)
    )
}

fn names(tables: &[&Relation]) -> String {
    let names: BTreeSet<String> =
        tables.iter().map(|one| format!("`{}`", super::object::qualified(&one.schema, &one.name))).collect();
    listed(names, "and")
}

/// Each view that somebody reaches, itself or by another, with the way.
fn entries<'c>(live: &Live<'c>) -> Vec<(&'c Relation, Vec<Whom<'c>>, Option<&'c Relation>)> {
    let views = live.relations.iter().copied().filter(|one| one.kind == RelationKind::View);
    let mut all: Vec<(&Relation, Vec<Whom<'_>>, Option<&Relation>)> = Vec::new();
    for view in views {
        let whom = live.reaching(view, COMMANDS);
        if whom.is_empty() {
            continue;
        }
        for one in below(live, view).into_iter().filter(|one| one.kind == RelationKind::View) {
            let own = std::ptr::eq(one, view);
            match all.iter_mut().find(|(known, ..)| std::ptr::eq(*known, one)) {
                // by itself is the nearer way
                Some(entry) if own => *entry = (one, whom.clone(), None),
                Some(_) => {}
                None => all.push((one, whom.clone(), (!own).then_some(view))),
            }
        }
    }
    all
}

pub(super) const OWNER_S: LiveLint = LiveLint {
    code: "RLS053",
    level: Level::Error,
    title: "A view that shows protected rows as its owner",
    why: "\
A view asks its tables as its owner, unless it is told otherwise, and row security does not hold for who owns the table, for a \
superuser and for BYPASSRLS. Whoever may read the view reads every row of them that it shows; where it is simple enough \
to be written through, they change every row too. It does not matter how many views stand in between.",
    instead: "Let it ask as whoever asks it: `ALTER VIEW … SET (security_invoker = true)` (Postgres 15 and later); or take the privilege away.",
    wrong: example!("RLS053", "wrong"),
    right: example!("RLS053", "right"),
    fixes: false,
    check: |live, told| {
        for (view, whom, by) in entries(live) {
            if is_invoker(view) {
                continue;
            }
            let above = |table: &&Relation| {
                table.row_security && live.is_above(&view.owner, table) && !is_of_accounts(table)
            };
            let shown: Vec<&Relation> = tables(live, view).filter(above).collect();
            if shown.is_empty() {
                continue;
            }
            let object = Object::relation(view);
            let way = by.map(|by| format!(", by `{}`", Object::relation(by).name)).unwrap_or_default();
            let message = format!(
                "`{}` shows {} every row of {} that it selects{way}: it asks as `{}`",
                object.name,
                people(&whom),
                names(&shown),
                view.owner
            );
            let help = match live.catalog.major() {
                ..=14 => format!(
                    "take the privilege away, or give `{}` to an owner that the policies hold",
                    object.name
                ),
                _ => format!("ALTER VIEW {} SET (security_invoker = true)", object.name),
            };
            told.push(Told::new(object, message, help));
        }
    },
};

pub(super) const OUTSIDE: LiveLint = LiveLint {
    code: "RLS054",
    level: Level::Error,
    title: "A materialized view or a foreign table that callers reach",
    why: "\
Neither can have row security. A materialized view holds what its owner saw when it was refreshed: every row, for everyone \
who may read it. A foreign table asks the other server as one user, whoever asks here.",
    instead: "Take the privilege away, and give callers a function or a view that says which rows are theirs.",
    wrong: example!("RLS054", "wrong"),
    right: example!("RLS054", "right"),
    fixes: true,
    check: |live, told| {
        for one in &live.relations {
            let whom = live.reaching(one, COMMANDS);
            if whom.is_empty() {
                continue;
            }
            let what = match one.kind {
                RelationKind::Foreign => "what the other server has, as one user".to_owned(),
                RelationKind::MaterializedView => {
                    let read = below(live, one);
                    let protected: Vec<&Relation> = read
                        .into_iter()
                        .filter(|table| table.is_table() && table.row_security && !is_of_accounts(table))
                        .collect();
                    if protected.is_empty() {
                        continue;
                    }
                    format!("rows of {} whoever they belong to", names(&protected))
                }
                _ => continue,
            };
            let object = Object::relation(one);
            let message = format!("`{}` shows {} {what}", object.name, people(&whom));
            let mend = super::mend::revoke(&["ALL"], one, &whom);
            told.push(Told::new(object, message, "take the privilege away").mend([mend]));
        }
    },
};

pub(super) const ACCOUNTS: LiveLint = LiveLint {
    code: "RLS063",
    level: Level::Error,
    title: "A view that shows the provider's table of accounts",
    why: "\
Addresses, telephone numbers, the time of the last sign-in and what else is known of everyone who has an account stand in \
`auth.users` and its like. Callers have no privilege there for that reason; a view that its owner made has it, and passes it on.",
    instead: "Copy what callers may see of each other into a table of your own, with policies; or take the privilege on the view away.",
    wrong: example!("RLS063", "wrong"),
    right: example!("RLS063", "right"),
    fixes: false,
    check: |live, told| {
        let materialized = live.relations.iter().filter(|one| one.kind == RelationKind::MaterializedView);
        let of_itself = materialized.filter_map(|one| {
            let whom = live.reaching(one, &["SELECT"]);
            (!whom.is_empty()).then_some((*one, whom, None))
        });
        for (view, whom, _) in entries(live).into_iter().chain(of_itself) {
            let open = |table: &&Relation| {
                let as_caller = view.kind == RelationKind::View && is_invoker(view);
                // as the caller, it shows what the caller may see there anyhow
                let closed = table.row_security || live.reaching(table, &["SELECT"]).is_empty();
                is_of_accounts(table) && !(as_caller && closed)
            };
            let shown: Vec<&Relation> = match view.kind {
                RelationKind::View => tables(live, view).filter(open).collect(),
                _ => below(live, view).into_iter().filter(open).collect(),
            };
            if !shown.is_empty() {
                let object = Object::relation(view);
                let message =
                    format!("`{}` shows {} what is in {}", object.name, people(&whom), names(&shown));
                told.push(Told::new(object, message, "take the privilege away, or leave that table out"));
            }
        }
    },
};
