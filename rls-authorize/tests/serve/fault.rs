//! Do errors come with all that Postgres says of them, and is a batch all or nothing?

use rls_authorize::serve::query::{Batch, Fault, Isolation, SqlFault};

use crate::home::{Home, LIMITS, alice, batch, bob};

#[track_caller]
fn says(home: &Home, sql: &str) -> SqlFault {
    match home.run(&alice(), sql) {
        Err(Fault::Sql(fault)) => *fault,
        other => panic!("{sql}: {other:?}"),
    }
}

#[test]
fn all_fields_come() {
    let home = Home::new(2);
    home.admin()
        .batch_execute(
            "CREATE DOMAIN small AS int CONSTRAINT tiny CHECK (VALUE < 10);
             CREATE FUNCTION fails() RETURNS int LANGUAGE plpgsql AS $$
             BEGIN RAISE EXCEPTION 'no' USING HINT = 'try', DETAIL = 'more', ERRCODE = 'P0042', TABLE = 't'; END $$;
             CREATE FUNCTION wrong() RETURNS int LANGUAGE plpgsql AS $$
             BEGIN RETURN (SELECT nix FROM todos); END $$",
        )
        .unwrap();

    let unique = says(&home, "INSERT INTO todos (task, num) VALUES ('a', 1), ('b', 1)");
    assert_eq!((unique.code.as_str(), unique.severity.as_str()), ("23505", "ERROR"));
    // with row security Postgres does not say which row it was
    assert_eq!(unique.detail, None);
    assert_eq!((unique.schema.as_deref(), unique.table.as_deref()), (Some("public"), Some("todos")));
    assert_eq!(unique.constraint.as_deref(), Some("todos_num_key"));
    assert!(unique.file.is_some() && unique.line.is_some() && unique.routine.is_some());
    assert_eq!(unique.position, None);

    let column = says(&home, "INSERT INTO todos (task) VALUES (NULL)");
    assert_eq!((column.code.as_str(), column.column.as_deref()), ("23502", Some("task")));
    let syntax = says(&home, "SELECT ü FRM todos");
    assert_eq!((syntax.code.as_str(), syntax.position.as_deref()), ("42601", Some("14")));
    let domain = says(&home, "SELECT 11::small");
    assert_eq!((domain.data_type.as_deref(), domain.constraint.as_deref()), (Some("small"), Some("tiny")));
    let raised = says(&home, "SELECT fails()");
    assert_eq!((raised.code.as_str(), raised.message.as_str()), ("P0042", "no"));
    assert_eq!((raised.hint.as_deref(), raised.detail.as_deref()), (Some("try"), Some("more")));
    assert!(raised.context.is_some_and(|context| context.contains("fails()")));
    let inner = says(&home, "SELECT wrong()");
    assert!(inner.internal_position.is_some() && inner.internal_query.is_some());
    let policy = says(&home, "INSERT INTO todos (user_id, task) VALUES ('bob', 'x')");
    assert_eq!(policy.code, "42501");
    // an error at COMMIT is one, too
    home.admin()
        .batch_execute("CREATE TABLE late (a int UNIQUE DEFERRABLE INITIALLY DEFERRED); GRANT ALL ON late TO authenticated")
        .unwrap();
    let late = says(&home, "INSERT INTO late VALUES (1), (1)");
    assert_eq!((late.code.as_str(), late.detail.as_deref()), ("23505", Some("Key (a)=(1) already exists.")));
    assert_eq!(home.value(&alice(), "SELECT count(*) FROM late").as_deref(), Some("0"));
}

#[test]
fn a_batch_is_all_or_nothing() {
    let home = Home::new(2);
    for last in
        ["SELECT 1/0", "COMMIT", "SELECT nix", "INSERT INTO todos (user_id, task) VALUES ('bob', 'x')"]
    {
        let fault = home.batch(&alice(), &[("INSERT INTO todos (task) VALUES ('lost')", &[]), (last, &[])]);
        assert!(fault.is_err(), "{last}");
    }
    assert_eq!(home.value(&alice(), "SELECT count(*) FROM todos WHERE task = 'lost'").as_deref(), Some("0"));
    let answers = home.batch(
        &alice(),
        &[("INSERT INTO todos (task) VALUES ('kept')", &[]), ("SELECT count(*) FROM todos", &[])],
    );
    assert_eq!(answers.unwrap()[1].rows, [[Some("4".to_owned())]]);
    assert_eq!(home.value(&bob(), "SELECT count(*) FROM todos").as_deref(), Some("3"));
}

#[test]
fn a_transaction_is_as_it_was_asked_for() {
    let home = Home::new(2);
    let shows: Vec<(&str, &[Option<&str>])> = vec![
        ("SHOW transaction_isolation", &[]),
        ("SHOW transaction_read_only", &[]),
        ("SHOW transaction_deferrable", &[]),
    ];
    let ask = |asked: Batch| -> Vec<String> {
        let answers = home.limited(&alice(), &asked, &LIMITS).unwrap();
        answers.into_iter().map(|mut one| one.rows.remove(0).remove(0).unwrap()).collect()
    };
    let plain = batch(&shows);
    assert_eq!(ask(plain.clone()), ["read committed", "off", "off"]);
    for (isolation, word) in [
        (Isolation::ReadUncommitted, "read uncommitted"),
        (Isolation::ReadCommitted, "read committed"),
        (Isolation::RepeatableRead, "repeatable read"),
        (Isolation::Serializable, "serializable"),
    ] {
        let asked = Batch {
            isolation: Some(isolation),
            read_only: Some(true),
            deferrable: Some(true),
            ..plain.clone()
        };
        assert_eq!(ask(asked), [word, "on", "on"]);
    }
    let mut asked = batch(&[("INSERT INTO todos (task) VALUES ('x')", &[])]);
    asked.read_only = Some(true);
    for before in [None, Some("SET TRANSACTION READ WRITE"), Some("SET LOCAL transaction_read_only = off")] {
        let mut asked = asked.clone();
        if let Some(before) = before {
            asked.queries.insert(0, batch(&[(before, &[])]).queries.remove(0));
        }
        let fault = home.limited(&alice(), &asked, &LIMITS).unwrap_err();
        assert!(matches!(fault, Fault::Sql(_) | Fault::Refused(_)), "{fault}");
    }
    assert_eq!(home.value(&alice(), "SELECT count(*) FROM todos").as_deref(), Some("3"));
}
