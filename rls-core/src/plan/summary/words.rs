//! How is a change of one thing said?

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::renames::{Name, Renames, name},
    Became, Difference, of,
};
use crate::{
    diff::{Change, diff},
    ident::QName,
    resolve::Resolved,
    schema::{
        Action, Column, Constraint, Default, Deferrable, Enum, Grant, Identity, Index, Key, KeyItem, Nulls,
        Order, Policy, Role, RoleDef,
    },
    sql,
};

/// `1 policy`, `2 policies`.
pub(super) fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// `text, null, default 'x'`
pub(super) fn column(column: &Column) -> String {
    let mut parts = vec![sql::type_name(&column.ty)];
    if column.nullable {
        parts.push("null".to_owned());
    }
    parts.extend(column.default.as_ref().map(|default| format!("default {}", filled(Some(default)))));
    parts.extend(column.identity.map(|identity| identified(Some(identity)).to_owned()));
    if column.generated.is_some() {
        parts.push("generated".to_owned());
    }
    parts.join(", ")
}

/// What of a column is another; empty where nothing is that the database sees.
pub(super) fn columns(was: &Column, is: &Column) -> String {
    let mut parts = Vec::new();
    let mut differs = |old: String, new: String| {
        if old != new {
            parts.push(format!("{old} → {new}"));
        }
    };
    differs(sql::type_name(&was.ty), sql::type_name(&is.ty));
    let null = |column: &Column| if column.nullable { "null" } else { "not null" }.to_owned();
    differs(null(was), null(is));
    let default = |column: &Column| format!("default {}", filled(column.default.as_ref()));
    differs(default(was), default(is));
    differs(identified(was.identity).to_owned(), identified(is.identity).to_owned());
    let generated = |column: &Column| match &column.generated {
        Some(sql) => format!("generated as {sql}"),
        None => "not generated".to_owned(),
    };
    differs(generated(was), generated(is));
    let collation = |column: &Column| match &column.collate {
        Some(name) => format!("collation {name}"),
        None => "no collation".to_owned(),
    };
    differs(collation(was), collation(is));
    if was.comment != is.comment {
        parts.push("comment".to_owned());
    }
    parts.join("; ")
}

fn filled(default: Option<&Default>) -> &str {
    match default {
        None => "none",
        Some(Default::Sql(sql)) => sql,
        Some(Default::CallerId) => "the caller's id",
    }
}

fn identified(identity: Option<Identity>) -> &'static str {
    match identity {
        None => "no identity",
        Some(Identity::ByDefault) => "identity by default",
        Some(Identity::Always) => "identity always",
    }
}

/// Which kind of constraint.
pub(super) fn kind(constraint: &Constraint) -> &'static str {
    match constraint {
        Constraint::PrimaryKey { .. } => "primary key",
        Constraint::Unique { .. } => "unique",
        Constraint::Check { .. } => "check",
        Constraint::ForeignKey { .. } => "foreign key",
    }
}

/// What it says.
pub(super) fn of_constraint(constraint: &Constraint) -> String {
    match constraint {
        Constraint::PrimaryKey { columns, .. } | Constraint::Unique { columns, .. } => columns.join(", "),
        Constraint::Check { sql, .. } => sql.clone(),
        Constraint::ForeignKey { key, .. } => {
            let mut said =
                format!("{} → {} ({})", key.columns.join(", "), key.table, key.references.join(", "));
            for (when, action) in [("delete", key.on_delete), ("update", key.on_update)] {
                if let Some(action) = acts(action) {
                    said.push_str(&format!(", on {when} {action}"));
                }
            }
            if let Some(deferrable) = key.deferrable {
                said.push_str(match deferrable {
                    Deferrable::Immediate => ", deferrable",
                    Deferrable::Deferred => ", deferred",
                });
            }
            said
        }
    }
}

fn acts(action: Action) -> Option<&'static str> {
    match action {
        Action::NoAction => None,
        Action::Restrict => Some("restrict"),
        Action::Cascade => Some("cascade"),
        Action::SetNull => Some("set null"),
        Action::SetDefault => Some("set default"),
    }
}

/// `unique, user_id, written_at desc, where done`
pub(super) fn index(index: &Index) -> String {
    let mut parts = Vec::new();
    if index.unique {
        parts.push("unique".to_owned());
    }
    parts.extend(index.method.iter().map(|method| format!("by {method}")));
    for Key { item, class, order, nulls } in &index.keys {
        let mut said = match item {
            KeyItem::Column(column) => column.clone(),
            KeyItem::Sql(sql) => format!("({sql})"),
        };
        if let Some(class) = class {
            said.push_str(&format!(" {class}"));
        }
        if *order == Order::Desc {
            said.push_str(" desc");
        }
        match nulls {
            None => {}
            Some(Nulls::First) => said.push_str(" nulls first"),
            Some(Nulls::Last) => said.push_str(" nulls last"),
        }
        parts.push(said);
    }
    parts.extend(index.predicate.iter().map(|sql| format!("where {sql}")));
    parts.join(", ")
}

/// `SELECT for authenticated`
pub(super) fn policy(policy: &Policy) -> String {
    let restrictive = if policy.permissive { "" } else { ", restrictive" };
    format!("{} for {}{restrictive}", policy.command, names(&policy.roles))
}

/// What of a policy is another: `using, with check`.
pub(super) fn policies(was: &Policy, is: &Policy) -> String {
    let mut parts = Vec::new();
    if was.command != is.command {
        parts.push(format!("{} → {}", was.command, is.command));
    }
    if was.permissive != is.permissive {
        let word = |policy: &Policy| if policy.permissive { "permissive" } else { "restrictive" };
        parts.push(format!("{} → {}", word(was), word(is)));
    }
    if was.roles != is.roles {
        parts.push(format!("{} → {}", names(&was.roles), names(&is.roles)));
    }
    for (word, old, new) in [("using", &was.using, &is.using), ("with check", &was.check, &is.check)] {
        if old != new {
            parts.push(word.to_owned());
        }
    }
    parts.join("; ")
}

