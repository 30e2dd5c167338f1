//! Which words has a table, and all that hangs on it?

use std::collections::BTreeSet;

use super::printed;
use crate::{
    catalog::{
        Attribute, Catalog, KeptConstraint, KeptIndex, KeptPolicy, Relation,
        compare::labels::{self, same_if},
    },
    expr::Expr,
    provider::Provider,
    schema::{Column, Command, Constraint, Grant, Index, Policy, Role, Schema, Table},
    sql::{Clause, predicate},
};

/// A table where it is built, and in the models' words.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) relation: &'a Relation,
    pub(super) table: &'a Table,
}

/// A table of the database; `known` is the same one where it is built, the models' first.
pub(super) fn table(live: &Catalog, relation: &Relation, imported: &Table, known: &[Known<'_>]) -> Table {
    let mut table = imported.clone();
    // whose columns are called as they are here: of what was accepted, where a renaming is still to be done
    let names = |columns: &[Attribute]| columns.iter().map(|one| one.name.clone()).collect::<BTreeSet<_>>();
    let mut known = known.to_vec();
    let here = names(&relation.columns);
    if let Some(at) = known.iter().position(|known| names(&known.relation.columns) == here) {
        known[..=at].rotate_right(1);
    }
    let known = known.as_slice();
    if let Some(first) = known.first() {
        table.name = first.table.name.clone();
        table.renamed_from.clone_from(&first.table.renamed_from);
        table.allows.clone_from(&first.table.allows);
    }
    for column in &mut table.columns {
        if let Some(kept) = relation.columns.iter().find(|kept| kept.name == column.name) {
            self::column(kept, column, known);
        }
    }
    for constraint in &mut table.constraints {
        let kept = relation.constraints.iter().find(|kept| kept.name == constraint.name());
        if let Some(words) = kept.and_then(|kept| self::constraint(kept, known)) {
            *constraint = words;
        }
    }
    for index in &mut table.indexes {
        let kept = relation.indexes.iter().find(|kept| kept.name == index.name);
        if let Some(words) = kept.and_then(|kept| self::index(kept, known)) {
            *index = words;
        }
    }
    for policy in &mut table.policies {
        if let Some(kept) = relation.policies.iter().find(|kept| kept.name == policy.name()) {
            self::policy(kept, policy, known);
        }
    }
    // row security does not look at them, and who made them gave them what they have
    let bypasses = |role: &Role| matches!(role, Role::Named(name) if bypasses(live, name));
    let named = |role: &Role| {
        known.iter().any(|known| known.table.grants.iter().any(|grant: &Grant| grant.role == *role))
    };
    table.grants.retain(|grant| named(&grant.role) || !bypasses(&grant.role));
    if let Some(first) = known.first() {
        // the owner may do everything, and is granted nothing that is kept apart
        let owner = Role::Named(relation.owner.clone());
        table.grants.extend(first.table.grants.iter().filter(|grant| grant.role == owner).cloned());
        table.grants.sort();
        in_order(&mut table.columns, &first.table.columns, |one| &one.name);
        in_order(&mut table.constraints, &first.table.constraints, Constraint::name);
        in_order(&mut table.indexes, &first.table.indexes, |one| &one.name);
        in_order(&mut table.policies, &first.table.policies, Policy::name);
    }
    table
}

/// As they are said, and the rest behind them: a plan goes by the order of what it is given.
fn in_order<T>(list: &mut [T], said: &[T], name: impl Fn(&T) -> &str) {
    let place = |one: &T| said.iter().position(|said| name(said) == name(one)).unwrap_or(usize::MAX);
    list.sort_by_key(place);
}

/// Whether row security does not hold for a role.
pub(super) fn bypasses(live: &Catalog, role: &str) -> bool {
    live.roles.iter().any(|one| one.name == role && (one.superuser || one.bypassrls))
}

fn column(kept: &Attribute, column: &mut Column, known: &[Known<'_>]) {
    let of = |known: &Known<'_>| {
        let kept = known.relation.columns.iter().find(|other| other.name == kept.name)?.clone();
        Some((kept, known.table.find_column(&kept_name(column))?.clone()))
    };
    let all: Vec<(Attribute, Column)> = known.iter().filter_map(of).collect();
    let Some((_, first)) = all.first() else { return };
    column.renamed_from.clone_from(&first.renamed_from);
    column.backfill.clone_from(&first.backfill);
    let same =
        |is: &dyn Fn(&Attribute) -> bool| all.iter().find(|(other, _)| is(other)).map(|(_, said)| said);
    let same_text = |one: &Option<String>, other: &Option<String>| same_if(one.as_deref(), other.as_deref());
    let is_type =
        |other: &Attribute| (&other.ty, &other.of, &other.element) == (&kept.ty, &kept.of, &kept.element);
    if let Some(said) = same(&is_type) {
        column.ty = said.ty.clone();
    }
    if let Some(said) = same(&|other| other.not_null == kept.not_null) {
        column.nullable = said.nullable;
    }
    if let Some(said) =
        same(&|other| other.generated == kept.generated && same_text(&other.default, &kept.default))
    {
        column.default.clone_from(&said.default);
        column.generated.clone_from(&said.generated);
    }
    if let Some(said) = same(&|other| other.collation == kept.collation) {
        column.collate.clone_from(&said.collate);
    }
}

fn kept_name(column: &Column) -> String {
    column.name.clone()
}

/// All of a constraint but its name, and but whether rows were held against it.
pub(super) fn is_like(one: &KeptConstraint, other: &KeptConstraint) -> bool {
    let definition = |of: &KeptConstraint| of.definition.trim_end_matches(" NOT VALID").to_owned();
    one.kind == other.kind && labels::same(&definition(one), &definition(other))
}

fn constraint(kept: &KeptConstraint, known: &[Known<'_>]) -> Option<Constraint> {
    let named = |known: &Known<'_>, name: &str| {
        known.table.constraints.iter().find(|said| said.name() == name).cloned()
    };
    let alike = known.iter().flat_map(|known| {
        let alike = known.relation.constraints.iter().filter(|other| is_like(other, kept));
        alike.filter_map(move |other| named(known, &other.name))
    });
    let mut alike: Vec<Constraint> = alike.collect();
    let at = alike.iter().position(|said| said.name() == kept.name).or((!alike.is_empty()).then_some(0))?;
    let mut words = alike.swap_remove(at);
    match &mut words {
        Constraint::PrimaryKey { name, .. }
        | Constraint::Unique { name, .. }
        | Constraint::Check { name, .. }
        | Constraint::ForeignKey { name, .. } => name.clone_from(&kept.name),
    }
    Some(words)
}

/// All of an index but its name, and but whether it was built to its end.
pub(super) fn is_like_index(one: &KeptIndex, other: &KeptIndex) -> bool {
    let shape = |of: &KeptIndex| KeptIndex {
        name: String::new(),
        definition: String::new(),
        valid: true,
        clustered: false,
        replica_identity: false,
        comment: None,
        ..of.clone()
    };
    shape(one) == shape(other)
}

fn index(kept: &KeptIndex, known: &[Known<'_>]) -> Option<Index> {
    let alike = known.iter().flat_map(|known| {
        let alike = known.relation.indexes.iter().filter(|other| is_like_index(other, kept));
        alike.filter_map(|other| known.table.indexes.iter().find(|said| said.name == other.name).cloned())
    });
    let mut alike: Vec<Index> = alike.collect();
    let at = alike.iter().position(|said| said.name == kept.name).or((!alike.is_empty()).then_some(0))?;
    Some(Index { name: kept.name.clone(), ..alike.swap_remove(at) })
}

/// A policy whose words would be written otherwise here, where a column has another type or may be NULL: in Postgres's own words.
pub(super) fn as_written(
    schema: &Schema,
    provider: &Provider,
    table: &Table,
    kept: &KeptPolicy,
    known: &[(&Schema, &Table)],
) -> Policy {
    let own = table.policies.iter().find(|policy| policy.name() == kept.name);
    let Some(mut policy) = own.cloned() else { return Policy::new(&kept.name, Command::All, Vec::new()) };
    let keep = |expr: &mut Option<Expr>,
                text: &Option<String>,
                clause: Clause,
                of: fn(&Policy) -> Option<&Expr>| {
        let (Some(is), Some(text)) = (expr.as_ref(), text) else { return };
        let here = predicate(schema, provider, table, is, clause);
        let mut said =
            known.iter().filter(|(_, table)| table.policies.iter().any(|said| of(said) == Some(is)));
        if said.next().is_some_and(|(schema, table)| predicate(schema, provider, table, is, clause) != here) {
            *expr = Some(printed(text));
        }
    };
    keep(&mut policy.using, &kept.using, Clause::Using, |policy| policy.using.as_ref());
    keep(&mut policy.check, &kept.check, Clause::Check, |policy| policy.check.as_ref());
    policy
}

/// Which clause of a policy.
type Side = (fn(&KeptPolicy) -> Option<&String>, fn(&Policy) -> Option<&Expr>);

fn policy(kept: &KeptPolicy, policy: &mut Policy, known: &[Known<'_>]) {
    let words = |(text, expr): Side, own: &mut Option<Expr>| {
        let Some(is) = text(kept) else { return };
        let all = known.iter().flat_map(|known| {
            let same = known
                .relation
                .policies
                .iter()
                .filter(|other| text(other).is_some_and(|text| labels::same(text, is)));
            same.filter_map(|other| known.table.policies.iter().find(|said| said.name() == other.name))
        });
        let all: Vec<&Policy> = all.collect();
        let words =
            all.iter().find(|said| said.name() == kept.name).or(all.first()).and_then(|said| expr(said));
        *own = Some(words.cloned().unwrap_or_else(|| printed(is)));
    };
    words((|kept| kept.using.as_ref(), |said| said.using.as_ref()), &mut policy.using);
    words((|kept| kept.check.as_ref(), |said| said.check.as_ref()), &mut policy.check);
}

/// The rows that a lookup function finds, read from its definition; none where it is no such function any more.
pub(super) fn rows(definition: Option<&str>) -> Expr {
    let body = definition.and_then(|text| text.split_once("BEGIN ATOMIC")).map(|(_, body)| body);
    let rows = body.and_then(|body| {
        let rows = body.split_once("\n  WHERE ").or_else(|| body.split_once("\n   WHERE "))?.1;
        rows.trim_end().strip_suffix("END")?.trim_end().strip_suffix(';')
    });
    rows.map_or(Expr::Bool(false), Expr::sql)
}
