//! What is wrong with a piece of SQL, or with Rust?

use super::Page;
use crate::diagnostic::Code;

pub(super) const UNBALANCED_SQL: Page = Page {
    code: Code::UNBALANCED_SQL,
    title: "SQL text that would end early or never",
    why: "\
SQL in a string is written into a statement as it is. It must end where its string ends: no bracket left open, none \
closed that was not opened, every quote and comment ended, no `;` and no `--`, which would take what follows with \
them. It is one expression.",
    wrong: r#"#[derive(Rls)]
struct Todo {
    #[rls(primary_key)]
    id: i64,
    #[rls(check = "char_length(task > 0")]
    task: String,
}
"#,
    right: r#"#[derive(Rls)]
struct Todo {
    #[rls(primary_key)]
    id: i64,
    #[rls(check = "char_length(task) > 0")]
    task: String,
}
"#,
};

pub(super) const SHAPE: Page = Page {
    code: Code::SHAPE,
    title: "A shape of item that is no table and no enum",
    why: "\
A struct with named fields is a table, each field a column; an enum of variants without data is a Postgres enum. A \
tuple struct has no names for its columns, a union no columns, a generic struct is no single table, and a variant with \
data is no value of an enum.",
    wrong: r#"#[derive(Rls)]
struct Todo(i64, String);
"#,
    right: r#"#[derive(Rls)]
struct Todo {
    #[rls(primary_key)]
    id: i64,
    task: String,
}
"#,
};

pub(super) const RUST_SYNTAX: Page = Page {
    code: Code::RUST_SYNTAX,
    title: "Rust that cannot be read",
    why: "\
The command line reads source files without compiling them. This one is no Rust as it stands, or is not there, or is \
not UTF-8, or is too large or nested too deeply. `cargo check` says more of what is no Rust. Of what a macro would \
write the command line sees nothing: structs must stand in the source.",
    wrong: r#"#[derive(Rls)]
struct Todo {
    #[rls(primary_key)]
    id i64,
}
"#,
    right: r#"#[derive(Rls)]
struct Todo {
    #[rls(primary_key)]
    id: i64,
}
"#,
};
