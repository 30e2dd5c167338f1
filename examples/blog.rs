//! A blog: whoever is not signed in reads what is published; authors read and change their own.
//!
//! `cargo run --example blog`
#![allow(missing_docs, reason = "an example explains itself above")]

use pg_rls::Rls;

/// Whoever writes here. The key is the caller's id: one row each, readable by all.
#[derive(Rls)]
#[rls(owner = "id", read = true)]
#[rls(crud(role = "anonymous", read = true))]
pub struct Author {
    #[rls(primary_key)]
    pub id: String,
    #[rls(check = "char_length(name) BETWEEN 1 AND 80")]
    pub name: String,
}

#[derive(Rls)]
#[rls(crud(role = "anonymous", read = "status = 'published'"))]
#[rls(crud(
    role = "authenticated",
    read = "status = 'published'" || owner("author_id"),
    modify = owner("author_id")
))]
#[rls(index("published_at desc", where = "status = 'published'"))]
pub struct Post {
    #[rls(primary_key, default = "gen_random_uuid()")]
    pub id: uuid::Uuid,
    #[rls(references("authors(id)", on_delete = "cascade"))]
    pub author_id: String,
    pub title: String,
    pub body: String,
    #[rls(default = "'draft'")]
    pub status: Status,
    pub published_at: Option<chrono::DateTime<chrono::Utc>>,
}

/// How far a post is.
#[derive(Rls)]
pub enum Status {
    Draft,
    Published,
}

fn main() {
    print!("{}", pg_rls::schema![Author, Post].sql());
}
