//! What does a database say in the models' own words?
//!
//! Postgres rewrites what it is given, so what a catalog prints is never compared with what we write. The models are built in a
//! database too, and wherever both catalogs print the same of a thing, the database says what the models say: [`align`] then takes the
//! models' words for it, and the planner has nothing to do there. Everywhere else the database's own words stand, as Postgres
//! prints them, so that the planner writes what leads away from them.
//!
//! Of what is not called as in the models, the words are those of a thing of the same kind on the same table that prints alike: so a constraint,
//! an index or a policy that has another name only is renamed, since later migrations will call it by the models' name.
//!
//! | module | question it answers |
//! | --- | --- |
//! | `table` | which words has a table, and all that hangs on it? |
//! | `words` | of what has the model a word? |
//! | `mend` | which statements undo what it has no word for? |
//! | `carried` | and which make it, on a table that is made? |

mod carried;
mod mend;
mod ours;
mod table;
mod words;

use std::collections::BTreeMap;

pub use carried::{Carried, carry};
pub use ours::Ours;

use super::{
    Catalog,
    compare::{self, Difference, labels::same_if},
};
use crate::{
    expr::Expr,
    ident::QName,
    plan::{self, Options, Part, Plan, Purpose, Step},
    resolve::Resolved,
    schema::{Enum, Function, Policy, Role, RoleDef, Schema, Table, Type},
};

/// A schema in the models' words, and what the catalog says where it is built.
#[derive(Clone, Copy, Debug)]
pub struct Built<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// The words.
    pub said: &'a Resolved,
}

/// A database in the models' words, as far as they go.
#[derive(Clone, Debug)]
pub struct Aligned {
    /// What the database says, of what is ours.
    pub resolved: Resolved,
    /// What is other than the models say, as Postgres prints it: what is built is the one, the database is the other.
    pub drift: Vec<Difference>,
    /// What is other, and is left alone: neither a plan nor a statement beside it changes it.
    pub left: Vec<Difference>,
    /// What the plan cannot do.
    mends: Vec<mend::Mend>,
    /// Enums that our tables use and that are somebody else's.
    borrowed: Vec<QName>,
}

/// Says a database in the words of the first that is built, or of the others where theirs fit and the first's do not: of what was accepted,
/// for a database that is behind. `imported` is the database in its own words, and `ours` is what is looked at.
pub fn align(live: &Catalog, imported: &Resolved, built: &[Built<'_>], ours: &Ours) -> Aligned {
    let Some(first) = built.first() else {
        return Aligned {
            resolved: imported.clone(),
            drift: Vec::new(),
            left: Vec::new(),
            mends: Vec::new(),
            borrowed: Vec::new(),
        };
    };
    // another provider's words would be written otherwise
    let mut built: Vec<Built<'_>> =
        built.iter().filter(|one| one.said.provider == first.said.provider).copied().collect();
    let differences = compare::compare(first.catalog, live, &|thing| ours.holds(thing));
    // where two names were swapped only the whole shows whether that was done already
    if !differences.is_empty()
        && let Some(at) = built.iter().position(|one| is_built(one, live, imported, ours))
    {
        built[..=at].rotate_right(1);
    }
    let mut schema = Schema { private: first.said.schema.private.clone(), ..Schema::new() };
    let words = Words { live, imported, built: &built, ours };
    words.tables(&mut schema);
    words.enums(&mut schema);
    words.roles(&mut schema);
    words.functions(&mut schema);
    words.policies(&mut schema);
    let borrowed = words.borrowed(&mut schema);
    let resolved = Resolved { provider: first.said.provider.clone(), schema };
    let (mends, differences) = mend::mends(live, first, &built, &resolved, differences);
    let (drift, left) = words::sorted(differences);
    Aligned { resolved, drift, left, mends, borrowed }
}

/// Whether a database is what is built, but for what is left alone.
fn is_built(built: &Built<'_>, live: &Catalog, imported: &Resolved, ours: &Ours) -> bool {
    let differences = compare::compare(built.catalog, live, &|thing| ours.holds(thing));
    let (_, differences) = mend::mends(live, built, &[], imported, differences);
    words::sorted(differences).0.is_empty()
}

impl Aligned {
    /// The plan from the database to a schema, with what undoes that for which the model has no word.
    pub fn plan_to(&self, to: &Resolved, options: &Options) -> Plan {
        let mut from = self.source();
        self.mends.iter().for_each(|mend| mend.done(&mut from.schema));
        let mut plan = plan::plan(&from, to, options);
        let steps = |late: bool, purpose| {
            let up: Vec<Step> =
                self.mends.iter().filter(|mend| mend.late == late).map(mend::Mend::step).collect();
            (!up.is_empty()).then(|| Part { purpose, up: mend::with_timeout(up, options), down: Vec::new() })
        };
        plan.parts.splice(0..0, steps(false, Purpose::Main));
        plan.parts.extend(steps(true, Purpose::Validate));
        plan
    }

    /// What the database says, as something to begin at: what is somebody else's is not there to be dropped.
    pub fn source(&self) -> Resolved {
        let mut from = self.resolved.clone();
        from.schema.enums.retain(|one| !self.borrowed.contains(&one.name));
        from
    }

    /// What is undone beside the plan, a statement each.
    pub fn mends(&self) -> impl Iterator<Item = Step> {
        self.mends.iter().map(mend::Mend::step)
    }

    /// Whether nothing is other than the models say, but for what is left alone.
    pub fn is_same(&self) -> bool {
        self.drift.is_empty()
    }
}

struct Words<'a> {
    live: &'a Catalog,
    imported: &'a Resolved,
    built: &'a [Built<'a>],
    ours: &'a Ours,
}

