//! A module without a prelude: what the derive writes names everything from the root.
#![deny(warnings)]
#![no_implicit_prelude]

#[derive(::pg_rls::Rls)]
#[rls(schema = "app", owner = "user_id", read = "true" || owner("user_id"), modify = owner("user_id") && !false)]
#[rls(policy(name = "floor", using = true && "true" && true, restrictive), grant("select", to = "editor"))]
#[rls(crud(
    role = "editor",
    read = id > 5 && !(title == "a") && state.is_in([State::Open, State::Done]) && state != "open" && flag,
    insert = title == claim("a", "b") || claim("n") == 1 || title.is_none() || user_id().is_some() || at > now() - interval("1 day"),
    update = member("id", of = "members", key = "id", user = "user_id", when = flag || kind == State::Done),
    delete = parent("id", of = "parents", true) || exists("SELECT") || tenant("title"),
))]
#[rls(allow(RLS001, reason = "why not"))]
#[rls(index("id", "user_id desc nulls last", where = "id > 0"), check = "id > 0", unique("id", "user_id"))]
#[rls(foreign_key("id", "user_id", references = "members", on_delete = "cascade", deferrable))]
pub struct Todo {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: ::std::string::String,
    #[rls(type = "citext", collate = "C", renamed_from = "name")]
    pub title: ::std::option::Option<::std::string::String>,
    #[rls(generated = "id * 2")]
    pub double: i64,
    pub state: State,
    pub states: ::std::vec::Vec<State>,
    pub flag: bool,
    pub at: ::chrono::NaiveDateTime,
}

#[derive(::pg_rls::Rls)]
#[rls(renamed_from = "states")]
pub enum State {
    #[rls(renamed_from = "opened")]
    Open,
    Done,
}

/// The least that a table may be.
#[derive(::pg_rls::Rls)]
pub struct Empty {
    pub id: i64,
}

fn main() {
    let schema = ::pg_rls::schema![Todo, State, Empty];
    ::std::assert_eq!(::std::iter::Iterator::count(schema.tables()), 2);
}
