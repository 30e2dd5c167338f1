//! Does the reader bind operators as Postgres does?
//!
//! Random chains of operators without a bracket, over booleans for which all of them are defined: Postgres must print
//! the same for the chain and for the chain with the brackets that the reader sees in it, and must refuse as a syntax
//! error exactly what the reader refuses.

use pg_rls::Provider;
use postgres::Client;
use rls_core::understand::bracketed;

use super::{Random, samples};
use crate::server;

/// Every operator of Postgres's levels, on booleans.
const OPERATORS: [&str; 21] = [
    "+", "-", "*", "/", "%", "^", "||", "->", "->>", "#>>", "@>", "&&", "~", "~*", "!~", "~~", "!~~", "~~*",
    "!~~*", "|", "&",
];

const CASES: usize = 4_000;

#[test]
fn operators_bind_as_in_postgres() {
    let (mut client, name) = server::database(&Provider::Neon);
    let mut setup = String::from(
        "CREATE TABLE t (a bool, b bool, c bool, d bool);
         CREATE FUNCTION two(bool, bool) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1';
         CREATE FUNCTION one(bool) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1';",
    );
    for operator in OPERATORS {
        setup += &format!("CREATE OPERATOR {operator} (LEFTARG = bool, RIGHTARG = bool, FUNCTION = two);");
    }
    for operator in ["-", "+", "@", "~"] {
        setup += &format!("CREATE OPERATOR {operator} (RIGHTARG = bool, FUNCTION = one);");
    }
    client.batch_execute(&setup).unwrap();
    let mut random = Random(7);
    let (mut read, mut refused) = (Vec::new(), 0);
    for _ in 0..CASES {
        let parts = 2 + random.below(5);
        let chain = chain(&mut random, parts);
        match bracketed(&chain) {
            Ok(with) => read.push((chain, with)),
            Err(_) => {
                assert!(is_syntax_error(&mut client, &chain), "Postgres reads this: {chain}");
                refused += 1;
            }
        }
    }
    compare(&mut client, "t", &read);
    assert!(read.len() > CASES / 2 && refused > CASES / 50, "{} read, {refused} refused", read.len());
    server::drop_database(client, &name);
}

#[test]
fn policies_are_read_as_postgres_reads_them() {
    let (mut client, name) = server::database(&Provider::Supabase);
    client.batch_execute(samples::TABLES).unwrap();
    let mut pairs = Vec::new();
    for sql in samples::POLICIES.iter().chain(&samples::ODD) {
        let with = bracketed(sql).unwrap_or_else(|fault| panic!("{sql}: {fault:?}"));
        pairs.push(((*sql).to_owned(), with));
    }
    compare(&mut client, "posts", &pairs);
    server::drop_database(client, &name);
}

/// Operands and operators in a row, with no bracket but those of IN and CASE.
fn chain(random: &mut Random, parts: usize) -> String {
    let mut text = String::new();
    for i in 0..parts {
        if i > 0 {
            let word = match random.below(10) {
                0..=1 => random.of(&["AND", "OR"]),
                2..=3 => random.of(&["=", "<", ">=", "<>", "!="]),
                4 => random.of(&["IS DISTINCT FROM", "IS NOT DISTINCT FROM"]),
                5 => random.of(&["LIKE", "NOT LIKE", "ILIKE", "NOT ILIKE"]),
                6 => random.of(&["BETWEEN c AND", "NOT BETWEEN a + b AND", "BETWEEN SYMMETRIC a = b AND"]),
                _ => OPERATORS[random.below(OPERATORS.len())],
            };
            text += &format!(" {word} ");
        }
        let prefixes = ["NOT ", "- ", "@ ", "~ ", "+ ", "NOT - ", "* ", "= ", "<> "];
        if random.below(4) == 0 {
            text += random.of(&prefixes);
        }
        text += random.of(&["a", "b", "c", "d", "true", "CASE WHEN a THEN b ELSE c END", "coalesce(a, b)"]);
        if random.below(4) == 0 {
            text += random.of(&[
                " IS NULL",
                " IS NOT NULL",
                " IS TRUE",
                " IS NOT FALSE",
                " IS UNKNOWN",
                " ISNULL",
                " NOTNULL",
                "::bool",
                " IN (a, b)",
                " NOT IN (a)",
                " = ANY (ARRAY[a, b])",
                " + ALL (ARRAY[a, b])",
            ]);
        }
    }
    text
}

fn is_syntax_error(client: &mut Client, sql: &str) -> bool {
    match client.simple_query(&format!("EXPLAIN SELECT {sql} FROM t")) {
        Ok(_) => false,
        Err(error) => error.code().is_some_and(|code| code.code() == "42601"),
    }
}

/// Has Postgres print both of each pair.
fn compare(client: &mut Client, table: &str, pairs: &[(String, String)]) {
    for (i, chunk) in pairs.chunks(50).enumerate() {
        let columns: Vec<String> = chunk
            .iter()
            .enumerate()
            .map(|(n, (plain, with))| format!("{plain} AS \"<plain {n}>\", {with} AS \"<with {n}>\""))
            .collect();
        let view = format!("CREATE VIEW v_{table}_{i} AS SELECT {} FROM {table}", columns.join(", "));
        if let Err(error) = client.batch_execute(&view) {
            // which of them, and what of it
            for (plain, with) in chunk {
                for sql in [plain, with] {
                    if let Err(error) = client.simple_query(&format!("EXPLAIN SELECT {sql} FROM {table}")) {
                        panic!("{plain}\n{with}\n{error:?}");
                    }
                }
            }
            panic!("{error:?}");
        }
        let row =
            client.query_one(&format!("SELECT pg_get_viewdef('v_{table}_{i}'::regclass)"), &[]).unwrap();
        let definition: String = row.get(0);
        let mut rest = definition.trim_start().strip_prefix("SELECT").unwrap();
        for (n, (plain, with)) in chunk.iter().enumerate() {
            let mut next = |label: String| {
                let (printed, after) = rest.split_once(&format!(" AS \"{label}\"")).unwrap();
                rest = after.trim_start_matches(',');
                printed.split_whitespace().collect::<Vec<_>>().join(" ")
            };
            let (first, second) = (next(format!("<plain {n}>")), next(format!("<with {n}>")));
            assert_eq!(first, second, "{plain}\nis read as\n{with}");
        }
    }
}
