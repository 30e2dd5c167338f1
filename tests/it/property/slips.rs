//! Would the property test see a slip of the renderer?
//!
//! Each slip is the renderer with a fault put into what it writes, of the kind that somebody could make. A few worlds
//! must tell, by a wrong answer for some row: that Postgres refuses some SQL proves less.

use pg_rls::Provider;
use rls_core::{expr::Expr, sql::Clause};

use super::{Tally, one_world, rendered};
use crate::random::World;

const WORLDS: u64 = 16;
const PREDICATES: usize = 60;

type Slip = (&'static str, fn(&World, &str) -> String);

const SLIPS: [Slip; 15] = [
    ("a NULL is passed through `!`", |_, sql| sql.replace(") IS NOT TRUE", ") IS FALSE")),
    ("`unlike` as IS DISTINCT FROM: who has no session is unlike everybody", |_, sql| {
        sql.replace(" <> ", " IS DISTINCT FROM ")
    }),
    ("`like` as IS NOT DISTINCT FROM: who has no session owns what nobody owns", |_, sql| {
        sql.replace(" = ANY", " =ANY").replace(" = ", " IS NOT DISTINCT FROM ")
    }),
    ("brackets around operands of AND forgotten", |_, sql| sql.replace(") AND (", " AND ")),
    ("AND for OR", |_, sql| sql.replace(" OR ", " AND ")),
    ("OR for AND", |_, sql| sql.replace(" AND ", " OR ")),
    ("NOT IN as IN", |_, sql| sql.replace(" NOT IN ", " IN ")),
    ("IS NOT NULL as IS NULL", |_, sql| sql.replace(" IS NOT NULL", " IS NULL")),
    ("no look at what the caller lacks before NOT", |_, sql| {
        sql.replace(" IS NOT NULL) AND (NOT", " IS NOT NULL OR true) AND (NOT")
    }),
    ("<= as <", |_, sql| sql.replace(" <= ", " < ")),
    (">= as >", |_, sql| sql.replace(" >= ", " > ")),
    ("ago as ahead", |_, sql| sql.replace("now() - ", "now() + ")),
    ("the row's own column without its table's name", |world, sql| {
        sql.replace(&format!("{}.", world.main.quoted()), "")
    }),
    ("a constant wider than its column", |_, sql| sql.replace("::real", "::float8")),
    ("backslashes that are not doubled", |_, sql| sql.replace("E'", "'")),
];

#[test]
fn every_slip_of_the_renderer_is_seen() {
    let mut missed = Vec::new();
    for (name, slip) in SLIPS {
        let with_slip = |world: &World, provider: &Provider, expr: &Expr, clause: Clause| {
            slip(world, &rendered(world, provider, expr, clause))
        };
        let seen = (1..=WORLDS).find(|&seed| {
            let said = one_world(seed, &with_slip, PREDICATES, &mut Tally::default());
            said.is_err_and(|said| said.contains("Postgres says"))
        });
        match seen {
            Some(seed) => println!("{name}: world {seed}"),
            None => missed.push(name),
        }
    }
    assert!(missed.is_empty(), "nobody would see these: {missed:#?}");
}
