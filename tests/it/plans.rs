//! Is every predicate of the corpus asked for once a statement, and does it use the index that came with it?
//!
//! Each table gets 100,000 rows of a thousand owners; then each policy's command is planned as its role. No plan may
//! hold a sub-plan that depends on a row, and where every way through the predicate goes by an owner, a claim or a
//! lookup, none may scan a table: not the policy's own, and not one that is looked into. So with what the functions look
//! up.

use pg_rls::Provider;
use postgres::{Client, GenericClient};
use rls_core::{
    expr::{Compare, Expr, Op, Relation, Value},
    ident::{literal, quote},
    resolve::Resolved,
    schema::{Column, Command, Constraint, Function, Policy, Role, Table, Type},
    sql::{Clause, predicate},
};

use crate::{corpus::cases, server};

const ROWS: u32 = 100_000;

#[test]
fn predicates_are_asked_once_and_use_their_index() {
    let mut planned = 0;
    let mut found = 0;
    for case in cases() {
        let resolved = case.resolved();
        let tables = &resolved.schema.tables;
        let functions = &resolved.schema.functions;
        let looked_up = |table: &Table| functions.iter().any(|function| function.table == table.name);
        let read = |table: &&Table| table.policies.iter().any(|p| p.using.is_some()) || looked_up(table);
        let (mut client, name) = server::database(&case.provider);
        client.batch_execute(&rls_core::sql::ddl(&resolved)).unwrap();
        tables.iter().filter(read).for_each(|table| fill(&mut client, &resolved, table));
        for table in tables {
            for policy in table.policies.iter().filter(|policy| policy.using.is_some() && policy.permissive) {
                for (plan, command) in plans(&mut client, &case.provider, table, policy) {
                    let what = format!("{} {} {command}:\n{plan}", case.name, policy.name());
                    assert!(!plan.contains("SubPlan"), "depends on a row: {what}");
                    planned += 1;
                    if serves(table, policy, command) {
                        assert!(!plan.contains("Seq Scan"), "scans a table: {what}");
                        found += 1;
                    }
                }
            }
        }
        for function in functions {
            let plan = of_function(&mut client, &resolved, function);
            let what = format!("{} {}:\n{plan}", case.name, function.name);
            assert!(!plan.contains("SubPlan"), "depends on a row: {what}");
            planned += 1;
            if by_index(&function.when) {
                assert!(!plan.contains("Seq Scan"), "scans a table: {what}");
                found += 1;
            }
        }
        server::drop_database(client, &name);
    }
    // the test must not pass because it looked at nothing
    assert!(planned > 150 && found > 80, "{planned} plans, {found} by an index");
}

/// The plan of what a function looks up.
fn of_function(client: &mut Client, resolved: &Resolved, function: &Function) -> String {
    let table = resolved.schema.find_table(&function.table).unwrap();
    let rows = predicate(&resolved.schema, &resolved.provider, table, &function.when, Clause::Using);
    let (key, table) = (quote(&function.key), table.name.quoted());
    explain(client, &format!("SELECT {key} FROM {table} WHERE {rows}"))
}

fn explain(client: &mut impl GenericClient, statement: &str) -> String {
    let rows = client
        .query(&format!("EXPLAIN {statement}"), &[])
        .unwrap_or_else(|error| panic!("{statement}: {error:?}"));
    let plan: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    plan.join("\n")
}

