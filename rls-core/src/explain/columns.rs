//! What is wrong with a column, or with the values of an enum?

use super::Page;
use crate::diagnostic::Code;

pub(super) const UNKNOWN_TYPE: Page = Page {
    code: Code::UNKNOWN_TYPE,
    title: "A Rust type that stands for no Postgres type",
    why: "\
A field's type decides its column's, by a fixed table: `String` is text, `i64` is bigint, `Option<T>` is T that may be \
NULL. This type is not in it. If it is an enum of unit variants, derive `Rls` on it; if it is a newtype or a type of \
an extension, say what Postgres calls it with `type = \"…\"`; if the field is no column, write `skip`.",
    wrong: r#"#[derive(Rls)]
struct Place {
    #[rls(primary_key)]
    id: i64,
    position: Position,
}
"#,
    right: r#"#[derive(Rls)]
struct Place {
    #[rls(primary_key)]
    id: i64,
    #[rls(type = "point")]
    position: Position,
}
"#,
};

pub(super) const UNSIGNED: Page = Page {
    code: Code::UNSIGNED,
    title: "An unsigned integer",
    why: "\
Postgres has no unsigned integers. The signed type that holds all values of yours is the next wider one: i16 for u8, \
i32 for u16, i64 for u32; for u64, i64 where half of its range is enough, otherwise a decimal. A `check` keeps it from \
being negative.",
    wrong: r#"#[derive(Rls)]
struct Product {
    #[rls(primary_key)]
    id: i64,
    stock: u32,
}
"#,
    right: r#"#[derive(Rls)]
struct Product {
    #[rls(primary_key)]
    id: i64,
    #[rls(check = "stock >= 0")]
    stock: i64,
}
"#,
};

pub(super) const TWO_PRIMARY_KEYS: Page = Page {
    code: Code::TWO_PRIMARY_KEYS,
    title: "Two primary keys",
    why: "\
A table has one primary key. Two fields with the word would be two keys of one column each; one key of two columns is \
written on the struct.",
    wrong: r#"#[derive(Rls)]
struct Member {
    #[rls(primary_key)]
    team_id: i64,
    #[rls(primary_key)]
    user_id: String,
}
"#,
    right: r#"#[derive(Rls)]
#[rls(primary_key("team_id", "user_id"))]
struct Member {
    team_id: i64,
    user_id: String,
}
"#,
};

pub(super) const IDENTITY: Page = Page {
    code: Code::IDENTITY,
    title: "Identity where Postgres has none",
    why: "\
An identity column counts: its type is smallint, integer or bigint, it is never NULL, and its values come from its \
sequence, so it takes neither a default nor `generated`. A uuid takes `default = \"gen_random_uuid()\"` instead.",
    wrong: r#"#[derive(Rls)]
struct Todo {
    #[rls(primary_key, identity)]
    id: uuid::Uuid,
}
"#,
    right: r#"#[derive(Rls)]
struct Todo {
    #[rls(primary_key, default = "gen_random_uuid()")]
    id: uuid::Uuid,
}
"#,
};

pub(super) const ENUM_VALUES: Page = Page {
    code: Code::ENUM_VALUES,
    title: "An enum without a value, or two equal values",
    why: "\
An enum's variants become the values of a Postgres type, by `rename_all` and `rename`. A type without values holds \
nothing, and each value is there once.",
    wrong: r#"#[derive(Rls)]
enum Status {
    Draft,
    #[rls(rename = "draft")]
    Unfinished,
}
"#,
    right: r#"#[derive(Rls)]
enum Status {
    Draft,
    Unfinished,
}
"#,
};
