//! Does `verify` prove what is so, and refute what is not?
//!
//! Every corpus case and example is built once, by a few threads, and looked at in three ways: every cell is proven; every weakening
//! is refuted, but for those that nobody can see; each atom of each policy has both answers (`rows`). A refutation's script does with
//! psql's eyes what it says. Random schemas are in `random`, copies of databases in `live`.

mod live;
mod random;
mod rows;

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    path::Path,
    sync::{
        LazyLock, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use pg_rls::Provider;
use rls_core::{
    expr::Expr,
    ident::QName,
    schema::{Column, Command, Grant, Policy, Privilege, Role, Schema, Table, Type},
    verify::{
        mutants::mutants,
        report::{CellVerdict, Report},
    },
};
use rls_live::{
    LiveError, Workshop,
    verify::{Fate, Options, Tried, prove, ready, verify, weaken},
};

use crate::corpus::{Case, cases};

/// A server of their own: roles belong to all of it.
fn workshop() -> &'static Workshop {
    static WORKSHOP: LazyLock<Workshop> = LazyLock::new(|| Workshop::throwaway().unwrap());
    &WORKSHOP
}

fn report(case: &Case, setup: Option<&str>) -> Result<Report, LiveError> {
    let options = Options { setup: setup.map(str::to_owned), ..Options::default() };
    verify(workshop(), &case.resolved(), &options, &mut |_| {})
}

fn examples() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    ["todos.rs", "blog.rs", "tenants.rs"].map(|file| Case::example(&root.join(file))).into()
}

/// Of the corpus or of the examples.
fn case(name: &str) -> Case {
    cases().into_iter().chain(examples()).find(|case| case.name == name).unwrap()
}

/// What came of a case.
struct Looked {
    name: String,
    report: Report,
    lacks: Vec<String>,
    tried: Vec<Tried>,
}

/// Whether what is shown to be unseen is tried, too: so is what shows it.
fn unseen() -> bool {
    std::env::var_os("RLS_MUTANTS").is_some()
}

fn look(case: &Case) -> Looked {
    let resolved = case.resolved();
    let options = Options { unseen: unseen(), ..Options::default() };
    let looked = || {
        let (scratch, filled) = ready(workshop(), &resolved, &options)?;
        let report = prove(&scratch, &resolved, &filled, &options, &mut |_| {})?;
        let lacks = rows::lacks(&scratch, &filled, &resolved);
        let tried = weaken(&scratch, &resolved, &filled, mutants(&resolved), &options, &mut |_| {})?;
        Ok(Looked { name: case.name.clone(), report, lacks, tried })
    };
    looked().unwrap_or_else(|error: LiveError| panic!("{}: {error}", case.name))
}

/// All of them, by name.
fn looked() -> &'static [Looked] {
    static LOOKED: LazyLock<Vec<Looked>> = LazyLock::new(|| {
        let mut all: Vec<Case> = cases().into_iter().chain(examples()).collect();
        // those that take longest first
        all.sort_by_key(|case| {
            std::cmp::Reverse(case.resolved().schema.tables.iter().map(|t| t.policies.len()).sum::<usize>())
        });
        let (next, looked) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
        thread::scope(|scope| {
            for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
                scope.spawn(|| {
                    while let Some(case) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let one = look(case);
                        looked.lock().unwrap().insert(one.name.clone(), one);
                    }
                });
            }
        });
        looked.into_inner().unwrap().into_values().collect()
    });
    &LOOKED
}

#[test]
fn nothing_of_the_corpus_is_refuted() {
    let mut left = String::new();
    let (mut cells, mut proven, mut probes) = (0, 0, 0);
    for Looked { name, report, .. } in looked() {
        assert!(!report.is_refuted(), "{name}\n{}", report.plain());
        let counts = report.counts();
        cells += counts.cells;
        proven += counts.proven;
        probes += counts.probes;
        for (table, role, cell) in report.cells() {
            if let CellVerdict::NotReached(why) = &cell.verdict {
                writeln!(left, "{name}: {} {:?} {}: {why}", table.table, role.role, cell.command).unwrap();
            }
        }
    }
    println!("{cells} cells, {proven} proven, {probes} probes\n{left}");
    assert!(cells > 800 && probes > 10_000, "{cells} cells, {probes} probes");
    assert_eq!(left, "", "not reached");
}

/// The reasons that hold for many, and are counted.
const OFTEN: [&str; 2] = [
    "the access table is the same with it",
    "it gives each caller their own rows only, and who may call it is no cell",
];

