use pg_rls::Rls;

/// Whoever signed in reads; who wrote it changes it.
#[derive(Rls)]
#[rls(owner = "author_id", read = true)]
pub struct Announcement {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub author_id: String,
    pub text: String,
}
