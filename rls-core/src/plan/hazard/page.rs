//! What is to be read about a hazard?
//!
//! Its example is models before and after, in `rls-core/hazards/<NAME>/`, and the SQL between them, which is a test's
//! expectation too.

use std::fmt::Write as _;

use super::HazardKind;

/// What is to be said of a kind of hazard.
#[derive(Clone, Copy, Debug)]
pub struct HazardPage {
    /// The kind.
    pub kind: HazardKind,
    /// What it is, in a few words.
    pub title: &'static str,
    /// What it is and when it is said.
    pub what: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do about it.
    pub instead: &'static str,
    /// An example, where one fits a page.
    pub example: Option<HazardExample>,
}

/// Models, and the SQL that a change of them is.
#[derive(Clone, Copy, Debug)]
pub struct HazardExample {
    /// Models as they were accepted.
    pub before: &'static str,
    /// Models as they are.
    pub after: &'static str,
    /// What `cargo rls diff` prints between them.
    pub sql: &'static str,
}

/// The files of a hazard's example: `example!("LOCKS")`.
macro_rules! example {
    ($name:literal) => {
        Some(HazardExample {
            before: example!($name, "before.rs"),
            after: example!($name, "after.rs"),
            sql: example!($name, "up.sql"),
        })
    };
    ($name:literal, $file:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/hazards/", $name, "/", $file))
    };
}

/// Every page, in the order of [`HazardKind::ALL`].
pub const HAZARDS: [HazardPage; 6] = [
    HazardPage {
        kind: HazardKind::WidensAccess,
        title: "Somebody may do more than before",
        what: "\
A policy, a privilege or a membership lets a role reach rows, or do something to them, that it could not before. The line says \
which role, which command and which table, what holds now and what held before. It is worked out from what the policies mean: \
a policy that is written otherwise and is understood to mean the same is no hazard. \"changes\" means some rows more and some rows \
less, and is read as more. A new table is none: no row that was there is shown.",
        why: "\
It is the one change of a schema that no test of an application notices. Nothing fails; somebody reads more than they should, and nobody \
is told.",
        instead: "\
Read the line as a sentence, and ask whether it is what the change is for. If it is, seal it by name: `cargo rls accept NAME --allow \
WIDENS_ACCESS`. If it is not, the policy says more than was meant; `cargo rls access` shows who may do what, and `cargo rls diff --format md` \
what changes. Dropping a restrictive policy widens, too.",
        example: example!("WIDENS_ACCESS"),
    },
    HazardPage {
        kind: HazardKind::NarrowsAccess,
        title: "Somebody may do less than before",
        what: "\
A role loses rows, a command or a privilege. That it is not more is proven, by implication over what decides it, so nobody is asked to \
allow it.",
        why: "\
The application that runs while the migration runs still counts on what it had. Where a policy narrows, it finds fewer rows and its \
writes fail with 42501; where a privilege goes, every statement of that kind fails.",
        instead: "\
Ship the code that no longer needs it first, then the migration. The way back gives the access again.",
        example: example!("NARROWS_ACCESS"),
    },
    HazardPage {
        kind: HazardKind::AccessUnknown,
        title: "It could not be worked out whether somebody may do more",
        what: "\
What decides a cell of the access table changed, and the search for a caller or a row that only one side lets through was given up: the \
conditions have hundreds of parts that hang on each other, or are nested too deeply. It is rare enough that no example fits \
this page. A string of SQL is no such case: it is equal to nothing but itself, and another one is WIDENS_ACCESS.",
        why: "\
The checker proves what it says. Where it can prove nothing it says so, because silence would be read as \"nothing changed\". Read it as \
widening until a person has looked.",
        instead: "\
Take the condition apart: a policy each for what is OR-ed, a restrictive policy for what is AND-ed. If the change is meant as it is: \
`cargo rls accept NAME --allow ACCESS_UNKNOWN`.",
        example: None,
    },
    HazardPage {
        kind: HazardKind::DeletesData,
        title: "What is in the database is gone afterwards",
        what: "\
A table or a column is dropped, a type is changed to one that holds less, or an enum loses a value. Tables that came and went without \
ever holding rows are no different: the plan does not look into the database.",
        why: "\
No down file brings rows back. It makes the table or the column again, empty, so that the schema is as it was and the application starts; \
the rest is in your backup.",
        instead: "\
If it is a new name for the same thing, say so, and everything stays: `#[rls(renamed_from = \"…\")]`. Otherwise ship the code that no longer \
reads it, wait, take a backup, and drop it in a migration of its own: `cargo rls accept NAME --allow DELETES_DATA`.",
        example: example!("DELETES_DATA"),
    },
    HazardPage {
        kind: HazardKind::Locks,
        title: "Others wait while rows are read or written",
        what: "\
A statement holds a lock that others need, for as long as it takes to read or rewrite all rows of a table. Most of these are avoided: for a \
table that is there, an index is built CONCURRENTLY, a constraint is added NOT VALID and validated later, each in a migration of its own, \
and a transaction that waits for a lock gives up after `lock_timeout` (5s, in rls.toml), so that nobody queues behind it for long. What is \
left is said.",
        why: "\
On a small table nobody notices. On a large one every query of the application waits, the pool of connections runs out, and what was a \
change of a column is an outage.",
        instead: "\
Run it when nobody is there, or do it in steps: a new column beside the old one, the application writes both, rows are filled in batches, \
and then the old one goes. It is not asked about at `accept`: whether a table is large is not in the models.",
        example: example!("LOCKS"),
    },
    HazardPage {
        kind: HazardKind::Irreversible,
        title: "The way back does not bring everything back",
        what: "\
The down file makes the schema as it was, but not all that was in it, or not in the same way: values that were cast come back as \
what they became, a NOT NULL column comes back with a placeholder in each row. The down file says at each statement what it cannot bring back.",
        why: "\
A revert at night is done by somebody who did not write the migration. They should not find out then.",
        instead: "\
Read the notes in the down file before you need it. What a step cannot bring back, a backup can.",
        example: example!("IRREVERSIBLE"),
    },
];

