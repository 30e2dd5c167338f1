//! Would a plan that is wrong be noticed?
//!
//! Each slip is put into every plan in which there is a place for it. One of the first pairs with such a plan must go
//! wrong.

use rls_core::{
    plan::{Options, Part, Plan, Step, plan},
    resolve::Resolved,
};

use super::{
    pair::Pair,
    place::Place,
    run::{Planner, run},
};

/// So many pairs may not show it.
const PAIRS: usize = 25;
/// So many seeds are looked through for a plan with a place for it.
const SEEDS: u64 = 3000;

type Slip = fn(&mut Plan) -> bool;

const SLIPS: [(&str, Slip); 22] = [
    ("a policy that had to make way does not come back", |plan| {
        each(plan, |part| {
            let dropped = |sql: &str| {
                let named = sql.strip_prefix("CREATE POLICY ").and_then(|rest| rest.split(" AS ").next());
                named.is_some_and(|named| {
                    part.up.iter().any(|step| step.sql == format!("DROP POLICY {named}"))
                })
            };
            let at = part.up.iter().position(|step| dropped(&step.sql));
            at.map(|at| part.up.remove(at)).is_some()
        })
    }),
    ("a policy stays", |plan| without(plan, |sql| sql.starts_with("DROP POLICY"))),
    ("a policy does not change", |plan| without(plan, |sql| sql.starts_with("ALTER POLICY"))),
    ("a new policy is forgotten", |plan| without(plan, |sql| sql.starts_with("CREATE POLICY"))),
    ("row security does not go on", |plan| without(plan, |sql| sql.ends_with("ENABLE ROW LEVEL SECURITY"))),
    ("row security goes off", |plan| {
        each(plan, |part| {
            let on = part.up.iter().find_map(|step| step.sql.strip_prefix("CREATE TABLE "));
            let Some(table) = on.and_then(|rest| rest.split(" (").next()).map(str::to_owned) else {
                return false;
            };
            part.up.push(step(&format!("ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")));
            part.up.push(step(&format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")));
            true
        })
    }),
    ("a privilege is not given", |plan| {
        without(plan, |sql| sql.starts_with("GRANT") && sql.contains(" ON "))
    }),
    ("a privilege stays", |plan| without(plan, |sql| sql.starts_with("REVOKE") && !sql.contains("FUNCTION"))),
    ("everybody may execute a function", |plan| without(plan, |sql| sql.starts_with("REVOKE EXECUTE"))),
    ("a comment is not written", |plan| without(plan, |sql| sql.starts_with("COMMENT"))),
    ("an index is not made", |plan| without(plan, |sql| sql.starts_with("CREATE INDEX"))),
    ("a constraint is not added", |plan| without(plan, |sql| sql.contains(" ADD CONSTRAINT "))),
    ("a constraint is never held against the rows", |plan| {
        without(plan, |sql| sql.contains("VALIDATE CONSTRAINT"))
    }),
    ("a default stays", |plan| without(plan, |sql| sql.contains("DROP DEFAULT"))),
    ("a default is not set", |plan| without(plan, |sql| sql.contains("SET DEFAULT"))),
    ("a column may be NULL for ever", |plan| without(plan, |sql| sql.contains("SET NOT NULL"))),
    ("a column does not get its old name back", |plan| {
        each(plan, |part| remove(&mut part.down, |sql| sql.contains(" RENAME COLUMN ")))
    }),
    ("rows go when a column is renamed", |plan| {
        each(plan, |part| {
            let at = part.up.iter().position(|step| step.sql.contains(" RENAME COLUMN "));
            let Some(at) = at else { return false };
            let table = part.up[at].sql.split(" RENAME COLUMN ").next().unwrap();
            let sql = table.replace("ALTER TABLE", "TRUNCATE") + " CASCADE";
            part.up.insert(at + 1, step(&sql));
            true
        })
    }),
    ("others wait for ever", |plan| without(plan, |sql| sql.starts_with("SET LOCAL lock_timeout"))),
    ("what goes is not said", |plan| {
        let steps = plan.parts.iter_mut().flat_map(|part| &mut part.up);
        steps.fold(false, |any, step| any | !std::mem::take(&mut step.hazards).is_empty())
    }),
    ("half of it stays when the rest is refused", |plan| {
        each(plan, |part| {
            let half = part.up.len() / 2;
            let long = part.in_transaction() && part.up.len() > 6;
            if long {
                part.up.insert(half, step("COMMIT; BEGIN"));
            }
            long
        })
    }),
    ("the last comes first", |plan| {
        each(plan, |part| {
            part.up.reverse();
            part.up.len() > 3
        })
    }),
];

#[test]
fn every_slip_is_noticed() {
    let mut place = Place::new();
    let mut unseen = Vec::new();
    for (name, slip) in SLIPS {
        let slipped = |old: &Resolved, new: &Resolved, options: &Options| {
            let mut plan = plan(old, new, options);
            slip(&mut plan);
            plan
        };
        let mut tried = 0;
        let noticed = (1..SEEDS).any(|seed| {
            if tried == PAIRS {
                return false;
            }
            let pair = Pair::random(seed);
            let (old, new) = pair.resolved().unwrap();
            if !slip(&mut plan(&old, &new, &pair.options)) {
                return false;
            }
            tried += 1;
            let planner: &Planner<'_> = &slipped;
            run(&pair, &mut place, planner).is_err()
        });
        println!(
            "{name}: {}",
            if noticed { format!("seen by pair {tried}") } else { format!("{tried} pairs") }
        );
        if !noticed {
            unseen.push(name);
        }
    }
    assert!(unseen.is_empty(), "nobody notices: {unseen:?}");
}

fn step(sql: &str) -> Step {
    Step { sql: sql.to_owned(), hazards: Vec::new(), note: None }
}

/// The first part to which something can be done.
fn each(plan: &mut Plan, slip: impl Fn(&mut Part) -> bool) -> bool {
    plan.parts.iter_mut().any(slip)
}

/// The first such step is left out on the way there.
fn without(plan: &mut Plan, which: impl Fn(&str) -> bool) -> bool {
    each(plan, |part| remove(&mut part.up, &which))
}

fn remove(steps: &mut Vec<Step>, which: impl Fn(&str) -> bool) -> bool {
    let at = steps.iter().position(|step| which(&step.sql));
    at.map(|at| steps.remove(at)).is_some()
}
