//! A user's own snapshot test: the SQL of the models stands in a file beside them, and a pull request that changes a
//! model shows what that does to the database.
//!
//! Beside it, a line that proves on a throwaway server that the policies do what they say.
//!
//! `cargo test --example snapshot`; after a change, `cargo insta review`
#![allow(missing_docs, reason = "an example explains itself above")]

use pg_rls::Rls;

#[derive(Rls)]
#[rls(owner = "user_id")]
pub struct Bookmark {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: String,
    #[rls(check = "url LIKE 'https://%'")]
    pub url: String,
}

fn main() {
    print!("{}", pg_rls::schema![Bookmark].sql());
}

#[test]
fn ddl() {
    insta::assert_snapshot!(pg_rls::schema![Bookmark].sql());
}

#[test]
fn the_policies_do_what_they_say() {
    pg_rls::verify!(Bookmark);
}
