//! Do policies let through the rows that their predicates mean?
//!
//! The same worlds, but their predicates are policies of a schema that was resolved and applied: a signed-in caller reads
//! the main table, and tries to write each of its rows anew. The other tables have policies of their own, or none, or no
//! row security at all, so that some lookups need a function and some do not: what the main table's policy means is the
//! same in each case.

use pg_rls::Provider;
use postgres::{Client, SimpleQueryMessage};
use rls_core::{
    expr::{
        Expr,
        eval::{Fault, Row, Truth},
    },
    ident::{QName, literal, quote, quote_all},
    schema::{Command, Grant, Policy, Privilege, Role, Schema},
};

use super::provider;
use crate::{
    random::{Caller, Gen, Rng, World, cast, seeds},
    server,
};

const WORLDS: usize = 60;
const DEPTH: usize = 3;

#[derive(Default)]
struct Tally {
    read: usize,
    seen: usize,
    written: usize,
    refused: usize,
    functions: usize,
    plain: usize,
}

#[test]
fn policies_let_through_what_they_mean() {
    let mut tally = Tally::default();
    let seeds = seeds(WORLDS);
    seeds.iter().for_each(|&seed| one_world(seed, &mut tally));
    let Tally { read, seen, written, refused, functions, plain } = tally;
    println!(
        "{read} rows asked for, {seen} seen; {written} written, {refused} refused; {functions} functions, {plain} worlds without"
    );
    if seeds.len() >= WORLDS {
        assert!(read > 1_500 && seen * 5 > read && seen * 5 < read * 4, "{seen} of {read} rows seen");
        assert!(written > 200 && refused > 200, "{written} written, {refused} refused");
        assert!(functions > 30 && plain > 10, "{functions} functions, {plain} worlds without");
    }
}

fn one_world(seed: u64, tally: &mut Tally) {
    let mut rng = Rng::new(seed);
    let world = World::new(&mut rng);
    let provider = provider(seed);
    let (schema, using, check) = with_policies(&world, &mut rng);
    let resolved = schema.resolve(&provider).unwrap_or_else(|errors| panic!("seed {seed}: {errors}"));
    tally.functions += resolved.schema.functions.len();
    tally.plain += usize::from(resolved.schema.functions.is_empty());
    let ddl = rls_core::sql::ddl(&resolved);
    let (mut client, name) = server::database(&provider);
    client.batch_execute(&ddl).unwrap_or_else(|error| panic!("seed {seed}: {error:?}\n{ddl}"));
    client.batch_execute(&world.inserts()).unwrap();
    client.batch_execute("BEGIN").unwrap();
    let now = "SELECT (extract(epoch FROM now()) * 1000000)::bigint";
    let now: i64 = client.query_one(now, &[]).unwrap().get(0);
    let rows = &world.rows[&world.main].rows;
    for caller in &world.callers {
        let truths = |expr: &Expr| -> Result<Vec<Truth>, Fault> {
            rows.iter().map(|row: &Row| world.truth(&provider, caller, now, expr, row)).collect()
        };
        let what = || format!("RLS_RANDOM_SEED={seed} RLS_RANDOM_COUNT=1 {caller}\n{ddl}");
        if let Ok(expected) = truths(&using) {
            let expected: Vec<usize> = (0..rows.len()).filter(|&at| expected[at] == Truth::Holds).collect();
            let found = visible(&mut client, &world, &provider, caller);
            assert_eq!(found, Ok(expected.clone()), "rows read, {}", what());
            tally.read += rows.len();
            tally.seen += expected.len();
        }
        if let Ok(expected) = truths(&check) {
            for (at, expected) in expected.into_iter().enumerate() {
                let written = write(&mut client, &world, &provider, caller, at);
                assert_eq!(written, Ok(expected == Truth::Holds), "{} written, {}", world.line(at), what());
                if expected == Truth::Holds { tally.written += 1 } else { tally.refused += 1 }
            }
        }
    }
    server::drop_database(client, &name);
}

