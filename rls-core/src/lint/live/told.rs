//! How is what a rule over models found said of a database?

use super::{Edit, Live, LiveFinding, Object, ObjectKind, Told, mend};
use crate::{
    catalog::{KeptPolicy, Relation},
    diagnostic::Spot,
    lint::{Fix, Found, LINTS},
};

/// What the rules over models find in it.
pub(super) fn of_models(live: &Live<'_>) -> Vec<LiveFinding> {
    let mut findings = Vec::new();
    for lint in LINTS {
        let mut found = Vec::new();
        (lint.check)(&live.model, &mut found);
        let told = found.into_iter().flat_map(|found| told(live, lint.code, lint.instead, found));
        findings.extend(told.map(|told| LiveFinding { code: lint.code, level: lint.level, told }));
    }
    findings
}

/// Leaves out what another finding on the same thing says better.
pub(super) fn once(findings: &mut Vec<LiveFinding>) {
    let better: Vec<Object> = findings
        .iter()
        .filter(|one| matches!(one.code, "RLS050" | "RLS055"))
        .map(|one| one.told.object.clone())
        .collect();
    findings.retain(|one| one.code != "RLS001" || !better.contains(&one.told.object));
}

/// One finding for the thing that it is on; for SQL that several policies have, one for each.
fn told(live: &Live<'_>, code: &str, instead: &str, found: Found) -> Vec<Told> {
    let key = found.spot.item().key();
    let Some(table) = live.catalog.relation(key.0, key.1) else { return Vec::new() };
    // in a schema that nobody looks into, a privilege is none
    if code == "RLS001" && live.reaching(table, &["SELECT", "INSERT", "UPDATE", "DELETE"]).is_empty() {
        return Vec::new();
    }
    let help = help(code).unwrap_or(instead).to_owned();
    let new = |object| Told::new(object, found.message.clone(), help.clone());
    match &found.spot {
        Spot::Policy(_, number) => {
            let Some(policy) = live.model.find(found.spot.item()).and_then(|one| one.policies.get(*number))
            else {
                return Vec::new();
            };
            let object = Object::on(ObjectKind::Policy, key, policy.name());
            let kept = table.policies.iter().find(|one| one.name == policy.name());
            let text = kept.map(|kept| {
                let text = mend::shown(key, kept).0;
                let end = text.len();
                (text, 0..end)
            });
            vec![Told { text, mend: attribute(table, &found), ..new(object) }]
        }
        Spot::Sql(_, sql) => {
            let with = table.policies.iter().filter(|policy| clauses(policy).contains(&Some(sql)));
            with.map(|policy| of_policy(key, policy, sql, &found, &new)).collect()
        }
        Spot::Column(_, column) => {
            let object = Object::on(ObjectKind::Column, key, column);
            vec![Told { mend: attribute(table, &found), ..new(object) }]
        }
        _ => {
            let object = Object::relation(table);
            vec![Told { mend: attribute(table, &found), ..new(object) }]
        }
    }
}

fn clauses(policy: &KeptPolicy) -> [Option<&String>; 2] {
    [policy.using.as_ref(), policy.check.as_ref()]
}

fn of_policy(
    key: (&str, &str),
    policy: &KeptPolicy,
    sql: &str,
    found: &Found,
    new: &dyn Fn(Object) -> Told,
) -> Told {
    let object = Object::on(ObjectKind::Policy, key, &policy.name);
    let (text, starts) = mend::shown(key, policy);
    let has = |i: usize| clauses(policy)[i].is_some_and(|clause| clause == sql);
    let start = (0..2).find(|i| has(*i)).and_then(|i| starts[i]).unwrap_or_default();
    let range = found.range.clone().unwrap_or(0..sql.len());
    let mut told = new(object);
    if let Some(Fix::Sql(bytes, new)) = &found.fix {
        told.edits.push(Edit { clause: sql.to_owned(), range: bytes.clone(), sql: new.clone() });
    }
    told.text = Some((text, start + range.start..start + range.end));
    told
}

/// The statement for a word that a struct would get.
fn attribute(table: &Relation, found: &Found) -> Vec<String> {
    let key = (table.schema.as_str(), table.name.as_str());
    match &found.fix {
        Some(Fix::Attribute(Spot::Column(_, column), word)) if word == "index" => {
            vec![mend::index(key, std::slice::from_ref(column))]
        }
        _ => Vec::new(),
    }
}

/// What is to be done in a database, where a rule speaks of structs.
fn help(code: &str) -> Option<&'static str> {
    Some(match code {
        "RLS001" => "ALTER TABLE … ENABLE ROW LEVEL SECURITY and write policies, or REVOKE the privileges",
        "RLS003" => "write the policy or the GRANT that is missing, or take the other away",
        "RLS004" => "write a permissive policy for what the role may do",
        "RLS005" => "name the roles that requests run as: TO …",
        "RLS006" => {
            "say whose rows: compare a column with the caller; or give the right to a role of its own"
        }
        "RLS007" => "let WITH CHECK ask for what USING asks for, or leave it out: then USING is both",
        "RLS008" => "let the role SELECT the rows that it may change",
        "RLS009" => "let the role SELECT the rows that it may add",
        "RLS010" => "let SELECT see the row before and after, or make the change in a function",
        "RLS011" => "ALTER TABLE … ALTER COLUMN … SET NOT NULL",
        "RLS013" => "CREATE INDEX on the column",
        "RLS014" | "RLS015" => {
            "look the rows up in a SECURITY DEFINER function that only the policies' roles may execute"
        }
        "RLS017" => "drop the policy, and grant the role what it needs",
        "RLS018" => "add the owner or tenant column to the key",
        "RLS019" => "know that the policy's predicate comes first; filter by what it finds",
        "RLS020" => "CREATE INDEX on the columns of the foreign key",
        "RLS030" => "put it in a sub-select of its own: (SELECT …)",
        "RLS031" => "leave the column outside: (SELECT …) = column",
        "RLS037" => "write column = ANY (ARRAY(SELECT …))",
        "RLS042" => "nothing is known of it, and no rule looks at it",
        _ => return None,
    })
}
