//! Does any text end in an answer, soon, and with ranges that are in it?

use std::time::{Duration, Instant};

use super::*;
use crate::schema::{Column, Type};

fn read(sql: &str) -> Understood {
    let table = Table::new(QName::new("todos"))
        .column(Column::new("id", Type::BigInt))
        .column(Column::new("user_id", Type::Text))
        .column(Column::new("note", Type::Text).nullable());
    let schema = Schema::new().table(table.clone());
    understand(sql, &table, &schema, &Provider::Neon)
}

fn ranges(known: &Understood) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = known.unreadable.iter().map(|fault| fault.range.clone()).collect();
    ranges.extend(known.columns.iter().map(|column| column.range.clone()));
    ranges.extend(known.tables.iter().map(|table| table.range.clone()));
    ranges.extend(known.calls.iter().map(|call| call.range.clone()));
    ranges.extend(known.signs.iter().map(|sign| sign.range.clone()));
    ranges.extend(known.signs.iter().filter_map(|sign| sign.fix.clone()).map(|(range, _)| range));
    ranges
}

#[test]
fn what_is_deep_is_refused_and_what_is_long_is_read() {
    let megabyte = 1 << 20;
    let repeated = |text: &str, n: usize| text.repeat(n);
    for (what, sql, readable) in [
        ("brackets", format!("{}true{}", repeated("(", 10_000), repeated(")", 10_000)), false),
        ("NOT", format!("{}true", repeated("NOT ", 10_000)), false),
        ("signs", format!("{}1 = 1", repeated("- ", 10_000)), false),
        ("CASE", format!("{}1", repeated("CASE WHEN ", 10_000)), false),
        ("calls", format!("{}1{}", repeated("f(", 10_000), repeated(")", 10_000)), false),
        ("casts", format!("id{}", repeated("::bigint", 10_000)), false),
        ("subscripts", format!("id{}", repeated("[1]", 10_000)), false),
        ("a sum", format!("id{} = 1", repeated(" + 1", 10_000)), false),
        ("sub-selects", format!("{}1{}", repeated("(SELECT ", 10_000), repeated(")", 10_000)), false),
        ("FROM", format!("EXISTS ({} x{})", repeated("SELECT FROM (", 5_000), repeated(")", 5_000)), false),
        ("joins", format!("EXISTS (SELECT FROM {} x{})", repeated("(", 5_000), repeated(")", 5_000)), false),
        ("ARRAY", format!("{}{} = id", repeated("ARRAY[", 5_000), repeated("]", 5_000)), false),
        ("OR", format!("id = 1{}", repeated(" OR id = 1", megabyte / 10)), true),
        ("owners", format!("id = 1{}", repeated(" OR user_id = auth.user_id()", megabyte / 28)), true),
        (
            "nulls",
            format!("id = 1{}", repeated(" OR user_id IS NULL OR user_id = auth.user_id()", megabyte / 46)),
            true,
        ),
        ("unknown", format!("id = 1{}", repeated(" AND usr_id = 'a'", megabyte / 17)), true),
        ("UNION", format!("EXISTS (SELECT 1{})", repeated(" UNION SELECT 1", megabyte / 15)), true),
        (
            "comparisons in sub-selects",
            format!("true{}", repeated(" OR (SELECT auth.user_id() = user_id)", megabyte / 37)),
            true,
        ),
        ("a list", format!("id IN (1{})", repeated(", 1", megabyte / 3)), true),
        ("a string", format!("note = '{}'", repeated("é", megabyte / 2)), true),
        ("claims", format!("note = auth.session(){} ->> 'a'", repeated(" -> 'a'", 60)), true),
    ] {
        let start = Instant::now();
        let known = read(&sql);
        assert_eq!(known.unreadable.is_none(), readable, "{what}: {:?}", known.unreadable);
        for range in ranges(&known) {
            assert!(sql.get(range.clone()).is_some(), "{what}: {range:?}");
        }
        // a thousandth of it on any machine; quadratic would be minutes
        assert!(start.elapsed() < Duration::from_secs(20), "{what} took {:?}", start.elapsed());
    }
}

#[test]
fn a_small_stack_is_enough() {
    let sql = format!("{}true{}", "NOT (".repeat(31), ")".repeat(31));
    let small = std::thread::Builder::new().stack_size(1024 * 1024).spawn(move || read(&sql));
    let known = small.unwrap().join().unwrap();
    assert_eq!((known.unreadable, known.holds), (None, Expr::Bool(false)));
}

#[test]
fn others_errors_are_not_repeated() {
    let kinds = |sql: &str| read(sql).signs.into_iter().map(|sign| sign.kind).collect::<Vec<_>>();
    // one that is wrapped does not hide one that is not
    let found = read("(select auth.user_id()) = user_id or auth.user_id() = note");
    assert_eq!(found.signs.len(), 1);
    assert_eq!(found.signs[0].range, 37..51);
    // a cast inside the sub-select is no alarm
    assert_eq!(kinds("user_id = (SELECT auth.uid()::text)"), []);
    // in capitals, in quotes, with comments
    assert_eq!(kinds("user_id = AUTH.User_Id()"), [SignKind::CallPerRow]);
    assert_eq!(kinds("user_id = \"auth\".\"user_id\"()"), [SignKind::CallPerRow]);
    assert_eq!(kinds("user_id = (/* auth.user_id() */ SELECT auth.user_id())"), []);
    assert_eq!(kinds("user_id = 'auth.user_id()'"), []);
}

#[test]
fn what_cannot_be_read_is_one_atom() {
    let known = read(" id = = 1 ");
    assert_eq!(known.holds, Expr::sql("id = = 1"));
    assert_eq!(known.fails, Expr::sql("id = = 1").not());
    assert!(known.unreadable.is_some());
}

/// NULL is neither true nor false, and stays neither below a `!` however deep.
#[test]
fn what_is_neither_is_neither_below_not() {
    let table = Table::new(QName::new("todos")).column(Column::new("id", Type::BigInt));
    let schema = Schema::new().table(table.clone());
    let lifted = |expr: Expr| lift_expr(&expr, &table, &schema, &Provider::Neon);
    let null = || Expr::sql("NULL");
    let known = || Expr::column("done");
    assert_eq!(lifted(Expr::Bool(false).or(null()).and(known()).not()), known().not());
    assert_eq!(lifted(null().and(known()).not().not()), Expr::Bool(false));
    assert_eq!(lifted(null().or(known()).not()), Expr::Bool(false));
}
