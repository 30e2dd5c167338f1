//! Is a change called what it is?

use super::{Verdict, compare};
use crate::{
    expr::{Among, Expr, Literal, Op, Value},
    ident::QName,
    provider::Provider,
    resolve::Resolved,
    schema::{Column, Command, Grant, Policy, Privilege, Role, RoleDef, Schema, Table, Type},
};

fn todos() -> Table {
    Table::new(QName::new("todos"))
        .column(Column::new("id", Type::BigInt))
        .column(Column::new("user_id", Type::Text))
        .column(Column::new("team_id", Type::BigInt))
        .column(Column::new("status", Type::Text).nullable())
        .column(Column::new("is_public", Type::Boolean))
        .primary_key(["id"])
}

fn reads(expr: Expr) -> Policy {
    Policy::new("read", Command::Select, [Role::SignedIn]).using(expr)
}

fn own() -> Expr {
    Expr::owner("user_id")
}

fn resolved(table: Table) -> Resolved {
    Schema::new().table(table).resolve(&Provider::Neon).unwrap()
}

fn verdicts(old: &Resolved, new: &Resolved) -> Vec<(String, Command, Verdict)> {
    let all = compare(old, new);
    all.into_iter()
        .map(|change| {
            let role = match change.role {
                Role::Named(name) => name,
                other => format!("{other:?}"),
            };
            (role, change.command, change.verdict)
        })
        .collect()
}

fn one(old: Table, new: Table) -> Option<Verdict> {
    let all = verdicts(&resolved(old), &resolved(new));
    assert!(all.len() <= 1, "{all:?}");
    all.first().map(|(_, _, verdict)| *verdict)
}

#[test]
fn a_condition_is_wider_narrower_or_another() {
    let read = |expr: Expr| todos().policy(reads(expr));
    let (public, all) = (Expr::column("is_public"), Expr::Bool(true));
    let wide = own().or(public.clone());
    assert_eq!(one(read(own()), read(own())), None);
    assert_eq!(one(read(wide.clone()), read(public.clone().or(own()))), None);
    assert_eq!(one(read(own()), read(wide.clone())), Some(Verdict::Widens));
    assert_eq!(one(read(wide), read(own())), Some(Verdict::Narrows));
    assert_eq!(one(read(own()), read(public)), Some(Verdict::Changes));
    assert_eq!(one(read(all), read(own())), Some(Verdict::Narrows));
    let twice =
        todos().policy(reads(own())).policy(Policy::new("b", Command::Select, [Role::SignedIn]).using(own()));
    assert_eq!(one(read(own()), twice), None);
}

#[test]
fn a_restrictive_policy_narrows_and_its_removal_widens() {
    let floor =
        Policy::new("floor", Command::All, [Role::SignedIn]).using(Expr::column("is_public")).restrictive();
    let plain = || todos().policy(reads(own()));
    assert_eq!(one(plain(), plain().policy(floor.clone())), Some(Verdict::Narrows));
    assert_eq!(one(plain().policy(floor), plain()), Some(Verdict::Widens));
}

#[test]
fn row_security_off_is_all_rows() {
    let granted = |table: Table| table.grant(Grant::new(Privilege::Select, Role::SignedIn));
    let on = granted(todos().policy(reads(own())));
    let off = granted(todos().policy(reads(own())).no_row_security());
    assert_eq!(one(on.clone(), off.clone()), Some(Verdict::Widens));
    assert_eq!(one(off, on), Some(Verdict::Narrows));
}

#[test]
fn the_check_counts_also_where_it_is_not_written() {
    let update = |check: Option<Expr>| {
        let policy = Policy::new("write", Command::Update, [Role::SignedIn]).using(own());
        let policy = match check {
            Some(check) => policy.check(check),
            None => policy,
        };
        todos().policy(policy)
    };
    assert_eq!(one(update(None), update(Some(own()))), None);
    assert_eq!(one(update(None), update(Some(Expr::Bool(true)))), Some(Verdict::Widens));
    assert_eq!(one(update(Some(Expr::Bool(true))), update(None)), Some(Verdict::Narrows));
}

