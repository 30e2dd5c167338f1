//! Which SQL mends all that can be mended in a database?

use std::collections::{BTreeMap, BTreeSet};

use super::{LiveFinding, ObjectKind, mend};
use crate::catalog::{Catalog, KeptPolicy, Relation};

/// The statements that mend what is mechanical, in the order of the findings, each once. They are for a person to read
/// and run: some, such as CREATE INDEX CONCURRENTLY, stand in no transaction.
///
/// Of changes that overlap in a policy only the outermost is made: asked again, the database says what is left.
pub fn script(catalog: &Catalog, findings: &[LiveFinding]) -> Vec<String> {
    let mut of_policies: BTreeMap<(&str, &str), Vec<&LiveFinding>> = BTreeMap::new();
    for finding in findings.iter().filter(|one| !one.told.edits.is_empty()) {
        let object = &finding.told.object;
        of_policies.entry((&object.on, &object.name)).or_default().push(finding);
    }
    let mut seen = BTreeSet::new();
    let mut statements = Vec::new();
    for finding in findings {
        let object = &finding.told.object;
        let together = of_policies.remove(&(object.on.as_str(), object.name.as_str()));
        if object.kind == ObjectKind::Policy
            && let Some(together) = together
            && let Some((table, policy)) = find(catalog, &object.on, &object.name)
        {
            statements.push(changed(table, policy, &together));
        }
        statements.extend(finding.told.mend.iter().filter(|sql| seen.insert((*sql).clone())).cloned());
    }
    statements
}

fn find<'c>(catalog: &'c Catalog, on: &str, name: &str) -> Option<(&'c Relation, &'c KeptPolicy)> {
    let called = |one: &&Relation| super::object::qualified(&one.schema, &one.name) == on;
    let table = catalog.relations.iter().find(called)?;
    Some((table, table.policies.iter().find(|policy| policy.name == name)?))
}

/// The policy with all of its changes.
fn changed(table: &Relation, policy: &KeptPolicy, findings: &[&LiveFinding]) -> String {
    let mut clauses = Vec::new();
    for (word, clause) in [("USING", &policy.using), ("WITH CHECK", &policy.check)] {
        let Some(clause) = clause else { continue };
        let edits = findings.iter().flat_map(|one| &one.told.edits).filter(|edit| edit.clause == *clause);
        let mut edits: Vec<_> = edits.collect();
        edits.sort_by_key(|edit| (edit.range.start, usize::MAX - edit.range.end));
        let mut text = String::new();
        let mut at = 0;
        for edit in edits {
            if edit.range.start >= at {
                text.push_str(&clause[at..edit.range.start]);
                text.push_str(&edit.sql);
                at = edit.range.end;
            }
        }
        text.push_str(&clause[at..]);
        if text != *clause {
            clauses.push((word, text));
        }
    }
    mend::policy((&table.schema, &table.name), &policy.name, &clauses)
}
