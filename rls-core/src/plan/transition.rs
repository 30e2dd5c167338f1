//! Which statements lead from one schema to another in one transaction?

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Options, Step, columns, comments,
    constraints::{self, Changes},
    enums,
    functions::{self, Functions},
    grants, indexes, names,
    order::Steps,
    policies,
    reads::Reads,
    renames::{Name, Renames, name},
    roles, row_security, split, tables,
    touched::Touched,
};
use crate::{
    access::{self, Occasion},
    diff::{Change, diff},
    ident::QName,
    resolve::Resolved,
    schema::Table,
};

/// Whether a plan is gone along or taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// From the old schema to the new one: a row that has no value for a column is a mistake, and Postgres says so.
    There,
    /// Back: a row that has no value any more gets a stand-in.
    Back,
}

/// What the parts that follow do, so that this one need not.
#[derive(Clone, Debug, Default)]
pub(super) struct Later {
    /// Constraints that rows which are there are held against later.
    pub(super) not_valid: BTreeSet<(Name, String)>,
    /// Columns that become NOT NULL later, and whose rows get their values now.
    pub(super) not_null: BTreeSet<(Name, String)>,
}

impl Later {
    /// The same on the way back: columns that did not become NOT NULL yet, in the names that they had before.
    pub(super) fn taken_back(&self, back: &Renames) -> Self {
        let not_null = self.not_null.iter().map(|((schema, table), column)| {
            let table = back.table(&QName::qualified(schema, table));
            (name(&table), back.column(&table, column))
        });
        Later { not_valid: BTreeSet::new(), not_null: not_null.collect() }
    }
}

/// What each kind of thing needs to know.
pub(super) struct Transition<'p> {
    /// What is called otherwise.
    pub(super) renames: &'p Renames,
    /// The old schema as it was called.
    pub(super) before: &'p Resolved,
    /// The old schema, in the new names.
    pub(super) old: &'p Resolved,
    /// The new one.
    pub(super) new: &'p Resolved,
    /// What gets a name for the time being, since a table moves to where another thing has its name.
    pub(super) aside: &'p names::Aside,
    /// What has to make way.
    pub(super) touched: &'p Touched,
    /// What the lookup functions are called, and which of them have to make way.
    pub(super) functions: &'p Functions,
    /// What became of each table.
    pub(super) tables: Vec<Change<'p, Table>>,
    /// What becomes of the constraints and indexes of the tables that stay.
    pub(super) changes: Changes<'p>,
    /// Columns that come back, or become NOT NULL again, with something in them that stands for what was there.
    pub(super) stand_ins: BTreeSet<(Name, String)>,
    /// What is done later.
    pub(super) later: &'p Later,
    /// How careful to be.
    pub(super) options: &'p Options,
    /// There or back.
    pub(super) way: Way,
}

impl Transition<'_> {
    /// What a policy that reads this has to make way for, in words.
    pub(super) fn blocks(&self, reads: &Reads) -> Option<String> {
        self.touched.blocker(reads).or_else(|| self.functions.called(reads))
    }

    /// Whether nothing has to make way.
    pub(super) fn is_clear(&self) -> bool {
        self.touched.is_empty() && self.functions.none_leaves()
    }
}

/// The kinds of things. The order of the statements is their phases', and this one only among those of one phase.
const KINDS: [fn(&Transition<'_>, &mut Steps); 12] = [
    names::steps,
    roles::steps,
    enums::steps,
    tables::steps,
    columns::steps,
    constraints::steps,
    indexes::steps,
    functions::steps,
    policies::steps,
    row_security::steps,
    grants::steps,
    comments::steps,
];

/// What going from one schema to another does to access. What is called otherwise is the same thing, also in SQL; what
/// goes is called as it was.
pub(super) fn access(old: &Resolved, new: &Resolved) -> Vec<access::Change> {
    if old == new {
        return Vec::new();
    }
    let renames = Renames::between(old, new).with_ways_cleared(old, new);
    let mut renamed = renames.rewrite(old);
    Functions::between(&mut renamed, new);
    let mut new = new.clone();
    for table in &mut new.schema.tables {
        // it was done above
        table.renamed_from = None;
        table.columns.iter_mut().for_each(|column| column.renamed_from = None);
    }
    let mut changes = access::compare(&renamed, &new);
    let aside: BTreeMap<_, _> = old
        .schema
        .tables
        .iter()
        .filter_map(|table| Some((name(renames.tables.get(&name(&table.name))?), &table.name)))
        .collect();
    for change in changes.iter_mut().filter(|change| change.occasion == Occasion::TableIsGone) {
        if let Some(before) = aside.get(&name(&change.table)) {
            change.table = (*before).clone();
        }
    }
    changes
}

/// The statements, in order. The renames are those of the two schemas, with their ways cleared.
pub(super) fn steps(
    old: &Resolved,
    new: &Resolved,
    renames: &Renames,
    later: &Later,
    options: &Options,
    way: Way,
) -> Vec<Step> {
    let mut renamed = renames.rewrite(old);
    let aside = names::Aside::of(old, new, renames);
    aside.rewrite(&mut renamed);
    let functions = Functions::between(&mut renamed, new);
    let used_at_once = match way {
        Way::There => BTreeSet::new(),
        Way::Back => split::values::used(&renamed.schema, &new.schema),
    };
    let touched = Touched::between(&renamed, new, used_at_once);
    let functions = functions.with_touched(&renamed, new, &touched);
    let tables = diff(&renamed.schema.tables, &new.schema.tables, |table| table.name.key(), |_| None::<()>);
    let mut transition = Transition {
        renames,
        before: old,
        old: &renamed,
        new,
        aside: &aside,
        touched: &touched,
        functions: &functions,
        tables,
        changes: Changes::between(&renamed.schema, &new.schema, &touched),
        stand_ins: BTreeSet::new(),
        later,
        options,
        way,
    };
    transition.stand_ins = columns::stand_ins(&transition);
    let mut steps = Steps::default();
    for kind in KINDS {
        kind(&transition, &mut steps);
    }
    steps.into_list()
}

impl<'p> Transition<'p> {
    /// The tables that stay, as they were and as they are.
    pub(super) fn kept(&self) -> impl Iterator<Item = (&'p Table, &'p Table)> {
        self.tables.iter().filter_map(|change| match change {
            Change::Kept { old, new } => Some((*old, *new)),
            _ => None,
        })
    }
}
