//! Do plans show what lints say of indexes?

use postgres::{Client, Transaction};
use rls_core::lint;

use super::claims::{become_caller, set_up};
use crate::server;

/// Few rows are Ann's and few are public, as most often.
const POSTS: &str = "INSERT INTO posts (user_id, is_public{columns}) \
    SELECT 'u' || i % 1000, i % 1000 = 7{values} FROM generate_series(1, 50000) i; ANALYZE posts";

fn plan(client: &mut Client, statement: &str) -> String {
    let mut transaction = client.transaction().unwrap();
    become_caller(&mut transaction, "authenticated", "u1");
    let rows = transaction.query(&format!("EXPLAIN (COSTS OFF) {statement}"), &[]).unwrap();
    rows.iter().map(|row| row.get::<_, String>(0) + "\n").collect()
}

/// The plan of a statement over models with these rows.
fn plan_over(code: &str, models: &str, (columns, values): (&str, &str), statement: &str) -> String {
    let rows = POSTS.replace("{columns}", columns).replace("{values}", values);
    let (mut client, name) = set_up(lint::find(code).unwrap(), models, &rows);
    let plan = plan(&mut client, statement);
    server::drop_database(client, &name);
    plan
}

#[test]
fn an_or_needs_an_index_on_each_side() {
    let rule = lint::find("RLS013").unwrap();
    let [wrong, right] =
        [rule.wrong, rule.right].map(|models| plan_over("RLS013", models, ("", ""), "SELECT * FROM posts"));
    assert!(wrong.contains("Seq Scan on posts"), "{wrong}");
    assert!(right.contains("BitmapOr") && !right.contains("Seq Scan"), "{right}");
}

/// The mend that `--fix` writes serves too.
#[test]
fn the_flag_s_own_index_serves_as_well() {
    let rule = lint::find("RLS013").unwrap();
    let mended = rule.wrong.replace("    is_public", "    #[rls(index)]\n    is_public");
    let plan = plan_over("RLS013", &mended, ("", ""), "SELECT * FROM posts");
    assert!(plan.contains("BitmapOr") && !plan.contains("Seq Scan"), "{plan}");
}

/// The filter finds one row in five hundred: its index would be used, if it might be.
#[test]
fn a_filter_that_is_not_leakproof_waits_for_the_policy() {
    let filter = "SELECT * FROM posts WHERE state = 'ready' AND id < 1000000";
    let values = ", (CASE WHEN i % 500 = 3 THEN 'ready' ELSE 'draft' END)";
    let rule = lint::find("RLS019").unwrap();
    let wrong = plan_over("RLS019", rule.wrong, (", state", &format!("{values}::state")), filter);
    let right = plan_over("RLS019", rule.right, (", state", values), filter);
    assert!(!wrong.contains("posts_state_idx"), "{wrong}");
    assert!(right.contains("posts_state_idx"), "{right}");
}

/// A row of the other table that goes: is this table read for it from end to end, or by an index?
#[test]
fn a_foreign_key_reads_the_table() {
    let rule = lint::find("RLS020").unwrap();
    let rows = "INSERT INTO boards SELECT FROM generate_series(1, 1000); \
        INSERT INTO cards (board_id) SELECT 1 + i % 1000 FROM generate_series(0, 19999) i; ANALYZE cards";
    let seen = [rule.wrong, rule.right].map(|models| {
        let (mut client, name) = set_up(rule, models, rows);
        let mut transaction = client.transaction().unwrap();
        let before = scans(&mut transaction);
        transaction.batch_execute("DELETE FROM boards WHERE id = 5").unwrap();
        let after = scans(&mut transaction);
        drop(transaction);
        server::drop_database(client, &name);
        (after.0 - before.0, after.1 - before.1)
    });
    assert_eq!(seen, [(1, 0), (0, 1)], "from end to end, and by the index");
}

/// How often the cards were read from end to end, and by an index.
fn scans(transaction: &mut Transaction<'_>) -> (i64, i64) {
    let sql = "SELECT seq_scan, coalesce(idx_scan, 0) FROM pg_stat_xact_user_tables WHERE relname = 'cards'";
    let row = transaction.query_one(sql, &[]).unwrap();
    (row.get(0), row.get(1))
}