/// The page of a hazard, in whatever case it is written.
///
/// ```
/// let page = rls_core::plan::hazard_page("deletes_data").unwrap();
/// assert_eq!(page.title, "What is in the database is gone afterwards");
/// ```
pub fn hazard_page(name: &str) -> Option<&'static HazardPage> {
    let kind: HazardKind = name.parse().ok()?;
    HAZARDS.iter().find(|page| page.kind == kind)
}

/// All pages as one Markdown document, a contents first: `docs/hazards.md`.
pub fn hazards_markdown() -> String {
    let mut text = String::from(
        "# Hazards\n\n\
         What a migration may do to access, to data, or to whoever uses the database meanwhile. Each stands in the migration's header;\n\
         `cargo rls explain NAME` prints its page. Those that are asked about are sealed by name only: `cargo rls accept NAME --allow\n\
         DELETES_DATA`. This file is made from those pages: `cargo rls explain --markdown hazards > docs/hazards.md`.\n\n\
         | hazard | asked about | what it is |\n| --- | --- | --- |\n",
    );
    // writing to a String cannot fail
    for HazardPage { kind, title, .. } in &HAZARDS {
        let asks = if kind.needs_allow() { "yes" } else { "" };
        let _ = writeln!(text, "| [{kind}](#{}) | {asks} | {title} |", kind.name().to_ascii_lowercase());
    }
    for HazardPage { kind, title, what, why, instead, example } in &HAZARDS {
        let _ = write!(text, "\n## {kind}\n\n**{title}.** {what}\n\n{why}\n\n{instead}\n");
        if let Some(HazardExample { before, after, sql }) = example {
            let _ = write!(
                text,
                "\nAccepted:\n\n```rust\n{before}```\n\nNow:\n\n```rust\n{after}```\n\n`cargo rls diff` prints:\n\n```sql\n{sql}```\n"
            );
        }
    }
    text
}
