//! What does Postgres tell of rows that it does not show?
//!
//! docs/serve-isolation.md has the list. Were one of these shut, that page would have to say so.

use rls_authorize::serve::query::Fault;

use crate::home::{Home, bob};

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