/// The world's tables with policies: those of the main one, and what they say.
fn with_policies(world: &World, rng: &mut Rng) -> (Schema, Expr, Expr) {
    let mut generator = Gen::new(world, rng);
    let mut expr = |table: &QName, depth: usize| {
        // most of them look into other tables
        let mut some: Vec<Expr> = (0..4).map(|_| generator.expr(table, depth)).collect();
        let looks = |expr: &Expr| expr.atoms().iter().any(|(atom, _)| matches!(atom, Expr::Among(_)));
        let at = some.iter().position(looks).unwrap_or_default();
        some.swap_remove(at)
    };
    let (using, check) = (expr(&world.main, DEPTH), expr(&world.main, DEPTH));
    let of_others: Vec<Expr> = world.schema.tables.iter().map(|table| expr(&table.name, 2)).collect();
    let mut schema = world.schema.clone();
    for (table, of_other) in schema.tables.iter_mut().zip(of_others) {
        if table.name == world.main {
            let all = [Policy::new("reads it", Command::Select, [Role::SignedIn]).using(using.clone())];
            table.policies.extend(all);
            let writes = Policy::new("writes \"it\"", Command::Insert, [Role::SignedIn]).check(check.clone());
            table.policies.push(writes);
            // a policy that denies brings none
            for privilege in [Privilege::Select, Privilege::Insert] {
                table.grants.push(Grant::new(privilege, Role::SignedIn));
            }
            continue;
        }
        match rng.below(4) {
            0 => {
                table.row_security = false;
                table.grants.push(Grant::new(Privilege::Select, Role::SignedIn));
            }
            // all of them, which a lookup inside does not change; it may come back to the main table all the same
            1 => table.policies.push(
                Policy::new("all", Command::Select, [Role::SignedIn]).using(of_other.or(Expr::Bool(true))),
            ),
            2 => table.policies.push(Policy::new("some", Command::Select, [Role::SignedIn]).using(of_other)),
            _ => {}
        }
    }
    (schema, using, check)
}

/// Does something as a signed-in caller, and takes it back.
fn as_caller(
    client: &mut Client,
    provider: &Provider,
    caller: &Caller,
    sql: &str,
) -> Result<Vec<SimpleQueryMessage>, String> {
    let settings = caller.settings(provider);
    let role = quote(provider.signed_in());
    client.batch_execute(&format!("SAVEPOINT one; {settings} SET LOCAL ROLE {role}")).unwrap();
    let answer = client.simple_query(sql);
    client.batch_execute("ROLLBACK TO one; RELEASE one").unwrap();
    answer.map_err(|error| match error.as_db_error() {
        Some(error) => format!("{} {}", error.code().code(), error.message()),
        None => error.to_string(),
    })
}

/// The numbers of the rows that a caller reads.
fn visible(
    client: &mut Client,
    world: &World,
    provider: &Provider,
    caller: &Caller,
) -> Result<Vec<usize>, String> {
    let sql = format!("SELECT \"no\" FROM {} ORDER BY 1", world.main.quoted());
    let answer = as_caller(client, provider, caller, &sql)?;
    let numbers = answer.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0)?.parse().ok(),
        _ => None,
    });
    Ok(numbers.collect())
}

/// Whether a caller may write a row like this one.
fn write(
    client: &mut Client,
    world: &World,
    provider: &Provider,
    caller: &Caller,
    at: usize,
) -> Result<bool, String> {
    let columns = &world.table(&world.main).columns;
    let values: Vec<String> = columns
        .iter()
        .zip(world.texts(at))
        .map(|(column, text)| match text {
            None => "NULL".to_owned(),
            Some(text) => format!("{}::{}", literal(text), cast(&column.ty)),
        })
        .collect();
    let names = quote_all(columns.iter().map(|column| &column.name));
    let sql = format!("INSERT INTO {} ({names}) VALUES ({})", world.main.quoted(), values.join(", "));
    match as_caller(client, provider, caller, &sql) {
        Ok(_) => Ok(true),
        Err(error) if error.starts_with("42501 new row violates row-level security policy") => Ok(false),
        // the row is there, which is looked at once the policy has let it through
        Err(error) if error.starts_with("23505") => Ok(true),
        Err(error) => Err(error),
    }
}
