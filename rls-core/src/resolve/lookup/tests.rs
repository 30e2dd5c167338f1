//! Which lookup needs a function, and which does not?

use crate::{
    diagnostic::Code,
    expr::{Among, Expr, Op, Value},
    ident::QName,
    provider::Provider,
    resolve::Resolved,
    schema::{Column, Command, Grant, Policy, Privilege, Role, RoleDef, Schema, Table, Type},
};

fn signed_in() -> Vec<Role> {
    vec![Role::SignedIn]
}

fn member() -> Expr {
    Expr::among(Among::member("team_id", QName::new("memberships"), "team_id", "user_id", None))
}

fn read(using: Expr) -> Policy {
    Policy::new("read", Command::Select, signed_in()).using(using)
}

fn memberships(policies: impl IntoIterator<Item = Policy>) -> Table {
    let table = Table::new(QName::new("memberships"))
        .column(Column::new("user_id", Type::Text))
        .column(Column::new("team_id", Type::BigInt))
        .column(Column::new("role", Type::Text))
        .primary_key(["user_id", "team_id"]);
    policies.into_iter().fold(table, Table::policy)
}

fn notes(using: Expr) -> Table {
    Table::new(QName::new("notes"))
        .column(Column::new("id", Type::BigInt))
        .column(Column::new("team_id", Type::BigInt))
        .column(Column::new("user_id", Type::Text))
        .primary_key(["id"])
        .policy(read(using))
}

