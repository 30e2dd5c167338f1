//! What leads from one side to another, where one of them or both are databases?

use rls_core::{
    catalog::{
        Catalog, Imported,
        align::{Aligned, align, carry},
        compare::{Kind, Thing, said},
    },
    plan::{plan, summary},
    resolve::Resolved,
    schema::Schema,
};
use rls_project::finding::Failure;

use super::{Base, Named, Side, Sides, ours};
use crate::report::plan::{Beside, Review};

/// A database held against a schema.
pub(crate) struct Drift {
    pub(crate) aligned: Aligned,
    pub(crate) beside: Beside,
    /// The database in its own words.
    imported: Imported,
}

impl Sides<'_> {
    /// From the one to the other.
    pub(crate) fn review(&self, from: Named, to: Named) -> Result<Review, Failure> {
        let options = &self.here.config.plan;
        match (from.side, to.side) {
            (Side::Said(one), Side::Said(other)) => {
                Ok(Review::new((&from.name, &one), (&to.name, &other), options))
            }
            (Side::Kept(live), Side::Said(goal)) => {
                let drift = self.drift(&from.name, *live, &goal)?;
                let plan = drift.aligned.plan_to(&goal, options);
                let changes = summary(&drift.aligned.source(), &goal);
                Ok(Review::of(from.name, to.name, changes, plan).beside(drift.beside))
            }
            (Side::Said(start), Side::Kept(live)) => {
                let drift = self.drift(&to.name, *live, &start)?;
                let goal = &drift.aligned.resolved;
                let changes = summary(&start, goal);
                let mut said = goal.clone();
                let nothing = Imported { resolved: (*start).clone(), others: Vec::new() };
                let carried = carry(&nothing, &drift.imported, &mut Schema::new(), &mut said.schema);
                let mut plan = plan(&start, &said, options);
                carried.around(&mut plan, options);
                let mut beside = drift.beside;
                // what a plan can lead away from and not to
                let unsaid = drift.aligned.mends().map(|step| step.sql);
                beside
                    .left
                    .extend(unsaid.map(|sql| format!("only the database has what this would undo: {sql}")));
                Ok(Review::of(from.name, to.name, changes, plan).beside(beside))
            }
            (Side::Kept(one), Side::Kept(other)) => {
                let scope = self.scope();
                let provider = &self.here.config.provider;
                let (mut one, mut other) = (*one, *other);
                if one.major() != other.major() {
                    let major = self.workshop()?.version();
                    one = self.on_one_server(&from.name, one, major)?;
                    other = self.on_one_server(&to.name, other, major)?;
                }
                let goal = other.import(provider, &scope);
                let start = one.import(provider, &scope);
                let mut aligned = {
                    let bases = [
                        Base { catalog: other.clone(), said: &goal.resolved },
                        Base { catalog: one.clone(), said: &start.resolved },
                    ];
                    align(&one, &start.resolved, &[bases[0].built()], &ours(&bases, &one))
                };
                let changes = summary(&aligned.source(), &goal.resolved);
                let mut said = goal.resolved.clone();
                let carried = carry(&start, &goal, &mut aligned.resolved.schema, &mut said.schema);
                let mut plan = aligned.plan_to(&said, options);
                carried.around(&mut plan, options);
                let mut beside = Beside { left: lines(&aligned), apart: Vec::new() };
                beside.left.extend(self.elsewhere(&one, &other));
                Ok(Review::of(from.name, to.name, changes, plan).beside(beside))
            }
        }
    }

    /// A database against a schema that is built, and what was accepted for what the database has of that.
    pub(crate) fn drift(&self, name: &str, live: Catalog, goal: &Resolved) -> Result<Drift, Failure> {
        let mut bases = vec![Base { catalog: self.built(goal)?, said: goal }];
        let snapshot = self.here.snapshot()?;
        if !snapshot.is_new() && snapshot.resolved != *goal {
            bases.push(Base { catalog: self.built(&snapshot.resolved)?, said: &snapshot.resolved });
        }
        let live = self.on_one_server(name, live, bases[0].catalog.major())?;
        let imported = live.import(&goal.provider, &self.scope());
        let ours = ours(&bases, &live);
        let built: Vec<_> = bases.iter().map(Base::built).collect();
        let aligned = align(&live, &imported.resolved, &built, &ours);
        let scope = self.scope().of(&live, &goal.provider);
        let alone = |thing: &Thing| {
            let kind = matches!(
                thing.of,
                Kind::Table | Kind::View | Kind::Enum | Kind::Type | Kind::Function | Kind::Sequence
            );
            kind && !ours.holds(thing)
                && scope.holds(&thing.schema, thing.name.split('(').next().unwrap_or_default())
        };
        let apart = said(&live, &alone).into_keys().filter(|thing| thing.part.is_none());
        let beside = Beside { left: lines(&aligned), apart: apart.map(|thing| thing.to_string()).collect() };
        Ok(Drift { aligned, beside, imported })
    }

    /// What two databases say differently of things that are in no model.
    fn elsewhere(&self, one: &Catalog, other: &Catalog) -> Vec<String> {
        let provider = &self.here.config.provider;
        let scopes = [self.scope().of(one, provider), self.scope().of(other, provider)];
        let holds = |thing: &Thing| {
            let name = thing.name.split('(').next().unwrap_or_default();
            let is_other = matches!(thing.of, Kind::View | Kind::Type | Kind::Function | Kind::Sequence);
            is_other && scopes.iter().any(|scope| scope.holds(&thing.schema, name))
        };
        rls_core::catalog::compare::compare(one, other, &holds).iter().map(ToString::to_string).collect()
    }
}

fn lines(aligned: &Aligned) -> Vec<String> {
    aligned.left.iter().map(ToString::to_string).collect()
}