impl Words<'_> {
    fn tables(&self, schema: &mut Schema) {
        for imported in &self.imported.schema.tables {
            let (of, name) = imported.name.key();
            let Some(relation) = self.live.relation(of, name).filter(|_| self.ours.table(&imported.name))
            else {
                continue;
            };
            let known: Vec<table::Known<'_>> = self
                .built
                .iter()
                .filter_map(|built| {
                    let table = built.said.schema.find_table(&imported.name)?;
                    Some(table::Known { relation: built.catalog.relation(of, name)?, table })
                })
                .collect();
            schema.tables.push(table::table(self.live, relation, imported, &known));
        }
        // one that is no table there: a view of its name. Nothing is planned for it
        for built in self.built.iter().take(1) {
            for table in &built.said.schema.tables {
                let (of, name) = table.name.key();
                let is_taken =
                    self.live.relation(of, name).is_some() && schema.find_table(&table.name).is_none();
                if is_taken {
                    schema.tables.push(table.clone());
                }
            }
        }
        schema.tables.sort_by(|a, b| a.name.key().cmp(&b.name.key()));
    }

    fn enums(&self, schema: &mut Schema) {
        for imported in &self.imported.schema.enums {
            if !self.ours.enumeration(&imported.name) {
                continue;
            }
            let known = || self.built.iter().filter_map(|built| built.said.schema.find_enum(&imported.name));
            let mut one = Enum { comment: imported.comment.clone(), ..imported.clone() };
            if let Some(known) = known().next() {
                one.name = known.name.clone();
                one.renamed_from.clone_from(&known.renamed_from);
            }
            for value in &mut one.values {
                let said = known().find_map(|known| known.values.iter().find(|said| said.name == value.name));
                value.renamed_from = said.and_then(|said| said.renamed_from.clone());
            }
            schema.enums.push(one);
        }
        schema.enums.sort_by(|a, b| a.name.key().cmp(&b.name.key()));
    }

    fn roles(&self, schema: &mut Schema) {
        let names = self.built.iter().flat_map(|built| built.said.schema.roles.keys());
        for name in names {
            let Some(role) = self.live.roles.iter().find(|role| role.name == *name) else { continue };
            let mut in_roles: Vec<String> = role.memberships.iter().map(|one| one.role.clone()).collect();
            let said = self.built.iter().filter_map(|built| built.said.schema.roles.get(name));
            for said in said {
                // in the models' order, where they are the same
                let mut sorted = said.in_roles.clone();
                sorted.sort();
                if sorted == in_roles {
                    in_roles.clone_from(&said.in_roles);
                    break;
                }
            }
            schema.roles.insert(name.clone(), RoleDef { login: role.login, in_roles });
        }
    }

    fn policies(&self, schema: &mut Schema) {
        let mut tables = std::mem::take(&mut schema.tables);
        // a policy may read any of them
        schema.tables.clone_from(&tables);
        for table in &mut tables {
            let (of, name) = table.name.key();
            let Some(relation) = self.live.relation(of, name) else { continue };
            let find = |built: &'_ Built<'_>| built.said.schema.find_table(&table.name).cloned();
            let said: Vec<(&Schema, Table)> =
                self.built.iter().filter_map(|built| Some((&built.said.schema, find(built)?))).collect();
            let said: Vec<(&Schema, &Table)> = said.iter().map(|(schema, table)| (*schema, table)).collect();
            let provider = &self.imported.provider;
            let of = |policy: &Policy| {
                let kept = relation.policies.iter().find(|kept| kept.name == policy.name());
                kept.map_or_else(
                    || policy.clone(),
                    |kept| table::as_written(schema, provider, table, kept, &said),
                )
            };
            table.policies = table.policies.iter().map(of).collect();
        }
        schema.tables = tables;
    }

    /// Enums that columns of our tables have, and that are not ours.
    fn borrowed(&self, schema: &mut Schema) -> Vec<QName> {
        let columns = schema.tables.iter().flat_map(|table| &table.columns);
        let mut used: Vec<QName> = columns
            .filter_map(|column| match &column.ty {
                Type::Enum(name) => Some(name.clone()),
                Type::Array(element) => match &**element {
                    Type::Enum(name) => Some(name.clone()),
                    _ => None,
                },
                _ => None,
            })
            .filter(|name| schema.find_enum(name).is_none())
            .collect();
        used.sort();
        used.dedup();
        schema.enums.extend(used.iter().filter_map(|name| self.imported.schema.find_enum(name)).cloned());
        schema.enums.sort_by(|a, b| a.name.key().cmp(&b.name.key()));
        used
    }

    fn functions(&self, schema: &mut Schema) {
        let mut all: BTreeMap<QName, Function> = BTreeMap::new();
        for built in self.built {
            for said in &built.said.schema.functions {
                let there = |catalog: &'_ Catalog| {
                    let (of, name) = said.name.key();
                    let mut all = catalog.functions.iter();
                    all.find(|one| one.schema == of && one.name == name && one.argument_count == 0).cloned()
                };
                let (Some(kept), Some(ours)) = (there(self.live), there(built.catalog)) else { continue };
                let mut roles: Vec<Role> =
                    kept.grants.iter().map(|acl| acl.0.clone().map_or(Role::Public, Role::Named)).collect();
                roles.sort();
                roles.dedup();
                let same = same_if(kept.definition.as_deref(), ours.definition.as_deref());
                let is_known = all.get(&said.name).is_some_and(|known| is_in(self.built, known));
                if is_known || !same && all.contains_key(&said.name) {
                    continue;
                }
                let when = if same { said.when.clone() } else { table::rows(kept.definition.as_deref()) };
                all.insert(said.name.clone(), Function { when, roles, ..said.clone() });
            }
        }
        schema.functions = all.into_values().collect();
    }
}

/// Whether this is a function as it is said somewhere, and not one that was altered by hand.
fn is_in(built: &[Built<'_>], function: &Function) -> bool {
    let mut all = built.iter().flat_map(|built| &built.said.schema.functions);
    all.any(|said| said.name == function.name && said.when == function.when)
}

/// A predicate in Postgres's own words.
fn printed(sql: &str) -> Expr {
    match sql {
        "true" => Expr::Bool(true),
        "false" => Expr::Bool(false),
        sql => Expr::sql(sql),
    }
}
