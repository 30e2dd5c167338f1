//! Migrations that are written by hand here: what no planner would give, too.

use rls_core::{
    migration::{LAYOUTS, Layout},
    plan::{Part, Plan, Purpose, Step},
    provider::Provider,
};
use serde_json::Value;

use crate::{catalog, folder::Folder};

/// A part, its statements there and back.
fn part(purpose: Purpose, up: &[&str], down: &[&str]) -> Part {
    let steps = |all: &[&str]| {
        let step = |sql: &&str| Step { sql: (*sql).to_owned(), hazards: Vec::new(), note: None };
        all.iter().map(step).collect()
    };
    Part { purpose, up: steps(up), down: steps(down) }
}

fn plan(parts: Vec<Part>) -> Plan {
    Plan { parts, access: Vec::new() }
}

/// A name that would leave a comment, a string or a name.
const ODD: &str = "odd\"\"; COMMIT; -- '$$ \n/* ";

/// Several migrations in a row; after each, what a database has that was built at once.
fn history(layout: &Layout) -> Vec<(&'static str, Plan, String)> {
    let todos = "CREATE TYPE state AS ENUM ('open', 'done');
        CREATE TABLE todos (id bigint PRIMARY KEY, state state NOT NULL DEFAULT 'open');";
    let create = part(
        Purpose::Main,
        &[
            "SET LOCAL lock_timeout = '5s'",
            "CREATE TYPE state AS ENUM ('open', 'done')",
            "CREATE TABLE todos (id bigint PRIMARY KEY, state state NOT NULL DEFAULT 'open')",
        ],
        &["SET LOCAL lock_timeout = '5s'", "DROP TABLE todos", "DROP TYPE state"],
    );
    // a value that a later file of the same migration uses
    let values = part(Purpose::Values, &["ALTER TYPE state ADD VALUE 'late'"], &[]);
    let uses = part(
        Purpose::Main,
        &["ALTER TABLE todos ALTER COLUMN state SET DEFAULT 'late'"],
        &[
            "ALTER TABLE todos ALTER COLUMN state DROP DEFAULT",
            "ALTER TYPE state RENAME TO state_before",
            "CREATE TYPE state AS ENUM ('open', 'done')",
            "ALTER TABLE todos ALTER COLUMN state TYPE state USING state::text::state",
            "ALTER TABLE todos ALTER COLUMN state SET DEFAULT 'open'",
            "DROP TYPE state_before",
        ],
    );
    let concurrently =
        if layout.options(rls_core::plan::Options::default()).concurrently { "CONCURRENTLY" } else { "" };
    let index = |column: &str| {
        let up = format!("CREATE INDEX {concurrently} todos_{column} ON todos ({column})");
        let down = format!("DROP INDEX {concurrently} todos_{column}");
        let purpose = if concurrently.is_empty() { Purpose::Main } else { Purpose::Index };
        part(purpose, &[up.as_str()], &[down.as_str()])
    };
    let text = "a line\nCOMMIT;\n-- seal: 0\n\\! false\nBEGIN;";
    let mut odd = part(
        Purpose::Main,
        &[
            &format!("ALTER TABLE todos ADD COLUMN \"{ODD}\" text"),
            &format!("COMMENT ON COLUMN todos.\"{ODD}\" IS '{text}'"),
        ],
        &[&format!("ALTER TABLE todos DROP COLUMN \"{ODD}\"")],
    );
    odd.up[0].note = Some(format!("{ODD}\nDROP TABLE todos;\r DROP TABLE todos;\u{2028}"));
    odd.down[0].note.clone_from(&odd.up[0].note);
    let late = "CREATE TYPE state AS ENUM ('open', 'done', 'late');
        CREATE TABLE todos (id bigint PRIMARY KEY, state state NOT NULL DEFAULT 'late');";
    let indexes = "CREATE INDEX todos_id ON todos (id); CREATE INDEX todos_state ON todos (state);";
    let column = format!(
        "ALTER TABLE todos ADD COLUMN \"{ODD}\" text; COMMENT ON COLUMN todos.\"{ODD}\" IS '{text}';"
    );
    vec![
        ("create", plan(vec![create]), todos.to_owned()),
        ("late", plan(vec![values, uses]), late.to_owned()),
        ("indexes", plan(vec![index("id"), index("state")]), format!("{late}{indexes}")),
        ("odd", plan(vec![odd]), format!("{late}{indexes}{column}")),
    ]
}

