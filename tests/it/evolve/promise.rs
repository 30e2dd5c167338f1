//! Does a plan say what it does, and do nothing that nobody asked for?
//!
//! Apart from a server: what it says of data and access, and that row security goes off only where the model says so.

use std::collections::BTreeSet;

use rls_core::{
    access,
    plan::{Hazard, HazardKind, Plan},
    resolve::Resolved,
    schema::{Enum, Table},
};

use super::kept::Fate;

pub(super) fn hold(old: &Resolved, new: &Resolved, plan: &Plan, fate: &Fate) -> Result<(), String> {
    let kinds: BTreeSet<HazardKind> = plan.hazards().into_iter().map(|hazard| hazard.kind).collect();
    let deletes = kinds.contains(&HazardKind::DeletesData);
    if !fate.lost.is_empty() && !deletes {
        return Err(format!("it does not say DELETES_DATA\nof {}", fate.lost.join(", ")));
    }
    if fate.lost.is_empty() && fate.changed.is_empty() && deletes {
        return Err("it says DELETES_DATA, and nothing goes".to_owned());
    }
    // where nothing has another name, there is nothing to be said in the new names
    let renamed = |table: &Table| {
        table.renamed_from.is_some() || table.columns.iter().any(|column| column.renamed_from.is_some())
    };
    let of_enum = |one: &Enum| {
        one.renamed_from.is_some() || one.values.iter().any(|value| value.renamed_from.is_some())
    };
    let renames = new.schema.tables.iter().any(renamed) || new.schema.enums.iter().any(of_enum);
    if !renames && plan.access != access::compare(old, new) {
        return Err("it says something else of access than access::compare".to_owned());
    }
    let of_access: BTreeSet<HazardKind> =
        plan.access.iter().filter_map(Hazard::of_access).map(|hazard| hazard.kind).collect();
    if let Some(kind) = of_access.iter().find(|kind| !kinds.contains(kind)) {
        return Err(format!("it does not say {kind}"));
    }
    row_security(old, new, plan)
}

/// Row security goes off where the side that is gone to says so, and nowhere else.
fn row_security(old: &Resolved, new: &Resolved, plan: &Plan) -> Result<(), String> {
    for (to, up) in [(new, true), (old, false)] {
        let open = to.schema.tables.iter().filter(|table| !table.row_security);
        let meant: BTreeSet<String> = open
            .map(|table| format!("ALTER TABLE {} DISABLE ROW LEVEL SECURITY", table.name.quoted()))
            .collect();
        for part in &plan.parts {
            for step in if up { &part.up } else { &part.down } {
                if step.sql.contains("DISABLE ROW LEVEL SECURITY") && !meant.contains(&step.sql) {
                    return Err(format!("nobody asked for this\n{}", step.sql));
                }
            }
        }
    }
    Ok(())
}
