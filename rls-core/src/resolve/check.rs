//! What can only the whole schema show to be wrong?

use std::collections::{BTreeMap, BTreeSet};

use super::Resolved;
use crate::{
    diagnostic::{Code, Diagnostic, Errors, Place, Spot},
    expr::{Expr, MOST_DEPTH},
    ident::{self, NameFault, QName},
    schema::{Constraint, ForeignKey, KeyItem, PRIVATE, Role, Schema, Table, Type, may_be_private},
    suggest::nearest,
};

/// Predicates that are nested so deeply that whatever goes down into them would run out of stack.
pub(super) fn depth(schema: &Schema) -> Errors {
    let mut errors = Errors::new();
    for table in &schema.tables {
        for (at, policy) in table.policies.iter().enumerate() {
            if [&policy.using, &policy.check].into_iter().flatten().any(Expr::is_too_deep) {
                let message =
                    format!("a predicate of `{}` is nested deeper than {MOST_DEPTH} levels", table.name);
                errors.push(
                    Diagnostic::new(Code::PREDICATE, message)
                        .help("write it flatter, or put part of it into an SQL function")
                        .at(Place::Spot(Spot::Policy(table.name.clone(), at))),
                );
            }
        }
    }
    errors
}

/// Two things with one name, and references to what is not there.
pub(super) fn whole(schema: &Schema) -> Errors {
    let mut errors = Errors::new();
    private(schema, &mut errors);
    relations(schema, &mut errors);
    for table in &schema.tables {
        names(table, &mut errors);
        policies(table, &mut errors);
        constraints(table, &mut errors);
        for constraint in &table.constraints {
            if let Constraint::ForeignKey { key, .. } = constraint {
                reference(schema, table, key, &mut errors);
            }
        }
        for column in &table.columns {
            if let Some(name) = missing_enum(schema, &column.ty) {
                errors.push(
                    Diagnostic::new(
                        Code::UNKNOWN_TYPE,
                        format!(
                            "column `{}` of `{}` has the enum type `{name}`, which this schema has not",
                            column.name, table.name
                        ),
                    )
                    .at(Place::Spot(Spot::Item(table.name.clone()))),
                );
            }
        }
    }
    errors
}

/// The functions that policies use are in a schema of their own, one that nobody else reads or names.
fn private(schema: &Schema, errors: &mut Errors) {
    let name = schema.private.as_deref().unwrap_or(PRIVATE);
    let mut used = schema.tables.iter().map(|table| &table.name).chain(schema.enums.iter().map(|e| &e.name));
    let message = if ident::check(name).is_err() || !may_be_private(name) {
        format!("`{name}` cannot be the private schema")
    } else if let Some(other) = used.find(|used| used.key().0 == name) {
        format!("`{name}` is the private schema, and `{other}` is in it")
    } else {
        return;
    };
    let help = "it holds the functions that policies use, and nobody has USAGE on it: name one that nothing else is in";
    errors.push(Diagnostic::new(Code::CONTRADICTION, message).help(help));
}

fn missing_enum<'t>(schema: &Schema, ty: &'t Type) -> Option<&'t QName> {
    match ty {
        Type::Array(element) => missing_enum(schema, element),
        Type::Enum(name) if schema.find_enum(name).is_none() => Some(name),
        _ => None,
    }
}

/// Tables, indexes and the indexes of keys share one space of names in each schema; tables and enums another.
fn relations<'s>(schema: &'s Schema, errors: &mut Errors) {
    let mut seen: BTreeMap<(&str, (&'s str, &'s str)), String> = BTreeMap::new();
    let mut claim = |space: &'static str, key: (&'s str, &'s str), what: String, owner: &QName| {
        let Some(other) = seen.get(&(space, key)) else {
            seen.insert((space, key), what);
            return true;
        };
        errors.push(
            Diagnostic::new(Code::SAME_NAME, format!("{what} and {other} have the same name `{}`", key.1))
                .help("Postgres has one space of names for both; name one of them otherwise")
                .at(Place::Spot(Spot::Item(owner.clone()))),
        );
        false
    };
    let mut tables = Vec::new();
    for table in &schema.tables {
        // the keys of a second table of one name are called as the first one's: that is no fault of their own
        if claim("relations", table.name.key(), format!("table `{}`", table.name), &table.name) {
            claim("types", table.name.key(), format!("table `{}`", table.name), &table.name);
            tables.push(table);
        }
    }
    for e in &schema.enums {
        claim("types", e.name.key(), format!("enum `{}`", e.name), &e.name);
    }
    for table in tables {
        let space = table.name.key().0;
        for constraint in table.constraints.iter().filter(|c| c.indexed_columns().is_some()) {
            claim("relations", (space, constraint.name()), format!("a key of `{}`", table.name), &table.name);
        }
        for index in &table.indexes {
            claim("relations", (space, &index.name), format!("an index of `{}`", table.name), &table.name);
        }
    }
}

