//! What of a table that only one of two databases has is beside the model's words, and how does it come along all the same?
//!
//! A table with partitions, one that is one, or a child is in the model as far as its words go, and the planner would make a plain one of it.
//! Here such a table is taken out of what is planned, and the SQL that makes all of it stands behind the plan; so does what the model has no
//! word for on any other table that is made.

use std::collections::{BTreeMap, BTreeSet};

use super::mend::with_timeout;
use crate::{
    catalog::{Imported, Other, Place},
    ident::QName,
    plan::{Hazard, HazardKind, Options, Part, Plan, Purpose, Step},
    resolve::Resolved,
    schema::{Constraint, Schema, Table},
    sql::{alter, constraint_of},
};

/// What stands around a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    before: Vec<Step>,
    after: Vec<Step>,
}

impl Carried {
    /// Puts it there.
    pub fn around(self, plan: &mut Plan, options: &Options) {
        let part = |steps: Vec<Step>| {
            (!steps.is_empty()).then(|| Part {
                purpose: Purpose::Main,
                up: with_timeout(steps, options),
                down: Vec::new(),
            })
        };
        plan.parts.splice(0..0, part(self.before));
        plan.parts.extend(part(self.after));
    }
}

/// Takes out of what is planned, from `source` to `goal`, what the model's words do not say of tables that only one of both sides has, and gives the
/// statements that stand around the plan in its place.
pub fn carry(from: &Imported, to: &Imported, source: &mut Schema, goal: &mut Schema) -> Carried {
    Carried { before: dropped(from, &to.resolved, source), after: made(to, &from.resolved, goal) }
}

type Key<'n> = (&'n str, &'n str);

/// The tables that something else stands in place of, and that the other side lacks.
fn odd<'i>(imported: &'i Imported, other: &Resolved) -> BTreeMap<Key<'i>, &'i Other> {
    let others = imported.others.iter().filter(|one| one.place == Place::OfTable);
    let named = others.filter_map(|one| Some((one.table.as_ref()?, one)));
    let lacks = named.filter(|(name, _)| other.schema.find_table(name).is_none());
    lacks.map(|(name, one)| (name.key(), one)).collect()
}

/// Tables that go, where one of them is odd: all in one statement, since one may be what another is a part or a child of; the keys of others that refer to them
/// go first.
fn dropped(from: &Imported, to: &Resolved, source: &mut Schema) -> Vec<Step> {
    if odd(from, to).is_empty() {
        return Vec::new();
    }
    let goes = |table: &Table| to.schema.find_table(&table.name).is_none();
    let (gone, kept): (Vec<Table>, Vec<Table>) =
        std::mem::take(&mut source.tables).into_iter().partition(goes);
    source.tables = kept;
    let names: Vec<&QName> = gone.iter().map(|table| &table.name).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let own: BTreeSet<Key<'_>> = names.iter().map(|name| name.key()).collect();
    let mut steps = Vec::new();
    for table in &mut source.tables {
        let name = table.name.clone();
        table.constraints.retain(|one| {
            let refers = refers_to(one, &own);
            if refers {
                steps.push(step(alter::table(&name, &[alter::drop_constraint(one.name())]), None));
            }
            !refers
        });
    }
    let hazards = names.iter().flat_map(|name| {
        [
            Hazard::new(HazardKind::DeletesData, format!("drops table {name}: its rows are gone")),
            Hazard::new(HazardKind::Irreversible, format!("no way back makes table {name} again")),
        ]
    });
    steps.push(Step { hazards: hazards.collect(), ..step(alter::drop_tables(&names), None) });
    steps
}

fn refers_to(one: &Constraint, tables: &BTreeSet<Key<'_>>) -> bool {
    matches!(one, Constraint::ForeignKey { key, .. } if tables.contains(&key.table.key()))
}

/// What is made: those tables whole, the keys of others that refer to them, and what else is on tables that are new.
fn made(to: &Imported, from: &Resolved, goal: &mut Schema) -> Vec<Step> {
    let odd = odd(to, from);
    let tables = taken_out(goal, &odd);
    let own: BTreeSet<Key<'_>> = tables.iter().map(|table| table.name.key()).collect();
    let alone = Imported {
        resolved: Resolved {
            provider: to.resolved.provider.clone(),
            schema: Schema { tables: tables.clone(), ..Schema::new() },
        },
        others: to.others.iter().filter(|other| hangs_on(other, &own)).cloned().collect(),
    };
    let why = |statement: &crate::catalog::Statement<'_>| Some(statement.of?.why.clone());
    let mut steps: Vec<Step> = alone
        .statements()
        .into_iter()
        .map(|statement| step(statement.sql.clone(), why(&statement)))
        .collect();
    let refers = |one: &Constraint| refers_to(one, &own);
    for table in &mut goal.tables {
        let (later, now) = std::mem::take(&mut table.constraints).into_iter().partition(refers);
        table.constraints = now;
        let later: Vec<Constraint> = later;
        steps.extend(later.iter().map(|one| step(constraint_of(table, one), None)));
    }
    let is_new = |table: &&mut Table| from.schema.find_table(&table.name).is_none();
    for table in goal.tables.iter_mut().filter(is_new) {
        let only = BTreeSet::from([table.name.key()]);
        let others: Vec<&Other> = to.others.iter().filter(|other| hangs_on(other, &only)).collect();
        for other in &others {
            steps.extend(other.sql.iter().map(|sql| step(sql.clone(), Some(other.why.clone()))));
        }
        let in_place = |name: &str| {
            others.iter().any(|other| matches!(&other.place, Place::OfPart(part) if part == name))
        };
        table.constraints.retain(|one| !in_place(one.name()));
        table.indexes.retain(|one| !in_place(&one.name));
    }
    steps
}

/// Whether something is on one of these tables, and counts: an owner does not, and what comes before tables is said apart.
fn hangs_on(other: &Other, tables: &BTreeSet<Key<'_>>) -> bool {
    let is_owner = other.sql.iter().any(|sql| sql.contains(" OWNER TO "));
    !is_owner
        && other.place != Place::Before
        && other.table.as_ref().is_some_and(|table| tables.contains(&table.key()))
}

fn taken_out(schema: &mut Schema, odd: &BTreeMap<Key<'_>, &Other>) -> Vec<Table> {
    let is_odd = |table: &Table| odd.contains_key(&table.name.key());
    let (out, kept) = std::mem::take(&mut schema.tables).into_iter().partition(is_odd);
    schema.tables = kept;
    out
}

fn step(sql: String, note: Option<String>) -> Step {
    Step { sql, hazards: Vec::new(), note }
}
