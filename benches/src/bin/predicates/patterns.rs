//! What does each pattern's predicate cost, beside the query by hand and beside what others write?

use std::{error::Error, time::Duration};

use postgres::Client;
use rls_bench::table;

use crate::{
    measure::{Cell, turns},
    models,
};

/// A pattern: the query that somebody would write without row security, the role whose policy is ours, and the roles
/// that say the same otherwise.
struct Pattern {
    title: &'static str,
    table: &'static str,
    /// The condition by hand, where row security is gone past.
    by_hand: &'static str,
    ours: &'static str,
    others: &'static [(&'static str, &'static str)],
    /// Whether a policy for INSERT is looked at too.
    inserts: bool,
}

const fn pattern(title: &'static str, by_hand: &'static str, ours: &'static str) -> Pattern {
    Pattern { title, table: "notes", by_hand, ours, others: &[], inserts: false }
}

const MEMBER: &str = "org_id IN (SELECT org_id FROM memberships WHERE user_id = '{user}')";

const PATTERNS: [Pattern; 9] = [
    Pattern {
        others: &[("a bare call", "owner_call"), ("Drizzle's", "owner_drizzle")],
        ..pattern("owner", "user_id = '{user}'", "by_owner")
    },
    Pattern {
        others: &[("a bare call", "flag_call")],
        ..pattern("owner, or public", "is_public OR user_id = '{user}'", "by_flag")
    },
    Pattern {
        others: &[("a bare call", "tenant_call"), ("the column cast", "tenant_text")],
        inserts: true,
        ..pattern("tenant by a claim", "org_id = {org}", "by_tenant")
    },
    Pattern {
        others: &[
            ("IN (SELECT …)", "member_in"),
            ("EXISTS of the row", "member_exists"),
            ("is_member(org_id)", "member_function"),
        ],
        inserts: true,
        ..pattern("member", MEMBER, "by_member")
    },
    Pattern { inserts: true, ..pattern("member, by our function", MEMBER, "by_helper") },
    Pattern {
        others: &[("EXISTS of the row", "admin_exists")],
        ..pattern(
            "member with a role",
            "org_id IN (SELECT org_id FROM memberships WHERE user_id = '{user}' AND role = 'admin')",
            "by_admin",
        )
    },
    Pattern {
        table: "comments",
        others: &[("IN (SELECT …)", "parent_in"), ("EXISTS of the row", "parent_exists")],
        inserts: true,
        ..pattern("parent", "note_id IN (SELECT id FROM notes WHERE user_id = '{user}')", "by_parent")
    },
    Pattern {
        others: &[("a bare call", "guard_call")],
        ..pattern("owner, and a guard", "user_id = '{user}'", "by_guard")
    },
    Pattern { others: &[("a bare call", "token_call")], ..pattern("role in the token", "true", "by_token") },
];

const HEADINGS: [&str; 3] = ["count", "by key", "insert 1,000"];

impl Pattern {
    /// The statements, for whoever goes past row security or not; the last only where it is looked at.
    fn statements(&self, by_hand: bool, owner: u32, org: u32) -> Vec<String> {
        let user = format!("user_{owner}");
        let condition = if by_hand {
            self.by_hand.replace("{user}", &user).replace("{org}", &org.to_string())
        } else {
            "true".to_owned()
        };
        let table = self.table;
        let mut all = vec![
            format!("SELECT count(*) FROM {table} WHERE {condition}"),
            // the numbers go round the owners: this row is the caller's
            format!("SELECT * FROM {table} WHERE id = {owner} AND ({condition})"),
        ];
        if self.inserts {
            all.push(match table {
                "comments" => format!(
                    "INSERT INTO comments (note_id, text) SELECT {owner}, 'new' FROM generate_series(1, 1000)"
                ),
                _ => format!(
                    "INSERT INTO notes (user_id, org_id) SELECT '{user}', {org} FROM generate_series(1, 1000)"
                ),
            });
        }
        all
    }
}

/// Measures and prints all of them; what must not be in a plan of ours comes back.
pub(crate) fn run(
    client: &mut Client,
    rows: u32,
    owner: u32,
    runs: u32,
    limit: Duration,
) -> Result<Vec<String>, Box<dyn Error>> {
    let org = models::is_in(rows, owner);
    let claims = format!(r#"{{"sub": "user_{owner}", "org_id": "{org}", "aal": "aal2", "role": "admin"}}"#);
    client.batch_execute(&format!(
        "SET max_parallel_workers_per_gather = 0; SET jit = off; SET statement_timeout = {};
        SELECT set_config('request.jwt.claims', '{claims}', false)",
        limit.as_millis()
    ))?;
    let mut lines = vec![vec!["patterns".to_owned()]];
    lines[0].extend(HEADINGS.map(str::to_owned));
    lines[0].push("plan of the count".to_owned());
    let mut faults = Vec::new();
    for pattern in &PATTERNS {
        let mut forms: Vec<(&str, Option<&str>)> = vec![("by hand, ms", None), ("ours", Some(pattern.ours))];
        forms.extend(pattern.others.iter().map(|(title, role)| (*title, Some(*role))));
        let measured = measure(client, pattern, &forms, (owner, org), runs, limit)?;
        lines.push(vec![pattern.title.to_owned()]);
        for (at, ((title, _), cells)) in forms.iter().zip(&measured).enumerate() {
            let mut line = vec![format!("  {title}")];
            line.extend((0..HEADINGS.len()).map(|column| match (cells.get(column), at) {
                (None, _) => String::new(),
                (Some(cell), 0) => format!("{:.3}", cell.least),
                (Some(cell), _) => crate::figure(cell, measured[0][column].least),
            }));
            line.push(cells[0].plan.kinds());
            lines.push(line);
        }
        // looked at by SELECT alone: a WITH CHECK of a parent asks for it by its key, once a row, on purpose
        for (cell, what) in measured[1][..2].iter().zip(HEADINGS) {
            if cell.plan.has_sub_plan() {
                let (title, kinds) = (pattern.title, cell.plan.kinds());
                faults.push(format!(
                    "the plan of our form runs a sub-plan once a row: {title}, {what}: {kinds}"
                ));
            }
        }
    }
    println!();
    table::print(&lines);
    Ok(faults)
}

fn measure(
    client: &mut Client,
    pattern: &Pattern,
    forms: &[(&str, Option<&str>)],
    (owner, org): (u32, u32),
    runs: u32,
    limit: Duration,
) -> Result<Vec<Vec<Cell>>, Box<dyn Error>> {
    let mut measured: Vec<Vec<Cell>> = forms.iter().map(|_| Vec::new()).collect();
    for number in 0..pattern.statements(true, owner, org).len() {
        let sql = |role: Option<&str>| pattern.statements(role.is_none(), owner, org).swap_remove(number);
        let become_it = |client: &mut Client, role: Option<&str>| match role {
            Some(role) => client.batch_execute(&format!("SET ROLE {role}")),
            None => client.batch_execute("RESET ROLE"),
        };
        for ((_, role), cells) in forms.iter().zip(&mut measured) {
            become_it(client, *role)?;
            cells.push(Cell::planned(client, &sql(*role))?);
        }
        for _ in 0..runs {
            for ((_, role), cells) in forms.iter().zip(&mut measured) {
                become_it(client, *role)?;
                turns(&mut cells[number], client, &sql(*role), limit)?;
            }
        }
        client.batch_execute("RESET ROLE")?;
    }
    Ok(measured)
}
