use pg_rls::Rls;

/// A column equals the caller's id.
#[derive(Rls)]
#[rls(owner = "user_id")]
pub struct Note {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: String,
    pub text: String,
}
