//! Is a part of a protected table reached past it?

use std::collections::BTreeSet;

use super::{Live, LiveLint, Object, Told, example, mend, view::people};
use crate::{catalog::Relation, lint::Level};

pub(super) const DIRECTLY: LiveLint = LiveLint {
    code: "RLS055",
    level: Level::Error,
    title: "A partition without row security that callers reach past its table",
    why: "\
The policies of a partitioned table, or of one that others inherit from, hold for statements that name that table. A statement \
that names the partition meets the partition's own, and a new partition has none: row security is not handed down. With \
a privilege on it, which default privileges give by themselves, a caller reads all its rows.

Without a privilege of its own a partition is reached by its table only, and that is how it should be.",
    instead: "Take the privilege on the partition away, and switch row security on for it.",
    wrong: example!("RLS055", "wrong"),
    right: example!("RLS055", "right"),
    fixes: true,
    check: |live, told| {
        for table in live.tables().filter(|table| !table.row_security) {
            let whom = live.reaching(table, &["SELECT", "INSERT", "UPDATE", "DELETE"]);
            let Some(above) = protected_above(live, table).filter(|_| !whom.is_empty()) else { continue };
            let object = Object::relation(table);
            let message = format!(
                "{} may reach the rows of `{}` past the policies of `{}`, of which it is a part",
                people(&whom),
                object.name,
                Object::relation(above).name
            );
            let help = "take the privilege away, and switch row security on";
            told.push(Told::new(object, message, help).mend([mend::revoke(&["ALL"], table, &whom), mend::enable(table)]));
        }
    },
};

/// The nearest table above with row security.
fn protected_above<'c>(live: &Live<'c>, table: &'c Relation) -> Option<&'c Relation> {
    let mut seen = BTreeSet::new();
    let mut waiting: Vec<&(String, String)> = table.parents.iter().collect();
    while let Some(name) = waiting.pop() {
        if !seen.insert(name) {
            continue;
        }
        let parent = live.relation(name)?;
        if parent.row_security {
            return Some(parent);
        }
        waiting.extend(&parent.parents);
    }
    None
}
