//! What is wrong with a name?

use super::Page;
use crate::diagnostic::Code;

pub(super) const UNKNOWN_FIELD: Page = Page {
    code: Code::UNKNOWN_FIELD,
    title: "A field that the struct does not have",
    why: "\
`owner = \"…\"`, `primary_key(…)`, `index(…)`, `unique(…)`, `foreign_key(…)` and the predicate `owner(\"…\")` name \
fields of the struct by their Rust names, and this struct has no such field. Inside SQL (a predicate or a check in a \
string) the names are those of the columns, and Postgres checks them.",
    wrong: r#"#[derive(Rls)]
#[rls(owner = "usr_id")]
struct Todo {
    #[rls(primary_key)]
    id: i64,
    user_id: String,
}
"#,
    right: r#"#[derive(Rls)]
#[rls(owner = "user_id")]
struct Todo {
    #[rls(primary_key)]
    id: i64,
    user_id: String,
}
"#,
};

pub(super) const LONG_NAME: Page = Page {
    code: Code::LONG_NAME,
    title: "A name that Postgres would cut",
    why: "\
Postgres keeps 63 bytes of a name and cuts the rest off with no more than a notice. Two long names could become one, and a \
later change would not find what it looks for. Bytes count, not characters: a letter outside ASCII has two or more.",
    wrong: r#"#[derive(Rls)]
#[rls(table = "every_single_thing_that_anybody_in_this_company_still_has_to_do_today")]
struct Todo {
    #[rls(primary_key)]
    id: i64,
}
"#,
    right: r#"#[derive(Rls)]
#[rls(table = "todos")]
struct Todo {
    #[rls(primary_key)]
    id: i64,
}
"#,
};

pub(super) const SAME_NAME: Page = Page {
    code: Code::SAME_NAME,
    title: "Two things with one name",
    why: "\
Columns of a table, its policies and its constraints each have names of their own; tables, indexes, enums and \
sequences of a Postgres schema share one space of names. Two `crud` for the same role make policies of the same name: \
put their halves into one, or write `policy(name = \"…\")` for the second.",
    wrong: r#"#[derive(Rls)]
#[rls(crud(role = "authenticated", read = true))]
#[rls(crud(role = "authenticated", read = owner("user_id")))]
struct Todo {
    #[rls(primary_key)]
    id: i64,
    user_id: String,
}
"#,
    right: r#"#[derive(Rls)]
#[rls(crud(role = "authenticated", read = true, modify = owner("user_id")))]
struct Todo {
    #[rls(primary_key)]
    id: i64,
    user_id: String,
}
"#,
};

pub(super) const BAD_NAME: Page = Page {
    code: Code::BAD_NAME,
    title: "A name that Postgres cannot have",
    why: "\
Every name is quoted, so spaces, upper case and keywords are all well. What is left: a name is not empty and holds no \
NUL, a column is not called as one of the system columns that each table has (`ctid`, `xmin`, `tableoid` and so on), and \
no role is called `none`.",
    wrong: r#"#[derive(Rls)]
struct Todo {
    #[rls(primary_key)]
    id: i64,
    xmin: i64,
}
"#,
    right: r#"#[derive(Rls)]
struct Todo {
    #[rls(primary_key)]
    id: i64,
    #[rls(column = "x_min")]
    xmin: i64,
}
"#,
};

pub(super) const UNKNOWN_REFERENCE: Page = Page {
    code: Code::UNKNOWN_REFERENCE,
    title: "A reference to something that is not there",
    why: "\
A foreign key refers to a column of a table of these models that it does not have, to columns that are no key, or to \
more or fewer columns than it has itself. Postgres would refuse the table. What is referred to is a primary key or is \
`unique`. Inside `references` the names are those of the table and its columns, not of the struct and its fields.",
    wrong: r#"#[derive(Rls)]
struct User {
    #[rls(primary_key)]
    id: i64,
}

#[derive(Rls)]
struct Todo {
    #[rls(primary_key)]
    id: i64,
    #[rls(references = "users(uid)")]
    user_id: i64,
}
"#,
    right: r#"#[derive(Rls)]
struct User {
    #[rls(primary_key)]
    id: i64,
}

#[derive(Rls)]
struct Todo {
    #[rls(primary_key)]
    id: i64,
    #[rls(references = "users(id)")]
    user_id: i64,
}
"#,
};