fn named(role: &Role) -> String {
    match role {
        Role::Public => "PUBLIC".to_owned(),
        Role::SignedIn => "whoever is signed in".to_owned(),
        Role::Named(name) => name.clone(),
    }
}

fn names(roles: &[Role]) -> String {
    roles.iter().map(named).collect::<Vec<_>>().join(", ")
}

/// For each role that may more or less: `+ SELECT, - UPDATE (title)`.
pub(super) fn privileges(was: &[Grant], is: &[Grant]) -> Vec<(String, String)> {
    let set = |grants: &[Grant]| grants.iter().cloned().collect::<BTreeSet<Grant>>();
    let (was, is) = (set(was), set(is));
    let mut by_role: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let more = is.difference(&was).map(|grant| ('+', grant));
    for (sign, grant) in more.chain(was.difference(&is).map(|grant| ('-', grant))) {
        let columns = match &grant.columns[..] {
            [] => String::new(),
            some => format!(" ({})", some.join(", ")),
        };
        by_role.entry(named(&grant.role)).or_default().push(format!("{sign} {}{columns}", grant.privilege));
    }
    by_role.into_iter().map(|(role, said)| (role, said.join(", "))).collect()
}

/// What of an enum is another: `+ archived, - draft`.
pub(super) fn values(was: &Enum, is: &Enum, cleared: &Renames) -> String {
    let mut parts = Vec::new();
    for change in diff(&was.values, &is.values, |value| &value.name, |_| None::<()>) {
        match change {
            Change::Created(value) => parts.push(format!("+ {}", value.name)),
            Change::Dropped(value) => {
                parts.push(format!("- {}", before(&cleared.values, &is.name, &value.name)));
            }
            Change::Kept { .. } => {}
        }
    }
    let order = |one: &Enum, other: &Enum| {
        let kept = one.values.iter().filter(|value| other.values.iter().any(|it| it.name == value.name));
        kept.map(|value| value.name.clone()).collect::<Vec<_>>()
    };
    if order(was, is) != order(is, was) {
        parts.push("another order".to_owned());
    }
    if was.comment != is.comment {
        parts.push("comment".to_owned());
    }
    parts.join(", ")
}

/// What is called otherwise.
pub(super) fn renamed(renames: &Renames, said: &mut Vec<Difference>) {
    let shown = |(schema, name): &Name| QName {
        schema: (schema != "public").then(|| schema.clone()),
        name: name.clone(),
    };
    for (kind, all) in [("table", &renames.tables), ("enum", &renames.enums)] {
        for (old, new) in all {
            said.push(of(Became::Renamed, kind, None, new.to_string(), shown(old).to_string()));
        }
    }
    for ((table, old), new) in &renames.columns {
        said.push(of(Became::Renamed, "column", Some(&shown(table)), new, old));
    }
    for ((of_enum, old), new) in &renames.values {
        said.push(of(Became::Renamed, "value", Some(&shown(of_enum)), new, old));
    }
}

/// What a table or an enum was called before.
pub(super) fn was(renames: &BTreeMap<Name, QName>, now: &QName) -> String {
    match renames.iter().find(|(_, new)| *new == now) {
        Some(((_, old), _)) => QName { schema: now.schema.clone(), name: old.clone() }.to_string(),
        None => now.to_string(),
    }
}

/// What a column or a value was called before.
pub(super) fn before(renames: &BTreeMap<(Name, String), String>, of: &QName, now: &str) -> String {
    let of = name(of);
    let renamed = renames.iter().find(|((other, _), new)| *other == of && *new == now);
    renamed.map_or_else(|| now.to_owned(), |((_, old), _)| old.clone())
}

/// The schema's own roles.
pub(super) fn roles(old: &Resolved, new: &Resolved, said: &mut Vec<Difference>) {
    let (old, new) = (&old.schema.roles, &new.schema.roles);
    let detail = |role: &RoleDef| {
        let login = if role.login { "may log in" } else { "no login" };
        match &role.in_roles[..] {
            [] => login.to_owned(),
            of => format!("{login}, member of {}", of.join(", ")),
        }
    };
    for (name, role) in new {
        match old.get(name) {
            None => said.push(of(Became::New, "role", None, name, detail(role))),
            Some(was) if was == role => {}
            Some(was) => {
                let detail = format!("{} → {}", detail(was), detail(role));
                said.push(of(Became::Changed, "role", None, name, detail));
            }
        }
    }
    let gone = old.keys().filter(|name| !new.contains_key(*name));
    said.extend(gone.map(|name| of(Became::Gone, "role", None, name, "")));
}

/// Functions that look rows up for policies.
pub(super) fn functions(old: &Resolved, new: &Resolved, said: &mut Vec<Difference>) {
    let (old, new) = (&old.schema.functions, &new.schema.functions);
    for change in diff(old, new, |function| function.name.key(), |_| None::<()>) {
        let (became, function) = match change {
            Change::Created(function) => (Became::New, function),
            Change::Dropped(function) => (Became::Gone, function),
            Change::Kept { old, new } if old == new => continue,
            Change::Kept { new, .. } => (Became::Changed, new),
        };
        let detail =
            if became == Became::Gone { String::new() } else { format!("looks into {}", function.table) };
        said.push(of(became, "function", None, function.name.to_string(), detail));
    }
}
