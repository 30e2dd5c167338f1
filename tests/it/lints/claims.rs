//! Is what a lint's page says of its wrong example what Postgres does, and does the right one mend it?
//!
//! Each try is one statement by one caller, over the same rows under both examples.

use postgres::{Client, SimpleQueryMessage};
use rls_core::{
    ident::{literal, quote},
    lint::{self, LINTS, Lint},
    resolve::Resolved,
};

use super::resolved;
use crate::server;

/// A statement, and what comes of it.
struct Try {
    code: &'static str,
    rows: &'static str,
    /// The role and the caller.
    who: (&'static str, &'static str),
    statement: &'static str,
    /// How many rows, or the SQLSTATE with a piece of the message.
    wrong: &'static str,
    right: &'static str,
}

const fn of_ann(
    code: &'static str,
    rows: &'static str,
    statement: &'static str,
    wrong: &'static str,
    right: &'static str,
) -> Try {
    Try { code, rows, who: ("authenticated", "ann"), statement, wrong, right }
}

const NOTES: &str = "INSERT INTO notes (user_id, text) VALUES ('ann', 'a'), ('bob', 'b')";
const COMMENTS: &str = "INSERT INTO comments (user_id, text) VALUES ('ann', 'a'), ('bob', 'b')";
const TICKETS: &str = "INSERT INTO tickets (user_id) VALUES ('ann'), ('bob')";
const DENIED: &str = "42501 permission denied";
const VIOLATES: &str = "42501 new row violates row-level security policy";

const TRIES: &[Try] = &[
    of_ann(
        "RLS001",
        "INSERT INTO invoices (user_id, cents) VALUES ('ann', 1), ('bob', 2)",
        "SELECT * FROM invoices",
        "2",
        "1",
    ),
    of_ann("RLS003", NOTES, "DELETE FROM notes", "0", "1"),
    of_ann("RLS004", NOTES, "SELECT * FROM notes", DENIED, "1"),
    Try {
        code: "RLS005",
        rows: "INSERT INTO currencies VALUES ('EUR')",
        // a role that nobody thought of when the policy was written
        who: ("pg_monitor", ""),
        statement: "SELECT * FROM currencies",
        wrong: "1",
        right: DENIED,
    },
    of_ann("RLS006", COMMENTS, "INSERT INTO comments (user_id, text) VALUES ('bob', 'c')", "1", VIOLATES),
    of_ann("RLS006", COMMENTS, "DELETE FROM comments", "2", "1"),
    // without a WHERE no policy for SELECT is asked
    of_ann("RLS007", TICKETS, "UPDATE tickets SET user_id = 'bob'", "1", VIOLATES),
    of_ann("RLS007", TICKETS, "UPDATE tickets SET closed = false", "1", "1"),
    of_ann(
        "RLS008",
        "INSERT INTO reminders (user_id, text) VALUES ('ann', 'a'), ('bob', 'b')",
        "DELETE FROM reminders WHERE id = 1",
        DENIED,
        "1",
    ),
    of_ann(
        "RLS008",
        "INSERT INTO reminders (user_id, text) VALUES ('ann', 'a'), ('bob', 'b')",
        "DELETE FROM reminders",
        "1",
        "1",
    ),
    of_ann(
        "RLS009",
        "",
        "INSERT INTO messages (from_user, to_user, text) VALUES ('ann', 'bob', 'a')",
        "1",
        "1",
    ),
    of_ann(
        "RLS009",
        "",
        "INSERT INTO messages (from_user, to_user, text) VALUES ('ann', 'bob', 'a') RETURNING id",
        VIOLATES,
        "1",
    ),
    of_ann(
        "RLS010",
        "INSERT INTO notes (user_id) VALUES ('ann')",
        "UPDATE notes SET deleted_at = now() WHERE id = 1",
        VIOLATES,
        "1",
    ),
    // what comes past row security without an owner stays, and nobody sees it
    Try {
        code: "RLS011",
        rows: "",
        who: ("", ""),
        statement: "INSERT INTO notes (text) VALUES ('a')",
        wrong: "1",
        right: "23502",
    },
    of_ann(
        "RLS014",
        "INSERT INTO teams (name) VALUES ('a'); INSERT INTO memberships VALUES (1, 'ann'), (1, 'bob')",
        "SELECT * FROM teams",
        "42P17 infinite recursion",
        "1",
    ),
    of_ann(
        "RLS014",
        "INSERT INTO teams (name) VALUES ('a'); INSERT INTO memberships VALUES (1, 'ann'), (1, 'bob')",
        "SELECT * FROM memberships",
        "42P17 infinite recursion",
        "2",
    ),
    of_ann(
        "RLS015",
        "INSERT INTO projects (user_id) VALUES ('ann'); INSERT INTO tasks (project_id) VALUES (1)",
        "SELECT * FROM tasks",
        "42501 permission denied for table projects",
        "1",
    ),
    Try {
        code: "RLS017",
        rows: "INSERT INTO notes (user_id, text) SELECT gen_random_uuid(), 'a' FROM generate_series(1, 3)",
        who: ("service_role", ""),
        statement: "SELECT * FROM notes",
        wrong: "3",
        right: "3",
    },
    of_ann(
        "RLS018",
        "INSERT INTO projects (user_id, name) VALUES ('bob', 'moon')",
        "INSERT INTO projects (user_id, name) VALUES ('ann', 'moon')",
        "23505 duplicate key value",
        "1",
    ),
];

