//! How does row security go on and off?
//!
//! A new table has it before anything else happens to it: with no policy it denies. A table that is there gets its
//! policies first, so that whoever uses it is not shut out in between. It goes off only where the model says so, never
//! because a last policy went, and as the last thing of all.

use super::{HazardKind, order::Phase, order::Steps, transition::Transition};
use crate::{diff::Change, sql::policy};

/// Gives the statements their places.
pub(super) fn steps(transition: &Transition<'_>, steps: &mut Steps) {
    for change in &transition.tables {
        match change {
            Change::Created(table) => {
                for sql in policy::row_security(table) {
                    steps.add(Phase::CreateTables, sql);
                }
            }
            Change::Dropped(_) => {}
            Change::Kept { old, new } => {
                let table = &new.name;
                let alter = |word| policy::alter_row_security(table, word);
                match (old.row_security, new.row_security) {
                    (false, true) => {
                        steps.add(Phase::RowSecurity, alter("ENABLE"));
                    }
                    (true, false) => {
                        let says = format!(
                            "row security goes off for {table}: whoever has a privilege there reaches every row"
                        );
                        let step = steps.add(Phase::RowSecurityOff, alter("DISABLE"));
                        step.hazard(HazardKind::WidensAccess, says);
                    }
                    _ => {}
                }
                match (old.force, new.force) {
                    (false, true) => {
                        let says = format!("the owner of {table} is held by its policies, too");
                        steps.add(Phase::RowSecurity, alter("FORCE")).hazard(HazardKind::NarrowsAccess, says);
                    }
                    (true, false) => {
                        let says = format!("the owner of {table} is no longer held by its policies");
                        let step = steps.add(Phase::RowSecurityOff, alter("NO FORCE"));
                        step.hazard(HazardKind::WidensAccess, says);
                    }
                    _ => {}
                }
            }
        }
    }
}