/// The catalog, without what the tools themselves keep.
fn read(client: &mut postgres::Client) -> Value {
    ours(catalog::read(client))
}

pub(crate) fn ours(mut catalog: Value) -> Value {
    const THEIRS: [&str; 4] = [
        "public._sqlx_migrations",
        "public.__diesel_schema_migrations",
        "public.refinery_schema_history",
        "public._psql_ran",
    ];
    let tables = catalog["tables"].as_array_mut().unwrap();
    tables.retain(|table| !THEIRS.contains(&table["name"].as_str().unwrap()));
    catalog
}

fn built(ddl: &str) -> Value {
    let (mut client, name) = crate::server::database(&Provider::Neon);
    client.batch_execute(ddl).unwrap();
    let catalog = read(&mut client);
    crate::server::drop_database(client, &name);
    catalog
}

#[test]
fn several_in_a_row_there_and_back_and_there_again() {
    for layout in LAYOUTS {
        let mut folder = Folder::new(layout, &Provider::Neon);
        let history = history(layout);
        let mut states = vec![built("")];
        for (n, (name, plan, ddl)) in history.iter().enumerate() {
            states.push(built(ddl));
            folder.accept(name, plan);
            folder.up().unwrap_or_else(|why| panic!("{}, {name}: {why}", layout.name));
            assert_eq!(read(folder.client()), states[n + 1], "{}, {name}", layout.name);
        }
        for (n, (name, ..)) in history.iter().enumerate().rev() {
            folder.down(n).unwrap_or_else(|why| panic!("{}, {name}, back: {why}", layout.name));
            assert_eq!(read(folder.client()), states[n], "{}, {name}, back", layout.name);
        }
        folder.up().unwrap_or_else(|why| panic!("{}, again: {why}", layout.name));
        assert_eq!(&read(folder.client()), states.last().unwrap(), "{}, again", layout.name);
        folder.up().unwrap_or_else(|why| panic!("{}, nothing to do: {why}", layout.name));
    }
}

/// A statement that fails takes the whole file with it, there and back, and it can be run again.
#[test]
fn a_file_that_fails_leaves_nothing_behind() {
    for layout in LAYOUTS {
        let mut folder = Folder::new(layout, &Provider::Neon);
        let fails = part(
            Purpose::Main,
            &["CREATE TABLE there (id int)", "INSERT INTO given VALUES (1)"],
            &["DROP TABLE there", "INSERT INTO given VALUES (1)"],
        );
        folder.accept("fails", &plan(vec![fails]));
        let empty = read(folder.client());
        let why = folder.up().expect_err(layout.name);
        assert!(why.contains("given"), "{}: {why}", layout.name);
        assert_eq!(read(folder.client()), empty, "{}", layout.name);
        folder.client().batch_execute("CREATE TABLE given (id int)").unwrap();
        folder.up().unwrap_or_else(|why| panic!("{}, again: {why}", layout.name));
        folder.client().batch_execute("DROP TABLE given").unwrap();
        let there = read(folder.client());
        let why = folder.down(0).expect_err(layout.name);
        assert!(why.contains("given"), "{}: {why}", layout.name);
        assert_eq!(read(folder.client()), there, "{}, back", layout.name);
        folder.client().batch_execute("CREATE TABLE given (id int)").unwrap();
        folder.down(0).unwrap_or_else(|why| panic!("{}, back again: {why}", layout.name));
        folder.client().batch_execute("DROP TABLE given").unwrap();
        assert_eq!(read(folder.client()), empty, "{}, back again", layout.name);
    }
}
