//! What does Postgres tell of rows that it does not show?
//!
//! docs/serve-isolation.md has the list. Were one of these shut, that page would have to say so.

use rls_authorize::serve::query::Fault;

use crate::{
    home::{Home, bob},
    leftover::RUN,
};

#[test]
fn what_postgres_tells_of_rows_that_it_does_not_show() {
    let home = Home::new(1);
    let mut admin = home.admin();
    admin
        .batch_execute(
            "INSERT INTO todos (user_id, task) SELECT 'alice', 'task' FROM generate_series(1, 500); ANALYZE todos",
        )
        .unwrap();
    let plan = home.run(&bob(), "EXPLAIN (FORMAT JSON) SELECT * FROM todos WHERE user_id = 'alice'").unwrap();
    let plan: serde_json::Value = serde_json::from_str(plan.rows[0][0].as_ref().unwrap()).unwrap();
    let rows = plan[0]["Plan"]["Plan Rows"].as_f64().unwrap();
    assert!((490.0..520.0).contains(&rows), "{plan}");
    assert_eq!(
        home.value(&bob(), "SELECT count(*) FROM todos WHERE user_id = 'alice'").as_deref(),
        Some("0")
    );
    admin.batch_execute("UPDATE todos SET num = 7 WHERE id = 1").unwrap();
    let taken = home.run(&bob(), "INSERT INTO todos (task, num) VALUES ('x', 7)").unwrap_err();
    assert!(matches!(&taken, Fault::Sql(fault) if fault.code == "23505"), "{taken}");
}

/// The page has a query for functions that run text: it finds one, and no longer once nobody may execute it.
#[test]
fn functions_that_run_text_are_found() {
    let page = include_str!("../../../docs/serve-isolation.md");
    let query = page.split("```sql\n").find(|block| block.starts_with("SELECT p.oid")).unwrap();
    let query = query.split("```").next().unwrap();
    let home = Home::new(1);
    let mut admin = home.admin();
    admin.batch_execute(RUN).unwrap();
    let mut found = || -> Vec<String> {
        let rows = admin
            .query(&query.trim_end().replace("regprocedure", "regprocedure::text").replace(';', ""), &[]);
        rows.unwrap().iter().map(|row| row.get(0)).collect()
    };
    assert_eq!(found(), ["run(text)"]);
    home.admin().batch_execute("REVOKE EXECUTE ON FUNCTION run(text) FROM PUBLIC").unwrap();
    assert_eq!(found(), Vec::<String>::new());
}
