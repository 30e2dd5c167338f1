//! Which statements make all of a database again?

use std::collections::BTreeSet;

use super::{
    import::Imported,
    other::{Other, OtherKind, Place},
};
use crate::{ident::QName, resolve::Resolved, sql};

/// A statement, and what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement<'i> {
    /// The thing that the model has no word for; none where it is the model's.
    pub of: Option<&'i Other>,
    /// Without `;`.
    pub sql: String,
}

impl Imported {
    /// The model without what something else [stands in place of](Place::OfPart): what the model's statements may make.
    pub fn said_whole(&self) -> Resolved {
        let mut resolved = self.resolved.clone();
        for other in &self.others {
            if let (Place::OfPart(name), Some(table)) = (&other.place, &other.table)
                && let Some(table) = resolved.schema.find_table_mut(table)
            {
                table.constraints.retain(|one| one.name() != name);
                table.indexes.retain(|one| one.name != *name);
            }
        }
        resolved
    }

    /// The statements for an empty database, in an order that mostly works: what a function's body, a view or a type needs is not known here,
    /// so that whoever runs them tries again what was refused, once the others are done. They want `search_path` to be `public`, and
    /// `check_function_bodies` to be off.
    pub fn statements(&self) -> Vec<Statement<'_>> {
        let whole = self.said_whole();
        let in_place = self.others.iter().filter(|other| other.place == Place::OfTable);
        let odd: BTreeSet<_> = in_place.filter_map(|other| other.table.as_ref()).map(QName::key).collect();
        let pieces = sql::pieces(&whole, |table| odd.contains(&table.name.key()));
        let model = |list: Vec<String>| list.into_iter().map(|sql| Statement { of: None, sql });
        let others = |wanted: fn(&Other) -> bool| {
            let kept = self.others.iter().filter(move |other| wanted(other));
            kept.flat_map(|other| other.sql.iter().map(|sql| Statement { of: Some(other), sql: sql.clone() }))
        };
        let mut all: Vec<Statement<'_>> = Vec::new();
        all.extend(others(|other| other.place == Place::Before && is_first(other.kind)));
        all.extend(model(pieces.first));
        all.extend(others(|other| other.place == Place::Before && !is_first(other.kind)));
        all.extend(model(pieces.tables));
        all.extend(others(|other| other.place == Place::OfTable));
        all.extend(model(pieces.indexes));
        all.extend(others(|other| matches!(other.place, Place::OfPart(_))));
        all.extend(model(pieces.keys));
        all.extend(others(|other| other.place == Place::After && other.kind == OtherKind::Function));
        all.extend(model(pieces.rest));
        all.extend(others(|other| other.place == Place::After && other.kind != OtherKind::Function));
        all
    }
}

fn is_first(kind: OtherKind) -> bool {
    matches!(kind, OtherKind::Role | OtherKind::Schema)
}
