//! Does `verify` prove what is so, and refute what is not?
//!
//! Every corpus case and example is verified; every cell is reached. Weakenings of some of them are
//! each refuted, and a refutation's script does with psql's eyes what it says.

mod rows;

use std::{fmt::Write as _, path::Path, sync::LazyLock};

use pg_rls::Provider;
use rls_core::{
    expr::Expr,
    ident::QName,
    schema::{Column, Command, Grant, Policy, Privilege, Role, Schema, Table, Type},
    verify::report::{CellVerdict, Report},
};
use rls_live::{
    LiveError, Workshop,
    verify::{Fate, Options, Tried, try_mutants, verify},
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

fn mutants(case: &Case) -> Vec<Tried> {
    let tried = try_mutants(workshop(), &case.resolved(), &Options::default(), &mut |_| {});
    tried.unwrap_or_else(|error| panic!("{}: {error}", case.name))
}

#[test]
fn nothing_of_the_corpus_is_refuted() {
    let mut left = String::new();
    let (mut cells, mut proven, mut probes) = (0, 0, 0);
    for case in cases().into_iter().chain(examples()) {
        let report = report(&case, None).unwrap_or_else(|error| panic!("{}: {error}", case.name));
        assert!(!report.is_refuted(), "{}\n{}", case.name, report.plain());
        let counts = report.counts();
        cells += counts.cells;
        proven += counts.proven;
        probes += counts.probes;
        for (table, role, cell) in report.cells() {
            if let CellVerdict::NotReached(why) = &cell.verdict {
                writeln!(left, "{}: {} {:?} {}: {why}", case.name, table.table, role.role, cell.command)
                    .unwrap();
            }
        }
    }
    println!("{cells} cells, {proven} proven, {probes} probes\n{left}");
    assert!(cells > 800 && proven * 100 >= cells * 95 && probes > 10_000, "{proven} of {cells}, {probes}");
    assert_eq!(left, "", "not reached");
}

/// Those whose weakenings are tried: predicates of every kind, lookups, claims, column grants, other providers. `RLS_MUTANTS=1` tries
/// all there are, and fails only where one is missed.
const WEAKENED: [&str; 8] = [
    "todos.rs",
    "pattern-owner",
    "pattern-deny",
    "pattern-tenant",
    "pattern-token-role",
    "pattern-member-role",
    "provider-supabase",
    "grants",
];

#[test]
fn every_weakening_is_refuted_but_for_those_that_nobody_can_see() {
    let (mut tried, mut refuted) = (0, 0);
    let mut left = String::new();
    let all = std::env::var_os("RLS_MUTANTS").is_some();
    let mut weakened: Vec<Case> = cases().into_iter().chain(examples()).collect();
    weakened.retain(|case| all || WEAKENED.contains(&case.name.as_str()));
    for case in &weakened {
        let name = &case.name;
        for one in mutants(case) {
            tried += 1;
            match one.fate {
                Fate::Refuted(_) => refuted += 1,
                Fate::Unseen(why) => writeln!(left, "{name}: {}: {why}", one.mutant.name).unwrap(),
                Fate::Missed => writeln!(left, "{name}: {}: MISSED", one.mutant.name).unwrap(),
            }
        }
    }
    println!("{tried} weakenings, {refuted} refuted\n{left}");
    if all {
        let missed: Vec<&str> = left.lines().filter(|line| line.ends_with("MISSED")).collect();
        assert!(missed.is_empty(), "{missed:#?}");
        return;
    }
    assert!(tried > 150 && refuted * 100 >= tried * 75, "{refuted} of {tried}\n{left}");
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
    let weak =
        mutants(&case).into_iter().find(|one| one.mutant.name.contains("select lets every row through"));
    let weak = weak.unwrap();
    let Fate::Refuted(refutation) = weak.fate else { panic!("{:?}", weak.fate) };
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
