//! What is wrong with a word of the language?

use super::Page;
use crate::diagnostic::Code;

pub(super) const UNKNOWN_WORD: Page = Page {
    code: Code::UNKNOWN_WORD,
    title: "A word that the language does not have",
    why: "\
Each place (a struct, a field, an enum, a variant, the inside of `crud(…)`, `policy(…)`, `index(…)`) takes its own \
words, and this is none of them. A misspelt word that was passed over in silence would be a policy that is not \
there, so every word must be known. The message names the nearest word that is.",
    wrong: r#"#[derive(Rls)]
#[rls(onwer = "user_id")]
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

pub(super) const DOUBLED_WORD: Page = Page {
    code: Code::DOUBLED_WORD,
    title: "A word written twice",
    why: "\
The word says one thing, and here it is said twice: only one of the two could hold, and nobody could see which. Words \
that may stand more than once, such as `crud`, `policy`, `index`, `unique`, `check` and `grant`, say one thing each \
time.",
    wrong: r#"#[derive(Rls)]
#[rls(table = "todos")]
#[rls(table = "tasks")]
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

pub(super) const WRONG_VALUE: Page = Page {
    code: Code::WRONG_VALUE,
    title: "A value of the wrong kind",
    why: "\
The word takes another kind of value, or one where none stands, or none where one stands. A name goes in a string, a \
word such as `identity` stands alone, and `rls`, `restrictive` and their like take no text. The message shows how the \
word is written.",
    wrong: r#"#[derive(Rls)]
#[rls(table = 7)]
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

pub(super) const MISPLACED_WORD: Page = Page {
    code: Code::MISPLACED_WORD,
    title: "A word of another place",
    why: "\
The language has the word, but not here: a column's word on the struct, a policy's in an index, an enum's on a field. \
The message says where it belongs.",
    wrong: r#"#[derive(Rls)]
#[rls(identity)]
struct Todo {
    #[rls(primary_key)]
    id: i64,
}
"#,
    right: r#"#[derive(Rls)]
struct Todo {
    #[rls(primary_key, identity)]
    id: i64,
}
"#,
};

pub(super) const MISSING_WORD: Page = Page {
    code: Code::MISSING_WORD,
    title: "A word that another one needs",
    why: "\
A word stands here that says too little alone: a policy without a name could not be found again by a later change, a \
grant needs to say to whom, a foreign key to what, and `role`, `read` and `modify` on a struct belong to `owner`.",
    wrong: r#"#[derive(Rls)]
#[rls(policy(for = "select", using = true))]
struct Todo {
    #[rls(primary_key)]
    id: i64,
}
"#,
    right: r#"#[derive(Rls)]
#[rls(policy(name = "everyone reads", for = "select", using = true))]
struct Todo {
    #[rls(primary_key)]
    id: i64,
}
"#,
};

pub(super) const CONTRADICTION: Page = Page {
    code: Code::CONTRADICTION,
    title: "Words that contradict each other",
    why: "\
Two things are said that cannot both hold: a primary key that may be NULL, a generated column with a default, a \
policy on a table whose row security is off. Leave one of the two.

A policy without row security is the one to look at twice: Postgres would take it and never ask it.",
    wrong: r#"#[derive(Rls)]
#[rls(rls = false, owner = "user_id")]
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
