//! How do an enum and its values change?

use std::collections::BTreeSet;

use super::{
    order::{Phase, Steps},
    renames::free,
    transition::Transition,
};
use crate::{
    diff::{Change, diff},
    ident::QName,
    schema::Enum,
    sql::alter::{self, Place},
};

/// Gives the statements their places.
pub(super) fn steps(transition: &Transition<'_>, steps: &mut Steps) {
    let (old, new) = (&transition.old.schema.enums, &transition.new.schema.enums);
    for change in diff(old, new, |one| one.name.key(), |_| None::<()>) {
        match change {
            Change::Created(one) => {
                steps.add(Phase::Enums, alter::create_enum(one));
            }
            Change::Dropped(one) => {
                steps.add(Phase::DropEnums, alter::drop_type(&one.name));
            }
            Change::Kept { old, new } if transition.touched.is_rebuilt(&new.name) => {
                rebuild(transition, old, new, steps);
            }
            Change::Kept { old, new } => grow(old, new, steps),
        }
    }
}

/// Values that come, each behind the one before it.
fn grow(old: &Enum, new: &Enum, steps: &mut Steps) {
    for (value, place) in grown(old, new) {
        steps.add(Phase::Enums, alter::add_value(&new.name, value, place));
    }
}

/// The values that come, and where.
pub(super) fn grown<'e>(old: &Enum, new: &'e Enum) -> Vec<(&'e str, Place<'e>)> {
    let there: BTreeSet<&str> = old.values.iter().map(|value| value.name.as_str()).collect();
    let last_of_old = new.values.iter().rposition(|value| there.contains(value.name.as_str()));
    let mut grown = Vec::new();
    for (at, value) in new.values.iter().enumerate() {
        if there.contains(value.name.as_str()) {
            continue;
        }
        let place = if last_of_old.is_none_or(|last| at > last) {
            Place::Last
        } else if let Some(before) = at.checked_sub(1) {
            Place::After(&new.values[before].name)
        } else {
            let next = new.values.iter().find(|value| there.contains(value.name.as_str()));
            next.map_or(Place::Last, |next| Place::Before(&next.name))
        };
        grown.push((value.name.as_str(), place));
    }
    grown
}

/// Postgres takes no value away and moves none: the type makes way for a new one of its name, and its columns change
/// over to that.
fn rebuild(transition: &Transition<'_>, old: &Enum, new: &Enum, steps: &mut Steps) {
    let names = [&transition.old.schema, &transition.new.schema].into_iter().flat_map(|schema| {
        schema.enums.iter().map(|one| &one.name).chain(schema.tables.iter().map(|table| &table.name))
    });
    let schema = new.name.key().0;
    let used: BTreeSet<String> =
        names.filter(|other| other.key().0 == schema).map(|other| other.name.clone()).collect();
    let away = QName { schema: new.name.schema.clone(), name: free(&new.name.name, &used) };
    steps.add(Phase::Enums, alter::rename_type(&new.name, &away.name));
    let left: Vec<&str> = old
        .values
        .iter()
        .map(|value| value.name.as_str())
        .filter(|value| new.values.iter().all(|other| other.name != *value))
        .collect();
    let step = steps.add(Phase::Enums, alter::create_enum(new));
    if left.is_empty() {
        step.note(format!("values of {} changed their places, so the type is made anew", new.name));
    } else {
        step.note(format!(
            "{} loses {}, so the type is made anew: this fails where a row still has it",
            new.name,
            left.join(", ")
        ));
    }
    steps.add(Phase::DropEnums, alter::drop_type(&away));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(values: &[&str]) -> Enum {
        values.iter().fold(Enum::new(QName::new("status")), |one, value| one.value(*value))
    }

    fn said(old: &[&str], new: &[&str]) -> Vec<String> {
        let new = one(new);
        grown(&one(old), &new)
            .into_iter()
            .map(|(value, place)| {
                alter::add_value(&new.name, value, place).replace("ALTER TYPE \"status\" ADD VALUE ", "")
            })
            .collect()
    }

    #[test]
    fn values_come_where_they_stand() {
        assert_eq!(said(&["a", "b"], &["a", "b", "c", "d"]), ["'c'", "'d'"]);
        assert_eq!(said(&["b", "d"], &["a", "b", "c", "d"]), ["'a' BEFORE 'b'", "'c' AFTER 'b'"]);
        assert_eq!(said(&["c"], &["a", "b", "c"]), ["'a' BEFORE 'c'", "'b' AFTER 'a'"]);
        assert_eq!(said(&[], &["a"]), ["'a'"]);
    }
}