#[test]
fn privileges_count_too() {
    let read = |grant: Option<Grant>| {
        let table = todos().policy(reads(Expr::Bool(true))).no_derived_grants();
        match grant {
            Some(grant) => table.grant(grant),
            None => table,
        }
    };
    let whole = || Some(Grant::new(Privilege::Select, Role::SignedIn));
    let some = |column: &str| Some(Grant::new(Privilege::Select, Role::SignedIn).column(column));
    assert_eq!(one(read(None), read(whole())), Some(Verdict::Widens));
    assert_eq!(one(read(whole()), read(some("id"))), Some(Verdict::Narrows));
    assert_eq!(one(read(some("id")), read(some("status"))), Some(Verdict::Changes));
    // neither a privilege without a policy nor a policy without a privilege lets anything through
    assert_eq!(one(todos().no_derived_grants(), read(None)), None);
}

#[test]
fn memberships_are_followed() {
    let schema = |in_roles: &[&str]| {
        let mut schema = Schema::new().table(todos().policy(reads(own())));
        let role =
            RoleDef { login: false, in_roles: in_roles.iter().map(|role| (*role).to_owned()).collect() };
        schema.roles.insert("editor".to_owned(), role);
        schema.resolve(&Provider::Neon).unwrap()
    };
    let all = verdicts(&schema(&[]), &schema(&["authenticated"]));
    assert_eq!(all, [("editor".to_owned(), Command::Select, Verdict::Widens)]);
}

#[test]
fn tables_come_go_and_are_renamed() {
    let read = || todos().policy(reads(own()));
    let nothing = Schema::new().resolve(&Provider::Neon).unwrap();
    let said = |old: &Resolved, new: &Resolved| -> Vec<String> {
        compare(old, new).iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        said(&nothing, &resolved(read())),
        ["widens: authenticated may now SELECT todos: own rows (`user_id`) (the table is new)"]
    );
    assert_eq!(
        said(&resolved(read()), &nothing),
        ["narrows: authenticated may no longer SELECT todos (the table is gone)"]
    );
    let mut tasks = read().renamed_from(QName::new("todos"));
    tasks.name = QName::new("tasks");
    tasks.columns[1].name = "owner_id".to_owned();
    tasks.columns[1].renamed_from = Some("user_id".to_owned());
    tasks.policies = vec![reads(Expr::owner("owner_id"))];
    assert_eq!(said(&resolved(read()), &resolved(tasks)), Vec::<String>::new());
}

#[test]
fn what_means_something_else_is_not_the_same() {
    let read = |expr: Expr| resolved(todos().policy(reads(expr)));
    let status = || Expr::compare(Value::column("status"), Op::Gt, Value::Literal(Literal::Text("a".into())));
    let mut other = todos().policy(reads(status()));
    other.columns[3].ty = Type::Other("citext".to_owned());
    let all = verdicts(&read(status()), &resolved(other));
    assert!(all.iter().all(|(_, _, verdict)| verdict.may_widen()) && !all.is_empty(), "{all:?}");
    // the same text, of another column
    let sql = || Expr::sql("f_of_pg(status)");
    let mut other = todos().policy(reads(sql()));
    other.columns[3].ty = Type::Other("citext".to_owned());
    assert!(verdicts(&read(sql()), &resolved(other))[0].2.may_widen());
    // another provider's caller is another caller
    let supabase = Schema::new().table(todos().policy(reads(own()))).resolve(&Provider::Supabase).unwrap();
    let all = verdicts(&read(own()), &supabase);
    assert!(all.iter().any(|(_, _, verdict)| verdict.may_widen()), "{all:?}");
}

