//! What can a caller do with the tables of a case?
//!
//! Rows of our making: each column's value follows from its type and the row's number, so that both sides have the same
//! rows; columns that name an owner hold one of two callers. Foreign keys are not looked at here.

use std::collections::{BTreeMap, BTreeSet};

use postgres::{Client, error::SqlState};
use rls_core::{
    expr::Expr,
    ident::{literal, quote},
    schema::{Column, Identity, Table, Type},
};

use crate::case::Case;

/// What was tried, and what came of it.
pub(crate) type Outcomes = BTreeMap<String, String>;

const CALLERS: [&str; 2] = ["alice", "bob"];
const ROWS: usize = 8;
const CLAIMS: [(&str, &str); 3] =
    [("own", r#"{"sub":"alice","aal":"aal2"}"#), ("other", r#"{"sub":"bob"}"#), ("none", "")];

/// Everything on one side; with `all_grants`, every role has every privilege, so that only policies count.
pub(crate) fn outcomes(client: &mut Client, case: &Case, ddl: &str, all_grants: bool) -> Outcomes {
    client.batch_execute("BEGIN").unwrap();
    client.batch_execute(ddl).unwrap_or_else(|error| panic!("{}: {error:?}", case.name));
    client.batch_execute("SET LOCAL session_replication_role = replica").unwrap();
    let mut outcomes = Outcomes::new();
    for table in &case.resolved.schema.tables {
        let name = table.name.quoted();
        for role in crate::roles(case) {
            if let Some(schema) = &table.name.schema {
                client
                    .batch_execute(&format!("GRANT USAGE ON SCHEMA {} TO {}", quote(schema), quote(&role)))
                    .unwrap();
            }
            if all_grants {
                let grant = format!("GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO {}", quote(&role));
                client.batch_execute(&grant).unwrap();
            }
        }
        client.batch_execute("SAVEPOINT rows").unwrap();
        let rows: Vec<String> = (0..ROWS).filter_map(|n| fits(client, table, n)).collect();
        client.batch_execute("ROLLBACK TO rows").unwrap();
        assert!(rows.len() >= 2, "{}: {name} has too few rows", case.name);
        let fill = rows.join("; ");
        for (role, (claims, setting)) in crate::roles(case).iter().flat_map(|r| CLAIMS.map(|c| (r, c))) {
            let mut tried = |what: &str, before: &str, sql: &str| {
                let outcome = probe(client, role, setting, before, sql);
                outcomes.insert(format!("{name} {role} {claims} {what}"), outcome);
            };
            tried("select", &fill, &format!("SELECT * FROM {name}"));
            tried("delete", &fill, &format!("DELETE FROM {name}"));
            tried("delete returning", &fill, &format!("DELETE FROM {name} RETURNING *"));
            for (n, row) in rows.iter().enumerate() {
                tried(&format!("insert {n}"), "", row);
                tried(&format!("insert {n} returning"), "", &format!("{row} RETURNING *"));
                // as the next row, with which it has the caller not in common
                for m in [n, n ^ 1] {
                    tried(&format!("update {n} as {m}"), row, &update(table, m));
                }
                tried(&format!("select {n}"), row, &format!("SELECT * FROM {name}"));
                tried(&format!("delete {n}"), row, &format!("DELETE FROM {name}"));
            }
        }
    }
    client.batch_execute("ROLLBACK").unwrap();
    outcomes
}

/// The INSERT of a row, unless a constraint refuses it.
fn fits(client: &mut Client, table: &Table, n: usize) -> Option<String> {
    let columns: Vec<&Column> = table.columns.iter().filter(|column| column.generated.is_none()).collect();
    let names: Vec<String> = columns.iter().map(|column| quote(&column.name)).collect();
    let values: Vec<String> = columns.iter().map(|column| value(table, column, n)).collect();
    let always = if table.columns.iter().any(|c| c.identity == Some(Identity::Always)) {
        " OVERRIDING SYSTEM VALUE"
    } else {
        ""
    };
    let insert = format!(
        "INSERT INTO {} ({}){always} VALUES ({})",
        table.name.quoted(),
        names.join(", "),
        values.join(", ")
    );
    client.batch_execute("SAVEPOINT fits").unwrap();
    match client.batch_execute(&insert) {
        Ok(()) => {
            client.batch_execute("RELEASE fits").unwrap();
            Some(insert)
        }
        Err(error) => {
            let code = error.code().expect("a code").clone();
            assert!(
                [SqlState::CHECK_VIOLATION, SqlState::UNIQUE_VIOLATION].contains(&code),
                "{insert}: {error:?}"
            );
            client.batch_execute("ROLLBACK TO fits").unwrap();
            None
        }
    }
}

/// An UPDATE of every column but the keys, without WHERE.
fn update(table: &Table, n: usize) -> String {
    let keys = table.key_columns();
    let free = |column: &&Column| {
        column.generated.is_none()
            && column.identity.is_none()
            && (!keys.contains(&column.name) || keys.len() == table.columns.len())
    };
    let sets: Vec<String> = table
        .columns
        .iter()
        .filter(free)
        .map(|column| format!("{} = {}", quote(&column.name), value(table, column, n)))
        .collect();
    format!("UPDATE {} SET {}", table.name.quoted(), sets.join(", "))
}

/// By the row's number: its lowest bit is the caller, the next a flag, the third a size.
fn value(table: &Table, column: &Column, n: usize) -> String {
    let key = table.key_columns().contains(&column.name);
    let owners = owner_columns(table);
    let flag = (n / 2).is_multiple_of(2);
    let size = [7, 0][n / 4];
    if let Some(place) = owners.iter().position(|name| *name == column.name) {
        // two owners of one row are not always the same
        return literal(CALLERS[if place == 0 { n % 2 } else { (n / 2) % 2 }]);
    }
    match &column.ty {
        Type::Boolean => flag.to_string(),
        Type::SmallInt | Type::Integer | Type::BigInt if key => (n + 1).to_string(),
        Type::SmallInt | Type::Integer | Type::BigInt => size.to_string(),
        Type::Uuid => literal(&format!("00000000-0000-0000-0000-00000000000{n}")),
        Type::Text => literal(if flag { "open" } else { "" }),
        Type::Enum(_) | Type::Numeric | Type::Jsonb if !column.nullable => "DEFAULT".to_owned(),
        _ if column.nullable => "NULL".to_owned(),
        _ if column.default.is_some() => "DEFAULT".to_owned(),
        _ => literal(&format!("{n}x")),
    }
}

/// The columns that a policy of the table compares with the caller.
fn owner_columns(table: &Table) -> BTreeSet<String> {
    fn walk(expr: &Expr, found: &mut BTreeSet<String>) {
        match expr {
            Expr::Owner(column) => {
                found.insert(column.clone());
            }
            Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| walk(part, found)),
            Expr::Not(inner) => walk(inner, found),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    for policy in &table.policies {
        policy.using.iter().chain(&policy.check).for_each(|expr| walk(expr, &mut found));
    }
    found
}

/// One statement as a role, on these rows and no others, undone: the rows that it sees or touches, or the denial.
fn probe(client: &mut Client, role: &str, claims: &str, before: &str, sql: &str) -> String {
    let prepare = format!(
        "SAVEPOINT probe; {before}; DO $$BEGIN PERFORM set_config('request.jwt.claims', {}, true); END$$; SET LOCAL ROLE {}",
        literal(claims),
        quote(role)
    );
    client.batch_execute(&prepare).unwrap_or_else(|error| panic!("{prepare}: {error:?}"));
    let guard = "SELECT rolname::text FROM pg_catalog.pg_roles WHERE rolname = current_user AND NOT rolsuper AND NOT rolbypassrls";
    let who: String = client.query_one(guard, &[]).expect("row security holds for the role").get(0);
    assert_eq!(who, role);
    let outcome = match client.execute(sql, &[]) {
        Ok(rows) => rows.to_string(),
        Err(error) => match (error.code(), error.as_db_error().map(postgres::error::DbError::message)) {
            (Some(&SqlState::INSUFFICIENT_PRIVILEGE), Some(text)) if text.contains("row-level security") => {
                "policy".into()
            }
            (Some(&SqlState::INSUFFICIENT_PRIVILEGE), _) => "privilege".into(),
            (Some(code), _) => code.code().to_owned(),
            _ => panic!("{error:?}"),
        },
    };
    client.batch_execute("ROLLBACK TO probe; RELEASE probe").unwrap();
    outcome
}

/// Where two sides differ.
pub(crate) fn differences(drizzle: &Outcomes, ours: &Outcomes) -> Vec<String> {
    let keys: BTreeSet<&String> = drizzle.keys().chain(ours.keys()).collect();
    keys.into_iter()
        .filter(|key| drizzle.get(*key) != ours.get(*key))
        .map(|key| format!("{key}: {:?} -> {:?}", drizzle.get(key), ours.get(key)))
        .collect()
}
