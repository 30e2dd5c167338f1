//! Which statements come of a change of a table's policies, and in which order?

use std::slice::from_ref;

use super::*;
use crate::{
    expr::Expr,
    plan::{Options, plan},
    provider::Provider,
    schema::{Column, Command, Policy, Role, Schema, Type},
};

fn signed_in() -> [Role; 1] {
    [Role::named("authenticated")]
}

fn policy(name: &str, using: Expr) -> Policy {
    Policy::new(name, Command::Select, signed_in()).using(using)
}

fn own() -> Expr {
    Expr::owner("user_id")
}

/// What is said for one table, whose columns are all there before and after.
fn said(old: &[Policy], new: &[Policy]) -> Vec<String> {
    let schema = |policies: &[Policy]| {
        let mut table = Table::new(QName::new("t"))
            .column(Column::new("user_id", Type::Text))
            .column(Column::new("shared", Type::Boolean))
            .no_derived_grants();
        table.policies = policies.to_vec();
        table.indexes.clear();
        let mut resolved = Schema::new().table(table).resolve(&Provider::Neon).unwrap();
        resolved.schema.tables[0].indexes.clear();
        resolved
    };
    let plan = plan(
        &schema(old),
        &schema(new),
        &Options { lock_timeout: None, online: false, ..Options::default() },
    );
    plan.parts.iter().flat_map(|part| &part.up).map(|step| words(&step.sql)).collect()
}

/// Without quotes, the table and the roles.
fn words(sql: &str) -> String {
    let sql = sql.replace('"', "").replace("\n   ", "").replace(" ON t", "");
    sql.replace(" TO authenticated", "").replace("user_id = (SELECT auth.user_id())", "own")
}

#[test]
fn what_differs_in_its_name_alone_is_renamed() {
    let [a, b] = ["a", "b"].map(|name| policy(name, own()));
    assert_eq!(said(from_ref(&a), &[b]), ["ALTER POLICY a RENAME TO b"]);
    assert_eq!(said(from_ref(&a), from_ref(&a)), [""; 0]);
}

#[test]
fn names_that_are_swapped_go_over_a_third() {
    let old = [policy("a", own()), policy("b", Expr::column("shared"))];
    let new = [policy("b", own()), policy("a", Expr::column("shared"))];
    assert_eq!(
        said(&old, &new),
        ["ALTER POLICY a RENAME TO a_old", "ALTER POLICY b RENAME TO a", "ALTER POLICY a_old RENAME TO b"]
    );
}

#[test]
fn one_statement_says_what_changed_and_no_more() {
    let old = Policy::new("p", Command::Update, signed_in()).using(own()).check(own());
    let mut new = old.clone().check(Expr::Bool(true));
    assert_eq!(said(from_ref(&old), from_ref(&new)), ["ALTER POLICY p WITH CHECK (true)"]);
    new.roles = vec![Role::Public];
    assert_eq!(said(&[old], &[new]), ["ALTER POLICY p TO PUBLIC WITH CHECK (true)"]);
}

/// Where ALTER POLICY cannot: a permissive one is missing for a while, a restrictive one never.
#[test]
fn what_postgres_cannot_alter_is_made_anew() {
    let all = Policy::new("p", Command::All, signed_in()).using(own()).check(own());
    let without = Policy::new("p", Command::All, signed_in()).using(own());
    assert_eq!(
        said(from_ref(&all), from_ref(&without)),
        ["DROP POLICY p", "CREATE POLICY p AS PERMISSIVE FOR ALL USING (own)"]
    );
    assert_eq!(
        said(&[all.restrictive()], &[without.clone().restrictive()]),
        [
            "ALTER POLICY p RENAME TO p_old",
            "CREATE POLICY p AS RESTRICTIVE FOR ALL USING (own)",
            "DROP POLICY p_old"
        ]
    );
    // what was AND-ed is OR-ed: both go last
    assert_eq!(
        said(&[without.clone().restrictive()], from_ref(&without)),
        ["DROP POLICY p", "CREATE POLICY p AS PERMISSIVE FOR ALL USING (own)"]
    );
    assert_eq!(
        said(from_ref(&without), &[without.clone().restrictive()]),
        ["DROP POLICY p", "CREATE POLICY p AS RESTRICTIVE FOR ALL USING (own)"]
    );
}

/// Statement by statement, never wider than before and after: restrictive first, permissive later, what restricts no more last.
#[test]
fn what_narrows_comes_before_what_widens() {
    let old = [policy("gone", own()), policy("limit", own()).restrictive(), policy("read", own())];
    let new = [policy("new", own().not()), policy("now", Expr::column("shared")).restrictive()];
    let new = [new[0].clone(), new[1].clone(), policy("read", Expr::Bool(true))];
    assert_eq!(
        said(&old, &new),
        [
            "DROP POLICY gone",
            "CREATE POLICY now AS RESTRICTIVE FOR SELECT USING (shared)",
            "ALTER POLICY read USING (true)",
            "CREATE POLICY new AS PERMISSIVE FOR SELECT USING (NOT (own))",
            "DROP POLICY limit"
        ]
    );
}
