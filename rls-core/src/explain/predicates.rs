//! What is wrong with a predicate?

use super::Page;
use crate::diagnostic::Code;

pub(super) const PREDICATE: Page = Page {
    code: Code::PREDICATE,
    title: "A predicate that cannot be read",
    why: "\
A predicate is a Rust expression over the struct's fields, of which the language has a part: boolean fields, \
comparisons, `is_some()`, `is_none()`, `is_in([…])`, `&&`, `||`, `!`, brackets, and the functions `owner`, `user_id`, \
`claim`, `tenant`, `member`, `parent`, `exists`, `sql`, `now` and `interval`. It becomes SQL, so nothing of Rust's own \
can be called in it; whatever SQL can say, `sql(\"…\")` can.

What says the same of every row, such as a value compared with itself, is refused too: it is hardly what was meant.",
    wrong: r#"#[derive(Rls)]
#[rls(crud(role = "authenticated", read = title.starts_with("public")))]
struct Post {
    #[rls(primary_key)]
    id: i64,
    title: String,
}
"#,
    right: r#"#[derive(Rls)]
#[rls(crud(role = "authenticated", read = sql("starts_with(title, 'public')")))]
struct Post {
    #[rls(primary_key)]
    id: i64,
    title: String,
}
"#,
};

pub(super) const TYPES_DIFFER: Page = Page {
    code: Code::TYPES_DIFFER,
    title: "Two values of types that are never equal",
    why: "\
Both sides of a comparison have one type. A text is compared with a text, a number with a number, an enum's column \
with a value of that enum. What the caller has is cast to the column's type, so `claim(\"…\")` goes with any column \
but jsonb, bytea and arrays, which the language compares with nothing: for those there is `sql(\"…\")`. The caller's id \
is a text or a uuid.

Postgres would refuse the statement, or compare by rules that you do not see. Here the fault is on its token.",
    wrong: r#"#[derive(Rls)]
#[rls(crud(role = "authenticated", read = is_public == "yes"))]
struct Post {
    #[rls(primary_key)]
    id: i64,
    is_public: bool,
}
"#,
    right: r#"#[derive(Rls)]
#[rls(crud(role = "authenticated", read = is_public))]
struct Post {
    #[rls(primary_key)]
    id: i64,
    is_public: bool,
}
"#,
};

pub(super) const BAD_CONSTANT: Page = Page {
    code: Code::BAD_CONSTANT,
    title: "A constant that the other side's type does not have",
    why: "\
A text that is no uuid, a number that the column's integer type cannot hold, a date that no calendar has, a value that \
the enum does not have: Postgres says so when the policy is made, or worse, when it is asked.

Times are written as ISO 8601 has them. One for a column with a time zone has its zone, `Z` or `+02:00`: without, it \
would depend on who runs the migration. `now` and `today` are refused for the same reason; `now()` is the time of the \
request.",
    wrong: r#"#[derive(Rls)]
#[rls(crud(role = "authenticated", read = org_id != "none"))]
struct Post {
    #[rls(primary_key)]
    id: i64,
    org_id: uuid::Uuid,
}
"#,
    right: r#"#[derive(Rls)]
#[rls(crud(role = "authenticated", read = org_id != "00000000-0000-0000-0000-000000000000"))]
struct Post {
    #[rls(primary_key)]
    id: i64,
    org_id: uuid::Uuid,
}
"#,
};

pub(super) const NULL_TEST: Page = Page {
    code: Code::NULL_TEST,
    title: "A test for NULL, written as a comparison, or of what only a caller without a session lacks",
    why: "\
Nothing is equal to NULL: whether a column is NULL is asked by `is_none()` and `is_some()`, and a value is compared \
without `Some`. A field that is no `Option` is never NULL, so the question is refused there.

Whether the caller *lacks* an id or a claim cannot be asked. It would be true of whoever has no session as well, and a \
policy that was meant for the guests would let in every request that lost its token. Requests without a caller run as a \
role of their own; what that role may do stands in its own `crud`.",
    wrong: r#"#[derive(Rls)]
#[rls(crud(role = ["anonymous", "authenticated"], read = published_at != None || user_id().is_none()))]
struct Post {
    #[rls(primary_key)]
    id: i64,
    published_at: Option<chrono::NaiveDate>,
}
"#,
    right: r#"#[derive(Rls)]
#[rls(crud(role = "authenticated", read = published_at.is_some()))]
#[rls(crud(role = "anonymous", read = true))]
struct Post {
    #[rls(primary_key)]
    id: i64,
    published_at: Option<chrono::NaiveDate>,
}
"#,
};
