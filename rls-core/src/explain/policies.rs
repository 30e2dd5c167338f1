//! What is wrong with a policy, a predicate or a role?

use super::Page;
use crate::diagnostic::Code;

pub(super) const CLAUSE_OF_ANOTHER_COMMAND: Page = Page {
    code: Code::CLAUSE_OF_ANOTHER_COMMAND,
    title: "A clause that the policy's command does not take",
    why: "\
`using` asks of rows that are there whether they may be seen, changed or deleted; `with_check` asks of rows as they \
come to be. A SELECT and a DELETE make no row, so they take no `with_check`; an INSERT finds none, so it takes no \
`using`. An UPDATE takes both.",
    wrong: r#"#[derive(Rls)]
#[rls(policy(name = "own rows", for = "insert", using = owner("user_id")))]
struct Todo {
    #[rls(primary_key)]
    id: i64,
    user_id: String,
}
"#,
    right: r#"#[derive(Rls)]
#[rls(policy(name = "own rows", for = "insert", with_check = owner("user_id")))]
struct Todo {
    #[rls(primary_key)]
    id: i64,
    user_id: String,
}
"#,
};

pub(super) const MISSING_EXPRESSION: Page = Page {
    code: Code::MISSING_EXPRESSION,
    title: "A policy that says nothing about rows",
    why: "\
Postgres takes a policy without its expression, and what it then lets through is surprising: without USING a SELECT \
policy denies every row or, where only WITH CHECK is left out, USING stands in for it. So each policy says it: \
`true` for every row, `false` for none.",
    wrong: r#"#[derive(Rls)]
#[rls(policy(name = "everyone reads", for = "select", to = "anonymous"))]
struct Post {
    #[rls(primary_key)]
    id: i64,
}
"#,
    right: r#"#[derive(Rls)]
#[rls(policy(name = "everyone reads", for = "select", to = "anonymous", using = true))]
struct Post {
    #[rls(primary_key)]
    id: i64,
}
"#,
};

pub(super) const OWNER_TYPE: Page = Page {
    code: Code::OWNER_TYPE,
    title: "An owner column whose type cannot hold the caller's id",
    why: "\
The caller's id comes out of a token, as text or as a uuid. A column of numbers is never equal to it. If your users \
have numbers, keep the token's subject in a column of its own, or compare by SQL of your own.",
    wrong: r#"#[derive(Rls)]
#[rls(owner = "user_id")]
struct Todo {
    #[rls(primary_key)]
    id: i64,
    user_id: i64,
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

pub(super) const UNKNOWN_ROLE: Page = Page {
    code: Code::UNKNOWN_ROLE,
    title: "A role that nobody declares",
    why: "\
A policy or a grant names a role that neither the provider has nor rls.toml declares. The statement would fail; or a \
role of that name from elsewhere, with other rights than you think, would get in. The providers' roles: neon has \
`authenticated` and `anonymous`, supabase `authenticated`, `anon` and `service_role`, postgrest `authenticated` and \
`anon`, custom `authenticated` and `anonymous`. A role of your own is declared in rls.toml: `[roles.editor]`.

The derive cannot see this, as it does not read rls.toml; `cargo rls sql` does.",
    wrong: r#"#[derive(Rls)]
#[rls(owner = "user_id", role = "authentcated")]
struct Todo {
    #[rls(primary_key)]
    id: i64,
    user_id: String,
}
"#,
    right: r#"#[derive(Rls)]
#[rls(owner = "user_id", role = "authenticated")]
struct Todo {
    #[rls(primary_key)]
    id: i64,
    user_id: String,
}
"#,
};
