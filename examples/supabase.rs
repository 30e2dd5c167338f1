//! The same language for Supabase: `auth.uid()` for a uuid, the roles `anon` and `authenticated`.
//!
//! `cargo run --example supabase`
#![allow(missing_docs, reason = "an example explains itself above")]

use pg_rls::{Provider, Rls};

/// A public profile, which its owner alone changes.
#[derive(Rls)]
#[rls(owner = "id", role = "authenticated", read = true)]
#[rls(crud(role = "anon", read = true))]
pub struct Profile {
    #[rls(primary_key)]
    pub id: uuid::Uuid,
    #[rls(unique, check = "username = lower(username)")]
    pub username: String,
    #[rls(default = "now()")]
    pub updated_at: chrono::DateTime<chrono::Utc>,
}

fn main() {
    print!("{}", pg_rls::schema![Profile].provider(Provider::Supabase).sql());
}