/// Equal numbers are equal in any type of numbers, equal texts in any of texts; whether others are, nobody can tell.
#[test]
fn a_column_of_another_type_may_have_the_same_values() {
    let text = |literal: &str| Value::Literal(Literal::Text(literal.to_owned()));
    let status = |op| Expr::compare(Value::column("status"), op, text("a"));
    let retyped = |expr: &Expr, column: usize, ty: Type, collate: Option<&str>| {
        let mut table = todos().policy(reads(expr.clone()));
        table.columns[column].ty = ty;
        table.columns[column].collate = collate.map(QName::new);
        one(todos().policy(reads(expr.clone())), table)
    };
    let varchar = || Type::Other("varchar(9)".to_owned());
    assert_eq!(retyped(&status(Op::Eq), 3, varchar(), None), None);
    assert_eq!(retyped(&status(Op::Eq), 3, Type::Text, Some("C")), None);
    assert_eq!(retyped(&status(Op::Eq), 3, Type::Text, Some("of_mine")), Some(Verdict::Unknown));
    assert_eq!(retyped(&status(Op::Lt), 3, Type::Text, Some("C")), Some(Verdict::Unknown));
    assert_eq!(retyped(&status(Op::Eq), 3, Type::Other("citext".to_owned()), None), Some(Verdict::Unknown));
    assert_eq!(retyped(&own(), 1, Type::Uuid, None), Some(Verdict::Unknown));
    let team = |op| Expr::compare(Value::column("team_id"), op, Value::Literal(Literal::Number("1".into())));
    assert_eq!(retyped(&team(Op::Lt), 2, Type::Integer, None), None);
    assert_eq!(retyped(&team(Op::Eq), 2, Type::Real, None), Some(Verdict::Unknown));
    // what is wider as well is wider
    let wider = todos().policy(reads(Expr::Bool(true)));
    let mut retyped = todos().policy(reads(own()));
    retyped.columns[1].ty = Type::Uuid;
    assert_eq!(one(retyped, wider), Some(Verdict::Widens));
}

/// What a policy looks up as the caller is what they may read there.
#[test]
fn a_looked_up_table_s_policies_count() {
    let members = |read: Expr| {
        Table::new(QName::new("members"))
            .column(Column::new("team_id", Type::BigInt))
            .column(Column::new("user_id", Type::Text))
            .column(Column::new("hidden", Type::Boolean))
            .policy(reads(read))
    };
    let of_team = |helper: bool| {
        let mut among = Among::member("team_id", QName::new("members"), "team_id", "user_id", None);
        among.helper = helper.then(|| QName::new("lookup"));
        todos().policy(reads(Expr::among(among)))
    };
    // not resolved: that would put a function there
    let schema = |helper: bool, read: Expr| {
        let mut of_team = of_team(helper);
        let mut members = members(read);
        for table in [&mut of_team, &mut members] {
            table.policies[0].roles = vec![Role::named("authenticated")];
            table.grants.push(Grant::new(Privilege::Select, Role::named("authenticated")));
        }
        Resolved { provider: Provider::Neon, schema: Schema::new().table(members).table(of_team) }
    };
    let visible = || own().and(Expr::column("hidden").not());
    let of_todos = |old: &Resolved, new: &Resolved| {
        let mut all = compare(old, new);
        all.retain(|change| change.table == QName::new("todos"));
        all.first().map(|change| change.verdict)
    };
    assert_eq!(of_todos(&schema(false, own()), &schema(false, Expr::Bool(true))), None);
    assert_eq!(of_todos(&schema(false, visible()), &schema(false, own())), Some(Verdict::Widens));
    assert_eq!(of_todos(&schema(false, visible()), &schema(true, visible())), Some(Verdict::Widens));
    assert_eq!(of_todos(&schema(true, visible()), &schema(true, own())), None);
    // SQL that reads some table
    let sql = |read: Expr| {
        let mut schema = schema(true, read);
        schema.schema.tables[1].policies[0].using = Some(Expr::sql("odd((TABLE members))"));
        schema
    };
    assert!(of_todos(&sql(visible()), &sql(own())).is_some_and(Verdict::may_widen));
    assert_eq!(of_todos(&sql(own()), &sql(own())), None);
}