/// Names that the rules made, which no one could check before.
fn names(table: &Table, errors: &mut Errors) {
    let mut check = |name: &str, what: &str| {
        if let Err(NameFault::Long(bytes)) = ident::check(name) {
            errors.push(
                Diagnostic::long_name(name, what, bytes).at(Place::Spot(Spot::Item(table.name.clone()))),
            );
        }
    };
    check(&table.name.name, "table");
    table.policies.iter().for_each(|policy| check(policy.name(), "policy"));
}

fn policies(table: &Table, errors: &mut Errors) {
    let mut seen = BTreeSet::new();
    for policy in &table.policies {
        if !seen.insert(policy.name()) {
            errors.push(
                Diagnostic::new(
                    Code::SAME_NAME,
                    format!("two policies of `{}` have the name `{}`", table.name, policy.name()),
                )
                .help("one `crud` for each set of roles; `policy(name = \"…\")` for what it cannot say")
                .at(Place::Spot(Spot::Item(table.name.clone()))),
            );
        }
    }
}

fn constraints(table: &Table, errors: &mut Errors) {
    let mut seen = BTreeSet::new();
    for constraint in &table.constraints {
        if !seen.insert(constraint.name()) {
            errors.push(
                Diagnostic::new(
                    Code::SAME_NAME,
                    format!("two constraints of `{}` have the name `{}`", table.name, constraint.name()),
                )
                .help("give one of them a name of its own")
                .at(Place::Spot(Spot::Item(table.name.clone()))),
            );
        }
    }
}

/// A reference to a table of this schema is to columns that it has and that are a key of it. A table that the
/// schema has not is somebody else's, and the server will say whether it is there.
fn reference(schema: &Schema, from: &Table, key: &ForeignKey, errors: &mut Errors) {
    let Some(to) = schema.find_table(&key.table) else { return };
    let fault = |message: String, help: Option<String>| {
        let diagnostic =
            Diagnostic::new(Code::UNKNOWN_REFERENCE, message).at(Place::Spot(Spot::Item(from.name.clone())));
        match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    };
    if key.references.is_empty() {
        errors.push(fault(
            format!("`{}` refers to `{}`, which has no primary key", from.name, to.name),
            Some(format!("name the columns: references = \"{}(…)\"", to.name)),
        ));
        return;
    }
    let columns: Vec<&str> = to.columns.iter().map(|column| column.name.as_str()).collect();
    let mut known = true;
    for column in &key.references {
        if !columns.contains(&column.as_str()) {
            known = false;
            errors.push(fault(
                format!(
                    "`{}` refers to the column `{column}` of `{}`, which has none of that name",
                    from.name, to.name
                ),
                nearest(column, columns.iter().copied()).map(|near| format!("did you mean `{near}`?")),
            ));
        }
    }
    let wanted: BTreeSet<&String> = key.references.iter().collect();
    let keyed = to
        .constraints
        .iter()
        .filter_map(Constraint::indexed_columns)
        .any(|c| c.iter().collect::<BTreeSet<_>>() == wanted)
        || to.indexes.iter().any(|index| {
            index.unique
                && index.predicate.is_none()
                && index.keys.len() == wanted.len()
                && index.keys.iter().all(|k| matches!(&k.item, KeyItem::Column(c) if wanted.contains(c)))
        });
    if known && !keyed {
        errors.push(fault(
            format!(
                "`{}` refers to `{}({})`, which is no primary key and not unique",
                from.name,
                to.name,
                key.references.join(", ")
            ),
            Some("refer to a key, or write `unique` on those columns".to_owned()),
        ));
    }
    if known && key.references.len() != key.columns.len() {
        errors.push(fault(
            format!(
                "`{}` refers with {} column(s) to {} of `{}`",
                from.name,
                key.columns.len(),
                key.references.len(),
                to.name
            ),
            None,
        ));
    }
}

/// Roles that neither the provider nor the schema has.
pub(super) fn roles(resolved: &Resolved) -> Errors {
    let mut known: Vec<&str> = resolved.provider.roles().collect();
    known.extend(resolved.schema.roles.keys().map(String::as_str));
    let mut errors = Errors::new();
    let mut unknown = |role: &str, place: Place| {
        if known.contains(&role) || Role::is_predefined(role) {
            return;
        }
        let help = match nearest(role, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("declare it in rls.toml: [roles.{role}]"),
        };
        errors.push(
            Diagnostic::new(Code::UNKNOWN_ROLE, format!("nobody declares the role `{role}`"))
                .help(help)
                .at(place),
        );
    };
    for table in &resolved.schema.tables {
        let of_policies = table.policies.iter().flat_map(|policy| &policy.roles);
        let of_grants = table.grants.iter().map(|grant| &grant.role);
        let named: BTreeSet<&str> = of_policies
            .chain(of_grants)
            .filter_map(|role| match role {
                Role::Named(name) => Some(name.as_str()),
                _ => None,
            })
            .collect();
        named.into_iter().for_each(|role| unknown(role, Place::Spot(Spot::Item(table.name.clone()))));
    }
    for def in resolved.schema.roles.values() {
        def.in_roles.iter().for_each(|role| unknown(role, Place::Nowhere));
    }
    errors
}
