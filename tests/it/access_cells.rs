//! Does a server do what each cell of the access table says?
//!
//! The models of the examples, with a few rows: for each role, state of the claims, command and row it is tried on a
//! server, and worked out from the cell's own conditions by the interpreter. Both must agree.

use std::{collections::BTreeMap, fs, path::Path};

use pg_rls::Provider;
use postgres::Client;
use rls_core::{
    access::{COMMANDS, Cell, access},
    expr::{
        Expr,
        eval::{Caller, Datum, Fault, Kind, Row, Rows, Truth, World},
    },
    ident::{QName, literal, quote, quote_all},
    schema::{Command, Role, Table, Type},
    sql,
    syntax::scan::scan,
};

use crate::server;

/// Nobody, three callers with rows, and one without.
const CALLERS: [(&str, Option<&str>); 5] = [
    ("nobody", None),
    ("alice", Some("alice")),
    ("bob", Some("bob")),
    ("carol", Some("carol")),
    ("dave", Some("dave")),
];

type Texts = &'static [&'static str];

/// A row for each way in which the columns that count can be filled: the caller's, another's.
struct Example {
    name: &'static str,
    /// Rows by table, in the order in which they can be inserted: the columns, and the values as texts.
    rows: &'static [(&'static str, Texts, &'static [Texts])],
}

const EXAMPLES: [Example; 3] = [
    Example {
        name: "todos",
        rows: &[(
            "todos",
            &["id", "user_id", "task"],
            &[&["1", "alice", "x"], &["2", "bob", "x"], &["3", "", "x"]],
        )],
    },
    Example {
        name: "blog",
        rows: &[
            ("authors", &["id", "name"], &[&["alice", "A"], &["bob", "B"]]),
            (
                "posts",
                &["id", "author_id", "title", "body", "status"],
                &[
                    &["00000000-0000-0000-0000-000000000001", "alice", "t", "b", "draft"],
                    &["00000000-0000-0000-0000-000000000002", "alice", "t", "b", "published"],
                    &["00000000-0000-0000-0000-000000000003", "bob", "t", "b", "draft"],
                    &["00000000-0000-0000-0000-000000000004", "bob", "t", "b", "published"],
                ],
            ),
        ],
    },
    Example {
        name: "tenants",
        rows: &[
            ("teams", &["id", "name"], &[&["1", "one"], &["2", "two"], &["3", "empty"]]),
            (
                "memberships",
                &["user_id", "team_id", "role"],
                &[
                    &["alice", "1", "admin"],
                    &["bob", "1", "editor"],
                    &["bob", "2", "reader"],
                    &["carol", "2", "reader"],
                ],
            ),
            (
                "invitations",
                &["id", "team_id", "email", "role"],
                &[
                    &["1", "1", "carol@x", "reader"],
                    &["2", "2", "alice@x", "admin"],
                    &["3", "3", "x@x", "editor"],
                ],
            ),
            (
                "notes",
                &["id", "team_id", "author_id", "is_public", "text"],
                &[
                    &["1", "1", "alice", "false", "x"],
                    &["2", "1", "bob", "true", "x"],
                    &["3", "2", "bob", "false", "x"],
                    &["4", "2", "carol", "true", "x"],
                    &["5", "3", "alice", "false", "x"],
                ],
            ),
            (
                "comments",
                &["id", "note_id", "author_id", "text"],
                &[
                    &["1", "1", "alice", "x"],
                    &["2", "2", "carol", "x"],
                    &["3", "3", "bob", "x"],
                    &["4", "5", "alice", "x"],
                ],
            ),
        ],
    },
];

#[test]
fn every_cell_is_what_a_server_does() {
    let mut tries = 0;
    let mut allowed = 0;
    for example in &EXAMPLES {
        let tally = Checked::of(example);
        println!("{}: {} cells, {} tries, {} allowed", example.name, tally.cells, tally.tries, tally.allowed);
        tries += tally.tries;
        allowed += tally.allowed;
    }
    // neither all nor nothing
    assert!(tries > 300 && allowed * 10 > tries && allowed * 2 < tries, "{allowed} of {tries}");
}

