//! Which statements come of a change of what policies look up?

use super::*;
use crate::{
    expr::Among,
    plan::{Options, plan},
    provider::Provider,
    schema::{Column, Command, Policy, Table, Type},
};

/// Notes of teams, and who is in a team; nobody may read that but by a function.
fn schema(user: &str, roles: &[Role]) -> Schema {
    let member = Expr::among(Among::member("team_id", QName::new("members"), "team_id", user, None));
    let notes = Table::new(QName::new("notes"))
        .column(Column::new("team_id", Type::BigInt))
        .policy(Policy::new("of_team", Command::Select, roles.to_vec()).using(member))
        .no_derived_grants();
    let members = Table::new(QName::new("members"))
        .column(Column::new("team_id", Type::BigInt))
        .column(Column::new("user_id", Type::Text))
        .column(Column::new("guest_id", Type::Text))
        .no_derived_grants();
    Schema::new().table(notes).table(members)
}

fn signed_in() -> Vec<Role> {
    vec![Role::named("authenticated")]
}

/// Without quotes and indexes, on one line, as far as is said.
fn said(old: &Schema, new: &Schema) -> Vec<String> {
    let resolved = |schema: &Schema| {
        let mut resolved = schema.resolve(&Provider::Neon).unwrap();
        resolved.schema.tables.iter_mut().for_each(|table| table.indexes.clear());
        resolved
    };
    let options = Options { lock_timeout: None, ..Options::default() };
    let plan = plan(&resolved(old), &resolved(new), &options);
    let words = |sql: &str| sql.replace('"', "").replace("rls_private.", "");
    let line = |sql: String| sql.lines().next().unwrap_or_default().to_owned();
    plan.parts.iter().flat_map(|part| &part.up).map(|step| line(words(&step.sql))).collect()
}

/// Its name comes from the table's; the policy follows.
#[test]
fn a_function_is_renamed_with_its_table() {
    let old = schema("user_id", &signed_in());
    let mut new = old.clone();
    new.tables[1].name = QName::new("people");
    new.tables[1].renamed_from = Some(QName::new("members"));
    let Some(Expr::Among(among)) = &mut new.tables[0].policies[0].using else { panic!() };
    among.table = QName::new("people");
    assert_eq!(
        said(&old, &new),
        [
            "ALTER TABLE public.members RENAME TO people",
            "ALTER FUNCTION members_team_id() RENAME TO people_team_id"
        ]
    );
}

#[test]
fn another_body_of_the_same_name_replaces_it() {
    let (old, new) = (schema("user_id", &signed_in()), schema("guest_id", &signed_in()));
    assert_eq!(said(&old, &new), ["CREATE OR REPLACE FUNCTION members_team_id() RETURNS SETOF bigint"]);
}

/// The policy is shut while the function is not there, and gets its predicate back.
#[test]
fn another_type_makes_the_function_and_its_policy_way() {
    let old = schema("user_id", &signed_in());
    let mut new = old.clone();
    new.tables.iter_mut().for_each(|table| table.columns[0].ty = Type::Integer);
    let all = said(&old, &new);
    let at = |start: &str| {
        all.iter().position(|sql| sql.starts_with(start)).unwrap_or_else(|| panic!("{start}: {all:?}"))
    };
    let order = [
        at("ALTER POLICY of_team ON notes"),
        at("DROP FUNCTION members_team_id()"),
        at("ALTER TABLE members"),
        at("CREATE FUNCTION members_team_id() RETURNS SETOF integer"),
        at("REVOKE EXECUTE ON FUNCTION members_team_id() FROM PUBLIC"),
        at("GRANT EXECUTE ON FUNCTION members_team_id() TO authenticated"),
    ];
    assert!(order.is_sorted(), "{all:?}");
    assert!(all.last().unwrap().starts_with("ALTER POLICY of_team ON notes"), "{all:?}");
}

#[test]
fn who_may_execute_it_changes_alone() {
    let both = [Role::named("anonymous"), Role::named("authenticated")];
    let (one, two) = (schema("user_id", &signed_in()), schema("user_id", &both));
    assert_eq!(
        said(&one, &two),
        [
            "GRANT EXECUTE ON FUNCTION members_team_id() TO anonymous",
            "ALTER POLICY of_team ON notes TO anonymous, authenticated"
        ]
    );
    assert_eq!(said(&two, &one)[0], "REVOKE EXECUTE ON FUNCTION members_team_id() FROM anonymous");
}

/// What nothing calls any more goes when nothing calls it: the policy needs no way to make.
#[test]
fn a_function_goes_after_the_policies_changed() {
    let old = schema("user_id", &signed_in());
    let mut new = old.clone();
    new.tables[0].policies[0].using = Some(Expr::Bool(true));
    assert_eq!(said(&old, &new), ["ALTER POLICY of_team ON notes", "DROP FUNCTION members_team_id()"]);
}