fn resolve(tables: impl IntoIterator<Item = Table>) -> Resolved {
    let schema = tables.into_iter().fold(Schema::new(), Schema::table);
    schema.resolve(&Provider::Neon).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The functions, and for each policy of a table whether its lookups use one.
fn functions(tables: impl IntoIterator<Item = Table>) -> Vec<String> {
    resolve(tables).schema.functions.into_iter().map(|function| function.name.name).collect()
}

const BARE: &str = "memberships_team_id";

#[test]
fn the_callers_own_look_is_enough() {
    let own = || read(Expr::owner("user_id"));
    assert!(functions([notes(member()), memberships([own()])]).is_empty());
    assert!(functions([notes(member()), memberships([read(Expr::Bool(true))])]).is_empty());
    // two policies that let each part through
    let halves = [
        read(Expr::owner("user_id").and(Expr::compare(Value::column("role"), Op::Eq, Value::text("admin")))),
        Policy::new("rest", Command::All, signed_in()).using(Expr::owner("user_id").and(Expr::compare(
            Value::column("role"),
            Op::Ne,
            Value::text("admin"),
        ))),
    ];
    assert!(functions([notes(member()), memberships(halves)]).is_empty());
    let open = memberships([]).no_row_security().grant(Grant::new(Privilege::Select, Role::SignedIn));
    assert!(functions([notes(member()), open]).is_empty());
}

#[test]
fn it_would_see_too_little() {
    let no_policy = memberships([]).grant(Grant::new(Privilege::Select, Role::SignedIn));
    assert_eq!(functions([notes(member()), no_policy]), [BARE]);
    let narrower =
        read(Expr::owner("user_id").and(Expr::compare(Value::column("role"), Op::Eq, Value::text("admin"))));
    assert_eq!(functions([notes(member()), memberships([narrower])]), [BARE]);
    let guard = Policy::new("guard", Command::Select, signed_in())
        .using(Expr::compare(Value::claim(["aal"]), Op::Eq, Value::text("aal2")))
        .restrictive();
    assert_eq!(functions([notes(member()), memberships([read(Expr::Bool(true)), guard])]), [BARE]);
    // what SQL lets through nobody here knows
    let sql = read(Expr::owner("user_id").or(Expr::sql("is_public()")));
    assert_eq!(functions([notes(member()), memberships([sql])]), [BARE]);
}

#[test]
fn it_would_be_refused() {
    let own = || Policy::new("own", Command::Select, signed_in()).using(Expr::owner("user_id"));
    let without = memberships([own()]).no_derived_grants();
    assert_eq!(functions([notes(member()), without.clone()]), [BARE]);
    let columns = |columns: &[&str]| {
        columns
            .iter()
            .fold(Grant::new(Privilege::Select, Role::SignedIn), |grant, column| grant.column(*column))
    };
    assert_eq!(functions([notes(member()), without.clone().grant(columns(&["team_id"]))]), [BARE]);
    assert!(functions([notes(member()), without.grant(columns(&["team_id", "user_id"]))]).is_empty());
}

#[test]
fn it_would_come_back() {
    // co-members see each other
    assert_eq!(functions([memberships([read(Expr::owner("user_id").or(member()))])]), [BARE]);
    // once there, every table with the same lookup takes it
    assert_eq!(
        functions([memberships([read(Expr::owner("user_id").or(member()))]), notes(member())]),
        [BARE]
    );
    // over a third table, whose rows the caller sees by being a member
    let own_team = || Expr::among(Among::member("id", QName::new("memberships"), "team_id", "user_id", None));
    let teams = Table::new(QName::new("teams"))
        .column(Column::new("id", Type::BigInt))
        .primary_key(["id"])
        .policy(read(own_team()));
    let by_team = Expr::among(Among::parent("team_id", QName::new("teams"), "", own_team()));
    let circle = [teams, memberships([read(Expr::owner("user_id").or(by_team))])];
    let found = functions(circle.clone());
    assert_eq!(found.len(), 2, "{found:?}");
    let [teams, members] = circle;
    assert_eq!(functions([members, teams]), found, "the order of tables matters");
}

#[test]
fn a_policy_for_several_roles_is_one_predicate() {
    let own = || read(Expr::owner("user_id"));
    let mut both = notes(member());
    both.policies[0].roles = vec![Role::SignedIn, Role::named("anonymous")];
    assert_eq!(functions([both.clone(), memberships([own()])]), [BARE]);
    let found = &resolve([both, memberships([own()])]).schema.functions[0];
    assert_eq!(found.roles, [Role::named("anonymous"), Role::named("authenticated")]);
}

/// A role that inherits from the policy's comes by it too, with what its own policies take away.
#[test]
fn who_inherits_is_asked_after() {
    let guard =
        Policy::new("guard", Command::Select, [Role::named("editor")]).using(Expr::Bool(false)).restrictive();
    let mut schema =
        Schema::new().table(notes(member())).table(memberships([read(Expr::owner("user_id")), guard]));
    schema.roles.insert("editor".to_owned(), RoleDef::default());
    assert!(schema.resolve(&Provider::Neon).unwrap().schema.functions.is_empty());
    schema
        .roles
        .insert("editor".to_owned(), RoleDef { login: false, in_roles: vec!["authenticated".to_owned()] });
    assert_eq!(schema.resolve(&Provider::Neon).unwrap().schema.functions.len(), 1);
}

#[test]
fn inside_a_function_none_is_needed() {
    // a comment's note is one of the caller's teams; nobody reads notes or memberships themselves
    let by_note = Expr::among(Among::parent("note_id", QName::new("notes"), "id", member()));
    let comments =
        Table::new(QName::new("comments")).column(Column::new("note_id", Type::BigInt)).policy(read(by_note));
    let mut hidden = notes(Expr::Bool(false));
    hidden.policies.clear();
    let resolved = resolve([comments, hidden, memberships([])]);
    let [function] = resolved.schema.functions.as_slice() else { panic!("{:?}", resolved.schema.functions) };
    let Expr::Among(inner) = &function.when else { panic!("{:?}", function.when) };
    assert_eq!(inner.helper, None);
    // with notes in sight, the caller's look at them asks a function for the memberships
    let seen = notes(Expr::Bool(true));
    let by_note = Expr::among(Among::parent("note_id", QName::new("notes"), "id", member()));
    let comments =
        Table::new(QName::new("comments")).column(Column::new("note_id", Type::BigInt)).policy(read(by_note));
    assert_eq!(functions([comments, seen, memberships([])]), [BARE]);
}

/// `force` holds for the function's owner, too.
#[test]
fn a_forced_table_is_not_looked_into() {
    let hidden = memberships([]).force();
    let errors = Schema::new().table(notes(member())).table(hidden).resolve(&Provider::Neon).unwrap_err();
    let codes: Vec<Code> = errors.iter().map(|error| error.code).collect();
    assert_eq!(codes, [Code::CONTRADICTION], "{errors}");
    let own = memberships([read(Expr::owner("user_id"))]).force();
    assert!(functions([notes(member()), own]).is_empty());
}

#[test]
fn resolving_again_changes_nothing() {
    let once = resolve([memberships([read(Expr::owner("user_id").or(member()))]), notes(member())]);
    let twice = once.schema.resolve(&Provider::Neon).unwrap();
    assert_eq!(once, twice);
}

#[test]
fn a_function_does_not_ask_whom_postgres_takes_for_the_caller() {
    let lookup = |sql: &str| {
        let when = Some(Expr::sql(sql));
        Expr::among(Among::member("team_id", QName::new("memberships"), "team_id", "user_id", when))
    };
    let errors = |sql: &str| {
        let schema = Schema::new().table(notes(lookup(sql))).table(memberships([]));
        schema.resolve(&Provider::Neon).map_or_else(|errors| errors.to_string(), |_| String::new())
    };
    for sql in ["role = current_user", "role = CURRENT_ROLE", "(SELECT user) = role"] {
        assert!(errors(sql).contains("is the function's owner and not the caller [RLS117]"), "{sql}");
    }
    for sql in ["role = 'current_user'", "role = \"role\"", "role = session_user"] {
        assert_eq!(errors(sql), "", "{sql}");
    }
}