/// The plans of what a policy is for.
fn plans(client: &mut Client, provider: &Provider, table: &Table, policy: &Policy) -> Vec<(String, Command)> {
    let commands: &[Command] = match policy.command {
        Command::All => &[Command::Select, Command::Update, Command::Delete],
        Command::Insert => &[],
        _ => std::slice::from_ref(&policy.command),
    };
    let Some(Role::Named(role)) = policy.roles.first() else { return Vec::new() };
    let mut all = Vec::new();
    for &command in commands.iter().filter(|&&command| granted(table, role, command)) {
        let column = &table.columns.iter().find(|c| c.generated.is_none()).unwrap().name;
        let target = table.name.quoted();
        let statement = match command {
            // a new row is looked at as it comes, by its parent's key: that is no part of finding the old one
            Command::Update if policy.check.as_ref().is_some_and(by_parent) => {
                format!("SELECT * FROM {target} FOR UPDATE")
            }
            Command::Update => format!("UPDATE {target} SET {0} = DEFAULT", quote(column)),
            Command::Delete => format!("DELETE FROM {target}"),
            _ => format!("SELECT * FROM {target}"),
        };
        let mut transaction = client.transaction().unwrap();
        let (setting, value) = match provider {
            Provider::Custom(_) => ("app.user", uuid_text(7)),
            _ => ("request.jwt.claims", format!(r#"{{"sub":"{}"}}"#, uuid_text(7))),
        };
        transaction.execute("SELECT set_config($1, $2, true)", &[&setting, &value]).unwrap();
        transaction.batch_execute(&format!("SET LOCAL ROLE {}", quote(role))).unwrap();
        all.push((explain(&mut transaction, &statement), command));
    }
    all
}

/// The privilege on the whole table, as plans over every column need.
fn granted(table: &Table, role: &str, command: Command) -> bool {
    table.grants.iter().any(|grant| {
        grant.role == Role::Named(role.to_owned())
            && grant.columns.is_empty()
            && grant.privilege.to_string() == command.to_string()
    })
}

/// Whether the command's permissive policies for the role all go by what an index finds: one broad one
/// beside it reads it all.
fn serves(table: &Table, policy: &Policy, command: Command) -> bool {
    let for_role = |other: &&Policy| {
        let same_command = other.command == command || other.command == Command::All;
        let same_role =
            other.roles.iter().any(|role| policy.roles.first() == Some(role) || *role == Role::Public);
        same_command && same_role && other.permissive
    };
    table.policies.iter().filter(for_role).all(|other| other.using.as_ref().is_some_and(by_index))
}

fn by_index(expr: &Expr) -> bool {
    match expr {
        Expr::Owner(_) | Expr::Bool(false) => true,
        // the other table's rows are found so, too
        Expr::Among(among) => by_index(&among.when),
        Expr::Compare(Compare { left: Value::Column(_), op: Op::Eq, right: Value::Claim(_) }) => true,
        Expr::And(parts) => parts.iter().any(by_index),
        Expr::Or(parts) => parts.iter().all(by_index),
        _ => false,
    }
}

fn by_parent(expr: &Expr) -> bool {
    expr.atoms()
        .iter()
        .any(|(atom, _)| matches!(atom, Expr::Among(among) if among.relation == Relation::Parent))
}

/// Rows without regard to references and checks: only their number and their owners matter to a plan.
fn fill(client: &mut Client, resolved: &Resolved, table: &Table) {
    let target = table.name.quoted();
    for constraint in &table.constraints {
        if let Constraint::Check { name, .. } | Constraint::ForeignKey { name, .. } = constraint {
            client.batch_execute(&format!("ALTER TABLE {target} DROP CONSTRAINT {}", quote(name))).unwrap();
        }
    }
    let columns: Vec<&Column> =
        table.columns.iter().filter(|c| c.generated.is_none() && c.identity.is_none()).collect();
    let names: Vec<String> = columns.iter().map(|column| quote(&column.name)).collect();
    let values: Vec<String> = columns.iter().map(|column| value(resolved, table, column)).collect();
    let sql = format!(
        "INSERT INTO {target} ({}) SELECT {} FROM generate_series(1, {ROWS}) i; ANALYZE {target}",
        names.join(", "),
        values.join(", ")
    );
    client.batch_execute(&sql).unwrap_or_else(|error| panic!("{error:?}\n{sql}"));
}

fn value(resolved: &Resolved, table: &Table, column: &Column) -> String {
    let mut keys = table.constraints.iter().filter_map(Constraint::indexed_columns);
    let unique = keys.any(|columns| columns == [column.name.clone()]);
    let owns = table
        .policies
        .iter()
        .filter_map(|policy| policy.using.as_ref())
        .any(|expr| owner_of(expr, &column.name));
    let owner = if unique || !owns { "i" } else { "i % 1000" };
    match &column.ty {
        Type::Boolean => "i % 2 = 0".to_owned(),
        Type::Text | Type::Other(_) => format!("lpad(({owner})::text, 32, '0')::uuid::text"),
        Type::Uuid => format!("lpad(({owner})::text, 32, '0')::uuid"),
        Type::SmallInt => "i % 30000".to_owned(),
        Type::Date => "date '2000-01-01' + i".to_owned(),
        Type::Timestamp | Type::TimestampTz => "now()".to_owned(),
        Type::Enum(name) => {
            let found = resolved.schema.enums.iter().find(|e| e.name == *name).unwrap();
            format!("{}::{}", literal(&found.values[0].name), name.quoted())
        }
        Type::Array(_) => "'{}'".to_owned(),
        _ => "i".to_owned(),
    }
}

fn owner_of(expr: &Expr, column: &str) -> bool {
    match expr {
        Expr::Owner(name) => name == column,
        Expr::And(parts) | Expr::Or(parts) => parts.iter().any(|part| owner_of(part, column)),
        Expr::Not(inner) => owner_of(inner, column),
        _ => false,
    }
}

fn uuid_text(n: u32) -> String {
    format!("00000000-0000-0000-0000-{n:012}")
}
