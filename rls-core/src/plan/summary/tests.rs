//! Is each change said, once and on one line?

use super::*;
use crate::{
    expr::Expr,
    provider::Provider,
    schema::{Column, Command, Grant, Privilege, Role, RoleDef, Schema, Type},
};

fn settled(schema: Schema) -> Resolved {
    schema.resolve(&Provider::Neon).unwrap()
}

fn todos() -> Table {
    let read = Policy::new("read", Command::Select, [Role::SignedIn]).using(Expr::owner("user_id"));
    Table::new(QName::new("todos"))
        .column(Column::new("id", Type::BigInt))
        .column(Column::new("user_id", Type::Text))
        .column(Column::new("task", Type::Text).nullable())
        .primary_key(["id"])
        .policy(read)
}

fn said(old: Schema, new: Schema) -> Vec<String> {
    summary(&settled(old), &settled(new)).iter().map(Difference::to_string).collect()
}

#[test]
fn what_is_new_and_what_is_gone() {
    let role = |mut schema: Schema| {
        schema.roles.insert("editor".to_owned(), RoleDef::default());
        schema
    };
    let mut status = Enum::new(QName::new("status")).value("draft");
    let old = Schema::new().table(todos());
    let mut new =
        role(Schema::new().table(Table::new(QName::new("teams")).column(Column::new("id", Type::Uuid))));
    new.add_enum(status.clone());
    assert_eq!(
        said(old, new.clone()),
        [
            "+ table teams: 1 column, 0 policies",
            "- table todos",
            "+ enum status: draft",
            "+ role editor: no login"
        ]
    );
    status = status.value("done");
    let mut changed = Schema::new();
    changed.add_enum(status);
    assert_eq!(said(new, changed), ["- table teams", "~ enum status: + done", "- role editor"]);
}

#[test]
fn what_changed_in_a_table() {
    let mut is = todos();
    is.columns[2] = Column::new("task", Type::Other("varchar(200)".to_owned())).default_sql("''");
    is.columns.push(Column::new("due\n at", Type::Date).nullable());
    is.policies[0].using = Some(Expr::Bool(true));
    is = is
        .check(None, "task <> ''")
        .grant(Grant::new(Privilege::Update, Role::Public).column("task"))
        .force()
        .comment("Things to do.");
    assert_eq!(
        said(Schema::new().table(todos()), Schema::new().table(is)),
        [
            "~ todos.task: text → varchar(200); null → not null; default none → default ''",
            "+ todos.due at: date, null",
            "+ todos check todos_check: task <> ''",
            "- todos index todos_user_id_idx",
            "~ todos row security for the owner: off → on",
            "~ todos policy read: using",
            "~ todos privileges of PUBLIC: + UPDATE (task)",
            "~ todos comment",
        ]
    );
}

#[test]
fn a_policy_that_is_the_same_but_for_its_name_was_renamed() {
    let mut is = todos();
    is.policies[0].name = PolicyName::Given("own".to_owned());
    let said = said(Schema::new().table(todos()), Schema::new().table(is));
    assert_eq!(said, ["~ todos policy own (was read)"]);
}

#[test]
fn the_same_is_nothing() {
    assert_eq!(said(Schema::new().table(todos()), Schema::new().table(todos())), [""; 0]);
}

#[test]
fn what_follows_a_renaming_alone_is_not_said() {
    let mut is = todos().renamed_from(QName::new("todos"));
    is.name = QName::new("tasks");
    is.constraints[0] = Constraint::primary_key("todos_pkey", ["id"]);
    is.columns[1] = Column::new("owner", Type::Text).renamed_from("user_id");
    is.policies[0].using = Some(Expr::owner("owner"));
    let said = said(Schema::new().table(todos()), Schema::new().table(is));
    assert_eq!(
        said,
        [
            "~ table tasks (was todos)",
            "~ tasks.owner (was user_id)",
            "~ tasks index tasks_owner_idx (was todos_user_id_idx)"
        ]
    );
}

#[test]
fn what_gives_its_name_away_is_called_by_it() {
    let table = |name: &str| Table::new(QName::new(name)).column(Column::new("id", Type::Uuid));
    let old = Schema::new().table(table("a")).table(table("b"));
    let mut b = table("b").renamed_from(QName::new("a"));
    b.columns.push(Column::new("x", Type::Text));
    assert_eq!(said(old, Schema::new().table(b)), ["~ table b (was a)", "+ b.x: text", "- table b"]);
}
