//! Is everything text, with the oids of its types?

use rls_authorize::serve::query::{Fault, Field};

use crate::home::{Home, LIMITS, alice, batch};

/// A type, what is sent, and what comes back where it is not the same.
const VALUES: &[(&str, &str, Option<&str>)] = &[
    ("bool", "true", Some("t")),
    ("int2", "-32768", None),
    ("int4", "2147483647", None),
    ("int8", "9223372036854775807", None),
    ("numeric", "12345678901234567890.0123456789", None),
    ("numeric(5,2)", "1.005", Some("1.01")),
    ("float4", "1.5", None),
    ("float8", "NaN", None),
    ("float8", "-Infinity", None),
    ("money", "12.50", Some("$12.50")),
    ("text", "it's \"so\"\n\\ ü 𝄞", None),
    ("varchar(3)", "abc", None),
    ("char(3)", "a", Some("a  ")),
    ("name", "n", None),
    ("\"char\"", "c", None),
    ("bytea", "\\x00ff", None),
    ("json", "{\"a\": [1,  2]}", None),
    ("jsonb", "{\"b\": 1, \"a\": null}", Some("{\"a\": null, \"b\": 1}")),
    ("uuid", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", Some("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")),
    ("date", "2026-11-28", None),
    ("time", "18:23:31.5", None),
    ("timetz", "18:23:31+01", None),
    ("timestamp", "2026-11-28 18:23:31", None),
    ("timestamptz", "2026-11-28T18:23:31Z", Some("2026-11-28 18:23:31+00")),
    ("interval", "1 day 02:00:00", None),
    ("inet", "10.0.0.1/8", None),
    ("cidr", "10.0.0.0/8", None),
    ("macaddr", "08:00:2b:01:02:03", None),
    ("bit(3)", "101", None),
    ("varbit", "10", None),
    ("xml", "<a/>", None),
    ("point", "(1,2)", None),
    ("box", "(2,2),(1,1)", None),
    ("int4range", "[1,5)", None),
    ("int4multirange", "{[1,2),[4,5)}", None),
    ("tsvector", "'a':1 'b'", None),
    ("tsquery", "'a' & 'b'", None),
    ("regclass", "todos", None),
    ("oid", "4294967295", None),
    ("pg_lsn", "16/B374D848", None),
    ("jsonpath", "$.\"a\"", None),
    ("int4[]", "{1,NULL,3}", None),
    ("text[]", "{a,\"b c\",\"\",NULL,\"\\\"\"}", None),
    ("int4[]", "{{1,2},{3,4}}", None),
    ("mood", "ok", None),
    ("mood[]", "{ok,sad}", None),
    ("short", "abc", None),
    ("pair", "(1,\"a b\")", None),
];

#[test]
fn every_type_is_text_both_ways() {
    let home = Home::new(2);
    home.admin()
        .batch_execute(
            "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN short AS text CHECK (length(VALUE) < 4); \
             CREATE TYPE pair AS (a int, b text)",
        )
        .unwrap();
    let mut admin = home.admin();
    for (ty, sent, comes) in VALUES {
        let sql = format!("SELECT $1::{ty} AS value, $2::{ty} AS nothing");
        let answer = home.batch(&alice(), &[(&sql, &[Some(*sent), None])]);
        let answer = answer.unwrap_or_else(|fault| panic!("{ty}: {fault}")).remove(0);
        assert_eq!(answer.rows, [[Some(comes.unwrap_or(sent).to_string()), None]], "{ty}");
        assert_eq!(answer.tag, "SELECT 1");
        let base = if *ty == "short" { "text" } else { ty };
        let oid: u32 =
            admin.query_one("SELECT $1::text::regtype::oid", &[&base.split('(').next()]).unwrap().get(0);
        assert_eq!(answer.fields[0].type_oid, oid, "{ty}");
    }
    // Postgres finds their types where nothing says them
    let found = "SELECT task FROM todos WHERE id = $1 AND user_id = $2 AND num IS NOT DISTINCT FROM $3";
    let answer = home.batch(&alice(), &[(found, &[Some("1"), Some("alice"), None])]).unwrap().remove(0);
    assert_eq!(answer.rows, [[Some("alice task 1".to_owned())]]);
}

#[test]
fn columns_say_where_they_are_from() {
    let home = Home::new(2);
    let answer =
        home.run(&alice(), "SELECT task, 1::numeric(6,2) AS \"Odd name\", id FROM todos LIMIT 0").unwrap();
    let table: u32 = home.admin().query_one("SELECT 'todos'::regclass::oid", &[]).unwrap().get(0);
    let field = |name: &str, table, column, type_oid, type_size, type_modifier| Field {
        name: name.to_owned(),
        table,
        column,
        type_oid,
        type_size,
        type_modifier,
    };
    assert_eq!(
        answer.fields,
        [
            field("task", table, 3, 25, -1, -1),
            field("Odd name", 0, 0, 1700, -1, (6 << 16) + 2 + 4),
            field("id", table, 1, 20, 8, -1),
        ]
    );
    assert_eq!((answer.rows.len(), answer.tag.as_str()), (0, "SELECT 0"));
    assert_eq!(home.run(&alice(), "SELECT").unwrap().fields, []);
}

#[test]
fn tags_are_what_postgres_says() {
    let home = Home::new(2);
    let queries: &[(&str, &str)] = &[
        ("INSERT INTO todos (task) VALUES ('a'), ('b')", "INSERT 0 2"),
        ("UPDATE todos SET task = 'c' WHERE task = 'a'", "UPDATE 1"),
        ("DELETE FROM todos WHERE task IN ('b', 'c') RETURNING task", "DELETE 2"),
        ("CREATE TEMP TABLE t AS SELECT generate_series(1, 5) AS n", "SELECT 5"),
        ("CREATE TEMP TABLE u (a int)", "CREATE TABLE"),
        ("DROP TABLE t", "DROP TABLE"),
        ("SET LOCAL timezone = 'UTC'", "SET"),
        ("EXPLAIN SELECT 1", "EXPLAIN"),
        ("SHOW timezone", "SHOW"),
        ("", ""),
        ("-- nothing", ""),
        ("SELECT 1;", "SELECT 1"),
        ("NOTIFY x", "NOTIFY"),
    ];
    let all: Vec<(&str, &[Option<&str>])> = queries.iter().map(|(sql, _)| (*sql, &[][..])).collect();
    let answers = home.batch(&alice(), &all).unwrap();
    let tags: Vec<&str> = answers.iter().map(|answer| answer.tag.as_str()).collect();
    assert_eq!(tags, queries.iter().map(|(_, tag)| *tag).collect::<Vec<_>>());
    assert_eq!(home.limited(&alice(), &batch(&[]), &LIMITS).unwrap(), []);
}

#[test]
fn what_cannot_be_sent_is_refused() {
    let home = Home::new(1);
    let many: Vec<Option<&str>> = vec![None; 65_536];
    let fault = home.batch(&alice(), &[("SELECT 1", &many)]).unwrap_err();
    assert!(matches!(fault, Fault::Refused(_)), "{fault}");
    for sql in ["SELECT 'a\0b'", "SELEC 1"] {
        let fault = home.run(&alice(), sql).unwrap_err();
        assert!(matches!(fault, Fault::Unreadable { .. }), "{fault}");
    }
    let fault = home.batch(&alice(), &[("SELECT $1::text", &[Some("a\0b")])]).unwrap_err();
    let Fault::Sql(fault) = fault else { panic!("{fault}") };
    assert_eq!(fault.code, "22021");
    let fault = home.batch(&alice(), &[("SELECT $1::text", &[])]).unwrap_err();
    let Fault::Sql(fault) = fault else { panic!("{fault}") };
    assert_eq!(fault.code, "08P01");
    let fault = home.run(&alice(), "SELECT 1; SELECT 2").unwrap_err();
    let Fault::Sql(fault) = fault else { panic!("{fault}") };
    assert_eq!((fault.code.as_str(), fault.severity.as_str()), ("42601", "ERROR"));
    assert_eq!(home.value(&alice(), "SELECT 1").as_deref(), Some("1"));
}
