//! How is a type, a sequence, a view or a role written?

use super::words::{at, comment, options};
use crate::{
    catalog::{KeptRole, KeptSequence, Relation, RelationKind, UserType},
    ident::{literal, quote},
};

/// A domain, a composite type or a range; nothing where its functions are no SQL.
pub(crate) fn user_type(ty: &UserType) -> Vec<String> {
    let own = at(&ty.schema, &ty.name);
    match ty.kind.as_str() {
        "d" => domain(ty, &own),
        "c" => composite(ty, &own),
        "r" => ty.range.iter().map(|range| format!("CREATE TYPE {own} AS RANGE ({range})")).collect(),
        _ => Vec::new(),
    }
}

fn domain(ty: &UserType, own: &str) -> Vec<String> {
    let mut sql = format!("CREATE DOMAIN {own} AS {}", ty.base.as_deref().unwrap_or_default());
    if let Some(collation) = &ty.collation {
        sql.push_str(&format!(" COLLATE {collation}"));
    }
    if let Some(default) = &ty.default {
        sql.push_str(&format!(" DEFAULT {default}"));
    }
    // from 17 on it is one of the constraints, with a name
    if ty.not_null && !ty.checks.iter().any(|(_, definition, _)| definition.starts_with("NOT NULL")) {
        sql.push_str(" NOT NULL");
    }
    let mut statements = vec![sql];
    for (name, definition, _) in &ty.checks {
        statements.push(format!("ALTER DOMAIN {own} ADD CONSTRAINT {} {definition}", quote(name)));
    }
    for (name, _, text) in &ty.checks {
        let on = format!("CONSTRAINT {} ON DOMAIN {own}", quote(name));
        statements.extend(text.as_ref().map(|text| comment(&on, text)));
    }
    statements
}

fn composite(ty: &UserType, own: &str) -> Vec<String> {
    let part = |(name, ty, collation, _): &(String, String, Option<String>, Option<String>)| {
        let collate = collation.as_ref().map(|one| format!(" COLLATE {one}")).unwrap_or_default();
        format!("{} {ty}{collate}", quote(name))
    };
    let parts: Vec<String> = ty.attributes.iter().map(part).collect();
    let mut statements = vec![format!("CREATE TYPE {own} AS ({})", parts.join(", "))];
    for (name, _, _, text) in &ty.attributes {
        let on = format!("COLUMN {own}.{}", quote(name));
        statements.extend(text.as_ref().map(|text| comment(&on, text)));
    }
    statements
}

/// `CREATE SEQUENCE`.
pub(crate) fn sequence(relation: &Relation, sequence: &KeptSequence) -> String {
    format!(
        "CREATE {}SEQUENCE {} AS {} INCREMENT BY {} MINVALUE {} MAXVALUE {} START WITH {} CACHE {}{}",
        if relation.unlogged { "UNLOGGED " } else { "" },
        at(&relation.schema, &relation.name),
        sequence.ty,
        sequence.increment,
        sequence.min,
        sequence.max,
        sequence.start,
        sequence.cache,
        if sequence.cycle { " CYCLE" } else { "" },
    )
}

/// `CREATE VIEW`, with its options. A materialised one is filled when somebody asks for it.
pub(crate) fn view(view: &Relation) -> String {
    let materialized = view.kind == RelationKind::MaterializedView;
    let with = match view.options.as_slice() {
        [] => String::new(),
        list => format!(" WITH ({})", options(list, "")),
    };
    let query = view.definition.as_deref().unwrap_or_default().trim().trim_end_matches(';');
    let names: Vec<String> = view.columns.iter().map(|column| quote(&column.name)).collect();
    let names = if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
    format!(
        "CREATE {}VIEW {}{names}{with} AS\n{query}{}",
        if materialized { "MATERIALIZED " } else { "" },
        at(&view.schema, &view.name),
        if materialized { "\nWITH NO DATA" } else { "" },
    )
}

/// `ALTER ROLE … SUPERUSER`, with every attribute that is not a new role's; nothing where there is none. No password is known.
pub(crate) fn attributes(role: &KeptRole) -> Option<String> {
    let mut words: Vec<String> = [
        (role.superuser, "SUPERUSER"),
        (!role.inherit, "NOINHERIT"),
        (role.createrole, "CREATEROLE"),
        (role.createdb, "CREATEDB"),
        (role.replication, "REPLICATION"),
        (role.bypassrls, "BYPASSRLS"),
    ]
    .into_iter()
    .filter(|(has, _)| *has)
    .map(|(_, word)| word.to_owned())
    .collect();
    words.extend(role.connections.map(|most| format!("CONNECTION LIMIT {most}")));
    words.extend(role.valid_until.as_ref().map(|until| format!("VALID UNTIL {}", literal(until))));
    (!words.is_empty()).then(|| format!("ALTER ROLE {} {}", quote(&role.name), words.join(" ")))
}