#[test]
fn every_weakening_is_refuted_but_for_those_that_nobody_can_see() {
    let (mut tried, mut refuted) = (0, 0);
    let mut often = [0; OFTEN.len()];
    let mut left = String::new();
    let mut missed = String::new();
    for Looked { name, tried: all, .. } in looked() {
        for Tried { mutant, fate } in all {
            tried += 1;
            match fate {
                Fate::Refuted(by) => {
                    refuted += 1;
                    // what was shown to be unseen, and tried all the same
                    assert_eq!(mutant.unseen, None, "{name}: {} is refuted: {by:?}", mutant.name);
                }
                Fate::Unseen(why) => match OFTEN.iter().position(|one| one == why) {
                    Some(at) => often[at] += 1,
                    None => writeln!(left, "{name}: {}: {why}", mutant.name).unwrap(),
                },
                Fate::Missed => writeln!(missed, "{name}: {}", mutant.name).unwrap(),
            }
        }
    }
    println!("{tried} weakenings, {refuted} refuted, {often:?}\n{left}\nmissed:\n{missed}");
    assert_eq!(missed, "", "missed");
    assert!(tried > 1_400 && refuted * 100 >= tried * 75, "{refuted} of {tried}\n{left}");
    for (why, count) in OFTEN.iter().zip(often) {
        writeln!(left, "{count}: {why}").unwrap();
    }
    insta::assert_snapshot!("unseen", left);
}

/// What a database gives away by default is found: here, every table to everybody.
#[test]
fn what_comes_from_elsewhere_is_refuted() {
    let setup = "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC";
    let report = report(&case("todos.rs"), Some(setup)).unwrap();
    assert!(report.is_refuted());
    let said = report.plain();
    assert!(said.contains("refuted todos anonymous SELECT"), "{said}");
    assert!(said.contains("expected: permission denied for the table"), "{said}");
}

/// A role that row security does not look at proves nothing: the run ends.
#[test]
fn a_role_that_bypasses_is_no_proof() {
    let setup = "ALTER ROLE authenticated BYPASSRLS";
    // a server of its own: the others need that role as it is
    let workshop = Workshop::throwaway().unwrap();
    let options = Options { setup: Some(setup.to_owned()), ..Options::default() };
    let error = verify(&workshop, &case("todos.rs").resolved(), &options, &mut |_| {}).unwrap_err();
    assert!(error.message.contains("row security does not look at authenticated"), "{error}");
}

/// The script of a refutation, run as it stands where the weakening is, does what the refutation says; the same where it is
/// not does not.
#[test]
fn a_refutation_can_be_reproduced() {
    let case = case("pattern-owner");
    let resolved = case.resolved();
    let of_case = looked().iter().find(|one| one.name == case.name).unwrap();
    let weak = of_case.tried.iter().find(|one| one.mutant.name.contains("select lets every row through"));
    let weak = weak.unwrap();
    let Fate::Refuted(refutation) = &weak.fate else { panic!("{:?}", weak.fate) };
    let scratch = workshop().database("script").unwrap();
    let mut client = scratch.session().unwrap().into_client();
    client.batch_execute(&resolved.provider.bootstrap()).unwrap();
    client.batch_execute(&rls_core::sql::ddl(&resolved)).unwrap();
    let rows = |client: &mut postgres::Client| {
        let messages = client.simple_query(&refutation.script).unwrap();
        messages.iter().filter(|one| matches!(one, postgres::SimpleQueryMessage::Row(_))).count()
    };
    let sound = rows(&mut client);
    client.batch_execute(&weak.mutant.sql).unwrap();
    let weakened = rows(&mut client);
    assert!(weakened > sound, "{weakened} rows, {sound} before\n{}", refutation.script);
}

/// Supabase's `auth.uid()` fails for an id that is no uuid, also in a policy of which the access table says that it lets nothing
/// through: that is a denial, not a refutation.
#[test]
fn a_claim_that_fails_is_a_denial() {
    let member = "id IN (SELECT team_id FROM members WHERE user_id = auth.uid())";
    let teams = Table::new(QName::new("teams"))
        .column(Column::new("id", Type::BigInt))
        .primary_key(["id"])
        .policy(Policy::new("theirs", Command::Select, [Role::Public]).using(Expr::sql(member)));
    let members = Table::new(QName::new("members"))
        .column(Column::new("team_id", Type::BigInt))
        .column(Column::new("user_id", Type::Uuid))
        .primary_key(["team_id", "user_id"])
        .policy(Policy::crud(Command::Select, [Role::SignedIn]).using(Expr::owner("user_id")));
    let everything = |table: Table| {
        let roles = ["anon", "authenticated"].map(Role::named);
        let all = [Privilege::Select, Privilege::Insert, Privilege::Update, Privilege::Delete];
        roles.iter().fold(table, |table, role| {
            all.iter().fold(table, |table, privilege| table.grant(Grant::new(*privilege, role.clone())))
        })
    };
    let schema = Schema::new().table(everything(teams)).table(everything(members));
    let resolved = schema.resolve(&Provider::Supabase).unwrap();
    let report = verify(workshop(), &resolved, &Options::default(), &mut |_| {}).unwrap();
    assert!(!report.is_refuted(), "{}", report.plain());
    assert!(report.counts().proven > 10, "{}", report.plain());
}