#[derive(Default)]
struct Checked {
    cells: usize,
    tries: usize,
    allowed: usize,
}

impl Checked {
    fn of(example: &Example) -> Checked {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/{}.rs", example.name));
        let text = fs::read_to_string(&path).unwrap();
        let scanned = scan(std::slice::from_ref(&path), &BTreeMap::from([(path.clone(), text)]))
            .unwrap_or_else(|failure| panic!("{:?}", failure.errors));
        let resolved = scanned.schema.resolve(&Provider::Neon).unwrap();
        let page = access(&resolved);
        let (mut client, name) = server::database(&Provider::Neon);
        client.batch_execute(&sql::ddl(&resolved)).unwrap();
        let mut tables: BTreeMap<QName, Rows> = BTreeMap::new();
        for (table, columns, rows) in example.rows {
            let table = resolved.schema.find_table(&QName::new(*table)).unwrap();
            tables.insert(table.name.clone(), filled(table, columns, rows));
            rows.iter().for_each(|row| client.batch_execute(&insert(table, columns, row)).unwrap());
        }
        client.batch_execute("BEGIN").unwrap();
        let mut checked = Checked::default();
        for (table, columns, rows) in example.rows {
            let table = resolved.schema.find_table(&QName::new(*table)).unwrap();
            let of_table = page.tables.iter().find(|one| one.table == table.name).unwrap();
            for role in &of_table.roles {
                let Role::Named(as_role) = &role.role else { panic!("{:?} cannot be become", role.role) };
                for (at, command) in COMMANDS.into_iter().enumerate() {
                    let cell = &role.cells[at];
                    checked.cells += 1;
                    for (who, id) in CALLERS {
                        for (number, row) in rows.iter().enumerate() {
                            let mut expected = said(cell, table, id, &tables, number);
                            // one is found by its key, which asks for SELECT too
                            if matches!(command, Command::Update | Command::Delete) {
                                expected &= said(&role.cells[0], table, id, &tables, number);
                            }
                            let found = tried(&mut client, as_role, id, command, table, columns, row);
                            checked.tries += 1;
                            checked.allowed += usize::from(found);
                            assert_eq!(
                                expected, found,
                                "{}: {as_role} {command} {} as {who}, row {row:?}: the cell says `{}`",
                                example.name, table.name, cell.words
                            );
                        }
                        if command == Command::Delete {
                            let expected =
                                (0..rows.len()).filter(|&row| said(cell, table, id, &tables, row)).count();
                            let found = deleted(&mut client, as_role, id, table);
                            assert_eq!(
                                expected, found,
                                "{}: {as_role} DELETE {} as {who}",
                                example.name, table.name
                            );
                        }
                    }
                }
            }
        }
        client.batch_execute("ROLLBACK").unwrap();
        server::drop_database(client, &name);
        checked
    }
}

/// What the cell says of a row.
fn said(cell: &Cell, table: &Table, id: Option<&str>, tables: &BTreeMap<QName, Rows>, row: usize) -> bool {
    if cell.is_nothing() {
        return false;
    }
    // what is inserted is not there before
    let mut before = tables.clone();
    if cell.command == Command::Insert
        && let Some(rows) = before.get_mut(&table.name)
    {
        rows.rows.remove(row);
    }
    let claim = |path: &[String]| (path == ["email"]).then(|| id.map(|id| format!("{id}@x"))).flatten();
    let opaque = |_: &Expr, _: &QName, _: &Row| Err(Fault::Unknown("SQL".to_owned()));
    let world =
        World { tables: &before, caller: Caller { id, lenient: true, claim: &claim }, now: 0, sql: &opaque };
    let row = &tables[&table.name].rows[row];
    [&cell.using, &cell.check].into_iter().flatten().all(|expr| {
        let truth = world.truth(expr, &table.name, row);
        truth.unwrap_or_else(|fault| panic!("{expr:?}: {fault}")) == Truth::Holds
    })
}

