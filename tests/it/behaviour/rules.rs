//! What must hold, whatever the schema's text?
//!
//! Written down apart from the recorded table, so that a wrong table cannot be accepted by accepting it.

use super::{
    cell::{Cell, Outcome},
    claims::{CLAIMS, Claims, OWN},
    matrix::Matrix,
    probe::ROWS,
    statements::{self, Statement},
};

/// A rule: its words, and whether a cell keeps it.
pub(super) struct Rule {
    pub(super) says: &'static str,
    keeps: fn(&'static str, &Claims, &Statement, &Cell) -> bool,
}

/// How many rows are the caller's.
fn owned(claims: &Claims) -> u64 {
    ROWS.iter().filter(|(_, owner, _)| Some(*owner) == claims.subject).count() as u64
}

fn is_merge(statement: &Statement) -> bool {
    statement.name.starts_with("merge")
}

/// Statements that only read, and all of what there is.
const READ_ALL: [&str; 5] = ["select", "select count", "select for update", "copy to", "copy query to"];

pub(super) const RULES: &[Rule] = &[
    Rule {
        says: "nobody but `authenticated` has a privilege",
        keeps: |role, _, statement, cell| {
            role == "authenticated"
                || cell.outcome == Outcome::Privilege
                // the parser comes first
                || is_merge(statement) && super::major() < 15
        },
    },
    Rule {
        says: "nobody truncates",
        keeps: |_, _, statement, cell| statement.name != "truncate" || cell.outcome == Outcome::Privilege,
    },
    Rule {
        says: "what is denied changes nothing",
        keeps: |_, _, _, cell| matches!(cell.outcome, Outcome::Rows(_)) || cell.changes.is_empty(),
    },
    Rule {
        says: "what changes was the caller's, and stays the caller's",
        keeps: |_, claims, _, cell| {
            let mine = |owner: &Option<Option<String>>| {
                owner.as_ref().is_none_or(|owner| owner.is_some() && owner.as_deref() == claims.subject)
            };
            cell.changes.iter().all(|change| mine(&change.before) && mine(&change.after))
        },
    },
    Rule {
        says: "a caller without a subject sees no row and touches none",
        keeps: |_, claims, _, cell| {
            claims.subject.is_some() || !matches!(cell.outcome, Outcome::Rows(1..)) && cell.changes.is_empty()
        },
    },
    Rule {
        says: "a caller without a subject meets no error but a denial, and COPY FROM's",
        keeps: |_, claims, statement, cell| {
            claims.subject.is_some()
                || is_merge(statement) && super::major() < 15
                || match &cell.outcome {
                    Outcome::Error(code) => statement.name.starts_with("copy") && code == "0A000",
                    _ => true,
                }
        },
    },
    Rule {
        says: "a signed-in caller reads all that is theirs, and nothing else",
        keeps: |role, claims, statement, cell| {
            role != "authenticated"
                || !READ_ALL.contains(&statement.name)
                || cell.outcome == Outcome::Rows(owned(claims))
        },
    },
    Rule {
        says: "a signed-in caller changes and deletes all that is theirs",
        keeps: |role, claims, statement, cell| {
            role != "authenticated"
                || !["update all", "delete all"].contains(&statement.name)
                || cell.outcome == Outcome::Rows(owned(claims)) && cell.changes.len() as u64 == owned(claims)
        },
    },
    Rule {
        says: "a signed-in caller with a subject inserts rows that become theirs, by default",
        keeps: |role, claims, statement, cell| {
            role != "authenticated"
                || !statement.name.starts_with("insert by default")
                || (cell.outcome == Outcome::Rows(1)) == claims.subject.is_some()
        },
    },
    Rule {
        says: "who names another as the owner is denied",
        keeps: |role, claims, statement, cell| {
            let others = match statement.name {
                "insert other's" | "insert other's returning" => claims.subject != Some("bob"),
                "insert own" | "insert own returning" | "insert own, empty task" => {
                    claims.subject != Some("alice")
                }
                "insert nobody's" => claims.subject != Some(""),
                _ => false,
            };
            role != "authenticated" || !others || cell.outcome == Outcome::Policy
        },
    },
    Rule {
        says: "who has rows cannot give them away",
        keeps: |role, claims, statement, cell| {
            let to = match statement.name {
                "give all away" => "bob",
                "give all to nobody" => "",
                "take all" => "alice",
                _ => return true,
            };
            role != "authenticated"
                || owned(claims) == 0
                || claims.subject == Some(to)
                || cell.outcome == Outcome::Policy
        },
    },
    Rule {
        says: "the owner gets what is written beside each statement",
        keeps: |role, claims, statement, cell| {
            role != "authenticated"
                || *claims != OWN
                || if is_merge(statement) && super::major() < 15 {
                    cell.outcome == Outcome::Error("42601".to_owned())
                } else {
                    cell.to_string() == statement.own
                }
        },
    },
];

/// Each rule that is broken, with the cells that break it.
pub(super) fn broken(matrix: &Matrix) -> Vec<(&'static Rule, Vec<String>)> {
    assert_eq!(matrix.0.len(), super::claims::ROLES.len() * CLAIMS.len() * statements::all().count());
    let breaks = |rule: &Rule| -> Vec<String> {
        let cells = matrix.0.iter().filter_map(|((role, claims, name), cell)| {
            let statement = statements::all().find(|statement| statement.name == *name).expect("a statement");
            (!(rule.keeps)(role, claims, statement, cell))
                .then(|| format!("{role}, {}, {name}: {cell}", claims.name))
        });
        cells.collect()
    };
    RULES.iter().map(|rule| (rule, breaks(rule))).filter(|(_, cells)| !cells.is_empty()).collect()
}
