//! Of what has the model a word?

use std::collections::BTreeSet;

use crate::catalog::compare::{Aspect, Became, Difference, Kind};

/// What is other and can be said, and so planned; and what is other and is left alone.
pub(super) fn sorted(differences: Vec<Difference>) -> (Vec<Difference>, Vec<Difference>) {
    let (mut drift, mut left) = (Vec::new(), Vec::new());
    let views: BTreeSet<String> = differences
        .iter()
        .filter(|one| matches!(one.thing.of, Kind::View | Kind::Sequence) && one.thing.part.is_none())
        .map(|one| one.thing.place())
        .collect();
    for difference in differences {
        let whole = match (difference.thing.kind(), difference.became) {
            (_, Became::Other) => None,
            (Kind::Trigger | Kind::Rule | Kind::View | Kind::Sequence | Kind::Type, _) => Some(false),
            (Kind::Privileges, became) => Some(match difference.thing.of {
                Kind::Table | Kind::Function => true,
                Kind::Schema => became == Became::Missing,
                _ => false,
            }),
            // its name is another thing's
            (Kind::Table, Became::Missing) => Some(!views.contains(&difference.thing.place())),
            // a Postgres schema that is there and was not asked for is no table of ours
            (Kind::Schema, Became::Added) => Some(false),
            // a role of the provider's may be missing where no policy names it
            _ => Some(true),
        };
        if let Some(whole) = whole {
            if whole {
                drift.push(difference);
            } else {
                left.push(difference);
            }
            continue;
        }
        let Difference { thing, became, aspects } = difference;
        let (said, other): (Vec<Aspect>, Vec<Aspect>) =
            aspects.into_iter().partition(|aspect| has_word(thing.kind(), thing.of, aspect));
        for (list, aspects) in [(&mut drift, said), (&mut left, other)] {
            if !aspects.is_empty() {
                list.push(Difference { thing: thing.clone(), became, aspects });
            }
        }
    }
    (drift, left)
}

fn has_word(kind: Kind, of: Kind, aspect: &Aspect) -> bool {
    let what = aspect.what.as_str();
    match kind {
        Kind::Table => matches!(what, "row_security" | "force" | "comment"),
        Kind::Column => match what {
            // from the one kind of generated column to the other
            "generated" => aspect.one.is_none() || aspect.other.is_none(),
            "type" | "not_null" | "identity" | "default" | "collation" | "comment" => true,
            _ => false,
        },
        Kind::Constraint | Kind::Index | Kind::Policy => what != "comment",
        Kind::Privileges => matches!(of, Kind::Table | Kind::Function),
        Kind::Enum => matches!(what, "values" | "comment"),
        Kind::Role => matches!(
            what,
            "login" | "in" | "superuser" | "bypassrls" | "createrole" | "createdb" | "replication"
        ),
        Kind::Function => what == "definition",
        _ => false,
    }
}