#[test]
fn what_the_pages_say_happens() {
    for one in TRIES {
        let rule = lint::find(one.code).unwrap();
        for (which, text, expected) in [("wrong", rule.wrong, one.wrong), ("right", rule.right, one.right)] {
            let (mut client, name) = set_up(rule, text, one.rows);
            let outcome = tried(&mut client, one.who, one.statement);
            server::drop_database(client, &name);
            assert!(
                outcome == expected || expected.len() > 1 && outcome.starts_with(expected),
                "{} {which}: {}\n{outcome}, and not {expected}",
                one.code,
                one.statement
            );
        }
    }
}

/// Policies for a role that bypasses row security do nothing: without them the answer is the same.
#[test]
fn a_policy_for_who_bypasses_does_nothing() {
    let rule = lint::find("RLS017").unwrap();
    let rows = "INSERT INTO notes (user_id, text) SELECT gen_random_uuid(), 'a' FROM generate_series(1, 3); \
        DROP POLICY \"crud-service_role-policy-select\" ON notes";
    let (mut client, name) = set_up(rule, rule.wrong, rows);
    assert_eq!(tried(&mut client, ("service_role", ""), "SELECT * FROM notes"), "3");
    server::drop_database(client, &name);
}

/// What a check needs, an own table with a sub-select in its policy for SELECT, comes back to itself; one without does not.
#[test]
fn a_table_that_reads_itself() {
    let models = |read: &str| {
        format!(
            "#[derive(Rls)]\n#[rls(crud(role = \"authenticated\", read = {read}))]\n#[rls(policy(name = \"known\", for = \"insert\", \
             to = \"authenticated\", with_check = \"parent_id = ANY (ARRAY(SELECT id FROM nodes))\"))]\nstruct Node {{\n    \
             #[rls(primary_key, identity)]\n    id: i64,\n    #[rls(index)]\n    user_id: String,\n    parent_id: i64,\n}}\n"
        )
    };
    for (read, outcome, fires) in [("true", "1", false), ("owner(\"user_id\")", "42P17", true)] {
        let resolved = resolved("nodes", &models(read), "");
        let codes: Vec<&str> = lint::lint(&resolved).iter().map(|finding| finding.lint.code).collect();
        assert_eq!(codes.contains(&"RLS014"), fires, "{read}: {codes:?}");
        let (mut client, name) = apply(&resolved, "INSERT INTO nodes (user_id, parent_id) VALUES ('ann', 1)");
        let insert = "INSERT INTO nodes (user_id, parent_id) VALUES ('ann', 1)";
        assert_eq!(&tried(&mut client, ("authenticated", "ann"), insert)[..outcome.len()], outcome, "{read}");
        server::drop_database(client, &name);
    }
}

/// Every lint that is an error says something that happens; those here without a try are about plans or the source.
#[test]
fn each_error_is_tried() {
    for rule in LINTS.iter().filter(|rule| rule.level == lint::Level::Error && rule.code < "RLS030") {
        assert!(TRIES.iter().any(|one| one.code == rule.code), "{} has no try", rule.code);
    }
}

pub(super) fn set_up(rule: &Lint, text: &str, rows: &str) -> (Client, String) {
    apply(&resolved(rule.code, text, rule.toml), rows)
}

fn apply(resolved: &Resolved, rows: &str) -> (Client, String) {
    let (mut client, name) = server::database(&resolved.provider);
    let ddl = rls_core::sql::ddl(resolved);
    client.batch_execute(&ddl).unwrap_or_else(|error| panic!("{error:?}\n{ddl}"));
    client.batch_execute(rows).unwrap_or_else(|error| panic!("{error:?}\n{rows}"));
    (client, name)
}

/// What comes of a statement by a caller.
fn tried(client: &mut Client, (role, caller): (&str, &str), statement: &str) -> String {
    let mut transaction = client.transaction().unwrap();
    become_caller(&mut transaction, role, caller);
    match transaction.simple_query(statement) {
        Ok(messages) => messages
            .iter()
            .find_map(|message| match message {
                SimpleQueryMessage::CommandComplete(rows) => Some(rows.to_string()),
                _ => None,
            })
            .expect("the statement ends"),
        Err(error) => {
            let error = error.as_db_error().expect("the server answers");
            format!("{} {}", error.code().code(), error.message())
        }
    }
}

pub(super) fn become_caller(transaction: &mut postgres::Transaction<'_>, role: &str, caller: &str) {
    // without a caller there is no token
    if !caller.is_empty() {
        let claims = literal(&format!("{{\"sub\":\"{caller}\"}}"));
        transaction.batch_execute(&format!("SET LOCAL request.jwt.claims = {claims}")).unwrap();
    }
    if !role.is_empty() {
        transaction.batch_execute(&format!("SET LOCAL ROLE {}", quote(role))).unwrap();
    }
}
