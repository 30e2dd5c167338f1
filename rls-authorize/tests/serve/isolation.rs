//! Does every row belong to who asked, while requests are cut off and connections killed?

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use pg_rls::session::Caller;
use rls_authorize::serve::{
    pool::Mode,
    query::{Batch, Fault, Limits},
};

use crate::home::{Home, LIMITS, batch};

const USERS: usize = 6;

/// Numbers that look random, and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

fn requests() -> Vec<Batch> {
    let who = "SELECT auth.user_id(), current_user::text, auth.session() ->> 'sub'";
    vec![
        batch(&[("SELECT user_id, task FROM todos", &[])]),
        batch(&[(who, &[])]),
        batch(&[
            ("INSERT INTO todos (task) VALUES ($1) RETURNING user_id, task", &[Some("new")]),
            (who, &[]),
        ]),
        batch(&[("UPDATE todos SET task = task RETURNING user_id", &[])]),
        batch(&[
            ("DELETE FROM todos WHERE task = 'new' RETURNING user_id", &[]),
            ("SELECT user_id FROM todos", &[]),
        ]),
        batch(&[
            ("CREATE TEMP TABLE todos_mine AS TABLE todos", &[]),
            ("SELECT user_id FROM todos_mine", &[]),
        ]),
        batch(&[("SELECT user_id FROM todos", &[]), ("SELECT 1/0", &[])]),
        batch(&[("SELECT user_id, pg_sleep(0.05) FROM todos LIMIT 1", &[])]),
        batch(&[("SET search_path = pg_temp", &[]), ("SELECT user_id FROM public.todos", &[])]),
    ]
}

/// How many of so many requests were answered; each answer is looked at.
fn storm(mode: Mode, connections: usize, clients: usize, each: usize, kills: Duration) -> usize {
    let home = Home::with(mode, connections);
    home.admin()
        .batch_execute("INSERT INTO todos (user_id, task) SELECT 'user' || u, 'task' FROM generate_series(0, 5) u, generate_series(1, 4)")
        .unwrap();
    let (answered, over) = (Arc::new(AtomicUsize::new(0)), AtomicBool::new(false));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut admin = home.admin();
            while !over.load(Ordering::Relaxed) {
                let victim = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'login' ORDER BY random() LIMIT 1";
                admin.execute(victim, &[]).unwrap();
                std::thread::sleep(kills);
            }
        });
        home.runtime.block_on(async {
            let mut tasks = Vec::new();
            for client in 0..clients {
                let (pool, answered) = (home.pool.clone(), Arc::clone(&answered));
                tasks.push(tokio::spawn(async move {
                    let mut dice = Dice(0x9e37_79b9 + client as u64);
                    let requests = requests();
                    for _ in 0..each {
                        let name = format!("user{}", dice.roll(USERS as u64));
                        let caller = Caller::signed_in(&name);
                        let batch = &requests[usize::try_from(dice.roll(requests.len() as u64)).unwrap()];
                        let run = pool.run(&caller, "app", batch, &LIMITS);
                        // some do not wait for their answer
                        let answers = if dice.roll(5) == 0 {
                            let Ok(answers) =
                                tokio::time::timeout(Duration::from_millis(dice.roll(20)), run).await
                            else {
                                continue;
                            };
                            answers
                        } else {
                            run.await
                        };
                        match answers {
                            Ok(answers) => {
                                answered.fetch_add(1, Ordering::Relaxed);
                                for row in answers.iter().flat_map(|answer| &answer.rows) {
                                    assert_eq!(row[0].as_deref(), Some(name.as_str()));
                                    assert!(row.get(2).is_none_or(|sub| sub.as_ref() == row[0].as_ref()));
                                }
                            }
                            Err(Fault::Sql(fault)) => assert_eq!(fault.code, "22012", "{}", fault.message),
                            Err(Fault::Unreachable(_)) => {}
                            Err(fault) => panic!("{fault}"),
                        }
                    }
                }));
            }
            for task in tasks {
                task.await.unwrap();
            }
        });
        over.store(true, Ordering::Relaxed);
    });
    // nobody else's rows were touched, no connection was lost on the way, and all is well
    assert_eq!(home.pool.status().requests, 0);
    home.until(&format!("SELECT count(*) <= {connections} FROM pg_stat_activity WHERE usename = 'login'"));
    assert_eq!(home.value(&Caller::signed_in("alice"), "SELECT count(*) FROM todos").as_deref(), Some("3"));
    let mut rows = home.admin();
    let strange: i64 = rows
        .query_one("SELECT count(*) FROM todos WHERE task NOT LIKE '%task%' AND task <> 'new'", &[])
        .unwrap()
        .get(0);
    assert_eq!(strange, 0);
    answered.load(Ordering::Relaxed)
}

#[test]
fn every_row_belongs_to_who_asked() {
    let answered = storm(Mode::Plain, 8, 32, 80, Duration::from_millis(30));
    assert!(answered > 1000, "{answered}");
}

#[test]
fn every_row_belongs_to_who_asked_in_the_extensions_mode() {
    // a signature of the stand-in takes its time
    let answered = storm(Mode::Extension, 4, 8, 12, Duration::from_millis(500));
    assert!(answered > 20, "{answered}");
}

#[test]
fn an_answer_is_for_whom_it_was_made_when_the_one_before_was_cut_off() {
    let home = Home::new(1);
    let short = Limits { time: Duration::from_millis(15), ..LIMITS };
    for round in 0..30 {
        let name = format!("first{round}");
        let slow = batch(&[(
            "SELECT auth.user_id(), pg_sleep($1::float8)",
            &[Some(if round % 2 == 0 { "0.014" } else { "5" })],
        )]);
        let _ = home.limited(&Caller::signed_in(&name), &slow, &short);
        let next = format!("second{round}");
        assert_eq!(home.value(&Caller::signed_in(&next), "SELECT auth.user_id()"), Some(next));
    }
}