/// What the server does with it. An UPDATE leaves the row as it is, and the row is the only one that could be touched:
/// by its key, where the role may read, which an example's roles may wherever they write.
fn tried(
    client: &mut Client,
    role: &str,
    id: Option<&str>,
    command: Command,
    table: &Table,
    columns: &[&str],
    row: &[&str],
) -> bool {
    let name = table.name.quoted();
    let key: Vec<String> = columns
        .iter()
        .zip(row)
        .filter(|(column, _)| table.key_columns().iter().any(|key| key == *column))
        .map(|(column, value)| format!("{} = {}", quote(column), literal(value)))
        .collect();
    let key = key.join(" AND ");
    let statement = match command {
        Command::Insert => insert(table, columns, row),
        Command::Update => format!(
            "UPDATE {name} SET {0} = {1} WHERE {key}",
            quote(columns[columns.len() - 1]),
            literal(row[row.len() - 1])
        ),
        Command::Delete => format!("DELETE FROM {name} WHERE {key}"),
        _ => format!("SELECT FROM {name} WHERE {key}"),
    };
    // the row is put out of the way of the one that is inserted
    let before = if command == Command::Insert {
        format!("SET LOCAL session_replication_role = replica; DELETE FROM {name} WHERE {key};")
    } else {
        "SET LOCAL session_replication_role = replica;".to_owned()
    };
    become_caller(client, &before, role, id);
    let touched = client.execute(&statement, &[]);
    client.batch_execute("ROLLBACK TO one; RELEASE one").unwrap();
    match touched {
        Ok(count) => count == 1,
        Err(error) if error.code() == Some(&postgres::error::SqlState::INSUFFICIENT_PRIVILEGE) => false,
        Err(error) => panic!("{error:?}\n{statement}"),
    }
}

/// How many rows go by a DELETE that reads nothing.
fn deleted(client: &mut Client, role: &str, id: Option<&str>, table: &Table) -> usize {
    become_caller(client, "SET LOCAL session_replication_role = replica;", role, id);
    let touched = client.execute(&format!("DELETE FROM {}", table.name.quoted()), &[]);
    client.batch_execute("ROLLBACK TO one; RELEASE one").unwrap();
    touched.map_or(0, |count| usize::try_from(count).unwrap())
}

fn become_caller(client: &mut Client, before: &str, role: &str, id: Option<&str>) {
    let claims = id.map_or_else(String::new, |id| format!("{{\"sub\":\"{id}\",\"email\":\"{id}@x\"}}"));
    client
        .batch_execute(&format!(
            "SAVEPOINT one; {before} SELECT set_config('request.jwt.claims', {}, true); SET LOCAL ROLE {}",
            literal(&claims),
            quote(role)
        ))
        .unwrap();
}

fn insert(table: &Table, columns: &[&str], row: &[&str]) -> String {
    let values: Vec<String> = row.iter().map(|value| literal(value)).collect();
    format!("INSERT INTO {} ({}) VALUES ({})", table.name.quoted(), quote_all(columns), values.join(", "))
}

fn filled(table: &Table, columns: &[&str], rows: &[&[&str]]) -> Rows {
    let kinds = table.columns.iter().map(|column| (column.name.clone(), kind(&column.ty))).collect();
    let row = |values: &&[&str]| -> Row {
        columns
            .iter()
            .zip(*values)
            .map(|(column, value)| {
                let datum: Datum = kind(&table.find_column(column).unwrap().ty).read(value).unwrap();
                ((*column).to_owned(), datum)
            })
            .collect()
    };
    Rows { kinds, rows: rows.iter().map(row).collect() }
}

fn kind(ty: &Type) -> Kind {
    match ty {
        Type::Enum(_) => {
            let values = ["draft", "published", "reader", "editor", "admin"];
            Kind::Enum(values.map(str::to_owned).into())
        }
        other => crate::random::kind(other),
    }
}
